import type { ExternalFilm } from '../../types.js'
import { element, type Attribute, type Shown } from './shown.js'
import type { Markup } from '../../base/markup.js'

/**
 * `<rendition-video>` around a link to a film at another site with its poster, a picture of this one. Nothing of the other site
 * is in the page but the address, which the element puts into a frame when the poster is pressed.
 */
export function externalMarkup({ planned, picture }: Shown, { embed, page, provider }: ExternalFilm): Markup[] {
  const attributes: Attribute[] = [
    ['embed', embed],
    ['provider', provider],
  ]
  const content = picture(planned)
  const link = planned.reference.insideLink
    ? content
    : [element('a', [['href', page]], [...content, element('span', [], [provider])])]
  return [element('rendition-video', attributes, link)]
}
