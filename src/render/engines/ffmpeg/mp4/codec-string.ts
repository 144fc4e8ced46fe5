import { boxesIn } from './boxes.js'

/** Bytes of a sample entry before the boxes in it (ISO/IEC 14496-12, VisualSampleEntry and AudioSampleEntry). */
const BEFORE = { visual: 86, audio: 36 }

/**
 * What a track's sample entry is in the `codecs` of a MIME type (RFC 6381, and the bindings of each codec to MP4):
 * `avc1.64001f`, `hvc1.1.6.L93.90`, `av01.0.05M.08`, `vp09.00.31.08.01.01.01.01.00`, `mp4a.40.2`, `opus`. Undefined for
 * others. Pure.
 */
export function codecString(entry: Buffer): string | undefined {
  const type = entry.toString('latin1', 4, 8)
  const inside = (wanted: string, before: number): Buffer | undefined => {
    const found = boxesIn(entry, before).find((box) => box.type === wanted)
    return found && entry.subarray(found.content, found.end)
  }
  switch (type) {
    case 'avc1':
      return fromBox(inside('avcC', BEFORE.visual), (box) => `avc1.${box.toString('hex', 1, 4)}`)
    case 'hvc1':
      return fromBox(inside('hvcC', BEFORE.visual), hevc)
    case 'av01':
      return fromBox(inside('av1C', BEFORE.visual), av1)
    case 'vp09':
      return fromBox(inside('vpcC', BEFORE.visual), vp9)
    case 'mp4a':
      return fromBox(inside('esds', BEFORE.audio), mpeg4Audio)
    case 'Opus':
      return 'opus'
    default:
      return undefined
  }
}

function fromBox(box: Buffer | undefined, read: (box: Buffer) => string): string | undefined {
  return box && box.length > 4 ? read(box) : undefined
}

/** ISO/IEC 14496-15, annex E.3. */
function hevc(box: Buffer): string {
  const head = box[1] ?? 0
  const space = ['', 'A', 'B', 'C'][head >> 6] ?? ''
  const tier = head & 0x20 ? 'H' : 'L'
  const compatible = reversed(box.readUInt32BE(2)).toString(16)
  const constraints = [...box.subarray(6, 12)].map((byte) => byte.toString(16))
  while (constraints.at(-1) === '0') constraints.pop()
  const parts = [`${space}${head & 0x1f}`, compatible, `${tier}${box[12] ?? 0}`, ...constraints]
  return `hvc1.${parts.join('.').toUpperCase()}`
}

function reversed(bits: number): number {
  let result = 0
  for (let index = 0; index < 32; index++) result = result * 2 + ((bits >>> index) & 1)
  return result
}

/** https://aomediacodec.github.io/av1-isobmff/#codecsparam */
function av1(box: Buffer): string {
  const [one = 0, two = 0] = box.subarray(1)
  const depth = two & 0x40 ? (two & 0x20 ? 12 : 10) : 8
  return `av01.${one >> 5}.${pad(one & 0x1f)}${two & 0x80 ? 'H' : 'M'}.${pad(depth)}`
}

/** https://www.webmproject.org/vp9/mp4/ */
function vp9(box: Buffer): string {
  const [profile = 0, level = 0, third = 0, ...colours] = box.subarray(4, 10)
  const numbers = [profile, level, third >> 4, (third >> 1) & 7, ...colours.slice(0, 3), third & 1]
  return `vp09.${numbers.map(pad).join('.')}`
}

/** ISO/IEC 14496-1: descriptors in each other, each a tag, a length in sevens of bits, and its content. */
function mpeg4Audio(box: Buffer): string {
  let at = 4
  const enter = (): { tag: number; length: number } => {
    const tag = box[at++] ?? 0
    let length = 0
    for (let more = true; more && at < box.length;) {
      const byte = box[at++] ?? 0
      length = length * 128 + (byte & 0x7f)
      more = (byte & 0x80) !== 0
    }
    return { tag, length }
  }
  enter()
  at += 3
  enter()
  const type = box[at] ?? 0
  if (type !== 0x40) return `mp4a.${type.toString(16).toUpperCase()}`
  at += 13
  enter()
  const first = (box[at] ?? 0) >> 3
  return `mp4a.40.${first === 31 ? 32 + ((((box[at] ?? 0) & 7) << 3) | ((box[at + 1] ?? 0) >> 5)) : first}`
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
