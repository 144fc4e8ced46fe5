import { parseDocument, visit } from 'yaml'
import { warningOf } from '../errors.js'
import type { Problem, Reference } from '../types.js'
import type { Host } from './discovered.js'
import { scalarReference } from './yaml-scalar.js'

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
        const reference = key === 'key' ? undefined : scalarReference(text, node, host)
        if (reference) references.push(reference)
      },
    })
  } catch (error) {
    // Nested deeper than any page needs to be.
    return { references: [], problems: [malformed(error instanceof Error ? error.message : String(error), host, 0)] }
  }
  return { references, problems: [] }
}

function malformed(message: string, host: Host, offset: number): Problem {
  const reason = `its front matter is not valid YAML: ${message.split('\n', 1)[0]?.replace(/[.:]$/, '')}`
  return warningOf('markdown-page', { reason }, host.place(host.at(offset)))
}
