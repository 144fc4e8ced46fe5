import { basename, dirname } from 'node:path/posix'
import { errorOf, warningOf } from '../errors.js'
import type { Asset, Place, Problem } from '../types.js'

/** Frames of a turn below which it is no turn, and below which it is not smooth. */
const [FEWEST, ADVISED] = [2, 8]

/** How many names a message lists. */
const NAMED = 5

/** A set of frames as its author put it together. */
export interface SpinSet {
  /** What it is called in messages: site path of the set, or the pattern that named its frames. */
  name: string
  /** In order, row by row. */
  frames: readonly Asset[]
  rows: number
  place?: Place
}

/**
 * What is wrong with a spin: frames that do not fill its rows, too few, of different sizes (errors), or with gaps in the numbers
 * of their names (a warning). Of a sparse turn only that is said. None where all is well.
 */
export function spinSetProblems(set: SpinSet): Problem[] {
  return [...countProblems(set), ...sizeProblems(set), ...gapProblems(set)]
}

function countProblems({ name, frames, rows, place }: SpinSet): Problem[] {
  const count = frames.length / rows
  if (!Number.isInteger(count)) return [errorOf('spin-rows-uneven', { set: name, count: frames.length, rows }, place)]
  if (count >= ADVISED) return []
  return [(count < FEWEST ? errorOf : warningOf)('spin-frames-few', { set: name, count, rows }, place)]
}

/** The size most of them have is the right one; of equally many, that of the first. */
function sizeProblems({ name, frames, place }: SpinSet): Problem[] {
  const sizes = frames.map(({ probe: { width, height } }) => `${width} × ${height}`)
  const size = mostCommon(sizes)
  const odd = frames.flatMap(({ path }, at) => (sizes[at] === size ? [] : [`${path} (${sizes[at]})`]))
  if (size === undefined || odd.length === 0) return []
  return [errorOf('spin-sizes-differ', { set: name, size, odd: shortened(odd) }, place)]
}

/** A file name with a number: `boot-03.jpg` is `boot-`, 3 and `.jpg`. */
interface Numbered {
  path: string
  before: string
  digits: string
  after: string
}

function gapProblems({ name, frames, place }: SpinSet): Problem[] {
  const series = new Map<string, Numbered[]>()
  for (const one of frames.flatMap(({ path }) => numbered(path) ?? [])) {
    const key = JSON.stringify([dirname(one.path), one.before, one.after])
    series.set(key, [...(series.get(key) ?? []), one])
  }
  return [...series.values()].flatMap((one) =>
    gapsIn(one).map((gap) => warningOf('spin-frames-missing', { set: name, ...gap }, place)),
  )
}

/** The last number in the name is the frame's; one before it may be the row's. */
function numbered(path: string): Numbered | undefined {
  const match = /^(.*?)(\d+)(\D*)$/s.exec(basename(path).replace(/\.[^.]*$/, ''))
  return match ? { path, before: match[1] ?? '', digits: match[2] ?? '', after: match[3] ?? '' } : undefined
}

/** Where a series takes another step than most of the time. Numbers without a common step, such as times, have no gaps. */
function gapsIn(series: readonly Numbered[]): { after: string; before: string; missing: string[] }[] {
  const sorted = [...series].sort((a, b) => Number(a.digits) - Number(b.digits))
  const pairs = sorted.slice(1).flatMap((to, at) => {
    const from = sorted[at]
    return from ? [{ from, to, step: Number(to.digits) - Number(from.digits) }] : []
  })
  const usual = mostCommon(pairs.map(({ step }) => step))
  if (usual === undefined || usual < 1 || pairs.filter(({ step }) => step === usual).length * 2 <= pairs.length) return []
  return pairs
    .filter(({ step }) => step !== usual)
    .map(({ from, to, step }) => ({
      after: basename(from.path),
      before: basename(to.path),
      missing: shortened(step % usual === 0 ? between(from, step / usual - 1, usual) : []),
    }))
}

/** Names of the frames that would follow one. Not more than are shown, however far the numbers are apart. */
function between({ path, before, digits, after }: Numbered, count: number, step: number): string[] {
  const ending = basename(path).slice(before.length + digits.length + after.length)
  return Array.from({ length: Math.min(count, NAMED + 1) }, (_, at) => {
    const number = String(Number(digits) + (at + 1) * step).padStart(digits.length, '0')
    return `${before}${number}${after}${ending}`
  })
}

function shortened(names: readonly string[]): string[] {
  return names.length > NAMED ? [...names.slice(0, NAMED), '…'] : [...names]
}

function mostCommon<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].reduce<[T, number] | undefined>((best, one) => (best && best[1] >= one[1] ? best : one), undefined)?.[0]
}
