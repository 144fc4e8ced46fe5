import { crc32, deflateSync } from 'node:zlib'

/** Bit depth and colour type of the PNG specification's IHDR. */
const PNG_KINDS = { grey1: [1, 0], rgba8: [8, 6], rgba16: [16, 6] } as const

export interface PngOptions {
  kind?: keyof typeof PNG_KINDS
  interlaced?: boolean
  /** Pixel data before compression; none by default, so that only the header claims a size. */
  data?: Buffer
  /** Further chunks before the pixels. */
  extra?: Buffer[]
}

/** A PNG of any claimed size, however little it holds. */
export function png(width: number, height: number, options: PngOptions = {}): Buffer {
  const { kind = 'rgba8', interlaced = false, data, extra = [] } = options
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([...PNG_KINDS[kind], 0, 0, interlaced ? 1 : 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    ...extra,
    pngChunk('IDAT', data ? deflateSync(data, { level: 9 }) : Buffer.alloc(0)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

export function pngChunk(type: string, body: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  sum.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, sum])
}

/** A GIF of frames that are one pixel each on a canvas of any size. */
export function gif(width: number, height: number, frames: number): Buffer {
  const screen = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1')
  screen.writeUInt16LE(width, 6)
  screen.writeUInt16LE(height, 8)
  const frame = Buffer.from('\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0', 'latin1')
  return Buffer.concat([screen, ...Array.from({ length: frames }, () => frame), Buffer.from(';')])
}

/** The first box of an ISO media file: HEIC, MP4 and their kin. */
export function ftyp(major: string, ...compatible: string[]): Buffer {
  const text = `ftyp${major}\0\0\0\0${compatible.join('')}`
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length + 4)
  return Buffer.concat([length, Buffer.from(text, 'latin1'), Buffer.alloc(64)])
}

const SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'

/** Ten entities, each ten times the one before. */
export function laughs(): string {
  const entities = Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`)
  return `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY l0 "lol">${entities.join('')}]><svg ${SVG} width="9" height="9"><text>&l9;</text></svg>`
}

/** Groups that show the one before many times over: millions of shapes from some kilobytes. */
export function useBomb(levels = 12, copies = 12): string {
  const groups = Array.from(
    { length: levels },
    (_, level) => `<g id="g${level + 1}">${`<use xlink:href="#g${level}"/>`.repeat(copies)}</g>`,
  )
  return `<svg ${SVG} width="64" height="64"><defs><rect id="g0" width="1" height="1"/>${groups.join('')}</defs><use xlink:href="#g${levels}"/></svg>`
}

/** A filter whose work grows with its radius. */
export function filterBomb(): string {
  return `<svg ${SVG} width="2000" height="2000"><filter id="f"><feMorphology operator="dilate" radius="1000000"/><feTurbulence baseFrequency="0.9" numOctaves="1000"/></filter><rect width="2000" height="2000" filter="url(#f)"/></svg>`
}

/** A text chunk that inflates to so many bytes. */
export function textBomb(bytes: number): Buffer {
  return pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), deflateSync(Buffer.alloc(bytes, 65))]))
}

/** A colour profile that inflates to so many bytes. */
export function profileBomb(bytes: number): Buffer {
  return pngChunk('iCCP', Buffer.concat([Buffer.from('profile\0\0', 'latin1'), deflateSync(Buffer.alloc(bytes))]))
}

/** A progressive JPEG whose last scan comes many times over. */
export function scanBomb(progressive: Buffer, times: number): Buffer {
  const last = progressive.lastIndexOf(Buffer.from([0xff, 0xda]))
  const scan = progressive.subarray(last, -2)
  return Buffer.concat([progressive.subarray(0, last), ...Array.from({ length: times }, () => scan), Buffer.from([0xff, 0xd9])])
}

/** A WebP that is nothing but the header of an extended file with a canvas. */
export function webpHeader(width: number, height: number): Buffer {
  const bytes = Buffer.from('RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1')
  bytes.writeUIntLE(width - 1, 24, 3)
  bytes.writeUIntLE(height - 1, 27, 3)
  return bytes
}
