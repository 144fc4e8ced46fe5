import type { Range } from '../../../types.js'
import { findBox, type Box } from '../ffmpeg/mp4/boxes.js'
import { chunkOffsets, entriesOf, tracksIn } from './tracks.js'

/** Handlers of what is seen, heard and read, and of time codes: ISO 14496-12 §12, Apple's QuickTime File Format, "Media handlers". */
const SHOWN: ReadonlySet<string> = new Set(['vide', 'auxv', 'soun', 'text', 'sbtl', 'subt', 'clcp', 'tmcd'])

/**
 * Takes the tracks of a camera's own data out of an index (`moov`), in place: GoPro's `gpmd`, `camm`, Apple's `mebx` and the
 * like, which say where the camera was at every moment. Each leaves its room free. Answers with where in the film their samples
 * are, in order, as far as their tables can be followed.
 */
export function takeOutCameraTracks(moov: Buffer): Range[] {
  const ranges = tracksIn(moov)
    .filter((track) => isOfCamera(moov, track))
    .flatMap((track) => {
      const samples = samplesOf(moov, track)
      moov.write('free', track.start + 4, 'latin1')
      moov.fill(0, track.content, track.end)
      return samples
    })
  return ranges.sort((a, b) => a.start - b.start)
}

function isOfCamera(moov: Buffer, { content, end }: Box): boolean {
  const handler = findBox(moov, ['mdia', 'hdlr'], content, end)
  if (!handler || handler.end - handler.content < 12) return false
  return !SHOWN.has(moov.toString('latin1', handler.content + 8, handler.content + 12))
}

/** A range for each chunk: ISO 14496-12 §8.7.3 (sizes), §8.7.4 (samples per chunk), §8.7.5 (where chunks begin). */
function samplesOf(moov: Buffer, { content, end }: Box): Range[] {
  const table = (type: string): Box | undefined => {
    const found = findBox(moov, ['mdia', 'minf', 'stbl', type], content, end)
    return found && found.end - found.content >= 8 ? found : undefined
  }
  const [sizes, perChunk, chunks] = [table('stsz'), table('stsc'), table('stco') ?? table('co64')]
  if (!sizes || !perChunk || !chunks) return []
  const runs = entriesOf(moov, perChunk.content + 4, RUN, perChunk.end)
  const runAt = (run: number): number => perChunk.content + 8 + run * RUN
  let [sample, run] = [0, 0]
  return (runs === 0 ? [] : chunkOffsets(moov, chunks)).map(({ value }, chunk) => {
    while (run + 1 < runs && moov.readUInt32BE(runAt(run + 1)) <= chunk + 1) run++
    const count = moov.readUInt32BE(runAt(run) + 4)
    const range = { start: value, end: value + bytesOf(moov, sizes, sample, count) }
    sample += count
    return range
  })
}

/** Bytes of an entry of `stsc`: from which chunk on, how many samples each has, and how they are described. */
const RUN = 12

/** One size for all samples, or a list of them. */
function bytesOf(moov: Buffer, { content, end }: Box, first: number, count: number): number {
  const same = moov.readUInt32BE(content + 4)
  if (same > 0) return same * count
  const last = Math.min(first + count, entriesOf(moov, content + 8, 4, end))
  let bytes = 0
  for (let index = first; index < last; index++) bytes += moov.readUInt32BE(content + 12 + index * 4)
  return bytes
}
