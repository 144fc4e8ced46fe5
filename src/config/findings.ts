import { nearestName } from '../base/nearest-name.js'
import { errorOf } from '../errors.js'
import type { Problem } from '../types.js'
import { describe } from './describe.js'
import { checkSafely, suggestionFor, type Value } from './value.js'

/** What is wrong with the options, collected so that an author sees all of it at once. */
export interface Findings {
  readonly problems: Problem[]
  add(problem: Problem): void
  /** `received` is shown by `describe`. */
  invalid(option: string, expected: string, received: unknown, suggestion?: string): void
  unknown(option: string, where: string, known: Iterable<string>): void
}

export function createFindings(): Findings {
  const problems: Problem[] = []
  return {
    problems,
    add: (problem) => void problems.push(problem),
    invalid(option, expected, received, suggestion) {
      problems.push(errorOf('invalid-option', { option, expected, received: describe(received), suggestion }))
    },
    unknown(option, where, known) {
      problems.push(errorOf('unknown-option', { option, where, suggestion: nearestName(option, known) }))
    },
  }
}

/** A table of options, by name. */
export type ValueTable = Readonly<Record<string, Value<unknown>>>
/** What a table gives: the fields that were there and right. */
export type Checked<T extends ValueTable> = { [K in keyof T]?: T[K] extends Value<infer V> ? V : never }

/**
 * The own fields of a plain object, each read once, without those that are `undefined`; undefined (and a finding) for
 * anything else. A map, so that no name (`__proto__`, `constructor`) means anything.
 */
export function readFields(raw: unknown, at: string, findings: Findings): Map<string, unknown> | undefined {
  if (!isPlainObject(raw)) {
    findings.invalid(at, 'an object', raw)
    return undefined
  }
  const fields = new Map<string, unknown>()
  for (const name of Object.keys(raw)) {
    try {
      const value = raw[name]
      if (value !== undefined) fields.set(name, value)
    } catch {
      findings.invalid(join(at, name), 'a plain value', 'a getter that throws')
    }
  }
  return fields
}

/** Checks an object against a table. Wrong fields become findings and are left out of the result. */
export function checkFields<const T extends ValueTable>(
  raw: unknown,
  table: T,
  at: string,
  where: string,
  findings: Findings,
): Checked<T> {
  const checked: Record<string, unknown> = {}
  for (const [name, given] of readFields(raw, at || 'options', findings) ?? []) {
    const value = Object.hasOwn(table, name) ? table[name] : undefined
    if (!value) {
      findings.unknown(name, where, Object.keys(table))
      continue
    }
    const clean = checkSafely(value, given)
    if (clean === undefined) findings.invalid(join(at, name), value.expected, given, suggestionFor(value, given))
    else checked[name] = clean
  }
  return checked as Checked<T>
}

/** Name of a field inside an option: `presets.hero`, `profiles["media/**"]`. */
export function join(at: string, name: string): string {
  const plain = /^[\w-]+$/.test(name)
  if (at === '' || at === 'options') return plain ? name : JSON.stringify(name)
  return plain ? `${at}.${name}` : `${at}[${JSON.stringify(name)}]`
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  try {
    const prototype: unknown = Object.getPrototypeOf(value)
    return prototype === null || Object.getPrototypeOf(prototype) === null
  } catch {
    return false
  }
}
