import { tokenizer, TokenType, type CSSToken } from '@csstools/css-tokenizer'

/** One URL in a style sheet. */
export interface CssUrl {
  /** Escapes resolved. */
  url: string
  /** Range of the URL's own text, without quotes. */
  start: number
  end: number
  /** Range of what can become another image: `url(…)`, or inside `image-set()` also a string. */
  outer: { start: number; end: number }
  inImageSet: boolean
}

/** Rules whose URLs are not pictures: other style sheets, XML namespaces, fonts. */
const FOREIGN_RULES = /^(?:import|use|forward|namespace|font-face|charset|require|plugin)$/i

/** A token with its half-open range in the text. */
interface Spot {
  token: CSSToken
  start: number
  end: number
}

/** A function or parenthesis that is open. */
interface Call {
  name: string
  start: number
  /** Strings directly in it. */
  strings: Spot[]
  /** Nothing but strings, spaces and comments in it. */
  isPlain: boolean
}

/**
 * Finds `url()` and the strings of `image-set()` by the tokens of https://drafts.csswg.org/css-syntax/. Comments and other
 * strings are never looked into; a `url()` with anything but one literal in it is left out. With `lineComments` (SCSS,
 * Less, Stylus) `//` runs to the end of the line.
 */
export function scanCss(text: string, lineComments: boolean): CssUrl[] {
  const found: CssUrl[] = []
  const calls: Call[] = []
  const isForeign = foreignRules()
  for (const spot of tokensOf(text, lineComments)) {
    const isElsewhere = isForeign(spot.token)
    const url = step(text, calls, spot)
    if (url && !isElsewhere) found.push({ ...url, inImageSet: isImageSet(calls.at(-1)) })
  }
  return found
}

/** Takes one token in; gives the URL that ends with it. */
function step(text: string, calls: Call[], spot: Spot): Omit<CssUrl, 'inImageSet'> | undefined {
  const { token, start, end } = spot
  const current = calls.at(-1)
  switch (token[0]) {
    case TokenType.Whitespace:
    case TokenType.Comment:
      return undefined
    case TokenType.String:
      if (isImageSet(current)) return { ...stringUrl(text, spot), outer: { start, end } }
      current?.strings.push(spot)
      return undefined
    case TokenType.CloseParen:
      return closeCall(text, calls.pop(), end)
    case TokenType.CloseCurly:
      calls.length = 0
      return undefined
  }
  if (current) current.isPlain = false
  if (token[0] === TokenType.URL) return { url: token[4].value, ...bareUrl(text, start, end), outer: { start, end } }
  if (token[0] === TokenType.Function) calls.push({ name: token[4].value.toLowerCase(), start, strings: [], isPlain: true })
  if (token[0] === TokenType.OpenParen) calls.push({ name: '', start, strings: [], isPlain: false })
  return undefined
}

/** `url("…")` is a function with one string. */
function closeCall(text: string, call: Call | undefined, end: number): Omit<CssUrl, 'inImageSet'> | undefined {
  const [only, ...more] = call?.strings ?? []
  if (call?.name !== 'url' || !call.isPlain || !only || more.length > 0) return undefined
  return { ...stringUrl(text, only), outer: { start: call.start, end } }
}

/** Says of each token in turn whether it stands in a rule whose URLs are no pictures. */
function foreignRules(): (token: CSSToken) => boolean {
  let inside: 'no' | 'statement' | 'block' = 'no'
  let depth = 0
  return (token) => {
    const was = inside
    if (token[0] === TokenType.AtKeyword && FOREIGN_RULES.test(token[4].value)) [inside, depth] = ['statement', 0]
    else if (token[0] === TokenType.Semicolon && inside === 'statement') inside = 'no'
    else if (token[0] === TokenType.OpenCurly && inside !== 'no') [inside, depth] = ['block', depth + 1]
    else if (token[0] === TokenType.CloseCurly && inside === 'block' && --depth === 0) inside = 'no'
    return was !== 'no' && inside !== 'no'
  }
}

function isImageSet(call: Call | undefined): boolean {
  return call?.name === 'image-set' || call?.name === '-webkit-image-set'
}

/** After a line comment the tokenizer starts afresh, so that an apostrophe in it opens no string. */
function* tokensOf(text: string, lineComments: boolean): Generator<Spot> {
  let base = 0
  while (base < text.length) {
    const stream = tokenizer({ css: text.slice(base) })
    let next = text.length
    for (let token = stream.nextToken(); token[0] !== TokenType.EOF; token = stream.nextToken()) {
      const [start, end] = [base + token[2], base + token[3] + 1]
      if (lineComments && token[1] === '/' && text[end] === '/') {
        const eol = text.slice(end).search(/[\n\r\f]/)
        next = eol === -1 ? text.length : end + eol
        break
      }
      yield { token, start, end }
    }
    base = next
  }
}

/** The text between `url(` and `)` without the spaces around it; an escaped space at the end belongs to the URL. */
function bareUrl(text: string, start: number, end: number): { start: number; end: number } {
  let from = text.indexOf('(', start) + 1
  let to = text[end - 1] === ')' ? end - 1 : end
  while (from < to && /\s/.test(text[from] ?? '')) from++
  const space = /\s*$/.exec(text.slice(from, to))?.[0].length ?? 0
  const isEscaped = space > 0 && /(?:^|[^\\])(?:\\\\)*\\$/.test(text.slice(from, to - space))
  to -= isEscaped ? space - 1 : space
  return { start: from, end: to }
}

/** A string's value and inside; the end of the file may stand for the closing quote. */
function stringUrl(text: string, { token, start, end }: Spot): { url: string; start: number; end: number } {
  const isClosed = end - start > 1 && text[end - 1] === text[start]
  return { url: token[0] === TokenType.String ? token[4].value : '', start: start + 1, end: isClosed ? end - 1 : end }
}
