import type { PlannedReference } from '../types.js'
import { layoutSize } from './layout-size.js'

/**
 * The `sizes` to write, undefined where it has no meaning (densities, a lone candidate). The author's own, else the
 * preset's, else: as wide as the window up to the picture's own width. `auto` lets the browser use the real layout,
 * which the standard allows for lazy pictures only
 * (https://html.spec.whatwg.org/multipage/images.html#sizes-attributes).
 */
export function sizesFor(planned: PlannedReference, wish: { own?: string; lazy: boolean; width?: number }): string | undefined {
  const usesWidths = planned.groups.some((group) => group.candidates.some(({ descriptor }) => descriptor.endsWith('w')))
  if (!usesWidths) return undefined
  if (wish.own !== undefined && wish.own.trim() !== '') return wish.own
  const preset = wish.lazy ? planned.preset.sizes : planned.preset.sizes?.replace(/^\s*auto\s*(?:,\s*|$)/i, '')
  if (preset) return preset
  const width = wish.width ?? layoutSize(planned).width
  return `${wish.lazy ? 'auto, ' : ''}(max-width: ${width}px) 100vw, ${width}px`
}
