import { drawnBox, type Box } from './drawn-box.js'

/** What hotspots lie on. */
export type Pictured = HTMLImageElement | HTMLVideoElement

/** The picture or film in an element; a film comes first, because the picture beside it would be its poster. */
export function picturedIn(element: Element): Pictured | undefined {
  return element.querySelector<Pictured>('video') ?? element.querySelector<Pictured>('img') ?? undefined
}

/** The media queries by which a picture is cut otherwise, in their order; the first that holds counts. */
export function directionsOf(pictured: Pictured): MediaQueryList[] {
  const sources =
    pictured instanceof HTMLImageElement ? (pictured.closest('picture')?.querySelectorAll('source[media]') ?? []) : []
  return [...new Set(Array.from(sources, (source) => source.getAttribute('media') ?? ''))].map((media) => matchMedia(media))
}

/** The element's content box and the box all of its picture is drawn in, in coordinates of the window. */
export function boxesOf(pictured: Pictured): { frame: Box; drawn: Box } {
  const outer = pictured.getBoundingClientRect()
  const style = getComputedStyle(pictured)
  const inset = (side: 'Left' | 'Top' | 'Right' | 'Bottom'): number =>
    (parseFloat(style[`border${side}Width`]) || 0) + (parseFloat(style[`padding${side}`]) || 0)
  const [left, top] = [inset('Left'), inset('Top')]
  const frame = {
    left: outer.left + left,
    top: outer.top + top,
    width: outer.width - left - inset('Right'),
    height: outer.height - top - inset('Bottom'),
  }
  return { frame, drawn: drawnBox(frame, naturalSize(pictured), style.objectFit, style.objectPosition) }
}

/** Of the picture once it is there; until then as its attributes say, which have the same shape. */
function naturalSize(pictured: Pictured): { width: number; height: number } {
  const [width, height] =
    pictured instanceof HTMLVideoElement
      ? [pictured.videoWidth, pictured.videoHeight]
      : [pictured.naturalWidth, pictured.naturalHeight]
  return width > 0 && height > 0
    ? { width, height }
    : { width: Number(pictured.getAttribute('width')), height: Number(pictured.getAttribute('height')) }
}
