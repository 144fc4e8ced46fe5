import type { YAMLError } from 'yaml'
import { errorOf, warningOf } from '../errors.js'
import type { Place, Problem, Sidecar } from '../types.js'
import { clause, SAFE_YAML } from './safe-yaml.js'
import { describe } from './describe.js'
import { withPlace } from './media-fields.js'
import { parseHotspots } from './parse-hotspots.js'
import { isTextField, sidecarField, sidecarFields, type SidecarFieldName } from './sidecar-fields.js'
import { checkSafely, suggestionFor, type Value } from './value.js'

/** What one sidecar file says. */
export interface ParsedSidecar {
  fields: Omit<Sidecar, 'files'>
  /** Where each field stands. */
  places: Partial<Record<SidecarFieldName, Place>>
  problems: Problem[]
}

/** A sidecar is some lines; more is a mistake or an attack. */
export const LARGEST_SIDECAR = 64 * 1024

/**
 * Reads the text of a sidecar. YAML 1.2 core schema only: text, numbers, switches, lists, maps; no custom tags, no merge
 * keys, few aliases (a bomb of them is refused), no key means anything but those of `sidecarFields`. `file` is its site
 * path, for places. Loads `yaml` the first time, since most sites have no sidecar.
 */
export async function parseSidecar(text: string, file: string): Promise<ParsedSidecar> {
  const yaml = await import('yaml')
  const lines = new yaml.LineCounter()
  const parsed: ParsedSidecar = { fields: {}, places: {}, problems: [] }
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(1, line), column: Math.max(1, col) }
  }
  const refuse = (reason: string, offset: number): void =>
    void parsed.problems.push(errorOf('sidecar-malformed', { reason }, placeAt(offset)))
  try {
    const document = yaml.parseDocument(text, { ...SAFE_YAML, lineCounter: lines })
    const { contents } = document
    const wrong: YAMLError | undefined = document.errors[0] ?? document.warnings[0]
    if (wrong) refuse(clause(wrong.message), wrong.pos[0])
    else if (yaml.isMap(contents)) {
      for (const { key, value } of contents.items) {
        if (!yaml.isScalar(key)) {
          refuse('a field needs a plain name', key.range[0])
          continue
        }
        if (key.value === 'hotspots') {
          parsed.fields.hotspots = await parseHotspots(value, { yaml, document, placeAt, problems: parsed.problems })
          parsed.places.hotspots = placeAt(key.range[0])
          continue
        }
        const written = yaml.isScalar(value) ? value.source : undefined
        const raw: unknown = value?.toJS(document, { maxAliasCount: 20 }) ?? null
        const field = { name: String(key.value), raw, written, at: value?.range[0] ?? key.range[0] }
        readField(parsed, field, placeAt(key.range[0]), refuse)
      }
    } else if (contents !== null && !(yaml.isScalar(contents) && contents.value === null)) {
      refuse('it should hold fields, "name: value" on each line', 0)
    }
  } catch (error) {
    refuse(
      error instanceof RangeError ? 'it is nested too deeply' : clause(error instanceof Error ? error.message : String(error)),
      0,
    )
  }
  return parsed
}

interface WrittenField {
  name: string
  raw: unknown
  /** Text of a scalar as it stands in the file, without quotes. */
  written: string | undefined
  /** Offset of the value. */
  at: number
}

function readField(
  parsed: ParsedSidecar,
  { name, raw, written, at }: WrittenField,
  place: Place,
  refuse: (reason: string, at: number) => void,
): void {
  const found = sidecarField(name)
  if (!('known' in found)) {
    const problemOf = found.isDangerous ? errorOf : warningOf
    parsed.problems.push(problemOf('unknown-option', { option: name, where: 'a sidecar', suggestion: found.suggestion }, place))
    return
  }
  const field = found.known
  if (field === 'hotspots') return
  const value: Value<unknown> = sidecarFields[field]
  const isWritten = isTextField(field) && (typeof raw === 'number' || typeof raw === 'boolean') && written !== undefined
  const clean = checkSafely(value, isWritten ? written : raw)
  if (clean === undefined) {
    const suggestion = suggestionFor(value, raw)
    const meant = suggestion === undefined ? '' : `, perhaps for "${suggestion}"`
    refuse(`expected ${value.expected} for "${field}" but received ${raw === null ? 'nothing' : describe(raw)}${meant}`, at)
    return
  }
  Object.assign(parsed.fields, { [field]: withPlace(clean, place) })
  parsed.places[field] = place
}
