/** Milliseconds until a button that is held repeats, and between repeats. */
const DELAY = 400
const EVERY = 90

/** Calls back when a button is pressed by whatever means, and again and again while a pointer holds it. */
export function repeatWhileHeld(control: HTMLElement, act: () => void, life: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let hasRepeated = false
  const stop = (): void => clearTimeout(timer)
  const repeat = (): void => {
    hasRepeated = true
    act()
    timer = setTimeout(repeat, EVERY)
  }
  control.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return
      hasRepeated = false
      stop()
      timer = setTimeout(repeat, DELAY)
    },
    { signal: life },
  )
  for (const end of ['pointerup', 'pointerleave', 'pointercancel', 'blur'] as const)
    control.addEventListener(end, stop, { signal: life })
  control.addEventListener(
    'click',
    () => {
      // The click at the end of a long press is no further step.
      if (!hasRepeated) act()
      hasRepeated = false
    },
    { signal: life },
  )
  life.addEventListener('abort', stop, { once: true })
}
