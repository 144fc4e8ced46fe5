import type { FileHandle } from 'node:fs/promises'
import { HEAD, headAt, type Box } from '../ffmpeg/mp4/boxes.js'
import { readRange } from '../ffmpeg/mp4/read-range.js'

/** An index has a megabyte an hour; a larger one is not looked into. The same goes for a box that is emptied. */
export const LARGEST_INDEX = 64 << 20
const MOST_BOXES = 10_000

/** All boxes of a file; none where they do not add up to it. */
export async function topBoxes(source: FileHandle): Promise<Box[]> {
  const { size } = await source.stat()
  const boxes: Box[] = []
  for (let at = 0; at < size;) {
    const head = await readRange(source, { start: at, end: Math.min(at + HEAD, size) })
    const box = head.length < 8 ? undefined : headAt(head, 0, at, size)
    if (!box || box.end > size || boxes.length === MOST_BOXES) return []
    boxes.push(box)
    at = box.end
  }
  return boxes
}
