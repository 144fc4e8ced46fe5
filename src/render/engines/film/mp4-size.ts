import type { FilmSize, Read } from './film-size.js'

/** A box of ISO 14496-12 §4.2: where its content lies. */
interface Box {
  type: string
  start: number
  end: number
}

/** Headers hold some dozen boxes; a file with more is made to keep us busy. */
const MOST_BOXES = 10_000

/** Size of the first track that has one, in `tkhd` (ISO 14496-12 §8.3.2), turned as its matrix says. */
export async function mp4Size(read: Read): Promise<FilmSize | undefined> {
  const boxes = boxReader(read)
  const movie = await boxes.first({ start: 0, end: Infinity }, 'moov')
  if (!movie) return undefined
  for await (const track of boxes.within(movie)) {
    const header = track.type === 'trak' ? await boxes.first(track, 'tkhd') : undefined
    const size = header && trackSize(await read(header.start, 100))
    if (size && size.width > 0 && size.height > 0) return size
  }
  return undefined
}

interface BoxReader {
  within(outer: Pick<Box, 'start' | 'end'>): AsyncGenerator<Box>
  first(outer: Pick<Box, 'start' | 'end'>, type: string): Promise<Box | undefined>
}

function boxReader(read: Read): BoxReader {
  let left = MOST_BOXES
  async function* within({ start, end }: Pick<Box, 'start' | 'end'>): AsyncGenerator<Box> {
    for (let at = start; at + 8 <= end && left-- > 0;) {
      const head = await read(at, 16)
      if (head.length < 8) return
      const short = head.readUInt32BE(0)
      const isLong = short === 1 && head.length === 16
      const length = isLong ? Number(head.readBigUInt64BE(8)) : short
      // 0: up to the end of the file.
      const next = short === 0 ? end : at + length
      if (next < at + 8) return
      yield { type: head.toString('latin1', 4, 8), start: at + (isLong ? 16 : 8), end: Math.min(next, end) }
      at = next
    }
  }
  return {
    within,
    async first(outer, type) {
      for await (const box of within(outer)) if (box.type === type) return box
      return undefined
    },
  }
}

function trackSize(header: Buffer): FilmSize | undefined {
  // Version 1 has three times of 64 bits instead of 32.
  const matrix = header[0] === 1 ? 52 : 40
  if (header.length < matrix + 44) return undefined
  const [a, b] = [header.readInt32BE(matrix), header.readInt32BE(matrix + 4)]
  const [width, height] = [header.readUInt32BE(matrix + 36), header.readUInt32BE(matrix + 40)].map((side) =>
    Math.round(side / 65_536),
  )
  if (width === undefined || height === undefined) return undefined
  return a === 0 && b !== 0 ? { width: height, height: width } : { width, height }
}
