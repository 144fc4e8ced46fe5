import { nearestName } from '../base/nearest-name.js'
import type { Region, Sidecar } from '../types.js'
import { parseInstant } from './instant.js'
import { language, mediaFile, tracks } from './media-fields.js'
import { crop, CROP_NAME, point } from './preset-values.js'
import { assetPath, PUBLISH_MODES, targetName } from './publish-values.js'
import { converted, oneOf, textUpTo, yesOrNo, type Value } from './value.js'

/** What a sidecar file can say; the rest of a `Sidecar` follows from it. */
export type SidecarFieldName = Exclude<keyof Sidecar, 'files' | 'rule'>

/** Fields of one value. `hotspots` are a list of maps, each of which has a place of its own: see `parse-hotspots.ts`. */
export type PlainFieldName = Exclude<SidecarFieldName, 'hotspots'>

/** Text that may be empty: `alt: ""` says that a picture is decoration. Line breaks are fine here. */
const prose = converted('text', (raw) =>
  typeof raw === 'string' && raw.length <= 10_000 && !/[\0-\x08\x0b\x0c\x0e-\x1f]/.test(raw) ? raw : undefined,
)

/** Kept as written, so that messages show what the author knows. */
const date = converted('a date such as "2026-05-01" or "2026-05-01T09:00:00+02:00"', (raw) =>
  typeof raw === 'string' && parseInstant(raw) !== undefined ? raw.trim() : undefined,
)

/** Parts of the picture by name: `{ portrait: { x: 0.3, y: 0, width: 0.4, height: 1 } }`. */
const crops = converted<Readonly<Record<string, Region>>>(
  'crops by name, such as { portrait: { x: 0.3, y: 0, width: 0.4, height: 1 } } in fractions of width and height',
  (raw) => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined
    const entries = Object.entries(raw as Record<string, unknown>).map(([name, value]) => [name, regionOf(name, value)] as const)
    return entries.length > 0 && entries.every(([, region]) => region)
      ? (Object.fromEntries(entries) as Record<string, Region>)
      : undefined
  },
)

function regionOf(name: string, raw: unknown): Region | undefined {
  if (!CROP_NAME.test(name) || crop.words.includes(name) || typeof raw !== 'object' || raw === null) return undefined
  const { x, y, width, height, ...rest } = raw as Record<string, unknown>
  const isIn = (value: unknown, least: number): value is number => typeof value === 'number' && value >= least && value <= 1
  const isSound = isIn(x, 0) && isIn(y, 0) && isIn(width, 0.001) && isIn(height, 0.001) && Object.keys(rest).length === 0
  // A rounding difference at the edge is no mistake.
  return isSound && x + width <= 1.001 && y + height <= 1.001 ? { x, y, width, height } : undefined
}

/** What a sidecar can say, besides hotspots. */
export const sidecarFields: { readonly [K in PlainFieldName]-?: Value<NonNullable<Sidecar[K]>> } = {
  focal: point,
  crops,
  alt: prose,
  title: prose,
  credit: prose,
  licence: prose,
  publish: oneOf('published', 'draft', 'unpublished', ...PUBLISH_MODES),
  on: date,
  off: date,
  expires: date,
  preset: textUpTo(100, 'the name of a preset'),
  viewer: textUpTo(100, 'the name of a viewer'),
  stable: yesOrNo,
  original: yesOrNo,
  lang: language,
  reuse: yesOrNo,
  target: targetName,
  fallback: assetPath,
  poster: mediaFile,
  tracks,
  transcript: mediaFile,
  usdz: mediaFile,
}

export const sidecarFieldNames = [...Object.keys(sidecarFields), 'hotspots'] as readonly SidecarFieldName[]

/** Fields that keep something off the web: a slip in their name must not publish it. */
const GUARDS: readonly string[] = ['publish', 'on', 'off', 'expires', 'target'] satisfies readonly SidecarFieldName[]

/** The field of that name; else the one that was probably meant, and whether ignoring the slip could publish something. */
export function sidecarField(
  name: string,
): { known: SidecarFieldName } | { suggestion: string | undefined; isDangerous: boolean } {
  const known = sidecarFieldNames.find((field) => field === name)
  if (known) return { known }
  const suggestion = nearestName(name, sidecarFieldNames)
  return { suggestion, isDangerous: suggestion !== undefined && GUARDS.includes(suggestion) }
}

/** Fields whose text stays text where YAML sees a number or a switch: `alt: 2024`, `credit: true`. */
export function isTextField(name: PlainFieldName): boolean {
  return [prose, language, sidecarFields.preset, sidecarFields.viewer].some((value) => value === sidecarFields[name])
}
