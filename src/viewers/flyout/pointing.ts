import { onEnd } from '../base/viewer-element.js'

export interface PointingTarget {
  element: HTMLElement
  /** Takes touches while something is magnified by touch, so that nothing scrolls. */
  cover: HTMLElement
  isShown(): boolean
  /** A place in the window, in CSS pixels. */
  showAt(x: number, y: number): void
  hide(): void
}

/** A finger that rests this long magnifies (ms) unless it moved further than this (CSS pixels). */
const HELD = { time: 300, distance: 10 }

/** Hovering with mouse or pen. */
export function listenToHover(target: PointingTarget, life: AbortSignal): void {
  const { element } = target
  const move = (event: PointerEvent): void => {
    if (event.pointerType !== 'touch') target.showAt(event.clientX, event.clientY)
  }
  element.addEventListener('pointerenter', move, { signal: life })
  element.addEventListener('pointermove', move, { signal: life })
  element.addEventListener('pointerleave', (event) => event.pointerType !== 'touch' && target.hide(), { signal: life })
}

/**
 * A finger: held, it magnifies until it is lifted; a tap (`tapped`, called for a click by touch) magnifies until the next, on
 * the picture or anywhere else. While magnifying, moving moves the lens and not the page.
 */
export function listenToTouch(target: PointingTarget, life: AbortSignal): { tapped(event: MouseEvent): void } {
  const { element, cover } = target
  let timer: ReturnType<typeof setTimeout> | undefined
  let start: { x: number; y: number } | undefined
  let isHeld = false
  let hasMoved = false
  const options = { signal: life }

  const show = (x: number, y: number): void => {
    cover.classList.add('touched')
    target.showAt(x, y)
  }
  const hide = (): void => {
    cover.classList.remove('touched')
    target.hide()
  }
  const isTouched = (): boolean => cover.classList.contains('touched')

  element.addEventListener(
    'pointerdown',
    ({ pointerType, isPrimary, clientX, clientY }) => {
      if (pointerType !== 'touch' || !isPrimary) return
      start = { x: clientX, y: clientY }
      hasMoved = false
      clearTimeout(timer)
      if (isTouched()) return
      timer = setTimeout(() => {
        isHeld = true
        show(clientX, clientY)
      }, HELD.time)
    },
    options,
  )
  element.addEventListener(
    'pointermove',
    ({ pointerType, isPrimary, clientX, clientY }) => {
      if (pointerType !== 'touch' || !isPrimary || !start) return
      if (Math.hypot(clientX - start.x, clientY - start.y) > HELD.distance) {
        hasMoved = true
        clearTimeout(timer)
      }
      if (isTouched()) target.showAt(clientX, clientY)
    },
    options,
  )
  const end = ({ pointerType }: PointerEvent): void => {
    if (pointerType !== 'touch') return
    clearTimeout(timer)
    start = undefined
    if (isHeld) hide()
  }
  element.addEventListener('pointerup', end, options)
  element.addEventListener('pointercancel', end, options)
  element.addEventListener('touchmove', (event) => isTouched() && event.cancelable && event.preventDefault(), {
    passive: false,
    ...options,
  })
  element.addEventListener('contextmenu', (event) => isTouched() && event.preventDefault(), options)
  document.addEventListener(
    'pointerdown',
    (event) => {
      isHeld = false
      if (isTouched() && !event.composedPath().includes(element)) hide()
    },
    options,
  )
  onEnd(life, () => clearTimeout(timer))
  return {
    tapped(event) {
      const wasGesture = isHeld || hasMoved
      isHeld = false
      if (wasGesture) return
      if (isTouched()) hide()
      else show(event.clientX, event.clientY)
    },
  }
}
