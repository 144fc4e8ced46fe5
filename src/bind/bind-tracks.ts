import { extensionOf, rootUrlOf } from '../base/site-path.js'
import { TRACK_ORDER, type NamedTrack } from '../base/track-name.js'
import { AS_IT_IS, bindFile, fail, type PlayerBinding, type Result } from './bind-file.js'
import { errorOf } from '../errors.js'
import { planReference, type PlanInput } from '../plan/plan-reference.js'
import { showsFilm } from '../plan/own-viewer.js'
import { asCaptions, asTranscript } from '../plan/text-renditions.js'
import type { NamedFile, PlannedReference, PlannedTrack, Problem, TrackWords } from '../types.js'

/** What a sidecar says, or an option, where the transcript is to be made of the captions. */
const AUTO = 'auto'

/** What belongs to a model by name: the one for the room. */
export async function usdzOf(
  site: PlayerBinding,
  { asset, reference, sidecar, viewer }: PlannedReference,
): Promise<Result<PlannedReference> | undefined> {
  if (viewer?.viewer !== 'model' || viewer.options['usdz'] !== undefined) return undefined
  const [named] = site.parts.namedTracks(asset.path)
  const beside = named && (await site.mayShow(named.path)) ? { url: rootUrlOf(named.path), place: reference.place } : undefined
  const file = sidecar.usdz ?? beside
  if (!file) return undefined
  const bound = await bindFile(site, file, AS_IT_IS)
  if ('problem' in bound || extensionOf(bound.asset.path) === 'usdz') return bound
  return fail(site, errorOf('usdz-format', { path: bound.asset.path }, file.place))
}

function isHeard({ viewer, asset }: Pick<PlannedReference, 'viewer' | 'asset'>): boolean {
  return viewer !== undefined && (viewer.viewer === 'audio' || showsFilm(viewer.viewer, asset))
}

/** What belongs to it by name. What may not be shown is left out, since nobody asked for it by name. */
export async function namedOf(site: PlayerBinding, planned: PlannedReference): Promise<NamedTrack[]> {
  const named = isHeard(planned) ? site.parts.namedTracks(planned.asset.path) : []
  const shown = await Promise.all(named.map(({ path }) => site.mayShow(path)))
  return named.filter((_, index) => shown[index])
}

/** Those of the sidecar come first, and before any found by name that is the same file, or of the same kind and language. */
export async function tracksOf(
  site: PlayerBinding,
  planned: PlannedReference,
  named: readonly NamedTrack[],
): Promise<Result<readonly PlannedTrack[]> | undefined> {
  const { sidecar, reference } = planned
  const tracks: PlannedTrack[] = []
  const add = async (file: NamedFile, words: TrackWords): Promise<{ problem: Problem } | undefined> => {
    const bound = await bindFile(site, file, AS_IT_IS)
    if ('problem' in bound) return bound
    const { path, probe } = bound.asset
    if (probe.format !== 'vtt' && probe.format !== 'srt') return fail(site, errorOf('track-format', { path }, file.place))
    tracks.push({ ...words, file: asCaptions(bound) })
    return undefined
  }
  for (const { src, ...words } of isHeard(planned) ? (sidecar.tracks ?? []) : []) {
    const failed = await add(src, words)
    if (failed) return failed
  }
  const said = [...tracks]
  for (const { path, ...words } of asTracks(named, sidecar.lang)) {
    const isSaid = said.some((track) => track.file.asset.path === path || isAlike(track, words))
    const failed = isSaid ? undefined : await add({ url: rootUrlOf(path), place: reference.place }, words)
    if (failed) return failed
  }
  return tracks.length > 0 ? tracks : undefined
}

/** What is found by name as tracks, in the order of players. */
function asTracks(named: readonly NamedTrack[], lang: string | undefined): (TrackWords & { path: string })[] {
  return named
    .flatMap(({ kind, ...rest }) =>
      kind === 'transcript' || kind === 'usdz'
        ? []
        : [{ ...rest, kind: isTranslation(kind, rest.lang, lang) ? ('subtitles' as const) : kind }],
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
export async function transcriptOf(
  site: PlayerBinding,
  planned: PlannedReference,
  { named, tracks }: Texts,
  input: PlanInput,
): Promise<Result<PlannedReference | { page: string }> | undefined> {
  if (!isHeard(planned)) return undefined
  const { sidecar, viewer } = planned
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
