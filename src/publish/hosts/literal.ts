/**
 * A regular expression that matches a text and nothing else. Everything but letters, digits, `_`, `-` and `/` is a
 * hexadecimal code, which means the same in PCRE and RE2 and leaves nothing that ends a quoted string, starts a variable
 * or a placeholder, or splits a line, in any of the forms we write. Beyond ASCII the bytes stand for themselves.
 */
export function literal(text: string): string {
  return text.replace(/[^\w/\u0080-\u{10ffff}-]/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
