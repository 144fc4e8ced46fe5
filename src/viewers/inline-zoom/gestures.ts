/** A point in the window, in CSS pixels. */
interface Spot {
  x: number
  y: number
}

export interface GestureTarget {
  /** Where gestures begin: the viewer's element. */
  element: HTMLElement
  /** True where presses are not meant for the picture: on a button. */
  isControl(event: Event): boolean
  isZoomed(): boolean
  /** The picture was dragged (CSS pixels). */
  pan(x: number, y: number): void
  /** Two fingers came apart (more than 1) or together around a point. */
  pinch(factor: number, at: Spot): void
  /** Something is or is no longer held. */
  hold(isHeld: boolean): void
}

/** A press that moved less is still a press (CSS pixels); fingers are less exact. */
const STILL = { mouse: 4, touch: 10 }

/**
 * Dragging with one pointer while zoomed, and pinching with two at any time. Returns a function that says whether the press
 * that has just ended was a drag.
 */
export function listenToGestures(target: GestureTarget, life: AbortSignal): () => boolean {
  const { element } = target
  const spots = new Map<number, Spot>()
  let travelled = 0
  let still = STILL.mouse

  const on = (name: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel', listen: (event: PointerEvent) => void): void =>
    element.addEventListener(name, listen, { signal: life })

  on('pointerdown', (event) => {
    if (event.button !== 0 || target.isControl(event)) return
    if (spots.size === 0) {
      travelled = 0
      still = event.pointerType === 'touch' ? STILL.touch : STILL.mouse
    }
    spots.set(event.pointerId, spotOf(event))
    if (!target.isZoomed() && spots.size < 2) return
    for (const id of spots.keys()) element.setPointerCapture(id)
    target.hold(true)
  })
  on('pointermove', (event) => {
    const before = [...spots.values()]
    if (!spots.has(event.pointerId)) return
    spots.set(event.pointerId, spotOf(event))
    const [from, to] = [middleOf(before), middleOf([...spots.values()])]
    travelled += distance(from, to)
    if (spots.size === 1 && (!target.isZoomed() || travelled < still)) return
    if (spots.size === 2) {
      travelled = Math.max(travelled, still)
      target.pinch(spread([...spots.values()]) / spread(before), to)
    }
    target.pan(to.x - from.x, to.y - from.y)
  })
  const end = (event: PointerEvent): void => {
    if (!spots.delete(event.pointerId) || spots.size > 0) return
    target.hold(false)
  }
  on('pointerup', end)
  on('pointercancel', end)
  // Or the browser would scroll with two fingers, and take the pointers away.
  const keep = (event: TouchEvent): void => {
    if (event.touches.length > 1 && event.cancelable) event.preventDefault()
  }
  element.addEventListener('touchmove', keep, { passive: false, signal: life })
  return () => travelled >= still
}

function spotOf({ clientX, clientY }: PointerEvent): Spot {
  return { x: clientX, y: clientY }
}

function middleOf(spots: readonly Spot[]): Spot {
  const count = Math.max(1, spots.length)
  return { x: spots.reduce((sum, { x }) => sum + x, 0) / count, y: spots.reduce((sum, { y }) => sum + y, 0) / count }
}

function spread([a, b]: readonly Spot[]): number {
  return a && b ? Math.max(1, distance(a, b)) : 1
}

function distance(a: Spot, b: Spot): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
