/** A column of a table: what stands above it, and whether it may be cut when the terminal is narrow. */
export interface Column {
  title: string
  align?: 'left' | 'right'
  /** The least width it may be cut to; absent: never cut. */
  shrinksTo?: number
}

const GAP = '  '

/**
 * Lines of an aligned table, header first. With a `width` (columns of a terminal), the widest columns that may be cut
 * are cut in the middle until each line fits; without one nothing is ever cut.
 */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[], width?: number): string[] {
  const cells = [
    columns.map((column) => column.title),
    ...rows.map((row) => columns.map((_, index) => printable(row[index] ?? ''))),
  ]
  const natural = columns.map((_, index) => Math.max(...cells.map((row) => displayWidth(row[index] ?? ''))))
  const widths = width === undefined ? natural : fit(columns, natural, width)
  return cells.map((row) =>
    row
      .map((cell, index) => pad(cut(cell, widths[index] ?? 0), widths[index] ?? 0, columns[index]?.align))
      .join(GAP)
      .trimEnd(),
  )
}

/** Takes away what a terminal would obey instead of show: a file's name may hold any control character. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
}

/** Columns a text takes on a terminal: marks take none, East Asian wide characters and pictures two. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) {
    if (/\p{M}|[\u200b-\u200f]/u.test(character)) continue
    width += /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u.test(
      character,
    )
      ? 2
      : 1
  }
  return width
}

function fit(columns: readonly Column[], natural: readonly number[], width: number): number[] {
  const widths = [...natural]
  let over = widths.reduce((sum, one) => sum + one, GAP.length * (widths.length - 1)) - width
  while (over > 0) {
    const shrinkable = widths.flatMap((one, index) => (one > (columns[index]?.shrinksTo ?? Infinity) ? [index] : []))
    if (shrinkable.length === 0) break
    const widest = shrinkable.reduce((a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a))
    widths[widest] = (widths[widest] ?? 1) - 1
    over--
  }
  return widths
}

/** The end of a path says more than its middle. */
function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  const characters = [...text]
  const head: string[] = []
  const tail: string[] = []
  let room = width - 1
  for (let turn = 0; ; turn++) {
    const next = turn % 3 === 0 ? characters.shift() : characters.pop()
    if (next === undefined || displayWidth(next) > room) return `${head.join('')}…${tail.toReversed().join('')}`
    room -= displayWidth(next)
    if (turn % 3 === 0) head.push(next)
    else tail.push(next)
  }
}

function pad(text: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return align === 'right' ? space + text : text + space
}
