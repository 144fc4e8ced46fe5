import { open } from 'node:fs/promises'
import { boxesIn, findBox, HEAD, headAt, type Box } from './boxes.js'
import { readRange } from './read-range.js'

/** One frame, or one packet of sound, of a track. */
export interface Sample {
  file: string
  offset: number
  bytes: number
  /** Ticks of the track. */
  duration: number
  /** Ticks from when it is decoded to when it is shown. */
  shift: number
  /** Nothing before it is needed. */
  isKey: boolean
}

/** The one track of a file, as an encoder wrote it. */
export interface Track {
  /** Ticks per second. */
  timescale: number
  /** Ticks at the beginning that are not heard or seen: what an encoder of sound puts in front, or how late pictures are shown. */
  priming: number
  /** Its sample entry, with what a decoder needs first: `avc1` with its `avcC`. */
  entry: Buffer
  samples: Sample[]
}

/** The file is not what an encoder of ours writes. */
export class TrackUnreadable extends Error {
  override readonly name = 'TrackUnreadable'
}

interface Defaults {
  duration: number
  bytes: number
  flags: number
}

/** Reads where the samples of a fragmented MP4 with one track are, without reading them. Rejects with `TrackUnreadable`. */
export async function readTrack(file: string): Promise<Track> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    let moov: Moov | undefined
    const samples: Sample[] = []
    for (let at = 0; at + 8 <= size;) {
      const head = await readRange(handle, { start: at, end: Math.min(at + HEAD, size) })
      const box = headAt(head, 0, at, size)
      if (!box || box.end > size) throw new TrackUnreadable(`a box of ${file} is cut off`)
      if (box.type === 'moov') moov = readMoov(await readRange(handle, box))
      else if (box.type === 'moof' && moov) readFragment(file, box.start, await readRange(handle, box), moov.defaults, samples)
      at = box.end
    }
    if (!moov) throw new TrackUnreadable(`${file} says nothing of its track`)
    return { timescale: moov.timescale, priming: moov.priming, entry: moov.entry, samples }
  } finally {
    await handle.close()
  }
}

interface Moov extends Omit<Track, 'samples'> {
  defaults: Defaults
}

function readMoov(bytes: Buffer): Moov {
  const at = (path: readonly string[]): Box | undefined => findBox(bytes, ['moov', ...path])
  const [mdhd, stsd, trex] = [at(['trak', 'mdia', 'mdhd']), at(['trak', 'mdia', 'minf', 'stbl', 'stsd']), at(['mvex', 'trex'])]
  if (!mdhd || !stsd || !trex) throw new TrackUnreadable('there is no fragmented track')
  const [entry] = boxesIn(bytes, stsd.content + 8, stsd.end)
  if (!entry) throw new TrackUnreadable('its track has no description')
  const timescale = bytes.readUInt32BE(mdhd.content + (bytes[mdhd.content] === 1 ? 20 : 12))
  const [duration, size, flags] = [12, 16, 20].map((offset) => bytes.readUInt32BE(trex.content + offset))
  return {
    timescale,
    priming: primingOf(bytes, at(['trak', 'edts', 'elst'])),
    entry: Buffer.from(bytes.subarray(entry.start, entry.end)),
    defaults: { duration: duration ?? 0, bytes: size ?? 0, flags: flags ?? 0 },
  }
}

/** Where the one edit begins in the track. */
function primingOf(bytes: Buffer, elst: Box | undefined): number {
  if (!elst || bytes.readUInt32BE(elst.content + 4) < 1) return 0
  const at = elst.content + 8
  const time = bytes[elst.content] === 1 ? Number(bytes.readBigInt64BE(at + 8)) : bytes.readInt32BE(at + 4)
  return Math.max(0, time)
}

function readFragment(file: string, start: number, bytes: Buffer, trex: Defaults, samples: Sample[]): void {
  const traf = findBox(bytes, ['moof', 'traf'])
  const tfhd = traf && findBox(bytes, ['tfhd'], traf.content, traf.end)
  if (!traf || !tfhd) throw new TrackUnreadable(`a fragment of ${file} has no track`)
  const { base, defaults } = readTfhd(bytes, tfhd, start, trex)
  for (const box of boxesIn(bytes, traf.content, traf.end))
    if (box.type === 'trun') readRun(file, bytes, box, base, defaults, samples)
}

function readTfhd(bytes: Buffer, tfhd: Box, start: number, trex: Defaults): { base: number; defaults: Defaults } {
  const flags = bytes.readUInt32BE(tfhd.content) & 0xffffff
  let at = tfhd.content + 8
  const next = (isThere: boolean, length: 4 | 8, otherwise: number): number => {
    if (!isThere) return otherwise
    at += length
    return length === 8 ? Number(bytes.readBigUInt64BE(at - 8)) : bytes.readUInt32BE(at - 4)
  }
  const base = next((flags & 0x1) !== 0, 8, start)
  next((flags & 0x2) !== 0, 4, 0)
  const duration = next((flags & 0x8) !== 0, 4, trex.duration)
  const size = next((flags & 0x10) !== 0, 4, trex.bytes)
  return { base, defaults: { duration, bytes: size, flags: next((flags & 0x20) !== 0, 4, trex.flags) } }
}

function readRun(file: string, bytes: Buffer, trun: Box, base: number, defaults: Defaults, samples: Sample[]): void {
  const flags = bytes.readUInt32BE(trun.content) & 0xffffff
  const count = bytes.readUInt32BE(trun.content + 4)
  let at = trun.content + 8
  const next = (isThere: boolean, otherwise: number): number => {
    if (!isThere) return otherwise
    at += 4
    return bytes.readUInt32BE(at - 4)
  }
  let offset = base + (next((flags & 0x1) !== 0, 0) | 0)
  const firstFlags = next((flags & 0x4) !== 0, -1)
  for (let index = 0; index < count; index++) {
    const duration = next((flags & 0x100) !== 0, defaults.duration)
    const size = next((flags & 0x200) !== 0, defaults.bytes)
    const own = next((flags & 0x400) !== 0, index === 0 && firstFlags >= 0 ? firstFlags : defaults.flags)
    const shift = next((flags & 0x800) !== 0, 0) | 0
    samples.push({ file, offset, bytes: size, duration, shift, isKey: (own & 0x10000) === 0 })
    offset += size
  }
}
