import type { Kind } from '../../../types.js'

/** What the first bytes of a file say it is. */
export type MediaType =
  | { is: 'media'; kind: Kind; format: string }
  /** Starts with `<`: SVG, HTML or other XML; the root element decides. */
  | { is: 'markup' }
  | { is: 'heic' }
  | { is: 'lfs-pointer' }
  | { is: 'refused'; found: string }

/** Bytes that `mediaTypeOf` wants to see. */
export const headLength = 4096

interface Signature {
  offset?: number
  /** Latin-1 text the bytes must equal. */
  text: string
  type: MediaType
}

const media = (kind: Kind, format: string): MediaType => ({ is: 'media', kind, format })
const refused = (found: string): MediaType => ({ is: 'refused', found })

/**
 * Own table of first bytes, in order, instead of a parser: sniffing libraries have hung on crafted
 * Matroska, ASF and ICNS files. Sources: PNG, GIF, RIFF, JFIF, ISO 14496-12, EBML, Ogg, FLAC, ID3, PDF, ZIP
 * and glTF 2.0 specifications.
 */
const signatures: readonly Signature[] = [
  { text: '\xff\xd8\xff', type: media('image', 'jpeg') },
  { text: '\x89PNG\r\n\x1a\n', type: media('image', 'png') },
  { text: 'GIF87a', type: media('image', 'gif') },
  { text: 'GIF89a', type: media('image', 'gif') },
  { text: 'fLaC', type: media('audio', 'flac') },
  { text: 'ID3', type: media('audio', 'mp3') },
  { text: '\xff\xfb', type: media('audio', 'mp3') },
  { text: '\xff\xf3', type: media('audio', 'mp3') },
  { text: '\xff\xf2', type: media('audio', 'mp3') },
  { text: '\xff\xf1', type: media('audio', 'aac') },
  { text: '\xff\xf9', type: media('audio', 'aac') },
  { text: '%PDF-', type: media('document', 'pdf') },
  { text: 'PK\x03\x04', type: media('document', 'zip') },
  { text: 'PK\x05\x06', type: media('document', 'zip') },
  { text: 'WEBVTT', type: media('document', 'vtt') },
  { text: '\xef\xbb\xbfWEBVTT', type: media('document', 'vtt') },
  { text: 'glTF', type: media('model', 'glb') },
  { text: 'version https://git-lfs.github.com/spec/', type: { is: 'lfs-pointer' } },
  { text: 'II*\0', type: refused('a TIFF picture; convert it to JPEG or PNG') },
  { text: 'MM\0*', type: refused('a TIFF picture; convert it to JPEG or PNG') },
  { text: 'II+\0', type: refused('a BigTIFF picture; convert it to JPEG or PNG') },
  { text: 'MM\0+', type: refused('a BigTIFF picture; convert it to JPEG or PNG') },
  { text: '8BPS', type: refused('a Photoshop document; export it as JPEG or PNG') },
  { text: '\xff\x0a', type: refused('a JPEG XL picture; convert it to JPEG or AVIF') },
  { offset: 4, text: 'JXL \r\n\x87\n', type: refused('a JPEG XL picture; convert it to JPEG or AVIF') },
  { offset: 4, text: 'jP  \r\n\x87\n', type: refused('a JPEG 2000 picture; convert it to JPEG or PNG') },
  { text: '\xff\x4f\xff\x51', type: refused('a JPEG 2000 picture; convert it to JPEG or PNG') },
  { text: '\0\0\x01\0', type: refused('an icon (.ico)') },
  { text: '\x1f\x8b', type: refused('gzip data (.svgz is not read; unpack it to .svg)') },
  { text: 'BM', type: refused('a BMP picture; convert it to PNG') },
  { text: 'MZ', type: refused('a Windows program') },
  { text: '\x7fELF', type: refused('a program') },
  { text: '%!PS', type: refused('a PostScript file') },
  { text: '#!', type: refused('a script') },
  { text: '#EXTM3U', type: refused('an HLS playlist') },
  { text: 'ffconcat', type: refused('an ffmpeg playlist') },
]

/** Decides the type from the first bytes (up to `headLength` of them). */
export function mediaTypeOf(head: Buffer): MediaType {
  for (const { offset = 0, text, type } of signatures) if (holds(head, offset, text)) return type
  if (holds(head, 0, 'RIFF')) return riffType(head)
  if (holds(head, 0, 'OggS')) return media(head.includes('\x80theora', 0, 'latin1') ? 'video' : 'audio', 'ogg')
  if (holds(head, 0, '\x1aE\xdf\xa3')) return matroskaType(head)
  if (isIsoMedia(head)) return isoMediaType(head)
  if (isSubRip(head)) return media('document', 'srt')
  return startsLikeMarkup(head) ? { is: 'markup' } : refused('of no known type')
}

/** File name extensions a format may carry; for formats left out, any. */
export const extensionsOf: Readonly<Record<string, readonly string[]>> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png', 'apng'],
  gif: ['gif'],
  webp: ['webp'],
  avif: ['avif', 'avifs', 'heif'],
  svg: ['svg'],
  mp4: ['mp4', 'm4v', 'm4a', 'mov', '3gp', '3g2'],
  mov: ['mov', 'qt', 'mp4'],
  webm: ['webm', 'weba', 'mkv'],
  mkv: ['mkv', 'mka'],
  pdf: ['pdf', 'ai'],
}

function riffType(head: Buffer): MediaType {
  if (holds(head, 8, 'WEBP')) return media('image', 'webp')
  if (holds(head, 8, 'WAVE')) return media('audio', 'wav')
  if (holds(head, 8, 'AVI ')) return media('video', 'avi')
  return refused('an unknown RIFF file')
}

function matroskaType(head: Buffer): MediaType {
  return media('video', head.subarray(0, 64).includes('webm') ? 'webm' : 'mkv')
}

function isIsoMedia(head: Buffer): boolean {
  return holds(head, 4, 'ftyp') || ['moov', 'mdat', 'wide', 'free'].some((box) => holds(head, 4, box))
}

/** A number, and times on the next line. */
function isSubRip(head: Buffer): boolean {
  return /^(?:\xef\xbb\xbf)?\s*\d+\s*\r?\n\d{1,3}:\d{1,2}:\d{1,2}[,.]\d{1,3} *-->/.test(head.toString('latin1'))
}

const hevcBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']

/** Brands of ISO 14496-12 `ftyp`: the major one and the compatible ones; HEIC and AVIF share the container. */
function isoMediaType(head: Buffer): MediaType {
  if (!holds(head, 4, 'ftyp')) return media('video', 'mov')
  const end = Math.min(head.length, head.readUInt32BE(0))
  const brands = [head.toString('latin1', 8, 12)]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(head.toString('latin1', at, at + 4))
  const major = brands[0] ?? ''
  if (brands.includes('avif') || brands.includes('avis')) return media('image', 'avif')
  if (brands.some((brand) => hevcBrands.includes(brand)) || major === 'mif1' || major === 'msf1') return { is: 'heic' }
  if (major === 'qt  ') return media('video', 'mov')
  if (major === 'crx ') return refused('a Canon raw picture; export it as JPEG')
  return media(major.startsWith('M4A') || major.startsWith('M4B') ? 'audio' : 'video', 'mp4')
}

/** UTF-8 or UTF-16, with or without byte order mark and white space, then `<`. */
function startsLikeMarkup(head: Buffer): boolean {
  return /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\0?(?:[\t\n\r ]\0?)*</.test(head.toString('latin1'))
}

function holds(head: Buffer, offset: number, text: string): boolean {
  return head.toString('latin1', offset, offset + text.length) === text
}
