import type { FileHandle } from 'node:fs/promises'
import type { Range } from '../../../types.js'
import { readRange } from '../ffmpeg/mp4/read-range.js'
import { ELEMENT_HEAD, elementAt, voidHead, type Element } from './ebml.js'

/** Elements of a Matroska or WebM file (RFC 9559 §5.1). */
const HEADER = 0x1a45dfa3
export const SEGMENT = 0x18538067
const INFO = 0x1549a966
/** Who, where, with what; and pictures and fonts that came with the film, which no browser looks at. */
const PRIVATE: ReadonlySet<number> = new Set([0x1254c367, 0x1941a469])
/** In `INFO`: date, title, names of this file and of those before and after, and the checksum, which would be wrong then. */
const PRIVATE_INFO: ReadonlySet<number> = new Set([0x4461, 0x7ba9, 0x7384, 0x3c83ab, 0x3e83bb, 0xbf])

const MOST_ELEMENTS = 200_000
const LARGEST_INFO = 1 << 20

/** What takes the place of bytes of the source; as long as those. */
export interface Replaced extends Range {
  head: Buffer
}

/**
 * What of a Matroska or WebM file tells of people, places and times, with the heads of the empty elements that stand there
 * instead, in their order; nothing behind them moves. Undefined for other files.
 */
export async function privateElements(source: FileHandle): Promise<Replaced[] | undefined> {
  const { size } = await source.stat()
  const header = await headAt(source, 0, size)
  const segment = header?.id === HEADER ? await headAt(source, header.end, size) : undefined
  if (segment?.id !== SEGMENT) return undefined
  const found: Element[] = []
  let at = segment.content
  for (let count = 0; at < Math.min(segment.end, size) && count < MOST_ELEMENTS; count++) {
    const element = await headAt(source, at, size)
    // A live recording has clusters whose ends nobody knows, and nothing of this kind behind them.
    if (!element || element.end > size) break
    if (PRIVATE.has(element.id)) found.push(element)
    else if (element.id === INFO && element.end - element.content <= LARGEST_INFO)
      found.push(...(await insideInfo(source, element)))
    at = element.end
  }
  return found.map(({ start, end }) => ({ start, end, head: voidHead(end - start) }))
}

async function headAt(source: FileHandle, at: number, size: number): Promise<Element | undefined> {
  return elementAt(await readRange(source, { start: at, end: Math.min(at + ELEMENT_HEAD, size) }), 0, at)
}

async function insideInfo(source: FileHandle, { content, end }: Element): Promise<Element[]> {
  const bytes = await readRange(source, { start: content, end })
  const found: Element[] = []
  for (let at = 0; at < bytes.length;) {
    const element = elementAt(bytes, at, content)
    if (!element || element.end > end) break
    if (PRIVATE_INFO.has(element.id)) found.push(element)
    at = element.end - content
  }
  return found
}
