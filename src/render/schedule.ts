import { isBundle } from '../base/bundle.js'
import { errorOf, RenditionsError } from '../errors.js'
import type { FilmFacts } from '../film-types.js'
import type { ArtifactCache, FilmEngine, FilmJob, ImageEngine, RenderJob } from '../ports.js'
import type { Artifact, Digest, Problem, Rendition } from '../types.js'
import { filmJobsOf } from './film-jobs.js'
import { createFilmMeter, type FilmProgress } from './film-meter.js'
import { jobsOf } from './jobs-of.js'
import type { RenderFacts } from './report-text.js'

/** Where a rendition's source is and what it costs. */
export interface RenderSource {
  /** Absolute path. */
  file: string
  /** Width × height × frames. */
  pixels: number
  /** Bytes of the source, for the report. */
  bytes?: number
  /** Somebody is waiting for this one (dev server). */
  urgent?: boolean
  /** Of a film or sound. */
  facts?: FilmFacts
}

/** How far rendering is; sent after every change. */
export interface RenderProgress {
  /** Renditions asked for that were not in the cache. */
  total: number
  made: number
  failed: number
  cached: number
  /** Site path of what was made last. */
  asset?: string
  /** The film that is being encoded. */
  film?: FilmProgress
}

export interface RenderQueue {
  /** Wants a rendition. Returns at once; asking twice for a key is asking once. */
  add(rendition: Rendition, source: RenderSource): void
  /**
   * Resolves when everything added so far, and whatever is added meanwhile, is there or has failed. Never rejects. With `leave`,
   * what is encoded of films and sounds is not waited for: what of it is not there by then is `pending`.
   */
  settle(films?: 'wait' | 'leave'): Promise<{ failures: ReadonlyMap<string, Problem>; pending: ReadonlySet<string> }>
  /** The artifact of a key that is there. */
  artifact(key: string): Artifact | undefined
  /** Resolves when one rendition that was added is there or has failed. */
  ready(key: string): Promise<{ artifact: Artifact } | { problem: Problem }>
  /** What the report tells. */
  facts(): RenderFacts
}

export interface RenderQueueOptions {
  engine: Pick<ImageEngine, 'render'>
  films: Pick<FilmEngine, 'render'>
  cache: Pick<ArtifactCache, 'get' | 'verify' | 'bundle' | 'counts'>
  onProgress?(progress: RenderProgress): void
  /** Told how far each film is, and that it is done or has failed; absent: nobody asks. */
  notes?: {
    write(film: { asset: string; digest: Digest; part: number }): void
    queue(film: { asset: string; digest: Digest }): void
    stop(digest: Digest): void
    remove(digest: Digest): void
  }
}

/** Renditions added within this many milliseconds land in one job, so that one decode serves them all. */
const collection = 8

type Answer = { artifact: Artifact } | { problem: Problem }

interface Entry {
  rendition: Rendition
  source: RenderSource
  promise: Promise<Answer>
  settle(answer: Answer): void
  /** The cache was asked for it. */
  looked: Promise<void>
  hasLooked(): void
}

/**
 * Collects wanted renditions while pages are read and has them made beside: what is in the cache is taken from there
 * (and checked), the rest becomes jobs, costliest first. A failure stops nothing else.
 */
export function createRenderQueue({ engine, films, cache, onProgress, notes }: RenderQueueOptions): RenderQueue {
  const entries = new Map<string, Entry>()
  const answers = new Map<string, Answer>()
  const fromCache = new Set<string>()
  const seconds = new Map<string, number>()
  const fresh: Entry[] = []
  const progress: RenderProgress = { total: 0, made: 0, failed: 0, cached: 0 }
  let timer: NodeJS.Timeout | undefined

  const meter = createFilmMeter(() => performance.now())
  const tell = (): void => {
    const film = meter.progress()
    onProgress?.({ ...progress, ...(film && { film }) })
  }
  const answer = (entry: Entry, given: Answer): void => {
    const { key } = entry.rendition
    if (answers.has(key)) return
    answers.set(key, given)
    entry.settle(given)
  }
  const start = async (): Promise<void> => {
    timer = undefined
    const batch = fresh.splice(0)
    const found = await Promise.all(batch.map((entry) => cached(cache, entry.rendition)))
    const missing = batch.filter((_, index) => !found[index])
    for (const [index, artifact] of found.entries()) {
      const entry = batch[index]
      if (!artifact || !entry) continue
      fromCache.add(artifact.key)
      progress.cached++
      answer(entry, { artifact })
    }
    for (const { hasLooked } of batch) hasLooked()
    if (missing.length === 0) return
    progress.total += missing.length
    tell()
    const urgent = new Set(missing.filter(({ source }) => source.urgent).map(({ rendition }) => rendition.key))
    const sourceOf = ({ key }: Rendition): RenderSource => entries.get(key)?.source ?? { file: '', pixels: 0 }
    const wanted = missing.map(({ rendition }) => rendition)
    const isUrgent = ({ renditions }: RenderJob | FilmJob): boolean => renditions.some(({ key }) => urgent.has(key))
    const pictures = jobsOf(
      wanted.filter((rendition) => !isEncoded(rendition)),
      sourceOf,
    )
    const moving = filmJobsOf(wanted.filter(isEncoded), sourceOf)
    await Promise.all([
      ...pictures.map((job) => run(job, (done) => engine.render({ ...job, urgent: isUrgent(job) }, done))),
      ...moving.map((job) => encode({ ...job, urgent: isUrgent(job) })),
    ])
  }
  const encode = async (job: FilmJob): Promise<void> => {
    const { asset, digest } = job
    meter.add(job)
    notes?.queue({ asset, digest })
    const problem = await run(job, (done) =>
      films.render(job, done, (part) => {
        meter.tell(job, part)
        notes?.write({ asset, digest, part })
        tell()
      }),
    )
    meter.end(job)
    // What was stopped goes on another time, and is as far as it was; so is what is not to be encoded now.
    if (problem?.code === 'film-stopped') notes?.stop(digest)
    else if (problem?.code !== 'film-pending') notes?.remove(digest)
    tell()
  }
  const run = async (
    job: RenderJob | FilmJob,
    render: (done: (artifact: Artifact, elapsed: number) => void) => Promise<void>,
  ): Promise<Problem | undefined> => {
    let before = 0
    const made = (artifact: Artifact, elapsed: number): void => {
      const entry = entries.get(artifact.key)
      if (!entry) return
      progress.made++
      progress.asset = job.asset
      seconds.set(job.asset, (seconds.get(job.asset) ?? 0) + elapsed - before)
      before = elapsed
      answer(entry, { artifact })
      tell()
    }
    const rejected = await render(made).then(
      () => undefined,
      (error: unknown) => problemOf(job.asset, error),
    )
    const problem = rejected ?? errorOf('render-crashed', { path: job.asset, reason: 'it gave no result' })
    for (const { key } of job.renditions) {
      const entry = entries.get(key)
      if (!entry || answers.has(key)) continue
      progress.failed++
      answer(entry, { problem })
    }
    tell()
    return rejected
  }
  return {
    add(rendition, source) {
      if (entries.has(rendition.key)) return
      let settle: Entry['settle'] = () => {}
      const promise = new Promise<Answer>((resolve) => (settle = resolve))
      let hasLooked: Entry['hasLooked'] = () => {}
      const looked = new Promise<void>((resolve) => (hasLooked = resolve))
      const entry = { rendition, source, promise, settle, looked, hasLooked }
      entries.set(rendition.key, entry)
      fresh.push(entry)
      timer ??= setTimeout(() => void start(), collection)
    },
    async settle(moving = 'wait') {
      const leaves = ({ rendition }: Entry): boolean => moving === 'leave' && isEncoded(rendition)
      for (let known = -1; known !== entries.size;) {
        known = entries.size
        await Promise.all([...entries.values()].map((entry): Promise<unknown> => (leaves(entry) ? entry.looked : entry.promise)))
      }
      const failed = [...answers].flatMap(([key, given]) => ('problem' in given ? [[key, given.problem] as const] : []))
      return { failures: new Map(failed), pending: new Set([...entries.keys()].filter((key) => !answers.has(key))) }
    },
    artifact(key) {
      const given = answers.get(key)
      return given && 'artifact' in given ? given.artifact : undefined
    },
    async ready(key) {
      const entry = entries.get(key)
      return entry ? entry.promise : { problem: errorOf('render-crashed', { path: key, reason: 'it was never asked for' }) }
    },
    facts: () => factsOf([...entries.values()], answers, fromCache, seconds, cache.counts.damaged),
  }
}

/** What an encoder makes of films and sounds, and not what is drawn of a frame. */
function isEncoded({ recipe }: Rendition): boolean {
  return recipe.film !== undefined
}

/** The artifact of a key, when its bytes are there and right. */
async function cached(
  cache: Pick<ArtifactCache, 'get' | 'verify' | 'bundle'>,
  { key, recipe }: Rendition,
): Promise<Artifact | undefined> {
  const artifact = cache.get(key)
  if (!artifact || !(await cache.verify(artifact))) return undefined
  if (!isBundle(recipe)) return artifact
  const files = await cache.bundle(artifact)
  return files && { ...artifact, files }
}

function factsOf(
  entries: readonly Entry[],
  answers: ReadonlyMap<string, Answer>,
  fromCache: ReadonlySet<string>,
  seconds: ReadonlyMap<string, number>,
  damaged: number,
): RenderFacts {
  const sources = new Map(entries.map(({ rendition, source }) => [rendition.digest, source.bytes ?? 0]))
  const waiting = entries.map(({ rendition }) => rendition).filter(({ key }) => !answers.has(key))
  const artifacts = [...answers.values()].flatMap((given) => ('artifact' in given ? [given.artifact] : []))
  const bundled = artifacts.flatMap(({ files = [] }) => files)
  const distinct = new Map([...artifacts, ...bundled].map(({ digest, bytes }) => [digest, bytes]))
  return {
    made: artifacts.length - fromCache.size,
    cached: fromCache.size,
    failed: answers.size - artifacts.length,
    damaged,
    bytesBefore: sum(sources.values()),
    bytesAfter: sum(distinct.values()),
    bundled: { files: bundled.length, bytes: sum(bundled.map(({ bytes }) => bytes)) },
    waiting: [...new Set(waiting.map(({ asset }) => asset))],
    slowest: [...seconds]
      .map(([asset, time]) => ({ asset, seconds: time }))
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, 3),
  }
}

function problemOf(path: string, error: unknown): Problem {
  if (error instanceof RenditionsError) return error.problem
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === 'EDQUOT') return errorOf('disk-full', { path })
  return errorOf('render-crashed', { path, reason: code ?? (error instanceof Error ? error.name : 'unknown reason') })
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0)
}
