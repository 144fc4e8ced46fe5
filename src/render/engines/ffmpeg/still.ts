import { dirname } from 'node:path'
import type { Limits } from '../../../config/types.js'
import { errorOf, RenditionsError } from '../../../errors.js'
import type { FilmFacts } from '../../../film-types.js'
import type { Recipe } from '../../../types.js'
import { firstShown, SAMPLE } from './first-shown.js'
import { decoding, inputOf } from './input.js'
import { runFfmpeg } from './run.js'
import type { Command } from './search.js'
import { toneMapped } from './tone-map.js'

/** A film whose frame is wanted. */
export interface FilmedSource {
  /** Site path. */
  path: string
  /** Absolute. */
  file: string
  /** By its first bytes. */
  format: string
  facts: FilmFacts
}

export interface StillTools {
  ffmpeg: Command
  /** The built `processes/guard.ts`. */
  guard: URL
}

type Moment = NonNullable<Recipe['moment']>

/** Bytes of a pixel of the PNG at most; what has more is no picture. */
const PIXEL_BYTES = 8
/** Seconds for each megapixel of a frame: some ten seconds of film have to be decoded, on one slow core. */
const MEGAPIXEL_SECONDS = 10

/**
 * One frame of a film as a PNG: upright, with square pixels, of whole frames and in SDR if that is asked for. Rejects with
 * `RenditionsError`, see `runFfmpeg`; `film-damaged` where it has no frame that can be decoded.
 */
export async function drawStill(film: FilmedSource, moment: Moment, tools: StillTools, limits: Limits): Promise<Buffer> {
  const filters = finish(film.facts, moment)
  if (moment.at !== 'first') {
    const at = Math.max(0, Math.min(moment.at, film.facts.duration - END))
    const [before, after] = [['-ss', String(at)], filters]
    const still = await oneFrame(film, before, after, tools, limits)
    if (still.length > 0) return still
  }
  const index = await firstIndex(film, tools, limits)
  const still = await oneFrame(film, [], [SPACED, `select='eq(n,${index})'`, ...filters], tools, limits)
  if (still.length > 0) return still
  throw new RenditionsError(errorOf('film-damaged', { path: film.path, reason: 'it has no frame that can be decoded' }))
}

/** A moment this close to the end may be behind the last frame. */
const END = 0.1

/** Some frames a second, whatever the rate of the film. */
const SPACED = `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${1 / SAMPLE.rate})'`

/** Which of the spaced frames is the first that shows something. */
async function firstIndex(film: FilmedSource, tools: StillTools, limits: Limits): Promise<number> {
  const found = new AbortController()
  const shown = firstShown()
  const small = `scale=${SAMPLE.width}:${SAMPLE.height}:flags=area+accurate_rnd+bitexact,format=gray`
  const filters = [SPACED, `settb=1/${SAMPLE.rate}`, 'setpts=N', small].join(',')
  const output = ['-r', String(SAMPLE.rate), '-c:v', 'rawvideo', '-f', 'rawvideo', 'pipe:1']
  try {
    await run(film, tools, limits, {
      before: ['-t', String(SAMPLE.seconds)],
      after: ['-vf', filters, ...output],
      signal: found.signal,
      onOutput: (chunk) => {
        if (shown.add(chunk)) found.abort()
      },
    })
  } catch (error) {
    // The rest of it need not be decoded.
    if (!found.signal.aborted) throw error
  }
  return shown.index()
}

/** The first frame that passes the filters, as PNG; empty where none does. */
async function oneFrame(
  film: FilmedSource,
  before: readonly string[],
  filters: readonly string[],
  tools: StillTools,
  limits: Limits,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  const tooMuch = new AbortController()
  let bytes = 0
  const output = ['-frames:v', '1', '-c:v', 'png', '-compression_level', '1', '-f', 'image2pipe', 'pipe:1']
  await run(film, tools, limits, {
    before,
    after: ['-vf', filters.join(','), ...output],
    signal: tooMuch.signal,
    onOutput: (chunk) => {
      bytes += chunk.length
      if (bytes <= limits.filmPixels * PIXEL_BYTES) chunks.push(chunk)
      else tooMuch.abort()
    },
  })
  return Buffer.concat(chunks)
}

function run(
  { path, file, format, facts }: FilmedSource,
  tools: StillTools,
  limits: Limits,
  {
    before,
    after,
    ...more
  }: { before: readonly string[]; after: readonly string[]; signal: AbortSignal; onOutput(chunk: Buffer): void },
): Promise<unknown> {
  // One core: the others have work of their own.
  const input = inputOf({ file, format }, limits, [...(facts.video ? decoding(facts.video) : []), '-threads', '1', ...before])
  return runFfmpeg(tools, [...input, '-map', '0:V:0', ...after], {
    asset: path,
    file,
    folder: dirname(file),
    seconds: limits.seconds + (MEGAPIXEL_SECONDS * limits.filmPixels) / 1e6,
    memory: limits.filmMemory,
    outputBytes: Infinity,
    ...more,
  })
}

/** Pixels that are not square make it wider or higher, by the rule of `film-facts.ts`. ffmpeg has turned it already. */
const SQUARE = "w='if(between(sar,1,10),round(iw*sar),iw)':h='if(between(sar,0.1,1),round(ih/sar),ih)'"

/** Equal on every processor. */
const EXACT = 'flags=bicubic+accurate_rnd+full_chroma_int+bitexact'

/** From a frame of the film to red, green and blue. */
function finish({ video }: FilmFacts, { toneMap }: Moment): string[] {
  const whole = video?.interlaced ? ['bwdif=mode=send_frame:parity=auto:deint=all'] : []
  const matrix = video?.matrix ? `:in_color_matrix=${video.matrix}` : ''
  const pixels = video?.hasAlpha ? 'rgba' : 'rgb24'
  const light = toneMap ? [...toneMapped(toneMap, SQUARE, 'm=gbr:r=full'), 'format=gbrp'] : [`scale=${SQUARE}:${EXACT}${matrix}`]
  return [...whole, ...light, `format=${pixels}`, 'setsar=1', 'setpts=PTS-STARTPTS']
}
