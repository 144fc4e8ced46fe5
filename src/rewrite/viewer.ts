import type { Markup } from '../base/markup.js'
import type { PlannedReference } from '../types.js'
import { layoutSize } from './layout-size.js'
import { attributeOf } from './markup-tree.js'
import type { View } from './view.js'

type Attribute = Markup['attributes'][number]

/**
 * Puts a picture into its viewer. `zoom`: a link to the large picture inside `<rendition-zoom>`, so that it works
 * without JavaScript; where the author has a link around the picture already, the element itself says what to open.
 * Inside an author's `<picture>` nothing but sources may stand, so the picture is returned as it is.
 */
export function viewerMarkup(planned: PlannedReference, view: View, picture: readonly Markup[]): Markup[] {
  const { reference, viewer } = planned
  if (viewer !== 'zoom' || reference.role === 'source' || reference.insidePicture) return [...picture]
  const { href, width, height } = largeOf(planned, view)
  if (reference.insideLink) {
    const attributes: Attribute[] = [
      ['src', href],
      ['width', width],
      ['height', height],
    ]
    return [{ tag: 'rendition-zoom', attributes, children: picture }]
  }
  const attributes: Attribute[] = [['href', href], ['data-width', width], ['data-height', height], ...linkName(planned)]
  return [{ tag: 'rendition-zoom', attributes: [], children: [{ tag: 'a', attributes, children: picture }] }]
}

function largeOf(planned: PlannedReference, view: View): { href: string; width: string; height: string } {
  const large = planned.large?.candidates.at(-1)?.rendition
  const { width, height } = large ? large.recipe : layoutSize(planned)
  return { href: view.address(large ?? planned.main), width: String(width), height: String(height) }
}

/** A link whose only content is a picture without alt text would have no name for a screen reader. */
function linkName(planned: PlannedReference): Attribute[] {
  const own = planned.reference.attributes ?? []
  const alt = attributeOf(own, 'alt') ?? planned.sidecar.alt ?? ''
  if (alt.trim() !== '') return []
  return [['aria-label', attributeOf(own, 'title') || planned.sidecar.title || planned.main.stem]]
}
