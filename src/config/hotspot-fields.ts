import { isSafeLink } from '../base/is-safe-link.js'
import type { HotspotShape, Point } from '../types.js'
import { point } from './preset-values.js'
import { converted, numberIn, textUpTo, yesOrNo, type Value } from './value.js'

/** Corners of a polygon; more is a drawing. */
const MOST_CORNERS = 100
/** What an event says is for a script; a page holds all of it. */
const MOST_DATA = 50

const fraction = numberIn(0, 1)

const at = converted<HotspotShape>(point.expected, (raw) => {
  const found = point.check(raw)
  return found && { kind: 'point', at: [found.x, found.y] }
})

const rect = converted<HotspotShape>(
  'a rectangle inside the picture such as { x: 0.2, y: 0.1, width: 0.3, height: 0.4 }, in fractions of width and height',
  (raw) => {
    const [x = 0, y = 0, width = 0, height = 0] = fractionsOf(raw, ['x', 'y', 'width', 'height']) ?? []
    const [right, bottom] = [within(x + width), within(y + height)]
    if (width <= 0 || height <= 0 || right > 1 || bottom > 1) return undefined
    return {
      kind: 'polygon',
      points: [
        [x, y],
        [right, y],
        [right, bottom],
        [x, bottom],
      ],
    }
  },
)

const circle = converted<HotspotShape>(
  'a circle such as { x: 0.5, y: 0.3, r: 0.1 }, the radius in fractions of the shorter side',
  (raw) => {
    const [x = 0, y = 0, radius = 0] = fractionsOf(raw, ['x', 'y', 'r']) ?? []
    return radius > 0 ? { kind: 'circle', at: [x, y], radius } : undefined
  },
)

const polygon = converted<HotspotShape>(
  `a list of 3 to ${MOST_CORNERS} corners such as [[0.1, 0.2], [0.4, 0.2], [0.3, 0.6]], in fractions of width and height`,
  (raw) => {
    if (!Array.isArray(raw) || raw.length < 3 || raw.length > MOST_CORNERS) return undefined
    const points = raw.map((corner) => point.check(corner)).flatMap((one): Point[] => (one ? [[one.x, one.y]] : []))
    return points.length === raw.length ? { kind: 'polygon', points } : undefined
  },
)

const direction = converted<HotspotShape>(
  'a direction such as { yaw: 90, pitch: -10 }, in degrees from -180 to 180 and from -90 to 90',
  (raw) => {
    const { yaw, pitch } = numbersOf(raw, ['yaw', 'pitch']) ?? {}
    if (yaw === undefined || pitch === undefined || Math.abs(yaw) > 180 || Math.abs(pitch) > 90) return undefined
    return { kind: 'direction', yaw, pitch }
  },
)

/** An address that a link of a page may have: of the site or of the web, no script. */
const link = converted('an address such as "/shop/boots" or "https://example.org/"', (raw) =>
  typeof raw === 'string' && /^[^\0-\x20\x7f]{1,2000}$/.test(raw) && isSafeLink(raw) ? raw : undefined,
)

const prose = converted('Markdown text', (raw) =>
  typeof raw === 'string' && raw.trim() !== '' && raw.length <= 10_000 ? raw : undefined,
)

const data = converted<Readonly<Record<string, string | number | boolean>>>(
  `a map of up to ${MOST_DATA} names to texts, numbers or switches`,
  (raw) => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined
    const entries = Object.entries(raw as Record<string, unknown>)
    const isPlain = ([name, value]: [string, unknown]): boolean =>
      name !== '__proto__' &&
      (['number', 'boolean'].includes(typeof value) || (typeof value === 'string' && value.length <= 1000))
    return entries.length <= MOST_DATA && entries.every(isPlain) ? (raw as Record<string, string>) : undefined
  },
)

const time = converted<readonly [number, number]>('two times in seconds such as [12, 18.5], the earlier one first', (raw) => {
  if (!Array.isArray(raw) || raw.length !== 2) return undefined
  const [start, end] = raw as unknown[]
  const isTime = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value < 1e6
  return isTime(start) && isTime(end) && start < end ? [start, end] : undefined
})

/** Where a hotspot is: one of these. */
export const hotspotShapes = { at, rect, circle, polygon, direction } as const

/** What can be said of a hotspot. */
export const hotspotFields = {
  label: textUpTo(200),
  ...hotspotShapes,
  link,
  newTab: yesOrNo,
  dialog: prose,
  data,
  time,
} as const satisfies Readonly<Record<string, Value<unknown>>>

/** Sums of decimal fractions miss their end by a hair: 0.7 + 0.3 and 0.1 + 0.9. */
function within(value: number): number {
  return value > 1 && value < 1 + 1e-9 ? 1 : value
}

function fractionsOf(raw: unknown, names: readonly string[]): number[] | undefined {
  const numbers = numbersOf(raw, names)
  const values = names.map((name) => fraction.check(numbers?.[name]))
  return values.every((value) => value !== undefined) ? values : undefined
}

/** A map with exactly these names, each a number. */
function numbersOf(raw: unknown, names: readonly string[]): Record<string, number> | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined
  const entries = Object.entries(raw as Record<string, unknown>)
  const isNamed = ([name, value]: [string, unknown]): boolean => names.includes(name) && Number.isFinite(value)
  return entries.length === names.length && entries.every(isNamed)
    ? (Object.fromEntries(entries) as Record<string, number>)
    : undefined
}
