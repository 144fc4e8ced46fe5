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

/** A film that moves by itself, in the place of an animated picture: silent, again and again, and a picture to screen readers. */
export function movingPicture(planned: PlannedReference, view: View, picture: (planned: PlannedReference) => Markup[]): Markup[] {
  if (isPending(planned, view)) return waitingMarkup(planned, picture)
  const { reference, poster, preview } = planned
  const own = ownAttributes(reference).filter(([name]) => !OF_PICTURES.has(name) && name !== 'role')
  const size = (['width', 'height'] as const).flatMap((name): Attribute[] => {
    const value = attributeOf(reference.attributes ?? [], name)
    return value === undefined ? [] : [[name, value]]
  })
  const attributes: Attribute[] = [
    ...(['autoplay', 'muted', 'loop', 'playsinline'] as const).map((name): Attribute => [name, true]),
    ...own,
    ...nameOf(planned),
    ...(poster ? ([['poster', view.address(poster.main)]] as const) : []),
    ...size,
    ...missingSize(layoutSize(planned), size),
    ...(preview === undefined ? [] : ([['data-renditions-preview', preview]] as const)),
  ]
  return [
    element(
      'video',
      attributes,
      sourcesOf(planned).map((one) => sourceMarkup(one, view, [STILL])),
    ),
  ]
}

/** Decoration is passed over. */
function nameOf(planned: PlannedReference): Attribute[] {
  const name = altOf(planned).trim() || titleOf(planned)
  if (name === '') return [['aria-hidden', 'true']]
  return [
    ['role', 'img'],
    ['aria-label', name],
  ]
}
