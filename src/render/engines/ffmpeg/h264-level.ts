import type { Rung } from '../../../film-types.js'

/**
 * Levels of H.264: macroblocks a second, of a frame, and of all frames that are kept; kilobits a second in the High profile
 * (ITU-T H.264, tables ).
 */
const LEVELS: readonly (readonly [level: string, perSecond: number, perFrame: number, kept: number, kilobits: number])[] = [
  ['3.0', 40500, 1620, 8100, 12500],
  ['3.1', 108000, 3600, 18000, 17500],
  ['3.2', 216000, 5120, 20480, 25000],
  ['4.0', 245760, 8192, 32768, 25000],
  ['4.1', 245760, 8192, 32768, 62500],
  ['4.2', 522240, 8704, 34816, 62500],
  ['5.0', 589824, 22080, 110400, 168750],
  ['5.1', 983040, 36864, 184320, 300000],
  ['5.2', 2073600, 36864, 184320, 300000],
  ['6.0', 4177920, 139264, 696320, 300000],
  ['6.1', 8355840, 139264, 696320, 600000],
  ['6.2', 16711680, 139264, 696320, 800000],
]

/** The lowest level that a rung fits, by its size, rate, bits and frames that are kept; none below 3.0, which everything plays. Pure. */
export function h264Level(
  { width, height, maxBitrate }: Rung,
  [numerator, denominator]: readonly [number, number],
  references: number,
): string {
  const blocks = Math.ceil(width / 16) * Math.ceil(height / 16)
  const fits = LEVELS.find(
    ([, perSecond, perFrame, kept, kilobits]) =>
      (blocks * numerator) / denominator <= perSecond &&
      blocks <= perFrame &&
      // No side is longer than the root of eight times the area.
      Math.max(width, height) / 16 <= Math.sqrt(8 * perFrame) &&
      blocks * references <= kept &&
      maxBitrate <= kilobits * 1000,
  )
  return fits?.[0] ?? '6.2'
}
