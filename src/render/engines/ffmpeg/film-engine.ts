import { errorOf, RenditionsError } from '../../../errors.js'
import type { Limits } from '../../../config/types.js'
import type { FilmEngine, FilmJob } from '../../../ports.js'
import type { Artifact, Digest } from '../../../types.js'
import type { Ffmpeg } from './ffmpeg.js'
import { formatOf } from './facts.js'
import { renderFilm } from './render-film.js'
import { createTurns } from './turns.js'
import { impossible, type Workplace } from './workplace.js'

export interface FilmEngineOptions {
  ffmpeg: Ffmpeg
  limits: Limits
  /** Threads that decode and filter; see `render/cores.ts`. */
  cores: number
  cache: Workplace['cache']
  /** About how long a stretch is that one process encodes, and that a run which is stopped may have to do again. Default 60. */
  chunkSeconds?: number
}

const CHUNK = 60

/** Pieces of a film, until all that is wanted of it is put together. */
interface Pieces {
  keys: Set<string>
  jobs: number
  hasFailed: boolean
}

/**
 * The engine that encodes with ffmpeg: one film after another, because an encoder takes all cores by itself; those that
 * somebody waits for first.
 */
export function createFilmEngine(options: FilmEngineOptions): FilmEngine {
  const { ffmpeg, cache, chunkSeconds = CHUNK } = options
  const turns = createTurns()
  const running = new Set<Promise<unknown>>()
  const all = new Map<Digest, Pieces>()
  const render: FilmEngine['render'] = async (job, done, progress) => {
    const pieces = all.get(job.digest) ?? { keys: new Set(), jobs: 0, hasFailed: false }
    all.set(job.digest, pieces)
    pieces.jobs++
    await turns.take(job.urgent ?? false)
    const begun = performance.now()
    try {
      progress(0)
      const place = await placeOf(options, job)
      const tell = (artifact: Artifact): void => done(artifact, (performance.now() - begun) / 1000)
      await renderFilm(place, chunkSeconds, pieces.keys, tell, progress)
    } catch (error) {
      // The next run takes what is there.
      pieces.hasFailed = true
      throw error
    } finally {
      pieces.jobs--
      if (pieces.jobs === 0) all.delete(job.digest)
      // They are in what was put together from them.
      if (pieces.jobs === 0 && !pieces.hasFailed) cache.forget(pieces.keys)
      turns.next()
    }
  }
  return {
    encoder: () => ffmpeg.encoder(),
    facts: (path, file) => ffmpeg.facts(path, file),
    render(job, done, progress) {
      const rendering = render(job, done, progress)
      const ended: Promise<unknown> = rendering.catch(() => undefined).finally(() => running.delete(ended))
      running.add(ended)
      return rendering
    },
    async close() {
      await ffmpeg.close()
      await Promise.all(running)
    },
  }
}

async function placeOf({ ffmpeg, limits, cores, cache }: FilmEngineOptions, job: FilmJob): Promise<Workplace> {
  const { guard, signal } = ffmpeg
  if (signal.aborted) throw new RenditionsError(errorOf('film-stopped', { path: job.asset }))
  const tools = await ffmpeg.tools()
  if (!tools) throw impossible({ job }, 'there is no encoder')
  const format = await formatOf(job.asset, job.file)
  return { job, format, tools, guard, limits, cores, cache, signal }
}
