import type { VideoCodec } from '../film-types.js'

/** How much longer a codec takes for the same pixels than H.264 does. */
const TIMES: Readonly<Record<VideoCodec, number>> = { h264: 1, hevc: 3, av1: 3, vp9: 4 }
/** A second of sound, and of looking through a film, as megapixels of H.264 that take as long. */
const OF_SOUND = 0.5
const OF_LOOKING = 5

/** Megapixels of H.264 that take as long as some rungs of so many seconds. */
export function picturesCost(
  seconds: number,
  [numerator, denominator]: readonly [number, number],
  rungs: readonly { width: number; height: number; codec: VideoCodec }[],
): number {
  const pixels = rungs.reduce((sum, { width, height, codec }) => sum + width * height * TIMES[codec], 0)
  return (seconds * pixels * numerator) / denominator / 1e6
}

export function soundCost(seconds: number): number {
  return seconds * OF_SOUND
}

export function lookingCost(seconds: number): number {
  return seconds * OF_LOOKING
}
