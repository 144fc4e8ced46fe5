import type { PlannedReference } from '../types.js'

/** A page shows it as a film that begins by itself and has no controls: an animated GIF, or a film whose preset says so. */
export function movesByItself({ film, viewer, reference }: Pick<PlannedReference, 'film' | 'viewer' | 'reference'>): boolean {
  return film !== undefined && viewer === undefined && (reference.role === 'picture' || reference.role === 'viewer')
}
