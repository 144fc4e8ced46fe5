import { unwritten } from '../base/unwritten-reference.js'
import { errorOf } from '../errors.js'
import type { Bound, PageWish, SiteParts } from './site-parts.js'
import type { NamedFile, PlannedReference, Problem, Reference } from '../types.js'

/** What a player needs of the site it is bound for. */
export interface PlayerBinding {
  parts: Pick<SiteParts, 'locate' | 'engine' | 'namedTracks' | 'asset'>
  bind(reference: Reference, page: PageWish | undefined): Promise<Bound>
  report(problems: Iterable<Problem>): void
  /** An asset may be on the web now, as its sidecars say. */
  mayShow(path: string): Promise<boolean>
}

export type Result<T> = T | { problem: Problem }

export type Asked = Pick<Reference, 'role' | 'wish' | 'attributes'>

export const AS_IT_IS: Asked = { role: 'link', wish: { overrides: {} } }

/** Binds a file that belongs to another one. What is wrong with it is told where it is named. */
export async function bindFile(site: PlayerBinding, { url, place }: NamedFile, asked: Asked): Promise<Result<PlannedReference>> {
  // As in other fields of a sidecar, a path may also begin at the root without a slash.
  const isFound = !('problem' in site.parts.locate(url, place.file))
  const inRoot = `/${url.replace(/^\/+/, '')}`
  const isInRoot = !isFound && 'path' in site.parts.locate(inRoot, place.file)
  const bound = await site.bind(unwritten({ ...asked, place, url: isInRoot ? inRoot : url }), undefined)
  if (bound.kind === 'planned') return bound.planned
  return fail(site, bound.problem ?? errorOf('asset-outside', { url }, place))
}

export function fail(site: PlayerBinding, problem: Problem): { problem: Problem } {
  site.report([problem])
  return { problem }
}
