import type { Crop, Rectangle, Recipe } from '../types.js'

interface Size {
  width: number
  height: number
}

/**
 * The part of an upright picture that is kept when it must have another shape: the largest rectangle of
 * that ratio, moved as near to the wanted centre as the edges allow. Undefined when nothing is cut off.
 * `attention` and `entropy` are found by the engine, because they need the pixels.
 */
export function cropFor(source: Size, ratio: number, crop: Crop, focal: { x: number; y: number } | undefined): Recipe['crop'] {
  const size = largestOfRatio(source, ratio)
  if (size.width === source.width && size.height === source.height) return undefined
  if (crop === 'attention' || crop === 'entropy') return { rule: crop }
  const centre = crop === 'focal' ? (focal ?? MIDDLE) : crop === 'centre' ? MIDDLE : crop
  return place(source, size, centre)
}

/** The largest size of a ratio (width / height) that fits into a picture, at least 1 px a side. */
export function largestOfRatio(source: Size, ratio: number): Size {
  const wanted = source.width / source.height
  // A rounding difference of under a pixel is not worth a crop.
  if (Math.abs(source.height * ratio - source.width) < 1 || Math.abs(source.width / ratio - source.height) < 1)
    return { ...source }
  return wanted > ratio
    ? { width: Math.max(1, Math.round(source.height * ratio)), height: source.height }
    : { width: source.width, height: Math.max(1, Math.round(source.width / ratio)) }
}

const MIDDLE = { x: 0.5, y: 0.5 }

function place(source: Size, size: Size, centre: { x: number; y: number }): Rectangle {
  const left = clamp(Math.round(centre.x * source.width - size.width / 2), source.width - size.width)
  const top = clamp(Math.round(centre.y * source.height - size.height / 2), source.height - size.height)
  return { left, top, ...size }
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(0, value), most)
}
