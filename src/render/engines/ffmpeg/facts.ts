import { open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sizeText } from '../../../base/size-text.js'
import type { Limits } from '../../../config/types.js'
import { errorOf, RenditionsError } from '../../../errors.js'
import type { FilmFacts } from '../../../film-types.js'
import { runProgram } from '../../../processes/run-program.js'
import type { Problem } from '../../../types.js'
import { missingEnd } from '../film/cut-off.js'
import { isEncrypted } from '../film/encrypted.js'
import { headLength, mediaTypeOf } from '../sharp/media-type.js'
import type { Capabilities } from './capabilities.js'
import { cleanEnvironment } from './environment.js'
import { describe, SHOWN, type Described, type Report } from './film-facts.js'
import { meanRate } from './frame-rate.js'
import { guardInput, inputOf, isReadable, needsLibvpx } from './input.js'
import { runFfmpeg } from './run.js'
import type { Command } from './search.js'
import { withoutPaths } from './without-paths.js'

/** What reads facts works with. */
export interface FactsParts {
  ffmpeg: Command
  ffprobe: Command
  encoders: Capabilities['encoders']
  /** The built `processes/guard.ts`. */
  guard: URL
  limits: Limits
  signal: AbortSignal
}

export interface FoundFacts {
  facts: FilmFacts
  width: number
  height: number
  problems: Problem[]
}

/** Headers take milliseconds and few megabytes; a hostile file gets no more than this, which a machine under load may need. */
const SECONDS = 60
const MEMORY = 512e6
/** A hundred streams are some 60 kB. */
const MOST_PRINTED = 1 << 20

/**
 * Reads what the headers of a film or sound say, and counts where they say neither length nor rate. Rejects with
 * `RenditionsError`: `film-damaged`, `film-timeout`, `film-memory`, `film-stopped`, `asset-too-large`.
 */
export async function filmFacts(path: string, file: string, parts: FactsParts): Promise<FoundFacts> {
  const format = await formatOf(path, file)
  checkBytes(path, (await stat(file)).size, parts.limits)
  const cut = await missingEnd(file, format)
  if (cut) throw damaged(path, `it ends after ${cut.found} of ${cut.wanted} bytes`)
  if (await isEncrypted(file)) throw damaged(path, 'it is encrypted')
  const described = describe(await report(path, file, format, parts))
  if (!described) throw damaged(path, 'it has neither pictures nor sound that ffmpeg can decode')
  checkSize(path, described, parts.limits)
  const { duration, frameRate } = described.untold
  const counted = duration || frameRate ? await count({ path, file, format }, described, parts) : described
  checkLength(path, counted.facts, parts.limits)
  const { facts, width, height } = counted
  return { facts: asDecoded(facts, parts), width, height, problems: [] }
}

/** Transparency that nothing here decodes is not there. */
function asDecoded(facts: FilmFacts, { encoders }: FactsParts): FilmFacts {
  const { video } = facts
  if (!video || !needsLibvpx(video) || encoders.vp9 !== undefined) return facts
  return { ...facts, video: { ...video, hasAlpha: false } }
}

/** By its first bytes: what ffmpeg may take it for. */
export async function formatOf(path: string, file: string): Promise<string> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headLength), 0, headLength, 0)
    const type = mediaTypeOf(buffer.subarray(0, bytesRead))
    if (type.is === 'media' && isReadable(type.format)) return type.format
    throw damaged(path, 'its first bytes are of no film or sound that is taken')
  } finally {
    await handle.close()
  }
}

async function report(path: string, file: string, format: string, parts: FactsParts): Promise<Report> {
  const chunks: Buffer[] = []
  let bytes = 0
  const tooMuch = new AbortController()
  const folder = dirname(file)
  const [program, ...first] = parts.ffprobe
  const end = await runProgram({
    program,
    parameters: [
      ...first,
      '-v',
      'error',
      '-hide_banner',
      ...guardInput(format),
      '-show_entries',
      SHOWN,
      '-of',
      'json=compact=1',
      `file:${file}`,
    ],
    cwd: folder,
    env: cleanEnvironment(process.env),
    seconds: SECONDS,
    memory: MEMORY,
    signal: AbortSignal.any([parts.signal, tooMuch.signal]),
    patience: 0,
    onOutput(chunk) {
      bytes += chunk.length
      if (bytes <= MOST_PRINTED) chunks.push(chunk)
      else tooMuch.abort()
    },
    guard: parts.guard,
  })
  if (end.stopped === 'seconds') throw new RenditionsError(errorOf('film-timeout', { path, seconds: SECONDS }))
  if (end.stopped === 'memory') throw new RenditionsError(errorOf('film-memory', { path, megabytes: MEMORY / 1e6 }))
  if (tooMuch.signal.aborted) throw damaged(path, 'its headers have no end')
  if (end.stopped === 'signal') throw new RenditionsError(errorOf('film-stopped', { path }))
  const said = withoutPaths(end.output, { asset: path, file, folder })
  if (end.code !== 0) throw damaged(path, `ffprobe says: ${said || end.reason || `exit code ${end.code}`}`)
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Report
  } catch {
    throw damaged(path, 'ffprobe gives no answer that can be read')
  }
}

/** Goes through all packets without decoding any, and counts frames and seconds. */
async function count(
  { path, file, format }: { path: string; file: string; format: string },
  described: Described,
  { ffmpeg, guard, limits, signal }: FactsParts,
): Promise<Described> {
  const { facts, untold } = described
  const wanted = facts.video ? '0:V:0' : '0:a:0'
  const { seconds, frames } = await runFfmpeg(
    { ffmpeg, guard },
    [...inputOf({ file, format }, limits), '-map', wanted, '-c', 'copy', '-f', 'null', '-'],
    {
      asset: path,
      file,
      folder: dirname(file),
      seconds: SECONDS + limits.filmSeconds / 60,
      memory: MEMORY,
      outputBytes: Infinity,
      signal,
    },
  )
  if (seconds === 0) throw damaged(path, 'it says nowhere how long it is')
  const { video, ...others } = facts
  // What is told is when the last frame begins.
  const [numerator, denominator] =
    video && untold.frameRate && frames > 1
      ? meanRate('', `${(frames - 1) * 1000}/${Math.round(seconds * 1000)}`)
      : (video?.frameRate ?? [1, 0])
  const duration = untold.duration ? seconds + denominator / numerator : facts.duration
  return {
    ...described,
    facts: { ...others, duration, ...(video && { video: { ...video, frameRate: [numerator, denominator] } }) },
  }
}

function checkBytes(path: string, bytes: number, { filmBytes: most }: Limits): void {
  if (bytes > most) throw new RenditionsError(errorOf('asset-too-large', { path, limit: sizeText(most), found: sizeText(bytes) }))
}

function checkSize(path: string, { width, height }: Described, { filmPixels: most }: Limits): void {
  if (width * height <= most) return
  const found = `${megapixels(width * height)} (${width} × ${height})`
  throw new RenditionsError(errorOf('asset-too-large', { path, limit: `${megapixels(most)} a frame`, found }))
}

function checkLength(path: string, { duration }: FilmFacts, { filmSeconds: most }: Limits): void {
  if (duration <= most) return
  const found = `${Math.round(duration)} seconds`
  throw new RenditionsError(errorOf('asset-too-large', { path, limit: `${most} seconds`, found }))
}

function damaged(path: string, reason: string): RenditionsError {
  return new RenditionsError(errorOf('film-damaged', { path, reason }))
}

function megapixels(pixels: number): string {
  return `${Math.round(pixels / 1e5) / 10} megapixels`
}
