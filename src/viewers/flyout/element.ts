import { announcer } from '../base/announcer.js'
import { build } from '../base/build-dom.js'
import controlStyle from '../base/controls.css?inline'
import { coverOf, type Cover } from '../base/cover.js'
import coverStyle from '../base/cover.css?inline'
import { enlargedCopy, type Enlarged } from '../base/enlarged.js'
import { enclosingLink, largePictureOf, linkOf } from '../base/large-link.js'
import { setForLife } from '../base/set-for-life.js'
import { adoptStyle } from '../base/style.js'
import { fillIn, type Texts } from '../base/texts.js'
import { onEnd, ViewerElement } from '../base/viewer-element.js'
import style from './element.css?inline'
import { MIDDLE, sideOf, type Point } from './geometry.js'
import { actionForKey, type KeyAction } from './keys.js'
import { magnifierOf, type Magnifier } from './magnifier.js'
import { listenToHover, listenToTouch, type PointingTarget } from './pointing.js'
import { flyoutTexts } from './texts.js'

/** Whoever only crosses a picture does not ask for the large one (ms). */
const INTENT = 100

const FACTOR = { standard: 3, least: 1.5, most: 10, step: 0.5 }

/** Share of the lens by which an arrow key moves it. */
const MOVE = 0.25

/** Everything of one stay in a page. */
interface Parts {
  trigger: HTMLElement
  /** The trigger leads somewhere else, where a click goes. */
  isAuthorsLink: boolean
  cover: Cover
  enlarged: Enlarged
  magnifier: Magnifier
  texts: Texts<keyof (typeof flyoutTexts)['en']>
  say(text: string): void
}

/**
 * `<rendition-flyout>`: a magnifier on the picture, and beside it what is under it, enlarged. Without this script, a link to
 * the large picture.
 *
 * ```html
 * <rendition-flyout factor="3" side="end"><a href="large.jpg" data-width="2560" data-height="1707"><img src="small.jpg" alt="…"></a></rendition-flyout>
 * ```
 * - `factor`: magnification, 1.5–10, default 3.
 * - `side`: `end` (default), `start` or `inside`; on the other side, or inside, where there is no room.
 * - Mouse and pen: hovering shows it, a press hides and shows it. Touch: a tap, or a finger that is held.
 * - Keys, while the picture has the focus: arrows, Home and End move it, `+` `-` `0` change the factor, Escape hides it, Enter
 *   or Space shows it again.
 * - Inside an author's link (`src`, `width` and `height` on the element itself) presses and Enter go where the link says.
 *
 * Dispatches `rendition:open` and `rendition:close`, and `rendition:zoom` for another factor (detail: `factor`). Parts: `lens`,
 * `panel`. Custom properties: `--rendition-flyout-background`, `-shadow`, `-lens`, `-lens-outline`, `-lens-background`.
 */
export class RenditionFlyout extends ViewerElement {
  #point: Point = MIDDLE
  /** Chosen by keys; undefined for what the attribute says. */
  #factor: number | undefined
  /** Put away with Escape or a press: hovering does not bring it back until the pointer has left. */
  #isDismissed = false
  #intent: ReturnType<typeof setTimeout> | undefined

  protected enhance(life: AbortSignal): void {
    const image = this.querySelector('img')
    const large = largePictureOf(this)
    if (!image || !large) return
    const link = linkOf(this)
    const status = announcer()
    const cover = coverOf(image, life)
    const enlarged = enlargedCopy(image, large)
    const parts: Parts = {
      trigger: link ?? this,
      isAuthorsLink: enclosingLink(this) !== null,
      cover,
      enlarged,
      magnifier: magnifierOf(cover, enlarged),
      texts: this.texts(flyoutTexts),
      say: status.say,
    }
    this.#factor = undefined
    this.#isDismissed = false
    this.#build(parts, status.element, life)
    setForLife(parts.trigger, { ...this.#roleOf(parts, image), 'aria-description': parts.texts.magnifierHint }, life)
    this.#listen(parts, life)
  }

  #build({ cover, magnifier }: Parts, status: HTMLElement, life: AbortSignal): void {
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    for (const css of [controlStyle, coverStyle, style]) adoptStyle(shadow, css)
    shadow.replaceChildren(build('slot'), cover.element, magnifier.panel, status)
    cover.place()
    onEnd(life, () => {
      clearTimeout(this.#intent)
      shadow.replaceChildren(build('slot'))
    })
  }

  #roleOf({ trigger, isAuthorsLink, texts }: Parts, { alt }: HTMLImageElement): Record<string, string> {
    if (isAuthorsLink) return {}
    if (trigger === this) return { role: 'group', tabindex: '0', 'aria-label': alt || texts.magnifier }
    return { role: 'button', 'aria-pressed': 'false' }
  }

  #listen(parts: Parts, life: AbortSignal): void {
    const { trigger, cover, magnifier } = parts
    const target: PointingTarget = {
      element: this,
      cover: cover.element,
      isShown: magnifier.isShown,
      showAt: (x, y) => {
        const point = this.#pointAt(parts, x, y)
        // The link may be larger than the picture in it.
        if (!isOnPicture(point) && !cover.element.classList.contains('touched')) this.#hide(parts)
        else if (!this.#isDismissed) this.#show(parts, point)
      },
      hide: () => {
        this.#isDismissed = false
        this.#hide(parts)
      },
    }
    listenToHover(target, life)
    const touch = listenToTouch(target, life)
    this.addEventListener('click', (event) => this.#onClick(parts, event, touch), { signal: life })
    trigger.addEventListener('focus', () => trigger.matches(':focus-visible') && this.#showAloud(parts, MIDDLE), { signal: life })
    trigger.addEventListener('blur', () => target.hide(), { signal: life })
    trigger.addEventListener('keydown', (event) => this.#onPressKey(parts, event), { signal: life })
    // Also without the focus: what shows by hovering has to go by a key.
    document.addEventListener('keydown', (event) => this.#onKey(parts, event), { capture: true, signal: life })
    const follow = (): void => {
      if (magnifier.isShown()) this.#show(parts, this.#point)
    }
    document.addEventListener('scroll', follow, { capture: true, passive: true, signal: life })
    window.addEventListener('resize', follow, { signal: life })
  }

  #onClick(parts: Parts, event: MouseEvent, touch: { tapped(event: MouseEvent): void }): void {
    if (parts.isAuthorsLink || event.defaultPrevented || hasModifier(event)) return
    event.preventDefault()
    if ((event as PointerEvent).pointerType === 'touch') touch.tapped(event)
    else this.#toggle(parts, event.detail === 0 ? this.#point : this.#pointAt(parts, event.clientX, event.clientY))
  }

  /** Nothing clicks for Space on a link, or for either on what is neither link nor button. */
  #onPressKey(parts: Parts, event: KeyboardEvent): void {
    const isPress = event.key === ' ' || (event.key === 'Enter' && parts.trigger === this)
    if (!isPress || parts.isAuthorsLink || event.target !== parts.trigger || hasModifier(event)) return
    event.preventDefault()
    this.#toggle(parts, this.#point)
  }

  #toggle(parts: Parts, point: Point): void {
    if (parts.magnifier.isShown()) {
      this.#isDismissed = true
      this.#hide(parts)
    } else {
      this.#isDismissed = false
      this.#showAloud(parts, point)
    }
  }

  #onKey(parts: Parts, event: KeyboardEvent): void {
    if (!parts.magnifier.isShown() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const action = actionForKey(event.key)
    if (action === undefined || (action !== 'hide' && !parts.trigger.matches(':focus'))) return
    event.preventDefault()
    event.stopPropagation()
    this.#act(parts, action)
  }

  #act(parts: Parts, action: KeyAction): void {
    const factor = this.#factorNow()
    if (action === 'hide') {
      this.#isDismissed = true
      this.#hide(parts)
    } else if (action === 'start' || action === 'end') this.#show(parts, action === 'start' ? { x: 0, y: 0 } : { x: 1, y: 1 })
    else if (typeof action === 'object') this.#move(parts, action)
    else this.#magnify(parts, action === 'reset' ? undefined : factor + (action === 'in' ? FACTOR.step : -FACTOR.step))
  }

  #move(parts: Parts, way: Point): void {
    const lens = parts.magnifier.lens()
    const along = (at: number, direction: number, size: number): number =>
      Math.min(1 - size / 2, Math.max(size / 2, at)) + direction * size * MOVE
    this.#show(parts, { x: along(this.#point.x, way.x, lens.width), y: along(this.#point.y, way.y, lens.height) })
  }

  #magnify(parts: Parts, factor: number | undefined): void {
    this.#factor = factor === undefined ? undefined : Math.min(FACTOR.most, Math.max(FACTOR.least, factor))
    this.#showAloud(parts, this.#point)
    this.send('zoom', { factor: this.#factorNow() })
  }

  #factorNow(): number {
    return this.#factor ?? Math.min(FACTOR.most, Math.max(FACTOR.least, this.numberOf('factor', FACTOR.standard)))
  }

  #showAloud(parts: Parts, point: Point): void {
    this.#show(parts, point)
    parts.say(fillIn(parts.texts.magnified, { factor: this.#factorNow() }))
  }

  #show(parts: Parts, point: Point): void {
    const isNew = !parts.magnifier.isShown()
    this.#point = point
    const side = sideOf(this.getAttribute('side'), getComputedStyle(this).direction === 'rtl')
    parts.magnifier.show({ point, factor: this.#factorNow(), side })
    if (!isNew) return
    this.#press(parts, true)
    this.#intent = setTimeout(() => {
      void parts.enlarged.load().then((isThere) => isThere || parts.say(parts.texts.failed))
    }, INTENT)
    this.send('open', { factor: this.#factorNow() })
  }

  #hide(parts: Parts): void {
    if (!parts.magnifier.isShown()) return
    clearTimeout(this.#intent)
    parts.magnifier.hide()
    parts.cover.element.classList.remove('touched')
    this.#press(parts, false)
    parts.say('')
    this.send('close', { factor: this.#factorNow() })
  }

  #press({ trigger, isAuthorsLink }: Parts, isPressed: boolean): void {
    if (!isAuthorsLink && trigger !== this) trigger.setAttribute('aria-pressed', String(isPressed))
  }

  #pointAt({ cover }: Parts, x: number, y: number): Point {
    const { left, top, width, height } = cover.element.getBoundingClientRect()
    return width > 0 && height > 0 ? { x: (x - left) / width, y: (y - top) / height } : MIDDLE
  }
}

function isOnPicture({ x, y }: Point): boolean {
  return x >= 0 && y >= 0 && x <= 1 && y <= 1
}

function hasModifier(event: MouseEvent | KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey || event.shiftKey
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-flyout': RenditionFlyout
  }
}
