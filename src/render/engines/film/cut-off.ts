import { open } from 'node:fs/promises'
import { readRange } from '../ffmpeg/mp4/read-range.js'
import { elementAt } from './ebml.js'
import { SEGMENT } from './matroska.js'

/** Reads some bytes; fewer where the file ends. */
type Read = (from: number, length: number) => Promise<Buffer>

/**
 * Bytes that a film has by its own account, where it has fewer: it was not copied or downloaded to its end, which ffmpeg
 * takes for a shorter film. Undefined where it is whole, or does not say. Rejects with the system's error.
 */
export async function missingEnd(file: string, format: string): Promise<{ wanted: number; found: number } | undefined> {
  const end = ENDS[format]
  if (!end) return undefined
  const handle = await open(file, 'r')
  try {
    const found = (await handle.stat()).size
    const wanted = await end((from, length) => readRange(handle, { start: from, end: from + length }), found)
    return wanted > found ? { wanted, found } : undefined
  } finally {
    await handle.close()
  }
}

const ENDS: Readonly<Record<string, ((read: Read, size: number) => Promise<number>) | undefined>> = {
  mp4: mp4End,
  mov: mp4End,
  webm: webmEnd,
  mkv: webmEnd,
  avi: aviEnd,
  ogg: oggEnd,
}

/** The first chunk of a RIFF file holds the rest; of a very large film, its first gigabyte. 0 where nobody came back to say it. */
async function aviEnd(read: Read): Promise<number> {
  const head = await read(0, 8)
  return head.length < 8 || head.readUInt32LE(4) === 0xffff_ffff ? 0 : head.readUInt32LE(4) + 8
}

/** Boxes of ISO 14496-12 that hold what is shown, or say where it is; after them may come anything. */
const NEEDED = ['mdat', 'moov', 'moof']
const MOST_BOXES = 10_000

async function mp4End(read: Read, size: number): Promise<number> {
  let needed = 0
  for (let at = 0, count = 0; at + 8 <= size && count < MOST_BOXES; count++) {
    const head = await read(at, 16)
    if (head.length < 8) break
    const short = head.readUInt32BE(0)
    const length = short === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : short
    // 0: up to the end of the file. Other lengths below that of a head are no boxes.
    if (length < 8) break
    if (NEEDED.includes(head.toString('latin1', 4, 8))) needed = at + length
    at += length
  }
  return needed
}

/** The one segment that follows the head of a Matroska file (RFC 9559 §4). */
async function webmEnd(read: Read): Promise<number> {
  const bytes = await read(0, 4096)
  const segment = elementAt(bytes, elementAt(bytes, 0)?.end ?? bytes.length)
  return segment?.id === SEGMENT && segment.end !== Infinity ? segment.end : 0
}

/** A page is at most 27 + 255 + 255 * 255 bytes long (RFC 3533 §6). */
const LONGEST_PAGE = 65_307
const PAGE_HEAD = 27

/** The last page that begins, and where it ends. What was cut off between two pages cannot be told from a live recording. */
async function oggEnd(read: Read, size: number): Promise<number> {
  const from = Math.max(0, size - LONGEST_PAGE)
  const bytes = await read(from, LONGEST_PAGE)
  const at = bytes.lastIndexOf('OggS\0', undefined, 'latin1')
  if (at < 0) return 0
  const count = bytes[at + PAGE_HEAD - 1]
  if (count === undefined) return from + at + PAGE_HEAD
  const lengths = bytes.subarray(at + PAGE_HEAD, at + PAGE_HEAD + count)
  return from + at + PAGE_HEAD + count + lengths.reduce((sum, length) => sum + length, 0)
}
