import type { Frames, VideoFacts, VideoPreset } from '../../film-types.js'

type Fraction = readonly [numerator: number, denominator: number]

/** Rates that cameras and broadcasters use; what is almost one of them is one, measured badly. */
const USUAL: readonly Fraction[] = [
  [24000, 1001],
  [24, 1],
  [25, 1],
  [30000, 1001],
  [30, 1],
  [50, 1],
  [60000, 1001],
  [60, 1],
  [120_000, 1001],
  [120, 1],
]
const ALMOST = 0.004

/** Films that do not say how fast they are. */
const UNKNOWN: Fraction = [25, 1]

/** What is done to all frames of a film. */
export function framesOf(video: VideoFacts, { frameRate, hdr }: Pick<VideoPreset, 'frameRate' | 'hdr'>): Frames {
  const toneMap = toneMapOf(video, hdr)
  return { frameRate: rateOf(video.frameRate, frameRate), deinterlace: video.interlaced, ...(toneMap && { toneMap }) }
}

/** Light that has to be made SDR to be seen as it was meant. */
export function toneMapOf({ transfer }: VideoFacts, hdr: VideoPreset['hdr'] = 'sdr'): 'pq' | 'hlg' | undefined {
  return transfer === 'sdr' || hdr === 'keep' ? undefined : transfer
}

/** A constant rate near the mean of the source's, halved until it is no more than allowed. */
export function rateOf([frames, seconds]: Fraction, most: number): Fraction {
  const mean = frames > 0 && seconds > 0 ? frames / seconds : 0
  if (!(mean > 0)) return UNKNOWN
  const [nearest = UNKNOWN] = USUAL.toSorted((a, b) => distance(a, mean) - distance(b, mean))
  const [above, below] = distance(nearest, mean) <= ALMOST ? nearest : thousandths(mean)
  let halved = below
  // Fifty-nine point nine four is sixty to whoever sets a bound.
  while (above / halved > most * (1 + ALMOST)) halved *= 2
  return halved === below ? [above, below] : lowest([above, halved])
}

function distance([above, below]: Fraction, rate: number): number {
  return Math.abs(above / below / rate - 1)
}

function thousandths(rate: number): Fraction {
  return lowest([Math.max(1, Math.round(rate * 1000)), 1000])
}

function lowest([above, below]: Fraction): Fraction {
  const divisor = greatest(above, below)
  return [above / divisor, below / divisor]
}

function greatest(a: number, b: number): number {
  return b === 0 ? a : greatest(b, a % b)
}
