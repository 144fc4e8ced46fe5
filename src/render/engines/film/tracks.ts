import { boxesIn, type Box } from '../ffmpeg/mp4/boxes.js'

/** The tracks (`trak`) of an index (`moov`). */
export function tracksIn(moov: Buffer): Box[] {
  return boxesIn(moov).flatMap(({ content, end }) => boxesIn(moov, content, end).filter(({ type }) => type === 'trak'))
}

/** Where the chunks of a track begin, by its `stco` or `co64` (ISO 14496-12 §8.7.5), and where in the index that stands. */
export function chunkOffsets(moov: Buffer, { type, content, end }: Box): { at: number; value: number; isLong: boolean }[] {
  const isLong = type === 'co64'
  const width = isLong ? 8 : 4
  return Array.from({ length: entriesOf(moov, content + 4, width, end) }, (_, index) => {
    const at = content + 8 + index * width
    return { at, value: isLong ? Number(moov.readBigUInt64BE(at)) : moov.readUInt32BE(at), isLong }
  })
}

/** How many entries of so many bytes stand behind their number at `at`, whatever that says; 0 where there is no room for it. */
export function entriesOf(moov: Buffer, at: number, width: number, end: number): number {
  return at + 4 > end ? 0 : Math.min(moov.readUInt32BE(at), Math.floor((end - at - 4) / width))
}
