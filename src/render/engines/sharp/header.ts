import type { Metadata } from 'sharp'
import type { Limits } from '../../../config/types.js'
import { errorOf, RenditionsError } from '../../../errors.js'
import { decodeReason } from './decode-reason.js'
import { openGainMaps, sharp } from './load-sharp.js'
import { megabytes, type Source } from './read-source.js'
import { readSvgRoot } from './svg-root.js'

/** What a picture's header says, nothing decoded. */
export interface Header {
  format: string
  /** Upright size in pixels; of an SVG in CSS pixels, 0 when it has none. */
  width: number
  height: number
  /** Stored on its side or upside down. */
  turned: boolean
  pages: number
  hasAlpha: boolean
  palette: boolean
  /** libvips' name of the colour space: `srgb`, `cmyk`, `b-w`, `rgb16`, `grey16` … */
  space: string
  gainMap: boolean
  /** Over the limits of ordinary pictures, and to be read in parts. */
  beyond?: { limit: string; found: string }
  exif?: Buffer
  iptc?: Buffer
  xmp?: Buffer
  icc?: Buffer
}

const mostChannels = 4

/**
 * Reads a picture's header and refuses what would cost too much to decode: a pixel limit alone is not enough,
 * 41 bytes that claim to be 786,464 × 32 took 1.3 GB. Rejects with `RenditionsError`.
 */
export async function readHeader(path: string, source: Source, limits: Limits): Promise<Header> {
  const input = source.bytes ?? source.large?.file
  if (input === undefined) throw new RenditionsError(errorOf('asset-unknown-type', { path, found: source.format }))
  if (source.format === 'svg' && source.bytes)
    return withinLimits(path, svgHeader(source.bytes), source, limits, 'a picture of pixels')
  const metadata = await metadataOf(path, input)
  const header = rasterHeader(metadata, source.format, path)
  return withinLimits(path, header, source, limits, obstacleTo(metadata, header))
}

function svgHeader(bytes: Buffer): Header {
  const { width, height } = readSvgRoot(bytes)
  return { format: 'svg', width, height, turned: false, pages: 1, hasAlpha: true, palette: false, space: 'srgb', gainMap: false }
}

async function metadataOf(path: string, input: Buffer | string): Promise<Metadata> {
  openGainMaps(true)
  try {
    return await sharp(input, { limitInputPixels: false }).metadata()
  } catch (error) {
    throw new RenditionsError(errorOf('asset-damaged', { path, reason: decodeReason(error) }), { cause: error })
  } finally {
    openGainMaps(false)
  }
}

/** Names of loaders that are not names of formats; `uhdr` is a JPEG with a gain map. */
const loaderFormats: Readonly<Record<string, string>> = { heif: 'avif', uhdr: 'jpeg' }

function rasterHeader(metadata: Metadata, format: string, path: string): Header {
  const { channels = 0, orientation = 1 } = metadata
  const found = loaderFormats[metadata.format as string] ?? metadata.format
  if (found !== format)
    throw new RenditionsError(errorOf('asset-damaged', { path, reason: `it starts like ${format} but is ${found}` }))
  if (channels > mostChannels) {
    throw new RenditionsError(
      errorOf('asset-too-large', { path, limit: `${mostChannels} channels`, found: `${channels} channels` }),
    )
  }
  return {
    format,
    width: metadata.autoOrient.width,
    height: metadata.autoOrient.height,
    turned: orientation > 1 && orientation <= 8,
    // Several pictures in one AVIF are no animation sharp could keep.
    pages: format === 'avif' ? 1 : (metadata.pages ?? 1),
    hasAlpha: metadata.hasAlpha ?? false,
    palette: metadata.isPalette ?? false,
    space: metadata.space ?? 'srgb',
    gainMap: metadata.gainMap !== undefined,
    exif: metadata.exif,
    iptc: metadata.iptc,
    xmp: metadata.xmp,
    icc: metadata.icc,
  }
}

/** What a picture would have to be to be read row by row, if it is not: libvips would have to hold all of it. */
function obstacleTo({ isProgressive }: Metadata, { format, pages, turned }: Header): string | undefined {
  if (format !== 'jpeg' && format !== 'png') return 'a JPEG or a PNG'
  if (isProgressive) return format === 'jpeg' ? 'a JPEG that is not progressive' : 'a PNG that is not interlaced'
  if (pages > 1) return 'one picture'
  return turned ? 'stored upright' : undefined
}

/** JPEG and PNG decoders count rows and columns so far at most. */
const mostSide = 65_535

/** The header of a picture that may be decoded, marked where only in parts. `obstacle`: what it would have to be for that. */
function withinLimits(path: string, header: Header, { size }: Source, limits: Limits, obstacle: string | undefined): Header {
  const { pages } = header
  const refuse = (excess: Excess): never => {
    throw new RenditionsError(errorOf('asset-too-large', { path, ...excess, ...(obstacle !== undefined && { parts: obstacle }) }))
  }
  if (pages > limits.frames) return refuse({ limit: `${limits.frames} frames`, found: `${pages} frames` })
  const excess = excessOf(header, size, { side: limits.side, pixels: limits.pixels, bytes: limits.bytes })
  if (!excess) return header
  if (obstacle !== undefined) return refuse(excess)
  const { tiledPixels: pixels, tiledBytes: bytes } = limits
  const tooMuch = excessOf(header, size, { side: mostSide, pixels, bytes })
  if (tooMuch) return refuse(tooMuch)
  // What a gain map adds is lost; keeping it needs the whole picture.
  return { ...header, gainMap: false, beyond: excess }
}

type Excess = NonNullable<Header['beyond']>

function excessOf(
  { format, width, height, pages }: Header,
  size: number,
  limits: Pick<Limits, 'side' | 'pixels' | 'bytes'>,
): Excess | undefined {
  const frames = pages > 1 ? ` × ${pages} frames` : ''
  if (Math.max(width, height) > limits.side)
    return { limit: `${limits.side} pixels a side`, found: `${Math.round(width)} × ${Math.round(height)}` }
  if (width * height * pages > limits.pixels)
    return { limit: megapixels(limits.pixels), found: `${megapixels(width * height * pages)} (${width} × ${height}${frames})` }
  return format !== 'svg' && size > limits.bytes ? { limit: megabytes(limits.bytes), found: megabytes(size) } : undefined
}

function megapixels(pixels: number): string {
  return `${Math.round(pixels / 1e5) / 10} megapixels`
}
