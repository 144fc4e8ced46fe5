import { VIEWER_OPTIONS } from '../base/viewer-names.js'

/**
 * What a reference may override of an image preset: its fields by their option name (`ImagePresetOptions` without
 * `extends`), and `format` for a single one of `formats`.
 */
export const PRESET_FIELDS: ReadonlySet<string> = new Set(
  [
    'widths width height densities format formats quality effort fit ratio crop art background',
    'rotate flip flop blur sharpen grayscale tint brightness saturation hue contrast trim flatten',
    'sizes loading decoding priority placeholder metadata icc gif stable',
  ]
    .join(' ')
    .split(' '),
)

/** What a reference may say of its viewer. On an element or in a query it counts only beside `viewer` or `preset`. */
export const VIEWER_FIELDS: ReadonlySet<string> = new Set(VIEWER_OPTIONS)
