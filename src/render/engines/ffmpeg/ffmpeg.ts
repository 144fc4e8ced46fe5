import type { Limits } from '../../../config/types.js'
import { errorOf, RenditionsError, warningOf } from '../../../errors.js'
import type { AudioCodec, VideoCodec } from '../../../film-types.js'
import type { FilmEncoder, FilmEngine } from '../../../ports.js'
import type { Problem } from '../../../types.js'
import { createLanes } from '../sharp/lanes.js'
import { filmFacts } from './facts.js'
import { searchPackage } from '../libav/search-package.js'
import { findTools, recall, type Candidates, type Tools } from './find.js'
import { searchPrograms, toldIn, type Command } from './search.js'

export interface FfmpegOptions {
  /** Path as the option says it; `false`: none is wanted. */
  ffmpeg: string | false | undefined
  /** Absolute root folder. */
  root: string
  /** Absolute cache folder. */
  cacheFolder: string
  /** The built `processes/guard.ts`. */
  guard: URL
  /** The built `engines/libav/program.ts`. */
  libav: URL
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
  decoder(): Promise<{ ffmpeg: Command; guard: URL } | undefined>
  /** How the programs look now; '' for none. Starts nothing, and warns of nothing. */
  stamp(): string
  /** What a report says of a package that encoded in the place of ffmpeg; '' for none. Looks for nothing. */
  embedded(): string
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
  let embedded: string | undefined
  const look = async (): Promise<Tools | undefined> => {
    const known = await find(options)
    if (known?.isEmbedded) embedded = known.version
    return known
  }
  const tools = (): Promise<Tools | undefined> => (found ??= look())
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
    stamp: () => search(options).stamp,
    embedded: () => (embedded ? embeddedText(embedded) : ''),
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
  const found = await findTools(search(options), options)
  if (!('lacks' in found)) return found
  options.warn(warningOf('encoder-missing', missing(found.lacks)))
  return undefined
}

async function remind(options: FfmpegOptions): Promise<void> {
  const answer = options.ffmpeg === false ? undefined : await recall(options.cacheFolder, search(options).stamp)
  if (answer && 'lacks' in answer) options.warn(warningOf('encoder-missing', missing(answer.lacks)))
}

/** ffmpeg; and a package of the site in its place, unless somebody says where ffmpeg is. */
function search({ ffmpeg, root, env, libav }: FfmpegOptions): Candidates {
  if (ffmpeg === false) return { all: [], stamp: '' }
  const said = { option: ffmpeg, root, env }
  const programs = searchPrograms(said)
  const embedded = toldIn(said) === undefined ? searchPackage(root, libav) : undefined
  const all = [...('lacks' in programs ? [] : [programs]), ...(embedded ? [embedded] : [])]
  return { all, stamp: all.map(({ stamp }) => stamp).join('\n'), ...('lacks' in programs && { lacks: programs.lacks }) }
}

/** Whoever builds with it has to know under which licence it is. */
function embeddedText(version: string): string {
  return `  films and sounds are encoded by the package ${version.split(',')[0]} (with x264 and x265 under the GPL), in a process of its own; an ffmpeg on PATH would go first`
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
