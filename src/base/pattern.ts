/** What makes a path a pattern for many files, as fast-glob and picomatch read it. */
const PATTERN = /[*{]|\[[^\]]+\]|[@!+?]\(/

export function isPattern(path: string): boolean {
  return PATTERN.test(path)
}
