import { rootUrlOf } from './base/site-path.js'
import { TRACK_ORDER, type NamedTrack } from './base/track-name.js'
import { unwritten } from './base/unwritten-reference.js'
import { NO_VIEWER } from './config/defaults.js'
import type { Config } from './config/types.js'
import { errorOf, warningOf } from './errors.js'
import { firstPageOf, isWhole, ownViewer, PLAYERS } from './plan/own-viewer.js'
import { planReference, type PlanInput } from './plan/plan-reference.js'
import { asCaptions, asTranscript } from './plan/text-renditions.js'
import type { ImageEngine } from './ports.js'
import type { Bound, PageWish, SiteParts } from './site-parts.js'
import type { Asset, NamedFile, PlannedReference, PlannedTrack, Problem, Reference, TrackWords, Wish } from './types.js'

/** What a player needs of the site it is bound for. */
export interface PlayerBinding {
  parts: Pick<SiteParts, 'locate' | 'engine' | 'namedTracks' | 'asset'>
  bind(reference: Reference, page: PageWish | undefined): Promise<Bound>
  report(problems: Iterable<Problem>): void
  /** An asset may be on the web now, as its sidecars say. */
  mayShow(path: string): Promise<boolean>
}

/**
 * The viewer of a film, sound or document where a page shows one; `none` for a picture whose folder has such a viewer. What is
 * in Markdown's syntax for pictures is meant to be shown, an `<img>` only if it says so. `said` is the nearest word on it, from
 * the reference to the profile: one that does not fit is a mistake at the reference, and gives way anywhere else.
 */
export function playerFor(
  { viewers }: Pick<Config, 'viewers'>,
  reference: Reference,
  asset: Asset,
  said: string | undefined,
): { viewer: string } | { problem: Problem } | undefined {
  if (!isWhole(reference) || said === NO_VIEWER) return undefined
  const own = ownViewer(asset)
  const named = said !== undefined && Object.hasOwn(viewers, said) ? viewers[said] : undefined
  const isPlayerOfPicture = asset.probe.kind === 'image' && named !== undefined && PLAYERS.includes(named.viewer)
  if (own === undefined && !isPlayerOfPicture) return undefined
  if (own !== undefined && !reference.explicit && !isMarkdown(reference)) return undefined
  if (said !== undefined && (!named || named.viewer === own)) return { viewer: said }
  if (reference.wish.viewer !== undefined) {
    const { path, probe } = asset
    return { problem: errorOf('viewer-unfit', { path, kind: probe.kind, viewer: said ?? '', fitting: own }, reference.place) }
  }
  return { viewer: own ?? NO_VIEWER }
}

function isMarkdown({ escape }: Reference): boolean {
  return escape === 'html' || escape === 'markdown'
}

/**
 * The files that belong to a film, sound or document: its poster, tracks and transcript; `input` is what it was planned from,
 * and gives a document its first page. A file that cannot be shown fails the whole.
 */
export async function withCompanions(site: PlayerBinding, planned: PlannedReference, input: PlanInput): Promise<Bound> {
  const { reference } = planned
  const named = await namedOf(site, planned)
  const [poster, tracks] = [await posterOf(site, planned), await tracksOf(site, planned, named)]
  const transcript = await transcriptOf(
    site,
    planned,
    { named, tracks: tracks && 'problem' in tracks ? [] : (tracks ?? []) },
    input,
  )
  for (const one of [poster, tracks, transcript])
    if (one && 'problem' in one) return { kind: 'failed', reference, problem: one.problem }
  site.report(doubtsOf(planned, poster !== undefined, site.parts.engine))
  const shown = poster ?? firstPage(input, site.parts.engine)
  const companions = { ...(shown && { poster: shown }), ...(tracks && { tracks }), ...(transcript && { transcript }) }
  return { kind: 'planned', planned: { ...planned, ...(companions as Partial<PlannedReference>) } }
}

/** What a sidecar says, or an option, where the transcript is to be made of the captions. */
const AUTO = 'auto'

/** What draws documents; it is a package of the site's own. */
const DOCUMENTS = '@hyzyla/pdfium'

/** What browsers mostly do not play, and what is not shown for want of a package. */
function doubtsOf({ asset, reference }: PlannedReference, hasPoster: boolean, { documentVersion }: ImageEngine): Problem[] {
  const { path, probe } = asset
  if (['mov', 'avi', 'mkv'].includes(probe.format))
    return [warningOf('film-unplayable', { path, format: probe.format.toUpperCase() }, reference.place)]
  const isUndrawn = probe.format === 'pdf' && !hasPoster && documentVersion === undefined
  return isUndrawn ? [warningOf('page-undrawn', { path, package: DOCUMENTS }, reference.place)] : []
}

/** The picture of a document's first page; undefined where it cannot be drawn. It has no address that lasts. */
function firstPage(input: PlanInput, { version, documentVersion }: ImageEngine): PlannedReference | undefined {
  const asset = firstPageOf(input.asset)
  if (!asset || documentVersion === undefined) return undefined
  const { reference } = input
  return planReference({
    ...input,
    asset,
    viewer: undefined,
    wantsLarge: false,
    stable: undefined,
    original: undefined,
    reference: { ...reference, role: 'picture', attributes: [['alt', '']] },
    engineVersion: `${version}, ${documentVersion}`,
  })
}

type Result<T> = T | { problem: Problem }

/** A film's poster is cut to the film's shape, or the page would move when the film comes in its place. */
async function posterOf(
  site: PlayerBinding,
  { reference, sidecar, asset, preset, viewer }: PlannedReference,
): Promise<Result<PlannedReference> | undefined> {
  if (viewer?.viewer === 'audio') return undefined
  const written = reference.attributes?.find(([name]) => name === 'poster')?.[1] ?? reference.poster
  const file = written === undefined ? sidecar.poster : { url: written, place: reference.place }
  if (!file) return undefined
  const isFilm = viewer?.viewer === 'video'
  const bindTo = (overrides: Wish['overrides']): Promise<Result<PlannedReference>> =>
    bindFile(site, file, {
      role: isFilm ? 'address' : 'picture',
      wish: { preset: preset.name, viewer: NO_VIEWER, overrides },
      attributes: isFilm ? [['poster', file.url]] : [['alt', '']],
    })
  const poster = await bindTo({})
  if ('problem' in poster) return poster
  if (poster.asset.probe.kind !== 'image')
    return fail(
      site,
      errorOf(
        'asset-unknown-type',
        { path: poster.asset.path, found: `a file of type ${poster.asset.probe.format}` },
        file.place,
      ),
    )
  const { width, height } = asset.probe
  const isAlike = width === 0 || Math.abs((poster.width * height) / width - poster.height) <= Math.max(1, poster.height / 100)
  return isAlike || poster.groups.length === 0 ? poster : bindTo({ ratio: `${width}:${height}` })
}

function isHeard(viewer: PlannedReference['viewer']): boolean {
  return viewer?.viewer === 'video' || viewer?.viewer === 'audio'
}

/** What belongs to it by name. What may not be shown is left out, since nobody asked for it by name. */
async function namedOf(site: PlayerBinding, { asset, viewer }: PlannedReference): Promise<NamedTrack[]> {
  const named = isHeard(viewer) ? site.parts.namedTracks(asset.path) : []
  const shown = await Promise.all(named.map(({ path }) => site.mayShow(path)))
  return named.filter((_, index) => shown[index])
}

/** Those of the sidecar come first, and before any found by name that is the same file, or of the same kind and language. */
async function tracksOf(
  site: PlayerBinding,
  { sidecar, viewer, reference }: PlannedReference,
  named: readonly NamedTrack[],
): Promise<Result<readonly PlannedTrack[]> | undefined> {
  const tracks: PlannedTrack[] = []
  const add = async (file: NamedFile, words: TrackWords): Promise<{ problem: Problem } | undefined> => {
    const bound = await bindFile(site, file, AS_IT_IS)
    if ('problem' in bound) return bound
    const { path, probe } = bound.asset
    if (probe.format !== 'vtt' && probe.format !== 'srt') return fail(site, errorOf('track-format', { path }, file.place))
    tracks.push({ ...words, file: asCaptions(bound) })
    return undefined
  }
  for (const { src, ...words } of isHeard(viewer) ? (sidecar.tracks ?? []) : []) {
    const failed = await add(src, words)
    if (failed) return failed
  }
  const said = [...tracks]
  for (const { path, ...words } of spoken(named, sidecar.lang)) {
    const isSaid = said.some((track) => track.file.asset.path === path || isAlike(track, words))
    const failed = isSaid ? undefined : await add({ url: rootUrlOf(path), place: reference.place }, words)
    if (failed) return failed
  }
  return tracks.length > 0 ? tracks : undefined
}

/** What is found by name as tracks, in the order of players. */
function spoken(named: readonly NamedTrack[], lang: string | undefined): (TrackWords & { path: string })[] {
  return named
    .flatMap(({ kind, ...rest }) =>
      kind === 'transcript' ? [] : [{ ...rest, kind: isTranslation(kind, rest.lang, lang) ? ('subtitles' as const) : kind }],
    )
    .sort((a, b) => TRACK_ORDER.indexOf(a.kind) - TRACK_ORDER.indexOf(b.kind))
}

function isAlike(a: TrackWords, b: TrackWords): boolean {
  return a.kind === b.kind && a.lang === b.lang
}

/** Captions in another language than that of the film are its subtitles. */
function isTranslation(kind: TrackWords['kind'], lang: string | undefined, spoken: string | undefined): boolean {
  const primary = (tag: string): string => tag.toLowerCase().split('-')[0] ?? ''
  return kind === 'captions' && lang !== undefined && spoken !== undefined && primary(lang) !== primary(spoken)
}

/** What a transcript may be made of. */
interface Texts {
  named: readonly NamedTrack[]
  tracks: readonly PlannedTrack[]
}

/** A page of the site, or a file, as its sidecar says; else the text found by name; else, where that is wished, what its captions say. */
async function transcriptOf(
  site: PlayerBinding,
  { sidecar, viewer }: PlannedReference,
  { named, tracks }: Texts,
  input: PlanInput,
): Promise<Result<PlannedReference | { page: string }> | undefined> {
  if (!isHeard(viewer)) return undefined
  const { transcript } = sidecar
  if (transcript && transcript.url !== AUTO) {
    const located = site.parts.locate(transcript.url, transcript.place.file)
    const isPage =
      'problem' in located && transcript.url.startsWith('/') && !/\.\w+$/.test(transcript.url.replace(/\.html?(?=$|[?#])/i, ''))
    return isPage ? { page: transcript.url } : bindFile(site, transcript, AS_IT_IS)
  }
  const written = inLanguage(
    named.filter(({ kind }) => kind === 'transcript'),
    sidecar.lang,
  )
  if (written) return writtenText(site, written, input)
  const isWished = transcript?.url === AUTO || viewer?.options['transcript'] === AUTO
  const captions = isWished ? inLanguage(captionsOf(tracks), sidecar.lang) : undefined
  return captions && inWords(asTranscript(captions.file), captions.lang)
}

/** Captions first: they say who speaks. */
function captionsOf(tracks: readonly PlannedTrack[]): readonly PlannedTrack[] {
  const captions = tracks.filter(({ kind }) => kind === 'captions')
  return captions.length > 0 ? captions : tracks.filter(({ kind }) => kind === 'subtitles')
}

/** The text in a language, else one that does not say its own, else the first. */
function inLanguage<T extends { lang?: string }>(texts: readonly T[], lang: string | undefined): T | undefined {
  return texts.find((text) => text.lang === lang) ?? texts.find((text) => text.lang === undefined) ?? texts[0]
}

/** A text that stands in the page. It has no address, so nothing of the page's own references is its. */
async function writtenText(site: PlayerBinding, { path, lang }: NamedTrack, input: PlanInput): Promise<Result<PlannedReference>> {
  const { reference } = input
  const found = await site.parts.asset(path)
  if ('problem' in found) return fail(site, found.problem)
  const own = { ...reference, role: 'link' as const, attributes: [] }
  const planned = planReference({
    ...input,
    asset: found.asset,
    reference: own,
    viewer: undefined,
    wantsLarge: false,
    stable: undefined,
    original: undefined,
  })
  return inWords(asTranscript(planned), lang)
}

/** With the language it says that it is in. */
function inWords(planned: PlannedReference, lang: string | undefined): PlannedReference {
  return lang === undefined ? planned : { ...planned, sidecar: { ...planned.sidecar, lang } }
}

type Asked = Pick<Reference, 'role' | 'wish' | 'attributes'>

const AS_IT_IS: Asked = { role: 'link', wish: { overrides: {} } }

/** Binds a file that belongs to another one. What is wrong with it is told where it is named. */
async function bindFile(site: PlayerBinding, { url, place }: NamedFile, asked: Asked): Promise<Result<PlannedReference>> {
  // As in other fields of a sidecar, a path may also begin at the root without a slash.
  const isFound = !('problem' in site.parts.locate(url, place.file))
  const inRoot = `/${url.replace(/^\/+/, '')}`
  const isInRoot = !isFound && 'path' in site.parts.locate(inRoot, place.file)
  const bound = await site.bind(unwritten({ ...asked, place, url: isInRoot ? inRoot : url }), undefined)
  if (bound.kind === 'planned') return bound.planned
  return fail(site, bound.problem ?? errorOf('asset-outside', { url }, place))
}

function fail(site: PlayerBinding, problem: Problem): { problem: Problem } {
  site.report([problem])
  return { problem }
}
