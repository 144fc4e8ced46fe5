import type { PlannedReference, RenditionData } from '../types.js'
import { layoutSize } from './layout-size.js'
import { withRealSizes } from './real-sizes.js'
import { sizesFor } from './sizes.js'
import { srcsetOf } from './srcset.js'
import type { View } from './view.js'
import { worthwhileGroups } from './worthwhile-groups.js'

/**
 * The object a `?preset=` import gives. `srcset` and `sizes` are '' where they have no meaning; `sizes` does without
 * `auto`, because the importing code may not load lazily.
 */
export function dataOf(reference: PlannedReference, view: View): RenditionData {
  const planned = withRealSizes(reference, view)
  const groups = worthwhileGroups(planned.groups, view)
  const fallback = groups.at(-1)
  return {
    src: view.address(planned.main),
    srcset: fallback && fallback.candidates.length > 1 ? srcsetOf(fallback.candidates, view) : '',
    sizes: sizesFor(planned, { lazy: false }) ?? '',
    sources: groups.slice(0, -1).map((group) => ({ type: group.type, srcset: srcsetOf(group.candidates, view) })),
    ...layoutSize(planned),
    alt: planned.sidecar.alt ?? '',
    ...(planned.sidecar.credit !== undefined && { credit: planned.sidecar.credit }),
    ...(planned.sidecar.licence !== undefined && { licence: planned.sidecar.licence }),
    placeholder: (planned.placeholder && view.placeholder(planned.placeholder.key)) ?? null,
  }
}
