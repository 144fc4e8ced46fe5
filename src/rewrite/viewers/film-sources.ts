import { contentTypeOf } from '../../base/content-type.js'
import type { Markup } from '../../base/markup.js'
import { choiceOf } from '../../base/stream-layout.js'
import type { VideoCodec } from '../../film-types.js'
import type { PlannedReference, Rendition } from '../../types.js'
import type { View } from '../view.js'
import { typeOf } from './playable.js'
import { element, type Attribute } from './shown.js'

/** https://www.rfc-editor.org/rfc/rfc8216#section-10 */
const HLS = 'application/vnd.apple.mpegurl'

/**
 * What tells a codec apart in a media type (https://www.rfc-editor.org/rfc/rfc6381), in a form that a browser which plays any
 * of it says yes to: the level that films in pages have.
 */
const CODECS: Readonly<Record<Exclude<VideoCodec, 'h264'>, string>> = {
  hevc: 'hvc1.1.6.L123.B0',
  av1: 'av01.0.08M.08',
  vp9: 'vp09.00.40.08',
}

/** A film or sound as it is played, best first. */
export interface PlayableSource {
  /** Absent where naming it would keep browsers from trying. */
  type?: string
  rendition: Rendition
}

/** The stream for those who play streams, then files; that of the source where nothing was encoded. */
export function sourcesOf(planned: PlannedReference): PlayableSource[] {
  const { film, sound, main } = planned
  if (film) {
    const stream = film.stream ? [{ type: HLS, rendition: film.stream }] : []
    return [...stream, ...film.files.map((rendition) => ({ type: fileType(rendition), rendition }))]
  }
  if (sound) return sound.files.map((rendition) => ({ type: contentTypeOf(`.${rendition.extension}`), rendition }))
  const type = typeOf(planned)
  return [{ rendition: main, ...(type !== undefined && { type }) }]
}

export function sourceMarkup({ type, rendition }: PlayableSource, view: View, more: readonly Attribute[] = []): Markup {
  return sourceElement(view.address(rendition), type, more)
}

export function sourceElement(src: string, type: string | undefined, more: readonly Attribute[] = []): Markup {
  return element('source', [['src', src], ...(type === undefined ? [] : ([['type', type]] as const)), ...more])
}

/** A stream of the site's own. */
export function ownStream(path: string, view: View): Markup {
  return sourceElement(view.siteAddress(path.replace(/^\/+/, '')), HLS)
}

/** What its element offers besides: qualities to choose from, thumbnails over the time line, and a few seconds while a mouse rests on it. */
export function filmOptions({ film }: PlannedReference, view: View): Attribute[] {
  const stream = film?.stream?.recipe.film
  const qualities = stream?.kind === 'stream' ? choiceOf(stream) : []
  return [
    ...(qualities.length > 0 ? ([['qualities', qualities.join(' ')]] as const) : []),
    ...(film?.storyboard ? ([['storyboard', view.address(film.storyboard)]] as const) : []),
    ...(film?.preview ? ([['preview', view.address(film.preview)]] as const) : []),
  ]
}

/** What is encoded of it is there; a page shows no film that is half there. */
export function isPending({ film, sound }: PlannedReference, view: View): boolean {
  const played = film ? [...(film.stream ? [film.stream] : []), ...film.files] : (sound?.files ?? [])
  return played.some(({ key }) => view.isPending?.(key) ?? false)
}

function fileType({ recipe, extension }: Rendition): string {
  const codec = recipe.film?.kind === 'film' ? recipe.film.rung.codec : 'h264'
  const plain = contentTypeOf(`.${extension}`)
  return codec === 'h264' ? plain : `${plain}; codecs=${CODECS[codec]}`
}
