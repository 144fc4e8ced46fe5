/** Order for names that is the same on every machine: UTF-16 code units, no locale. For `Array.sort`. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
