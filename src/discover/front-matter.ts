import { isScalar, parseDocument, Scalar, visit } from 'yaml'
import { warningOf } from '../errors.js'
import type { Problem, Reference } from '../types.js'
import type { Host } from './discovered.js'
import { readUrl } from './local-url.js'
import { NO_WISH } from './query.js'

/**
 * Finds the fields of YAML front matter, at any depth and in lists, whose value is a path to media. Keys, block scalars,
 * values over several lines and values with escapes are left out, because no exact range says where their text stands.
 * Only nodes are read: aliases are not expanded, tags not followed, no object is built.
 */
export function frontMatterReferences(text: string, host: Host): { references: Reference[]; problems: Problem[] } {
  const references: Reference[] = []
  try {
    const document = parseDocument(text, { prettyErrors: false, strict: false, uniqueKeys: false })
    const [error] = document.errors
    if (error) return { references, problems: [malformed(error.message, host, error.pos[0])] }
    visit(document, {
      Scalar(key, node) {
        const reference = key === 'key' ? undefined : fieldReference(text, node, host)
        if (reference) references.push(reference)
      },
    })
  } catch (error) {
    // Nested deeper than any page needs to be.
    return { references: [], problems: [malformed(error instanceof Error ? error.message : String(error), host, 0)] }
  }
  return { references, problems: [] }
}

function fieldReference(text: string, node: Scalar, host: Host): Reference | undefined {
  const { value, range, type } = node
  if (!isScalar(node) || typeof value !== 'string' || !range || !looksLikePath(value)) return undefined
  const inset = type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE ? 1 : 0
  const [start, end] = [range[0] + inset, range[1] - inset]
  const read = readUrl(value)
  if (!read || text.slice(start, end) !== value) return undefined
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

function malformed(message: string, host: Host, offset: number): Problem {
  const reason = `its front matter is not valid YAML: ${message.split('\n', 1)[0]?.replace(/[.:]$/, '')}`
  return warningOf('markdown-page', { reason }, host.place(host.at(offset)))
}
