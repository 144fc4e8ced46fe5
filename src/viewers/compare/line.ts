/** Which way the line goes. */
export interface Layout {
  /** The first picture is above the second. */
  vertical: boolean
  /** The first picture is on the right. */
  rightToLeft: boolean
}

/** Percentages of a line at `percent` (of the first picture, 0–100): what to clip, and where the line is from the left or top. */
export interface Cut {
  before: string
  after: string
  line: string
}

export function cutAt(percent: number, { vertical, rightToLeft }: Layout): Cut {
  const rest = 100 - percent
  if (vertical) return { before: `inset(0 0 ${rest}% 0)`, after: `inset(${percent}% 0 0 0)`, line: `${percent}%` }
  const [right, left] = [`inset(0 0 0 ${rest}%)`, `inset(0 ${rest}% 0 0)`]
  if (rightToLeft) return { before: right, after: `inset(0 ${percent}% 0 0)`, line: `${rest}%` }
  return { before: left, after: `inset(0 0 0 ${percent}%)`, line: `${percent}%` }
}

/** Where a point of the window puts the line of a box, in percent of the first picture. */
export function percentAt(
  point: { x: number; y: number },
  box: { left: number; top: number; width: number; height: number },
  { vertical, rightToLeft }: Layout,
): number {
  const share = vertical ? (point.y - box.top) / box.height : (point.x - box.left) / box.width
  return bounded((vertical || !rightToLeft ? share : 1 - share) * 100)
}

/** Where a key puts the line; undefined for keys that do not move it. Arrows along its way move it where they point. */
export function percentAfter(key: string, percent: number, { vertical, rightToLeft }: Layout): number | undefined {
  const right = rightToLeft ? -1 : 1
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: right,
    ArrowLeft: -right,
    ArrowDown: vertical ? 1 : -1,
    ArrowUp: vertical ? -1 : 1,
    PageUp: vertical ? -10 : 10,
    PageDown: vertical ? 10 : -10,
    Home: -100,
    End: 100,
  }
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined
  return step === undefined ? undefined : bounded(Math.round(percent) + step)
}

export function bounded(percent: number): number {
  return Math.min(100, Math.max(0, percent))
}
