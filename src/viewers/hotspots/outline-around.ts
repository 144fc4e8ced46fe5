import type { Place, Shape } from './read.js'

/** Corners of an ellipse that looks round. */
const ROUND = 40

/** The corners of an area, those of an ellipse, too; of a point itself. */
export function outlineAround({ x, y, points, radii }: Shape): Place[] {
  if (points) return [...points]
  if (!radii) return [{ x, y }]
  return Array.from({ length: ROUND }, (_, at) => {
    const angle = (2 * Math.PI * at) / ROUND
    return { x: x + radii.x * Math.cos(angle), y: y + radii.y * Math.sin(angle) }
  })
}
