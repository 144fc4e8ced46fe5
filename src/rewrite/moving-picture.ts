import type { Markup } from '../base/markup.js'
import type { PlannedReference } from '../types.js'
import { layoutSize } from './layout-size.js'
import { attributeOf } from './markup-tree.js'
import { missingSize } from './missing-size.js'
import { ownAttributes } from './own-attributes.js'
import type { View } from './view.js'
import { isPending, sourceMarkup, sourcesOf } from './viewers/film-sources.js'
import { altOf, titleOf } from './viewers/large.js'
import { OF_PICTURES } from './viewers/playable.js'
import { element, type Attribute } from './viewers/shown.js'
import { waitingMarkup } from './viewers/waiting.js'

/** Who asked for less motion gets no source and so sees the poster, also without a script. */
const STILL: Attribute = ['media', '(prefers-reduced-motion: no-preference)']

/**
 * A film that moves by itself, in the place of an animated picture: silent, again and again. What moves for more than five
 * seconds has to have a way to stop it (https://www.w3.org/WAI/WCAG22/Understanding/pause-stop-hide.html): without a script
 * that is the browser's controls.
 */
export function movingPicture(planned: PlannedReference, view: View, picture: (planned: PlannedReference) => Markup[]): Markup[] {
  if (isPending(planned, view)) return waitingMarkup(planned, picture)
  const { reference, poster, preview } = planned
  const own = ownAttributes(reference).filter(([name]) => !OF_PICTURES.has(name) && name !== 'role')
  const size = (['width', 'height'] as const).flatMap((name): Attribute[] => {
    const value = attributeOf(reference.attributes ?? [], name)
    return value === undefined ? [] : [[name, value]]
  })
  const attributes: Attribute[] = [
    ...(['autoplay', 'muted', 'loop', 'playsinline', 'controls'] as const).map((name): Attribute => [name, true]),
    ...own,
    ...nameOf(planned, own),
    ...(poster ? ([['poster', view.address(poster.main)]] as const) : []),
    ...size,
    ...missingSize(layoutSize(planned), size),
    ...(preview === undefined ? [] : ([['data-renditions-preview', preview]] as const)),
  ]
  const sources = sourcesOf(planned).map((one) => sourceMarkup(one, view, [STILL]))
  return [element('rendition-loop', [], [element('video', attributes, sources)])]
}

/** Without words for it, it is decoration. */
function nameOf(planned: PlannedReference, own: readonly Attribute[]): Attribute[] {
  const name = altOf(planned).trim() || titleOf(planned)
  const isNamed = own.some(([attribute]) => attribute === 'aria-label' || attribute === 'aria-labelledby')
  return isNamed || name === '' ? [] : [['aria-label', name]]
}
