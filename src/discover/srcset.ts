/** One candidate of a srcset, as written. */
export interface SrcsetCandidate {
  url: string
  /** Range of the URL inside the value. */
  start: number
  end: number
  /** `640w`, `2x`, or `''`. */
  descriptor: string
  /** False when browsers drop the candidate: an unknown, doubled or impossible descriptor. */
  valid: boolean
}

const SPACE = /[\t\n\f\r ]/

/**
 * Parses a srcset by the algorithm of https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute,
 * so that commas inside URLs (data URIs, CDN paths) are no borders. Linear in the length of the value.
 */
export function parseSrcset(value: string): SrcsetCandidate[] {
  const candidates: SrcsetCandidate[] = []
  let at = 0
  for (;;) {
    while (at < value.length && (value[at] === ',' || SPACE.test(value[at] ?? ''))) at++
    if (at >= value.length) return candidates
    const start = at
    while (at < value.length && !SPACE.test(value[at] ?? '')) at++
    let end = at
    while (value[end - 1] === ',') end--
    const descriptors = end < at ? { tokens: [], end: at } : readDescriptors(value, at)
    at = descriptors.end
    candidates.push({
      url: value.slice(start, end),
      start,
      end,
      descriptor: descriptors.tokens.join(' '),
      valid: isValid(descriptors.tokens),
    })
  }
}

/** Tokens up to the comma that ends the candidate; a comma inside parentheses does not. */
function readDescriptors(value: string, from: number): { tokens: string[]; end: number } {
  let depth = 0
  let at = from
  for (; at < value.length; at++) {
    const character = value[at]
    if (character === '(') depth = 1
    else if (character === ')') depth = 0
    else if (character === ',' && depth === 0) break
  }
  const text = value.slice(from, at)
  return { tokens: text.split(/[\t\n\f\r ]+/).filter(Boolean), end: Math.min(at + 1, value.length) }
}

/** At most a width (with a height, for the future's sake) or a density. */
function isValid(tokens: readonly string[]): boolean {
  const kinds = tokens.map((token) => {
    if (/^[1-9]\d*[wh]$|^0+[1-9]\d*[wh]$/.test(token)) return token.at(-1) ?? ''
    return /^(?:\d+|\d*\.\d+)(?:e[+-]?\d+)?x$/i.test(token) ? 'x' : '?'
  })
  if (kinds.includes('?') || new Set(kinds).size < kinds.length) return false
  return kinds.includes('x') ? kinds.length === 1 : !kinds.includes('h') || kinds.includes('w')
}
