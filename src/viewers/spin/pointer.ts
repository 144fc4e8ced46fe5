import type { Point } from './zoom.js'

/** What a pointer does on the stage; points and ways in CSS pixels. */
export interface Gestures {
  start(time: number): void
  /** The pointer has moved since the last call. */
  drag(by: Point, time: number): void
  /** It was lifted after it had moved; `cancelled` where the browser has taken it, to scroll the page. */
  end(time: number, cancelled: boolean): void
  /** It was lifted where it was: a click of a mouse or pen, or the second of two taps. */
  press(at: Point): void
}

/** How far a pointer has to go before it drags, and how soon the second tap has to follow. */
const SLACK = 4
const DOUBLE_TAP = 350

/** Follows one pointer at a time, wherever it goes once it is down. */
export function followPointer(stage: HTMLElement, gestures: Gestures, life: AbortSignal): void {
  let held: { id: number; from: Point; last: Point; dragging: boolean } | undefined
  let tapped = -Infinity
  let hasDragged = false
  const on = (name: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel', then: (event: PointerEvent) => void): void =>
    stage.addEventListener(name, then, { signal: life })

  on('pointerdown', (event) => {
    if (held || event.button !== 0) return
    const from = pointOf(event)
    held = { id: event.pointerId, from, last: from, dragging: false }
    hasDragged = false
    stage.setPointerCapture(event.pointerId)
    gestures.start(event.timeStamp)
  })
  on('pointermove', (event) => {
    if (held?.id !== event.pointerId) return
    const at = pointOf(event)
    held.dragging ||= isDrag(stage, event, { x: at.x - held.from.x, y: at.y - held.from.y })
    hasDragged = held.dragging
    if (!held.dragging) return
    gestures.drag({ x: at.x - held.last.x, y: at.y - held.last.y }, event.timeStamp)
    held.last = at
  })
  on('pointerup', (event) => {
    const wasHeld = release(event)
    if (!wasHeld) return
    if (wasHeld.dragging) return gestures.end(event.timeStamp, false)
    const isSecond = event.timeStamp - tapped < DOUBLE_TAP
    tapped = isSecond ? -Infinity : event.timeStamp
    if (event.pointerType !== 'touch' || isSecond) gestures.press(within(stage, event))
  })
  on('pointercancel', (event) => {
    if (release(event)) gestures.end(event.timeStamp, true)
  })
  // The end of a drag is no press of a link around the viewer.
  stage.addEventListener('click', (event) => hasDragged && event.preventDefault(), { signal: life })

  function release(event: PointerEvent): typeof held {
    if (held?.id !== event.pointerId) return undefined
    const was = held
    held = undefined
    return was
  }
}

/** A finger that goes up or down first means the page, where the stage leaves that to the page. */
function isDrag(stage: HTMLElement, { pointerType }: PointerEvent, way: Point): boolean {
  if (Math.hypot(way.x, way.y) <= SLACK) return false
  return pointerType !== 'touch' || Math.abs(way.x) > Math.abs(way.y) || getComputedStyle(stage).touchAction === 'none'
}

function pointOf({ clientX, clientY }: MouseEvent): Point {
  return { x: clientX, y: clientY }
}

function within(stage: HTMLElement, event: MouseEvent): Point {
  const { left, top } = stage.getBoundingClientRect()
  return { x: event.clientX - left, y: event.clientY - top }
}
