import { nearestName } from '../base/nearest-name.js'
import { VIEWER_OPTIONS } from '../base/viewer-names.js'
import { errorOf } from '../errors.js'
import type { MediaSet, Place, Problem, SetItem } from '../types.js'
import { clause, SAFE_YAML } from './safe-yaml.js'
import { describe } from './describe.js'

/** What a set file says; `items` is empty where something is wrong with it. */
export interface ParsedSet {
  set: Omit<MediaSet, 'path' | 'digest'>
  problems: Problem[]
}

/** A thousand members with their words. */
export const LARGEST_SET = 512 * 1024

/** Members of one set; more is a mistake, or two sets. */
const MOST_ITEMS = 1000

const SET_FIELDS = ['title', 'alt', 'preset', 'viewer', 'items', ...VIEWER_OPTIONS] as const
const ITEM_FIELDS = ['src', 'alt', 'title', 'link', 'poster', 'viewer'] as const

type Yaml = typeof import('yaml')
type Node = import('yaml').Node | null

/** A set file while it is read. */
interface Reading {
  yaml: Yaml
  problems: Problem[]
  placeOf(node: Node): Place
}

/**
 * Reads the text of a set file (`boot.set.yaml`): `items` is one path or pattern, or a list of those and of maps with `src`
 * and words. YAML 1.2 core schema, no tags, no merge keys, few aliases. `file` is its site path, for places.
 */
export async function parseSet(text: string, file: string): Promise<ParsedSet> {
  const yaml = await import('yaml')
  const lines = new yaml.LineCounter()
  const placeOf = (node: Node): Place => {
    const { line, col } = lines.linePos(node?.range?.[0] ?? 0)
    return { file, line: Math.max(1, line), column: Math.max(1, col) }
  }
  const reading: Reading = { yaml, problems: [], placeOf }
  const set: ParsedSet['set'] = { options: {}, items: [] }
  try {
    const document = yaml.parseDocument(text, { ...SAFE_YAML, lineCounter: lines })
    const wrong = document.errors[0] ?? document.warnings[0]
    const { contents } = document
    if (wrong) {
      const { line, col } = lines.linePos(wrong.pos[0])
      reading.problems.push(errorOf('set-malformed', { reason: clause(wrong.message) }, { file, line, column: col }))
    } else if (yaml.isMap(contents)) return { set: readSet(reading, contents), problems: reading.problems }
    else refuse(reading, contents, 'it should hold "items" and what is said about them, "name: value" on each line')
  } catch (error) {
    refuse(reading, null, clause(error instanceof Error ? error.message : String(error)))
  }
  return { set, problems: reading.problems }
}

function readSet(reading: Reading, map: import('yaml').YAMLMap): ParsedSet['set'] {
  const words: Record<string, string> = {}
  const options: Record<string, string> = {}
  let items: SetItem[] | undefined
  for (const [name, value] of fieldsOf(reading, map, SET_FIELDS, 'a set')) {
    if (name === 'items') items = readItems(reading, value)
    else if (VIEWER_OPTIONS.some((option) => option === name)) options[name] = textOf(reading, name, value) ?? ''
    else words[name] = textOf(reading, name, value) ?? ''
  }
  if (!items) refuse(reading, map, 'it has no "items"')
  else if (items.length === 0 && reading.problems.length === 0) refuse(reading, map, 'its "items" are empty')
  return { ...words, options, items: items ?? [] }
}

function readItems(reading: Reading, node: Node): SetItem[] {
  const nodes = reading.yaml.isSeq(node) ? (node.items as Node[]) : [node]
  if (nodes.length > MOST_ITEMS) refuse(reading, node, `it has more than ${MOST_ITEMS} items`)
  return nodes.slice(0, MOST_ITEMS).flatMap((item) => readItem(reading, item))
}

function readItem(reading: Reading, node: Node): SetItem[] {
  if (!reading.yaml.isMap(node)) {
    const url = textOf(reading, 'items', node)
    return url === undefined ? [] : [{ url, place: reading.placeOf(node) }]
  }
  const fields = new Map<string, string>()
  let place = reading.placeOf(node)
  for (const [name, value] of fieldsOf(reading, node, ITEM_FIELDS, 'an item of a set')) {
    const text = textOf(reading, name, value)
    if (text !== undefined) fields.set(name, text)
    if (name === 'src') place = reading.placeOf(value)
  }
  const { src, ...words } = Object.fromEntries(fields)
  if (src === undefined) refuse(reading, node, 'an item has no "src"')
  return src === undefined ? [] : [{ url: src, place, ...words }]
}

function* fieldsOf(
  reading: Reading,
  map: import('yaml').YAMLMap,
  known: readonly string[],
  where: string,
): Iterable<[name: string, value: Node]> {
  for (const { key, value } of map.items) {
    const name = reading.yaml.isScalar(key) ? String(key.value) : ''
    if (known.includes(name)) yield [name, value as Node]
    else {
      const suggestion = nearestName(name, known)
      reading.problems.push(errorOf('unknown-option', { option: name, where, suggestion }, reading.placeOf(key as Node)))
    }
  }
}

/** Text as it is written, also where YAML sees a number or a switch: `title: 2024`. */
function textOf(reading: Reading, name: string, node: Node): string | undefined {
  const { yaml } = reading
  if (yaml.isScalar(node) && node.value !== null) {
    const text = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
    if (text.length <= 10_000 && !/[\0-\x08\x0b\x0c\x0e-\x1f]/.test(text)) return text
  }
  const received = yaml.isScalar(node) ? describe(node.value) : node === null ? 'nothing' : 'a list or map'
  refuse(reading, node, `expected text for "${name}" but received ${received}`)
  return undefined
}

function refuse(reading: Reading, node: Node, reason: string): void {
  reading.problems.push(errorOf('set-malformed', { reason }, reading.placeOf(node)))
}
