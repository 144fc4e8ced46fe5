import { build, iconOf } from '../base/build-dom.js'
import { lendGround, tellMove, type Ground } from '../base/ground.js'
import controlsStyle from '../base/controls.css?inline'
import { stopLinkDrag } from '../base/stop-link-drag.js'
import { adoptStyle } from '../base/style.js'
import { fillIn } from '../base/texts.js'
import { onEnd, ViewerElement } from '../base/viewer-element.js'
import { dragLine } from './drag-line.js'
import style from './element.css?inline'
import { bounded, cutAt, percentAfter, percentAt, type Layout } from './line.js'
import { compareTexts } from './texts.js'

/** Two arrows, on a field of 24 × 24. */
const ARROWS = 'M9 6v12l-7-6zM15 6v12l7-6z'

/** What the line's way is called in a style sheet, and where it is now. */
const [BEFORE, AFTER, LINE] = ['--rendition-compare-before', '--rendition-compare-after', '--line']

/**
 * `<rendition-compare>`: a line between a picture of before and one of after, to be moved. Without this script each shows in
 * half, whole where it is pointed at, and is a link to its large picture.
 *
 * ```html
 * <rendition-compare start="30">
 *   <span><a href="before-large.jpg"><img src="before.jpg" alt="…"></a><span>Before</span></span>
 *   <span><a href="after-large.jpg"><img src="after.jpg" alt="…"></a><span>After</span></span>
 * </rendition-compare>
 * ```
 * Attributes: `vertical` (false; one above the other), `start` (50; percent of the first picture). Dispatches
 * `rendition:change` (`percent`) when the line has been moved.
 */
export class RenditionCompare extends ViewerElement {
  /** For hotspots. */
  ground: Ground | undefined
  #percent: number | undefined
  #reported: number | undefined

  /** Percent of the first picture that are seen. */
  get percent(): number {
    return this.#percent ?? bounded(this.numberOf('start', 50))
  }

  protected enhance(life: AbortSignal): void {
    const [first, second] = this.querySelectorAll<HTMLElement>(':scope > span')
    if (!first || !second) return
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    adoptStyle(root, controlsStyle)
    adoptStyle(root, style)
    const handle = build('div', { part: 'handle', class: 'handle' }, iconOf(ARROWS))
    const line = build('div', { part: 'line', class: 'line' }, handle)
    const range = this.#range(labelOf(first), labelOf(second))
    const surface = build('div', { part: 'surface', class: this.#isVertical ? 'surface vertical' : 'surface' }, range.input, line)
    const show = (percent: number): void => {
      this.#percent = percent
      const { before, after, line: at } = cutAt(percent, this.#layout())
      this.style.setProperty(BEFORE, before)
      this.style.setProperty(AFTER, after)
      surface.style.setProperty(LINE, at)
      range.say(percent)
      tellMove(this)
    }
    root.replaceChildren(build('slot'), surface, build('slot', { name: 'hotspots' }))
    show(this.percent)
    this.#reported = this.percent
    this.#listen(surface, range.input, show, life)
    this.#keepFocusOut(life)
    stopLinkDrag(this, life)
    this.#lend([first, second], surface, show, life)
    onEnd(life, () => {
      root.replaceChildren(build('slot'))
      for (const property of [BEFORE, AFTER]) this.style.removeProperty(property)
    })
  }

  /** Of each picture, the part on its side of the line; the line goes away for what lies beyond it. */
  #lend(sides: readonly Element[], surface: HTMLElement, show: (percent: number) => void, life: AbortSignal): void {
    const size = (): DOMRect => new DOMRect(0, 0, surface.clientWidth, surface.clientHeight)
    const ground: Ground = {
      surface,
      image: (picture) => sides[picture]?.querySelector('img') ?? undefined,
      shows: (picture, at) => percentAt(at, size(), this.#layout()) <= this.percent === (picture === 0),
      reveal: (_, [picture]) => {
        show(picture === 0 ? 100 : 0)
        this.#report()
      },
    }
    lendGround(this, ground, life)
    const resizes = new ResizeObserver(() => tellMove(this))
    resizes.observe(surface)
    onEnd(life, () => resizes.disconnect())
  }

  get #isVertical(): boolean {
    return this.flagOf('vertical', false)
  }

  #layout(): Layout {
    return { vertical: this.#isVertical, rightToLeft: getComputedStyle(this).direction === 'rtl' }
  }

  #range(ownBefore: string, ownAfter: string): { input: HTMLInputElement; say(percent: number): void } {
    const texts = this.texts(compareTexts)
    const before = ownBefore || texts.before
    const input = build('input', {
      type: 'range',
      min: 0,
      max: 100,
      step: 1,
      part: 'range',
      'aria-label': fillIn(texts.line, { before, after: ownAfter || texts.after }),
      'aria-orientation': this.#isVertical ? 'vertical' : undefined,
    })
    return {
      input,
      say(percent) {
        const whole = Math.round(percent)
        input.value = String(whole)
        input.setAttribute('aria-valuetext', fillIn(texts.lineAt, { percent: whole, before }))
      },
    }
  }

  #listen(surface: HTMLElement, input: HTMLInputElement, show: (percent: number) => void, life: AbortSignal): void {
    const move = (event: PointerEvent): void => {
      show(percentAt({ x: event.clientX, y: event.clientY }, surface.getBoundingClientRect(), this.#layout()))
    }
    const end = (): void => {
      input.focus({ preventScroll: true })
      this.#report()
    }
    dragLine(surface, this.#isVertical, { move, end }, life)
    const onKey = (event: KeyboardEvent): void => {
      const to = percentAfter(event.key, this.percent, this.#layout())
      if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      show(to)
      this.#report()
    }
    input.addEventListener('keydown', onKey, { signal: life })
    // Gestures of screen readers, which change the value themselves.
    const onInput = (): void => {
      show(input.valueAsNumber)
      this.#report()
    }
    input.addEventListener('input', onInput, { signal: life })
  }

  #report(): void {
    const { percent } = this
    if (percent === this.#reported) return
    this.#reported = percent
    this.send('change', { percent })
  }

  /** The pictures' links lie under the surface: screen readers find them, the focus goes to the line. */
  #keepFocusOut(life: AbortSignal): void {
    const links = [...this.querySelectorAll<HTMLElement>(':scope > span a')].filter((link) => !link.hasAttribute('tabindex'))
    for (const link of links) link.tabIndex = -1
    onEnd(life, () => {
      for (const link of links) link.removeAttribute('tabindex')
    })
  }
}

function labelOf(side: Element): string {
  return side.querySelector(':scope > span')?.textContent.trim() ?? ''
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-compare': RenditionCompare
  }
}
