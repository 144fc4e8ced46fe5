import { parseFragment } from 'parse5'

/** An attribute's value, and where each part of it stands in the document. */
export interface AttributeValue {
  /** Character references resolved, line breaks normalised. */
  value: string
  /** Range of the raw value in the document, without its quotes. */
  start: number
  end: number
  quoted: boolean
  /** Offset in the document of the unit at an offset of `value`. */
  at(offset: number): number
}

/**
 * Finds the raw text of an attribute (`name = "value"` at `start..end` of `text`) and maps the decoded value onto it.
 * Undefined when the two cannot be brought together, so that nobody edits the wrong range.
 */
export function attributeValue(text: string, start: number, end: number, value: string): AttributeValue | undefined {
  const raw = text.slice(start, end)
  // A name may begin with `=`; the next one ends it.
  const equals = raw.indexOf('=', 1)
  if (equals === -1) return value === '' ? { value, start: end, end, quoted: false, at: () => end } : undefined
  let from = equals + 1
  while (/[\t\n\f\r ]/.test(raw[from] ?? '')) from++
  const quoted = raw[from] === '"' || raw[from] === "'"
  const inner = quoted ? raw.slice(from + 1, -1) : raw.slice(from)
  const base = start + from + (quoted ? 1 : 0)
  const place = { value, start: base, end: base + inner.length, quoted }
  if (inner === value) return { ...place, at: (offset) => base + offset }
  const offsets = offsetsOf(inner, value)
  return offsets && { ...place, at: (offset) => base + (offsets[offset] ?? inner.length) }
}

/** The decoded value of raw attribute text, for languages that borrow HTML's attributes (JSX). */
export function decodeAttribute(raw: string): string {
  return raw.includes('&')
    ? unitsOf(raw)
        .map(({ decoded }) => decoded)
        .join('')
    : raw
}

/** For each offset of `value` and its end, the offset in `raw`. */
function offsetsOf(raw: string, value: string): number[] | undefined {
  const offsets: number[] = []
  let built = ''
  for (const { index, unit, decoded } of unitsOf(raw)) {
    for (let inside = 0; inside < decoded.length; inside++) offsets.push(index + (unit === decoded ? inside : 0))
    built += decoded
  }
  offsets.push(raw.length)
  return built === value ? offsets : undefined
}

function unitsOf(raw: string): { index: number; unit: string; decoded: string }[] {
  const units = raw.matchAll(/&(?:#(?:x[\da-f]+|\d+)|[a-z][\da-z]*);?|\r\n?|[^&\r]+|&/gi)
  return Array.from(units, (match) => {
    const [unit] = match
    return { index: match.index, unit, decoded: decodeUnit(unit, raw[match.index + unit.length]) }
  })
}

/** The same few references stand in every URL, and a parser run for each would be felt on large pages. */
const decodedUnits = new Map<string, string>()
const MOST_UNITS = 1000

/** A character reference without `;` stays text when `=` follows (https://html.spec.whatwg.org/multipage/parsing.html#named-character-reference-state). */
function decodeUnit(unit: string, next: string | undefined): string {
  if (unit.startsWith('\r')) return '\n'
  if (!unit.startsWith('&')) return unit.replaceAll('\0', '\ufffd')
  const guarded = next === '=' ? `${unit}=` : unit
  const known = decodedUnits.get(guarded)
  if (known !== undefined) return known
  const [element] = parseFragment(`<i a="${guarded}">`).childNodes
  const value = element && 'attrs' in element ? element.attrs[0]?.value : undefined
  const decoded = (value ?? guarded).slice(0, guarded === unit ? undefined : -1)
  if (decodedUnits.size < MOST_UNITS) decodedUnits.set(guarded, decoded)
  return decoded
}
