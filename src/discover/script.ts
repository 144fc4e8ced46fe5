import { extensionOf } from '../base/site-path.js'
import type { Reference } from '../types.js'
import { attributeValue, decodeAttribute } from './attribute-value.js'
import { hostOf, inOrder, type Discovered, type Host } from './discovered.js'
import { globPatterns, matches } from './glob-calls.js'
import { readUrl } from './local-url.js'
import { NO_WISH } from './query.js'
import { isLiteral, literalValue, scriptTokens, type ScriptToken } from './script-tokens.js'
import { parseSrcset } from './srcset.js'

export interface ScriptOptions {
  /** JSX is possible. Default: by the file's extension. */
  jsx?: boolean
  /** Where the text stands when it is a part of another document. */
  host?: Host
}

/**
 * Finds the paths to media in JavaScript and TypeScript, by tokens. Imports, exports and `import.meta.glob` have role
 * `import` and are explicit with a preset or viewer; `new URL('…', import.meta.url)` has role `address`. Every other
 * literal that is a relative or root-absolute path to media is reported, too, never explicit, for moves and "used by".
 * Templates with holes and sums of strings are computed, and left out. `?url` and its kind ask us for nothing.
 */
export function discoverScript(text: string, file: string, options: ScriptOptions = {}): Discovered {
  const { host = hostOf(text, file), jsx = /^[jt]sx$/.test(extensionOf(file)) } = options
  const found: Reference[] = []
  // In TSX, `<T,>(…) =>` reads as an element. Read both ways, each finds what the other one loses.
  const readings = jsx && extensionOf(file) === 'tsx' ? [true, false] : [jsx]
  for (const reading of readings) {
    const former = [...found]
    found.push(
      ...referencesIn(scriptTokens(text, reading), host).filter(
        (reference) => !former.some((other) => overlap(reference, other)),
      ),
    )
  }
  return { references: inOrder(found), problems: [] }
}

function overlap({ urlRange: a }: Reference, { urlRange: b }: Reference): boolean {
  return a.start < b.end && b.start < a.end
}

function referencesIn(tokens: readonly ScriptToken[], host: Host): Reference[] {
  const globs = new Map(globPatterns(tokens).map(({ index, query }) => [index, query]))
  return tokens.flatMap((token, index) => {
    const query = globs.get(index)
    if (token.type === 'JSXString' && isSrcset(tokens, index)) return srcsetReferences(token, host)
    const reference = query === undefined ? literalReference(tokens, index, host) : globReference(token, query, host)
    return reference ? [reference] : []
  })
}

function literalReference(tokens: readonly ScriptToken[], index: number, host: Host): Reference | undefined {
  const token = tokens[index]
  if (token?.type === 'JSXString') return plainReference(token, decodeAttribute(token.value.slice(1, -1)), 'html-attribute', host)
  if (!isLiteral(token)) return undefined
  const value = literalValue(token)
  if (isSpecifier(tokens, index)) {
    const read = readUrl(value)
    const asks = read !== undefined && !read.vite && (read.wish.preset !== undefined || read.wish.viewer !== undefined)
    return read && referenceOf(token, host, { role: 'import', url: read.url, wish: asks ? read.wish : NO_WISH, explicit: asks })
  }
  if (isNewUrl(tokens, index)) {
    const read = readUrl(value)
    return read && referenceOf(token, host, { role: 'address', url: read.url, wish: read.wish, explicit: read.explicit })
  }
  return isSummand(tokens, index) ? undefined : plainReference(token, value, 'js', host)
}

function plainReference(token: ScriptToken, value: string, escape: 'js' | 'html-attribute', host: Host): Reference | undefined {
  const read = /^\.{0,2}\/[^\n]*$/.test(value) ? readUrl(value) : undefined
  return read && { ...referenceOf(token, host, { role: 'address', url: read.url, wish: NO_WISH, explicit: false }), escape }
}

function globReference(token: ScriptToken, query: string, host: Host): Reference | undefined {
  const pattern = literalValue(token)
  const read = pattern.startsWith('!') ? undefined : readUrl(pattern + query)
  return (
    read && {
      ...referenceOf(token, host, { role: 'import', url: read.url, wish: read.wish, explicit: read.explicit }),
      glob: true,
    }
  )
}

function referenceOf(token: ScriptToken, host: Host, what: Pick<Reference, 'role' | 'url' | 'wish' | 'explicit'>): Reference {
  const range = { start: host.at(token.start + 1), end: host.at(token.start + token.value.length - 1) }
  return { ...what, place: host.place(range.start), urlRange: range, range, escape: 'js' }
}

/** `srcSet="…"` of a JSX element: several URLs in one string. */
function isSrcset(tokens: readonly ScriptToken[], index: number): boolean {
  return tokens[index - 1]?.value === '=' && /^(?:image)?srcset$/i.test(tokens[index - 2]?.value ?? '')
}

function srcsetReferences(token: ScriptToken, host: Host): Reference[] {
  const written = `=${token.value}`
  // A name before the equals sign, as HTML has it; its one character is taken off each offset again.
  const value = attributeValue(`x${written}`, 0, written.length + 1, decodeAttribute(token.value.slice(1, -1)))
  if (!value) return []
  const at = (offset: number): number => host.at(token.start + value.at(offset) - 2)
  return parseSrcset(value.value).flatMap((candidate) => {
    const read = readUrl(candidate.url)
    if (!read) return []
    const range = { start: at(candidate.start), end: at(candidate.end) }
    const place = host.place(range.start)
    const what = { role: 'address', url: read.url, wish: NO_WISH, explicit: false } as const
    return [{ ...what, place, urlRange: range, range, escape: 'html-attribute' as const }]
  })
}

/** `import '…'`, `import x from '…'`, `export … from '…'`, `import('…')`. */
function isSpecifier(tokens: readonly ScriptToken[], index: number): boolean {
  const before = tokens[index - 1]?.value
  if (before === '(') return tokens[index - 2]?.value === 'import' && tokens[index - 3]?.value !== '.'
  return (before === 'from' || before === 'import') && tokens[index - 2]?.value !== '.'
}

function isNewUrl(tokens: readonly ScriptToken[], index: number): boolean {
  return matches(tokens, index - 3, ['new', 'URL', '(']) && matches(tokens, index + 1, [',', 'import', '.', 'meta', '.', 'url'])
}

function isSummand(tokens: readonly ScriptToken[], index: number): boolean {
  return tokens[index - 1]?.value === '+' || tokens[index + 1]?.value === '+'
}
