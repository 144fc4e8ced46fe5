const PIECES = [
  '"', "'", '`', '<', '>', '&', '&amp;', '&quot', '&#34;', '\\', '\\22 ', '$', '${x}', '\n', '\r\n', '\r', '\t', ' ', ']]>', '</script>', '<!--', '-->',
  '</style>', '</textarea>', '\u0000', '\u0001', '\u0085', '\u00a0', '\u2028', '\u2029', '\u202e', 'שלום', 'é', 'e\u0301', '🏞', 'a', 'Z', '0', '#', ': ', ' #',
  '%', '%20', '(', ')', '[', ']', '{', '}', '|', '*', '!', '@', ',', ';', '=', '?', '/', '.', '-', '~',
]

/** Strings that break naive escaping: each piece alone, and seeded mixtures, the same on every run. */
export function nastyStrings(mixtures: number): string[] {
  let seed = 20_240_229
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  const mixture = (): string => Array.from({ length: 1 + next(8) }, () => PIECES[next(PIECES.length)]).join('')
  return [...PIECES, '', ...Array.from({ length: mixtures }, mixture)]
}
