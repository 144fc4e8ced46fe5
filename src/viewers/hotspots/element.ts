import { MOVE } from '../base/ground.js'
import { onEnd, ViewerElement } from '../base/viewer-element.js'
import { followCues } from './cues.js'
import { layerOf } from './layer.js'
import { directionsOf, picturedIn } from './measure.js'
import { listOf, readHotspots, type Hotspot } from './read.js'
import { Showing } from './showing.js'

/**
 * `<rendition-hotspots>` around a picture, a viewer of one, or a film, and a list of hotspots: lays them over the picture as
 * links and buttons, wherever the page's style puts it and however it cuts it. Those of a film come at their times. In a viewer
 * that moves its picture they go with it, in an element of their own (`[slot=hotspots]`).
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
    const showing = new Showing(this, pictured)
    if (pictured instanceof HTMLVideoElement) {
      let count = 0
      const found = (more: readonly Hotspot[]): void => {
        if (more.length === count) return
        count = more.length
        showing.show([...written, ...more.map((one, at) => ({ ...one, index: written.length + at }))])
      }
      followCues(pictured, found, life)
    }
    for (const query of queries) query.addEventListener('change', () => showing.show(), { signal: life })
    // A viewer inside another has hotspots of its own.
    const follow = ({ target }: Event): void => {
      if (target instanceof Element && target.closest('rendition-hotspots') === this) showing.follow()
    }
    this.addEventListener(MOVE, follow, { capture: true, signal: life })
    list.hidden = true
    showing.show(written)
    onEnd(life, () => {
      showing.end()
      list.hidden = false
    })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-hotspots': RenditionHotspots
  }
}
