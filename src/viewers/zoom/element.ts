import { enclosingLink, linkOf } from '../base/large-link.js'
import { setForLife } from '../base/set-for-life.js'
import { textsFor } from '../base/texts.js'
import { onEnd, ViewerElement } from '../base/viewer-element.js'
import { clickAsksToOpen, keyAsksToOpen } from './asks-to-open.js'
import { enlargeIn } from './enlarge-text.js'
import { galleryOf } from './gallery.js'
import { readItem, type ZoomItem } from './item.js'

/** A lightbox on the screen. */
export interface Lightbox {
  /** Closes it as a user would. Nothing happens when it is closing already. */
  close(): void
  /** Settles when it has gone and the focus is back. */
  closed: Promise<void>
}

/** What the author says of it, by attributes of the element that is opened, and what that lends it, so that it is loaded once. */
export interface LightboxOptions {
  /** It has an entry in the browser's history, so that Back closes it. */
  history: boolean
  /** It offers the large picture as a file. */
  download: boolean
  texts: typeof textsFor
}

/** What the element needs of the lightbox's code, which arrives on first use. */
export interface LightboxCode {
  openLightbox(items: readonly ZoomItem[], index: number, options: LightboxOptions): Lightbox
}

/**
 * `<rendition-zoom>`: opens its picture large, on click, Enter or Space. Light DOM; without this script the link
 * inside it is a plain link.
 *
 * ```html
 * <rendition-zoom><a href="large.jpg" data-width="2560" data-height="1707"><img src="small.jpg" alt="…"></a></rendition-zoom>
 * <a href="/article"><rendition-zoom src="large.jpg" width="2560" height="1707"><img …></rendition-zoom></a>
 * ```
 * - `history="false"`: Back leaves the page, as it would without a lightbox; by default it closes the lightbox. A picture with
 *   an `id` can be linked to as well: `#zoom=<id>` opens it.
 * - `download`: offers the large picture as a file.
 *
 * Dispatches `rendition:open`, `rendition:change` and `rendition:close` (see `ZoomDetail`).
 */
export class RenditionZoom extends ViewerElement {
  /** Where the lightbox's code comes from; set by the entry. */
  static load: () => Promise<LightboxCode> = () => Promise.reject(new Error('No lightbox has been set.'))

  #described: AbortSignal | undefined
  #opening: Promise<void> | undefined
  #lightbox: Lightbox | undefined

  protected enhance(life: AbortSignal): void {
    const target: HTMLElement = enclosingLink(this) ?? this
    target.addEventListener('click', (event) => this.#onEvent(event, clickAsksToOpen(event, this)), { signal: life })
    target.addEventListener('keydown', (event) => this.#onEvent(event, keyAsksToOpen(event, this)), { signal: life })
    this.addEventListener('pointerdown', () => this.#preload(), { signal: life })
    // A script may put the picture in after the element; it is described when focus reaches it.
    target.addEventListener('focusin', () => this.#describe(life), { signal: life })
    addEventListener('popstate', () => this.#openIfNamed(), { signal: life })
    onEnd(life, () => this.close())
    this.#describe(life)
    this.#openIfNamed()
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
    const lightbox = code.openLightbox(items, index, {
      history: this.#usesHistory(),
      download: this.flagOf('download', false),
      texts: textsFor,
    })
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

  #usesHistory(): boolean {
    return this.flagOf('history', true)
  }

  /** Where the page's address names it, as `history.ts` writes it. */
  #openIfNamed(): void {
    const name = readItem(this)?.name
    if (name && this.#usesHistory() && location.hash === `#zoom=${encodeURIComponent(name)}`) void this.open()
  }

  /** Tells assistive technology what the trigger does; the picture's alternative text stays its name. */
  #describe(life: AbortSignal): void {
    const item = this.#described === life ? undefined : readItem(this)
    if (!item) return
    this.#described = life
    const { trigger } = item
    const named = item.alt || trigger.textContent.trim() || trigger.hasAttribute('aria-labelledby')
    const attributes = {
      'aria-haspopup': 'dialog',
      ...(!linkOf(this) && { role: 'button', tabindex: '0' }),
      ...(!named && !trigger.hasAttribute('aria-label') && { 'aria-label': enlargeIn(item.language) }),
    }
    setForLife(trigger, attributes, life)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-zoom': RenditionZoom
  }
}
