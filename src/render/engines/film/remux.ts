import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import type { Digest, Range } from '../../../types.js'
import { boxesIn, findBox, type Box } from '../ffmpeg/mp4/boxes.js'
import { readRange } from '../ffmpeg/mp4/read-range.js'
import { takeOutCameraTracks } from './camera-tracks.js'
import { privateElements } from './matroska.js'
import { LARGEST_INDEX, topBoxes } from './top-boxes.js'
import { chunkOffsets, tracksIn } from './tracks.js'

/** What a film is written as: bytes of our own, and ranges of the source. */
type Piece = Buffer | Pick<Box, 'start' | 'end'>

const CHUNK = 1 << 20

/**
 * Writes the same film without what it tells of people, places and times: user data, metadata and XMP, which have the position
 * of a phone, tracks of a camera's own data, tags and attachments. Of MP4 and QuickTime the index (`moov`) comes in front, so
 * that it plays while it loads. Its frames stay what they are. Of films in fragments a camera's tracks stay. What is neither
 * such a file nor Matroska or WebM, or cannot be read so, is not written, and the answer is undefined. `to` must not exist.
 * Rejects with the system's error.
 */
export async function remux(file: string, to: string): Promise<{ digest: Digest; bytes: number } | undefined> {
  const source = await open(file, 'r')
  try {
    const plan = await planOf(source)
    return plan && (await writePieces(source, plan, to))
  } finally {
    await source.close()
  }
}

/** What is written, in order, and what of the source is written as zeros. */
interface Plan {
  pieces: readonly Piece[]
  blank: readonly Range[]
}

async function planOf(source: FileHandle): Promise<Plan | undefined> {
  const boxes = await topBoxes(source)
  const index = boxes.find(({ type }) => type === 'moov')
  if (boxes.length === 0) return matroskaPlan(source)
  if (!index || index.end - index.start > LARGEST_INDEX) return undefined
  const moov = await readRange(source, index)
  emptyPrivate(moov)
  const isFragmented = boxes.some(({ type }) => FRAGMENTED.has(type))
  const blank = isFragmented ? [] : takeOutCameraTracks(moov)
  const isLate = boxes.some(({ type, start }) => type === 'mdat' && start < index.start)
  const isMoved = isLate && !isFragmented && shiftChunks(moov, index.start)
  const pieces = await Promise.all(boxes.map((box) => (box === index ? moov : pieceOf(source, box))))
  if (!isMoved) return { pieces, blank }
  const others = pieces.filter((piece) => piece !== moov)
  const first = boxes[0]?.type === 'ftyp' ? 1 : 0
  return { pieces: [...others.slice(0, first), moov, ...others.slice(first)], blank }
}

/** The file as it is, but for empty elements in the place of some. */
async function matroskaPlan(source: FileHandle): Promise<Plan | undefined> {
  const replaced = await privateElements(source)
  if (!replaced) return undefined
  const pieces: Piece[] = []
  let at = 0
  for (const { start, end, head } of replaced) {
    pieces.push({ start: at, end: start }, head, { start: start + head.length, end })
    at = end
  }
  const { size } = await source.stat()
  return { pieces: [...pieces, { start: at, end: size }], blank: replaced }
}

/** Boxes of films in fragments, which say where they are by other means. */
const FRAGMENTED: ReadonlySet<string> = new Set(['moof', 'sidx', 'mfra'])

async function pieceOf(source: FileHandle, box: Box): Promise<Piece> {
  if (box.end - box.start > LARGEST_INDEX || !OPENED.has(box.type)) return box
  const bytes = await readRange(source, box)
  emptyPrivateAmong(bytes, boxesIn(bytes))
  return bytes
}

/** Titles, names, places: ISO 14496-12 §8.10, §8.11, and what QuickTime and phones write there. */
const PRIVATE: ReadonlySet<string> = new Set(['udta', 'meta'])
const OPENED: ReadonlySet<string> = new Set([...PRIVATE, 'uuid'])
/** XMP Specification Part 3 §1.2.7. Other boxes of this kind say how a film is to be shown. */
const XMP = 'be7acfcb97a942e89c71999491e3afac'
/** Headers that begin with when they were made and changed, in 32 bits each or (version 1) 64. */
const DATED: ReadonlySet<string> = new Set(['mvhd', 'tkhd', 'mdhd'])

/** In a whole `moov`: of the film, of each track, and of its media. */
function emptyPrivate(moov: Buffer): void {
  for (const outer of boxesIn(moov)) {
    const inside = boxesIn(moov, outer.content, outer.end)
    emptyPrivateAmong(moov, inside)
    for (const track of inside.filter(({ type }) => type === 'trak')) {
      const parts = boxesIn(moov, track.content, track.end)
      emptyPrivateAmong(moov, parts)
      for (const media of parts.filter(({ type }) => type === 'mdia'))
        emptyPrivateAmong(moov, boxesIn(moov, media.content, media.end))
    }
  }
}

/** A box that goes keeps its room, so that nothing behind it moves. */
function emptyPrivateAmong(bytes: Buffer, boxes: readonly Box[]): void {
  for (const { type, start, content, end } of boxes) {
    const isXmp = type === 'uuid' && bytes.toString('hex', content, content + 16) === XMP
    if (isXmp || PRIVATE.has(type)) {
      bytes.write('free', start + 4, 'latin1')
      bytes.fill(0, content, end)
    } else if (DATED.has(type)) {
      const dates = content + (bytes[content] === 1 ? 20 : 12)
      if (dates <= end) bytes.fill(0, content + 4, dates)
    }
  }
}

/**
 * Lets the chunks before a place be where they are once the index stands in front of them. False, and nothing is changed,
 * where that cannot be said: compressed indexes, offsets that would need more room, other tables with offsets.
 */
function shiftChunks(moov: Buffer, before: number): boolean {
  const tables = tracksIn(moov).map(({ content, end }) => {
    const samples = findBox(moov, ['mdia', 'minf', 'stbl'], content, end)
    const inside = samples ? boxesIn(moov, samples.content, samples.end) : []
    const table = inside.find(({ type }) => type === 'stco' || type === 'co64')
    return inside.some(({ type }) => type === 'saio') ? undefined : table
  })
  const offsets = tables.flatMap((table) => (table ? chunkOffsets(moov, table) : []))
  const moved = offsets.filter(({ value }) => value < before)
  if (tables.length === 0 || tables.includes(undefined)) return false
  if (moved.some(({ value, isLong }) => !isLong && value + moov.length > 0xffffffff)) return false
  for (const { at, value, isLong } of moved) {
    if (isLong) moov.writeBigUInt64BE(BigInt(value + moov.length), at)
    else moov.writeUInt32BE(value + moov.length, at)
  }
  return true
}

async function writePieces(source: FileHandle, { pieces, blank }: Plan, to: string): Promise<{ digest: Digest; bytes: number }> {
  const hash = createHash('sha256')
  const target = await open(to, 'wx')
  const blanked = blanking(blank)
  let bytes = 0
  const write = async (chunk: Buffer): Promise<void> => {
    hash.update(chunk)
    bytes += chunk.length
    await target.writeFile(chunk)
  }
  try {
    for (const piece of pieces) {
      if (Buffer.isBuffer(piece)) await write(piece)
      else
        for (let at = piece.start; at < piece.end; at += CHUNK) {
          const part = { start: at, end: Math.min(at + CHUNK, piece.end) }
          await write(blanked(await readRange(source, part), part))
        }
    }
  } finally {
    await target.close()
  }
  return { digest: hash.digest('hex'), bytes }
}

/** Writes zeros into the ranges that are not to be told, part after part of the source, in their order. */
function blanking(ranges: readonly Range[]): (bytes: Buffer, part: Range) => Buffer {
  let first = 0
  return (bytes, { start, end }) => {
    while ((ranges[first]?.end ?? Infinity) <= start) first++
    for (let at = first; (ranges[at]?.start ?? Infinity) < end; at++) {
      const range = ranges[at] as Range
      if (range.end > start) bytes.fill(0, Math.max(range.start - start, 0), Math.min(range.end, end) - start)
    }
    return bytes
  }
}
