import jsTokens from 'js-tokens'

/** A token that means something: white space and comments are gone. */
export interface ScriptToken {
  type: string
  value: string
  start: number
}

const SILENT = new Set(['WhiteSpace', 'LineTerminatorSequence', 'SingleLineComment', 'MultiLineComment', 'HashbangComment'])

/** Tokens of JavaScript or TypeScript, with their offsets. Never fails. */
export function scriptTokens(text: string, jsx: boolean): ScriptToken[] {
  const tokens: ScriptToken[] = []
  let start = 0
  for (const token of jsTokens(text, { jsx }) as Iterable<{ type: string; value: string; closed?: boolean }>) {
    // What is not closed is broken code, or a line that only looks like a string.
    if (!SILENT.has(token.type)) tokens.push({ type: token.closed === false ? 'Invalid' : token.type, value: token.value, start })
    start += token.value.length
  }
  return tokens
}

/** True for a literal whose text is all there: `'…'`, `"…"`, or a template without holes. */
export function isLiteral(
  token: ScriptToken | undefined,
): token is ScriptToken & { type: 'StringLiteral' | 'NoSubstitutionTemplate' } {
  return token?.type === 'StringLiteral' || token?.type === 'NoSubstitutionTemplate'
}

/** The value of a literal (https://tc39.es/ecma262/#prod-EscapeSequence). */
export function literalValue(token: ScriptToken): string {
  const inner = token.value.slice(1, -1)
  return inner.replace(
    /\\(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2})|(\r\n|[^]))/gi,
    (_all, braced?: string, four?: string, two?: string, other?: string) => {
      const hex = braced ?? four ?? two
      if (hex !== undefined) return codePoint(Number.parseInt(hex, 16))
      return CONTROL[other ?? ''] ?? other ?? ''
    },
  )
}

const CONTROL: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
  '\n': '',
  '\r': '',
  '\r\n': '',
  '\u2028': '',
  '\u2029': '',
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
}
