import type { Markup } from '../../base/markup.js'
import type { PlannedReference, Rendition } from '../../types.js'
import { layoutSize } from '../layout-size.js'
import { attributeOf } from '../markup-tree.js'
import { missingSize } from '../missing-size.js'
import { externalMarkup } from './external.js'
import { filmOptions, isPending, ownStream, sourceMarkup, sourcesOf } from './film-sources.js'
import { elementOptions, playerAttributes, trackMarkup, transcriptMarkup } from './playable.js'
import { element, type Attribute, type Shown, type ViewerMarkup } from './shown.js'
import { waitingMarkup } from './waiting.js'

/**
 * `<rendition-video>` around `<video controls>`, with its tracks and its transcript, or a link to that. Browsers paint a field
 * over whatever stands behind a player that has loaded nothing, and show one address as its poster at once: that is a small
 * one, and where there are scripts the element lays the picture over it, in its formats and sizes and when it comes into sight.
 */
export const videoMarkup: ViewerMarkup = (shown: Shown) => {
  const { planned, view, picture } = shown
  if (planned.external) return externalMarkup(shown, planned.external)
  if (isPending(planned, view)) return waitingMarkup(planned, picture)
  const { viewer, tracks = [], poster } = planned
  const { hls, autoplay, muted } = viewer?.options ?? {}
  const attributes: Attribute[] = [
    ...playerAttributes(planned),
    ['playsinline', true],
    // A browser that may play by itself does so only without sound.
    ...(autoplay === true && muted !== true ? ([['muted', true]] as const) : []),
    ...(poster ? ([['poster', view.address(smallestOf(poster))]] as const) : []),
    ...sizeOf(planned),
  ]
  const children = [
    ...(typeof hls === 'string' ? [ownStream(hls, view)] : []),
    ...sourcesOf(planned).map((one) => sourceMarkup(one, view)),
    ...tracks.map((track) => trackMarkup(track, view)),
  ]
  const options = [...elementOptions(planned), ...filmOptions(planned, view)]
  return [
    element('rendition-video', options, [
      element('video', attributes, children),
      ...(poster && poster.groups.length > 0 ? picture(poster).map(overlaid) : []),
      ...(planned.reference.insideLink ? [] : transcriptMarkup(planned, view)),
    ]),
  ]
}

/** In the format that every browser shows. */
function smallestOf({ groups, main }: PlannedReference): Rendition {
  return groups.at(-1)?.candidates[0]?.rendition ?? main
}

function overlaid(markup: Markup): Markup {
  const whole = markup.tag === 'picture' ? markup : element('picture', [], [markup])
  return { ...whole, attributes: [...whole.attributes, ['slot', 'poster']] }
}

/** As the author says, else of the film, else of its poster. */
function sizeOf(planned: PlannedReference): Attribute[] {
  const { reference, poster } = planned
  const given = (['width', 'height'] as const).flatMap((name): Attribute[] => {
    const value = attributeOf(reference.attributes ?? [], name)
    return value === undefined ? [] : [[name, value]]
  })
  const own = layoutSize(planned)
  return [...given, ...missingSize(own.width > 0 || !poster ? own : layoutSize(poster), given)]
}
