import type { TEXT_NAMES } from '../base/text-names.js'
import type { AudioCodec, VideoCodec } from '../film-types.js'
import type {
  Crop,
  Fit,
  IccPolicy,
  ImageFormat,
  MetadataPolicy,
  Placeholder,
  PublishMode,
  RequiredField,
  ViewerName,
} from '../types.js'

/**
 * What the site's author writes. Every field is optional; `config/defaults.ts` says what stands in.
 * `P` is the union of preset names, `V` that of viewer presets, `F` and `S` those of video and audio presets, so that profiles
 * and the like are checked by the compiler.
 */
export interface Options<
  P extends string = string,
  V extends string = string,
  F extends string = string,
  S extends string = string,
> {
  /**
   * Folders (relative to the root) whose files are assets. Default: the whole root, without
   * `node_modules`, dot folders, the output folder and the cache. Files of `publicDir` are always assets too.
   */
  assets?: string | readonly string[]
  /**
   * Named image presets. A name starts with a letter and has letters, digits, `-` and `_`. The built-in ones (`default`,
   * `thumb`, `social`, `zoom`, `panorama`) can be replaced; a replaced `default` is what all others build on.
   */
  presets?: Readonly<Record<P, ImagePresetOptions<P>>>
  /** Preset for raster pictures in pages and Markdown that name none; `false` leaves them to Vite. Default `'default'`. */
  defaultPreset?: NoInfer<P> | BuiltInPreset | false
  /**
   * Named video presets. Names are those of no other preset, so that `?preset=NAME` says what is meant. The built-in ones
   * (`film`, `clip`, `loop`) can be replaced; a replaced `film` is what all others build on.
   */
  videoPresets?: Readonly<Record<F, VideoPresetOptions<F, NoInfer<P>>>>
  /** Named audio presets; all of them build on `sound`, which is built in. */
  audioPresets?: Readonly<Record<S, AudioPresetOptions<S>>>
  /** Preset of films that pages show and name none for; `false` passes them on as they are. Default `'film'`. */
  defaultVideoPreset?: NoInfer<F> | BuiltInVideoPreset | false
  /** The same for sounds. Default `'sound'`. */
  defaultAudioPreset?: NoInfer<S> | BuiltInAudioPreset | false
  /**
   * What a build does with films and sounds that are not encoded yet. `'wait'` for them; publish the page with the `'poster'`
   * alone, and the film in a later build, which goes on where this one stopped; or end with an `'error'`. Default `'wait'`.
   */
  pending?: 'wait' | 'poster' | 'error'
  /**
   * What applies to a folder or glob (site paths) when a reference does not say otherwise. Where several match, the last
   * one that gives a field wins.
   */
  profiles?: Readonly<Record<string, ProfileOptions<NoInfer<P | F | S>, NoInfer<V>>>>
  /**
   * Named viewer presets: which viewer, how it behaves, the image presets it draws from. There is one for each viewer, by its
   * name, which can be replaced.
   */
  viewers?: Readonly<Record<V, ViewerPresetOptions<NoInfer<P>, NoInfer<V>>>>
  /**
   * What viewers say, by language tag and name: `{ nl: { close: 'Sluiten' } }`. Built in: en, de, fr, es, ja, zh; what is not
   * given stays as it is there, or English.
   */
  texts?: Readonly<Record<string, Readonly<Partial<Record<TextName, string>>>>>
  /**
   * Naming rules for sets: files of one folder whose names agree in all parts but one are a set, which is named by the rest.
   * With `{ match: '{style}-{colour}-{view}' }`, `0123-red-1.jpg` and `0123-red-2.jpg` are `0123-red.set`. Natural order.
   */
  sets?: readonly SetRuleOptions<NoInfer<P>, NoInfer<V>>[]
  /**
   * How assets come to be published, where no profile or sidecar says otherwise. It counts at every build for every asset,
   * also for those that are there already. Default `'immediate'`.
   */
  publish?: PublishMode
  /** Named target of `selective` assets that name none themselves. */
  target?: string
  /** Fields an asset's sidecars must have, else it is a draft. Default: none. */
  require?: readonly RequiredField[]
  /** Site path of the asset that is shown, with a warning, instead of one that is not published. Default: none, which is an error. */
  fallback?: string
  /** Markdown pages: a glob, or more. */
  pages?: string | readonly string[] | PagesOptions
  /**
   * Public folder of immutable addresses, below Vite's `base`. Default: `<build.assetsDir>/media`, `assets/media` where
   * `assetsDir` is empty.
   */
  addresses?: string
  /** Public folder of stable addresses, apart from `addresses`. Default `'media'`. */
  stableAddresses?: string
  /**
   * What presets start from: `true`, and every published asset has an address without a hash for each preset it is shown
   * with, and a page for each viewer. A preset, profile, sidecar or reference may say otherwise. Default `true`.
   */
  stable?: boolean
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
  /**
   * Hosts in whose form redirects and headers are written into the output; `[]` for none. `'detect'` goes by the files
   * in the root and publicDir (`netlify.toml`, `wrangler.*`, `_worker.js`, `vercel.json`, `nginx.conf`, `.htaccess`,
   * `Caddyfile` …); without one it is `'netlify'`, which the build's report says. Default `'detect'`.
   */
  hosts?: 'detect' | Host | readonly Host[]
  /** Bounds of what is decoded. */
  limits?: LimitsOptions
  /**
   * The encoder of films and sounds: path of ffmpeg (5.0 or newer, with libx264), relative to the root or absolute, or a name
   * that is looked for on PATH; ffprobe lies beside it. Default: what `RENDITIONS_FFMPEG` says, else `ffmpeg`. `false`: none,
   * and films are published as they are.
   */
  ffmpeg?: string | false
  /** Cache folder and size. */
  cache?: {
    /** Relative to the root, or absolute where sites share one. A folder of its own. Default `'.renditions'`. */
    folder?: string
    /** Size (in 2²⁰ bytes) from which the least recently used go. Default 2048. */
    megabytes?: number
  }
  /** `false`: no `style` attribute for placeholders (strict CSP). Default `true`. */
  inlineStyle?: boolean
  /**
   * Other places that assets are published to, by name: a folder, an S3-compatible bucket, or what a command of yours
   * reaches. `renditions publish` sends there what the last build made; see `publish` for which assets go where.
   */
  targets?: Readonly<Record<string, TargetOptions>>
  /**
   * Pictures and sets of pictures that have a page of their own have a manifest (IIIF Presentation 3), too, by which other
   * viewers open them; needs `site`. Those in tiles (`deep-zoom`) always have one. Default `false`.
   */
  iiif?: boolean
  /**
   * Pages tell search engines what they show (schema.org as JSON-LD, after each picture, film or model), with credit and
   * licence; needs `site`. Default `false`.
   */
  structuredData?: boolean
  /** Called after each publish to a target in which something changed: to purge a CDN, or to tell somebody. */
  onPublished?: (published: PublishedDiff) => void | Promise<void>
  /** Site path of the ledger; not in the output, public or cache folder. Default `'renditions.lock'`. */
  ledger?: string
}

export type BuiltInPreset = 'default' | 'thumb' | 'social' | 'zoom' | 'panorama'
export type BuiltInVideoPreset = 'film' | 'clip' | 'loop'
export type BuiltInAudioPreset = 'sound'
/** `html`: a page or a copy at each former address, where a host can do nothing. */
export type Host = 'netlify' | 'cloudflare' | 'vercel' | 'nginx' | 'apache' | 'caddy' | 'html'

/**
 * An image preset as written. `widths` decides the size alone, or `width`, `height` and `densities` do. Giving one way
 * replaces the other where it was inherited; of `width`, `height` and `ratio` the inherited one yields.
 */
export interface ImagePresetOptions<P extends string = string> {
  /** Take everything not given here from this preset. Default: `default`. A built-in name can extend what it replaces. */
  extends?: NoInfer<P> | BuiltInPreset
  /** Width candidates in pixels (1–16383), for `w` descriptors. */
  widths?: readonly number[]
  width?: number
  height?: number
  /** Multiples (0.1–10) of `width`/`height`, for `x` descriptors. */
  densities?: readonly number[]
  formats?: readonly (ImageFormat | 'fallback')[]
  /**
   * 1–100, one for AVIF, WebP and JPEG, or per format. PNG stays lossless unless it is named: below 100 it gets a palette.
   * Default: avif 50, webp 80, jpeg 80, png 100.
   */
  quality?: number | Partial<Record<Exclude<ImageFormat, 'gif'>, number>>
  /**
   * 0–9 (AVIF), 0–6 (WebP), 1–10 (PNG, GIF), one for all (clamped) or per format. Default: avif 3 (1 while serving),
   * webp 4, png 7, gif 7.
   */
  effort?: number | Partial<Record<Exclude<ImageFormat, 'jpeg'>, number>>
  fit?: Fit
  /** `'16:9'`, `'16/9'` or a number (0.01–100). Pictures are cut to it (`fit: 'cover'`) unless `fit` says otherwise. */
  ratio?: string | number
  /** The name of a crop in sidecars counts where an asset has it; elsewhere the focal point does. */
  crop?: Exclude<Crop, { named: string }> | (string & {})
  /** Another crop, shape or other widths where a media query holds. Default: none. */
  art?: readonly ArtDirectionOptions[]
  /** CSS colour (named, hex, `rgb()`, `hsl()`) of bars, of corners after `rotate`, and for `flatten`. */
  background?: string
  /** Degrees clockwise, -360–360. */
  rotate?: number
  flip?: boolean
  flop?: boolean
  /** Sigma 0.3–1000; `true` is 3. */
  blur?: number | boolean
  /** Sigma 0.3–10; `true` is 1. */
  sharpen?: number | boolean
  grayscale?: boolean
  /** CSS colour. */
  tint?: string
  /** Factor 0–10; 1 leaves the picture as it is. */
  brightness?: number
  /** Factor 0–10; 1 leaves the picture as it is. */
  saturation?: number
  /** Degrees, -360–360. */
  hue?: number
  /** Factor 0–10; 1 leaves the picture as it is. */
  contrast?: number
  /** Threshold 1–255; `true` is 10. */
  trim?: number | boolean
  /** Merge alpha into `background`. */
  flatten?: boolean
  /** The `sizes` attribute. Default: what suits the widths. */
  sizes?: string
  loading?: 'lazy' | 'eager'
  decoding?: 'async' | 'sync' | 'auto'
  /** Loads before everything else; `loading` is `'eager'` then unless it is given. */
  priority?: boolean
  placeholder?: Placeholder
  metadata?: MetadataPolicy
  icc?: IccPolicy
  /** What becomes of animated GIFs: a picture, or a silent film (video preset `loop`) a tenth as large. Default `'picture'`. */
  gif?: 'picture' | 'film'
  /** Also publish an address without a hash for every asset shown with this preset. */
  stable?: boolean
}

/** A video preset as written. */
export interface VideoPresetOptions<F extends string = string, P extends string = string> {
  /** Take everything not given here from this preset. Default: `film`. A built-in name can extend what it replaces. */
  extends?: NoInfer<F> | BuiltInVideoPreset
  /**
   * Qualities by the pixels of the shorter side, for films of 16:9; wider ones are as wide as that. None is larger than the
   * source, and there is always one. Default: 360, 480, 720, 1080.
   */
  heights?: readonly number[]
  /** The same, each with its own numbers. */
  rungs?: readonly RungOptions[]
  /** Each quality is made in each of these. Default: `['h264']`. */
  codecs?: readonly VideoCodec[]
  /** A stream (HLS) that adapts to the connection; `'auto'` where it lasts more than 10 seconds and has more than one quality. Default `'auto'`. */
  stream?: boolean | 'auto'
  /** A DASH manifest for the same segments. Default `false`. */
  dash?: boolean
  /** A file that plays everywhere, also without JavaScript. Default `true`. */
  mp4?: boolean
  /** The frame that stands for it: seconds, or the first that shows something; `preset` is that of the picture. Default `'first'`. */
  poster?: false | number | 'first' | { at?: number | 'first'; preset?: P | BuiltInPreset }
  /** Seconds (up to 30) of a silent preview that plays while somebody points at it. Default 0, for none. */
  preview?: number
  /** Thumbnails to find a place by, `every` so many seconds and of so many pixels `width`; `'auto'` for streams. Default `'auto'`. */
  storyboard?: boolean | 'auto' | { every?: number; width?: number }
  /** Films that last longer are refused. */
  maxSeconds?: number
  /** Films whose file has more megabytes (2²⁰ bytes) are refused. */
  maxMegabytes?: number
  /** `bitrate` in kilobits per second (default 128), 1 or 2 `channels` (default 2), `loudness` in LUFS (`true`: -16; default: as it is). */
  sound?: boolean | { bitrate?: number; channels?: 1 | 2; loudness?: number | boolean }
  /**
   * How long the encoder works, for smaller files of the same quality: 0–9, which are the presets of x264 and x265 from
   * `ultrafast` to `placebo`. Default 5 (`medium`), 1 while serving.
   */
  effort?: number
  /** Frames per second at most; a film with more shows every second one. Default 60. */
  frameRate?: number
  /** `'keep'` leaves HDR as it is, which needs a codec that can hold it. Default `'sdr'`. */
  hdr?: 'sdr' | 'keep'
  /** Begins again at its end. With `muted` it moves by itself, as an animated picture does. Default `false`. */
  loop?: boolean
  /** Starts without sound. Default `false`. */
  muted?: boolean
  /** Also publish an address without a hash for every film shown with this preset. */
  stable?: boolean
}

export interface RungOptions {
  height: number
  /** Constant quality of the encoder (CRF, 1–63, less is better). Default: h264 23, hevc 26, vp9 33, av1 35. */
  quality?: number
  /** Kilobits per second at most. Default: what suits size, frame rate and codec; 1080 lines of H.264 have 5000. */
  bitrate?: number
  codec?: VideoCodec
}

/** An audio preset as written. */
export interface AudioPresetOptions<S extends string = string> {
  /** Take everything not given here from this preset. Default: `sound`. */
  extends?: NoInfer<S> | BuiltInAudioPreset
  /** In order of preference. Default `['aac']`, which plays everywhere. */
  formats?: readonly AudioCodec[]
  /** Kilobits per second. Default 128. */
  bitrate?: number
  /** At most. Default 2. */
  channels?: 1 | 2
  /** LUFS it is brought to; `true` is -16. Default: as it is. */
  loudness?: number | boolean
  /** A picture of its loudness above the player, of so many bars (10–1000; `true`: 160). Default `false`. */
  waveform?: boolean | number
  /** Also publish an address without a hash for every sound played with this preset. */
  stable?: boolean
}

/** Something a viewer says. */
export type TextName = (typeof TEXT_NAMES)[number]

export interface SetRuleOptions<P extends string = string, V extends string = string> {
  /** Pattern of names (without extension) with parts in braces and something between them. */
  match: string
  /** The part that tells the members apart. Default: the last one. */
  by?: string
  /** Folder or glob of site paths where it applies; files there that no rule matches are listed. Default: everywhere. */
  in?: string
  viewer?: V | ViewerName
  preset?: P | BuiltInPreset
}

/** A viewer preset as written; options of other viewers than its own are refused. */
export interface ViewerPresetOptions<P extends string = string, V extends string = string> {
  /** The viewer, or the preset, to build on. May be left out where the preset has a viewer's own name. */
  extends?: V | ViewerName
  /** Image preset of what it shows. Default: that of the reference, its profile, or `defaultPreset`. */
  preset?: P | BuiltInPreset
  /** Image preset of what it shows large. Default `'zoom'`, of `panorama` `'panorama'`. */
  large?: P | BuiltInPreset
  /** `zoom`: Back closes it, and a picture with an `id` has an address of its own (`#zoom=<id>`). Default `true`. */
  history?: boolean
  /** `zoom`: offers the large picture as a file. Default `false`. */
  download?: boolean
  /** `inline-zoom`: how far it goes, as a multiple of the fitting size (1–20; default: up to the pixels there are, at least 2). `flyout`: magnification (1.5–10; default 3). */
  factor?: number
  /** `flyout`: where the magnified part shows. Default `'end'`; `'inside'` on narrow screens. */
  side?: 'end' | 'start' | 'inside'
  /** `deep-zoom`: a small map of the whole. Default `false`. */
  navigator?: boolean
  /** `gallery`, `mixed`: where the small pictures stand. Default `'below'`. */
  thumbnails?: 'below' | 'beside' | 'none'
  /** `carousel`: seconds per slide; 0 does not go on by itself. Default 0. */
  seconds?: number
  /** `carousel`: what shows and chooses the slide. Default `'dots'`. */
  indicators?: 'dots' | 'numbers' | 'none'
  /** `carousel`: how slides change. Default `'slide'`. */
  transition?: 'slide' | 'fade'
  /** The last is followed by the first (sets; default `true` for `carousel` and `spin`), or playing starts again (`video`, `audio`; default `false`). */
  loop?: boolean
  /** `spin`: rows of frames, each a turn at another height. Default 1. */
  rows?: number
  /** `spin`: one turn by itself at first sight. Default `false`. */
  autospin?: boolean
  /** `spin`: frames are in the order of the other direction. Default `false`. */
  reverse?: boolean
  /** `video`: starts without sound. Default `false`. */
  muted?: boolean
  /** `video`: starts when it comes into view, without sound. Default `false`. */
  autoplay?: boolean
  /** `video`: path of an HLS playlist of the site's own (in `publicDir`), from the root; it plays instead of the file where it can. */
  hls?: string
  /** `video`, `audio`: `'auto'` puts what the captions say into the page, to be read. Default `'none'`. */
  transcript?: 'auto' | 'none'
  /** `panorama`: where it looks at first, in degrees to the right of the middle. Default 0. */
  yaw?: number
  /** `panorama`: degrees above the horizon. Default 0. */
  pitch?: number
  /** `panorama`: width of the view in degrees, 20–140. Default 100. */
  fov?: number
  /** `panorama`: degrees a second (−30–30), 0 for none; `model`: whether it turns. Default 0 and `false`. */
  autorotate?: number | boolean
  /** `model`: a button that shows it in the room, on devices that can. Default `true`. */
  ar?: boolean
  /** `model`: path of a USDZ file of the site's own (in `publicDir`), from the root, which iPhones show in the room; else one is made of the model. */
  usdz?: string
  /** `model`: path of a folder of the site's own, from the root, with `draco/` and `basis/` as three.js has them, for compressed models. */
  decoders?: string
  /** `compare`: one above the other. Default `false`. */
  vertical?: boolean
  /** `compare`: where the line is at first, 0–100. Default 50. */
  start?: number
  /** `document`: shown in the page, in the browser's own viewer, once asked for. Default `true`. */
  inline?: boolean
}

export interface ArtDirectionOptions {
  /** A CSS media query: `(max-width: 40em)`. */
  media: string
  crop?: ImagePresetOptions['crop']
  ratio?: string | number
  widths?: readonly number[]
  sizes?: string
}

export type TargetOptions = FolderTargetOptions | S3TargetOptions | CommandTargetOptions

/** Any other folder: another checkout, a mounted disk. */
export interface FolderTargetOptions {
  /** Relative to the root, or absolute. */
  folder: string
  /** Public URL of the folder: addresses are appended to it. */
  url: string
}

/** A bucket of AWS S3, R2, MinIO, Garage, Ceph … Credentials come from the usual chain, never from here. */
export interface S3TargetOptions {
  bucket: string
  /** Public URL of the bucket (and prefix): addresses are appended to it. */
  url: string
  /** URL of the server, for anything but AWS. */
  endpoint?: string
  /** Default: `AWS_REGION`, the profile's, `auto` for R2, `us-east-1`. */
  region?: string
  /** Folder in the bucket that is ours. Needed unless `ownsBucket`. */
  prefix?: string
  /** The whole bucket is ours. Default `false`. */
  ownsBucket?: boolean
  /** Which client sends requests: our own, or `@aws-sdk/client-s3` (install it yourself). Default `'fetch'`. */
  client?: 'fetch' | 'aws-sdk'
  /** The bucket's name in the path instead of in the host. Default: `true` with an `endpoint`. */
  pathStyle?: boolean
  /** `website`: former addresses become objects that redirect (S3 static website hosting). Default `'none'`. */
  redirects?: 'website' | 'none'
  /** Requests at once. Default 16. */
  concurrency?: number
  /** Size of the parts of large files, in bytes, at least 5 MiB; up to twice that, a file goes in one request. Default 8 MiB. */
  partBytes?: number
}

/**
 * A program of yours that copies: `rclone`, `rsync` … It gets the exact list of puts and removals. The destination has to
 * be for these files alone: what stands there is not looked at before it is overwritten.
 */
export interface CommandTargetOptions {
  /**
   * The program and its arguments; no shell. `{folder}` stands for a folder that holds exactly the files to put, under
   * their paths; `{paths}` for a file with one path per line; `{list}` for a file with one JSON object per line; `{phase}`
   * for `put`, `manifest` or `remove`. Run once for each phase that has something to do; it has to end with 0, and to bear
   * that the same is asked of it twice.
   */
  command: readonly string[]
  /** Another command for removals, with the same placeholders. Default: `command` gets them too. */
  remove?: readonly string[]
  /**
   * Prints the file at `{path}` on stdout. With it, what is published is read from the target itself; without it, the
   * cache is the only record.
   */
  read?: readonly string[]
  /** Exit codes of `read` that mean "not there"; others fail the publish. Default: all but 0, 126, 127 and 255. */
  absent?: readonly number[]
  /** How long one run of a command may take, in seconds. Default 3600. */
  seconds?: number
  /** Public URL: addresses are appended to it. */
  url: string
}

/** What one publish changed at one target. URLs are absolute where the origin is known. */
export interface PublishedDiff {
  target: string
  published: readonly { url: string; asset: string; bytes: number }[]
  redirected: readonly { url: string; to: string }[]
  gone: readonly string[]
  removed: readonly string[]
  /** Exactly the URLs that mean something else than before, or nothing any more: what a CDN has to forget. */
  purge: readonly string[]
}

export interface ProfileOptions<P extends string = string, V extends string = string> {
  /** Of pictures, films or sounds; each asset takes the one that is for its kind. */
  preset?: P | BuiltInPreset | BuiltInVideoPreset | BuiltInAudioPreset
  viewer?: V | ViewerName
  stable?: boolean
  publish?: PublishMode
  target?: string
  require?: readonly RequiredField[]
  fallback?: string
  /** Also publish the untouched file, once it is seen to tell no place and no serial number. Default `false`. */
  original?: boolean
}

export type { ViewerName } from '../types.js'

export interface PagesOptions {
  include: string | readonly string[]
  /** URL path the pages stand below, inside Vite's `base`. Default `/`. */
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
  /** Size of a raster file, in megabytes (2²⁰ bytes). Default 64. An SVG may have 10, or this if it is less. */
  megabytes?: number
  /** Megapixels of a picture that viewer `deep-zoom` shows. Above `megapixels`, only JPEG and PNG that can be read in parts. Default 2000. */
  tiledMegapixels?: number
  /** Size of its file, in megabytes. Default 2048. */
  tiledMegabytes?: number
  /** Files that its tiles may be. Default 20000. */
  tileFiles?: number
  /** Megabytes that its tiles may be. Default 1024. */
  tileMegabytes?: number
  /** Base of the deadline in seconds, to which one second per megapixel is added. Default 10. */
  seconds?: number
  /** Memory of one renderer in megabytes. Default 700. */
  memory?: number
  /** Length of a film or sound, in seconds. Default 14400 (4 hours). */
  filmSeconds?: number
  /** Size of its file, in megabytes. Default 8192. */
  filmMegabytes?: number
  /** Megapixels of one of its frames. Default 36 (8K). */
  filmMegapixels?: number
  /** Memory of its encoder in megabytes; not watched on Windows. Default 3072. */
  filmMemory?: number
}
