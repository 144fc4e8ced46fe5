/** Width and height in CSS pixels. */
export interface Size {
  width: number
  height: number
}

/** A rectangle in viewport coordinates. */
export interface Box extends Size {
  x: number
  y: number
}

/**
 * Where the whole picture stands while only a part of it shows: its left top corner and width, and, when it is
 * cropped by its frame, the frame's size and that corner relative to the frame's (0 or less). The form PhotoSwipe
 * animates from.
 */
export interface ThumbnailBounds {
  x: number
  y: number
  w: number
  innerRect?: { x: number; y: number; w: number; h: number }
}

/** Widths and heights rounded to whole pixels differ by less than this share. */
const SHAPE_TOLERANCE = 0.02

/** One press of `+` or `-` multiplies or divides the zoom level by this. */
const ZOOM_STEP = 1.5

/** Pixels an arrow key moves a zoomed picture. */
export const PAN_STEP = 80

/** True when two pictures have the same proportions, so that one can stand in for the other. */
export function sameShape(a: Size, b: Size): boolean {
  if (!(a.width > 0 && a.height > 0 && b.width > 0 && b.height > 0)) return false
  return Math.abs((a.width * b.height) / (a.height * b.width) - 1) < SHAPE_TOLERANCE
}

/**
 * Where a picture of `size` stands in its `frame` (CSS `object-fit`). Undefined when the frame has no area
 * (a hidden tab) or lies outside the viewport, because there is nothing to animate from then.
 */
export function thumbnailBounds(frame: Box, size: Size, fit: string, viewport: Size): ThumbnailBounds | undefined {
  if (frame.width < 1 || frame.height < 1) return undefined
  if (frame.x >= viewport.width || frame.y >= viewport.height) return undefined
  if (frame.x + frame.width <= 0 || frame.y + frame.height <= 0) return undefined
  if (sameShape(frame, size)) return { x: frame.x, y: frame.y, w: frame.width }
  const horizontal = frame.width / size.width
  const vertical = frame.height / size.height
  if (fit === 'cover') return cropped(frame, size, Math.max(horizontal, vertical))
  if (fit === 'contain' || fit === 'scale-down') return centred(frame, size, Math.min(horizontal, vertical))
  return undefined
}

/** The zoom level one step further in (`+1`) or out (`-1`), within its limits. */
export function stepZoom(level: number, direction: 1 | -1, limits: { min: number; max: number }): number {
  const next = direction === 1 ? level * ZOOM_STEP : level / ZOOM_STEP
  return Math.min(limits.max, Math.max(limits.min, next))
}

/**
 * Position on screen, from left, of the picture at a place in the text's order; and back, as it is its own inverse.
 * In a right-to-left page the first picture stands rightmost.
 */
export function screenIndex(index: number, count: number, rightToLeft: boolean): number {
  return rightToLeft ? count - 1 - index : index
}

function centred(frame: Box, size: Size, scale: number): ThumbnailBounds {
  const w = size.width * scale
  return { x: frame.x + (frame.width - w) / 2, y: frame.y + (frame.height - size.height * scale) / 2, w }
}

function cropped(frame: Box, size: Size, scale: number): ThumbnailBounds {
  const whole = centred(frame, size, scale)
  return { ...whole, innerRect: { x: whole.x - frame.x, y: whole.y - frame.y, w: frame.width, h: frame.height } }
}
