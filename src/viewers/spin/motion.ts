import type { Grid, Place } from './frames.js'

/** Share of its speed that a turn keeps each millisecond after it is let go. */
const KEPT = 0.9965
/** Frames per millisecond below which a turn has come to rest. */
const REST = 0.004

/** A speed in frames per millisecond. */
export type Velocity = Place

/** How far a turn goes on in some milliseconds after it was let go, and how fast it is then; undefined when it rests. */
export function coast(velocity: Velocity, elapsed: number): { moved: Place; velocity: Velocity } | undefined {
  if (Math.hypot(velocity.column, velocity.row) < REST) return undefined
  const share = KEPT ** elapsed
  const lasting = (share - 1) / Math.log(KEPT)
  return {
    moved: { column: velocity.column * lasting, row: velocity.row * lasting },
    velocity: { column: velocity.column * share, row: velocity.row * share },
  }
}

/** What came of a pointer's way at a moment (ms): frames moved. */
export interface Sample extends Place {
  time: number
}

/** Speed of a pointer when it was lifted, from where it was in the last tenth of a second; none when it had stopped. */
export function velocityOf(samples: readonly Sample[], now: number): Velocity {
  const recent = samples.filter(({ time }) => now - time <= 100)
  const [from, to] = [recent[0], recent.at(-1)]
  if (!from || !to || to.time <= from.time) return { column: 0, row: 0 }
  const elapsed = Math.max(16, now - from.time)
  return { column: (to.column - from.column) / elapsed, row: (to.row - from.row) / elapsed }
}

/** How long a turn by itself takes, in milliseconds: short enough to need no button that stops it (WCAG 2.2.2). */
export function autospinTime({ columns }: Grid): number {
  return Math.min(4800, Math.max(2000, columns * 100))
}

/** The column of a turn by itself, of which a share (0–1) is over: all round, or to the end and back. Slow at both ends. */
export function autospinColumn(share: number, { columns, loop }: Grid): number {
  const eased = (1 - Math.cos(Math.PI * Math.min(1, Math.max(0, share)))) / 2
  if (loop) return eased * columns
  return (columns - 1) * (1 - Math.abs(1 - 2 * eased))
}
