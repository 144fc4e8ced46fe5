import { nearestName } from '../base/nearest-name.js'

/** One kind of value: how it is described, checked, and read from the text of a reference. */
export interface Value<T> {
  /** Completes "Expected …". */
  readonly expected: string
  /** The words that may stand in it, for "did you mean". */
  readonly words: readonly string[]
  /** The clean value; undefined when it is none of this kind. Never throws for plain data. */
  check(raw: unknown): T | undefined
  /** What a query, an attribute or a directive writes, as the thing `check` takes. */
  parse(text: string): unknown
}

/** `check` on what a stranger wrote: a getter that throws, deep inside, is a wrong value and not an accident. */
export function checkSafely<T>(value: Value<T>, raw: unknown): T | undefined {
  try {
    return value.check(raw)
  } catch {
    return undefined
  }
}

/** A finite number, both ends included. */
export function numberIn(min: number, max: number, what = 'a number'): Value<number> {
  return {
    expected: `${what} from ${min} to ${max}`,
    words: [],
    check: (raw) => (typeof raw === 'number' && raw >= min && raw <= max ? raw : undefined),
    parse: numberFrom,
  }
}

/** A whole number, both ends included. */
export function wholeIn(min: number, max: number, unit = ''): Value<number> {
  const within = numberIn(min, max)
  return {
    ...within,
    expected: `a whole number${unit && ` of ${unit}`} from ${min} to ${max}`,
    check: (raw) => (Number.isInteger(raw) ? within.check(raw) : undefined),
  }
}

/** `true`, `false`; an attribute without a value is `true`, as in HTML. */
export const yesOrNo: Value<boolean> = {
  expected: 'true or false',
  words: [],
  check: (raw) => (typeof raw === 'boolean' ? raw : undefined),
  parse: booleanFrom,
}

export function oneOf<const W extends string>(...words: readonly W[]): Value<W> {
  return {
    expected: words.length === 1 ? `"${words[0]}"` : `one of ${words.map((word) => `"${word}"`).join(', ')}`,
    words,
    check: (raw) => words.find((word) => word === raw),
    parse: (text) => text,
  }
}

/** Text with something in it, at most `longest` UTF-16 units, no control characters. */
export function textUpTo(longest: number, what = 'text'): Value<string> {
  return {
    expected: `${what} of 1 to ${longest} characters`,
    words: [],
    check: (raw) =>
      typeof raw === 'string' && raw.trim() !== '' && raw.length <= longest && !/[\0-\x1f\x7f]/.test(raw) ? raw : undefined,
    parse: (text) => text,
  }
}

/** One to `most` values, each once. Text separates them by commas. */
export function listOf<T>(item: Value<T>, most: number, what: string): Value<readonly T[]> {
  return {
    expected: `a list of ${what} (${item.expected})`,
    words: item.words,
    check(raw) {
      if (!Array.isArray(raw) || raw.length === 0 || raw.length > most) return undefined
      const items = Array.from(raw, (one) => item.check(one))
      return items.every((one) => one !== undefined) ? [...new Set(items)] : undefined
    },
    parse: (text) => text.split(',').map((part) => item.parse(part.trim())),
  }
}

/** A list in ascending order. */
export function ascending(list: Value<readonly number[]>): Value<readonly number[]> {
  return { ...list, check: (raw) => list.check(raw)?.toSorted((a, b) => a - b) }
}

/** The same kind of value, described otherwise. */
export function described<T>(expected: string, value: Value<T>): Value<T> {
  return { ...value, expected }
}

/** A value of one kind, made from whatever `convert` understands. */
export function converted<T>(
  expected: string,
  convert: (raw: unknown) => T | undefined,
  parse: (text: string) => unknown = numberFrom,
): Value<T> {
  return { expected, words: [], check: convert, parse }
}

/** The word somebody may have meant in a value that was refused. */
export function suggestionFor(value: Value<unknown>, raw: unknown): string | undefined {
  if (value.words.length === 0) return undefined
  const given =
    typeof raw === 'string' ? [raw] : Array.isArray(raw) ? raw : raw && typeof raw === 'object' ? Object.keys(raw) : []
  const wrong = given.find((word) => typeof word === 'string' && !value.words.includes(word))
  return typeof wrong === 'string' ? nearestName(wrong, value.words) : undefined
}

/** Decimal text → number; any other text stays as it is, so that `check` refuses it. */
export function numberFrom(text: string): unknown {
  return /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)$/.test(text.trim()) ? Number(text) : text
}

export function booleanFrom(text: string): unknown {
  const word = text.trim().toLowerCase()
  return word === '' || word === 'true' ? true : word === 'false' ? false : text
}
