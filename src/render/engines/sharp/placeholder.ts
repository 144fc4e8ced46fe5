import { rgbaToThumbHash } from 'thumbhash'
import type { PlaceholderData, Recipe } from '../../../types.js'
import { openPixels, type Pixels } from './pixels.js'
import { shape } from './shape.js'

/** ThumbHash takes at most 100 pixels a side. */
const thumbSide = 100
const blurSide = 16
const bare = { icc: false, metadata: false }

/** Everything a page can show before a picture is there, as the bytes of a JSON file. */
export async function placeholderOf(base: Pixels, recipe: Recipe): Promise<{ data: Buffer; width: number; height: number }> {
  const shaped = await shape(base, recipe, bare)
  const small = openPixels(shaped)
    .resize(thumbSide, thumbSide, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .toColourspace('srgb')
  const { data: rgba, info } = await small.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  const blurred = await openPixels({ data: rgba, width: info.width, height: info.height, channels: 4 })
    .resize(blurSide, blurSide, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 60, alphaQuality: 60, effort: 6 })
    .toBuffer()
  const content: PlaceholderData = {
    color: dominantColour(rgba),
    blur: `data:image/webp;base64,${blurred.toString('base64')}`,
    thumbhash: Buffer.from(rgbaToThumbHash(info.width, info.height, rgba)).toString('base64'),
  }
  return { data: Buffer.from(JSON.stringify(content)), width: info.width, height: info.height }
}

/** Mean of the fullest of 8 × 8 × 8 boxes of colour, weighed by alpha, as `#rrggbb`. */
export function dominantColour(rgba: Uint8Array): string {
  const boxes = new Map<number, [weight: number, r: number, g: number, b: number]>()
  for (let at = 0; at + 3 < rgba.length; at += 4) {
    const [r = 0, g = 0, b = 0, weight = 0] = rgba.subarray(at, at + 4)
    const index = ((r >> 5) << 6) | ((g >> 5) << 3) | (b >> 5)
    const box = boxes.get(index) ?? [0, 0, 0, 0]
    boxes.set(index, [box[0] + weight, box[1] + r * weight, box[2] + g * weight, box[3] + b * weight])
  }
  const fullest = [...boxes.values()].reduce((best, box) => (box[0] > best[0] ? box : best), [0, 0, 0, 0])
  const [weight, ...sums] = fullest
  return `#${sums
    .map((sum) =>
      Math.round(weight ? sum / weight : 0)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}
