import { isLiteral, literalValue, type ScriptToken } from './script-tokens.js'

/** One pattern of an `import.meta.glob(…)` call. */
export interface GlobPattern {
  /** Index of the pattern's token. */
  index: number
  /** The call's `query` option, beginning with `?`; `''` when there is none. */
  query: string
}

/** Finds the literal patterns of every `import.meta.glob` (https://vite.dev/guide/features#glob-import). */
export function globPatterns(tokens: readonly ScriptToken[]): GlobPattern[] {
  return tokens.flatMap((_, index) =>
    matches(tokens, index, ['import', '.', 'meta', '.', 'glob']) ? patternsOf(tokens, index + 5) : [],
  )
}

/** True when the tokens from `index` on read as given. */
export function matches(tokens: readonly ScriptToken[], index: number, values: readonly string[]): boolean {
  return values.every((value, offset) => tokens[index + offset]?.value === value)
}

function patternsOf(tokens: readonly ScriptToken[], from: number): GlobPattern[] {
  const open = afterTypeArguments(tokens, from)
  if (tokens[open]?.value !== '(') return []
  const patterns: number[] = []
  let query = ''
  let depth = 1
  let isFirst = true
  for (let at = open + 1; at < tokens.length && depth > 0; at++) {
    const token = tokens[at]
    if (!token) break
    if (/^[([{]$/.test(token.value)) depth++
    else if (/^[)\]}]$/.test(token.value)) depth--
    else if (token.value === ',' && depth === 1) isFirst = false
    else if (isFirst && isLiteral(token)) patterns.push(at)
    else if (!isFirst && depth === 2 && /^(?:query|"query"|'query')$/.test(token.value) && tokens[at + 1]?.value === ':')
      query = queryAt(tokens, at + 2)
  }
  return patterns.map((index) => ({ index, query }))
}

/** Skips `<Module>` between `glob` and its parenthesis. */
function afterTypeArguments(tokens: readonly ScriptToken[], from: number): number {
  if (tokens[from]?.value !== '<') return from
  let depth = 0
  for (let at = from; at < tokens.length; at++) {
    const value = tokens[at]?.value ?? ''
    if (value === '<') depth++
    else if (/^>+$/.test(value)) depth -= value.length
    if (depth === 0) return at + 1
  }
  return from
}

/** `'?preset=hero'`, `'preset=hero'` or `{ preset: 'hero' }`. */
function queryAt(tokens: readonly ScriptToken[], at: number): string {
  const token = tokens[at]
  if (isLiteral(token)) return `?${literalValue(token).replace(/^\?/, '')}`
  if (token?.value !== '{') return ''
  const query = new URLSearchParams()
  for (let index = at + 1; index + 2 < tokens.length && tokens[index]?.value !== '}'; index++) {
    const [key, colon, value] = tokens.slice(index, index + 3)
    if (!key || colon?.value !== ':' || !value) continue
    query.set(isLiteral(key) ? literalValue(key) : key.value, isLiteral(value) ? literalValue(value) : value.value)
    index += 2
  }
  return `?${query}`
}
