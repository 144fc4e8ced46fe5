import { box, fullBox, u32, u32List, u64 } from './boxes.js'
import { movieHeader, type TrackHeader } from './movie-header.js'
import type { Sample } from './read-track.js'

/** Nothing before it is needed; and: needs others. (`sample_depends_on`, `sample_is_non_sync_sample`) */
const FLAGS = { key: 0x2000000, other: 0x1010000 }

/** What decoders need first of one track of a stream. */
export function initSegment(header: Omit<TrackHeader, 'id' | 'duration' | 'shown' | 'tables'>): Buffer {
  const brands = Buffer.from('iso6\0\0\0\0iso6cmfcmp41', 'latin1')
  return Buffer.concat([box('ftyp', brands), movieHeader([{ ...header, id: 1, duration: 0, shown: 0 }])])
}

/**
 * A media segment up to the bytes of its samples, which follow (CMAF, ISO/IEC 23000-19): its number, from 1, and when it is
 * decoded, in ticks.
 */
export function segmentHead(samples: readonly Sample[], number: number, time: number): Buffer {
  const bytes = samples.reduce((sum, sample) => sum + sample.bytes, 0)
  const fragment = (offsets: readonly number[]): Buffer => moof(samples, number, time, offsets)
  // Lengths do not depend on what the numbers are.
  const runs = runsOf(samples)
  const length = fragment(runs.map(() => 0)).length
  let at = length + 8
  const offsets = runs.map((run) => {
    const start = at
    at += run.reduce((sum, sample) => sum + sample.bytes, 0)
    return start
  })
  const styp = box('styp', Buffer.from('msdh\0\0\0\0msdhmsixcmfs', 'latin1'))
  return Buffer.concat([styp, fragment(offsets), u32(bytes + 8), Buffer.from('mdat')])
}

function moof(samples: readonly Sample[], number: number, time: number, offsets: readonly number[]): Buffer {
  const duration = samples[0]?.duration ?? 0
  const isEven = samples.every((sample) => sample.duration === duration)
  const hasShifts = samples.some(({ shift }) => shift !== 0)
  const allKeys = samples.every(({ isKey }) => isKey)
  const baseIsMoof = 0x20000
  const tfhd = fullBox('tfhd', 0, baseIsMoof | 0x8 | 0x20, u32(1, duration, allKeys ? FLAGS.key : FLAGS.other))
  const flags = 0x1 | (allKeys ? 0 : 0x4) | (isEven ? 0 : 0x100) | 0x200 | (hasShifts ? 0x800 : 0)
  const runs = runsOf(samples).map((run, index) => {
    const first = allKeys ? [] : [run[0]?.isKey ? FLAGS.key : FLAGS.other]
    const each = run.flatMap((sample) => [
      ...(isEven ? [] : [sample.duration]),
      sample.bytes,
      ...(hasShifts ? [sample.shift] : []),
    ])
    return fullBox('trun', 0, flags, u32(run.length, offsets[index] ?? 0, ...first), u32List(each))
  })
  return box('moof', fullBox('mfhd', 0, 0, u32(number)), box('traf', tfhd, fullBox('tfdt', 1, 0, u64(time)), ...runs))
}

/** Each begins with a sample that needs no other; all are one where none needs another. */
function runsOf(samples: readonly Sample[]): Sample[][] {
  if (samples.every(({ isKey }) => isKey)) return [[...samples]]
  const runs: Sample[][] = []
  for (const sample of samples) {
    if (sample.isKey || runs.length === 0) runs.push([])
    runs.at(-1)?.push(sample)
  }
  return runs
}
