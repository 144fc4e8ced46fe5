import type { Markup } from '../base/markup.js'
import { attributeOf } from './markup-tree.js'

type Attribute = Markup['attributes'][number]

/** `width` and `height` as far as the author left them open; one alone keeps its partner in proportion. Nothing where the size is not known (0). */
export function missingSize({ width, height }: { width: number; height: number }, own: readonly Attribute[]): Attribute[] {
  const [givenWidth, givenHeight] = [attributeOf(own, 'width'), attributeOf(own, 'height')]
  if (width <= 0 || height <= 0 || (givenWidth !== undefined && givenHeight !== undefined)) return []
  if (givenWidth === undefined && givenHeight === undefined)
    return [
      ['width', String(width)],
      ['height', String(height)],
    ]
  const given = lengthOf(givenWidth ?? givenHeight)
  // A percentage or nonsense: the partner cannot be known.
  if (given === undefined) return []
  const partner = givenWidth === undefined ? given * (width / height) : given * (height / width)
  return [[givenWidth === undefined ? 'width' : 'height', String(Math.max(1, Math.round(partner)))]]
}

/** A length in CSS pixels as an attribute holds it; undefined for a percentage or nonsense. */
export function lengthOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d+$/.test(value) && Number(value) > 0 ? Number(value) : undefined
}
