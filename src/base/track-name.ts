import { posix } from 'node:path'
import type { TrackKind } from '../types.js'
import { groupBy } from './group-by.js'
import { composed, extensionOf, stemOf } from './site-path.js'

/** What the name of a file says that it is to the film, sound or model beside it. */
export interface TrackName {
  kind: TrackKind | 'transcript' | 'usdz'
  /** BCP 47. */
  lang?: string
}

/** Kinds as they stand in names; SDH and CC are what others call captions. */
const KINDS: Readonly<Record<string, TrackKind>> = {
  captions: 'captions',
  cc: 'captions',
  sdh: 'captions',
  subtitles: 'subtitles',
  chapters: 'chapters',
  descriptions: 'descriptions',
  metadata: 'metadata',
}

const TIMED: ReadonlySet<string> = new Set(['vtt', 'srt'])
const WRITTEN: ReadonlySet<string> = new Set(['html', 'htm', 'md'])
/** What devices put into the room has the model's own name: `boot.usdz` beside `boot.glb`. */
const ROOM = 'usdz'
const MODEL = 'glb'
const MEDIA: ReadonlySet<string> = new Set('mp4 m4v webm mov mkv ogv avi 3gp 3g2 mp3 m4a ogg oga opus wav flac aac'.split(' '))

/** True for what is written down of a film or sound: `talk.transcript.html`, `talk.de.transcript.md`. */
export function isTranscriptPath(path: string): boolean {
  return /\.transcript(?:\.[\w-]+)?\.(?:html?|md)$/i.test(path)
}

/** True for a file that can belong to a film, sound or model by its name. */
export function mayBeTrack(path: string): boolean {
  return TIMED.has(extensionOf(path)) || isTranscriptPath(path) || extensionOf(path) === ROOM
}

/** True for a file that tracks can belong to. */
export function hasTracks(path: string): boolean {
  return MEDIA.has(extensionOf(path)) || extensionOf(path) === MODEL
}

/**
 * What the file `name` is to the film or sound `media` beside it (names, no folders): after the film's own name come, in
 * any order and each once, a kind and a language (`clip.en.vtt`, `clip.chapters.vtt`, `clip.pt-BR.descriptions.vtt`).
 * Undefined for what does not belong to it. No kind: captions.
 */
export function trackName(media: string, name: string): TrackName | undefined {
  const [stem, whole] = [composed(stemOf(media)), composed(name)]
  const extension = extensionOf(whole)
  if (extensionOf(media) === MODEL) return extension === ROOM && stemOf(whole) === stem ? { kind: 'usdz' } : undefined
  if (!whole.startsWith(`${stem}.`) || whole.length <= stem.length + extension.length) return undefined
  const words = whole
    .slice(stem.length + 1, -extension.length)
    .split('.')
    .filter(Boolean)
  const said = words.map((word): TrackName | undefined => wordOf(word, WRITTEN.has(extension)))
  const kinds = said.flatMap((word) => (word && word.lang === undefined ? [word.kind] : []))
  const languages = said.flatMap((word) => word?.lang ?? [])
  if (said.includes(undefined) || kinds.length > 1 || languages.length > 1) return undefined
  const isKnown = WRITTEN.has(extension) ? kinds[0] === 'transcript' : TIMED.has(extension)
  return isKnown ? { kind: kinds[0] ?? 'captions', ...(languages[0] !== undefined && { lang: languages[0] }) } : undefined
}

function wordOf(word: string, isWritten: boolean): TrackName | undefined {
  const lower = word.toLowerCase()
  if (isWritten && lower === 'transcript') return { kind: 'transcript' }
  const kind = Object.hasOwn(KINDS, lower) ? KINDS[lower] : undefined
  if (kind !== undefined) return isWritten ? undefined : { kind }
  const lang = languageOf(word)
  return lang === undefined ? undefined : { kind: 'captions', lang }
}

/** A language that there is, in its usual spelling: `pt_br` → `pt-BR`; undefined for a word that only looks like one. */
function languageOf(word: string): string | undefined {
  if (!/^[a-z]{2,3}(?:[-_][a-z\d]{2,8})*$/i.test(word)) return undefined
  try {
    const [tag] = Intl.getCanonicalLocales(word.replaceAll('_', '-'))
    const primary = tag?.split('-')[0] ?? ''
    return new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(primary) === undefined ? undefined : tag
  } catch {
    return undefined
  }
}

/** A file that belongs to a film or sound by its name. */
export interface NamedTrack extends TrackName {
  /** Site path. */
  path: string
}

/**
 * What belongs to a film or sound among the files of its folder (site paths), by kind and language. What has a longer name
 * in common with another one (`clip.en.vtt` beside `clip.en.mp4`) belongs to that.
 */
export function tracksOf(media: string, beside: readonly string[]): NamedTrack[] {
  if (!hasTracks(media)) return []
  const stem = composed(stemOf(media))
  const longer = beside.filter((path) => hasTracks(path) && composed(stemOf(path)).startsWith(`${stem}.`))
  const found = beside.flatMap((path): NamedTrack[] => {
    const name = mayBeTrack(path) ? trackName(posix.basename(media), posix.basename(path)) : undefined
    const isOthers = longer.some((other) => trackName(posix.basename(other), posix.basename(path)) !== undefined)
    return name && !isOthers ? [{ path, ...name }] : []
  })
  return found.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
}

/** The order in which players list tracks. */
export const TRACK_ORDER: readonly TrackName['kind'][] = [
  'captions',
  'subtitles',
  'descriptions',
  'chapters',
  'metadata',
  'transcript',
  'usdz',
]

function orderOf({ kind, lang = '', path }: NamedTrack): string {
  return `${TRACK_ORDER.indexOf(kind)} ${lang} ${path}`
}

/** What belongs by name to the films and sounds among `going` (site paths), and to none of the `assets` that stays. */
export function tracksGoing(going: readonly string[], assets: readonly string[]): { path: string; media: string }[] {
  const films = going.filter(hasTracks)
  if (films.length === 0) return []
  const gone = new Set(going)
  const folders = groupBy(assets, posix.dirname)
  return films.flatMap((media) => {
    const beside = folders.get(posix.dirname(media)) ?? []
    const staying = beside.filter((path) => !gone.has(path) && hasTracks(path))
    const kept = new Set(staying.flatMap((path) => tracksOf(path, beside)).map(({ path }) => path))
    return tracksOf(media, beside)
      .filter(({ path }) => !gone.has(path) && !kept.has(path))
      .map(({ path }) => ({ path, media }))
  })
}
