/** A point, in shares of the frame's width and height: 0 is its left or top edge, 1 its right or bottom. */
export interface Point {
  x: number
  y: number
}

/** What of a picture shows in its frame: how much larger than the frame it is, and where its top left corner lies. */
export interface ZoomView extends Point {
  /** 1 or more. */
  factor: number
}

export const WHOLE: ZoomView = { factor: 1, x: 0, y: 0 }

export const MIDDLE: Point = { x: 0.5, y: 0.5 }

/** One press of `+` or `-` enlarges or shrinks by this. */
export const STEP = 1.5

/** Share of the frame by which an arrow key moves the picture. */
export const PAN_STEP = 0.15

/** A press shows it so much larger, where that is possible. */
const PRESSED = 2.5

/** Even a picture that has no more pixels can be read more easily at this size. */
const LEAST = 2

/** The view after zooming to a factor, within its limits; what lies at `point` stays there. */
export function zoomTo(view: ZoomView, factor: number, point: Point, limit: number): ZoomView {
  const next = Math.min(Math.max(factor, 1), limit)
  const share = next / view.factor
  return within({ factor: next, x: point.x - (point.x - view.x) * share, y: point.y - (point.y - view.y) * share })
}

/** The view after the picture moved by shares of the frame. */
export function panBy(view: ZoomView, x: number, y: number): ZoomView {
  return within({ factor: view.factor, x: view.x + x, y: view.y + y })
}

/** How far a press on a picture zooms. */
export function pressedFactor(limit: number): number {
  return Math.min(PRESSED, limit)
}

/** The largest factor: what the author says, else as far as there are pixels (both widths in the same unit). */
export function limitOf(stated: number | undefined, large: number, shown: number): number {
  if (stated !== undefined) return Math.max(1, stated)
  return Math.max(LEAST, shown > 0 ? large / shown : LEAST)
}

/** A factor for a turn of the wheel (https://developer.mozilla.org/docs/Web/API/WheelEvent/deltaMode); a pinch on a touchpad comes as small steps. */
export function wheelFactor({ deltaY, deltaMode, ctrlKey }: { deltaY: number; deltaMode: number; ctrlKey: boolean }): number {
  const pixels = deltaMode === 0 ? deltaY : deltaY * (deltaMode === 1 ? 16 : 400)
  const isPinch = ctrlKey && Math.abs(pixels) < 40
  return Math.exp(-Math.max(-200, Math.min(200, pixels)) * (isPinch ? 0.01 : 0.002))
}

/** The picture always fills its frame. */
function within({ factor, x, y }: ZoomView): ZoomView {
  return { factor, x: Math.min(0, Math.max(1 - factor, x)), y: Math.min(0, Math.max(1 - factor, y)) }
}
