import type { AudioPreset, VideoPreset } from '../film-types.js'
import type { ImagePreset, Problem, PublishMode, RequiredField, ViewerPreset } from '../types.js'
import type { CommandTargetOptions, Host, PublishedDiff, S3TargetOptions } from './options.js'

/** Options after the door: validated, complete, nothing optional but what is truly absent. Nobody past `config/` sees user input. */
export interface Config {
  /** Asset folders as site paths; `''` is the root. */
  assets: readonly string[]
  /** Site path of `publicDir`, `''` when there is none. */
  publicDir: string
  /** Globs (site paths) that hold no assets: node_modules, dot folders, outDir, cache. */
  ignore: readonly string[]
  /** The built-in ones first, then the site's. Without a prototype: no name is there by accident. */
  presets: Readonly<Record<string, ImagePreset>>
  defaultPreset: string | false
  /** Of films and sounds. Without a prototype; no name is in two of the three. */
  videoPresets: Readonly<Record<string, VideoPreset>>
  audioPresets: Readonly<Record<string, AudioPreset>>
  defaultVideoPreset: string | false
  defaultAudioPreset: string | false
  /** What a build does with films that are not encoded yet. */
  pending: 'wait' | 'poster' | 'error'
  /** The encoder: absolute, or a name for `PATH`. */
  ffmpeg: string | false | undefined
  /** One for each viewer first, then the site's. Without a prototype. */
  viewers: Readonly<Record<string, ViewerPreset>>
  profiles: readonly Profile[]
  sets: readonly SetRule[]
  /** The site's own words for viewers, by lower-case language tag and name. Without a prototype. */
  texts: Readonly<Record<string, Readonly<Record<string, string>>>>
  publish: PublishMode
  /** Where `selective` assets go that name no target themselves. */
  target: string | undefined
  /** Fields an asset must have to be published. */
  require: readonly RequiredField[]
  /** Site path of the asset that stands in for those that are not published. */
  fallback: string | undefined
  /** Unpublished assets are shown, marked; nothing of it can become live. */
  preview: boolean
  /** `base` has a slash at both ends; `layout` is a site path, '' when none was given. */
  pages: { include: readonly string[]; base: string; layout: string } | undefined
  /** Folder of immutable addresses, no slashes at the ends: `assets/media`. */
  addresses: string
  /** Folder of stable addresses, no slashes at the ends: `media`. */
  stableAddresses: string
  /** Presets that say nothing else have stable addresses. */
  stable: boolean
  site: string | undefined
  structuredData: boolean
  /** Viewer pages without tiles have a IIIF manifest, too. */
  iiif: boolean
  onError: 'fail' | 'warn'
  frozen: boolean | 'memory'
  grace: { days: number; builds: number }
  hosts: readonly Host[]
  /** No option and no file tells the host: `netlify` among them is a guess. */
  isHostGuessed: boolean
  limits: Limits
  /** The folder is a site path, or absolute where it lies outside the root. */
  cache: { folder: string; bytes: number }
  inlineStyle: boolean
  ledger: string
  /** Besides the output, by name. Without a prototype. */
  targets: Readonly<Record<string, TargetConfig>>
  onPublished: ((published: PublishedDiff) => void | Promise<void>) | undefined
  /** Findings of validation that are not fatal. */
  problems: readonly Problem[]
}

/** `url` has a slash at its end. */
export type TargetConfig =
  | { kind: 'folder'; url: string; /** Absolute. */ folder: string }
  | ({ kind: 's3'; /** No slash at either end; '' for the whole bucket. */ prefix: string } & Omit<
      S3TargetOptions,
      'prefix' | 'ownsBucket'
    >)
  | ({ kind: 'command'; seconds: number } & Omit<CommandTargetOptions, 'seconds'>)

/** A naming rule for sets. */
export interface SetRule {
  /** Pattern of names without extension: `{style}-{colour}-{view}`. */
  match: string
  /** The part that tells the members of a set apart. */
  by: string
  /** Glob of site paths where it applies; everywhere without. */
  in?: string
  viewer?: string
  preset?: string
}

/** What applies to the assets that a glob of site paths matches. */
export interface Profile {
  glob: string
  preset?: string
  /** Name of a viewer preset. */
  viewer?: string
  stable?: boolean
  original?: boolean
  publish?: PublishMode
  target?: string
  require?: readonly RequiredField[]
  fallback?: string
}

export interface Limits {
  /** Pixels (width × height × frames). */
  pixels: number
  side: number
  frames: number
  bytes: number
  svgBytes: number
  /** The same for pictures that `deep-zoom` shows, which are taken in parts: pixels, and bytes of the source. */
  tiledPixels: number
  tiledBytes: number
  /** What the tiles of one picture may be: files, and bytes of all of them. */
  tileFiles: number
  tileBytes: number
  /** Base of the deadline; one second per megapixel is added. */
  seconds: number
  /** Bytes one renderer may take. */
  memory: number
  /** What a film or sound may be at most: seconds, bytes of the file, pixels of a frame as it is shown. */
  filmSeconds: number
  filmBytes: number
  filmPixels: number
  /** Bytes its encoder may take. */
  filmMemory: number
}

/** What Vite (or the CLI) knows that the options build on. */
export interface Surroundings {
  /** Absolute root folder. */
  root: string
  command: 'serve' | 'build'
  /** Absolute, or '' when off. */
  publicDir: string
  /** Relative to root or absolute. */
  outDir: string
  assetsDir: string
  ci: boolean
  /** Default false. */
  preview?: boolean
}
