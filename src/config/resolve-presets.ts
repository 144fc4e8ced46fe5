import type { ImagePreset } from '../types.js'
import { applyFields } from './apply-fields.js'
import { builtInPresets, defaultPreset } from './defaults.js'
import type { Findings } from './findings.js'
import { resolveFamily } from './preset-family.js'
import { presetFieldNames, type PresetFieldName } from './preset-fields.js'
import type { Surroundings } from './types.js'

/** The site's image presets and the built-in ones, complete. `start` is what the built-in `default` is made of. */
export function resolvePresets(
  raw: unknown,
  start: { command: Surroundings['command']; stable: boolean },
  findings: Findings,
): Record<string, ImagePreset> {
  const family = {
    option: 'presets',
    root: 'default',
    start: () => defaultPreset(start.command, start.stable),
    builtIn: builtInPresets,
    fields: presetFieldNames,
    // Names are checked before.
    apply: (base: ImagePreset, given: ReadonlyMap<string, unknown>, complain: Parameters<typeof applyFields>[2]) =>
      applyFields(base, given as ReadonlyMap<PresetFieldName, unknown>, complain),
  }
  return resolveFamily(raw, family, findings)
}
