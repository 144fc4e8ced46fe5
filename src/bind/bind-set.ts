import { showsInTurn } from '../base/shows-hotspots.js'
import { posix } from 'node:path'
import { digestOf } from '../base/hash.js'
import { isPattern } from '../base/pattern.js'
import { isSafeLink } from '../base/is-safe-link.js'
import { isSetPath } from '../base/set-path.js'
import { OUTPUT } from '../base/target-address.js'
import { SET_VIEWERS, VIEWER_OPTIONS } from '../base/viewer-names.js'
import { errorOf } from '../errors.js'
import { foundBy, patternOf, type Group } from './group.js'
import type { BindingSite, Bound, PageWish, SiteParts } from './site-parts.js'
import { stablePath } from '../plan/address.js'
import { isRaster } from '../plan/plan-reference.js'
import { spinFrames } from '../plan/spin-frames.js'
import { spinSetProblems } from '../plan/spin-set.js'
import type { Asset, MediaSet, PlannedReference, Problem, Reference, Sidecar, ViewerPreset, Wish } from '../types.js'

/** The viewer of a set that says none; pictures alone are a gallery. */
const [PLAIN_VIEWER, MIXED_VIEWER] = ['gallery', 'mixed'] as const

/**
 * Binds a set: its members each by itself, with the set's preset, and the whole to its viewer. A member that cannot be shown
 * fails the set, at the member's own place. Undefined where neither viewer nor preset applies.
 */
export async function bindSet(
  site: Pick<BindingSite, 'parts' | 'bind' | 'report'>,
  reference: Reference,
  page: PageWish | undefined,
  group: Exclude<Group, { problem: Problem }>,
): Promise<Bound> {
  const { parts } = site
  const { set } = group
  const path = set?.path ?? pathOf(parts, group.members[0])
  const { sidecar, problems } = await parts.sidecar(path)
  const said: Sidecar = { ...sidecar, ...wordsOf(set) }
  const resolved = parts.resolveWish({
    config: parts.config,
    wish: { ...reference.wish, overrides: { ...set?.options, ...reference.wish.overrides } },
    page,
    sidecar: said,
    assetPath: path,
    mayDefault: true,
    place: reference.place,
  })
  site.report([...problems, ...resolved.problems])
  const refused = [...problems, ...resolved.problems].find(({ severity }) => severity === 'error')
  const { preset } = resolved
  if (refused) return { kind: 'failed', reference, problem: refused }
  if (!preset) return { kind: 'left' }

  const viewer = viewerFor(parts, reference, resolved.viewer, group.members)
  if ('problem' in viewer) return fail(site, reference, viewer.problem)
  const asked: Wish = { preset: preset.name, overrides: pictureOverrides(reference.wish) }
  // Only among others of another kind something is shown in a viewer of its own.
  const parted =
    viewer.viewer === 'mixed' ? group.members : group.members.flatMap((one) => foundBy(parts, one, patternOf(one)) ?? [one])
  const bound = await Promise.all(parted.map((member) => site.bind(asMember(member, reference, asked, viewer), undefined)))
  const members: PlannedReference[] = []
  for (const [at, one] of bound.entries()) {
    const member = parted[at] ?? reference
    if (one.kind === 'failed') return { kind: 'failed', reference, problem: one.problem }
    if (one.kind === 'left')
      return fail(site, reference, one.problem ?? errorOf('asset-outside', { url: member.url }, member.place))
    members.push(await withPoster(site, member, one.planned))
  }
  const doubts = viewer.viewer === 'spin' ? spinProblems(members, viewer, reference, path) : []
  const problem = objectionTo(members, viewer, reference) ?? doubts.find(({ severity }) => severity === 'error')
  site.report(doubts.filter((doubt) => doubt !== problem))
  if (problem) return fail(site, reference, problem)
  const hasPage = set !== undefined && (resolved.asksStable ?? preset.stable)
  const isOffered = parts.config.stable && resolved.asksStable === undefined
  const planned = plannedSet(parts, { reference, set, sidecar: said, preset, viewer, members: shownOf(members, viewer) }, hasPage)
  return { kind: 'planned', planned: isOffered ? { ...planned, isOffered } : planned }
}

function plannedSet(
  { config }: SiteParts,
  given: Pick<PlannedReference, 'reference' | 'sidecar' | 'preset'> & {
    set: MediaSet | undefined
    viewer: ViewerPreset
    members: PlannedReference[]
  },
  hasPage: boolean,
): PlannedReference {
  const { set, viewer, members, ...common } = given
  const first = members[0] as PlannedReference
  const asset = set ? assetOf(set, members) : first.asset
  return {
    ...common,
    asset,
    viewer,
    members,
    groups: [],
    main: first.main,
    target: first.target,
    width: first.width,
    height: first.height,
    ...(hasPage && { viewerPage: stablePath(config, asset.path, viewer.name, 'html') }),
    ...(first.preview && { preview: first.preview }),
  }
}

/** A set as the asset that pages refer to: it changes when what it is made of does. */
function assetOf({ path, digest }: MediaSet, members: readonly PlannedReference[]): Asset {
  const content = members.map(({ asset }) => `${posix.basename(asset.path)} ${asset.digest}`).join('\n')
  const { width = 0, height = 0 } = members[0]?.asset.probe ?? {}
  return {
    path,
    digest: digest || digestOf(content),
    bytes: 0,
    probe: {
      kind: 'set',
      format: 'set',
      width,
      height,
      pages: 1,
      hasAlpha: false,
      colour: 'srgb',
      metadata: { exif: false, gps: false, serial: false, gainMap: false },
    },
  }
}

function wordsOf(set: MediaSet | undefined): Partial<Sidecar> {
  const { title, alt, preset, viewer } = set ?? {}
  const words = { title, alt, preset, viewer }
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined))
}

/** The set's viewer. One that shows a single thing is a mistake where the reference names it, and gives way where a folder does. */
function viewerFor(
  { config }: SiteParts,
  reference: Reference,
  named: ViewerPreset | undefined,
  members: readonly Reference[],
): ViewerPreset | { problem: Problem } {
  if (named && SET_VIEWERS.includes(named.viewer)) return named
  if (named && reference.wish.viewer !== undefined) {
    const known = Object.values(config.viewers).flatMap(({ name, viewer }) => (SET_VIEWERS.includes(viewer) ? [name] : []))
    return { problem: errorOf('set-viewer', { viewer: named.name, known }, reference.place) }
  }
  const isMixed = members.some(({ url, wish }) => wish.viewer !== undefined || isSetPath(url))
  return config.viewers[isMixed ? MIXED_VIEWER : PLAIN_VIEWER] as ViewerPreset
}

/** What a member is asked for: what the set says for all, and only in a mixed set a viewer of its own. */
function asMember(member: Reference, { insideLink }: Reference, asked: Wish, viewer: ViewerPreset): Reference {
  const own = viewer.viewer === 'mixed' ? member.wish.viewer : 'none'
  return {
    ...member,
    role: 'picture',
    explicit: true,
    memberOf: viewer,
    // What lies on them has no place of its own.
    insideLink: insideLink === true && showsInTurn(viewer),
    wish: {
      preset: member.wish.preset ?? asked.preset,
      ...(own !== undefined && { viewer: own }),
      overrides: { ...asked.overrides, ...member.wish.overrides },
    },
  }
}

async function withPoster(
  site: Pick<BindingSite, 'parts' | 'bind' | 'report'>,
  member: Reference,
  planned: PlannedReference,
): Promise<PlannedReference> {
  const isSafe = member.link !== undefined && isSafeLink(member.link)
  if (member.link !== undefined && !isSafe) site.report([errorOf('link-unsafe', { link: member.link }, member.place)])
  const linked = { ...planned, ...(isSafe && { link: member.link }) }
  if (member.poster === undefined) return linked
  const none = { viewer: 'none', preset: planned.preset.name, overrides: {} }
  const bound = await site.bind(
    { ...member, url: member.poster, role: 'picture', explicit: true, wish: none, attributes: [['alt', '']] },
    undefined,
  )
  return bound.kind === 'planned' ? { ...linked, poster: bound.planned } : linked
}

/** Why these members cannot be shown together in that viewer. */
function objectionTo(
  members: readonly PlannedReference[],
  { viewer, name }: ViewerPreset,
  { place }: Reference,
): Problem | undefined {
  const targets = [...new Set(members.map(({ target = OUTPUT }) => target))]
  if (targets.length > 1) return errorOf('set-targets', { targets }, place)
  if (viewer === 'compare' && members.length !== 2) return errorOf('set-compare', { count: members.length }, place)
  const odd = viewer === 'mixed' ? undefined : members.find(({ asset }) => asset.probe.kind !== 'image')
  if (odd)
    return errorOf('set-member', { path: odd.asset.path, viewer: name, what: `of the kind "${odd.asset.probe.kind}"` }, place)
  const drawing = viewer === 'spin' ? members.find(({ asset }) => !isRaster(asset)) : undefined
  return drawing && errorOf('set-member', { path: drawing.asset.path, viewer: name, what: 'a drawing' }, place)
}

function spinProblems(
  members: readonly PlannedReference[],
  { options }: ViewerPreset,
  { url, place }: Reference,
  path: string,
): Problem[] {
  const name = isPattern(url) ? url : path
  return spinSetProblems({ name, frames: members.map(({ asset }) => asset), rows: Number(options['rows'] ?? 1), place })
}

/** The members with what their viewer shows of them. */
function shownOf(members: PlannedReference[], { viewer }: ViewerPreset): PlannedReference[] {
  return viewer === 'spin' ? spinFrames(members) : members
}

function fail(site: Pick<BindingSite, 'parts' | 'bind' | 'report'>, reference: Reference, problem: Problem): Bound {
  const placed: Problem = { ...problem, severity: 'error', place: problem.place ?? reference.place }
  site.report([placed])
  return { kind: 'failed', reference, problem: placed }
}

/** What a reference asks of pictures; the rest is for the viewer, or for the set's own address. */
function pictureOverrides({ overrides }: Wish): Wish['overrides'] {
  const isForAll = ([name]: [string, string]): boolean => name !== 'stable' && !VIEWER_OPTIONS.some((option) => option === name)
  return Object.fromEntries(Object.entries(overrides).filter(isForAll))
}

function pathOf(parts: SiteParts, member: Reference | undefined): string {
  const located = member && parts.locate(member.url, member.place.file)
  return located && 'path' in located ? located.path : ''
}
