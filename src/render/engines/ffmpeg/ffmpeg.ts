import type { Limits } from '../../../config/types.js'
import { errorOf, RenditionsError, warningOf } from '../../../errors.js'
import type { AudioCodec, VideoCodec } from '../../../film-types.js'
import type { FilmEncoder, FilmEngine } from '../../../ports.js'
import type { Problem } from '../../../types.js'
import { createLanes } from '../sharp/lanes.js'
import { filmFacts } from './facts.js'
import { findTools, recall, rememberAnswer, type Tools } from './find.js'
import { searchPrograms, type NoPrograms, type Programs } from './search.js'

export interface FfmpegOptions {
  /** Path as the option says it; `false`: none is wanted. */
  ffmpeg: string | false | undefined
  /** Absolute root folder. */
  root: string
  /** Absolute cache folder. */
  cacheFolder: string
  /** The built `processes/guard.ts`. */
  guard: URL
  limits: Limits
  /** Films whose headers are read at a time. */
  cores: number
  env: NodeJS.ProcessEnv
  /** Told once when films are met and there is no encoder. */
  warn(problem: Problem): void
}

/** The ffmpeg of a site: looked for when it is first needed. */
export interface Ffmpeg extends Pick<FilmEngine, 'encoder' | 'facts'> {
  /** The programs and what they can do; undefined where there are none that can be used. */
  tools(): Promise<Tools | undefined>
  /** What draws frames; undefined where there is none. */
  decoder(): Promise<{ ffmpeg: string; guard: URL } | undefined>
  /** How the programs look now; '' for none. Starts nothing, and warns of nothing. */
  stamp(): string
  /** Warns as the last build did, where nothing changed since: for one in which no film is looked at. Starts nothing. */
  remind(): Promise<void>
  readonly guard: URL
  /** Aborted by `close`. */
  readonly signal: AbortSignal
  /** Ends everything that runs with its signal. */
  close(): Promise<void>
}

/** Where ffmpeg comes from, by platform. */
const INSTALL: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'apt install ffmpeg, or as your distribution does it',
  darwin: 'brew install ffmpeg',
  win32: 'winget install Gyan.FFmpeg',
}

export function createFfmpeg(given: FfmpegOptions): Ffmpeg {
  let isWarned = false
  const options: FfmpegOptions = {
    ...given,
    warn(problem) {
      if (!isWarned) given.warn(problem)
      isWarned = true
    },
  }
  const { limits, guard } = options
  const closing = new AbortController()
  const lanes = createLanes(options.cores)
  const reading = new Set<Promise<unknown>>()
  let found: Promise<Tools | undefined> | undefined
  const tools = (): Promise<Tools | undefined> => (found ??= find(options))
  return {
    tools,
    async encoder() {
      const known = await tools()
      return known && encoderOf(known)
    },
    async decoder() {
      const known = await tools()
      return known && { ffmpeg: known.ffmpeg, guard }
    },
    async facts(path, file) {
      const known = await tools()
      if (!known) throw new RenditionsError(errorOf('encoder-missing', missing('it is not there')))
      const facts = lanes.run(() => filmFacts(path, file, { ...known, guard, limits, signal: closing.signal }))
      reading.add(facts)
      return facts.finally(() => reading.delete(facts))
    },
    stamp: () => stampOf(search(options)),
    remind: () => remind(options),
    guard,
    signal: closing.signal,
    async close() {
      closing.abort()
      await Promise.allSettled([found, ...reading])
    },
  }
}

async function find(options: FfmpegOptions): Promise<Tools | undefined> {
  if (options.ffmpeg === false) return undefined
  const programs = search(options)
  const answer = 'lacks' in programs ? programs : await findTools(programs, options)
  if (!('lacks' in answer)) return answer
  await rememberAnswer(options.cacheFolder, stampOf(programs), answer)
  options.warn(warningOf('encoder-missing', missing(answer.lacks)))
  return undefined
}

async function remind(options: FfmpegOptions): Promise<void> {
  const answer = options.ffmpeg === false ? undefined : await recall(options.cacheFolder, stampOf(search(options)))
  if (answer && 'lacks' in answer) options.warn(warningOf('encoder-missing', missing(answer.lacks)))
}

function stampOf(programs: Programs | NoPrograms): string {
  return 'stamp' in programs ? programs.stamp : ''
}

function search({ ffmpeg, root, env }: FfmpegOptions): Programs | NoPrograms {
  return ffmpeg === false ? { lacks: 'none is wanted' } : searchPrograms({ option: ffmpeg, root, env })
}

function missing(lacks: string): { lacks: string; install: string } {
  return { lacks, install: INSTALL[process.platform] ?? 'https://ffmpeg.org/download.html' }
}

const VIDEO: readonly VideoCodec[] = ['h264', 'hevc', 'av1', 'vp9']
const AUDIO: readonly AudioCodec[] = ['aac', 'mp3', 'opus']

function encoderOf({ version, encoders, toneMaps }: Tools): FilmEncoder {
  return {
    version,
    videoCodecs: new Set(VIDEO.filter((codec) => encoders[codec] !== undefined)),
    audioCodecs: new Set(AUDIO.filter((codec) => encoders[codec] !== undefined)),
    toneMaps,
  }
}
