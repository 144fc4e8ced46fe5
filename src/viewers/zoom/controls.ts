import type { PhotoSwipe } from './photoswipe.js'
import { positionText, type ZoomTexts } from './texts.js'

/** What the controls show of the picture on the screen. */
export interface Shown {
  index: number
  count: number
  /** See `ZoomItem.page`. */
  page: string | undefined
  /** What can be downloaded; undefined for nothing. */
  file: string | undefined
}

const FOLLOW_ICON = iconOf('M9 9h7v2h-5v10h10v-5h2v7H9zM18 9h5v5h-2v-1.6l-5.3 5.3-1.4-1.4 5.3-5.3H18z')
const DOWNLOAD_ICON = iconOf('M15 8h2v7.2l2.6-2.6 1.4 1.4-5 5-5-5 1.4-1.4 2.6 2.6zM9 21h14v2H9z')

/** Adds the localised position and the way to the author's linked page, and keeps the states of all buttons true. */
export function addControls(pswp: PhotoSwipe, texts: ZoomTexts, shown: () => Shown): void {
  pswp.on('uiRegister', () => {
    pswp.ui?.registerElement({
      name: 'position',
      className: 'pswp__counter',
      order: 5,
      onInit: (element: HTMLElement) => pswp.on('change', () => showPosition(element, texts, shown())),
    })
    pswp.ui?.registerElement({
      name: 'follow',
      order: 9,
      isButton: true,
      tagName: 'a',
      title: texts.follow,
      html: FOLLOW_ICON,
      onInit: (element: HTMLElement) => pswp.on('change', () => leadTo(element as HTMLAnchorElement, shown().page)),
    })
    if (shown().file === undefined) return
    pswp.ui?.registerElement({
      name: 'download',
      order: 8,
      isButton: true,
      tagName: 'a',
      title: texts.download,
      html: DOWNLOAD_ICON,
      onInit: (element: HTMLElement) => {
        element.setAttribute('download', '')
        pswp.on('change', () => leadTo(element as HTMLAnchorElement, shown().file))
      },
    })
  })
  pswp.on('zoomPanUpdate', ({ slide }) => {
    const button = pswp.element?.querySelector('.pswp__button--zoom')
    button?.setAttribute('aria-pressed', String(slide.currZoomLevel > slide.zoomLevels.initial))
  })
}

/** Takes out what PhotoSwipe says in English or twice: the roles of the surrounding dialog, and of carousel parts. */
export function quietMarkup(pswp: PhotoSwipe): void {
  pswp.element?.removeAttribute('role')
  for (const part of pswp.element?.querySelectorAll('[aria-roledescription]') ?? []) {
    part.removeAttribute('aria-roledescription')
  }
}

function showPosition(element: HTMLElement, texts: ZoomTexts, { index, count }: Shown): void {
  element.textContent = positionText(texts, index, count)
}

function leadTo(element: HTMLAnchorElement, address: string | undefined): void {
  element.hidden = address === undefined
  if (address === undefined) element.removeAttribute('href')
  else element.href = address
}

/** In the form PhotoSwipe takes, from the data of a path on a field of 32 × 32. */
function iconOf(path: string): string {
  return `<svg aria-hidden="true" class="pswp__icn" viewBox="0 0 32 32" width="32" height="32"><path d="${path}"/></svg>`
}
