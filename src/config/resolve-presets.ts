import { nearestName } from '../base/nearest-name.js'
import { errorOf } from '../errors.js'
import type { ImagePreset } from '../types.js'
import { applyFields } from './apply-fields.js'
import { builtInPresets, defaultPreset } from './defaults.js'
import { join, readFields, type Findings } from './findings.js'
import { presetFieldNames, type PresetFieldName } from './preset-fields.js'
import type { Surroundings } from './types.js'

/** A preset as written, its names checked. */
interface Definition {
  extends: string
  fields: ReadonlyMap<PresetFieldName, unknown>
}

/**
 * The site's presets and the built-in ones, complete. A preset takes what it does not say from the one it extends, and
 * everything extends `default` in the end. A site's preset with a built-in name replaces that; it can still extend the
 * built-in one by that name. `start` is what the built-in `default` is made of. The record has no prototype, so that no name is there by accident.
 */
export function resolvePresets(
  raw: unknown,
  start: { command: Surroundings['command']; stable: boolean },
  findings: Findings,
): Record<string, ImagePreset> {
  const own = readDefinitions(raw, findings)
  const builtIn = new Map(Object.entries(builtInPresets).map(([name, options]) => [name, definitionOf(Object.entries(options))]))
  const resolved = new Map<string, ImagePreset>()

  const complete = (name: string, definition: Definition, base: ImagePreset): ImagePreset => {
    const preset = applyFields(base, definition.fields, (field, expected, received, suggestion) =>
      findings.invalid(join(join('presets', name), field), expected, received, suggestion),
    )
    return { ...preset, name }
  }
  const builtInNamed = (name: string, path: readonly string[]): ImagePreset => {
    const definition = builtIn.get(name)
    return definition ? complete(name, definition, resolve('default', path)) : defaultPreset(start.command, start.stable)
  }
  const baseOf = (name: string, { extends: base }: Definition, path: readonly string[]): ImagePreset => {
    const at = join(join('presets', name), 'extends')
    if (base === name && (name === 'default' || builtIn.has(name))) return builtInNamed(name, path)
    if (path.includes(base)) {
      const circle = [...path.slice(path.indexOf(base)), base]
      // Everything extends `default` unasked, so a circle through it is the doing of `default`.
      const culprit = circle.includes('default') ? 'presets.default.extends' : at
      findings.invalid(culprit, 'a preset that does not build on this one', circle.join(' → '))
    } else if (own.has(base) || builtIn.has(base) || base === 'default') {
      return resolve(base, path)
    } else {
      const known = [...new Set(['default', ...builtIn.keys(), ...own.keys()])]
      findings.add(
        errorOf('unknown-preset', { preset: base, suggestion: nearestName(base, known), known, wantedBy: `option "${at}"` }),
      )
    }
    return defaultPreset(start.command, start.stable)
  }
  const resolve = (name: string, path: readonly string[]): ImagePreset => {
    const definition = own.get(name)
    const here = [...path, name]
    const preset =
      resolved.get(name) ?? (definition ? complete(name, definition, baseOf(name, definition, here)) : builtInNamed(name, here))
    resolved.set(name, preset)
    return preset
  }

  const presets = Object.create(null) as Record<string, ImagePreset>
  for (const name of ['default', ...builtIn.keys(), ...own.keys()]) presets[name] = resolve(name, [])
  return presets
}

function readDefinitions(raw: unknown, findings: Findings): Map<string, Definition> {
  const definitions = new Map<string, Definition>()
  const spellings = new Map(['default', ...Object.keys(builtInPresets)].map((name) => [name.toLowerCase(), name]))
  for (const [name, value] of (raw === undefined ? undefined : readFields(raw, 'presets', findings)) ?? []) {
    const at = join('presets', name)
    const twin = spellings.get(name.toLowerCase()) ?? name
    spellings.set(name.toLowerCase(), twin)
    if (!/^[a-z][a-z0-9_-]*$/i.test(name))
      findings.invalid(at, 'a name of letters, digits, "-" and "_" that starts with a letter', name)
    else if (name.toLowerCase() === 'original')
      findings.invalid(at, 'another name, since "original" stands for the untouched file', name)
    else if (twin !== name)
      findings.invalid(at, `a name that differs from "${twin}" by more than case, since it becomes part of file names`, name)
    const fields = readFields(value, at, findings)
    if (fields) definitions.set(name, definitionOf(checkNames(fields, at, findings)))
  }
  return definitions
}

function* checkNames(fields: ReadonlyMap<string, unknown>, at: string, findings: Findings): Iterable<readonly [string, unknown]> {
  for (const [name, value] of fields) {
    if (name === 'extends' && typeof value !== 'string') findings.invalid(join(at, name), 'the name of a preset', value)
    else if (name === 'extends' || presetFieldNames.some((known) => known === name)) yield [name, value]
    else findings.unknown(name, `"${at}"`, ['extends', ...presetFieldNames])
  }
}

/** `default` is what a preset extends when it does not say; names are checked before. */
function definitionOf(entries: Iterable<readonly [string, unknown]>): Definition {
  const { extends: base = 'default', ...fields } = Object.fromEntries(entries)
  return { extends: String(base), fields: new Map(Object.entries(fields)) as Map<PresetFieldName, unknown> }
}
