import { box, fullBox, u32, u32List, u64 } from './boxes.js'
import { movieHeader, type TrackHeader } from './movie-header.js'
import type { Sample } from './read-track.js'

/** Seconds of pictures, then of sound, that stand together in the file. */
const TOGETHER = 1
const LARGEST_SHORT = 2 ** 32 - 1

/** One track of a film in one file. */
export type FilmTrack = Omit<TrackHeader, 'id' | 'duration' | 'shown' | 'tables'> & { samples: readonly Sample[] }

/** The file before the bytes of its samples, and which samples follow. */
export interface FilmPlan {
  head: Buffer
  samples: readonly Sample[]
}

interface Chunk {
  track: number
  samples: Sample[]
  /** From the first byte of the first sample in the file. */
  offset: number
}

/**
 * A film in one MP4 that plays while it loads: what it is in front, then pictures and sound in turns of a second. Pure: it
 * gives the head, and the samples in the order in which their bytes follow.
 */
export function planFilm(tracks: readonly FilmTrack[]): FilmPlan {
  const chunks = interleaved(tracks)
  const bytes = chunks.reduce((sum, { samples }) => sum + bytesOf(samples), 0)
  const ftyp = box('ftyp', Buffer.from(`isom\0\0\x02\0isomiso2${brandOf(tracks)}mp41`, 'latin1'))
  const mdat = bytes + 8 > LARGEST_SHORT ? Buffer.concat([u32(1), Buffer.from('mdat'), u64(bytes + 16)]) : mdatHead(bytes)
  const isLong = bytes + 2 ** 28 > LARGEST_SHORT
  const moov = (base: number): Buffer => movieHeader(tracks.map((track, index) => header(track, index, chunks, base, isLong)))
  // Lengths do not depend on what the numbers are.
  const base = ftyp.length + moov(0).length + mdat.length
  return { head: Buffer.concat([ftyp, moov(base), mdat]), samples: chunks.flatMap(({ samples }) => samples) }
}

function mdatHead(bytes: number): Buffer {
  return Buffer.concat([u32(bytes + 8), Buffer.from('mdat')])
}

function brandOf(tracks: readonly FilmTrack[]): string {
  return tracks.some(({ entry }) => entry.toString('latin1', 4, 8) === 'avc1') ? 'avc1' : 'iso6'
}

function interleaved(tracks: readonly FilmTrack[]): Chunk[] {
  const rows = tracks.map(({ samples, timescale }, track) => ({ track, samples, timescale, next: 0, time: 0 }))
  const chunks: Chunk[] = []
  let offset = 0
  for (let until = TOGETHER; rows.some(({ samples, next }) => next < samples.length); until += TOGETHER) {
    for (const row of rows) {
      const samples: Sample[] = []
      for (let sample = row.samples[row.next]; sample && row.time < until * row.timescale; sample = row.samples[row.next]) {
        samples.push(sample)
        row.time += sample.duration
        row.next++
      }
      if (samples.length === 0) continue
      chunks.push({ track: row.track, samples, offset })
      offset += bytesOf(samples)
    }
  }
  return chunks
}

function header(film: FilmTrack, track: number, chunks: readonly Chunk[], base: number, isLong: boolean): TrackHeader {
  const { samples, start, ...rest } = film
  const own = chunks.filter((chunk) => chunk.track === track)
  const all = samples.reduce((sum, { duration }) => sum + duration, 0)
  // Sound begins within its samples; pictures are all shown, only later.
  const shown = film.kind === 'sound' ? all - start : all
  return {
    ...rest,
    id: track + 1,
    start,
    duration: all,
    shown,
    tables: [
      runsTable(
        'stts',
        samples.map(({ duration }) => duration),
      ),
      ...shiftsTable(samples),
      ...(samples.every(({ isKey }) => isKey) ? [] : [keysTable(samples)]),
      chunksTable(own),
      fullBox('stsz', 0, 0, u32(0, samples.length), u32List(samples.map(({ bytes }) => bytes))),
      offsetsTable(
        own.map(({ offset }) => base + offset),
        isLong,
      ),
    ],
  }
}

/** Absent where everything is shown when it is decoded. */
function shiftsTable(samples: readonly Sample[]): Buffer[] {
  const shifts = samples.map(({ shift }) => shift)
  return shifts.every((shift) => shift === 0) ? [] : [runsTable('ctts', shifts)]
}

/** Equal neighbours are one entry. */
function runsTable(type: string, values: readonly number[]): Buffer {
  const entries: [count: number, value: number][] = []
  for (const value of values) {
    const last = entries.at(-1)
    if (last?.[1] === value) last[0]++
    else entries.push([1, value])
  }
  return fullBox(type, 0, 0, u32(entries.length), u32List(entries.flat()))
}

function keysTable(samples: readonly Sample[]): Buffer {
  const keys = samples.flatMap(({ isKey }, index) => (isKey ? [index + 1] : []))
  return fullBox('stss', 0, 0, u32(keys.length), u32List(keys))
}

/** Samples of each chunk, told where it changes. */
function chunksTable(chunks: readonly Chunk[]): Buffer {
  const entries: number[] = []
  let before = -1
  for (const [index, { samples }] of chunks.entries()) {
    if (samples.length === before) continue
    before = samples.length
    entries.push(index + 1, before, 1)
  }
  return fullBox('stsc', 0, 0, u32(entries.length / 3), u32List(entries))
}

function offsetsTable(offsets: readonly number[], isLong: boolean): Buffer {
  if (!isLong) return fullBox('stco', 0, 0, u32(offsets.length), u32List(offsets))
  return fullBox('co64', 0, 0, u32(offsets.length), ...offsets.map(u64))
}

function bytesOf(samples: readonly Sample[]): number {
  return samples.reduce((sum, { bytes }) => sum + bytes, 0)
}
