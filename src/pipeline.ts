import { unwritten } from './base/unwritten-reference.js'
import { fileArtifact } from './base/bundle.js'
import { MASTER } from './base/stream-layout.js'
import { isSocial } from './base/is-social.js'
import { bindExternal, shownExternal } from './bind-external.js'
import type { PlayerBinding } from './bind-file.js'
import { playerFor, withCompanions } from './bind-player.js'
import { encodingOf, mediumOf, planStill, posterStill, stillFor, type Encoding } from './bind-film.js'
import { bindSet, groupOf } from './bind-set.js'
import { isExtreme } from './base/is-extreme.js'
import { OUTPUT } from './base/target-address.js'
import { VIEWER_OPTIONS } from './base/viewer-names.js'
import { negotiates } from './base/negotiates.js'
import { isSetPath } from './base/set-path.js'
import { rootUrlOf, stemOf } from './base/site-path.js'
import type { Config } from './config/types.js'
import { saidViewer } from './config/wish.js'
import { errorOf, warningOf } from './errors.js'
import { nearestName } from './base/nearest-name.js'
import { namedCrop } from './plan/crop.js'
import { stablePath } from './plan/address.js'
import { placeHotspots } from './plan/hotspots.js'
import { needsBlock } from './plan/needs-block.js'
import { withAddresses } from './plan/public-addresses.js'
import { defaultsOf, mayHaveProfile, passesThrough } from './plan/reference-defaults.js'
import { sizeRefusal } from './plan/size-limits.js'
import {
  encodedOf,
  isRaster,
  ownRenditionsOf,
  partsOf,
  planReference,
  renditionsOf,
  type PlanInput,
} from './plan/plan-reference.js'
import { NO_PRESET, VIEWER_MARK } from './publish/decide-ledger.js'
import type { Bound, PageWish, SiteParts, Unpublished } from './site-parts.js'
import type {
  Artifact,
  Asset,
  PlaceholderData,
  PlannedReference,
  Problem,
  Reference,
  Sidecar,
  Transcript,
  Wish,
} from './types.js'

export type { Bound, PageWish, SiteParts } from './site-parts.js'

/** What follows from an asset's sidecars: `problem` keeps it from every output, `unpublished` from all but a preview. */
interface Judgement {
  sidecar: Sidecar
  unpublished?: Unpublished
  problem?: Problem
}

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
      const bound = await bindReference(site, reference, page, true)
      if (bound.kind === 'planned' && reference.insideParagraph && needsBlock(bound.planned))
        site.report([warningOf('viewer-in-paragraph', { url: reference.url }, reference.place)])
      return bound
    },
    async withheld(path) {
      judgedPaths.add(path)
      const { sidecar, problem } = await judge(parts, path)
      return problem ?? elsewhere(parts.config, path, sidecar)
    },
    bindStable: (path, name) => bindReference(site, promised(parts.config, path, name), undefined, false),
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
  return site
}

/** Where an address stands and nothing else, no poster can stand in for a film. */
function isLone({ role }: Reference): boolean {
  return role === 'address' || role === 'link'
}

/** `mayReplace`: another asset may stand in for one that is not published. */
async function bindReference(site: Site, reference: Reference, page: PageWish | undefined, mayReplace: boolean): Promise<Bound> {
  const { parts } = site
  const external = shownExternal(reference)
  if (external)
    return bindExternal(bindingOf(site), parts.config, reference, external, (problem) => refuse(site, reference, problem))
  const located = reference.members ? undefined : parts.locate(reference.url, reference.place.file)
  const group = await groupOf(parts, reference, located && 'path' in located ? located : undefined)
  if (group && 'problem' in group) return withhold(site, reference, group.problem)
  if (group) return bindSet(bindingOf(site), reference, page, group)
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

function bindingOf(site: Site): Parameters<typeof bindSet>[0] & PlayerBinding {
  const { parts } = site
  return {
    parts,
    report: site.report,
    bind: (reference, page) => bindReference(site, reference, page, true),
    mayShow: async (path) => (await judge(parts, path)).problem === undefined,
  }
}

/** What was asked for, and why it is not shown. */
interface Replaced extends Unpublished {
  path: string
  sidecar: Sidecar
  fallback: string
}

/** Answers with the fallback as if it had been asked for; no chains, no silence. */
async function replace(
  site: Site,
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
async function leave(site: Site, reference: Reference, path: string): Promise<Bound> {
  const withheld = await site.withheld(path)
  if (withheld) return withhold(site, reference, withheld)
  const { unpublished } = await judge(site.parts, path)
  if (!unpublished) return { kind: 'left' }
  site.report([warningOf('asset-previewed', { path, ...unpublished }, reference.place)])
  return { kind: 'left', preview: unpublished.state }
}

/** What goes to another target only, Vite must not get. */
function elsewhere({ preview }: Config, path: string, { rule }: Sidecar): Problem | undefined {
  if (preview || !rule || rule.target === OUTPUT) return undefined
  return errorOf('asset-selective', { path, target: rule.target })
}

/** A sidecar's own mistake is told once, where it is written; a state is told at every reference. */
function withhold(site: Site, reference: Reference, problem: Problem): Bound {
  if (problem.place === undefined) return refuse(site, reference, problem, true)
  site.report([problem])
  return { kind: 'failed', reference, problem }
}

async function judge(parts: SiteParts, path: string): Promise<Judgement & { problems: readonly Problem[] }> {
  const { sidecar, problems } = await parts.sidecar(path)
  const malformed = problems.find((problem) => problem.severity === 'error')
  if (malformed) return { sidecar, problems, problem: malformed }
  const { state, reason } = parts.publishState(sidecar, parts.clock.now())
  if (state === 'published') return { sidecar, problems }
  const unpublished = { state, reason }
  if (parts.config.preview) return { sidecar, problems, unpublished }
  return { sidecar, problems, unpublished, problem: errorOf('asset-unpublished', { path, ...unpublished }) }
}

/** An asset and what is said about it. */
interface Known {
  asset: Asset
  sidecar: Sidecar
}

/** `asked` is what the reference names, when `asset` stands in for it: presets and viewers are what that one would get. */
async function planFor(
  site: Site,
  reference: Reference,
  page: PageWish | undefined,
  { asset, sidecar }: Known,
  asked?: { path: string; sidecar: Sidecar },
): Promise<Bound> {
  const { parts } = site
  const { config } = parts
  const raster = isRaster(asset)
  const defaults = defaultsOf(config, reference)
  const from = { config, page, sidecar: asked?.sidecar ?? sidecar, assetPath: asked?.path ?? asset.path }
  const player = playerFor(config, reference, asset, saidViewer({ ...from, wish: reference.wish }))
  if (player && 'problem' in player) return refuse(site, reference, player.problem, true)
  const wish = {
    ...reference.wish,
    ...(reference.wish.preset === undefined && raster && { preset: defaults.preset }),
    ...player,
  }
  const mayDefault = raster ? defaults.may : false
  const resolved = parts.resolveWish({ ...from, wish, mayDefault, medium: mediumOf(asset), place: reference.place })
  site.report(resolved.problems)
  const refused = resolved.problems.find((problem) => problem.severity === 'error')
  if (refused) return { kind: 'failed', reference, problem: refused }
  const preset = resolved.preset ?? (!raster && defaults.may ? Object.values(config.presets)[0] : undefined)
  const isPlayed = player !== undefined && !raster && asset.probe.format !== 'svg'
  const stem = stemOf(await parts.canonical(asset))
  const encoded = await encodingOf(parts, { ...resolved, reference, asset, isPlayed, stem })
  if ('problem' in encoded) return refuse(site, reference, encoded.problem, true)
  site.report(encoded.problems)
  const { encoding } = encoded
  const still = encoding ? undefined : await stillFor(parts, { reference, asset, video: resolved.video })
  const isShown = raster || isPlayed || encoding !== undefined || still !== undefined
  if (!isShown && !passesThrough(config, reference, asset)) {
    if (!reference.explicit) return { kind: 'left' }
    return refuse(
      site,
      reference,
      errorOf('asset-unknown-type', { path: asset.path, found: `a file of type ${asset.probe.format}` }),
    )
  }
  if (!preset) return { kind: 'left' }

  const isPublic = reference.role === 'link' || isSocial(reference)
  const ownsStable = !raster || !changesPicture(reference.wish)
  if (!ownsStable && reference.wish.overrides['stable'] !== undefined && resolved.asksStable) {
    const expected = 'a preset with nothing else changed at the reference, because the address names the preset alone'
    return refuse(site, reference, errorOf('invalid-attribute', { attribute: 'stable', expected, received: 'true' }))
  }
  const stable = ownsStable && (isPublic || (!asked && (resolved.asksStable ?? (encoding ?? preset).stable)))
  const stableName = encoding?.name ?? (raster || still ? preset.name : undefined)
  const isOffered = config.stable && !isPublic && resolved.asksStable === undefined
  const largeViewer = resolved.viewer ?? reference.memberOf
  const largePreset = config.presets[largeViewer?.large ?? 'zoom'] ?? preset
  const input: PlanInput = {
    reference,
    asset: encoding?.asset ?? asset,
    sidecar,
    preset,
    // A folder's viewer is for its photos; a drawing gets it where it is asked for.
    viewer: showsIn(reference, { isPlayed: isPlayed || (raster && !encoding), encoding }) ? resolved.viewer : undefined,
    encoding,
    wantsLarge: largeViewer !== undefined,
    largePreset,
    stable: stable ? (extension) => stablePath(config, asset.path, stableName, extension) : undefined,
    original:
      raster && !asked && resolved.original && mayGoUntouched(site, reference, asset) ? originalPath(config, asset) : undefined,
    // The hosts are those of the output.
    negotiates: (sidecar.rule?.target ?? OUTPUT) === OUTPUT && negotiates(config.hosts),
    engineVersion: parts.engine.version,
    saliencyVersion: parts.engine.saliencyVersion,
    stem,
  }
  if (still) return { kind: 'planned', planned: planStill(input, still) }
  const bare = planReference(input)
  const { hotspots, problems: cutOff } = placeHotspots(bare)
  const planned = withAddresses(hotspots ? { ...bare, hotspots } : bare, config, { largePreset, isOffered })
  const tooLarge = sizeRefusal(planned, config.limits)
  if (tooLarge) return refuse(site, reference, tooLarge, true)
  site.report([...doubtsOf(planned), ...cutOff])
  if (!isPlayed && !encoding) return { kind: 'planned', planned }
  const frame = encoding?.still && posterStill(input, encoding.still, config.presets)
  return withCompanions(bindingOf(site), planned, input, frame && { ...frame, promisedAs: encoding?.name ?? '' })
}

/** What moves by itself as a picture does needs no viewer, unless it is asked for. */
function showsIn(
  { role, wish }: Reference,
  { isPlayed, encoding }: { isPlayed: boolean; encoding: Encoding | undefined },
): boolean {
  if (role === 'player') return false
  if (wish.viewer !== undefined) return true
  return isPlayed && !(encoding?.film?.loop && encoding.film.muted)
}

function originalPath(config: Config, asset: Asset): (extension: string) => string {
  return (extension) => stablePath(config, asset.path, undefined, extension)
}

/** What tells where a picture was taken, or with whose camera, is not published by a switch that may stand for a whole folder. */
function mayGoUntouched(site: Site, { place }: Reference, { path, probe }: Asset): boolean {
  const { gps, serial } = probe.metadata
  if (!gps && !serial) return true
  const tells = [...(gps ? ['where it was taken (GPS)'] : []), ...(serial ? ['which camera took it (serial number, owner)'] : [])]
  site.report([errorOf('original-private', { path, tells }, place)])
  return false
}

/** What is worth telling of a reference although it can be answered. */
function doubtsOf({ reference, asset, sidecar, preset, main }: PlannedReference): Problem[] {
  const { path, probe } = asset
  const { crop } = main.recipe
  const crops = sidecar.crops ?? {}
  const missing = [preset.crop, ...preset.art.flatMap(({ crop: own }) => (own === undefined ? [] : [own]))].flatMap(
    (one) => namedCrop(one) ?? [],
  )
  const doubts: Problem[] = []
  for (const name of isRaster(asset) ? missing : []) {
    if (Object.hasOwn(crops, name)) continue
    const known = Object.keys(crops)
    doubts.push(warningOf('crop-missing', { path, name, suggestion: nearestName(name, known), known }, reference.place))
  }
  // Frames are one thing together, which the set has the words for.
  if (probe.kind === 'image' && reference.memberOf?.viewer !== 'spin' && lacksAlt(reference, sidecar))
    doubts.push(warningOf('alt-missing', { path }, reference.place))
  if (crop && 'rule' in crop && isExtreme(probe)) {
    const { width, height } = probe
    doubts.push(warningOf('crop-extreme', { path, rule: crop.rule, width, height }, reference.place))
  }
  return doubts
}

/** What a reference may say without asking for other pixels or another encoding. */
const KEEPS_PICTURE: ReadonlySet<string> = new Set([
  'stable',
  'sizes',
  'loading',
  'decoding',
  'priority',
  'placeholder',
  ...VIEWER_OPTIONS,
])

/** The picture is not the one its preset's name stands for, so the stable address of that name is not its own. */
function changesPicture(wish: Wish): boolean {
  return Object.keys(wish.overrides).some((name) => !KEEPS_PICTURE.has(name))
}

/** A picture whose element says nothing about it, not even that it is decoration. An address asked for while serving has no element. */
function lacksAlt({ role, attributes }: Reference, sidecar: Sidecar): boolean {
  if ((role !== 'picture' && role !== 'viewer') || !attributes) return false
  return sidecar.alt === undefined && !attributes.some(([name]) => name === 'alt')
}

/**
 * A reference that nobody wrote: it stands for everyone who copied the address. Where its preset or viewer is no more, the
 * usual one takes over, and the address leads there.
 */
function promised(config: Config, path: string, name: string): Reference {
  const [named = '', shownIn] = name.split(VIEWER_MARK)
  const preset = named === NO_PRESET ? undefined : isPreset(config, named) ? named : config.defaultPreset || 'default'
  const isKnown = shownIn !== undefined && Object.hasOwn(config.viewers, shownIn)
  const viewer = shownIn === undefined || isKnown ? shownIn : isSetPath(path) ? undefined : 'zoom'
  return unwritten({
    role: shownIn !== undefined ? 'picture' : preset === undefined ? 'link' : 'address',
    place: { file: path, line: 1, column: 1 },
    url: rootUrlOf(path),
    wish: { ...(preset !== undefined && { preset }), ...(viewer !== undefined && { viewer }), overrides: { stable: 'true' } },
    isPromise: true,
  })
}

function isPreset({ presets, videoPresets, audioPresets }: Config, name: string): boolean {
  return [presets, videoPresets, audioPresets].some((family) => Object.hasOwn(family, name))
}

/** Missing files are an error where the reference asked for something of ours, else a warning: real sites carry dead links. */
function refuse(site: Site, reference: Reference, problem: Problem, always = false): Bound {
  const placed: Problem = { ...problem, place: reference.place, severity: always || reference.explicit ? 'error' : 'warning' }
  site.report([placed])
  return placed.severity === 'error' ? { kind: 'failed', reference, problem: placed } : { kind: 'left', problem: placed }
}

async function withMove(parts: SiteParts, reference: Reference, problem: Problem): Promise<Problem> {
  if (problem.code !== 'asset-not-found') return problem
  const path = reference.url.replace(/[?#].*$/s, '')
  const to = await parts.movedTo(path, reference.place.file)
  return to === undefined ? problem : errorOf('asset-moved', { url: reference.url, to }, reference.place)
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
