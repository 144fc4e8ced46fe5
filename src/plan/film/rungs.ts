import type { Rung, RungWish, VideoCodec } from '../../film-types.js'

/** Size of a film as it is shown: upright, with square pixels. */
export interface FilmSize {
  width: number
  height: number
}

type Fraction = readonly [numerator: number, denominator: number]

/** Long side over short side of what a rung's height stands for. */
const SHAPE = 16 / 9

/** A source that lacks so little of a rung is shown in full there, rather than made much smaller. */
const NEARLY = 1.1

/** Constant quality that looks alike with each encoder, as its own documentation compares them. */
const QUALITY: Readonly<Record<VideoCodec, number>> = { h264: 23, hevc: 26, vp9: 33, av1: 35 }

/** What each needs for the same picture, of what H.264 does. */
const THRIFT: Readonly<Record<VideoCodec, number>> = { h264: 1, hevc: 0.65, vp9: 0.7, av1: 0.55 }

/** Bits per second that 1920 × 1080 of H.264 at 30 frames per second may take at most. */
const FULL_HD = { bitrate: 5e6, area: 1920 * 1080, rate: 30 }

/**
 * The qualities of a film, largest first, equal sizes in the order of `codecs`. A rung of 720 is what fits into 1280 × 720, or
 * into 720 × 1280 for a film that is higher than wide. None is larger than the source; there is always one for each codec,
 * of the source's own size if every rung is larger. Sides are even, as encoders ask for.
 */
export function rungsOf(source: FilmSize, rate: Fraction, wishes: readonly RungWish[], codecs: readonly VideoCodec[]): Rung[] {
  const fitting = wishes.filter(({ height }) => scaleTo(source, height) <= NEARLY)
  const least = Math.min(...wishes.map(({ height }) => height))
  const used = fitting.length > 0 ? fitting : wishes.filter(({ height }) => height === least)
  const all = used.flatMap((wish) => {
    const size = sizeAt(source, wish.height)
    const own = wish.codec === undefined ? codecs : [wish.codec]
    return own.map((codec) => rungOf(size, rate, wish, codec))
  })
  const distinct = new Map(all.toReversed().map((rung) => [`${rung.width}x${rung.height} ${rung.codec}`, rung]))
  return [...distinct.values()].sort((a, b) => areaOf(b) - areaOf(a) || codecs.indexOf(a.codec) - codecs.indexOf(b.codec))
}

/** The size a film has at a height, never above its own. */
export function sizeAt(source: FilmSize, height: number): FilmSize {
  const scale = Math.min(1, scaleTo(source, height))
  return { width: evenSide(source.width, scale), height: evenSide(source.height, scale) }
}

/** Of several qualities, the one for who gets only one: the largest up to a height, or the smallest. */
export function oneRung(rungs: readonly Rung[], codec: VideoCodec, most: number): Rung | undefined {
  const own = rungs.filter((rung) => rung.codec === codec)
  return own.find(({ width, height }) => scaleTo({ width, height }, most) >= 1 / NEARLY) ?? own.at(-1)
}

/** A bound of the bitrate that suits what is shown: bits per second grow slower than pixels, and slower still than frames. */
export function usualBitrate({ width, height }: FilmSize, [frames, seconds]: Fraction, codec: VideoCodec): number {
  const area = ((width * height) / FULL_HD.area) ** 0.75
  const speed = Math.sqrt(frames / seconds / FULL_HD.rate)
  return Math.max(1, Math.round((FULL_HD.bitrate * area * speed * THRIFT[codec]) / 10_000)) * 10_000
}

function rungOf(size: FilmSize, rate: Fraction, { quality, bitrate }: RungWish, codec: VideoCodec): Rung {
  return { ...size, codec, quality: quality ?? QUALITY[codec], maxBitrate: bitrate ?? usualBitrate(size, rate, codec) }
}

/** How much larger the source would have to be to fill a rung; below 1 it is made smaller. */
function scaleTo({ width, height }: FilmSize, rung: number): number {
  const [long, short] = [Math.max(width, height, 1), Math.max(Math.min(width, height), 1)]
  return Math.min((rung * SHAPE) / long, rung / short)
}

function evenSide(side: number, scale: number): number {
  const most = side - (side % 2)
  return Math.max(2, Math.min(most, Math.round((side * scale) / 2) * 2))
}

function areaOf({ width, height }: FilmSize): number {
  return width * height
}
