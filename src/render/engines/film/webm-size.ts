import type { FilmSize, Read } from './film-size.js'

/** Identifiers of https://www.rfc-editor.org/rfc/rfc9559 that lead to the size of a film. */
const [SEGMENT, TRACKS, ENTRY, VIDEO] = [0x18538067, 0x1654ae6b, 0xae, 0xe0]
const PARENTS: readonly number[] = [SEGMENT, TRACKS, ENTRY, VIDEO]
const SIDES: Readonly<Record<number, 'pixelWidth' | 'pixelHeight' | 'width' | 'height' | 'unit'>> = {
  0xb0: 'pixelWidth',
  0xba: 'pixelHeight',
  0x54b0: 'width',
  0x54ba: 'height',
  0x54b2: 'unit',
}

/** Tracks stand near the beginning. */
const SEEN = 1 << 20
const MOST_ELEMENTS = 10_000

/** Display size of the first film track, else its size in pixels. */
export async function webmSize(read: Read): Promise<FilmSize | undefined> {
  const bytes = await read(0, SEEN)
  const found: Partial<Record<(typeof SIDES)[number], number>> = {}
  for (let at = 0, count = 0; at < bytes.length && count < MOST_ELEMENTS; count++) {
    const id = numberAt(bytes, at, false)
    const length = id && numberAt(bytes, at + id.length, true)
    if (!id || !length) break
    const start = at + id.length + length.length
    const side = SIDES[id.value]
    if (side && !(side in found)) found[side] = wholeNumber(bytes.subarray(start, start + Math.min(length.value, 8)))
    // The second track begins.
    if (id.value === ENTRY && found.pixelWidth !== undefined) break
    at = PARENTS.includes(id.value) ? start : start + length.value
  }
  const { pixelWidth = 0, pixelHeight = 0, width = pixelWidth, height = pixelHeight, unit = 0 } = found
  // Other units than pixels say a shape only.
  return unit === 0 ? { width, height } : { width: pixelWidth, height: pixelHeight }
}

/** A number of variable length (RFC 8794 §4); with `masked` without the bits that say how long it is. */
export function numberAt(bytes: Buffer, at: number, masked: boolean): { value: number; length: number } | undefined {
  const first = bytes[at]
  if (first === undefined || first === 0) return undefined
  const length = Math.clz32(first) - 23
  if (at + length > bytes.length) return undefined
  let value = masked ? first & (0xff >> length) : first
  for (const byte of bytes.subarray(at + 1, at + length)) value = value * 256 + byte
  return { value, length }
}

function wholeNumber(bytes: Buffer): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0)
}
