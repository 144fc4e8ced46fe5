import { nearestName } from '../base/nearest-name.js'
import type { ArtDirection, Crop, ImageFormat } from '../types.js'
import { parseColour } from './colour.js'
import { ascending, booleanFrom, converted, listOf, numberFrom, numberIn, oneOf, textUpTo, wholeIn, type Value } from './value.js'

export const IMAGE_FORMATS = ['avif', 'webp', 'jpeg', 'png', 'gif'] as const satisfies readonly ImageFormat[]

/** 16,383 is the longest side a WebP can have: https://developers.google.com/speed/webp/faq */
export const pixels = wholeIn(1, 16_383, 'pixels')

/** Width over height: a number, `'16:9'` or `'16/9'`, from 1:100 to 100:1. */
export const ratio = converted('a ratio such as "16:9" or 1.5, from 1:100 to 100:1', (raw) => {
  const [, above, below] = typeof raw === 'string' ? (/^\s*(\d+(?:\.\d+)?)\s*[:/]\s*(\d+(?:\.\d+)?)\s*$/.exec(raw) ?? []) : []
  const value = above === undefined || below === undefined ? raw : Number(above) / Number(below)
  return typeof value === 'number' && value >= 0.01 && value <= 100 ? value : undefined
})

export const colour = converted(
  'a CSS colour such as "#fff", "white" or "rgb(0 0 0 / 50%)"',
  (raw) => (typeof raw === 'string' ? parseColour(raw) : undefined),
  (text) => text,
)

/** A point as fractions of width and height: `{ x, y }`, `[x, y]` or `'x,y'`. */
export const point = converted<{ x: number; y: number }>(
  'a point such as { x: 0.5, y: 0.3 }, in fractions of width and height',
  (raw) => {
    const [x, y, ...rest] = coordinates(raw)
    return isFraction(x) && isFraction(y) && rest.length === 0 ? { x, y } : undefined
  },
  (text) => text,
)

const rule = oneOf('focal', 'attention', 'entropy', 'saliency', 'centre')
export const crop: Value<Crop> = {
  ...point,
  expected: `${rule.expected}, the name of a crop in sidecars, or ${point.expected}`,
  words: rule.words,
  check: (raw) => rule.check(raw) ?? point.check(raw) ?? named(raw),
}

/** A name that is nearly a rule is a slip. */
function named(raw: unknown): Crop | undefined {
  const isName = typeof raw === 'string' && CROP_NAME.test(raw) && nearestName(raw, rule.words) === undefined
  return isName ? { named: raw } : undefined
}

/** What sidecars may call a crop. */
export const CROP_NAME = /^[a-z][a-z0-9_-]{0,49}$/i

/** One or more of `{ media, crop, ratio, widths, sizes }`. */
export const artDirection: Value<readonly ArtDirection[]> = {
  expected: 'a list of { media: "(max-width: 40em)", crop, ratio, widths, sizes }, with at least one besides media',
  words: [],
  check(raw) {
    if (!Array.isArray(raw) || raw.length > 10) return undefined
    const list = raw.map(checkDirection)
    return list.every((one) => one !== undefined) ? list : undefined
  },
  parse: fromJson,
}

/** Text that is no JSON stays text, so that `check` refuses it. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** A media query stands in an attribute: no more than it may have. */
const MEDIA = /^[\w\s():.,/<>=+-]{1,200}$/

function checkDirection(raw: unknown): ArtDirection | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined
  const { media, ...changes } = raw as Record<string, unknown>
  const names = Object.keys(changes).filter((name) => changes[name] !== undefined)
  if (typeof media !== 'string' || !MEDIA.test(media) || names.length === 0) return undefined
  const checked = names.map((name) => [
    name,
    Object.hasOwn(directionFields, name) ? directionFields[name]?.check(changes[name]) : undefined,
  ])
  return checked.every(([, value]) => value !== undefined) ? { media, ...Object.fromEntries(checked) } : undefined
}

const directionFields: Readonly<Record<string, Value<unknown>>> = {
  crop,
  ratio,
  widths: ascending(listOf(pixels, 50, 'widths')),
  sizes: textUpTo(1000),
}

/** A number in a range, or a switch: `true` is `usual`, `false` is none (0). */
export function amount(min: number, max: number, usual: number, what: string): Value<number> {
  const range = numberIn(min, max, what)
  return {
    ...range,
    expected: `${range.expected}, true (${usual}) or false`,
    check: (raw) => (raw === true ? usual : raw === false ? 0 : range.check(raw)),
    parse: (text) => (typeof booleanFrom(text) === 'boolean' ? booleanFrom(text) : numberFrom(text)),
  }
}

type PerFormat = Partial<Record<ImageFormat, number>>

/** Sharp's quality scale. GIF has none; PNG below 100 means a palette, so one number for all leaves PNG lossless. */
export const quality = perFormat({ avif: [1, 100], webp: [1, 100], jpeg: [1, 100], png: [1, 100] }, ['avif', 'webp', 'jpeg'])

/** Sharp's effort scales (https://sharp.pixelplumbing.com/api-output). JPEG has none. */
export const effort = perFormat({ avif: [0, 9], webp: [0, 6], png: [1, 10], gif: [1, 10] }, ['avif', 'webp', 'png', 'gif'])

type Ranges = Partial<Record<ImageFormat, readonly [min: number, max: number]>>

/** A whole number for all of `shared`, clamped to what each can have, or one per format. Text: `50`, `avif:50,webp:70`. */
function perFormat(ranges: Ranges, shared: readonly ImageFormat[]): Value<PerFormat> {
  const all = Object.entries(ranges)
  const lowest = Math.min(...all.map(([, [min]]) => min))
  const highest = Math.max(...all.map(([, [, max]]) => max))
  const each = all.map(([format, [min, max]]) => `${format} ${min}–${max}`).join(', ')
  return {
    expected: `a whole number from ${lowest} to ${highest}, or one per format (${each})`,
    words: Object.keys(ranges),
    check(raw) {
      if (typeof raw === 'object' && raw !== null) return eachInRange(raw, ranges)
      const one = wholeIn(lowest, highest).check(raw)
      return one === undefined
        ? undefined
        : Object.fromEntries(shared.map((format) => [format, clamp(one, ranges[format] ?? [one, one])]))
    },
    parse(text) {
      if (!text.includes(':')) return numberFrom(text)
      return Object.fromEntries(
        text.split(',').map((pair) => [pair.split(':')[0]?.trim(), numberFrom(pair.split(':').slice(1).join(':'))]),
      )
    },
  }
}

function eachInRange(raw: object, ranges: Ranges): PerFormat | undefined {
  const result: PerFormat = {}
  for (const [name, value] of Object.entries(raw)) {
    if (value === undefined) continue
    const format = IMAGE_FORMATS.find((known) => known === name)
    const range = format && ranges[format]
    if (!format || !range || wholeIn(...range).check(value) === undefined) return undefined
    result[format] = value as number
  }
  return result
}

function clamp(value: number, [min, max]: readonly [number, number]): number {
  return Math.min(max, Math.max(min, value))
}

function coordinates(raw: unknown): readonly unknown[] {
  if (typeof raw === 'string') return raw.split(',').map(numberFrom)
  if (Array.isArray(raw)) return raw
  if (typeof raw !== 'object' || raw === null || Object.keys(raw).some((key) => key !== 'x' && key !== 'y')) return []
  const { x, y } = raw as { x?: unknown; y?: unknown }
  return [x, y]
}

function isFraction(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1
}
