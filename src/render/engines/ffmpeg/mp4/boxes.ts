/** Boxes of the ISO base media file format (ISO/IEC 14496-12): a length, a type of four letters, and what is in it. */
export interface Box {
  type: string
  /** Where it begins, where its content begins, and where it ends. */
  start: number
  content: number
  end: number
}

/** A head says no more than this many bytes. */
export const HEAD = 16

/** The boxes that stand one after another in a part of some bytes. One that would end behind it ends the list. */
export function boxesIn(bytes: Buffer, from = 0, to = bytes.length): Box[] {
  const boxes: Box[] = []
  for (let at = from; at + 8 <= to;) {
    const head = headAt(bytes, at, at, to)
    if (!head || head.end > to) break
    boxes.push(head)
    at = head.end
  }
  return boxes
}

/** The box whose head stands at `at` in some bytes, given its place in the file and where that ends. */
export function headAt(bytes: Buffer, at: number, start: number, fileEnd: number): Box | undefined {
  const short = bytes.readUInt32BE(at)
  const isLong = short === 1
  if (isLong && at + HEAD > bytes.length) return undefined
  const length = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? fileEnd - start : short
  const head = isLong ? HEAD : 8
  if (length < head) return undefined
  return { type: bytes.toString('latin1', at + 4, at + 8), start, content: start + head, end: start + length }
}

/** The first box down a path of types: `['trak', 'mdia', 'mdhd']`. */
export function findBox(bytes: Buffer, path: readonly string[], from = 0, to = bytes.length): Box | undefined {
  const [type, ...rest] = path
  const found = boxesIn(bytes, from, to).find((one) => one.type === type)
  return !found || rest.length === 0 ? found : findBox(bytes, rest, found.content, found.end)
}

export function box(type: string, ...content: readonly Buffer[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 8)
  return Buffer.concat([u32(length), Buffer.from(type, 'latin1'), ...content], length)
}

/** A box that begins with its version and flags. */
export function fullBox(type: string, version: number, flags: number, ...content: readonly Buffer[]): Buffer {
  return box(type, u32(version * 2 ** 24 + flags), ...content)
}

/** Numbers of 32 bits, more of them than may be arguments. */
export function u32List(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4)
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number < 0 ? number + 2 ** 32 : number, index * 4)
  return bytes
}

export function u16(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 2)
  for (const [index, number] of numbers.entries()) bytes.writeUInt16BE(number, index * 2)
  return bytes
}

/** Also for negative numbers, as their complement. */
export function u32(...numbers: readonly number[]): Buffer {
  return u32List(numbers)
}

export function u64(number: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(number))
  return bytes
}
