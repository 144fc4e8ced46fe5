/** Fields of an image preset that a reference may override, by their option name (`ImagePresetOptions` without `extends`). */
export const PRESET_FIELDS: ReadonlySet<string> = new Set(
  [
    'widths width height densities formats quality effort fit ratio crop background',
    'rotate flip flop blur sharpen grayscale tint brightness saturation hue contrast trim flatten',
    'sizes loading decoding priority placeholder metadata icc stable',
  ]
    .join(' ')
    .split(' '),
)
