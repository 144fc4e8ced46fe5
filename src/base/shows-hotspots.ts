import type { PlannedReference, ViewerPreset } from '../types.js'

type Shown = Pick<PlannedReference, 'hotspots' | 'tracks' | 'viewer' | 'members'>

/** The page needs the element for hotspots: a sidecar has some that can be seen, or a film has cues that may be some. */
export function showsHotspots({ hotspots, tracks, viewer, members = [] }: Shown): boolean {
  if (hotspots !== undefined) return true
  if (viewer?.viewer === 'video') return tracks?.some(({ kind }) => kind === 'metadata') ?? false
  return viewer !== undefined && showsInTurn(viewer) && members.some(showsHotspots)
}

/** All pictures of its set are shown in one place, so their hotspots are one list. */
export function showsInTurn({ viewer }: ViewerPreset): boolean {
  return viewer === 'spin' || viewer === 'compare'
}
