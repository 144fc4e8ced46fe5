import { fileArtifact } from './base/bundle.js'
import { MASTER } from './base/stream-layout.js'
import { bindingOf, bindReference } from './bind/bind-reference.js'
import { withheld } from './bind/judgement.js'
import { promised } from './bind/promised.js'
import type { Bound, PageWish, SiteParts } from './bind/site-parts.js'
import { errorOf, warningOf } from './errors.js'
import { needsBlock } from './plan/needs-block.js'
import { encodedOf, ownRenditionsOf, partsOf, renditionsOf } from './plan/plan-reference.js'
import type { Artifact, PlaceholderData, PlannedReference, Problem, Reference, Transcript } from './types.js'

export type { Bound, PageWish, SiteParts } from './bind/site-parts.js'

/** The flow of design §2 for one site: references in, answers out. */
export interface Site {
  readonly parts: SiteParts
  /** config → discover → plan for one reference. Never throws for bad input: that is a `failed`. */
  bind(reference: Reference, page?: PageWish): Promise<Bound>
  /** Why an asset that is left to Vite may not be shown; undefined when it may. */
  withheld(path: string): Promise<Problem | undefined>
  /** Assets that were left to Vite, or replaced: what their sidecars say counted, too. */
  readonly judgedPaths: Set<string>
  /**
   * The plan for a stable address that was promised, though no page may show it any more. `name` is what the ledger says
   * of the address: a preset, `original`, either with a viewer (`hero+zoom`).
   */
  bindStable(path: string, name: string): Promise<Bound>
  /** Starts rendering what a planned reference needs, beside everything else. */
  enqueue(planned: PlannedReference): void
  /**
   * Resolves when all rendering asked for so far has ended. Failures become problems at their references. Films and sounds are
   * waited for where the site does so, and not where `leave` is given: what is not there then is pending.
   */
  settle(films?: 'wait' | 'leave'): Promise<void>
  /** A film or sound is being encoded, and nobody waits for it. */
  isPending(key: string): boolean
  artifact(key: string): Artifact | undefined
  placeholder(key: string): PlaceholderData | undefined
  transcript(key: string): Transcript | undefined
  /** The master playlist of a stream, as it was encoded. */
  playlist(key: string): string | undefined
  /** Why a planned reference cannot be answered, after `settle`. */
  failure(planned: PlannedReference): Problem | undefined
  report(problems: Iterable<Problem>): void
  /** Every finding so far, each once, in order of file and line. */
  problems(): Problem[]
  forgetProblems(file?: string): void
}

export function createSite(parts: SiteParts): Site {
  const findings = new Map<string, Problem>()
  const placeholders = new Map<string, PlaceholderData>()
  const transcripts = new Map<string, Transcript>()
  const playlists = new Map<string, string>()
  /** Keys of what has to be read before it is answered, by what it is. */
  const toRead = new Map<string, 'placeholder' | 'transcript' | 'stream'>()
  const judgedPaths = new Set<string>()
  let failures: ReadonlyMap<string, Problem> = new Map()
  let pending: ReadonlySet<string> = new Set()

  const site: Site = {
    parts,
    judgedPaths,
    async bind(reference, page) {
      const bound = await bindReference(binding, reference, page, true)
      if (bound.kind === 'planned' && reference.insideParagraph && needsBlock(bound.planned))
        site.report([warningOf('viewer-in-paragraph', { url: reference.url }, reference.place)])
      return bound
    },
    withheld: (path) => withheld(binding, path),
    bindStable: (path, name) => bindReference(binding, promised(parts.config, path, name), undefined, false),
    enqueue(planned) {
      for (const part of partsOf(planned)) {
        const { asset } = part
        const source = {
          file: `${parts.root}/${asset.path}`,
          pixels: asset.probe.width * asset.probe.height * asset.probe.pages,
          bytes: asset.bytes,
          ...(asset.probe.film && { facts: asset.probe.film }),
        }
        for (const rendition of ownRenditionsOf(part)) {
          parts.queue.add(rendition, source)
          const { kind } = rendition.recipe
          if (kind === 'placeholder' || kind === 'transcript' || kind === 'stream') toRead.set(rendition.key, kind)
        }
      }
    },
    async settle(films = parts.waitsForFilms ? 'wait' : 'leave') {
      const settled = await parts.queue.settle(films)
      failures = settled.failures
      if (!parts.waitsForFilms) pending = settled.pending
      await Promise.all(
        [...toRead].map(([key, kind]) => {
          if (kind === 'stream') return readPlaylist(parts, key, playlists)
          return readJson<unknown>(parts, key, kind === 'placeholder' ? placeholders : transcripts)
        }),
      )
    },
    isPending: (key) => pending.has(key),
    artifact: (key) => parts.queue.artifact(key),
    placeholder: (key) => placeholders.get(key),
    transcript: (key) => transcripts.get(key),
    playlist: (key) => playlists.get(key),
    failure(planned) {
      const problem = renditionsOf(planned)
        .map((rendition) => failures.get(rendition.key))
        .find((found) => found !== undefined)
      if (!problem && isLone(planned.reference) && encodedOf(planned).some(({ key }) => pending.has(key)))
        return errorOf('film-pending', { path: planned.asset.path }, planned.reference.place)
      return problem && { ...problem, place: planned.reference.place }
    },
    report(problems) {
      for (const problem of problems) findings.set(JSON.stringify([problem.code, problem.message, problem.place]), problem)
    },
    problems: () => withoutRepeats([...findings.values()]).sort(byPlace),
    forgetProblems(file) {
      for (const [key, problem] of findings) if (file === undefined || problem.place?.file === file) findings.delete(key)
    },
  }
  const binding = bindingOf({ parts, judgedPaths, report: site.report })
  return site
}

/** Where an address stands and nothing else, no poster can stand in for a film. */
function isLone({ role }: Reference): boolean {
  return role === 'address' || role === 'link'
}

/** Content of an artifact that an engine of ours wrote as JSON. */
async function readJson<T>(parts: SiteParts, key: string, into: Map<string, T>): Promise<void> {
  if (into.has(key)) return
  const artifact = parts.queue.artifact(key)
  const bytes = artifact && (await parts.cache.read(artifact))
  if (bytes) into.set(key, JSON.parse(Buffer.from(bytes).toString('utf8')) as T)
}

async function readPlaylist(parts: SiteParts, key: string, into: Map<string, string>): Promise<void> {
  if (into.has(key)) return
  const master = parts.queue.artifact(key)?.files?.find(({ path }) => path === MASTER)
  const bytes = master && (await parts.cache.read(fileArtifact(key, master)))
  if (bytes) into.set(key, Buffer.from(bytes).toString('utf8'))
}

/** What is told where it matters need not be told again without a place. */
function withoutRepeats(problems: readonly Problem[]): Problem[] {
  const placed = new Set(problems.filter(({ place }) => place).map(({ message }) => message))
  return problems.filter(({ place, message }) => place || !placed.has(message))
}

function byPlace(a: Problem, b: Problem): number {
  const [fileA, fileB] = [a.place?.file ?? '', b.place?.file ?? '']
  if (fileA !== fileB) return fileA < fileB ? -1 : 1
  return (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0)
}
