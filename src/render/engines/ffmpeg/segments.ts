import type { Pictures } from './encode-pictures.js'
import type { Track } from './mp4/read-track.js'

/** Samples of a track that are one segment. */
export interface Stretch {
  /** First sample, and the one after the last. */
  first: number
  end: number
  /** When the first is decoded, in ticks of the track. */
  time: number
  /** How long it is heard or seen. */
  seconds: number
}

/** What is left at the end and shorter than this is no segment of its own: a longer one is still told as its length, rounded. */
const REST = 0.4

/** The segments of a rung: so many frames each. */
export function pictureSegments({ samples, grid }: Pick<Pictures, 'samples' | 'grid'>, frames: number): Stretch[] {
  const { frameTicks, timescale } = grid
  const starts: number[] = []
  for (let first = 0; first < samples.length; first += frames)
    if (first === 0 || ((samples.length - first) * frameTicks) / timescale >= REST) starts.push(first)
  return starts.map((first, index) => {
    const end = starts[index + 1] ?? samples.length
    return { first, end, time: first * frameTicks, seconds: ((end - first) * frameTicks) / timescale }
  })
}

/**
 * The segments of a sound: they begin with the packets nearest to where those of the pictures begin; where it goes on after
 * the pictures, it has more of about their length.
 */
export function soundSegments({ samples, timescale, priming }: Track, pictures: readonly Stretch[]): Stretch[] {
  const begins = timesOf(samples.map(({ duration }) => duration))
  const heardFrom = (sample: number): number => ((begins[sample] ?? 0) - priming) / timescale
  const end = heardFrom(samples.length)
  const starts = [0]
  for (const boundary of boundaries(pictures, end)) {
    const near = (samples[0]?.duration ?? 0) / timescale / 2
    let next = starts.at(-1) ?? 0
    while (next < samples.length && heardFrom(next) < boundary - near) next++
    if (next < samples.length && next > (starts.at(-1) ?? 0)) starts.push(next)
  }
  return starts.map((first, index) => {
    const next = starts[index + 1] ?? samples.length
    // What is before the beginning is not heard.
    return { first, end: next, time: begins[first] ?? 0, seconds: heardFrom(next) - Math.max(0, heardFrom(first)) }
  })
}

/** Seconds at which segments after the first begin. */
function boundaries(pictures: readonly Stretch[], end: number): number[] {
  const times: number[] = []
  const usual = pictures[0]?.seconds ?? end
  let at = 0
  for (const { seconds } of pictures.slice(0, -1)) times.push((at += seconds))
  for (at += pictures.length === 1 ? usual : Math.max(usual, pictures.at(-1)?.seconds ?? 0); at < end - REST; at += usual)
    times.push(at)
  return times.filter((time) => time < end - REST)
}

function timesOf(durations: readonly number[]): number[] {
  const times = [0]
  for (const duration of durations) times.push((times.at(-1) ?? 0) + duration)
  return times
}
