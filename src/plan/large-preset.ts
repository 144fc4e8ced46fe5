import type { ImagePreset, ViewerName, ViewerPreset } from '../types.js'
import { ratioOf } from './sizes.js'

/** These lay the large picture exactly over the small one, so both have to show the same. */
const IN_PLACE: ReadonlySet<ViewerName> = new Set(['inline-zoom', 'flyout'])

/**
 * The preset a viewer's large picture is really made with: what was done to the small picture's pixels is done to the large
 * one's, and where it is shown in the small one's place, it is cut to the same shape.
 */
export function largePresetFor(preset: ImagePreset, largePreset: ImagePreset, viewer: ViewerPreset | undefined): ImagePreset {
  const large = { ...largePreset, operations: preset.operations }
  const ratio = viewer && IN_PLACE.has(viewer.viewer) ? shapeOf(preset) : undefined
  if (ratio === undefined) return large
  const { fit, crop, background } = preset
  return { ...large, fit, crop, ratio, ...(background !== undefined && { background }) }
}

/** Width over height where the preset does not keep the source's own. */
function shapeOf(preset: ImagePreset): number | undefined {
  const { fit, width, height } = preset
  const isBox = (fit === 'fill' || fit === 'contain') && width && height
  return ratioOf(preset) ?? (isBox ? width / height : undefined)
}
