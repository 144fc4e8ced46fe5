import type { CropRule, Rectangle } from '../../../types.js'
import { salientCentre, type RgbPixels } from '../saliency/salient-centre.js'
import { openPixels, toPixels, type Pixels } from './pixels.js'
import type { Size } from './scale.js'

/** The rules look at the picture this large at most; libvips shrinks it further by itself. */
const lookSide = 512

/** The largest rectangle of a ratio inside a picture, as near to a centre (fractions) as the edges allow. */
export function rectangleAround({ width, height }: Size, ratio: number, centre: { x: number; y: number }): Rectangle {
  const wide = width / height > ratio
  const kept = {
    width: wide ? Math.max(1, Math.round(height * ratio)) : width,
    height: wide ? height : Math.max(1, Math.round(width / ratio)),
  }
  const place = (fraction: number, whole: number, part: number): number =>
    Math.min(Math.max(0, Math.round(fraction * whole - part / 2)), whole - part)
  return { left: place(centre.x, width, kept.width), top: place(centre.y, height, kept.height), ...kept }
}

/** The rectangle of a ratio that a rule finds most worth keeping. */
export async function rectangleByRule(pixels: Pixels, ratio: number, rule: CropRule): Promise<Rectangle> {
  const look = Math.min(1, lookSide / Math.max(pixels.width, pixels.height))
  const small = await toPixels(openPixels(pixels).resize(lookSide, lookSide, { fit: 'inside', withoutEnlargement: true }), {
    icc: false,
    metadata: false,
  })
  const box = rectangleAround(small, ratio, { x: 0.5, y: 0.5 })
  if (rule === 'saliency') {
    const centre = await salientCentre(await rgbOf(small), box)
    return rectangleAround(pixels, ratio, { x: centre.x / small.width, y: centre.y / small.height })
  }
  const { info } = await openPixels(small)
    .resize(box.width, box.height, { fit: 'cover', position: rule })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const [left, top] = [-(info.cropOffsetLeft ?? 0), -(info.cropOffsetTop ?? 0)]
  return rectangleAround(pixels, ratio, {
    x: (left + box.width / 2) / look / pixels.width,
    y: (top + box.height / 2) / look / pixels.height,
  })
}

/** Colours alone: what is transparent is white. */
async function rgbOf(pixels: Pixels): Promise<RgbPixels> {
  const { data, info } = await openPixels(pixels)
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  if (info.channels === 3) return { data, width: info.width, height: info.height }
  const rgb = new Uint8Array(info.width * info.height * 3)
  for (let at = 0; at < rgb.length; at++) rgb[at] = data[Math.floor(at / 3) * info.channels] ?? 0
  return { data: rgb, width: info.width, height: info.height }
}

/**
 * The simplest ratio that rounds to an output size (1280 × 720 and 333 × 187 are both 16/9), so that all widths of a
 * picture show the same part of it. Stern–Brocot search, https://en.wikipedia.org/wiki/Stern–Brocot_tree.
 */
export function simplestRatio({ width, height }: Size): number {
  const [least, most] = [(width - 0.5) / (height + 0.5), (width + 0.5) / (height - 0.5)]
  let [a, b, c, d] = [0, 1, 1, 0]
  for (let step = 0; step < 10_000; step++) {
    const [top, bottom] = [a + c, b + d]
    if (top / bottom < least) [a, b] = [top, bottom]
    else if (top / bottom > most) [c, d] = [top, bottom]
    else return top / bottom
  }
  return width / height
}
