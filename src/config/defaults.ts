import type { AudioPreset, VideoPreset } from '../film-types.js'
import type { ImagePreset } from '../types.js'
import { USUAL_SOUND } from './film-values.js'
import type {
  AudioPresetOptions,
  BuiltInAudioPreset,
  BuiltInPreset,
  BuiltInVideoPreset,
  ImagePresetOptions,
  VideoPresetOptions,
} from './options.js'
import type { Config, Limits, Surroundings } from './types.js'

/** At a reference, in front matter or in a sidecar: no viewer, whatever a profile says. */
export const NO_VIEWER = 'none'

const MEGABYTE = 2 ** 20

/** Whoever copies an address may keep it: one more file, a copy of the largest fallback, for each asset and preset. */
export const defaultStable = true

/** Language of titles and texts of sidecars that do not say theirs. */
export const defaultLanguage = 'en'

/**
 * The preset everything else builds on.
 * - widths: a phone at 1× and a small column (480), a phone at 2–3× (960), a laptop (1440), a full-width desktop (1920).
 *   Four are enough: between neighbours a browser loads at most about twice the pixels it shows.
 * - quality: avif 50, webp 80 and jpeg 80 look alike (sharp's own defaults); png 100 is lossless; gif has no quality.
 * - effort: avif 3, because 4 costs 4.4 × the CPU for 2 % fewer bytes at equal SSIMULACRA (12–20 MP photos at 1200 px);
 *   1 while serving, where waiting costs more than bytes. webp 4, png 7 and gif 7 are sharp's own; jpeg has none (0).
 * - loading and decoding: most pictures are below the fold; `priority` is for the ones that are not.
 * - placeholder: none, since it needs an inline style.
 * - metadata: stripped, because it holds places, names and serial numbers. icc: converted, because a picture without
 *   its profile shows wrong colours, and with it costs bytes.
 * - crop: the sidecar's focal point, else the centre.
 */
export function defaultPreset(command: Surroundings['command'], stable = defaultStable): ImagePreset {
  return {
    name: 'default',
    widths: [480, 960, 1440, 1920],
    densities: [],
    formats: ['avif', 'webp', 'fallback'],
    quality: { avif: 50, webp: 80, jpeg: 80, png: 100, gif: 100 },
    effort: { avif: command === 'serve' ? 1 : 3, webp: 4, jpeg: 0, png: 7, gif: 7 },
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
    stable,
  }
}

/** The other presets nobody has to write, on top of `default` (the site's own, if it has one). */
export const builtInPresets: Readonly<Record<Exclude<BuiltInPreset, 'default'>, ImagePresetOptions>> = {
  /** A square for lists; twice the pixels for dense screens. */
  thumb: { width: 320, height: 320, fit: 'cover', densities: [1, 2] },
  /** What Facebook, LinkedIn and others show: 1.91:1. One JPEG, which all of them read, at an address that stays. */
  social: { width: 1200, height: 630, fit: 'cover', formats: ['jpeg'], stable: true },
  /** What a lightbox opens: one large picture. No AVIF, which takes longest at this size and saves least per view. */
  zoom: { widths: [2560], formats: ['webp', 'fallback'] },
  /** All round: some 1100 pixels for a view of 100°, and as much as the graphics of every phone take. */
  panorama: { widths: [4096], formats: ['webp', 'fallback'] },
}

/**
 * The video preset everything else builds on.
 * - heights: a phone in a column (360), a phone or tablet in full (480, 720), a screen (1080). Above that, bytes grow faster
 *   than what anybody sees.
 * - codecs: every device plays H.264, and an hour of it is encoded in minutes; AV1 and HEVC take many times that.
 * - sound: 128 kb/s of AAC, which nobody tells from the source in a blind test; in stereo.
 * - effort: x264 `medium`; `veryfast` takes half the time and, at equal quality, more bytes every time the film is seen.
 * - frameRate: what screens show.
 * - hdr: made SDR, since most screens and browsers show HDR as grey.
 */
export function defaultVideoPreset(command: 'build' | 'serve', stable: boolean): VideoPreset {
  return {
    name: 'film',
    rungs: [1080, 720, 480, 360].map((height) => ({ height })),
    codecs: ['h264'],
    stream: 'auto',
    dash: false,
    mp4: true,
    poster: { at: 'first' },
    preview: 0,
    storyboard: { every: 'auto', width: 160, isAuto: true },
    sound: USUAL_SOUND,
    effort: command === 'serve' ? 1 : 5,
    frameRate: 60,
    hdr: 'sdr',
    loop: false,
    muted: false,
    stable,
  }
}

/** The other video presets nobody has to write, on top of `film`. */
export const builtInVideoPresets: Readonly<Record<Exclude<BuiltInVideoPreset, 'film'>, VideoPresetOptions>> = {
  /** One file. */
  clip: { heights: [720], stream: false, storyboard: false },
  /** What moves by itself in a page, as an animated picture does. */
  loop: { heights: [720], stream: false, storyboard: false, sound: false, loop: true, muted: true },
}

/** AAC plays everywhere; so does MP3, with more bytes. */
export function defaultAudioPreset(stable: boolean): AudioPreset {
  return { name: 'sound', formats: ['aac'], ...USUAL_SOUND, waveform: 0, stable }
}

export const builtInAudioPresets: Readonly<Record<Exclude<BuiltInAudioPreset, 'sound'>, AudioPresetOptions>> = {}

/**
 * Bounds of what is decoded. 100 MP holds every camera of today; 32,768 px a side and 300 frames stop bombs that fit in
 * it; 64 MB is a large photo, 10 MB a monstrous SVG. 10 s and 1 s per megapixel is over ten times what the slowest
 * encoder needs; 700 MB is what the largest honest picture takes. A picture that is cut into tiles passes through a few
 * hundred megabytes whatever its size: 2,000 MP is a large scan, some 10,000 files; free hosts take 20,000 files and 1 GB.
 * A film may be a long lecture in 8K (7680 × 4320 are 33 MP). 3 GB is over twice what four qualities of a 4K film in HDR take.
 */
export const defaultLimits: Limits = {
  pixels: 100e6,
  side: 32_768,
  frames: 300,
  bytes: 64 * MEGABYTE,
  svgBytes: 10 * MEGABYTE,
  tiledPixels: 2000e6,
  tiledBytes: 2048 * MEGABYTE,
  tileFiles: 20_000,
  tileBytes: 1024 * MEGABYTE,
  seconds: 10,
  memory: 700 * MEGABYTE,
  filmSeconds: 4 * 3600,
  filmBytes: 8192 * MEGABYTE,
  filmPixels: 36e6,
  filmMemory: 3072 * MEGABYTE,
}

/** A month and three builds: pages in caches, feeds and open tabs go on working. */
export const defaultGrace: Config['grace'] = { days: 30, builds: 3 }

/** At the root and not in `node_modules`, so that it survives `npm ci`. 2 GB hold some 20,000 renditions. */
export const defaultCache = { folder: '.renditions', megabytes: 2048 }

/** Beside the pages' other assets, which hosts already cache for ever. */
export function defaultAddresses(assetsDir: string): string {
  const folder = assetsDir.replace(/^(?:\.?\/)+|\/+$/g, '')
  return folder === '' || folder === '.' ? 'assets/media' : `${folder}/media`
}

/** Short, readable, and outside the folder that is cached for ever. */
export const defaultStableAddresses = 'media'

export const defaultLedger = 'renditions.lock'

/** Megabytes of the options as bytes. */
export function bytesOf(megabytes: number): number {
  return Math.round(megabytes * MEGABYTE)
}
