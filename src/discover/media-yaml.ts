import { isScalar, parseDocument, visit, type Scalar } from 'yaml'
import { isPattern } from '../base/pattern.js'
import type { Reference } from '../types.js'
import { hostOf, inOrder, type Discovered } from './discovered.js'
import { scalarReference } from './yaml-scalar.js'

/** Fields that hold words for people, who may write about a file without meaning it. */
const WORDS: ReadonlySet<string> = new Set(['alt', 'title', 'credit', 'licence', 'caption', 'description', 'label', 'text'])

/**
 * Finds every value in a sidecar (`lake.jpg.media.yaml`, `_media.yaml`) or set (`boot.set.yaml`) that is a path to media or a pattern for such paths (`glob`; an excluding `!` is
 * not part of its range), at any depth. They name files for moves, "used by" and the check; nothing is answered in place.
 * A file that is no YAML names nothing: its own reader says what is wrong with it.
 */
export function discoverMediaYaml(text: string, file: string): Discovered {
  const host = hostOf(text, file)
  const references: Reference[] = []
  try {
    const document = parseDocument(text, { prettyErrors: false, strict: false, uniqueKeys: false })
    if (document.errors.length > 0) return { references: [], problems: [] }
    visit(document, {
      Pair: (_, { key }) => (isScalar(key) && WORDS.has(String(key.value)) ? visit.SKIP : undefined),
      Scalar(key, node) {
        const reference = key === 'key' ? undefined : pathReference(text, node, host)
        if (reference) references.push(reference)
      },
    })
  } catch {
    return { references: [], problems: [] }
  }
  return { references: inOrder(references), problems: [] }
}

function pathReference(text: string, node: Scalar, host: ReturnType<typeof hostOf>): Reference | undefined {
  const reference = scalarReference(text, node, host, true)
  if (!reference || !isPattern(reference.url)) return reference
  const skipped = reference.url.startsWith('!') ? 1 : 0
  const range = { start: reference.urlRange.start + skipped, end: reference.urlRange.end }
  return { ...reference, url: reference.url.slice(skipped), urlRange: range, range, glob: true }
}
