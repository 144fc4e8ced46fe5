/** A number of variable length (RFC 8794 §4); with `masked` without the bits that say how long it is. */
function numberAt(bytes: Buffer, at: number, masked: boolean): { value: number; length: number } | undefined {
  const first = bytes[at]
  if (first === undefined || first === 0) return undefined
  const length = Math.clz32(first) - 23
  if (at + length > bytes.length) return undefined
  let value = masked ? first & (0xff >> length) : first
  for (const byte of bytes.subarray(at + 1, at + length)) value = value * 256 + byte
  return { value, length }
}

/** All bits set: it was written while nobody knew how long it becomes. */
function isUnknown({ value, length }: { value: number; length: number }): boolean {
  return value >= 2 ** (7 * length) - 1
}

/** An element: where it begins, where what it holds begins, and where it ends (Infinity: nobody knew). */
export interface Element {
  id: number
  start: number
  content: number
  end: number
}

/** Bytes of an element's id and length, at most. */
export const ELEMENT_HEAD = 12

/** The element whose head begins at `at` of `bytes`, which begin at `offset` of the file. */
export function elementAt(bytes: Buffer, at: number, offset = 0): Element | undefined {
  const id = numberAt(bytes, at, false)
  const length = id && numberAt(bytes, at + id.length, true)
  if (!id || !length) return undefined
  const content = offset + at + id.length + length.length
  return { id: id.value, start: offset + at, content, end: isUnknown(length) ? Infinity : content + length.value }
}

const VOID = 0xec

/** The head of a void element (RFC 8794 §11.3.4) that takes so many bytes with what it holds; two at least. */
export function voidHead(bytes: number): Buffer {
  // A length of one byte with all bits set would say that nobody knows it.
  if (bytes - 2 < 0x7f) return Buffer.from([VOID, 0x80 | (bytes - 2)])
  const head = Buffer.alloc(9)
  head.writeBigUInt64BE(BigInt(bytes - 9) | (1n << 56n), 1)
  head[0] = VOID
  return head
}
