import type { PlannedReference } from '../types.js'

/**
 * Size in CSS pixels for `width` and `height`: that of the largest candidate, divided by its density where the
 * candidates are densities. 0 where an asset has no size of its own (an SVG without one).
 */
export function layoutSize(planned: PlannedReference): { width: number; height: number } {
  const first = planned.groups.at(-1)?.candidates[0]
  const density = first && /^([\d.]+)x$/.exec(first.descriptor)?.[1]
  if (!first || !density) return { width: Math.round(planned.width), height: Math.round(planned.height) }
  const { width, height } = first.rendition.recipe
  return { width: Math.round(width / Number(density)), height: Math.round(height / Number(density)) }
}
