import type { ImageFormat } from '../types.js'

/** Largest side of each format in pixels; AVIF's by policy, because decoders in browsers give up above it. */
export const LARGEST_SIDE: Readonly<Record<ImageFormat, number>> = {
  avif: 16384,
  webp: 16383,
  jpeg: 65535,
  png: 65535,
  gif: 65535,
}
