/** The grid of frames: rows of equal turns, each at another height. */
export interface Grid {
  columns: number
  rows: number
  /** The last frame of a row is followed by its first. */
  loop: boolean
}

/** A place on the grid, in frames; fractions while it moves. */
export interface Place {
  column: number
  row: number
}

/** Addresses in an attribute, separated by white space. */
export function addressesIn(list: string | null): string[] {
  return list?.split(/\s+/).filter(Boolean) ?? []
}

/** The grid of `count` frames; frames that fill no row are left out. One row where there are fewer frames than rows. */
export function gridOf(count: number, rows: number, loop: boolean): Grid {
  const whole = Math.max(1, Math.floor(rows))
  const used = whole > count ? 1 : whole
  return { columns: Math.floor(count / used), rows: used, loop }
}

/** The list of a grid in the other direction: each row keeps its first and has the rest backwards. */
export function reversed<T>(list: readonly T[], { columns }: Grid): T[] {
  return list.map((item, at) => {
    const column = at % columns
    return list[at - column + ((columns - column) % columns)] ?? item
  })
}

/** The frame nearest to a place, as its index in the list. */
export function indexAt({ column, row }: Place, { columns, rows, loop }: Grid): number {
  const nearest = Math.round(column)
  const inRow = loop ? modulo(nearest, columns) : between(nearest, 0, columns - 1)
  return between(Math.round(row), 0, rows - 1) * columns + inRow
}

/** The place as near as the grid allows: rows end, and so do columns where they do not go round. */
export function within({ column, row }: Place, { columns, rows, loop }: Grid): Place {
  return {
    column: loop ? modulo(column, columns) : between(column, 0, columns - 1),
    row: between(row, 0, rows - 1),
  }
}

/** Where a frame stands, for people: from 1, and in degrees from the first. */
export interface Position {
  index: number
  count: number
  degrees: number
  row: number
  rows: number
}

export function positionOf(index: number, { columns, rows }: Grid): Position {
  const column = index % columns
  return {
    index: column + 1,
    count: columns,
    degrees: Math.round((column * 360) / columns),
    row: Math.floor(index / columns) + 1,
    rows,
  }
}

/**
 * The order to fetch frames in: the row at hand first, each row first in coarse steps and then in finer ones, so that a turn
 * is whole early and becomes smooth.
 */
export function fetchOrder({ columns, rows }: Grid, startRow = 0): number[] {
  const coarse = new Set<number>()
  for (let step = 2 ** Math.ceil(Math.log2(Math.max(1, columns))); step >= 1; step /= 2)
    for (let column = 0; column < columns; column += step) coarse.add(column)
  const byNearness = Array.from({ length: rows }, (_, row) => row).sort((a, b) => Math.abs(a - startRow) - Math.abs(b - startRow))
  return byNearness.flatMap((row) => [...coarse].map((column) => row * columns + column))
}

/** Of the frames that are there, the one to show for an index: nearest in its row, else the one in the nearest row. */
export function nearestOf(index: number, has: (index: number) => boolean, grid: Grid): number | undefined {
  const { columns, rows, loop } = grid
  const [row, column] = [Math.floor(index / columns), index % columns]
  let best: { index: number; distance: number } | undefined
  for (let other = 0; other < columns * rows; other++) {
    if (!has(other)) continue
    const apart = Math.abs((other % columns) - column)
    const turned = loop ? Math.min(apart, columns - apart) : apart
    const distance = turned + Math.abs(Math.floor(other / columns) - row) * columns
    if (!best || distance < best.distance) best = { index: other, distance }
  }
  return best?.index
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}

function between(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
