import type { ImagePreset, Operation } from '../types.js'
import type { ImagePresetOptions } from './options.js'
import { amount, artDirection, colour, crop, effort, IMAGE_FORMATS, pixels, quality, ratio } from './preset-values.js'
import { ascending, checkSafely, listOf, numberIn, oneOf, textUpTo, yesOrNo, type Value } from './value.js'

/** One field of an image preset, as the config and as a reference can give it. */
export interface PresetField {
  /** One line for people: what the field does. */
  doc: string
  value: Value<unknown>
  /** What giving the field changes, on top of the preset as it stands; undefined when `raw` is no such value. */
  change(raw: unknown, preset: ImagePreset): Partial<ImagePreset> | undefined
}

export type PresetFieldName = Exclude<keyof ImagePresetOptions, 'extends'>

const widths = ascending(listOf(pixels, 50, 'widths'))
const densities = ascending(listOf(numberIn(0.1, 10, 'a number'), 10, 'densities'))
const factor = numberIn(0, 10, 'a factor')
const degrees = numberIn(-360, 360, 'degrees')
const thumbWords = oneOf('none', 'color', 'blur', 'thumbhash')

/**
 * Every field of an image preset, once. Options, `extends` and the overrides of a reference all go through this table,
 * so a new field is one row here (and one in `ImagePresetOptions`). Rows apply in this order: a later row may replace
 * what an earlier one implied (`ratio` implies `fit`, `priority` implies `loading`).
 */
// oxfmt-ignore
export const presetFields: Readonly<Record<PresetFieldName, PresetField>> = {
  widths:      field('Width candidates in pixels.', widths, (list) => ({ widths: list, width: undefined, height: undefined, densities: [] })),
  width:       field('Width in pixels, at density 1.', pixels, (width) => ({ width, widths: [] })),
  height:      field('Height in pixels, at density 1.', pixels, (height) => ({ height, widths: [] })),
  densities:   field('Multiples of width and height.', densities, (list) => ({ densities: list, widths: [] })),
  formats:     field('Encodings, in order of preference.', listOf(oneOf(...IMAGE_FORMATS, 'fallback'), 6, 'formats'), (formats) => ({ formats })),
  quality:     field('Quality of the encoder, 1 to 100.', quality, (given, preset) => ({ quality: { ...preset.quality, ...given } })),
  effort:      field('Time the encoder may spend.', effort, (given, preset) => ({ effort: { ...preset.effort, ...given } })),
  ratio:       field('Width over height.', ratio, (given, preset) => ({ ratio: given, fit: preset.fit === 'inside' ? 'cover' : preset.fit })),
  fit:         field('How a picture meets a box of another shape.', oneOf('cover', 'contain', 'inside', 'outside', 'fill'), (fit) => ({ fit })),
  crop:        field('What stays when something is cut.', crop, (given) => ({ crop: given })),
  art:         field('Another crop or shape where a media query holds.', artDirection, (art) => ({ art })),
  background:  field('Colour of bars, corners and flattened alpha.', colour, (background) => ({ background })),
  trim:        step('trim', 'Cut borders of one colour.', amount(1, 255, 10, 'a threshold'), (threshold) => threshold > 0 && { threshold }),
  rotate:      step('rotate', 'Turn clockwise.', degrees, (angle) => angle % 360 !== 0 && { angle: (angle + 360) % 360 }),
  flip:        step('flip', 'Mirror top to bottom.', yesOrNo, (on) => on && {}),
  flop:        step('flop', 'Mirror left to right.', yesOrNo, (on) => on && {}),
  flatten:     step('flatten', 'Merge alpha into the background.', yesOrNo, (on) => on && {}),
  blur:        step('blur', 'Soften.', amount(0.3, 1000, 3, 'a sigma'), (sigma) => sigma > 0 && { sigma }),
  sharpen:     step('sharpen', 'Sharpen.', amount(0.3, 10, 1, 'a sigma'), (sigma) => sigma > 0 && { sigma }),
  grayscale:   step('grayscale', 'Take the colour out.', yesOrNo, (on) => on && {}),
  tint:        step('tint', 'Colour the picture.', colour, (tone) => ({ colour: tone })),
  brightness:  step('brightness', 'Multiply the lightness.', factor, (by) => by !== 1 && { factor: by }),
  saturation:  step('saturation', 'Multiply the saturation.', factor, (by) => by !== 1 && { factor: by }),
  hue:         step('hue', 'Turn the colour wheel.', degrees, (by) => by % 360 !== 0 && { degrees: (by + 360) % 360 }),
  contrast:    step('contrast', 'Multiply the distance from mid-grey.', factor, (by) => by !== 1 && { factor: by }),
  sizes:       field('The sizes attribute.', textUpTo(1000), (sizes) => ({ sizes })),
  priority:    field('Load before everything else.', yesOrNo, (priority, preset) => ({ priority, loading: loadingFor(priority, preset) })),
  loading:     field('The loading attribute.', oneOf('lazy', 'eager'), (loading) => ({ loading })),
  decoding:    field('The decoding attribute.', oneOf('async', 'sync', 'auto'), (decoding) => ({ decoding })),
  placeholder: field('What shows until the picture is there.', thumbWords, (placeholder) => ({ placeholder })),
  metadata:    field('What of EXIF, XMP and IPTC stays.', oneOf('strip', 'copyright', 'keep'), (metadata) => ({ metadata })),
  icc:         field('Convert to sRGB, or keep the gamut and its profile.', oneOf('srgb', 'keep'), (icc) => ({ icc })),
  gif:         field('What becomes of animated GIFs.', oneOf('picture', 'film'), (gif) => ({ gif: gif === 'film' ? gif : undefined })),
  stable:      field('Also publish an address without a hash.', yesOrNo, (stable) => ({ stable })),
}

export const presetFieldNames = Object.keys(presetFields) as readonly PresetFieldName[]

/** The field a name in a reference means: its own name, or `format` for a single one of `formats`. */
export function overriddenField(name: string): PresetFieldName | undefined {
  return name === 'format' ? 'formats' : presetFieldNames.find((known) => known === name)
}

/** The order of work, whatever order the fields were given in: geometry, then softness, then colour. */
const ORDER: readonly Operation['name'][] = [
  ...(['trim', 'rotate', 'flip', 'flop', 'flatten', 'blur', 'sharpen'] as const),
  ...(['grayscale', 'tint', 'brightness', 'saturation', 'hue', 'contrast'] as const),
]

function field<T>(doc: string, value: Value<T>, change: (clean: T, preset: ImagePreset) => Changes): PresetField {
  return {
    doc,
    value,
    change(raw, preset) {
      const clean = checkSafely(value, raw)
      return clean === undefined ? undefined : (change(clean, preset) as Partial<ImagePreset>)
    },
  }
}

/** What is undefined is taken out. */
type Changes = { [K in keyof ImagePreset]?: ImagePreset[K] | undefined }

type Step<N extends Operation['name']> = Omit<Extract<Operation, { name: N }>, 'name'>

/** A field that is a step of the work; `false` takes the step out. */
function step<N extends Operation['name'], T>(
  name: N,
  doc: string,
  value: Value<T>,
  build: (clean: T) => Step<N> | false,
): PresetField {
  return field(doc, value, (clean, preset) => {
    const built = build(clean)
    const others = preset.operations.filter((operation) => operation.name !== name)
    const operations = built ? [...others, { name, ...built } as unknown as Operation] : others
    return { operations: operations.toSorted((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name)) }
  })
}

/** A picture that comes first must not wait for the layout, as `lazy` does. */
function loadingFor(priority: boolean, preset: ImagePreset): ImagePreset['loading'] {
  if (priority) return 'eager'
  return preset.priority ? 'lazy' : preset.loading
}
