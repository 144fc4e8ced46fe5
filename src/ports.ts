import type { Limits } from './config/types.js'
import type { AudioCodec, FilmFacts, VideoCodec } from './film-types.js'
import type { Artifact, BundleFile, Digest, Probe, Problem, Rendition } from './types.js'

/**
 * Interfaces to the world. Stages receive these as arguments; only `wiring.ts` picks implementations.
 */

/** Decodes and encodes pictures somewhere that can be killed. */
export interface ImageEngine {
  /**
   * Reads a file once: digest of its bytes and what its header says. Rejects with `RenditionsError`
   * (`asset-*`) for what may not be rendered. `path` is the site path, for messages; `file` is absolute.
   */
  probe(path: string, file: string): Promise<{ digest: Digest; bytes: number; probe: Probe; problems: Problem[] }>
  /**
   * Makes all renditions of one job from one decode, and calls `done` as each is complete and stored, with the seconds
   * since work on the job began.
   * Rejects with `RenditionsError` for the job; renditions already `done` stay.
   */
  render(job: RenderJob, done: (artifact: Artifact, seconds: number) => void): Promise<void>
  /** Everything about the encoders that can change bytes, as one string for keys. Cheap: loads no native code. */
  readonly version: string
  /** What finds a crop by `saliency`, with its version; undefined where that is not installed. */
  readonly saliencyVersion: string | undefined
  /** What draws the first pages of documents, with its version; undefined where that is not installed. */
  readonly documentVersion: string | undefined
  /** Ends every child process. */
  close(): Promise<void>
}

/** All renditions that share one decode: same bytes, same crop, same operations. */
export interface RenderJob {
  /** Site path of the asset. */
  asset: string
  /** Absolute path of the asset. */
  file: string
  digest: Digest
  /** Pixels the decoder has to go through (width × height × frames), for deadlines and scheduling. */
  pixels: number
  renditions: readonly Rendition[]
  /** Of a film, a frame of which is wanted. */
  facts?: FilmFacts
  /** Encoder effort is lowered to the fastest (dev). Part of the recipe already; here for priorities only. */
  urgent?: boolean
}

/** Encodes films and sounds, somewhere that can be killed. */
export interface FilmEngine {
  /**
   * What there is to encode with; undefined where nothing is installed. Looked for once, and only when a film or sound is
   * met, so that a site without any starts no program.
   */
  encoder(): Promise<FilmEncoder | undefined>
  /** What the headers of a film or sound say. Rejects with `RenditionsError` (`film-*`) for what may not be used. */
  facts(path: string, file: string): Promise<{ facts: FilmFacts; width: number; height: number; problems: Problem[] }>
  /**
   * Makes all renditions of one film, decoding it once for all rungs, and calls `done` as each is complete and stored, with
   * the seconds since work on it began; `progress` with how much of it is done (0–1). What was finished before an
   * interruption is not done again. Rejects with `RenditionsError` for the job; renditions already `done` stay.
   */
  render(job: FilmJob, done: (artifact: Artifact, seconds: number) => void, progress: (part: number) => void): Promise<void>
  /** Ends every program it started, and what those started. */
  close(): Promise<void>
}

/** What encodes films and sounds. */
export interface FilmEncoder {
  /** Name, version and libraries: everything about it that can change bytes, for keys. */
  version: string
  videoCodecs: ReadonlySet<VideoCodec>
  audioCodecs: ReadonlySet<AudioCodec>
  /** It can make SDR of HDR. */
  toneMaps: boolean
}

/** All renditions of one film or sound. */
export interface FilmJob {
  /** Site path of the asset. */
  asset: string
  /** Absolute path of the asset. */
  file: string
  digest: Digest
  facts: FilmFacts
  renditions: readonly Rendition[]
  /** Somebody is waiting for it (dev server). */
  urgent?: boolean
}

/** Artifacts by rendition key; bytes by digest. Safe for several processes. */
export interface ArtifactCache {
  /** The artifact of a key if its record is there (bytes not read). */
  get(key: string): Artifact | undefined
  /** Absolute path of an artifact's bytes. */
  file(artifact: Artifact): string
  /** Reads and verifies bytes; undefined (and the entry forgotten) when damaged or gone. */
  read(artifact: Artifact): Promise<Uint8Array | undefined>
  /** True when the bytes are there with the right size and digest. Damaged entries are forgotten and counted. */
  verify(artifact: Artifact): Promise<boolean>
  /** Takes over a finished temporary file: verified, synced, renamed. */
  adopt(key: string, temporary: string, artifact: Artifact): Promise<Artifact>
  /**
   * The same for a bundle: `temporary` is the list of its files (`base/bundle.ts`), and they stand below `bundleFolder(temporary)`.
   * Each gets a record of its own.
   */
  adoptBundle(key: string, temporary: string, artifact: Artifact): Promise<Artifact>
  /** The files of a bundle; undefined when its list or any of them is damaged or gone. Cheap for what was verified before. */
  bundle(artifact: Artifact): Promise<readonly BundleFile[] | undefined>
  /** Lets go of artifacts that nothing needs any more, at once, and of their bytes unless another key has the same. */
  forget(keys: Iterable<string>): void
  /** A fresh file name on the cache's own disk for an engine to write to. */
  temporary(): string
  /** Writes what is pending, enforces the size cap. */
  close(): Promise<void>
  readonly counts: { hits: number; made: number; damaged: number }
}

/** What an address's file is at a target. */
export interface Published {
  /** Path below the target's root, no leading slash: `assets/media/lake-640.3f….avif`. */
  path: string
  bytes: number
  digest: Digest
}

/** What identifies bytes. */
export interface Known {
  bytes: number
  digest: Digest
}

/** Bytes about to be put, and how long they may be cached at their path. */
export interface Content extends Known {
  /** The path carries a key, so that its bytes never change. */
  immutable: boolean
}

/** A small text as it stands at a target, with a mark that differs whenever the text does. */
export interface TextAt {
  text: string
  version: string
}

/** A place artifacts are published to. Paths have no leading slash and are POSIX. */
export interface Target {
  readonly name: string
  /** Size (and digest when cheap) of what stands at a path, undefined when nothing does; -1 bytes for what is no plain file. */
  stat(path: string): Promise<{ bytes: number; digest?: Digest } | undefined>
  /**
   * Copies a local file to a path: a whole file or none, of exactly the expected bytes, verified. Nothing is done when they
   * stand there; other bytes than `replaces` are never overwritten (`target-conflict`).
   */
  put(path: string, file: string, expected: Content, replaces?: Known): Promise<void>
  /**
   * Writes small text (redirects, stubs, manifest): a whole file or none. Gives the version it has then. With `only`, nothing
   * is written (`target-changed`) unless that version stands there; `''` stands for nothing there. `immutable`: the path
   * carries a key.
   */
  write(path: string, text: string, only?: string, immutable?: boolean): Promise<string>
  read(path: string): Promise<TextAt | undefined>
  /** Removes a path only if it is still the recorded bytes; true when it is gone afterwards. */
  remove(path: string, expected: Known): Promise<boolean>
  /**
   * Every path below a folder, complete or rejected, for `check` and `verify` and for rebuilding a manifest; never used to
   * decide a removal. `''` is everything.
   */
  list(folder: string): Promise<Published[]>
  /**
   * For targets that gather: what was put, written or removed so far is done when it resolves. Called after every group of
   * which the next must not run ahead; rejects when any of it failed, and none of it counts as done then.
   */
  flush?(): Promise<void>
  /** Ends a run: temporary files go. `recorded` are the paths the manifest names from now on, all verified. */
  close(recorded?: Iterable<string>): Promise<void>
  /** True when a target can tell without a look that a path is what it was when `close` last had it among the recorded. */
  isUnchanged?(path: string): boolean
  /** The manifest is believed: nobody else writes there, and a look at each file would cost a request. `put` looks by itself. */
  readonly isRemote?: boolean
  /**
   * It cannot look: `stat` knows only what this run did, `list` rejects. What a stopped run was about to put or remove is
   * done again; both have to bear that.
   */
  readonly isBlind?: boolean
  /** Not even the manifest can be read back: what the cache remembers of it is the only record. */
  readonly isUnreadable?: boolean
  /**
   * Makes a path answer with a redirect to a URL, where the target can. `text` is what stands there for those who do not
   * follow. Like `put`, it overwrites nothing but `replaces`.
   */
  redirect?(path: string, to: string, text: string, replaces?: Known): Promise<void>
}

export interface Clock {
  /** Milliseconds since 1970; `SOURCE_DATE_EPOCH` is honoured by the system clock. */
  now(): number
}

export interface Logger {
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

/** Passed to edges that guard against hostile input. */
export type { Limits }
