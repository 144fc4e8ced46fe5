import { build } from '../base/build-dom.js'
import { controlTexts } from '../base/control-texts.js'
import controlStyle from '../base/controls.css?inline'
import { nearestLanguage } from '../base/nearest-language.js'
import { adoptStyle } from '../base/style.js'
import { textsFor } from '../base/texts.js'
import { openDialog } from './dialog.js'
import layerStyle from './layer.css?inline'
import { areaOf, pinOf } from './pin.js'
import type { Hotspot, Shape } from './read.js'
import { hotspotTexts } from './texts.js'

/** What `rendition:hotspot` carries in `detail`. */
export interface HotspotDetail {
  /** Place of the hotspot in its list, from 0. */
  index: number
  label: string
  /** As the sidecar says it: a product's number, for instance. */
  data: Readonly<Record<string, string | number | boolean>>
  /** Its middle, in fractions of the picture it was pressed on. */
  x: number
  y: number
  /** What was pressed. */
  element: HTMLElement
}

/** Hotspots over one picture. */
export interface Layer {
  /** To be put over the picture; all of it lets clicks through but the pins. */
  element: HTMLElement
  pins: readonly { hotspot: Hotspot; shape: Shape; readonly element: HTMLElement }[]
  /** What happens when a hotspot is pressed: the event, and what follows unless a listener prevents it. */
  press(event: MouseEvent, hotspot: Hotspot, shape: Shape, pressed: HTMLElement): void
}

export interface LayerSetting {
  /** In its shadow root the layer and its dialogs are shown. */
  host: HTMLElement
  /** The element of the page that the events come from. */
  source: HTMLElement
  /** Where a hotspot is on this picture; undefined for those that are not on it. */
  shapeOf(hotspot: Hotspot): Shape | undefined
  life: AbortSignal
}

/** Makes the pins of hotspots, in the order of the list. */
export function layerOf(hotspots: readonly Hotspot[], { host, source, shapeOf, life }: LayerSetting): Layer {
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  for (const style of [controlStyle, layerStyle]) adoptStyle(shadow, style)
  const language = nearestLanguage(source)
  const texts = { ...textsFor(controlTexts, language), ...textsFor(hotspotTexts, language) }
  const press: Layer['press'] = (event, hotspot, shape, element) => {
    const { index, label, data, content } = hotspot
    const detail: HotspotDetail = { index, label, data, x: shape.x, y: shape.y, element }
    const follows = source.dispatchEvent(
      new CustomEvent('rendition:hotspot', { bubbles: true, composed: true, cancelable: true, detail }),
    )
    if (!follows) event.preventDefault()
    else if (content) openDialog({ host, opener: element, title: label, content, texts, life })
  }
  const pins = hotspots.flatMap((hotspot) => {
    const shape = shapeOf(hotspot)
    if (!shape) return []
    const pin = { hotspot, shape, element: pinOf(hotspot, shape) }
    // Its shape is another one where its place has moved.
    pin.element.addEventListener('click', (event) => press(event, hotspot, pin.shape, pin.element), { signal: life })
    return [pin]
  })
  const largestFirst = [...pins].sort((a, b) => areaOf(b.shape) - areaOf(a.shape))
  for (const [at, { element }] of largestFirst.entries()) element.style.setProperty('z-index', String(at + 1))
  const element = build(
    'div',
    { part: 'hotspots', class: 'hotspots', role: 'group', 'aria-label': texts.hotspots, lang: texts.language },
    ...pins.map((pin) => pin.element),
  )
  return { element, pins, press }
}

declare global {
  interface HTMLElementEventMap {
    'rendition:hotspot': CustomEvent<HotspotDetail>
  }
}
