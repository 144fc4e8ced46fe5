import type { Candidate, FormatGroup, PlannedReference, ViewerName } from '../types.js'

/** Viewers of one picture, whose large form is that picture. */
const OF_ONE_PICTURE: ReadonlySet<ViewerName> = new Set(['zoom', 'inline-zoom', 'flyout'])

/** Widths and heights rounded to whole pixels differ by less than this share. */
const SHAPE_TOLERANCE = 0.02

/**
 * The same reference for a page of its own, which has the whole window: the large picture is among the sizes to choose from, and
 * alone where the small ones are cut to another shape. A format that does not have it is left out, since browsers take the
 * first format they know, however small. Undefined for what has no large picture, or more than one.
 */
export function atItsLargest(planned: PlannedReference): PlannedReference | undefined {
  const { large, viewer } = planned
  const largest = large?.candidates.at(-1)?.rendition
  if (!large || !largest || !viewer || !OF_ONE_PICTURE.has(viewer.viewer)) return undefined
  const { width, height } = largest.recipe
  const small = planned.groups.at(-1)?.candidates.filter(({ rendition }) => rendition.recipe.width < width) ?? []
  const alike = small.filter(({ rendition: { recipe } }) => isNear(recipe.width / recipe.height, width / height))
  const candidates = [...alike.map(({ rendition }) => rendition), largest].map((rendition): Candidate => ({
    rendition,
    descriptor: `${rendition.recipe.width}w`,
  }))
  const whole = planned.groups.filter((group) => group.candidates.some(({ rendition }) => rendition.recipe.width >= width))
  const group: FormatGroup = { ...large, candidates: alike.length === 0 ? [{ rendition: largest, descriptor: '' }] : candidates }
  const others = alike.length === small.length ? whole.slice(0, -1).filter(hasWidths) : []
  return { ...planned, groups: [...others, group], main: largest, width, height, reference: sized(planned, width, height) }
}

/** How wide it comes out in a window, whole and no larger than its pixels. */
function sized({ reference }: PlannedReference, width: number, height: number): PlannedReference['reference'] {
  const others = (reference.attributes ?? []).filter(([name]) => name !== 'sizes')
  const tall = Math.round((width / height) * 1000) / 10
  return { ...reference, attributes: [...others, ['sizes', `min(100vw, ${tall}vh, ${width}px)`]] }
}

function hasWidths(group: FormatGroup): boolean {
  return group.candidates.every(({ descriptor }) => descriptor.endsWith('w'))
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a / b - 1) < SHAPE_TOLERANCE
}
