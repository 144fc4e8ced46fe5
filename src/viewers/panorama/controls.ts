import { build, button, relabel } from '../base/build-dom.js'
import { MINUS, PAUSE, PLAY, PLUS, RESET } from '../base/icons.js'
import type { Texts } from '../base/texts.js'
import { DEVICE } from './icons.js'
import type { PanoramaText } from './texts.js'

/** What the buttons ask for; those for what cannot be had are undefined. */
export interface Orders {
  zoom(way: 1 | -1): void
  reset(): void
  rotate: (() => void) | undefined
  device: (() => void) | undefined
  vr: HTMLButtonElement
  fullScreen: HTMLButtonElement | undefined
}

export interface Controls {
  bar: HTMLElement
  showRotation(isOn: boolean): void
  /** Undefined: the device does not know how it is held. */
  showDevice(isOn: boolean | undefined): void
}

export function buildControls(texts: Texts<PanoramaText>, orders: Orders, life: AbortSignal): Controls {
  const press = (label: string, part: string, icon: string, then: (() => void) | undefined): HTMLButtonElement => {
    const control = button(label, part, icon)
    if (then) control.addEventListener('click', then, { signal: life })
    else control.hidden = true
    return control
  }
  const rotation = press(texts.turn, 'rotation', PLAY, orders.rotate)
  const device = press(texts.device, 'device', DEVICE, orders.device)
  const bar = build(
    'div',
    { class: 'controls', part: 'controls' },
    // It may come later, and must not move the others: they are lined up at the end.
    orders.vr,
    rotation,
    device,
    press(texts.zoomIn, 'zoom-in', PLUS, () => orders.zoom(1)),
    press(texts.zoomOut, 'zoom-out', MINUS, () => orders.zoom(-1)),
    press(texts.reset, 'reset', RESET, orders.reset),
    ...(orders.fullScreen ? [orders.fullScreen] : []),
  )
  // A link around the viewer is not meant.
  bar.addEventListener('click', (event) => event.preventDefault(), { signal: life })
  return {
    bar,
    showRotation(isOn) {
      if (isOn) relabel(rotation, texts.stop, PAUSE)
      else relabel(rotation, texts.turn, PLAY)
    },
    showDevice(isOn) {
      device.hidden = isOn === undefined
      device.setAttribute('aria-pressed', String(isOn === true))
    },
  }
}
