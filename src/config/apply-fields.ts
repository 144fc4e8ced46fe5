import type { ImagePreset } from '../types.js'
import { presetFieldNames, presetFields, type PresetFieldName } from './preset-fields.js'
import { suggestionFor } from './value.js'

/** Told about a field whose value is wrong, or contradicts another. */
export type Complain = (name: PresetFieldName, expected: string, received: unknown, suggestion?: string) => void

/**
 * A preset with fields given on top of it: of a config's preset on the one it extends, or of a reference on a preset.
 * Wrong ones are complained about and left out. What decides the size is replaced as a whole where it must be: `width`,
 * `height` or `densities` take the place of `widths`, and the other way round; of width, height and ratio, the inherited
 * one yields.
 */
export function applyFields(base: ImagePreset, given: ReadonlyMap<PresetFieldName, unknown>, complain: Complain): ImagePreset {
  if (contradicts(given, complain)) return base
  let preset: ImagePreset = base
  const applied = new Set<PresetFieldName>()
  for (const name of presetFieldNames) {
    if (!given.has(name)) continue
    const { value, change } = presetFields[name]
    const raw = given.get(name)
    const changes = change(raw, preset)
    if (changes) applied.add(name)
    else complain(name, value.expected, raw, suggestionFor(value, raw))
    preset = { ...preset, ...changes }
  }
  return withoutAbsent(sized(preset, applied, complain))
}

/** True (and complained about) when two of the given fields cannot both hold. */
function contradicts(given: ReadonlyMap<PresetFieldName, unknown>, complain: Complain): boolean {
  const other = (['width', 'height', 'densities'] as const).find((name) => given.has(name))
  if (given.has('widths') && other) {
    complain(other, `nothing beside "widths", which decides the size already,`, given.get(other))
    return true
  }
  if (given.has('width') && given.has('height') && given.has('ratio')) {
    complain('ratio', 'nothing beside "width" and "height", which make the ratio,', given.get('ratio'))
    return true
  }
  return false
}

function sized(preset: ImagePreset, applied: ReadonlySet<PresetFieldName>, complain: Complain): ImagePreset {
  const { width, height, ratio, densities } = preset
  if (densities.length > 0 && width === undefined && height === undefined) {
    if (applied.has('densities')) complain('densities', '"width" or "height" beside it, to be multiplied,', densities)
    return { ...preset, densities: [] }
  }
  if (width === undefined || height === undefined || ratio === undefined) return preset
  if (applied.has('width') && applied.has('height')) return { ...preset, ratio: undefined }
  return applied.has('height') ? { ...preset, width: undefined } : { ...preset, height: undefined }
}

/** Equal presets are equal as JSON and as objects: what is absent has no key. */
function withoutAbsent(preset: ImagePreset): ImagePreset {
  return Object.fromEntries(Object.entries(preset).filter(([, value]) => value !== undefined)) as unknown as ImagePreset
}
