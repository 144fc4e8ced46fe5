import { groupBy } from '../base/group-by.js'
import type { FilmFacts } from '../film-types.js'
import type { RenderJob } from '../ports.js'
import type { Recipe, Rendition } from '../types.js'
import { jobSeconds } from './cost.js'

/** What a job needs to know about its source. */
export interface JobSource {
  /** Absolute path. */
  file: string
  /** Pixels the decoder goes through: width × height × frames. */
  pixels: number
  /** Of a film. */
  facts?: FilmFacts
}

/**
 * Groups renditions into jobs that share one decode: same bytes, same crop, same operations, same way through
 * (bare pixels, or carrying a profile or metadata). A placeholder goes along with the renditions of its picture.
 * Costliest first. Pure.
 */
export function jobsOf(renditions: Iterable<Rendition>, sourceOf: (rendition: Rendition) => JobSource): RenderJob[] {
  const groups = groupBy(renditions, (rendition) => JSON.stringify([rendition.digest, ...decodeKey(rendition.recipe)]))
  const pictures = [...groups.values()].filter(([first]) => first && first.recipe.kind !== 'placeholder')
  const placeholders = [...groups.values()].filter(([first]) => first?.recipe.kind === 'placeholder').flat()
  for (const placeholder of placeholders) {
    const host = pictures.find(([first]) => first && sharesPixels(first, placeholder))
    if (host) host.push(placeholder)
    else pictures.push([placeholder])
  }
  const jobs = pictures.flatMap((group) => {
    const [first] = group
    return first ? [{ asset: first.asset, digest: first.digest, ...sourceOf(first), renditions: group }] : []
  })
  return jobs.sort((a, b) => jobSeconds(b) - jobSeconds(a))
}

/** Everything two renditions must have in common to come from the same pixels. */
function decodeKey(recipe: Recipe): unknown[] {
  if (recipe.kind !== 'raster')
    return [recipe.kind, recipe.kind === 'original' || recipe.kind === 'remux' ? null : pixelsKey(recipe)]
  const way = recipe.icc === 'keep' || recipe.metadata === 'keep' ? [recipe.icc, recipe.metadata] : []
  return ['raster', pixelsKey(recipe), recipe.animated, way]
}

function pixelsKey({ crop, operations, background, moment }: Recipe): unknown[] {
  // The background is only used before resizing where an operation fills with it.
  const fills = operations.some(({ name }) => name === 'flatten' || name === 'rotate')
  return [crop ?? null, operations, fills ? (background ?? null) : null, moment ?? null]
}

function sharesPixels(picture: Rendition, placeholder: Rendition): boolean {
  const { recipe } = picture
  const same = picture.digest === placeholder.digest && recipe.kind === 'raster' && !recipe.animated
  return same && JSON.stringify(pixelsKey(recipe)) === JSON.stringify(pixelsKey(placeholder.recipe))
}
