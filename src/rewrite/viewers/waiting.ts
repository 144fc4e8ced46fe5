import type { Markup } from '../../base/markup.js'
import type { PlannedReference, Reference } from '../../types.js'
import { ownAttributes } from '../own-attributes.js'
import { altOf, titleOf } from './large.js'
import { OF_PICTURES } from './playable.js'
import { element } from './shown.js'

/**
 * What stands in a page for a film or sound that is still being encoded, until a later build: its poster, as large as the film
 * will be, or its name.
 */
export function waitingMarkup(planned: PlannedReference, picture: (planned: PlannedReference) => Markup[]): Markup[] {
  const { poster, reference } = planned
  const name = altOf(planned) || titleOf(planned)
  if (!poster) return [element('span', [...ownAttributes(reference).filter(([attribute]) => !OF_PICTURES.has(attribute)), [WAITING, true]], [name])] // oxfmt-ignore
  const own = (reference.attributes ?? []).filter(([attribute]) => attribute !== 'poster' && attribute !== 'alt')
  const attributes: Reference['attributes'] = [...own, ['alt', name], [WAITING, '']]
  return picture({ ...poster, reference: { ...reference, role: 'picture', attributes } })
}

/** Says in a page that something better is to come. */
const WAITING = 'data-rendition-pending'
