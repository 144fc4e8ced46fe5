import type { AudioCodec, VideoCodec } from '../../../film-types.js'
import type { ProgramEnd } from '../../../processes/run-program.js'

/** What an ffmpeg can do for us. */
export interface Capabilities {
  /** Name, version and libraries as one line: `ffmpeg 5.1.9-0+deb12u1, libavutil 57.28.100 …, x264 164 r3095`. */
  version: string
  /** Name of its encoder, by codec. */
  encoders: Partial<Record<VideoCodec | AudioCodec, string>>
  toneMaps: boolean
}

/** Runs ffmpeg with arguments and gives what it printed on stdout, and how it ended. */
export type Ask = (parameters: readonly string[]) => Promise<ProgramEnd & { printed: Buffer }>

/** Encoders by codec, the one that is taken first in front. */
const ENCODERS: Readonly<Record<VideoCodec | AudioCodec, readonly string[]>> = {
  h264: ['libx264'],
  hevc: ['libx265'],
  av1: ['libsvtav1', 'libaom-av1'],
  vp9: ['libvpx-vp9'],
  aac: ['aac'],
  mp3: ['libmp3lame'],
  opus: ['libopus'],
}

/** Filters that make SDR of HDR. */
export const FILTERS = ['zscale', 'tonemap'] as const

/** libavutil of ffmpeg 5.0. Builds from git have no other number to go by. */
const OLDEST = 57

/** Asks an ffmpeg what it is and has. Gives a clause where it cannot be used: it does not run, is too old, or lacks an encoder. */
export async function capabilitiesOf(ask: Ask): Promise<Capabilities | { lacks: string }> {
  const [about, encoders, filters, muxers, trial] = await Promise.all([
    ask(['-version']),
    ask(['-hide_banner', '-encoders']),
    ask(['-hide_banner', '-filters']),
    ask(['-hide_banner', '-muxers']),
    ask(TRIAL),
  ])
  const libraries = librariesIn(about.printed.toString('utf8'))
  const name = /^ffmpeg version (\S+)/.exec(about.printed.toString('utf8'))?.[1]
  if (about.code !== 0 || name === undefined)
    return { lacks: `ffmpeg does not run (${about.reason ?? `exit code ${about.code}`})` }
  if (majorOf(libraries) < OLDEST) return { lacks: `ffmpeg ${name} is too old; it has to be 5.0 or newer` }
  const there = new Set([...listed(encoders.printed), ...listed(muxers.printed)])
  const missing = ['libx264', 'aac', 'mp4', 'hls'].filter((one) => !there.has(one))
  if (missing.length > 0) return { lacks: `ffmpeg ${name} was built without ${missing.join(', ')}` }
  if (trial.code !== 0) return { lacks: `ffmpeg ${name} cannot encode (${trial.reason ?? `exit code ${trial.code}`})` }
  const tools = new Set(listed(filters.printed))
  return {
    version: [`ffmpeg ${name}`, ...libraries, ...x264In(trial.printed)].join(', '),
    encoders: encodersAmong((one) => there.has(one)),
    toneMaps: FILTERS.every((filter) => tools.has(filter)),
  }
}

/** For each codec the encoder that is taken, of those that are there. */
export function encodersAmong(isThere: (name: string) => boolean): Capabilities['encoders'] {
  return Object.fromEntries(
    Object.entries(ENCODERS).flatMap(([codec, names]) => {
      const first = names.find(isThere)
      return first === undefined ? [] : [[codec, first]]
    }),
  )
}

/** One black frame: shows that encoding works, and which x264 it is, which no list tells. */
// oxfmt-ignore
const TRIAL = [
  '-nostdin', '-hide_banner', '-loglevel', 'error',
  '-f', 'lavfi', '-i', 'color=s=16x16', '-frames:v', '1', '-c:v', 'libx264', '-f', 'h264', 'pipe:1',
]

/** `libavcodec     59. 37.100 / 59. 37.100`: what it was built with, and what runs. */
function librariesIn(text: string): string[] {
  const lines = text.matchAll(/^(lib\w+)\s+[\d. ]+\/\s*(\d+)\.\s*(\d+)\.\s*(\d+)/gm)
  return [...lines].map(([, name, ...numbers]) => `${name} ${numbers.join('.')}`)
}

function majorOf(libraries: readonly string[]): number {
  return Number(/^libavutil (\d+)/m.exec(libraries.join('\n'))?.[1] ?? 0)
}

/** Names in a list as `-encoders`, `-filters` and `-muxers` print it: flags, names, description. */
function listed(printed: Buffer): string[] {
  const lines = printed.toString('utf8').matchAll(/^ *[A-Z.]{1,6} +([\w,-]+)(?: |$)/gm)
  return [...lines].flatMap(([, names = '']) => names.split(','))
}

/** As x264 signs what it encodes. */
function x264In(encoded: Buffer): string[] {
  const core = /x264 - core (\d+(?: r\d+)?)/.exec(encoded.toString('latin1'))?.[1]
  return core === undefined ? [] : [`x264 ${core}`]
}
