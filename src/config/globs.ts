import picomatch from 'picomatch'
import { converted } from './value.js'

/** More alternatives than any honest glob has; braces multiply, and every matcher has to look at all of them. */
const MOST_ALTERNATIVES = 1000

/** A glob of site paths: relative, inside the root, and not one that takes for ever to expand (`{1..1000000000}`). */
export const glob = converted(
  'a glob of paths below the root, such as "media/**"',
  (raw) => {
    if (typeof raw !== 'string' || raw.trim() === '' || raw.length > 500 || raw.includes('\0')) return undefined
    const clean = raw.replace(/^(?:\.?\/)+/, '')
    if (clean === '' || clean.split('/').includes('..') || /^[A-Za-z]:/.test(clean)) return undefined
    return alternatives(clean) <= MOST_ALTERNATIVES ? clean : undefined
  },
  (text) => text,
)

/** A profile's key: a glob, or a folder that stands for everything in it. */
export function coverAll(key: string): string {
  const folder = key.replace(/\/+$/, '')
  return picomatch.scan(folder).isGlob ? key : `${folder}{,/**}`
}

/** A path as a glob that matches only itself. */
export function escapeGlob(path: string): string {
  return path.replace(/[\\!*?()[\]{}|+@^$]/g, '\\$&')
}

/** An upper bound of what braces expand to: all groups multiplied, nested or not. */
function alternatives(pattern: string): number {
  let product = 1
  for (const [, from, to] of pattern.matchAll(/\{(-?\d+|\w)\.\.(-?\d+|\w)/g)) {
    const range = Number(to) - Number(from)
    product *= Number.isNaN(range) ? 128 : Math.abs(range) + 1
  }
  for (const group of pattern.match(/\{[^{}]*/g) ?? []) product *= group.split(',').length
  return product
}
