import { PAN_STEP, stepZoom } from './geometry.js'
import { actionForKey, type KeyAction } from './keys.js'
import type { PhotoSwipe } from './photoswipe.js'

/**
 * Answers keys until aborted. On the document, because the focus falls to the body when the focused button is
 * hidden, and before the page's own listeners, which must not act on a key meant for the lightbox.
 */
export function listenToKeys(pswp: PhotoSwipe, goTo: (place: number) => void, place: () => number): AbortController {
  const listening = new AbortController()
  document.addEventListener('keydown', onKey, { capture: true, signal: listening.signal })
  return listening

  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isInside(event, pswp)) return
    const slide = pswp.currSlide
    const action = actionForKey(event.key, !!slide && slide.currZoomLevel > slide.zoomLevels.fit)
    if (!action) return
    event.preventDefault()
    event.stopPropagation()
    if (pswp.opener.isOpen) perform(pswp, action, goTo, place)
  }
}

/** It belongs to a dialog that was opened from the picture. */
function isInside(event: KeyboardEvent, pswp: PhotoSwipe): boolean {
  const dialog = event.composedPath().find((at) => at instanceof HTMLDialogElement)
  return dialog !== undefined && dialog !== pswp.element?.closest('dialog')
}

function perform(pswp: PhotoSwipe, action: KeyAction, goTo: (place: number) => void, place: () => number): void {
  const count = pswp.getNumItems()
  if (action.name === 'left') pswp.prev()
  else if (action.name === 'right') pswp.next()
  else if (action.name === 'previous') goTo((place() + count - 1) % count)
  else if (action.name === 'next') goTo((place() + 1) % count)
  else if (action.name === 'first') goTo(0)
  else if (action.name === 'last') goTo(count - 1)
  else if (action.name === 'pan') pan(pswp, action.x, action.y)
  else if (action.name !== 'none') zoom(pswp, action.name)
}

function pan(pswp: PhotoSwipe, x: number, y: number): void {
  const slide = pswp.currSlide
  slide?.panTo(slide.pan.x - x * PAN_STEP, slide.pan.y - y * PAN_STEP)
}

function zoom(pswp: PhotoSwipe, how: 'zoom-in' | 'zoom-out' | 'zoom-reset'): void {
  const slide = pswp.currSlide
  if (!slide) return
  const { currZoomLevel, zoomLevels } = slide
  const level = how === 'zoom-reset' ? zoomLevels.initial : stepZoom(currZoomLevel, how === 'zoom-in' ? 1 : -1, zoomLevels)
  slide.zoomTo(level, undefined, pswp.options.zoomAnimationDuration)
}
