import { build, button, relabel } from '../base/build-dom.js'
import { PAUSE, PLAY } from '../base/icons.js'
import { scrollTrack } from '../slides/scroll-track.js'
import { nameOf, positionOf, SlidesElement, type Manner, type SlidesParts } from '../slides/slides-element.js'
import { fadeTrack } from './fade-track.js'
import { rotation, type Rotation } from './rotation.js'

/**
 * `<rendition-carousel>`: a banner of slides.
 *
 * Attributes: `seconds` per slide (0, the default, does not go on by itself), `indicators` (`dots`, `numbers`, `none`),
 * `transition` (`slide`, `fade`), `loop` (default true). Methods: `show(place)`, `next()`, `previous()`; `index` and `count`.
 * Dispatches `rendition:change` (`index`, `count`, `element`: the slide), and `rendition:play` and `rendition:pause` when going on
 * by itself is started or stopped, not when it waits.
 */
export class RenditionCarousel extends SlidesElement {
  protected manner(parts: SlidesParts, life: AbortSignal): Manner {
    const bar = build('div', { class: 'bar', part: 'bar' })
    const isRotating = this.#rotate(bar, parts, life)
    const indicators = this.#indicators(parts)
    if (indicators) bar.append(indicators.row)
    return {
      makeTrack: this.getAttribute('transition') === 'fade' ? fadeTrack : scrollTrack,
      loop: this.flagOf('loop', true),
      before: [bar],
      shown: () => isRotating?.restart(),
      ...(indicators && { indicators }),
    }
  }

  #indicators(parts: SlidesParts): Manner['indicators'] {
    const kind = this.getAttribute('indicators') ?? 'dots'
    if (kind === 'none') return undefined
    const tabs = parts.slides.map((_, place) =>
      build('button', { type: 'button', part: 'indicator' }, ...(kind === 'numbers' ? [String(place + 1)] : [])),
    )
    const names = parts.slides.map((slide, place) => [positionOf(place, parts), nameOf(slide)].filter(Boolean).join(': '))
    return { row: build('div', { class: `indicators ${kind}`, part: 'indicators' }, ...tabs), tabs, names, vertical: false }
  }

  /** Adds the button that stops and starts it: what moves by itself needs one. */
  #rotate(bar: HTMLElement, { texts }: SlidesParts, life: AbortSignal): Rotation | undefined {
    const seconds = this.numberOf('seconds', 0)
    if (seconds <= 0) return undefined
    const control = button(texts.pause, 'rotation', PAUSE)
    const draw = (isOn: boolean): void => {
      if (isOn) relabel(control, texts.pause, PAUSE)
      else relabel(control, texts.play, PLAY)
    }
    const turning = rotation(
      this,
      {
        seconds,
        next: () => this.step(1, false),
        changed: (isOn) => {
          draw(isOn)
          this.send(isOn ? 'play' : 'pause', { index: this.index, count: this.count })
        },
      },
      life,
    )
    draw(turning.isOn())
    control.addEventListener('click', () => this.#toggle(turning), { signal: life })
    bar.append(control)
    return turning
  }

  /** Started at the end, it begins anew. */
  #toggle(turning: Rotation): void {
    if (!turning.isOn() && this.index === this.count - 1 && !this.flagOf('loop', true)) this.show(0)
    turning.toggle()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-carousel': RenditionCarousel
  }
}
