import { errorOf, RenditionsError } from '../../../errors.js'
import type { Limits } from '../../../config/types.js'
import type { FilmEngine, FilmJob } from '../../../ports.js'
import type { Ffmpeg } from './ffmpeg.js'
import { formatOf } from './facts.js'
import { renderFilm } from './render-film.js'
import type { Workplace } from './workplace.js'

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

interface Waiting {
  urgent: boolean
  begin(): void
}

/**
 * The engine that encodes with ffmpeg: one film after another, because an encoder takes all cores by itself; those that
 * somebody waits for first.
 */
export function createFilmEngine({ ffmpeg, limits, cores, cache, chunkSeconds = CHUNK }: FilmEngineOptions): FilmEngine {
  const waiting: Waiting[] = []
  const running = new Set<Promise<unknown>>()
  let isBusy = false
  const turn = async (urgent: boolean): Promise<void> => {
    if (isBusy) await new Promise<void>((begin) => waiting.push({ urgent, begin }))
    isBusy = true
  }
  const next = (): void => {
    isBusy = false
    const at = Math.max(
      0,
      waiting.findIndex(({ urgent }) => urgent),
    )
    const [first] = waiting.splice(at, 1)
    if (!first) return
    isBusy = true
    first.begin()
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

  async function render(...[job, done, progress]: Parameters<FilmEngine['render']>): Promise<void> {
    await turn(job.urgent ?? false)
    const begun = performance.now()
    try {
      const place = await placeOf(job)
      await renderFilm(place, chunkSeconds, (artifact) => done(artifact, (performance.now() - begun) / 1000), progress)
    } finally {
      next()
    }
  }

  async function placeOf(job: FilmJob): Promise<Workplace> {
    if (ffmpeg.signal.aborted) throw new RenditionsError(errorOf('film-stopped', { path: job.asset }))
    const tools = await ffmpeg.tools()
    if (!tools) throw new RenditionsError(errorOf('render-impossible', { path: job.asset, reason: 'there is no encoder' }))
    const format = await formatOf(job.asset, job.file)
    return { job, format, tools, guard: ffmpeg.guard, limits, cores, cache, signal: ffmpeg.signal }
  }
}
