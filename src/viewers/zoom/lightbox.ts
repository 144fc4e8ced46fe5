import { addControls, quietMarkup } from './controls.js'
import { showDialog } from './dialog.js'
import type { Lightbox, LightboxOptions } from './element.js'
import type { ZoomDetail, ZoomEventName } from './events.js'
import { screenIndex } from './geometry.js'
import { enterHistory } from './history.js'
import { showHotspots } from './hotspots.js'
import type { ZoomItem } from './item.js'
import { listenToKeys } from './listen-to-keys.js'
import style from './lightbox.css?inline'
import { animateFrom, optionsFor } from './options.js'
import { PhotoSwipe } from './photoswipe.js'
import { zoomTexts } from './texts.js'

/** Constructed sheets need no permission from a content security policy and no second request. */
const sheet = new CSSStyleSheet()
sheet.replaceSync(style)

/**
 * Opens `items[index]` over the whole window, with the others before and after it. The element it belongs to
 * receives `rendition:open`, `rendition:change` and `rendition:close`.
 */
export function openLightbox(items: readonly ZoomItem[], index: number, options: LightboxOptions): Lightbox {
  const opener = items[index]
  if (!opener) throw new RangeError(`There is no picture ${index}.`)
  if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet)
  const texts = options.texts(zoomTexts, opener.language)
  const dialog = showDialog(opener, texts)
  const toScreen = (at: number): number => screenIndex(at, items.length, dialog.rightToLeft)
  const pswp = new PhotoSwipe(optionsFor(items, toScreen(index), texts, dialog))
  const place = (): number => toScreen(pswp.currIndex)
  const current = (): ZoomItem => items[place()] ?? opener
  addControls(pswp, texts, () => {
    const { page, src } = current()
    return { index: place(), count: items.length, page, file: options.download ? src : undefined }
  })

  animateFrom(pswp, items, place)
  showHotspots(pswp, current, dialog)
  let settle = (): void => {}
  const closed = new Promise<void>((resolve) => (settle = resolve))
  const close = closer(pswp, dialog.element)
  const entry = options.history ? enterHistory(opener.name, close) : undefined
  const keys = listenToKeys(pswp, (at) => pswp.goTo(toScreen(at)), place)
  let last = -1
  pswp.on('change', () => {
    if (place() === last) return
    const first = last === -1
    last = place()
    dialog.describe(current(), last, items.length, !first)
    if (first) return
    void entry?.then(({ rename }) => rename(current().name))
    send('rendition:change')
  })
  pswp.on('destroy', () => {
    keys.abort()
    void entry?.then(({ leave }) => leave())
    dialog.element.close()
    dialog.element.remove()
    if (opener.trigger.isConnected) opener.trigger.focus({ preventScroll: true })
    send('rendition:close')
    settle()
  })
  pswp.init()
  quietMarkup(pswp)
  send('rendition:open')
  return { close, closed }

  function send(name: ZoomEventName): void {
    const { src, width, height, alt, element } = current()
    const detail: ZoomDetail = { index: place(), count: items.length, src, width, height, alt, element }
    opener?.element.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }))
  }
}

/**
 * The one way to close. PhotoSwipe ignores a wish to close while it is opening, so the wish is kept until then. Esc
 * and the system's back gesture reach the dialog; browsers may close it without asking, which is taken as done.
 */
function closer(pswp: PhotoSwipe, dialog: HTMLDialogElement): () => void {
  let wanted = false
  const close = (): void => {
    wanted = true
    pswp.close()
  }
  pswp.on('openingAnimationEnd', () => {
    // PhotoSwipe binds its events right after this one.
    if (wanted) queueMicrotask(close)
  })
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    close()
  })
  dialog.addEventListener('close', () => {
    if (!pswp.isDestroying) close()
  })
  return close
}
