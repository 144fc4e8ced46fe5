import type { ZoomItem } from './item.js'
import { positionText, type ZoomTexts } from './texts.js'

/** Custom properties a page, or a part of it, can set to give the lightbox its look. */
const THEME = [
  '--rendition-zoom-background',
  '--rendition-zoom-icon',
  '--rendition-zoom-icon-outline',
  '--rendition-zoom-placeholder',
  '--rendition-zoom-focus',
  '--rendition-zoom-focus-outline',
] as const

/** The modal that holds the lightbox, and what it says to assistive technology. */
export interface ZoomDialog {
  element: HTMLDialogElement
  rightToLeft: boolean
  /** Names the picture that is shown; `aloud` also announces it. */
  describe(item: ZoomItem, index: number, count: number, aloud: boolean): void
}

/**
 * Makes the `<dialog>` and shows it: the browser puts it above everything (other dialogs and popovers too), makes
 * the page behind inert and keeps the focus in. It takes direction and theme from the element that opens.
 */
export function showDialog(opener: ZoomItem, texts: ZoomTexts): ZoomDialog {
  const style = getComputedStyle(opener.element)
  const element = document.createElement('dialog')
  element.className = 'rendition-zoom-dialog'
  element.dir = style.direction
  element.lang = texts.language
  element.tabIndex = -1
  for (const property of THEME) {
    const value = style.getPropertyValue(property)
    if (value) element.style.setProperty(property, value)
  }
  const status = document.createElement('div')
  status.className = 'rendition-zoom-status'
  status.setAttribute('role', 'status')
  status.lang = opener.language || texts.language
  element.append(status)
  document.body.append(element)
  // Only for the modal: on an element that comes into a page within a frame of another origin, browsers refuse it.
  element.autofocus = true
  element.showModal()
  return { element, rightToLeft: style.direction === 'rtl', describe }

  function describe(item: ZoomItem, index: number, count: number, aloud: boolean): void {
    element.setAttribute('aria-label', item.alt ? `${texts.dialog}: ${item.alt}` : texts.dialog)
    if (aloud) status.textContent = [positionText(texts, index, count), item.alt].filter(Boolean).join(': ')
  }
}
