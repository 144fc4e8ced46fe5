// Control characters, line separators, backslash, lone surrogates and what is left of bytes that were not UTF-8 never
// stand in a path of ours.
const FORBIDDEN = /[\u0000-\u001f\u007f\u0085\u2028\u2029\\\ufffd\p{Surrogate}]/u

// Nearly all paths, told several times faster.
const PLAIN = /^[\w-][\w.,-]*(?:\/[\w-][\w.,-]*)*$/

/**
 * True for a relative POSIX path that stays below its root and cannot break out of a line of text: no empty,
 * `.` or `..` segment, no leading slash, no control character, no backslash. Everything read from a ledger or a
 * manifest passes through here, because both may have been edited by others.
 */
export function isSafeAddress(path: string): boolean {
  if (PLAIN.test(path) && path.length <= 4096) return true
  if (path === '' || path.length > 4096 || FORBIDDEN.test(path)) return false
  return path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..')
}
