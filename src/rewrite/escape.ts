import type { Reference } from '../types.js'

/**
 * Writes text so that the language at its destination reads it back as it was:
 * - `html`: text between tags. `html-attribute`: a value in double or single quotes.
 * - `css`: inside a CSS string or a bare `url()`. `css-in-attribute`: the same inside a `style` attribute.
 * - `js`: inside a string literal of any quotes, also in an inline script.
 * - `markdown`: a link destination, bare or in angle brackets. `yaml`: a URL as a scalar in any quotes or none.
 *
 * Markdown and YAML have no escape that works in all their forms, so there, characters that a URL cannot hold are
 * percent-encoded. NUL becomes U+FFFD where the language forbids it.
 */
export function escapeFor(escape: Reference['escape'], text: string): string {
  switch (escape) {
    case 'html':
      return replaceEach(text, /[&<>\r\0]/g, HTML)
    case 'html-attribute':
      return replaceEach(text, /[&"'<\r\0]/g, HTML)
    case 'css':
      return text.replace(/[^\x20-\x7e\u00a0-\uffff]|["'\\()<>\s]/g, cssEscape)
    case 'css-in-attribute':
      return escapeFor('html-attribute', escapeFor('css', text))
    case 'js':
      return text.replace(/["'`$\\<\p{Cc}\u2028\u2029]/gu, jsEscape)
    case 'markdown':
      return text.replace(/[\s\p{Cc}<>]/gu, encodeURIComponent).replace(/[\\()&|]/g, '\\$&')
    case 'yaml':
      // A scalar without quotes may not start with a percent sign; the same place may.
      return text.replace(/[\s\p{Cc}"'\\,[\]{}|>`\ufeff]|^[?:#&*!@]|:$/gu, percent).replace(/^%/, './%')
  }
}

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // A bare carriage return is read as a line feed.
  '\r': '&#13;',
  '\0': '\ufffd',
}

function replaceEach(text: string, pattern: RegExp, by: Readonly<Record<string, string>>): string {
  return text.replace(pattern, (character) => by[character] ?? character)
}

function cssEscape(character: string): string {
  const code = character === '\0' ? 'fffd' : character.codePointAt(0)?.toString(16)
  // The space ends the escape, whatever comes after it.
  return `\\${code} `
}

function jsEscape(character: string): string {
  const code = character.charCodeAt(0)
  if (character === '\n') return '\\n'
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`
}

/** Also for ASCII that `encodeURIComponent` leaves alone. */
function percent(character: string): string {
  const encoded = encodeURIComponent(character)
  return encoded === character ? `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}` : encoded
}
