import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Enough that decoding is worth its while, and little enough to stay near the processor. */
const PART = 1 << 20
const LINE_END = 0x0a

/**
 * A text file (absolute path) in parts of whole lines, of about a megabyte each: a file of many need never be held in one
 * piece, and who has read enough stops. No part when it cannot be read, or its last line has no end.
 */
export function* wholeLines(file: string): Generator<string> {
  let handle: number
  try {
    handle = openSync(file, 'r')
  } catch {
    return
  }
  try {
    if (endsWhole(handle)) yield* partsOf(handle)
  } finally {
    closeSync(handle)
  }
}

function endsWhole(handle: number): boolean {
  const last = Buffer.alloc(1)
  const stats = fstatSync(handle)
  return stats.isFile() && stats.size > 0 && readSync(handle, last, 0, 1, stats.size - 1) === 1 && last[0] === LINE_END
}

function* partsOf(handle: number): Generator<string> {
  let buffer = Buffer.allocUnsafe(PART)
  let begun = 0
  for (let read = 1; read > 0;) {
    // A line that is longer than a part.
    if (begun === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)])
    read = readSync(handle, buffer, begun, buffer.length - begun, null)
    const held = buffer.subarray(0, begun + read)
    const end = held.lastIndexOf(LINE_END) + 1
    if (end > 0) yield held.toString('utf8', 0, end)
    begun = held.copy(buffer, 0, end)
  }
}
