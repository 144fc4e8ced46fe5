import type { Range } from '../../../types.js'
import { boxesIn, findBox, type Box } from '../ffmpeg/mp4/boxes.js'

/** Handlers of what is seen, heard and read, and of time codes: ISO 14496-12 §12, Apple's QuickTime File Format, "Media handlers". */
const SHOWN: ReadonlySet<string> = new Set(['vide', 'auxv', 'soun', 'text', 'sbtl', 'subt', 'clcp', 'tmcd'])

/**
 * Takes the tracks of a camera's own data out of an index (`moov`), in place: GoPro's `gpmd`, `camm`, Apple's `mebx` and the
 * like, which say where the camera was at every moment. Each leaves its room free. Answers with where in the film their samples
 * are, in order, as far as their tables can be followed.
 */
export function takeOutCameraTracks(moov: Buffer): Range[] {
  const tracks = boxesIn(moov).flatMap(({ content, end }) => boxesIn(moov, content, end).filter(({ type }) => type === 'trak'))
  const ranges: Range[] = []
  for (const { start, content, end } of tracks.filter((track) => isOfCamera(moov, track))) {
    ranges.push(...samplesOf(moov, content, end))
    moov.write('free', start + 4, 'latin1')
    moov.fill(0, content, end)
  }
  return ranges.toSorted((a, b) => a.start - b.start)
}

function isOfCamera(moov: Buffer, { content, end }: Box): boolean {
  const handler = findBox(moov, ['mdia', 'hdlr'], content, end)
  return handler !== undefined && handler.end - handler.content >= 12 && !SHOWN.has(handlerOf(moov, handler))
}

function handlerOf(moov: Buffer, { content }: Box): string {
  return moov.toString('latin1', content + 8, content + 12)
}

/** A range for each chunk: ISO 14496-12 §8.7.3 (sizes), §8.7.4 (samples per chunk), §8.7.5 (where chunks begin). */
function samplesOf(moov: Buffer, from: number, to: number): Range[] {
  const table = (type: string): Table | undefined => {
    const found = findBox(moov, ['mdia', 'minf', 'stbl', type], from, to)
    return found && found.end - found.content >= 8 ? { bytes: moov.subarray(found.content, found.end), type } : undefined
  }
  const [sizes, perChunk, chunks] = [table('stsz'), table('stsc'), table('stco') ?? table('co64')]
  if (!sizes || !perChunk || !chunks) return []
  const ranges: Range[] = []
  let [sample, run] = [0, 0]
  for (let chunk = 0; chunk < entries(chunks, chunks.type === 'co64' ? 8 : 4, 4); chunk++) {
    while (run + 1 < entries(perChunk, 12, 4) && perChunk.bytes.readUInt32BE(8 + (run + 1) * 12) <= chunk + 1) run++
    if (entries(perChunk, 12, 4) === 0) break
    const count = perChunk.bytes.readUInt32BE(8 + run * 12 + 4)
    const start =
      chunks.type === 'co64' ? Number(chunks.bytes.readBigUInt64BE(8 + chunk * 8)) : chunks.bytes.readUInt32BE(8 + chunk * 4)
    ranges.push({ start, end: start + bytesOf(sizes, sample, count) })
    sample += count
  }
  return ranges
}

interface Table {
  bytes: Buffer
  type: string
}

/** How many entries there are, whatever the table says of their number (at `at`). */
function entries({ bytes }: Table, width: number, at: number): number {
  return Math.min(bytes.readUInt32BE(at), Math.floor((bytes.length - at - 4) / width))
}

/** One size for all samples, or a list of them. */
function bytesOf(sizes: Table, first: number, count: number): number {
  const same = sizes.bytes.readUInt32BE(4)
  if (same > 0) return same * count
  const last = sizes.bytes.length < 12 ? 0 : Math.min(first + count, entries(sizes, 4, 8))
  let bytes = 0
  for (let index = first; index < last; index++) bytes += sizes.bytes.readUInt32BE(12 + index * 4)
  return bytes
}
