import { mkdir, rm, stat } from 'node:fs/promises'
import { bundleWorkshop } from '../../../base/bundle.js'
import type { Limits } from '../../../config/types.js'
import { errorOf, RenditionsError } from '../../../errors.js'
import type { AudioCodec, VideoCodec } from '../../../film-types.js'
import type { ArtifactCache, FilmJob } from '../../../ports.js'
import type { Artifact } from '../../../types.js'
import { fileDigest } from '../../cache/file-digest.js'
import type { Tools } from './find.js'
import { inputOf } from './input.js'
import { runFfmpeg, type FfmpegResult } from './run.js'

/** What encoding a film is done with. */
export interface Workplace {
  job: FilmJob
  /** What its first bytes say it is. */
  format: string
  tools: Tools
  /** The built `processes/guard.ts`. */
  guard: URL
  limits: Limits
  /** Threads of decoders and filters, which do not change bytes. */
  cores: number
  cache: Pick<ArtifactCache, 'get' | 'verify' | 'file' | 'adopt' | 'adoptBundle' | 'forget' | 'temporary'>
  signal: AbortSignal
}

/** One run of the encoder on the film. */
export interface Encoding {
  /** Before the input: where to begin, how to decode. */
  before?: readonly string[]
  /** After it: filters, encoders, outputs by names in the folder. */
  parameters: readonly string[]
  folder: string
  /** Megapixels to go through, by which it gets its time. */
  megapixels: number
  seconds: number
  /** Bits per second of everything that comes out, about. */
  bitrate: number
  onProgress?: ((seconds: number) => void) | undefined
  onOutput?: (chunk: Buffer) => void
}

/** Megapixels a second of the slowest machine and encoder that are waited for. */
const SLOWEST = 0.5
/** Outputs may be so many times what is expected, and have so many bytes besides. */
const SLACK = { times: 4, bytes: 64e6 }

/** Runs the encoder on the film. Rejects with `RenditionsError`, see `runFfmpeg`. */
export function encode({ job, format, tools, guard, limits, cores, signal }: Workplace, run: Encoding): Promise<FfmpegResult> {
  const threads = ['-threads', String(cores)]
  const before = [...threads, ...(run.before ?? [])]
  const parameters = [
    '-filter_complex_threads',
    String(cores),
    ...inputOf({ file: job.file, format }, limits, before),
    ...run.parameters,
  ]
  const isEndless = run.seconds === 0
  return runFfmpeg({ ffmpeg: tools.ffmpeg, guard }, parameters, {
    asset: job.asset,
    file: job.file,
    folder: run.folder,
    seconds: isEndless ? limits.filmSeconds * 10 : limits.seconds + 60 + run.seconds + run.megapixels / SLOWEST,
    memory: limits.filmMemory,
    outputBytes: isEndless ? Infinity : SLACK.bytes + (run.seconds * run.bitrate * SLACK.times) / 8,
    signal,
    isPatient: !job.urgent,
    ...(run.onProgress && { onProgress: run.onProgress }),
    ...(run.onOutput && { onOutput: run.onOutput }),
  })
}

/** A folder on the cache's own disk, gone when the work is done. It is named so that what a killed run leaves is found. */
export async function inFolder<T>({ cache }: Workplace, work: (folder: string, temporary: string) => Promise<T>): Promise<T> {
  const temporary = cache.temporary()
  const folder = bundleWorkshop(temporary)
  await mkdir(folder, { recursive: true })
  try {
    return await work(folder, temporary)
  } finally {
    await rm(folder, { recursive: true, force: true })
    await rm(temporary, { force: true })
  }
}

/** What a finished file is as an artifact. */
export async function artifactOf(key: string, file: string, width = 0, height = 0): Promise<Artifact> {
  const [digest, { size }] = await Promise.all([fileDigest(file), stat(file)])
  return { key, digest, bytes: size, width, height }
}

/** Absolute path of a piece that was kept; undefined when it is not there, or not whole. */
export async function keptPiece({ cache }: Workplace, key: string): Promise<string | undefined> {
  const artifact = cache.get(key)
  return artifact && (await cache.verify(artifact)) ? cache.file(artifact) : undefined
}

/** Keeps a finished piece, so that a run that is stopped need not make it again; gives its absolute path. */
export async function keepPiece({ cache }: Workplace, key: string, file: string): Promise<string> {
  return cache.file(await cache.adopt(key, file, await artifactOf(key, file)))
}

/** The name that ffmpeg has for its encoder of a codec. Throws `RenditionsError` where it has none. */
export function encoderFor(place: Workplace, codec: VideoCodec | AudioCodec): string {
  const encoder = place.tools.encoders[codec]
  if (encoder) return encoder
  throw impossible(place, `ffmpeg has no encoder for ${codec}`)
}

/** That a film or sound cannot become what was asked for; `reason` is a clause. */
export function impossible({ job }: Pick<Workplace, 'job'>, reason: string): RenditionsError {
  return new RenditionsError(errorOf('render-impossible', { path: job.asset, reason }))
}
