import type { PlannedReference } from '../types.js'

/** The page needs the element for hotspots: a sidecar has some that can be seen, or a film has cues that may be some. */
export function showsHotspots({ hotspots, tracks, viewer }: Pick<PlannedReference, 'hotspots' | 'tracks' | 'viewer'>): boolean {
  return hotspots !== undefined || (viewer?.viewer === 'video' && (tracks?.some(({ kind }) => kind === 'metadata') ?? false))
}
