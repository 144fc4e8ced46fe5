import type { Sharp } from 'sharp'
import { sharp } from './load-sharp.js'

/**
 * A decoded picture between two steps: bare 8-bit sRGB pixels, or, when a colour profile or metadata must come
 * through, an uncompressed PNG that carries them.
 */
export interface Pixels {
  data: Buffer
  width: number
  height: number
  /** Samples per pixel of bare pixels; undefined for a PNG. */
  channels?: 1 | 2 | 3 | 4
}

/** What of the source must come through all steps. */
export interface Retained {
  icc: boolean
  metadata: boolean
}

/** Starts a pipeline on decoded pixels. */
export function openPixels({ data, width, height, channels }: Pixels): Sharp {
  return channels === undefined
    ? sharp(data, { limitInputPixels: false })
    : sharp(data, { limitInputPixels: false, raw: { width, height, channels } })
}

/** Ends a pipeline in pixels again. */
export async function toPixels(pipeline: Sharp, retained: Retained): Promise<Pixels> {
  if (retained.icc || retained.metadata) {
    const { data, info } = await retain(pipeline, retained).png({ compressionLevel: 0 }).toBuffer({ resolveWithObject: true })
    return { data, width: info.width, height: info.height }
  }
  const { data, info } = await pipeline.toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: info.channels as 1 | 2 | 3 | 4 }
}

/** Makes a pipeline pass on what must come through. */
export function retain(pipeline: Sharp, { icc, metadata }: Retained): Sharp {
  const kept = icc ? pipeline.keepIccProfile() : pipeline
  return metadata ? kept.keepExif().keepXmp() : kept
}
