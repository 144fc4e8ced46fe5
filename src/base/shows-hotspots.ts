import type { PlannedReference, ViewerPreset } from '../types.js'

type Shown = Pick<PlannedReference, 'hotspots' | 'tracks' | 'viewer' | 'members'>

/** The page needs the element for hotspots: a sidecar has some that can be seen, or a film has cues that may be some. */
export function showsHotspots({ hotspots, tracks, viewer, members = [] }: Shown): boolean {
  if (hotspots !== undefined) return true
  if (viewer === undefined) return false
  const isFilm = ['video', 'panorama'].includes(viewer.viewer) && tracks !== undefined
  return isFilm ? tracks.some(({ kind }) => kind === 'metadata') : showsInTurn(viewer) && members.some(showsHotspots)
}

/** All pictures of its set are shown in one place, so their hotspots are one list. */
export function showsInTurn({ viewer }: ViewerPreset): boolean {
  return viewer === 'spin' || viewer === 'compare'
}
