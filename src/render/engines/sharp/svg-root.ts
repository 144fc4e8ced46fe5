/** What the root tag of a piece of markup says; nothing behind it is looked at. */
export interface SvgRoot {
  /** Why it may not be used, when it may not. */
  refused?: string
  /** CSS pixels; 0 when neither `width`/`height` nor `viewBox` say. */
  width: number
  height: number
}

/** A root tag longer than this is refused. */
const longestTag = 64 * 1024

/**
 * Size of an SVG from its root tag, by one forward scan without a parser: entities, which expand without
 * bound, are refused before anything could expand them (CVE-2026-29074 and its kin).
 * A DOCTYPE without an internal subset, as old drawing programs write it, is harmless and accepted.
 */
export function readSvgRoot(bytes: Uint8Array): SvgRoot {
  const text = decodeMarkup(bytes)
  const start = rootTagStart(text)
  if (typeof start === 'string') return { refused: start, width: 0, height: 0 }
  const name = /[^\s/>]*/.exec(text.slice(start + 1, start + 256))?.[0] ?? ''
  if (!/^(?:[\w.-]+:)?svg$/.test(name)) return { refused: foundName(name), width: 0, height: 0 }
  const tag = rootTag(text, start)
  return tag === undefined ? { refused: 'an SVG whose root tag does not end', width: 0, height: 0 } : sizeOf(tag)
}

function decodeMarkup(bytes: Uint8Array): string {
  const [a, b] = bytes
  const utf16 =
    (a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)
      ? 'utf-16le'
      : (a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)
        ? 'utf-16be'
        : 'utf-8'
  return new TextDecoder(utf16).decode(bytes)
}

/** Offset of the `<` of the root tag, or why there is none. */
function rootTagStart(text: string): number | string {
  let at = 0
  for (;;) {
    while (/\s/.test(text.charAt(at))) at++
    if (text.startsWith('<?', at)) at = behind(text, '?>', at)
    else if (text.startsWith('<!--', at)) at = behind(text, '-->', at)
    else if (/^<!doctype/i.test(text.slice(at, at + 9))) {
      const end = text.indexOf('>', at)
      const declaration = text.slice(at, end)
      if (/^<!doctype\s+html/i.test(declaration)) return 'an HTML page'
      if (end < 0 || declaration.includes('[')) return 'an SVG whose DOCTYPE declares entities'
      at = end + 1
    } else return text.charAt(at) === '<' ? at : 'text that is not SVG'
    if (at < 0) return 'text that is not SVG'
  }
}

function behind(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at < 0 ? -1 : at + mark.length
}

function foundName(name: string): string {
  return name.toLowerCase() === 'html' ? 'an HTML page' : `markup with the root "${name.slice(0, 40)}"`
}

/** The tag's text up to the `>` that is not inside quotes. */
function rootTag(text: string, start: number): string | undefined {
  const most = Math.min(text.length, start + longestTag)
  let quote = ''
  for (let at = start; at < most; at++) {
    const char = text.charAt(at)
    if (quote) {
      if (char === quote) quote = ''
    } else if (char === '"' || char === "'") quote = char
    else if (char === '>') return text.slice(start, at)
  }
  return undefined
}

function sizeOf(tag: string): SvgRoot {
  const width = lengthOf(attribute(tag, 'width'))
  const height = lengthOf(attribute(tag, 'height'))
  if (width && height) return { width, height }
  const box = (attribute(tag, 'viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number)
  const [, , boxWidth = 0, boxHeight = 0] = box.length === 4 && box.every(Number.isFinite) ? box : []
  if (!(boxWidth > 0 && boxHeight > 0)) return { width, height }
  if (width) return { width, height: (width * boxHeight) / boxWidth }
  if (height) return { width: (height * boxWidth) / boxHeight, height }
  return { width: boxWidth, height: boxHeight }
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag)
  return found?.[1] ?? found?.[2]
}

/** CSS pixels per unit, at 96 per inch and a font of 16 px (https://www.w3.org/TR/css-values-4/#absolute-lengths). */
const pixelsPer: Readonly<Record<string, number>> = {
  '': 1,
  px: 1,
  pt: 96 / 72,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  q: 96 / 101.6,
  em: 16,
  rem: 16,
  ex: 8,
}

/** A length in CSS pixels; 0 for none, per cent, negative or nonsense. */
function lengthOf(value: string | undefined): number {
  const found = /^\s*\+?(\d*\.?\d+(?:e[+-]?\d+)?)\s*([a-z]*)\s*$/i.exec(value ?? '')
  const factor = pixelsPer[(found?.[2] ?? '').toLowerCase()]
  const length = Number(found?.[1]) * (factor ?? NaN)
  return length > 0 && Number.isFinite(length) ? length : 0
}
