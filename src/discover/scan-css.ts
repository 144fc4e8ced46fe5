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

/**
 * Finds `url()` and the strings of `image-set()` by the tokens of https://drafts.csswg.org/css-syntax/. Comments and other
 * strings are never looked into; a `url()` with anything but one literal in it is left out. With `lineComments` (SCSS,
 * Less, Stylus) `//` runs to the end of the line.
 */
export function scanCss(text: string, lineComments: boolean): CssUrl[] {
  const found: CssUrl[] = []
  const functions: {
    name: string
    start: number
    literals: { token: CSSToken; start: number; end: number }[]
    plain: boolean
  }[] = []
  let foreign: 'no' | 'statement' | 'block' = 'no'
  let depth = 0
  const parent = (): string | undefined => functions.at(-1)?.name
  const add = (url: string, start: number, end: number, outer: { start: number; end: number }): void => {
    if (foreign === 'no') found.push({ url, start, end, outer, inImageSet: isImageSet(parent()) })
  }
  for (const { token, start, end } of tokensOf(text, lineComments)) {
    const current = functions.at(-1)
    switch (token[0]) {
      case TokenType.AtKeyword:
        if (FOREIGN_RULES.test(token[4].value)) [foreign, depth] = ['statement', 0]
        break
      case TokenType.Semicolon:
        if (foreign === 'statement') foreign = 'no'
        break
      case TokenType.OpenCurly:
        if (foreign !== 'no') [foreign, depth] = ['block', depth + 1]
        break
      case TokenType.CloseCurly:
        if (foreign === 'block' && --depth === 0) foreign = 'no'
        functions.length = 0
        break
      case TokenType.URL:
        if (current) current.plain = false
        add(token[4].value, ...bareUrl(text, start, end), { start, end })
        break
      case TokenType.Function:
        if (current) current.plain = false
        functions.push({ name: token[4].value.toLowerCase(), start, literals: [], plain: true })
        break
      case TokenType.OpenParen:
        if (current) current.plain = false
        functions.push({ name: '', start, literals: [], plain: false })
        break
      case TokenType.String:
        if (isImageSet(current?.name)) add(token[4].value, start + 1, closed(text, start, end), { start, end })
        else current?.literals.push({ token, start, end })
        break
      case TokenType.CloseParen: {
        const ended = functions.pop()
        const [only, ...more] = ended?.literals ?? []
        if (ended?.name !== 'url' || !ended.plain || !only || more.length > 0 || only.token[0] !== TokenType.String) break
        add(only.token[4].value, only.start + 1, closed(text, only.start, only.end), { start: ended.start, end })
        break
      }
      case TokenType.Whitespace:
      case TokenType.Comment:
        break
      default:
        if (current) current.plain = false
    }
  }
  return found
}

function isImageSet(name: string | undefined): boolean {
  return name === 'image-set' || name === '-webkit-image-set'
}

/** Tokens with half-open ranges. After a line comment the tokenizer starts afresh, so that an apostrophe in it opens no string. */
function* tokensOf(text: string, lineComments: boolean): Generator<{ token: CSSToken; start: number; end: number }> {
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
function bareUrl(text: string, start: number, end: number): [start: number, end: number] {
  let from = text.indexOf('(', start) + 1
  let to = text[end - 1] === ')' ? end - 1 : end
  while (from < to && /\s/.test(text[from] ?? '')) from++
  const space = /\s*$/.exec(text.slice(from, to))?.[0].length ?? 0
  const isEscaped = space > 0 && /(?:^|[^\\])(?:\\\\)*\\$/.test(text.slice(from, to - space))
  to -= isEscaped ? space - 1 : space
  return [from, to]
}

/** End of a string's inside; the end of the file may stand for the closing quote. */
function closed(text: string, start: number, end: number): number {
  return end - start > 1 && text[end - 1] === text[start] ? end - 1 : end
}
