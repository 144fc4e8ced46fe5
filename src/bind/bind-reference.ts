import { OUTPUT } from '../base/target-address.js'
import { errorOf, warningOf } from '../errors.js'
import { defaultsOf, mayHaveProfile } from '../plan/reference-defaults.js'
import type { Problem, Reference, Sidecar } from '../types.js'
import { bindExternal, shownExternal } from './bind-external.js'
import { bindSet } from './bind-set.js'
import { groupOf } from './group.js'
import { judge, withheld } from './judgement.js'
import { planFor, type Known } from './plan-for.js'
import { refuse, withhold } from './refusal.js'
import type { BindingSite, Bound, PageWish, SiteParts, Unpublished } from './site-parts.js'

/** A site as binding sees it. */
export function bindingOf(site: Pick<BindingSite, 'parts' | 'judgedPaths' | 'report'>): BindingSite {
  const binding: BindingSite = {
    ...site,
    bind: (reference, page) => bindReference(binding, reference, page, true),
    mayShow: async (path) => (await judge(site.parts, path)).problem === undefined,
  }
  return binding
}

/** `mayReplace`: another asset may stand in for one that is not published. */
export async function bindReference(
  site: BindingSite,
  reference: Reference,
  page: PageWish | undefined,
  mayReplace: boolean,
): Promise<Bound> {
  const { parts } = site
  const external = shownExternal(reference)
  if (external) return bindExternal(site, parts.config, reference, external, (problem) => refuse(site, reference, problem))
  const located = reference.members ? undefined : parts.locate(reference.url, reference.place.file)
  const group = await groupOf(parts, reference, located && 'path' in located ? located : undefined)
  if (group && 'problem' in group) return withhold(site, reference, group.problem)
  if (group) return bindSet(site, reference, page, group)
  if (!located || 'left' in located) return { kind: 'left' }
  // A site may keep files outside its asset folders; they are none of our business until a reference asks for us.
  if ('problem' in located && located.problem.code === 'asset-outside' && !reference.explicit) return { kind: 'left' }
  const isAnswered = reference.explicit || defaultsOf(parts.config, reference).may || mayHaveProfile(parts.config, reference)
  if ('problem' in located) {
    // What is there and no file must not reach Vite, which would wait for a pipe and publish what a link leads to.
    const isThere = located.problem.code === 'asset-not-a-file' || located.problem.code === 'asset-unreadable'
    return refuse(site, reference, await withMove(parts, reference, located.problem), isThere && isAnswered)
  }
  // A file of publicDir is at its own address already; a link or a lone URL to it needs nothing from us.
  const isServedAsItIs = located.viaPublic && !reference.explicit && reference.role !== 'picture' && reference.role !== 'source'
  if (isServedAsItIs || !isAnswered) return leave(site, reference, located.path)
  const paths = parts.alike(located.path)
  if (paths.length > 1) return refuse(site, reference, errorOf('asset-collision', { paths }), true)

  const found = await parts.asset(located.path)
  if ('problem' in found) return refuse(site, reference, found.problem, true)
  const { sidecar, unpublished, problem, problems } = await judge(parts, located.path)
  const notes = [...located.problems, ...found.problems].map((note) => ({
    ...note,
    place: note.place ?? reference.place,
  }))
  site.report([...notes, ...problems])
  if (problem && unpublished && mayReplace && sidecar.rule?.fallback !== undefined) {
    const asked = { path: located.path, sidecar, fallback: sidecar.rule.fallback, ...unpublished }
    return replace(site, reference, page, asked, problem)
  }
  if (problem) return withhold(site, reference, problem)
  const bound = await planFor(site, reference, page, { asset: found.asset, sidecar })
  if (bound.kind === 'left' && !bound.problem) return leave(site, reference, located.path)
  if (bound.kind !== 'planned' || !parts.config.preview) return bound
  if (unpublished) site.report([warningOf('asset-previewed', { path: located.path, ...unpublished }, reference.place)])
  const { planned } = bound
  return { kind: 'planned', planned: { ...planned, target: OUTPUT, ...(unpublished && { preview: unpublished.state }) } }
}

/** What was asked for, and why it is not shown. */
interface Replaced extends Unpublished {
  path: string
  sidecar: Sidecar
  fallback: string
}

/** Answers with the fallback as if it had been asked for; no chains, no silence. */
async function replace(
  site: BindingSite,
  reference: Reference,
  page: PageWish | undefined,
  asked: Replaced,
  problem: Problem,
): Promise<Bound> {
  const { parts, judgedPaths } = site
  judgedPaths.add(asked.path)
  const substitute = await readFallback(parts, asked.fallback)
  if ('reason' in substitute)
    return refuse(site, reference, errorOf('fallback-unusable', { ...asked, reason: substitute.reason }), true)
  const bound = await planFor(site, reference, page, substitute, asked)
  if (bound.kind === 'left') return withhold(site, reference, problem)
  if (bound.kind === 'failed') return bound
  site.report([warningOf('asset-replaced', { ...asked, fallback: substitute.asset.path }, reference.place)])
  return { kind: 'planned', planned: { ...bound.planned, standsInFor: asked.path } }
}

async function readFallback(parts: SiteParts, fallback: string): Promise<Known | { reason: string }> {
  const [path, ...others] = parts.alike(fallback).filter((one) => one.normalize('NFC') === fallback)
  if (path === undefined || others.length > 0) return { reason: 'it is no asset of this site' }
  const { sidecar, problem } = await judge(parts, path)
  const found = await parts.asset(path)
  const obstacle = problem ?? ('problem' in found ? found.problem : undefined)
  if (obstacle || 'problem' in found) return { reason: (obstacle?.message ?? '').replace(/\.$/, '') }
  return { asset: found.asset, sidecar }
}

/** What Vite answers, it publishes as well; so it gets nothing that may not be shown. */
async function leave(site: BindingSite, reference: Reference, path: string): Promise<Bound> {
  const reason = await withheld(site, path)
  if (reason) return withhold(site, reference, reason)
  const { unpublished } = await judge(site.parts, path)
  if (!unpublished) return { kind: 'left' }
  site.report([warningOf('asset-previewed', { path, ...unpublished }, reference.place)])
  return { kind: 'left', preview: unpublished.state }
}

async function withMove(parts: SiteParts, reference: Reference, problem: Problem): Promise<Problem> {
  if (problem.code !== 'asset-not-found') return problem
  const path = reference.url.replace(/[?#].*$/s, '')
  const to = await parts.movedTo(path, reference.place.file)
  return to === undefined ? problem : errorOf('asset-moved', { url: reference.url, to }, reference.place)
}
