import { prefersLessMotion } from '../base/motion.js'
import { onEnd } from '../base/viewer-element.js'

export interface RotationOptions {
  seconds: number
  /** Shows the next slide; false at the end. */
  next(): boolean
  /** It was started, or stopped for good. */
  changed(isOn: boolean): void
}

export interface Rotation {
  isOn(): boolean
  toggle(): void
  /** A slide has come: it gets its whole time. */
  restart(): void
}

/** How much of the window, above and below, does not count as in view. */
const MARGIN = '-20% 0px'

/**
 * Goes on by itself after some seconds, unless somebody points at the element, has the focus in it or a finger on it, does not
 * see it, or has stopped it. Whoever asked for less motion has to start it.
 */
export function rotation(element: HTMLElement, { seconds, next, changed }: RotationOptions, life: AbortSignal): Rotation {
  const holds = new Set<string>(['unseen'])
  let isOn = !prefersLessMotion()
  let timer: ReturnType<typeof setTimeout> | undefined

  const hold = (name: string, isHeld: boolean): void => {
    if (isHeld) holds.add(name)
    else holds.delete(name)
    restart()
  }
  const on = (type: string, name: string, isHeld: boolean): void =>
    element.addEventListener(
      type,
      (event) => {
        // A finger that went leaves nothing behind that points.
        if (!(event instanceof PointerEvent && event.pointerType === 'touch')) hold(name, isHeld)
      },
      { signal: life, passive: true },
    )
  on('pointerenter', 'pointer', true)
  on('pointerleave', 'pointer', false)
  on('focusin', 'focus', true)
  on('focusout', 'focus', false)
  on('touchstart', 'touch', true)
  on('touchend', 'touch', false)
  on('touchcancel', 'touch', false)
  document.addEventListener('visibilitychange', restart, { signal: life })
  const sight = new IntersectionObserver((entries) => hold('unseen', !entries.at(-1)?.isIntersecting), { rootMargin: MARGIN })
  sight.observe(element)
  onEnd(life, () => {
    sight.disconnect()
    clearTimeout(timer)
  })
  return { isOn: () => isOn, toggle, restart }

  function restart(): void {
    clearTimeout(timer)
    if (isOn && holds.size === 0 && !document.hidden && !life.aborted) timer = setTimeout(goOn, seconds * 1000)
  }

  function goOn(): void {
    if (!next()) set(false)
  }

  /** Who starts it by hand wants to see it, though pointer and focus are on the button. */
  function toggle(): void {
    holds.delete('pointer')
    holds.delete('focus')
    set(!isOn)
  }

  function set(to: boolean): void {
    isOn = to
    restart()
    changed(to)
  }
}
