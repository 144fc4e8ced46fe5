import { posix } from 'node:path'
import picomatch from 'picomatch'
import { splitUrl } from '../../discover/query.js'
import type { Reference } from '../../types.js'
import type { Document } from '../documents.js'
import { patternsIn, type Reading } from '../locate-in.js'
import type { Answer, Relocation } from './relocate.js'

/**
 * What becomes of a pattern when files move. In a set, or where a page asks for one, it is rewritten when all its files went to one new place and the new
 * pattern finds them and no others; code may depend on the very words of `import.meta.glob`, so there, and where a pattern
 * is torn apart, the files it loses are named.
 */
export function relocateGlob(reference: Reference, document: Document, { assets, files }: Relocation): Answer {
  if (!reference.glob) return undefined
  const to = files.get(document.path) ?? document.path
  const { path: pattern } = splitUrl(reference.url)
  for (const { reading, pattern: before } of patternsIn(pattern, document.path)) {
    const isFound = picomatch(before)
    const found = assets.filter((path) => isFound(path))
    if (found.length === 0) continue
    const wanted = found.map((path) => files.get(path) ?? path)
    const after = patternsIn(pattern, to).find((one) => one.reading === reading)?.pattern ?? before
    const isMatch = picomatch(after)
    const lost = wanted.filter((path) => !isMatch(path))
    if (lost.length === 0) return undefined
    const moved = reference.role !== 'import' ? movedPattern(before, found, { assets, files }) : undefined
    const url = moved === undefined ? undefined : written(moved, { pattern, reading, document: to })
    // A pattern knows no percent-encoding, so a folder that would need some is left to its author.
    if (url !== undefined && isPlain(url, pattern)) return { url: url + reference.url.slice(pattern.length) }
    return { reason: `the pattern does not match ${lost.map((path) => `"${path}"`).join(', ')}` }
  }
  return undefined
}

/** The same pattern below another folder, when that finds exactly the files that it found before. */
function movedPattern(
  before: string,
  found: readonly string[],
  { assets, files }: Pick<Relocation, 'assets' | 'files'>,
): string | undefined {
  const { base, glob } = picomatch.scan(before)
  const [first = ''] = found
  const rest = first.slice(base.length)
  const to = files.get(first) ?? first
  if (base === '' || !to.endsWith(rest)) return undefined
  const after = posix.join(to.slice(0, to.length - rest.length), glob)
  const isMatch = picomatch(after)
  const wanted = new Set(found.map((path) => files.get(path) ?? path))
  const now = [...new Set(assets.map((path) => files.get(path) ?? path))].filter((path) => isMatch(path))
  return now.length === wanted.size && now.every((path) => wanted.has(path)) ? after : undefined
}

/** True when the new folders mean themselves in a pattern, and in YAML with any quotes or none. */
function isPlain(url: string, pattern: string): boolean {
  const own = new Set(pattern.split('/'))
  return url.split('/').every((segment) => own.has(segment) || /^(?![&%\s])[^"'\\[\]{}(),#:|>`!*?\p{Cc}]+(?<!\s)$/u.test(segment))
}

function written(after: string, { pattern, reading, document }: { pattern: string; reading: Reading; document: string }): string {
  if (reading === 'rooted') return after
  if (pattern.startsWith('/')) return `/${after}`
  const relative = posix.relative(posix.dirname(document), after)
  return pattern.startsWith('./') && !relative.startsWith('../') ? `./${relative}` : relative
}
