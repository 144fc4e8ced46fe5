/** What a press on the picture means: a mouse zooms in at once, and back with a double click; a finger needs two taps. */
export type PressMeaning = 'toggle' | 'in' | 'reset' | 'none'

/** Two taps within this are one (ms, CSS pixels). */
const DOUBLE = { time: 300, distance: 30 }

/** Remembers as much of former presses as is needed to tell. */
export function pressReader(): {
  click(event: MouseEvent, isZoomed: boolean): PressMeaning
  /** A finger was lifted and had not moved. Not told by clicks: browsers keep those back where two taps might mean something to them. */
  tap(event: PointerEvent): PressMeaning
} {
  let last: { at: number; x: number; y: number } | undefined
  let wasZoomed = false
  return {
    click(event, isZoomed) {
      // By a key, or by assistive technology.
      if (event.detail === 0) return 'toggle'
      if ((event as PointerEvent).pointerType === 'touch') return 'none'
      if (event.detail === 1) {
        wasZoomed = isZoomed
        return isZoomed ? 'none' : 'in'
      }
      return event.detail === 2 && wasZoomed ? 'reset' : 'none'
    },
    tap({ timeStamp: at, clientX: x, clientY: y }) {
      const isSecond = last !== undefined && at - last.at < DOUBLE.time && Math.hypot(x - last.x, y - last.y) < DOUBLE.distance
      last = isSecond ? undefined : { at, x, y }
      return isSecond ? 'toggle' : 'none'
    },
  }
}
