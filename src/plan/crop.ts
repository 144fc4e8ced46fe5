import type { Crop, Rectangle, Recipe, Region, Sidecar } from '../types.js'

interface Size {
  width: number
  height: number
}

/**
 * The part of an upright picture that is kept when it must have another shape: the largest rectangle of
 * that ratio, moved as near to the wanted centre as the edges allow. Undefined when nothing is cut off.
 * `attention`, `entropy` and `saliency` are found by the engine, because they need the pixels.
 */
export function cropFor(source: Size, ratio: number, crop: Crop, focal: { x: number; y: number } | undefined): Recipe['crop'] {
  const size = largestOfRatio(source, ratio)
  if (size.width === source.width && size.height === source.height) return undefined
  if (crop === 'attention' || crop === 'entropy' || crop === 'saliency') return { rule: crop }
  const centre = typeof crop === 'object' && 'x' in crop ? crop : crop === 'centre' ? MIDDLE : (focal ?? MIDDLE)
  return place(source, size, centre)
}

/**
 * The part of an upright picture that a named crop is, in pixels; undefined for other crops, and where the sidecar has none
 * of that name.
 */
export function regionFor(source: Size, crop: Crop, crops: Sidecar['crops'] = {}): Rectangle | undefined {
  const name = namedCrop(crop)
  const region = name !== undefined && Object.hasOwn(crops, name) ? crops[name] : undefined
  return region && inPixels(source, region)
}

/** The name of a crop that has one. */
export function namedCrop(crop: Crop): string | undefined {
  return typeof crop === 'object' && 'named' in crop ? crop.named : undefined
}

function inPixels(source: Size, { x, y, width, height }: Region): Rectangle {
  const [left, top] = [Math.round(x * source.width), Math.round(y * source.height)]
  return {
    left: Math.min(left, source.width - 1),
    top: Math.min(top, source.height - 1),
    width: Math.max(1, Math.min(Math.round(width * source.width), source.width - left)),
    height: Math.max(1, Math.min(Math.round(height * source.height), source.height - top)),
  }
}

/**
 * What is kept of a region that must have another shape: as `cropFor`, within the region. The focal point counts where it
 * lies in it.
 */
export function cropWithin(
  source: Size,
  region: Rectangle,
  ratio: number | undefined,
  focal: { x: number; y: number } | undefined,
): Rectangle {
  const inside = focal && {
    x: (focal.x * source.width - region.left) / region.width,
    y: (focal.y * source.height - region.top) / region.height,
  }
  const isThere = inside && inside.x >= 0 && inside.x <= 1 && inside.y >= 0 && inside.y <= 1
  const size = ratio === undefined ? region : largestOfRatio(region, ratio)
  const { left, top, width, height } = place(region, { width: size.width, height: size.height }, isThere ? inside : MIDDLE)
  return { left: region.left + left, top: region.top + top, width, height }
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
