import { isMap, LineCounter, parseDocument } from 'yaml'
import { errorOf, RenditionsError } from '../errors.js'
import type { Place } from '../types.js'

/** Aliases may repeat at most this much content: a page of "laughs" ends here and not in memory. */
const MOST_ALIASES = 100

/**
 * Reads YAML front matter (without its fences) as data: YAML 1.2 core, no custom tags, no code. Throws
 * `RenditionsError` `markdown-page` with the line when it is malformed or not a list of fields. `start` is where its
 * first line stands in the file.
 */
export function parseFrontMatter(text: string, start: Place): Record<string, unknown> {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const refuse = (reason: string, offset: number): RenditionsError => {
    const { line, col } = lineCounter.linePos(offset)
    const place = { file: start.file, line: start.line + line - 1, column: Math.max(1, col) }
    return new RenditionsError(errorOf('markdown-page', { reason: `its front matter ${reason}` }, place))
  }
  const [error] = document.errors
  if (error) throw refuse(`is not valid YAML: ${firstLine(error.message)}`, error.pos[0])
  if (document.contents === null) return {}
  if (!isMap(document.contents)) throw refuse('is not a list of fields such as "title: The lake"', 0)
  try {
    return withoutPrototypes(document.toJS({ maxAliasCount: MOST_ALIASES })) as Record<string, unknown>
  } catch (cause) {
    throw refuse(`cannot be read: ${firstLine(cause instanceof Error ? cause.message : String(cause))}`, 0)
  }
}

/** Takes keys out that would change an object's prototype when somebody copies it field by field. */
function withoutPrototypes(value: unknown, seen = new Set<unknown>()): unknown {
  if (value === null || typeof value !== 'object' || seen.has(value)) return value
  seen.add(value)
  if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__')
  for (const inner of Object.values(value)) withoutPrototypes(inner, seen)
  return value
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').replace(/[.:]$/, '')
}
