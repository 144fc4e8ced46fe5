import type { Markup } from '../../base/markup.js'
import type { PlannedReference, Rendition } from '../../types.js'
import { layoutSize } from '../layout-size.js'
import { attributeOf } from '../markup-tree.js'
import { missingSize } from '../missing-size.js'
import { elementOptions, playerAttributes, trackMarkup, transcriptMarkup, typeOf } from './playable.js'
import { element, type Attribute, type Shown, type ViewerMarkup } from './shown.js'

const HLS = 'application/vnd.apple.mpegurl'

/**
 * `<rendition-video>` around `<video controls>`, with its tracks and its transcript, or a link to that. Browsers paint a field
 * over whatever stands behind a player that has loaded nothing, and show one address as its poster at once: that is a small
 * one, and where there are scripts the element lays the picture over it, in its formats and sizes and when it comes into sight.
 */
export const videoMarkup: ViewerMarkup = ({ planned, view, picture }: Shown) => {
  const { viewer, tracks = [], poster, main } = planned
  const { hls, autoplay, muted } = viewer?.options ?? {}
  const type = typeOf(planned)
  const stream = typeof hls === 'string' ? [source(view.siteAddress(hls.replace(/^\/+/, '')), HLS)] : []
  const attributes: Attribute[] = [
    ...playerAttributes(planned),
    ['playsinline', true],
    // A browser that may play by itself does so only without sound.
    ...(autoplay === true && muted !== true ? ([['muted', true]] as const) : []),
    ...(poster ? ([['poster', view.address(smallestOf(poster))]] as const) : []),
    ...sizeOf(planned),
  ]
  const children = [...stream, source(view.address(main), type), ...tracks.map((track) => trackMarkup(track, view))]
  return [
    element('rendition-video', elementOptions(planned), [
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

function source(src: string, type: string | undefined): ReturnType<typeof element> {
  return element('source', [['src', src], ...(type === undefined ? [] : ([['type', type]] as const))])
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
