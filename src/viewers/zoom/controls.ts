import type { PhotoSwipe } from './photoswipe.js'
import { positionText, type ZoomTexts } from './texts.js'

/** What the controls show of the picture on the screen. */
export interface Shown {
  index: number
  count: number
  /** See `ZoomItem.page`. */
  page: string | undefined
}

const FOLLOW_ICON =
  '<svg aria-hidden="true" class="pswp__icn" viewBox="0 0 32 32" width="32" height="32">' +
  '<path d="M9 9h7v2h-5v10h10v-5h2v7H9zM18 9h5v5h-2v-1.6l-5.3 5.3-1.4-1.4 5.3-5.3H18z"/></svg>'

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
      onInit: (element: HTMLElement) => pswp.on('change', () => showPage(element as HTMLAnchorElement, shown())),
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

function showPage(element: HTMLAnchorElement, { page }: Shown): void {
  element.hidden = page === undefined
  if (page === undefined) element.removeAttribute('href')
  else element.href = page
}
