import type { Asset, ImagePreset, Probe, Reference } from '../../src/types.js'

/** A preset with plain values, changed where a test says so. */
export function presetWith(changes: Partial<ImagePreset> = {}): ImagePreset {
  return {
    name: 'hero',
    widths: [],
    densities: [],
    formats: ['avif', 'webp', 'fallback'],
    quality: { avif: 50, webp: 80, jpeg: 80, png: 100, gif: 100 },
    effort: { avif: 3, webp: 4, jpeg: 0, png: 7, gif: 7 },
    fit: 'inside',
    crop: 'focal',
    art: [],
    operations: [],
    loading: 'lazy',
    decoding: 'async',
    priority: false,
    placeholder: 'none',
    metadata: 'strip',
    icc: 'srgb',
    stable: false,
    ...changes,
  }
}

export function probeWith(changes: Partial<Probe> = {}): Probe {
  return {
    kind: 'image',
    format: 'jpeg',
    width: 4000,
    height: 3000,
    pages: 1,
    hasAlpha: false,
    colour: 'srgb',
    metadata: { exif: false, gps: false, serial: false, gainMap: false },
    ...changes,
  }
}

export function assetWith(probe: Partial<Probe> = {}, changes: Partial<Asset> = {}): Asset {
  return { path: 'media/lake.jpg', digest: 'd'.repeat(64), bytes: 1000, probe: probeWith(probe), ...changes }
}

export function referenceWith(changes: Partial<Reference> = {}): Reference {
  return {
    role: 'picture',
    place: { file: 'index.html', line: 3, column: 5 },
    url: '/media/lake.jpg?preset=hero',
    urlRange: { start: 10, end: 20 },
    range: { start: 0, end: 30 },
    wish: { preset: 'hero', overrides: {} },
    escape: 'html',
    explicit: true,
    ...changes,
  }
}
