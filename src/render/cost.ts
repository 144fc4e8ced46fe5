import type { Recipe, Rendition } from '../types.js'

/** Seconds per megapixel of AVIF by effort 0–9, on one core of the year 2020; sharp 0.35, 4:2:0. */
const avifSeconds = [0.2, 0.4, 0.5, 0.7, 3, 4, 6, 10, 15, 20] as const
/** The same for the rest, whose effort matters less. */
const otherSeconds: Readonly<Record<string, number>> = { webp: 0.15, jpeg: 0.16, png: 0.5, gif: 0.5 }
const decodeSeconds = 0.01
/** Of all tiles of a picture, for each of its megapixels. */
const tileSeconds = 0.06

/** About how long one output takes to encode. Good enough for order and for deadlines, not for promises. */
export function encodeSeconds({ kind, format, width, height, effort }: Recipe): number {
  if (kind === 'tiles') return (width * height * tileSeconds) / 1e6
  if (kind !== 'raster') return 0.01
  const each = format === 'avif' ? (avifSeconds[effort] ?? 20) : (otherSeconds[format] ?? 1)
  return (width * height * each) / 1e6
}

/** About how long a whole job takes. */
export function jobSeconds(job: { pixels: number; renditions: readonly Rendition[] }): number {
  return (job.pixels * decodeSeconds) / 1e6 + job.renditions.reduce((sum, { recipe }) => sum + encodeSeconds(recipe), 0)
}
