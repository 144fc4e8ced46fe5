import type { Crop, Fit, IccPolicy, ImageFormat, MetadataPolicy, Placeholder } from '../types.js'

/**
 * What the site's author writes. Every field is optional; `config/defaults.ts` says what stands in.
 * `P` is the union of preset names, so that profiles and `defaultPreset` are checked by the compiler.
 */
export interface Options<P extends string = string> {
  /**
   * Folders (relative to the root) whose files are assets. Default: the whole root, without
   * `node_modules`, dot folders and the output folder. Files of `publicDir` are always assets too.
   */
  assets?: string | readonly string[]
  /** Named image presets. The built-in ones (`default`, `thumb`, `social`, `zoom`) can be overridden. */
  presets?: Readonly<Record<P, ImagePresetOptions<P>>>
  /** Preset for raster pictures in pages and Markdown that name none; `false` leaves them to Vite. Default `'default'`. */
  defaultPreset?: NoInfer<P> | BuiltInPreset | false
  /** What applies to a folder or glob (site paths) when a reference does not say otherwise; later ones win. */
  profiles?: Readonly<Record<string, ProfileOptions<NoInfer<P>>>>
  /** Markdown pages: a glob, or more. */
  pages?: string | readonly string[] | PagesOptions
  /** Public folder of immutable addresses, below Vite's `base`. Default: `<build.assetsDir>/media`. */
  addresses?: string
  /** Public folder of stable addresses. Default `'media'`. */
  stableAddresses?: string
  /** Absolute origin of the deployed site (`https://example.org`), for og:image, embed code and sitemaps. */
  site?: string
  /** `'fail'` ends the build on the first complete list of errors; `'warn'` builds everything else. Default `'fail'`. */
  onError?: 'fail' | 'warn'
  /**
   * `true`: a change of the ledger is an error that says what to run; `'memory'`: it is applied to this build and
   * not written. Default: `true` when `CI` is set and the ledger is there, else `false`.
   */
  frozen?: boolean | 'memory'
  /** How long addresses of former builds stay: days and builds, whichever ends later; `0` removes at once. Default `{ days: 30, builds: 3 }`. */
  grace?: 0 | { days?: number; builds?: number }
  /** Forms in which redirects are written into the output. Default `['_redirects']`. */
  redirects?: readonly RedirectForm[]
  /** Bounds of what is decoded. */
  limits?: LimitsOptions
  /** Cache folder and size. */
  cache?: { folder?: string; /** Bytes in megabytes before the least recently used go. Default 2048. */ megabytes?: number }
  /** `false`: no `style` attribute for placeholders (strict CSP). Default `true`. */
  inlineStyle?: boolean
  /** Site path of the ledger. Default `'renditions.lock'`. */
  ledger?: string
}

export type BuiltInPreset = 'default' | 'thumb' | 'social' | 'zoom'
export type RedirectForm = '_redirects' | 'nginx' | 'html'

/** An image preset as written. */
export interface ImagePresetOptions<P extends string = string> {
  /** Take everything not given here from this preset. Default: `default`. */
  extends?: NoInfer<P> | BuiltInPreset
  /** Width candidates in pixels, for `w` descriptors. */
  widths?: readonly number[]
  width?: number
  height?: number
  /** Multiples of `width`/`height`, for `x` descriptors. */
  densities?: readonly number[]
  formats?: readonly (ImageFormat | 'fallback')[]
  /** 1–100, one for all or per format. */
  quality?: number | Partial<Record<ImageFormat, number>>
  /** 0–9 (AVIF), 0–6 (WebP), 1–10 (PNG, GIF), one for all (clamped) or per format. */
  effort?: number | Partial<Record<ImageFormat, number>>
  fit?: Fit
  /** `'16:9'`, `'16/9'` or a number. */
  ratio?: string | number
  crop?: Crop
  background?: string
  rotate?: number
  flip?: boolean
  flop?: boolean
  /** Sigma 0.3–1000; `true` is 3. */
  blur?: number | boolean
  /** Sigma 0.3–10; `true` is 1. */
  sharpen?: number | boolean
  grayscale?: boolean
  tint?: string
  brightness?: number
  saturation?: number
  /** Degrees. */
  hue?: number
  /** 1 leaves the picture as it is. */
  contrast?: number
  /** Threshold 1–255; `true` is 10. */
  trim?: number | boolean
  /** Merge alpha into `background`. */
  flatten?: boolean
  sizes?: string
  loading?: 'lazy' | 'eager'
  decoding?: 'async' | 'sync' | 'auto'
  priority?: boolean
  placeholder?: Placeholder
  metadata?: MetadataPolicy
  icc?: IccPolicy
  stable?: boolean
}

export interface ProfileOptions<P extends string = string> {
  preset?: P | BuiltInPreset
  viewer?: ViewerName
  stable?: boolean
}

export type ViewerName = 'zoom'

export interface PagesOptions {
  include: string | readonly string[]
  /** Public path the pages stand below. Default `/`. */
  base?: string
  /** Site path of the layout file; `{{ content }}` and `{{ any.frontmatter.field }}` are filled in. */
  layout?: string
}

export interface LimitsOptions {
  /** Pixels of one frame times frames, in megapixels. Default 100. */
  megapixels?: number
  /** Pixels on one side. Default 32768. */
  side?: number
  /** Frames of an animation. Default 300. */
  frames?: number
  /** Bytes of a raster file, in megabytes. Default 64; SVG 10. */
  megabytes?: number
  /** Base of the deadline in seconds, to which one second per megapixel is added. Default 10. */
  seconds?: number
  /** Memory of one renderer in megabytes. Default 700. */
  memory?: number
}
