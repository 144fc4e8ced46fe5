import { isScalar, Scalar } from 'yaml'
import type { Reference } from '../types.js'
import type { Host } from './discovered.js'
import { readUrl } from './local-url.js'
import { NO_WISH } from './query.js'

/**
 * What a scalar of YAML refers to, with the exact range of its text between the quotes; undefined when it is no path to
 * media, or no range says where its text stands (blocks, several lines). With `pathsOnly` every scalar is meant to be a
 * path, so that spaces and quoted escapes are no reason to take it for prose.
 */
export function scalarReference(text: string, node: Scalar, host: Host, pathsOnly = false): Reference | undefined {
  const { value, range, type } = node
  if (!isScalar(node) || typeof value !== 'string' || !range) return undefined
  const isQuoted = type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE
  const [start, end] = isQuoted ? [range[0] + 1, range[1] - 1] : [range[0], range[1]]
  const raw = text.slice(start, end)
  if (pathsOnly ? raw.includes('\n') || (!isQuoted && raw !== value) : !looksLikePath(value) || raw !== value) return undefined
  const read = readUrl(value)
  if (!read) return undefined
  const urlRange = { start: host.at(start), end: host.at(end) }
  const asks = read.explicit && !read.vite
  return {
    role: 'address',
    place: host.place(urlRange.start),
    url: read.url,
    urlRange,
    range: urlRange,
    wish: asks ? read.wish : NO_WISH,
    escape: 'yaml',
    explicit: asks,
  }
}

/** A sentence may end in a file name; a bare name has no spaces. */
function looksLikePath(value: string): boolean {
  return value === value.trim() && (/^\.{0,2}\//.test(value) ? !value.includes('\n') : !/\s/.test(value))
}
