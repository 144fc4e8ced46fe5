import { tileCount } from '../base/tile-layout.js'
import type { Limits } from '../config/types.js'
import { errorOf } from '../errors.js'
import type { PlannedReference, Problem } from '../types.js'

/**
 * Why a picture may not be shown so, if it is too large for that. What was promised when a page showed it in tiles is kept also
 * where no page does any more.
 */
export function sizeRefusal(planned: PlannedReference, { tileFiles }: Pick<Limits, 'tileFiles'>): Problem | undefined {
  const { asset, viewer, tiles, reference } = planned
  const { path, probe } = asset
  if (probe.beyond && viewer?.viewer !== 'deep-zoom' && !reference.isPromise)
    return errorOf('asset-too-large', { path, ...probe.beyond, viewer: 'deep-zoom' })
  const files = tiles ? tileCount(tiles.recipe.width, tiles.recipe.height) : 0
  return files > tileFiles ? errorOf('tiles-too-many', { path, files, most: tileFiles }) : undefined
}
