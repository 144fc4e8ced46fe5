export type Quartile = 25 | 50 | 75 | 100

const QUARTILES: readonly Quartile[] = [25, 50, 75, 100]

/** The quartiles of a film (its length in seconds) that lie between what was reached before (a fraction) and a time. */
export function quartilesBetween(before: number, time: number, duration: number): Quartile[] {
  if (!Number.isFinite(duration) || duration <= 0) return []
  const now = time / duration
  return QUARTILES.filter((quartile) => before < quartile / 100 && quartile / 100 <= now)
}
