import type { NamedFile, Place, TrackKind, TrackOfSidecar } from '../types.js'
import { converted, oneOf, yesOrNo, type Value } from './value.js'

/** Where a file is named is known to whoever reads the sidecar. */
const NOWHERE: Place = { file: '', line: 1, column: 1 }

/** More tracks than any player could list. */
const MOST_TRACKS = 100

/** URL of an asset of this site: relative to the sidecar, or from the root. */
export const mediaFile: Value<NamedFile> = converted(
  'the path of an asset, relative to the sidecar or from the root',
  (raw) => {
    if (typeof raw !== 'string' || raw.trim() === '' || raw.length > 500 || /[\0-\x1f]/.test(raw)) return undefined
    return /^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(raw) ? undefined : { url: raw.trim(), place: NOWHERE }
  },
  (text) => text,
)

/** `de`, `pt-BR`: a language tag (BCP 47), by its shape. */
export const language = converted('a language tag such as "de" or "pt-BR"', (raw) =>
  typeof raw === 'string' && /^[a-z]{2,8}(?:-[a-z\d]{1,8})*$/i.test(raw) ? raw : undefined,
)

const kinds: readonly TrackKind[] = ['captions', 'subtitles', 'chapters', 'descriptions', 'metadata']
const kind = oneOf(...kinds)

const label = converted('text', (raw) =>
  typeof raw === 'string' && raw.trim() !== '' && raw.length <= 200 && !/[\0-\x1f]/.test(raw) ? raw : undefined,
)

const TRACK_FIELDS: { readonly [K in keyof TrackOfSidecar]-?: Value<NonNullable<TrackOfSidecar[K]>> } = {
  src: mediaFile,
  kind,
  lang: language,
  label,
  default: yesOrNo,
}

/** Captions unless a track says what else it is. Subtitles are a language, so they have to say which (as HTML wants it). */
export const tracks: Value<readonly TrackOfSidecar[]> = converted(
  `a list of tracks such as { src: talk.en.vtt, kind: captions, lang: en, label: English } (kind: ${kind.expected}; subtitles have a lang)`,
  (raw) => {
    if (!Array.isArray(raw) || raw.length === 0 || raw.length > MOST_TRACKS) return undefined
    const read = raw.map(readTrack)
    return read.every((track) => track !== undefined) ? read : undefined
  },
  (text) => text,
)

function readTrack(raw: unknown): TrackOfSidecar | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined
  const entries = Object.entries(raw).map(([name, value]): [string, unknown] => {
    const field = Object.hasOwn(TRACK_FIELDS, name) ? TRACK_FIELDS[name as keyof TrackOfSidecar] : undefined
    return [name, field?.check(value)]
  })
  if (entries.some(([, value]) => value === undefined)) return undefined
  const track: Partial<TrackOfSidecar> = Object.fromEntries(entries)
  if (track.src === undefined || (track.kind === 'subtitles' && track.lang === undefined)) return undefined
  return { kind: 'captions', ...track, src: track.src }
}

/** What a field of a sidecar holds, with the place at which its files are named. */
export function withPlace(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return value.map((one) => withPlace(one, place))
  if (typeof value !== 'object' || value === null) return value
  if ('url' in value) return { ...value, place }
  return 'src' in value ? { ...value, src: withPlace(value.src, place) } : value
}
