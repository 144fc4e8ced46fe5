import picomatch from 'picomatch'
import { splitUrl } from '../../discover/query.js'
import { errorOf, warningOf } from '../../errors.js'
import type { Site } from '../../pipeline.js'
import type { Problem, Reference } from '../../types.js'
import type { Document } from '../documents.js'
import { locateIn, patternsIn } from '../locate-in.js'

/** What `check` asks of an open site. */
export interface CheckedSite {
  parts: Pick<Site['parts'], 'locate' | 'sidecar' | 'publishState' | 'clock'>
  /** Where the asset a URL once meant is now. */
  movedTo(url: string, from: string): Promise<string | undefined>
}

/**
 * Everything that is wrong with what the documents name: dead references with the nearest file, names that differ from
 * the disk, assets that may not be published, pictures without alt text. A path in a script's string, or in something
 * the build leaves alone, is a warning: it may be an example.
 */
export async function checkReferences(
  documents: readonly Document[],
  site: CheckedSite,
  assets: readonly string[],
): Promise<{ problems: Problem[]; used: Set<string> }> {
  const problems: Problem[] = []
  const used = new Set<string>()
  for (const document of documents) {
    problems.push(...document.problems)
    for (const reference of document.references) {
      const { located } = locateIn(reference.url, document.path, site.parts.locate)
      if (reference.glob && !('path' in located)) {
        for (const path of matchedBy(reference.url, document.path, assets)) used.add(path)
        continue
      }
      if ('left' in located) continue
      if ('problem' in located) {
        problems.push(await deadReference(reference, located.problem, document, site))
        continue
      }
      used.add(located.path)
      problems.push(...located.problems.map((problem) => ({ ...problem, place: reference.place })))
      if (isAnswered(document, reference)) problems.push(...(await checkLive(reference, located.path, site)))
    }
  }
  return { problems, used }
}

/** What a pattern finds is in use, though nothing says that it finds what was meant. */
function matchedBy(url: string, document: string, assets: readonly string[]): string[] {
  const isMatch = picomatch(patternsIn(splitUrl(url).path, document).map(({ pattern }) => pattern))
  return assets.filter((path) => isMatch(path))
}

function isAnswered({ answered }: Document, { urlRange }: Reference): boolean {
  return answered.has(urlRange.start)
}

async function deadReference(reference: Reference, problem: Problem, document: Document, site: CheckedSite): Promise<Problem> {
  const { place, url } = reference
  const to = problem.code === 'asset-not-found' ? await site.movedTo(url, document.path) : undefined
  const isSure =
    isAnswered(document, reference) && (reference.explicit || reference.escape !== 'js' || reference.role === 'import')
  const severity = isSure ? 'error' : 'warning'
  return { ...(to === undefined ? problem : errorOf('asset-moved', { url, to })), severity, place }
}

async function checkLive(reference: Reference, path: string, { parts }: CheckedSite): Promise<Problem[]> {
  const { sidecar } = await parts.sidecar(path)
  const { state, reason } = parts.publishState(sidecar, parts.clock.now())
  const problems = state === 'published' ? [] : [errorOf('asset-unpublished', { path, state, reason }, reference.place)]
  const hasAlt =
    reference.role !== 'picture' || reference.attributes?.some(([name]) => name === 'alt') || sidecar.alt !== undefined
  return hasAlt ? problems : [...problems, warningOf('alt-missing', { path }, reference.place)]
}
