/**
 * The one range of bytes that a `Range` header asks for (https://www.rfc-editor.org/rfc/rfc9110#section-14), both ends
 * included; undefined for none, for several, and for what is not there: the whole is an answer to those, too. Players go
 * forth and back in a film by ranges, and Safari plays none without.
 */
export function byteRange(header: string | undefined, bytes: number): { start: number; end: number } | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return undefined
  const start = from === '' ? Math.max(0, bytes - Number(to)) : Number(from)
  const end = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1)
  return start <= end ? { start, end } : undefined
}
