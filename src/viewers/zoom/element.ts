import { clickAsksToOpen, keyAsksToOpen } from './asks-to-open.js'
import { enlargeIn } from './enlarge-text.js'
import { galleryOf } from './gallery.js'
import { enclosingLink, linkOf, readItem, type ZoomItem } from './item.js'

/** A lightbox on the screen. */
export interface Lightbox {
  /** Closes it as a user would. Nothing happens when it is closing already. */
  close(): void
  /** Settles when it has gone and the focus is back. */
  closed: Promise<void>
}

/** What the element needs of the lightbox's code, which arrives on first use. */
export interface LightboxCode {
  openLightbox(items: readonly ZoomItem[], index: number): Lightbox
}

/** On a server there is no DOM: the class can then be imported, but not used. */
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

/**
 * `<rendition-zoom>`: opens its picture large, on click, Enter or Space. Light DOM; without this script the link
 * inside it is a plain link.
 *
 * ```html
 * <rendition-zoom><a href="large.jpg" data-width="2560" data-height="1707"><img src="small.jpg" alt="…"></a></rendition-zoom>
 * <a href="/article"><rendition-zoom src="large.jpg" width="2560" height="1707"><img …></rendition-zoom></a>
 * ```
 * Dispatches `rendition:open`, `rendition:change` and `rendition:close` (see `ZoomDetail`).
 */
export class RenditionZoom extends Base {
  /** Where the lightbox's code comes from; set by the entry. */
  static load: () => Promise<LightboxCode> = () => Promise.reject(new Error('No lightbox has been set.'))

  #listening: AbortController | undefined
  #opening: Promise<void> | undefined
  #lightbox: Lightbox | undefined

  connectedCallback(): void {
    this.#listening?.abort()
    this.#listening = new AbortController()
    const { signal } = this.#listening
    const target: HTMLElement = enclosingLink(this) ?? this
    target.addEventListener('click', (event) => this.#onEvent(event, clickAsksToOpen(event, this)), { signal })
    target.addEventListener('keydown', (event) => this.#onEvent(event, keyAsksToOpen(event, this)), { signal })
    this.addEventListener('pointerdown', () => this.#preload(), { signal })
    // While a page is still being parsed the link arrives after its parent; it is described when focus reaches it.
    target.addEventListener('focusin', () => this.#describe(), { signal })
    this.#describe()
  }

  disconnectedCallback(): void {
    // A move within the page disconnects and connects at once; only an element that stays away closes.
    queueMicrotask(() => {
      if (this.isConnected) return
      this.#listening?.abort()
      this.close()
    })
  }

  /** Opens the picture; settles when the lightbox is there. Follows the link when its code cannot be loaded. */
  open(): Promise<void> {
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  /** Closes the lightbox this element opened. */
  close(): void {
    this.#lightbox?.close()
  }

  async #open(): Promise<void> {
    if (this.#lightbox) return
    const code = await RenditionZoom.load().catch(() => undefined)
    const items = galleryOf(this)
    const index = items.findIndex((item) => item.element === this)
    const item = items[index]
    if (!item || !this.isConnected) return
    if (!code) return location.assign(item.page ?? item.src)
    const lightbox = code.openLightbox(items, index)
    this.#lightbox = lightbox
    void lightbox.closed.then(() => {
      this.#lightbox = undefined
    })
  }

  /** Asks for the lightbox's code while the button is still down. */
  #preload(): void {
    if (readItem(this)) void RenditionZoom.load().catch(() => {})
  }

  #onEvent(event: Event, asked: boolean): void {
    if (!asked || !readItem(this)) return
    event.preventDefault()
    void this.open()
  }

  /** Tells assistive technology what the trigger does; the picture's alternative text stays its name. */
  #describe(): void {
    const item = readItem(this)
    if (!item) return
    const { trigger } = item
    if (!linkOf(this)) {
      trigger.setAttribute('role', 'button')
      trigger.tabIndex = 0
    }
    trigger.setAttribute('aria-haspopup', 'dialog')
    const named = item.alt || trigger.textContent.trim() || trigger.hasAttribute('aria-labelledby')
    if (!named && !trigger.hasAttribute('aria-label')) {
      trigger.setAttribute('aria-label', enlargeIn(item.language))
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-zoom': RenditionZoom
  }
}
