/** A rate as a fraction: frames per second. */
export type Rate = readonly [numerator: number, denominator: number]

/** Rates films are made at (SMPTE ST 2036-1, ITU-R BT.709), and of slow motion. */
const USUAL: readonly Rate[] = [
  [24_000, 1001],
  [24, 1],
  [25, 1],
  [30_000, 1001],
  [30, 1],
  [48, 1],
  [50, 1],
  [60_000, 1001],
  [60, 1],
  [120, 1],
  [240, 1],
]

/** Above this it is the clock of the file, not the rate of its frames: WebM counts in milliseconds. */
const MOST = 480

/** What a film is shown at where nothing tells. */
const UNKNOWN: Rate = [25, 1]

/**
 * Mean rate of a film. `base` is the rate at which all times can be told (ffmpeg's `r_frame_rate`), `mean` is frames by
 * seconds (`avg_frame_rate`), both as `30000/1001`; either may be nonsense.
 */
export function meanRate(base: string, mean: string): Rate {
  const [told, counted] = [sensible(base), sensible(mean)]
  // A camera that is late by a frame now and then means what it says.
  if (told && counted && isNear(told, counted, 0.01)) return told
  const rate = counted ?? told
  if (!rate) return UNKNOWN
  return USUAL.find((usual) => isNear(usual, rate, 0.001)) ?? rounded(rate)
}

function sensible(text: string): Rate | undefined {
  const [, numerator = 0, denominator = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number)
  const rate: Rate = [numerator, denominator]
  return denominator > 0 && numerator > 0 && valueOf(rate) <= MOST ? rate : undefined
}

function isNear(one: Rate, other: Rate, part: number): boolean {
  return Math.abs(valueOf(other) / valueOf(one) - 1) < part
}

function valueOf([numerator, denominator]: Rate): number {
  return numerator / denominator
}

/** To a thousandth, in lowest terms; what is slower than that is a slide show. */
function rounded(rate: Rate): Rate {
  const thousandths = Math.max(1, Math.round(valueOf(rate) * 1000))
  const common = greatestDivisor(thousandths, 1000)
  return [thousandths / common, 1000 / common]
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}
