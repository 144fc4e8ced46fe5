import type { Asset, Reference, ViewerName } from '../types.js'

/** Viewers of what is no picture; they show no picture by itself either. */
export const PLAYERS: readonly ViewerName[] = ['video', 'audio', 'document', 'model']

/** True for a viewer that shows such a film, though another one is its own: in its frame, or all round. */
export function showsFilm(viewer: ViewerName, { probe }: Pick<Asset, 'probe'>): boolean {
  return probe.kind === 'video' && (viewer === 'video' || viewer === 'panorama')
}

/** The viewer that shows an asset which is no picture; undefined for pictures, and for what none of them shows. */
export function ownViewer({ probe }: Pick<Asset, 'probe'>): ViewerName | undefined {
  if (probe.kind === 'video') return probe.film?.video?.spherical ? 'panorama' : 'video'
  if (probe.kind === 'audio') return 'audio'
  if (probe.kind === 'model') return 'model'
  return probe.format === 'pdf' ? 'document' : undefined
}

/** The first page of a document, as the picture it is drawn to; undefined where it cannot be drawn. */
export function firstPageOf(asset: Asset): Asset | undefined {
  const { probe } = asset
  const isDrawn = probe.format === 'pdf' && probe.width > 0 && probe.height > 0
  return isDrawn ? { ...asset, probe: { ...probe, kind: 'image' } } : undefined
}

/** The reference is all there is of its asset in the page: no candidate beside others, no lone address. */
export function isWhole({ role, insidePicture }: Pick<Reference, 'role' | 'insidePicture'>): boolean {
  return (role === 'picture' || role === 'viewer') && insidePicture !== true
}
