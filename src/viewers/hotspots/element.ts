import { build } from '../base/build-dom.js'
import { onEnd, ViewerElement } from '../base/viewer-element.js'
import { followCues } from './cues.js'
import { seenPart } from './drawn-box.js'
import { layerOf, type Layer } from './layer.js'
import { boxesOf, directionsOf, picturedIn, type Pictured } from './measure.js'
import { listOf, readHotspots, type Hotspot, type Shape } from './read.js'
import { followFilm } from './timing.js'

/**
 * `<rendition-hotspots>` around a picture, a viewer of one, or a film, and a list of hotspots: lays them over the picture as
 * links and buttons, wherever the page's style puts it and however it cuts it. Those of a film come at their times.
 *
 * Dispatches `rendition:hotspot` (see `HotspotDetail`) when one is pressed; a listener that prevents its default keeps its
 * link or dialog from opening. Parts: `hotspots`, `hotspot`, `point`, `area`, `dot`, `name`, `dialog`, `title`, `content`,
 * `recap`, `entry`.
 */
export class RenditionHotspots extends ViewerElement {
  /**
   * For viewers that show the picture large: puts its hotspots into `host`, which has to lie exactly over that picture. The
   * custom property `--pin-scale` there undoes a scale of the host.
   */
  layOver(host: HTMLElement, life: AbortSignal): void {
    const list = listOf(this)
    if (!list) return
    const layer = layerOf(readHotspots(list), { host, source: this, shapeOf: ({ large }) => large, life })
    layer.element.classList.add('whole')
    host.shadowRoot?.replaceChildren(layer.element)
  }

  protected enhance(life: AbortSignal): void {
    const [list, pictured] = [listOf(this), picturedIn(this)]
    if (!list || !pictured) return
    const queries = directionsOf(pictured)
    const written = readHotspots(list, queries.length)
    let hotspots: readonly Hotspot[] = written
    let showing = new AbortController()
    const show = (): void => {
      showing.abort()
      showing = new AbortController()
      const direction = queries.findIndex(({ matches }) => matches)
      const shapeOf = ({ shown, art }: Hotspot): Shape | undefined => (direction < 0 ? shown : art[direction])
      const layer = layerOf(hotspots, { host: this, source: this, shapeOf, life: showing.signal })
      this.shadowRoot?.replaceChildren(build('slot'), layer.element)
      keepOver(pictured, layer, showing.signal)
      if (pictured instanceof HTMLVideoElement) followFilm(pictured, layer, this, showing.signal)
    }
    if (pictured instanceof HTMLVideoElement) {
      const found = (more: readonly Hotspot[]): void => {
        if (more.length === 0 || hotspots.length === written.length + more.length) return
        hotspots = [...written, ...more.map((one, at) => ({ ...one, index: written.length + at }))]
        show()
      }
      followCues(pictured, found, life)
    }
    for (const query of queries) query.addEventListener('change', show, { signal: life })
    list.hidden = true
    show()
    onEnd(life, () => {
      showing.abort()
      list.hidden = false
      this.shadowRoot?.replaceChildren(build('slot'))
    })
  }
}

/** Keeps a layer exactly over a picture, whatever moves or resizes it. */
function keepOver(pictured: Pictured, layer: Layer, life: AbortSignal): void {
  const place = (): void => {
    const { frame, drawn } = boxesOf(pictured)
    const isDrawn = drawn.width > 0 && drawn.height > 0
    layer.element.classList.toggle('away', !isDrawn)
    if (!isDrawn) return
    const { style } = layer.element
    const origin = layer.element.getBoundingClientRect()
    const [left, top] = [parseFloat(style.left) || 0, parseFloat(style.top) || 0]
    // Inside something that is scaled, the window's pixels are not the layer's.
    const scale = pictured.offsetWidth / pictured.getBoundingClientRect().width
    const put = {
      left: left + (drawn.left - origin.left) * scale,
      top: top + (drawn.top - origin.top) * scale,
      width: drawn.width * scale,
      height: drawn.height * scale,
    }
    for (const [property, value] of Object.entries(put)) style.setProperty(property, `${value}px`)
    const seen = seenPart(frame, drawn)
    for (const { shape, element } of layer.pins) {
      const isSeen = shape.x >= seen.left && shape.x <= seen.right && shape.y >= seen.top && shape.y <= seen.bottom
      element.classList.toggle('away', !isSeen)
    }
  }
  const observer = new ResizeObserver(place)
  observer.observe(pictured)
  for (const name of ['load', 'loadedmetadata']) pictured.addEventListener(name, place, { signal: life })
  addEventListener('resize', place, { signal: life })
  onEnd(life, () => observer.disconnect())
  place()
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-hotspots': RenditionHotspots
  }
}
