import { isDeepStrictEqual } from 'node:util'
import { isMap, isScalar, parseDocument, type Document, type Pair, type Scalar } from 'yaml'

/** The field that says whether an asset is published. */
const FIELD = 'publish'

/**
 * A sidecar's text that says `publish: word`, with everything else (comments, order, quotes, line ends) as it was.
 * `undefined` is no file yet.
 */
export function withPublish(text: string | undefined, word: string): string {
  if (text === undefined) return `${FIELD}: ${word}\n`
  const document = parse(text)
  const pair = pairOf(document)
  const value = pair && isScalar(pair.value) ? pair.value : undefined
  const edited = value?.range ? splice(text, value.range[0], value.range[1], word) : pair ? undefined : appended(text, word)
  return edited !== undefined && says(edited, text, word) ? edited : rewritten(document, word)
}

/** The text without the field and what stands on its line; undefined when nothing else was in it. */
export function withoutPublish(text: string): string | undefined {
  const document = parse(text)
  const pair = pairOf(document)
  if (!pair) return text
  const edited = cut(text, pair)
  const left = edited !== undefined && says(edited, text, undefined) ? edited : rewritten(document, undefined)
  return /^\uFEFF?\s*(?:\{\s*\}\s*)?$/.test(left) ? undefined : left
}

type WrittenPair = Pair<Scalar, unknown>

function parse(text: string): Document {
  return parseDocument(text, { version: '1.2', schema: 'core', merge: false })
}

function pairOf({ contents }: Document): WrittenPair | undefined {
  if (!isMap(contents)) return undefined
  return contents.items.find(({ key }) => isScalar(key) && key.value === FIELD) as WrittenPair | undefined
}

function splice(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end)
}

function appended(text: string, word: string): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  return `${text}${text === '' || text.endsWith('\n') ? '' : lineEnd}${FIELD}: ${word}${lineEnd}`
}

function cut(text: string, { key, value }: WrittenPair): string | undefined {
  const start = key.range?.[0]
  const end = isScalar(value) ? value.range?.[1] : undefined
  if (start === undefined || end === undefined) return undefined
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const nextLine = text.indexOf('\n', end - 1)
  return splice(text, lineStart, nextLine === -1 ? text.length : nextLine + 1, '')
}

/** True when a text says this about publishing, and of all else what the former one said. */
function says(edited: string, former: string, word: string | undefined): boolean {
  const [now, before] = [fieldsOf(edited), fieldsOf(former)]
  if (!now || !before) return false
  const { [FIELD]: said, ...others } = now
  const { [FIELD]: _, ...formerOthers } = before
  return said === word && isDeepStrictEqual(others, formerOthers)
}

function fieldsOf(text: string): Record<string, unknown> | undefined {
  const document = parse(text)
  if (document.errors.length > 0) return undefined
  const value: unknown = document.toJS({ maxAliasCount: 20 })
  return value === null ? {} : typeof value === 'object' && !Array.isArray(value) ? { ...value } : undefined
}

/** For what cannot be edited by ranges: one-line maps, values that are anchors. Comments and order stay here, too. */
function rewritten(document: Document, word: string | undefined): string {
  if (word === undefined) document.delete(FIELD)
  else document.set(FIELD, word)
  return document.toString({ lineWidth: 0 })
}
