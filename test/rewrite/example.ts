import type { View } from '../../src/rewrite/view.js'
import type {
  FormatGroup,
  ImageFormat,
  ImagePreset,
  PlannedReference,
  Probe,
  Recipe,
  Reference,
  Rendition,
  Sidecar,
  ViewerName,
  ViewerPreset,
} from '../../src/types.js'

const TYPES = { avif: 'image/avif', webp: 'image/webp', jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif' } as const

export interface Example {
  role?: Reference['role']
  attributes?: readonly (readonly [string, string])[]
  overrides?: Record<string, string>
  insidePicture?: boolean
  insideLink?: boolean
  preset?: Partial<ImagePreset>
  sidecar?: Partial<Sidecar>
  probe?: Partial<Probe>
  formats?: readonly ImageFormat[]
  /** Widths of the candidates, with `descriptors` of the same length; default `w` descriptors. */
  widths?: readonly number[]
  descriptors?: readonly string[]
  viewer?: ViewerName
  options?: ViewerPreset['options']
  stable?: string
  placeholder?: boolean
  /** An SVG: no groups. */
  svg?: boolean
  /** Anything else that is published as it is, by its extension: no groups. */
  original?: string
}

/** A planned reference as `plan/` would make it, of a 3:2 photo. */
export function planned(example: Example = {}): PlannedReference {
  const widths = example.widths ?? [400, 800]
  const descriptors = example.descriptors ?? (widths.length === 1 ? [''] : widths.map((width) => `${width}w`))
  const isOriginal = example.svg || example.original !== undefined
  const formats = isOriginal ? [] : (example.formats ?? ['avif', 'webp', 'jpeg'])
  const groups: FormatGroup[] = formats.map((format) => ({
    format,
    type: TYPES[format],
    candidates: widths.map((width, index) => ({ descriptor: descriptors[index] ?? '', rendition: rendition(format, width) })),
  }))
  const main = groups.at(-1)?.candidates.at(-1)?.rendition ?? rendition(example.original ?? 'svg', 300)
  return {
    reference: referenceOf(example),
    asset: { path: 'media/lake.jpg', digest: 'd'.repeat(64), bytes: 1, probe: { ...PROBE, ...example.probe } },
    sidecar: { files: [], ...example.sidecar },
    preset: { ...PRESET, ...example.preset },
    groups,
    main,
    target: 'output',
    width: main.recipe.width,
    height: main.recipe.height,
    ...(example.viewer && {
      viewer: { name: example.viewer, viewer: example.viewer, large: 'zoom', options: example.options ?? {} },
    }),
    ...(example.viewer &&
      !isOriginal && {
        large: { format: 'jpeg', type: TYPES.jpeg, candidates: [{ descriptor: '', rendition: rendition('jpeg', 2400) }] },
      }),
    ...(example.stable && { stable: example.stable }),
    ...(example.placeholder && { placeholder: rendition('json', 100) }),
  }
}

/** Addresses such as `/a/lake-400.avif`; sizes in bytes by key where given. */
export function view(options: Partial<View> & { bytes?: Record<string, number> } = {}): View {
  const { bytes, ...rest } = options
  return {
    address: ({ stem, recipe, extension }) => `/a/${stem}-${recipe.width}.${extension}`,
    stableAddress: (path) => `/${path}`,
    siteAddress: (path) => `/${path}`,
    artifact: (key) => {
      const size = bytes?.[key]
      return size === undefined ? undefined : { key, digest: 'e'.repeat(64), bytes: size, width: 1, height: 1 }
    },
    placeholder: () => ({ color: '#336699', blur: 'data:image/webp;base64,UklGRg==', thumbhash: '3OcRJYB4d3h/iIeHeEh3eIhw+j3A' }),
    inlineStyle: true,
    ...rest,
  }
}

const ORIGINALS = ['svg', 'mp4', 'mp3', 'pdf', 'vtt', 'txt', 'mov', 'glb']

function rendition(format: string, width: number): Rendition {
  const recipe: Recipe = {
    kind: ORIGINALS.includes(format) ? 'original' : format === 'json' ? 'placeholder' : 'raster',
    format,
    width,
    height: Math.round((width * 2) / 3),
    fit: 'inside',
    operations: [],
    quality: 0,
    effort: 0,
    metadata: 'strip',
    icc: 'srgb',
    animated: false,
  }
  const extension = format === 'jpeg' ? 'jpg' : format
  return { key: `${format}-${width}`, asset: 'media/lake.jpg', digest: 'd'.repeat(64), recipe, extension, stem: 'lake' }
}

function referenceOf(example: Example): Reference {
  return {
    role: example.role ?? 'picture',
    place: { file: 'index.html', line: 1, column: 1 },
    url: 'media/lake.jpg?preset=hero',
    urlRange: { start: 0, end: 0 },
    range: { start: 0, end: 0 },
    wish: { preset: 'hero', overrides: example.overrides ?? {} },
    attributes: example.attributes ?? [
      ['src', 'media/lake.jpg?preset=hero'],
      ['alt', 'The lake'],
    ],
    escape: 'html',
    explicit: true,
    ...(example.insidePicture && { insidePicture: true }),
    ...(example.insideLink && { insideLink: true }),
  }
}

const PROBE: Probe = {
  kind: 'image',
  format: 'jpeg',
  width: 3000,
  height: 2000,
  pages: 1,
  hasAlpha: false,
  colour: 'srgb',
  metadata: { exif: false, gps: false, serial: false, gainMap: false },
}

const each = { avif: 50, webp: 75, jpeg: 80, png: 80, gif: 80 }

const PRESET: ImagePreset = {
  name: 'hero',
  widths: [400, 800],
  densities: [],
  formats: ['avif', 'webp', 'fallback'],
  quality: each,
  effort: each,
  fit: 'inside',
  crop: 'centre',
  art: [],
  operations: [],
  loading: 'lazy',
  decoding: 'async',
  priority: false,
  placeholder: 'none',
  metadata: 'strip',
  icc: 'srgb',
  stable: false,
}
