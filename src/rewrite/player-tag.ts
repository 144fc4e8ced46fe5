import type { Markup } from '../base/markup.js'
import type { PlannedReference, Problem, Reference } from '../types.js'
import { layoutSize } from './layout-size.js'
import { attributeOf, serialize } from './markup-tree.js'
import { missingSize } from './missing-size.js'
import { ownAttributes } from './own-attributes.js'
import type { View } from './view.js'
import { isPending, sourceMarkup, sourcesOf } from './viewers/film-sources.js'
import { element, type Attribute } from './viewers/shown.js'

/**
 * The answer to a player of the author's own: its start tag with what the film is encoded as behind it, or the `<source>`s that
 * stand in place of one. All that the author wrote stays; the film has no sources while it is being encoded.
 */
export function playerText(planned: PlannedReference, view: View): string {
  const { reference } = planned
  const tag = reference.playerTag ?? 'source'
  const own = ownAttributes(reference)
  const shared = tag === 'source' ? own.filter(([name]) => name !== 'type') : []
  const sources = isPending(planned, view) ? [] : sourcesOf(planned).map((one) => sourceMarkup(one, view, shared))
  if (tag === 'source') return sources.map(serialize).join('')
  return startOf(tag, tag === 'video' ? videoAttributes(planned, own, view) : own, sources)
}

/** The author's player without what it should play. */
export function failedPlayerText(reference: Reference, { code }: Problem): string {
  const tag = reference.playerTag ?? 'source'
  return tag === 'source' ? '' : startOf(tag, [...ownAttributes(reference), ['data-rendition-error', code]], [])
}

/** What the author closes. */
function startOf(tag: string, attributes: readonly Attribute[], children: readonly Markup[]): string {
  return serialize(element(tag, attributes, children)).slice(0, -`</${tag}>`.length)
}

/** What the author does not say: what it shows before, how large it is, and that nothing is loaded until somebody plays it. */
function videoAttributes(planned: PlannedReference, own: readonly Attribute[], view: View): Attribute[] {
  const { poster, film } = planned
  const given = (name: string): boolean => own.some(([known]) => known === name)
  const moves = film?.loop && film.muted ? ['autoplay', 'playsinline'] : []
  const wished = [...moves, ...(film?.loop ? ['loop'] : []), ...(film?.muted ? ['muted'] : [])]
  const waits = poster && !given('preload') && !given('autoplay') && moves.length === 0
  const size = layoutSize(planned)
  return [
    ...own.filter(([name]) => name !== 'poster'),
    ...wished.filter((name) => !given(name)).map((name): Attribute => [name, true]),
    ...(waits ? ([['preload', 'none']] as const) : []),
    ...(poster ? ([['poster', view.address(poster.main)]] as const) : posterOf(own)),
    ...missingSize(size, own),
  ]
}

/** Of another site, or one that was not found. */
function posterOf(own: readonly Attribute[]): Attribute[] {
  const written = attributeOf(own, 'poster')
  return written === undefined ? [] : [['poster', written]]
}
