import { posix } from 'node:path'
import { extensionOf } from '../../base/site-path.js'
import { hasTracks, tracksOf } from '../../base/track-name.js'
import type { Place } from '../../types.js'
import type { Document } from '../documents.js'
import type { AssetState } from './asset-states.js'

/** An asset that belongs to another one: it is shown with it, or in its place. */
export interface Companion {
  asset: string
  /** The asset it belongs to. */
  of: string
  /** `caption`, `poster`, `fallback` … */
  as: string
  /** Where that is said, if a document says it. */
  place?: Place
}

const MEDIA_ELEMENT = /<(video|audio)\b[\s\S]*?<\/\1\s*>/gi
const CAPTIONS: ReadonlySet<string> = new Set(['vtt', 'srt'])
const PICTURES: ReadonlySet<string> = new Set(['jpg', 'jpeg', 'png', 'webp', 'avif', 'gif', 'svg'])

/** Posters and captions of the films and sounds that documents show. `locate` is where a URL in a document leads. */
export function shownTogether(
  documents: readonly Document[],
  locate: (url: string, from: string) => string | undefined,
): Companion[] {
  return documents.flatMap(({ path, text, references }) =>
    Array.from(text.matchAll(MEDIA_ELEMENT), ({ 0: element, index }) => {
      const inside = references.filter(({ urlRange }) => urlRange.start >= index && urlRange.end <= index + element.length)
      const found = inside.flatMap(({ url, place }) => {
        const asset = locate(url, path)
        return asset === undefined ? [] : [{ asset, place, as: roleOf(asset) }]
      })
      const mains = found.filter(({ as }) => as === '')
      return mains.flatMap((main) => found.filter(({ as }) => as !== '').map((other) => ({ ...other, of: main.asset })))
    }).flat(),
  )
}

/** The asset that stands in for one. */
export function fallbackOf(of: string, { sidecar }: AssetState): Companion[] {
  const asset = sidecar.rule?.fallback
  return asset === undefined ? [] : [{ asset, of, as: 'fallback' }]
}

/** The files that a film, sound or document has in its sidecars. `locate` is where a URL in a document leads. */
export function filesOf(
  of: string,
  { sidecar }: AssetState,
  locate: (url: string, from: string) => string | undefined,
): Companion[] {
  const { poster, tracks = [], transcript, usdz } = sidecar
  const named = [
    ...(poster ? [{ as: 'poster', file: poster }] : []),
    ...tracks.map(({ kind, src }) => ({ as: kind, file: src })),
    ...(transcript ? [{ as: 'transcript', file: transcript }] : []),
    ...(usdz ? [{ as: 'usdz', file: usdz }] : []),
  ]
  return named.flatMap(({ as, file: { url, place } }) => {
    const asset = locate(url, place.file) ?? locate(`/${url}`, place.file)
    return asset === undefined ? [] : [{ asset, of, as, place }]
  })
}

/** What belongs to a film or sound by its name. */
export function namedFilesOf(of: string, assets: readonly string[]): Companion[] {
  const folder = posix.dirname(of)
  const beside = hasTracks(of) ? assets.filter((path) => posix.dirname(path) === folder) : []
  return tracksOf(of, beside).map(({ path, kind }) => ({ asset: path, of, as: kind }))
}

/** '' for what is shown for its own sake. */
function roleOf(path: string): string {
  const extension = extensionOf(path)
  return CAPTIONS.has(extension) ? 'captions' : PICTURES.has(extension) ? 'poster' : ''
}
