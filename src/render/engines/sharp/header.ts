import type { Metadata } from 'sharp'
import type { Limits } from '../../../config/types.js'
import { errorOf, RenditionsError } from '../../../errors.js'
import { decodeReason } from './decode-reason.js'
import { openGainMaps, sharp } from './load-sharp.js'
import type { Source } from './read-source.js'
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
  if (!source.bytes) throw new RenditionsError(errorOf('asset-unknown-type', { path, found: source.format }))
  const header =
    source.format === 'svg' ? svgHeader(source.bytes) : rasterHeader(await metadataOf(path, source.bytes), source.format, path)
  checkLimits(path, header, limits)
  return header
}

function svgHeader(bytes: Buffer): Header {
  const { width, height } = readSvgRoot(bytes)
  return { format: 'svg', width, height, turned: false, pages: 1, hasAlpha: true, palette: false, space: 'srgb', gainMap: false }
}

async function metadataOf(path: string, bytes: Buffer): Promise<Metadata> {
  openGainMaps(true)
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata()
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

function checkLimits(path: string, header: Header, limits: Limits): void {
  const { width, height, pages } = header
  const refuse = (limit: string, found: string): never => {
    throw new RenditionsError(errorOf('asset-too-large', { path, limit, found }))
  }
  if (Math.max(width, height) > limits.side)
    refuse(`${limits.side} pixels a side`, `${Math.round(width)} × ${Math.round(height)}`)
  if (pages > limits.frames) refuse(`${limits.frames} frames`, `${pages} frames`)
  const frames = pages > 1 ? ` × ${pages} frames` : ''
  if (width * height * pages > limits.pixels)
    refuse(`${megapixels(limits.pixels)}`, `${megapixels(width * height * pages)} (${width} × ${height}${frames})`)
}

function megapixels(pixels: number): string {
  return `${Math.round(pixels / 1e5) / 10} megapixels`
}
