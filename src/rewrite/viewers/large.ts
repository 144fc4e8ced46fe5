import type { Markup } from '../../base/markup.js'
import type { PlannedReference } from '../../types.js'
import { layoutSize } from '../layout-size.js'
import { attributeOf } from '../markup-tree.js'
import type { View } from '../view.js'
import { element, type Attribute } from './shown.js'

/** The picture a viewer shows large: its address and its size in pixels. */
export interface Large {
  href: string
  width: string
  height: string
}

/** The large picture of a reference; the picture itself where there is no larger one. */
export function largeOf(planned: PlannedReference, view: View): Large {
  const large = planned.large?.candidates.at(-1)?.rendition
  const { width, height } = large ? large.recipe : layoutSize(planned)
  return { href: view.address(large ?? planned.main), width: String(width), height: String(height) }
}

/** A link to the large picture around the small one: what there is without a script, and where a script reads both. */
export function largeLink(planned: PlannedReference, view: View, picture: readonly Markup[]): Markup {
  const { href, width, height } = largeOf(planned, view)
  return element('a', [['href', href], ['data-width', width], ['data-height', height], ...linkName(planned)], picture)
}

/** A link whose only content is a picture without alt text would have no name for a screen reader. */
export function linkName(planned: PlannedReference): Attribute[] {
  const alt = altOf(planned)
  return alt.trim() === '' ? [['aria-label', titleOf(planned) || planned.main.stem]] : []
}

/** What a picture shows, in words; '' for decoration. */
export function altOf({ reference, sidecar }: PlannedReference): string {
  return attributeOf(reference.attributes ?? [], 'alt') ?? sidecar.alt ?? ''
}

/** What a picture is called; '' for nothing. */
export function titleOf({ reference, sidecar }: PlannedReference): string {
  return attributeOf(reference.attributes ?? [], 'title') || sidecar.title || ''
}
