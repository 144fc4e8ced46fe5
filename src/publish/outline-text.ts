const PLAIN = String.raw`[^"\\\u0000-\u001f]*`

/** Source of a regular expression: what stands between the quotes of a string in JSON. */
export const JSON_TEXT = String.raw`${PLAIN}(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})${PLAIN})*`

/** The text that `JSON_TEXT` has found, as it is meant. */
export function textOf(found: string): string {
  return found.includes('\\') ? (JSON.parse(`"${found}"`) as string) : found
}
