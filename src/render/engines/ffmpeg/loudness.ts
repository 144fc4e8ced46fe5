/** How loud a sound is as a whole (LUFS), how much that varies (LU), and its loudest sample (decibels below full scale). */
export interface Loudness {
  integrated: number
  range: number
  peak: number
}

/** What may come out at most after loudness was changed, in decibels: encoders and what is between samples overshoot a little. */
const TRUE_PEAK = -1.5
/** What the filter takes as a range of loudness. */
const RANGE = { least: 1, most: 20 }
/** What EBU R 128 takes for silence. */
const SILENCE = -70

/** Filters that measure (ITU-R BS.1770, EBU R 128) and print what they found so far, again and again; read by `readLoudness`. */
export const MEASURING = [
  'ebur128=metadata=1',
  'astats=metadata=1:measure_perchannel=none:measure_overall=Peak_level',
  'ametadata=mode=print:file=-',
] as const

/** Longer than any line of it. */
const LONGEST = 1000

/** Reads what the filters print. `last` is undefined for silence, which has no loudness. */
export function readLoudness(): { add(chunk: Buffer): void; last(): Loudness | undefined } {
  const found: Record<string, number> = {}
  let rest = ''
  return {
    add(chunk) {
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = (lines.pop() ?? '').slice(-LONGEST)
      for (const line of lines) {
        const [, key, value] = /^lavfi\.(r128\.I|r128\.LRA|astats\.Overall\.Peak_level)=(\S+)/.exec(line) ?? []
        if (key !== undefined) found[key] = Number(value)
      }
    },
    last() {
      const [integrated = NaN, range = NaN, peak = NaN] = [found['r128.I'], found['r128.LRA'], found['astats.Overall.Peak_level']]
      return integrated > SILENCE && Number.isFinite(peak) ? { integrated, range, peak } : undefined
    },
  }
}

/**
 * Filters that bring a measured sound to a loudness: one gain for all of it; where its peaks leave no room for that, louder
 * where it is quiet and bounded where it is loud. Pure.
 */
export function loudnessFilters(target: number, { integrated, range, peak }: Loudness): string[] {
  const gain = target - integrated
  if (peak + gain <= TRUE_PEAK) return [`volume=${gain.toFixed(2)}dB:precision=float`]
  const varies = Math.min(RANGE.most, Math.max(RANGE.least, Math.ceil(range)))
  // Quieter parts than 10 LU below the whole do not count; so does BS.1770 tell sound from pauses.
  const measured = `measured_I=${integrated}:measured_LRA=${range}:measured_TP=${peak}:measured_thresh=${integrated - 10}`
  return [`loudnorm=I=${target}:TP=${TRUE_PEAK}:LRA=${varies}:${measured}:linear=true`]
}
