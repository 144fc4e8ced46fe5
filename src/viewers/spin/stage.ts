import { build } from '../base/build-dom.js'
import type { Size, Zoomed } from './zoom.js'

/** What shows the frame and takes the gestures and keys: a slider to assistive technology. */
export interface Stage {
  element: HTMLElement
  size(): Size
  /** The frame that shows; undefined for the page's own picture. */
  image(): HTMLImageElement | undefined
  /** Puts a frame in the place of the one before; the page's own picture shows until the first. */
  show(image: HTMLImageElement): void
  /** Lays a picture with more pixels over the frame; undefined takes it away. */
  sharpen(image: HTMLImageElement | undefined): void
  /** What it is made of moves as a whole. */
  layer: HTMLElement
  lay(zoomed: Zoomed): void
  /** Says where the turn is: column and columns, and all of it in words. */
  say(now: number, most: number, text: string): void
}

/** `name` is what it shows; `hintId` that of the element that says how to use it. */
export function buildStage(name: string, hintId: string): Stage {
  const layer = build('div', { class: 'layer' })
  const element = build(
    'div',
    {
      part: 'stage',
      class: 'stage',
      role: 'slider',
      tabindex: 0,
      'aria-label': name,
      'aria-describedby': hintId,
      'aria-valuemin': 1,
    },
    layer,
  )
  let [frame, large]: (HTMLImageElement | undefined)[] = []
  const layOut = (): void => layer.replaceChildren(...[frame, large].filter((image) => image !== undefined))
  return {
    element,
    layer,
    size: () => ({ width: element.clientWidth, height: element.clientHeight }),
    image: () => frame,
    show(image) {
      if (image === frame) return
      frame = image
      element.classList.add('shown')
      layOut()
    },
    sharpen(image) {
      if (image === large) return
      large = image
      layOut()
    },
    lay({ scale, x, y }) {
      element.classList.toggle('zoomed', scale > 1)
      layer.style.transform = scale > 1 ? `translate(${x}px, ${y}px) scale(${scale})` : ''
    },
    say(now, most, text) {
      element.setAttribute('aria-valuemax', String(most))
      element.setAttribute('aria-valuenow', String(now))
      element.setAttribute('aria-valuetext', text)
    },
  }
}
