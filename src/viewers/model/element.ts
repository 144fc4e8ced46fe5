import { announcer } from '../base/announcer.js'
import { build, iconOf } from '../base/build-dom.js'
import barStyle from '../base/control-bar.css?inline'
import controlsStyle from '../base/controls.css?inline'
import { prefersLessMotion } from '../base/motion.js'
import { adoptStyle } from '../base/style.js'
import type { Texts } from '../base/texts.js'
import { onEnd, ViewerElement } from '../base/viewer-element.js'
import { buildControls } from './controls.js'
import style from './element.css?inline'
import { MODEL } from './icons.js'
import { createModelView, type ModelView } from './model-viewer.js'
import { modelTexts, type ModelText } from './texts.js'

/**
 * `<rendition-model>` around a link to a model (GLB): a button on its poster shows it, to be turned and zoomed, and put into the
 * room by devices that can. Without this script there is the poster and the link.
 *
 * ```html
 * <rendition-model autorotate usdz="/boot.usdz">
 *   <a href="boot.glb"><img src="boot.jpg" alt="…"><span>The boot</span><span> GLB, 1.2 MB</span></a>
 * </rendition-model>
 * ```
 * Attributes: `src` (the model, where no link says it), `loading="eager"` (shows it on sight, not on request), `ar` (true), `usdz`
 * (what iPhones put into the room, made from the model where there is none), `autorotate` (false), `decoders` (a folder). Keys:
 * arrows turn it, `+` `-` and Page keys zoom. Parts: `stage`, `view`, `controls`, `button` (`show`, `rotation`, `zoom-in`,
 * `zoom-out`, `reset`, `full-screen`, `ar`, `leave-ar`), `status`.
 *
 * Dispatches `rendition:open` (`src`) when it can be seen, and `rendition:ar` (`status`: `session-started`, `object-placed`,
 * `failed`, `not-presenting`).
 */
export class RenditionModel extends ViewerElement {
  /** Where what draws models comes from; set by the entry. */
  static load: () => Promise<CustomElementConstructor> = () =>
    Promise.reject(new Error('Nothing that draws models has been set.'))

  #open: (() => void) | undefined

  /** Shows the model. */
  open(): void {
    this.#open?.()
  }

  protected enhance(life: AbortSignal): void {
    const src = this.querySelector('a')?.href ?? this.getAttribute('src')
    if (!src) return
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    for (const css of [controlsStyle, barStyle, style]) adoptStyle(root, css)
    const texts = this.texts(modelTexts)
    const words = build('span', {}, iconOf(MODEL), texts.showModel)
    const show = build('button', { type: 'button', part: 'button show', class: 'show', 'aria-label': this.#label(texts) }, words)
    const status = announcer()
    const stage = build('div', { class: 'stage', part: 'stage' }, show)
    this.#shape(stage)
    root.replaceChildren(build('slot'), stage, status.element)
    onEnd(life, () => {
      root.replaceChildren(build('slot'))
      this.#open = undefined
    })
    let isOpening = false
    this.#open = () => {
      if (isOpening) return
      isOpening = true
      words.replaceChildren(texts.modelLoading)
      status.say(texts.modelLoading)
      const failed = (): void => {
        isOpening = false
        words.replaceChildren(iconOf(MODEL), texts.showModel)
        status.say(texts.failed)
      }
      const shown = (): void => status.say('')
      void this.#load(stage, src, texts, { shown, failed }, life).catch(failed)
    }
    // A link around the viewer is not meant.
    stage.addEventListener('click', (event) => event.preventDefault(), { signal: life })
    show.addEventListener('click', () => this.#open?.(), { signal: life })
    if (this.getAttribute('loading') === 'eager') this.#openOnSight(life)
  }

  #label({ showModel }: Texts<ModelText>): string {
    const name = this.#name()
    return name === '' ? showModel : `${showModel}: ${name}`
  }

  #name(): string {
    return this.querySelector('img')?.alt || (this.querySelector('span')?.textContent ?? '').trim()
  }

  /** That of the poster. */
  #shape(stage: HTMLElement): void {
    const image = this.querySelector('img')
    const [width, height] = [Number(image?.getAttribute('width')), Number(image?.getAttribute('height'))]
    if (width > 0 && height > 0) stage.style.aspectRatio = `${width} / ${height}`
  }

  #openOnSight(life: AbortSignal): void {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      observer.disconnect()
      this.open()
    })
    observer.observe(this)
    onEnd(life, () => observer.disconnect())
  }

  async #load(
    stage: HTMLElement,
    src: string,
    texts: Texts<ModelText>,
    news: { shown(): void; failed(): void },
    life: AbortSignal,
  ): Promise<void> {
    const view = await createModelView(RenditionModel.load, this.getAttribute('decoders') ?? undefined)
    if (life.aborted) return
    this.#prepare(view, src, texts)
    const stay = new AbortController()
    onEnd(life, () => stay.abort())
    const controls = buildControls(this, view, texts, this.flagOf('autorotate', false), stay.signal)
    onEnd(stay.signal, () => {
      view.remove()
      controls.remove()
    })
    const loaded = (): void => {
      const hadFocus = stage.querySelector(':scope > .show')?.matches(':focus') ?? false
      stage.classList.add('open')
      if (hadFocus) focusView(view)
      news.shown()
      this.send('open', { src })
    }
    const broken = (): void => {
      stay.abort()
      stage.classList.remove('open')
      news.failed()
    }
    // Only then does it take the focus.
    view.addEventListener('poster-dismissed', loaded, { once: true, signal: stay.signal })
    view.addEventListener('error', broken, { once: true, signal: stay.signal })
    view.addEventListener('ar-status', (event) => this.#tellOfAr(event), { signal: stay.signal })
    stage.append(view, controls)
  }

  #prepare(view: ModelView, src: string, texts: Texts<ModelText>): void {
    const turns = this.flagOf('autorotate', false) && !prefersLessMotion()
    const usdz = this.getAttribute('usdz')
    const attributes = {
      class: 'view',
      part: 'view',
      alt: this.#name() || texts.model,
      'camera-controls': '',
      'touch-action': 'pan-y',
      'interaction-prompt': 'none',
      'disable-zoom': '',
      loading: 'eager',
      ...(this.flagOf('ar', true) && { ar: '', 'ar-modes': 'webxr scene-viewer quick-look' }),
      ...(usdz !== null && { 'ios-src': usdz }),
      ...(turns && { 'auto-rotate': '' }),
      src,
    }
    for (const [name, value] of Object.entries(attributes)) view.setAttribute(name, value)
  }

  #tellOfAr(event: Event): void {
    const { status } = (event as CustomEvent<{ status: string }>).detail
    this.send('ar', { status })
  }
}

/** What takes the keys is inside it. */
function focusView(view: ModelView): void {
  view.shadowRoot?.querySelector<HTMLElement>('.userInput')?.focus({ preventScroll: true })
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-model': RenditionModel
  }
}
