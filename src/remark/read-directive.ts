import { ATTRIBUTE_NAME } from '../base/markup.js'
import { nearestName } from '../base/nearest-name.js'
import { VIEWER_OPTIONS } from '../base/viewer-names.js'
import type { ImagePresetOptions } from '../config/options.js'
import { errorOf, warningOf } from '../errors.js'
import type { Place, Problem, Wish } from '../types.js'

/** Preset fields a directive may set. `sizes`, `width` and the like are HTML attributes here, as they are on `<img>`. */
const OVERRIDES = [
  'widths',
  'densities',
  'format',
  'formats',
  'quality',
  'effort',
  'fit',
  'ratio',
  'crop',
  'background',
  'rotate',
  'flip',
  'flop',
  'blur',
  'sharpen',
  'grayscale',
  'tint',
  'brightness',
  'saturation',
  'hue',
  'contrast',
  'trim',
  'flatten',
  'priority',
  'placeholder',
  'metadata',
  'icc',
  'stable',
] as const satisfies readonly (keyof ImagePresetOptions | 'format')[]

/** Attributes of any element: these go on the `<div>` of a set. */
const GLOBAL = [
  'class',
  'id',
  'title',
  'lang',
  'dir',
  'role',
  'hidden',
  'tabindex',
  'translate',
  'itemprop',
  'itemscope',
  'itemtype',
]
/** Attributes of a picture: in a set, these go on each. */
const PICTURE = [
  'width',
  'height',
  'sizes',
  'loading',
  'decoding',
  'fetchpriority',
  'crossorigin',
  'referrerpolicy',
  'usemap',
  'ismap',
  'poster',
]
const OF_ONE = ['src', 'alt']
const WISH = ['preset', 'viewer']

export interface Directive {
  src: string | undefined
  alt: string | undefined
  wish: Wish
  /** Attributes of any element, in order. */
  global: [string, string][]
  /** Attributes of a picture, in order. */
  picture: [string, string][]
  problems: Problem[]
}

/**
 * Sorts the attributes of `:media`, `::media` or `:::media-set`. Content is not trusted with handlers, styles and
 * names that are none; those are dropped with a warning. Anything else unknown is an error with a suggestion.
 */
export function readDirective(
  attributes: Readonly<Record<string, string | null | undefined>>,
  kind: 'media' | 'media-set',
  place: Place,
): Directive {
  const overrides: Record<string, string> = {}
  const directive: Directive = { src: undefined, alt: undefined, wish: { overrides }, global: [], picture: [], problems: [] }
  for (const [written, given] of Object.entries(attributes)) {
    const name = written.toLowerCase()
    const value = given ?? ''
    if (isUnsafe(name)) directive.problems.push(warningOf('unsafe-attribute', { attribute: written }, place))
    else if (name === 'preset' || name === 'viewer') directive.wish[name] = value
    else if (kind === 'media' && (name === 'src' || name === 'alt')) directive[name] = value
    else if (isOneOf(OVERRIDES, name) || isOneOf(VIEWER_OPTIONS, name)) overrides[name] = value
    else if (isOneOf(PICTURE, name)) directive.picture.push([name, value])
    else if (isOneOf(GLOBAL, name) || /^(?:data|aria)-./.test(name)) directive.global.push([name, value])
    else directive.problems.push(unknown(written, kind, place))
  }
  return directive
}

function isUnsafe(name: string): boolean {
  return !ATTRIBUTE_NAME.test(name) || name.startsWith('on') || name === 'srcdoc' || name === 'style' || name === '__proto__'
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name)
}

function unknown(attribute: string, kind: 'media' | 'media-set', place: Place): Problem {
  const known = [...WISH, ...(kind === 'media' ? OF_ONE : []), ...OVERRIDES, ...VIEWER_OPTIONS, ...PICTURE, ...GLOBAL]
  const suggestion = nearestName(attribute, known)
  return errorOf('unknown-attribute', { attribute, ...(suggestion && { suggestion }) }, place)
}
