/** Height of the picture in its own units; a bar in the middle reaches from top to bottom. */
export const WAVEFORM_HEIGHT = 64
/** What of its place a bar fills. */
const FILLED = 0.7
/** Silence is seen as a line. */
const LEAST = 1

/** Takes samples as they come and keeps the loudest of each bar. */
export interface Peaks {
  /** Samples of 16 bits with a sign, little-endian; a sample may be cut in two. */
  add(chunk: Buffer): void
  /** From 0 to 1, one for each bar. */
  peaks(): number[]
}

/** Peaks of a sound of so many samples; what comes after them belongs to the last bar. */
export function collectPeaks(bars: number, samples: number): Peaks {
  const loudest = new Float64Array(bars)
  let seen = 0
  let rest = Buffer.alloc(0)
  return {
    add(chunk) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      const whole = bytes.length - (bytes.length % 2)
      for (let at = 0; at < whole; at += 2) {
        const bar = Math.min(bars - 1, Math.floor((seen++ * bars) / Math.max(1, samples)))
        const level = Math.abs(bytes.readInt16LE(at)) / 32_768
        if (level > (loudest[bar] ?? 0)) loudest[bar] = level
      }
      rest = Buffer.from(bytes.subarray(whole))
    },
    peaks: () => [...loudest],
  }
}

/**
 * Draws peaks as bars about a middle line, in the colour of the text around it, stretched to whatever place it gets. Loud
 * sounds fill the height; what matters is how it goes up and down. Pure.
 */
export function waveformSvg(peaks: readonly number[]): string {
  const most = Math.max(1e-4, ...peaks)
  const bars = peaks.map((peak, index) => {
    const height = Math.max(LEAST, Math.round((peak / most) * WAVEFORM_HEIGHT))
    return `M${index} ${(WAVEFORM_HEIGHT - height) / 2}h${FILLED}v${height}h-${FILLED}z`
  })
  const size = `viewBox="0 0 ${peaks.length} ${WAVEFORM_HEIGHT}" preserveAspectRatio="none"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} fill="currentColor"><path d="${bars.join('')}"/></svg>\n`
}
