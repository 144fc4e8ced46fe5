import { nearestName } from '../base/nearest-name.js'
import { errorOf, warningOf } from '../errors.js'
import type { Hotspot, HotspotShape, Place, Problem } from '../types.js'
import { describe } from './describe.js'
import { hotspotContent } from './hotspot-content.js'
import { hotspotFields, hotspotShapes } from './hotspot-fields.js'
import { checkSafely, suggestionFor, type Value } from './value.js'

type Yaml = typeof import('yaml')
type Node = import('yaml').Node

/** The file around a list of hotspots. */
export interface HotspotReading {
  yaml: Yaml
  document: import('yaml').Document
  placeAt(offset: number): Place
  problems: Problem[]
}

/** Hotspots of one picture; more cannot be told apart. */
const MOST = 200

/** Reads the value of `hotspots`: a list of maps. What is wrong becomes a problem at its own place, and is left out. */
export async function parseHotspots(node: unknown, reading: HotspotReading): Promise<Hotspot[]> {
  const { yaml } = reading
  if (!yaml.isSeq(node)) {
    refuse(reading, yaml.isNode(node) ? node : null, 'expected a list for "hotspots", "- label: …" for each')
    return []
  }
  const items = node.items as Node[]
  if (items.length > MOST) refuse(reading, node, `it has more than ${MOST} hotspots`)
  const read = await Promise.all(items.slice(0, MOST).map((item) => parseHotspot(item, reading)))
  return read.filter((hotspot) => hotspot !== undefined)
}

async function parseHotspot(node: Node, reading: HotspotReading): Promise<Hotspot | undefined> {
  const { yaml, placeAt } = reading
  if (!yaml.isMap(node)) {
    refuse(reading, node, 'a hotspot should hold fields, "name: value" on each line')
    return undefined
  }
  const fields: Partial<Record<keyof typeof hotspotFields, unknown>> = {}
  const before = reading.problems.length
  for (const { key, value } of node.items) readField(fields, key as Node, value as Node | null, reading)
  const { label, link, newTab, dialog, data, time } = fields as Fields
  const shapes = Object.keys(hotspotShapes).filter((name) => Object.hasOwn(fields, name)) as (keyof typeof hotspotShapes)[]
  const [shape] = shapes.map((name) => fields[name] as HotspotShape)
  // What is wrong with a field is told already; that it is missing then would only confuse.
  if (reading.problems.length === before) {
    if (label === undefined) refuse(reading, node, 'a hotspot has no "label"')
    if (shapes.length !== 1)
      refuse(reading, node, `a hotspot needs one of ${list(Object.keys(hotspotShapes))}, to say where it is`)
    if (link !== undefined && dialog !== undefined) refuse(reading, node, 'a hotspot has a "link" or a "dialog", not both')
  }
  if (label === undefined || shape === undefined || reading.problems.slice(before).some(isError)) return undefined
  const place = placeAt(node.range?.[0] ?? 0)
  const content = dialog === undefined ? undefined : await hotspotContent(dialog)
  if (content && content.left.length > 0) reading.problems.push(warningOf('hotspot-dialog', { label, left: content.left }, place))
  return {
    place,
    shape,
    label,
    ...(link !== undefined && { link }),
    ...(link !== undefined && newTab === true && { newTab }),
    ...(content && { content: content.nodes }),
    ...(data !== undefined && { data }),
    ...(time !== undefined && { time }),
  }
}

type Fields = { [K in keyof typeof hotspotFields]?: (typeof hotspotFields)[K] extends Value<infer V> ? V : never }

function readField(fields: Partial<Record<string, unknown>>, key: Node, node: Node | null, reading: HotspotReading): void {
  const { yaml, document, placeAt, problems } = reading
  const name = yaml.isScalar(key) ? String(key.value) : ''
  const names = Object.keys(hotspotFields)
  if (!names.includes(name)) {
    const suggestion = nearestName(name, names)
    problems.push(warningOf('unknown-option', { option: name, where: 'a hotspot', suggestion }, placeAt(key.range?.[0] ?? 0)))
    return
  }
  const value: Value<unknown> = hotspotFields[name as keyof typeof hotspotFields]
  const raw: unknown = node?.toJS(document, { maxAliasCount: 20 }) ?? null
  // `label: 2024` is text where YAML sees a number.
  const isWritten = name === 'label' && typeof raw !== 'string' && yaml.isScalar(node) && node.source !== undefined
  const clean = checkSafely(value, isWritten ? node.source : raw)
  if (clean !== undefined) fields[name] = clean
  else {
    const suggestion = suggestionFor(value, raw)
    const meant = suggestion === undefined ? '' : `, perhaps for "${suggestion}"`
    const received = raw === null ? 'nothing' : describe(raw)
    refuse(reading, node ?? key, `expected ${value.expected} for "${name}" of a hotspot but received ${received}${meant}`)
  }
}

function refuse({ problems, placeAt }: HotspotReading, node: Node | null, reason: string): void {
  problems.push(errorOf('sidecar-malformed', { reason }, placeAt(node?.range?.[0] ?? 0)))
}

function isError({ severity }: Problem): boolean {
  return severity === 'error'
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ')
}
