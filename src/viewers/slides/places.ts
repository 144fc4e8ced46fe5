/** What a key asks for, in the direction of the text. */
export type Move = 'previous' | 'next' | 'first' | 'last'

/** The place one step on (`+1`) or back (`-1`); undefined at an end that is not followed by the other. */
export function placeAfter(index: number, step: 1 | -1, count: number, loop: boolean): number | undefined {
  const next = index + step
  if (next >= 0 && next < count) return next
  return loop && count > 1 ? (next + count) % count : undefined
}

/** Where a move leads. */
export function placeOf(move: Move, index: number, count: number, loop: boolean): number | undefined {
  if (move === 'first') return 0
  if (move === 'last') return count - 1
  return placeAfter(index, move === 'next' ? 1 : -1, count, loop)
}

/** The move for `KeyboardEvent.key`; undefined for a key that is not ours. `vertical` is for what stands in a column, too. */
export function moveForKey(key: string, rightToLeft: boolean, vertical = false): Move | undefined {
  if (key === 'Home') return 'first'
  if (key === 'End') return 'last'
  if (key === 'ArrowLeft') return rightToLeft ? 'next' : 'previous'
  if (key === 'ArrowRight') return rightToLeft ? 'previous' : 'next'
  if (vertical && key === 'ArrowUp') return 'previous'
  return vertical && key === 'ArrowDown' ? 'next' : undefined
}

/** Share of the width, and pixels a millisecond, from which a drag is meant to turn the page. */
const FAR = 0.25
const FAST = 0.4

/** Which way a drag of `dx` pixels turned: −1 for one that pulled in what is on the left, +1 for the right, 0 for neither. */
export function turnOf(dx: number, speed: number, width: number): -1 | 0 | 1 {
  const isMeant = Math.abs(dx) > width * FAR || (Math.abs(speed) > FAST && Math.sign(speed) === Math.sign(dx))
  return !isMeant || dx === 0 ? 0 : dx > 0 ? -1 : 1
}
