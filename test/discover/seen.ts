import { expect } from 'vitest'
import type { Reference } from '../../src/types.js'

/** A reference as the tests speak of it: role, the URL's raw text, and the raw text that would be replaced. */
export function seen(
  text: string,
  references: readonly Reference[],
): { role: string; url: string; raw: string; replaces: string; explicit: boolean }[] {
  return references.map(({ role, url, urlRange, range, explicit }) => ({
    role,
    url,
    raw: text.slice(urlRange.start, urlRange.end),
    replaces: text.slice(range.start, range.end),
    explicit,
  }))
}

/** Replaces every range by what stands there; ranges must be in the text and apart from each other. */
export function expectExactRanges(text: string, references: readonly Reference[], which: 'range' | 'urlRange'): void {
  const ranges = references.map((reference) => reference[which]).sort((a, b) => a.start - b.start)
  let rebuilt = ''
  let at = 0
  for (const { start, end } of ranges) {
    expect(start, 'ranges do not overlap').toBeGreaterThanOrEqual(at)
    expect(end).toBeGreaterThan(start)
    rebuilt += text.slice(at, start) + text.slice(start, end)
    at = end
  }
  expect(rebuilt + text.slice(at)).toBe(text)
}

/** A place says the same as the offset it was made from. */
export function expectPlaces(text: string, references: readonly Reference[]): void {
  const lines = text.split(/\r\n|\r|\n/)
  for (const { place, urlRange } of references) {
    const line = lines[place.line - 1] ?? ''
    const shown = text.slice(urlRange.start, urlRange.end).split(/[\r\n]/)[0] ?? ''
    expect(line.slice(place.column - 1, place.column - 1 + shown.length)).toBe(shown)
  }
}
