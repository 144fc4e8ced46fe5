import { announcer } from '../base/announcer.js'
import { build } from '../base/build-dom.js'
import { controlTexts } from '../base/control-texts.js'
import barStyle from '../base/control-bar.css?inline'
import controlStyle from '../base/controls.css?inline'
import { coverOf, type Cover } from '../base/cover.js'
import coverStyle from '../base/cover.css?inline'
import { enlargedCopy, type Enlarged } from '../base/enlarged.js'
import { enclosingLink, largePictureOf, linkOf } from '../base/large-link.js'
import { setForLife } from '../base/set-for-life.js'
import { adoptStyle } from '../base/style.js'
import { lendGround, tellMove, type Ground } from '../base/ground.js'
import { fillIn } from '../base/texts.js'
import { onEnd, ViewerElement } from '../base/viewer-element.js'
import { zoomControls, type Controls } from './controls.js'
import style from './element.css?inline'
import { limitOf, MIDDLE, PAN_STEP, panBy, pressedFactor, STEP, wheelFactor, WHOLE, zoomTo } from './geometry.js'
import type { Point, ZoomView } from './geometry.js'
import { listenToGestures } from './gestures.js'
import { actionForKey, type KeyAction } from './keys.js'
import { pressReader, type PressMeaning } from './presses.js'
import { inlineZoomTexts } from './texts.js'

/** So long after the last change it is said what came out (ms): a turn of the wheel is many changes. */
const SETTLED = 200

/** Everything of one stay in a page. */
interface Parts {
  image: HTMLImageElement
  /** Has the focus: the link, or the element itself. */
  trigger: HTMLElement
  /** The trigger leads somewhere else, where a click goes. */
  isAuthorsLink: boolean
  large: { width: number }
  cover: Cover
  enlarged: Enlarged
  controls: Controls
  /** Where hotspots are. */
  overlay: HTMLElement
  announce(factor: number | 'failed'): void
}

/**
 * `<rendition-inline-zoom>`: zooms and pans its picture in the picture's own frame. Without this script, a link to the large
 * picture.
 *
 * ```html
 * <rendition-inline-zoom factor="4"><a href="large.jpg" data-width="2560" data-height="1707"><img src="small.jpg" alt="…"></a></rendition-inline-zoom>
 * ```
 * - `factor`: how far it goes, as a multiple of the size on the page; default: as far as there are pixels, at least 2.
 * - Mouse: a click zooms in, a double click out again; dragging; the wheel with Ctrl, or once the picture has the focus.
 * - Touch: two taps, two fingers; one finger moves a zoomed picture and else scrolls the page.
 * - Keys on the picture: Enter or Space, `+` `-` `0`; while zoomed, arrows and Escape.
 * - Inside an author's link (`src`, `width` and `height` on the element itself) clicks and Enter go where the link says.
 *
 * Dispatches `rendition:zoom` (detail: `factor`, 1 for the whole picture) when the size has settled. Parts: `controls`,
 * `button`, `zoom-in`, `zoom-out`, `reset`. Custom properties: those of controls, `--rendition-inline-zoom-background`.
 */
export class RenditionInlineZoom extends ViewerElement {
  /** For hotspots. */
  ground: Ground | undefined
  #view: ZoomView = WHOLE
  #parts: Parts | undefined

  /** How much larger than the page it shows now. */
  get factor(): number {
    return this.#view.factor
  }

  /** Zooms to a factor around the middle of what shows; 1 is the whole picture. */
  zoomTo(factor: number): void {
    if (this.#parts) this.#show(this.#parts, zoomTo(this.#view, factor, MIDDLE, this.#limit(this.#parts)))
  }

  protected enhance(life: AbortSignal): void {
    const image = this.querySelector('img')
    const large = largePictureOf(this)
    if (!image || !large) return
    const texts = { ...this.texts(controlTexts), ...this.texts(inlineZoomTexts) }
    const link = linkOf(this)
    const status = announcer()
    const parts: Parts = {
      image,
      trigger: link ?? this,
      isAuthorsLink: enclosingLink(this) !== null,
      large,
      cover: coverOf(image, life),
      enlarged: enlargedCopy(image, large),
      overlay: build('slot', { name: 'hotspots' }),
      controls: zoomControls(texts, (what) => this.#act(parts, what)),
      announce: this.#announcer(life, (factor) => {
        status.say(factor === 'failed' ? texts.failed : fillIn(texts.zoomLevel, { percent: Math.round(factor * 100) }))
      }),
    }
    this.#parts = parts
    this.#view = WHOLE
    this.#build(parts, status.element, life)
    setForLife(parts.trigger, { ...this.#roleOf(parts, texts.zoomControls), 'aria-description': texts.zoomHint }, life)
    this.#listen(parts, life)
    this.#paint(parts)
    this.#lend(parts, life)
  }

  /** The copy is over the picture also while it cannot be seen. */
  #lend(parts: Parts, life: AbortSignal): void {
    const { cover, enlarged } = parts
    const ground: Ground = {
      surface: cover.element,
      image: () => enlarged.element.querySelector('img') ?? undefined,
      reveal: ({ x, y }) => {
        const { factor } = this.#view
        this.#show(parts, panBy({ factor, x: 0.5 - x * factor, y: 0.5 - y * factor }, 0, 0))
      },
    }
    lendGround(this, ground, life)
    const resizes = new ResizeObserver(() => tellMove(this))
    resizes.observe(cover.element)
    onEnd(life, () => resizes.disconnect())
  }

  /** Until a movement that takes time has come to its end. */
  #tellMoves(enlarged: Element): void {
    tellMove(this)
    if (enlarged.getAnimations().length > 0) requestAnimationFrame(() => this.#tellMoves(enlarged))
  }

  #build({ cover, enlarged, controls, overlay }: Parts, status: HTMLElement, life: AbortSignal): void {
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    for (const css of [controlStyle, barStyle, coverStyle, style]) adoptStyle(shadow, css)
    cover.element.append(enlarged.element, overlay, controls.element)
    shadow.replaceChildren(build('slot'), cover.element, status)
    cover.place()
    onEnd(life, () => {
      this.#parts = undefined
      shadow.replaceChildren(build('slot'))
    })
  }

  /** A link of ours becomes a button; an author's stays one; without any the element holds the focus. */
  #roleOf({ image, trigger, isAuthorsLink }: Parts, name: string): Record<string, string> {
    if (isAuthorsLink) return {}
    if (trigger === this) return { role: 'group', tabindex: '0', 'aria-label': image.alt || name }
    return { role: 'button', 'aria-pressed': 'false' }
  }

  #listen(parts: Parts, life: AbortSignal): void {
    const { cover, trigger, controls, overlay } = parts
    const isControl = (event: Event): boolean =>
      [controls.element, overlay].some((element) => event.composedPath().includes(element))
    const wasDragged = listenToGestures(
      {
        element: this,
        isControl,
        isZoomed: () => this.#view.factor > 1,
        hold: (isHeld) => cover.element.classList.toggle('held', isHeld),
        pan: (x, y) => {
          const { width, height } = this.#frame(parts)
          this.#show(parts, panBy(this.#view, x / width, y / height))
        },
        pinch: (factor, at) => this.#zoomBy(parts, factor, this.#pointAt(parts, at.x, at.y)),
      },
      life,
    )
    const presses = pressReader()
    this.addEventListener(
      'click',
      (event) => {
        if (isControl(event) || event.defaultPrevented || hasModifier(event)) return
        // A key clicks, too, and nothing can have been dragged by that.
        const isDrag = event.detail > 0 && wasDragged()
        if (isDrag || !parts.isAuthorsLink) event.preventDefault()
        if (isDrag || parts.isAuthorsLink) return
        trigger.focus({ preventScroll: true })
        this.#press(parts, presses.click(event, this.#view.factor > 1), event)
      },
      { signal: life },
    )
    this.addEventListener(
      'pointerup',
      (event) => {
        if (event.pointerType !== 'touch' || isControl(event) || parts.isAuthorsLink || wasDragged()) return
        this.#press(parts, presses.tap(event), event)
      },
      { signal: life },
    )
    const keys: HTMLElement = parts.isAuthorsLink ? trigger : this
    keys.addEventListener('keydown', (event) => this.#onKey(parts, event), { signal: life })
    this.addEventListener('wheel', (event) => this.#onWheel(parts, event), { signal: life, passive: false })
    // The cover has no focus to give; without this a press would take it from the picture.
    cover.element.addEventListener('mousedown', (event) => {
      if (isControl(event)) return
      event.preventDefault()
      trigger.focus({ preventScroll: true })
    })
    this.addEventListener('dragstart', (event) => this.#view.factor > 1 && event.preventDefault(), { signal: life })
    trigger.addEventListener('focus', () => cover.element.classList.add('shown'), { signal: life })
    trigger.addEventListener('blur', () => cover.element.classList.remove('shown'), { signal: life })
    this.addEventListener('pointerenter', () => cover.place(), { signal: life })
  }

  #press(parts: Parts, meaning: PressMeaning, event: MouseEvent): void {
    if (meaning === 'none') return
    const isIn = meaning === 'in' || (meaning === 'toggle' && this.#view.factor === 1)
    const point = event.type === 'click' && event.detail === 0 ? MIDDLE : this.#pointAt(parts, event.clientX, event.clientY)
    const limit = this.#limit(parts)
    this.#show(parts, isIn ? zoomTo(this.#view, pressedFactor(limit), point, limit) : WHOLE)
  }

  #onKey(parts: Parts, event: KeyboardEvent): void {
    if (event.defaultPrevented || hasModifier(event, 'shiftKey')) return
    // Buttons and links answer these two with a click of their own.
    const isPress = event.target === parts.trigger && !parts.isAuthorsLink && isPressKey(event.key, parts.trigger)
    const action = actionForKey(event.key, this.#view.factor > 1)
    if (!isPress && action === undefined) return
    event.preventDefault()
    event.stopPropagation()
    if (isPress) this.#act(parts, this.#view.factor > 1 ? 'reset' : 'press')
    else if (action !== undefined) this.#act(parts, action)
  }

  #onWheel(parts: Parts, event: WheelEvent): void {
    const isMeant = event.ctrlKey || event.metaKey || this.matches(':focus-within') || parts.trigger.matches(':focus')
    const factor = wheelFactor(event)
    if (!isMeant || (this.#view.factor === 1 && factor <= 1)) return
    event.preventDefault()
    this.#zoomBy(parts, factor, this.#pointAt(parts, event.clientX, event.clientY))
  }

  #act(parts: Parts, action: KeyAction | 'press'): void {
    const limit = this.#limit(parts)
    if (action === 'reset') this.#show(parts, WHOLE)
    else if (action === 'press') this.#show(parts, zoomTo(this.#view, pressedFactor(limit), MIDDLE, limit))
    else if (typeof action === 'object') this.#show(parts, panBy(this.#view, -action.x * PAN_STEP, -action.y * PAN_STEP))
    else this.#zoomBy(parts, action === 'in' ? STEP : 1 / STEP, MIDDLE)
  }

  #zoomBy(parts: Parts, factor: number, point: Point): void {
    this.#show(parts, zoomTo(this.#view, this.#view.factor * factor, point, this.#limit(parts)))
  }

  #show(parts: Parts, view: ZoomView): void {
    const isOther = Math.abs(view.factor - this.#view.factor) > 0.001
    // Less than a thousandth is the whole, so that the page scrolls again.
    this.#view = view.factor < 1.001 ? WHOLE : view
    parts.cover.place()
    this.#paint(parts)
    if (!isOther) return
    parts.announce(this.#view.factor)
    if (this.#view.factor > 1) void parts.enlarged.load().then((isThere) => isThere || parts.announce('failed'))
  }

  #paint({ cover, enlarged, controls, trigger, isAuthorsLink, ...parts }: Parts): void {
    const { factor, x, y } = this.#view
    const isZoomed = factor > 1
    cover.element.classList.toggle('zoomed', isZoomed)
    enlarged.element.style.transform = `translate(${x * 100}%, ${y * 100}%) scale(${factor})`
    const limit = limitOf(this.#stated(), parts.large.width, this.#frame({ cover }).width)
    this.#tellMoves(enlarged.element)
    controls.show({ in: factor < limit - 0.001, out: isZoomed })
    if (!isAuthorsLink && trigger !== this) trigger.setAttribute('aria-pressed', String(isZoomed))
  }

  #limit({ large, cover }: Pick<Parts, 'large' | 'cover'>): number {
    return limitOf(this.#stated(), large.width, this.#frame({ cover }).width)
  }

  #stated(): number | undefined {
    const stated = this.numberOf('factor', 0)
    return stated > 0 ? stated : undefined
  }

  #frame({ cover }: Pick<Parts, 'cover'>): DOMRect {
    return cover.element.getBoundingClientRect()
  }

  #pointAt(parts: Parts, x: number, y: number): Point {
    const { left, top, width, height } = this.#frame(parts)
    return width > 0 && height > 0 ? { x: (x - left) / width, y: (y - top) / height } : MIDDLE
  }

  /** Tells everybody what came out, once it has settled. */
  #announcer(life: AbortSignal, say: (what: number | 'failed') => void): Parts['announce'] {
    let timer: ReturnType<typeof setTimeout> | undefined
    onEnd(life, () => clearTimeout(timer))
    return (what) => {
      if (what === 'failed') return say(what)
      clearTimeout(timer)
      timer = setTimeout(() => {
        say(what)
        this.send('zoom', { factor: what })
      }, SETTLED)
    }
  }
}

function hasModifier(event: MouseEvent | KeyboardEvent, except?: 'shiftKey'): boolean {
  return event.ctrlKey || event.metaKey || event.altKey || (except !== 'shiftKey' && event.shiftKey)
}

/** Space does nothing on a link, and nothing clicks on what is neither link nor button. */
function isPressKey(key: string, trigger: HTMLElement): boolean {
  return key === ' ' || (key === 'Enter' && !(trigger instanceof HTMLAnchorElement))
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-inline-zoom': RenditionInlineZoom
  }
}
