import type { ImageFormat, ImagePreset, Probe } from '../types.js'

export const MIME_TYPES: Readonly<Record<ImageFormat, string>> = {
  avif: 'image/avif',
  webp: 'image/webp',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
}

export const EXTENSIONS: Readonly<Record<ImageFormat, string>> = {
  avif: 'avif',
  webp: 'webp',
  jpeg: 'jpg',
  png: 'png',
  gif: 'gif',
}

/** Formats that can hold more than one frame. sharp writes an animation into AVIF as one tall strip, so AVIF is not among them. */
const ANIMATED: ReadonlySet<ImageFormat> = new Set(['webp', 'gif'])

/**
 * The formats of a preset for one source, in order of preference, the fallback last, none twice.
 * An animation keeps to formats that move.
 */
export function formatsFor(preset: ImagePreset, probe: Probe): ImageFormat[] {
  const animated = probe.pages > 1
  const fallback = fallbackFor(preset, probe)
  const wanted = preset.formats.map((format) => (format === 'fallback' ? fallback : format))
  const possible = animated ? wanted.filter((format) => ANIMATED.has(format)) : wanted
  return [...new Set(possible.length > 0 ? possible : [fallback])]
}

/** What every browser shows: the moving format of an animation, PNG where there is alpha, else JPEG. */
export function fallbackFor(preset: ImagePreset, probe: Probe): ImageFormat {
  if (probe.pages > 1) return probe.format === 'webp' ? 'webp' : 'gif'
  const flattened = preset.operations.some((operation) => operation.name === 'flatten')
  return probe.hasAlpha && !flattened ? 'png' : 'jpeg'
}
