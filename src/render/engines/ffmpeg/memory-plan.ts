import type { Rung, VideoCodec } from '../../../film-types.js'

/** What ffmpeg takes to decode and scale, in bytes. */
const BASE = 120 * 2 ** 20

/**
 * Bytes for each pixel of a frame that an encoder keeps, rather too many. Measured with ffmpeg 5.1 on a film of 1080 lines:
 * SVT-AV1 from 250 (effort 5) to 350 (9) on two cores, and more on more; x265 220; libaom 170; x264 100.
 */
const FOR_PIXEL: Readonly<Record<VideoCodec, number>> = { av1: 500, hevc: 300, vp9: 250, h264: 120 }

/** Of the limit; what lies between is for what nobody measured. */
const SHARE = 0.75

/**
 * Rungs that are encoded at once, so that ffmpeg stays below its limit of memory; one decode for each group. All together where
 * they fit, as those up to 1080 lines do in every encoding by default; one that is too large stands alone. Order is kept. Pure.
 * @param limit Bytes.
 */
export function fittingGroups<T extends { rung: Pick<Rung, 'width' | 'height' | 'codec'> }>(
  wanted: readonly T[],
  limit: number,
): T[][] {
  const groups: T[][] = []
  let room = 0
  for (const one of wanted) {
    const { width, height, codec } = one.rung
    const bytes = width * height * FOR_PIXEL[codec]
    const group = groups.at(-1)
    if (group && bytes <= room) group.push(one)
    else {
      groups.push([one])
      room = limit * SHARE - BASE
    }
    room -= bytes
  }
  return groups
}
