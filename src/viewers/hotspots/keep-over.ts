import { onEnd } from '../base/viewer-element.js'
import { seenPart } from './drawn-box.js'
import type { Layer } from './layer.js'
import { boxesOf, type Pictured } from './measure.js'

/** Keeps a layer exactly over a picture, whatever moves or resizes it. */
export function keepOver(pictured: Pictured, layer: Layer, life: AbortSignal): void {
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
