import { rm } from 'node:fs/promises'
import { bundleWorkshop, isBundle } from '../../../base/bundle.js'
import { errorOf, RenditionsError } from '../../../errors.js'
import type { ArtifactCache, ImageEngine, Limits, RenderJob } from '../../../ports.js'
import type { Artifact, Problem } from '../../../types.js'
import { encodeSeconds, jobSeconds } from '../../cost.js'
import type { Command } from '../ffmpeg/search.js'
import type { Probed } from './probe.js'
import type { FromChild, RenderWork, WantedFile } from './protocol.js'
import { createStaff, type Staff, type Work } from './staff.js'
import type { Outcome } from './renderer.js'
import { saliencyVersion } from '../saliency/salient-centre.js'
import { pdfiumVersion } from '../pdfium/version.js'
import { sharpVersion } from './version.js'

export interface SharpEngineOptions {
  /** The bundled `render/child.ts`. */
  childEntry: URL
  /** Processes that encode at the same time; see `render/cores.ts`. */
  cores: number
  limits: Limits
  cache: Pick<ArtifactCache, 'temporary' | 'adopt' | 'adoptBundle'>
  /** What decodes frames of films; asked when one is wanted. */
  decoder?: () => Promise<{ ffmpeg: Command; guard: URL } | undefined>
  /** Told of findings that stop nothing. */
  warn?(problem: Problem): void
  /** Starts a child. Default: Node itself. For tests. */
  staff?: Staff
}

/**
 * The engine that renders with sharp, in child processes that are replaced when they grow, killed when they overrun,
 * and never outlive this process. A killed child costs one error that names the file.
 */
export function createSharpEngine(options: SharpEngineOptions): ImageEngine {
  const { limits, cores, childEntry } = options
  const staff = options.staff ?? createStaff({ childEntry, cores, pixels: limits.pixels, warn: options.warn ?? (() => {}) })
  return {
    probe: (path, file) => probe(staff, limits, path, file),
    render: (job, done) => render(staff, options, job, done),
    get version() {
      return sharpVersion()
    },
    get saliencyVersion() {
      return saliencyVersion()
    },
    get documentVersion() {
      return pdfiumVersion()
    },
    close: () => staff.dismiss(),
  }
}

async function probe(staff: Staff, limits: Limits, path: string, file: string): Promise<Probed> {
  let found: Probed | undefined
  const work: Work = {
    kind: 'probe',
    pixels: 0,
    seconds: 0,
    urgent: false,
    patience: limits.seconds,
    message: (id) => ({ type: 'probe', id, path, file, limits }),
    heard: (message) => {
      if (message.type === 'probed')
        found = { digest: message.digest, bytes: message.bytes, probe: message.probe, problems: message.problems }
    },
  }
  const problem = problemOf(await twice(() => staff.do(work)), path, work.patience, limits)
  if (problem) throw new RenditionsError(problem)
  if (!found) throw new RenditionsError(errorOf('render-crashed', { path, reason: 'it gave no answer' }))
  return found
}

async function render(
  staff: Staff,
  options: SharpEngineOptions,
  job: RenderJob,
  done: (artifact: Artifact, seconds: number) => void,
): Promise<void> {
  const { cache, limits } = options
  const film = await filmOf(job, options)
  const wanted = new Map(
    job.renditions.map(({ key, recipe }) => [key, { key, recipe, temporary: cache.temporary() } satisfies WantedFile]),
  )
  const bundles = new Set(job.renditions.flatMap(({ key, recipe }) => (isBundle(recipe) ? [key] : [])))
  const adoptions: Promise<void>[] = []
  const heard = (message: FromChild): void => {
    if (message.type !== 'made') return
    const { artifact, temporary, seconds } = message
    if (!wanted.delete(artifact.key)) return
    const take = bundles.has(artifact.key) ? cache.adoptBundle : cache.adopt
    const adoption = take(artifact.key, temporary, artifact).then((adopted) => done(adopted, seconds))
    // It may fail while others are still being made; it is told when all have ended.
    adoption.catch(() => undefined)
    adoptions.push(adoption)
  }
  // With each sign of progress the deadline starts anew, so it has to cover the slowest single step.
  const slowest = Math.max(0, ...job.renditions.map(({ recipe }) => encodeSeconds(recipe)))
  const patience = limits.seconds + job.pixels / 1e6 + 4 * slowest
  const outcome = await twice(() => {
    const { asset, file, digest } = job
    const work: Omit<RenderWork, 'lanes'> = { asset, file, digest, limits, wanted: [...wanted.values()], ...film }
    return staff.do({
      kind: 'render',
      pixels: job.pixels,
      seconds: jobSeconds(job),
      urgent: job.urgent ?? false,
      patience,
      message: (id, lanes) => ({ type: 'render', id, work: { ...work, lanes } }),
      heard,
    })
  })
  const left = [...wanted.values()].flatMap(({ temporary }) => [temporary, bundleWorkshop(temporary)])
  await Promise.all(left.map((path) => rm(path, { recursive: true, force: true })))
  const problem = problemOf(outcome, job.asset, patience, limits)
  await stored(job.asset, adoptions)
  if (problem) throw new RenditionsError(problem)
}

/** What a child needs besides, where a frame of a film is wanted. Rejects with `RenditionsError` where nothing decodes it. */
async function filmOf(
  { asset, facts, renditions }: RenderJob,
  { decoder }: SharpEngineOptions,
): Promise<Pick<RenderWork, 'film'>> {
  if (!renditions.some(({ recipe }) => recipe.moment)) return {}
  const tools = await decoder?.()
  if (!tools || !facts)
    throw new RenditionsError(errorOf('render-impossible', { path: asset, reason: 'there is nothing that decodes a film' }))
  return { film: { facts, ffmpeg: tools.ffmpeg, guard: tools.guard.href } }
}

/** A child that died for no fault of its task (someone ended it, the system ran out of memory) gets a second chance. */
async function twice(attempt: () => Promise<Outcome>): Promise<Outcome> {
  const first = await attempt()
  return first.end === 'crash' ? attempt() : first
}

/** Waits until the cache has taken everything. */
async function stored(path: string, adoptions: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(adoptions)) {
    if (result.status === 'rejected') throw new RenditionsError(storeProblem(path, result.reason), { cause: result.reason })
  }
}

function storeProblem(path: string, error: unknown): Problem {
  const { code, name } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') return errorOf('disk-full', { path })
  if (name === 'BytesDiffer') return errorOf('asset-changed', { path })
  return errorOf('render-crashed', { path, reason: `its rendition could not be stored (${code ?? name})` })
}

function problemOf(outcome: Outcome, path: string, patience: number, limits: Limits): Problem | undefined {
  switch (outcome.end) {
    case 'done':
    case 'unusable':
      return outcome.problem
    case 'timeout':
      return errorOf('render-timeout', { path, seconds: Math.round(patience) })
    case 'memory':
      return errorOf('render-memory', { path, megabytes: Math.round(limits.memory / 1e6) })
    case 'crash':
      return errorOf('render-crashed', { path, reason: outcome.reason })
  }
}
