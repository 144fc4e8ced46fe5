import { VIEWER_NAMES } from '../base/viewer-names.js'
import { nearestName } from '../base/nearest-name.js'
import { errorOf } from '../errors.js'
import type { ImagePreset, ViewerName, ViewerPreset } from '../types.js'
import { NO_VIEWER } from './defaults.js'
import { checkKnown } from './known-name.js'
import { checkFields, join, readFields, type Findings } from './findings.js'
import { textUpTo } from './value.js'
import { viewerOptions } from './viewer-options.js'

/** What every viewer preset can say besides its viewer's options. */
const COMMON = {
  extends: textUpTo(100, 'the name of a viewer'),
  preset: textUpTo(100, 'the name of a preset'),
  large: textUpTo(100, 'the name of a preset'),
}

/** The image preset of what a viewer shows large, where that is not the one of all others. */
const LARGE: Readonly<Partial<Record<ViewerName, string>>> = { panorama: 'panorama' }

/**
 * The site's viewer presets and the built-in ones, one for each viewer, complete. A preset builds on the one it extends; one
 * that has a viewer's own name may leave that out, and replaces the built-in one. The record has no prototype.
 */
export function resolveViewers(
  raw: unknown,
  presets: Readonly<Record<string, ImagePreset>>,
  findings: Findings,
): Record<string, ViewerPreset> {
  const own = (raw === undefined ? undefined : readFields(raw, 'viewers', findings)) ?? new Map<string, unknown>()
  const resolved = new Map<string, ViewerPreset>()
  const resolve = (name: string, path: readonly string[]): ViewerPreset => {
    const known = resolved.get(name)
    if (known) return known
    const at = join('viewers', name)
    const base = baseOf(own, name, path, findings)
    const preset = complete(name, 'name' in base ? base : resolve(base.extends, [...path, name]), own.get(name), at, findings)
    checkKnown('preset', preset.preset, presets, join(at, 'preset'), findings)
    checkKnown('preset', preset.large, presets, join(at, 'large'), findings)
    resolved.set(name, preset)
    return preset
  }
  for (const name of own.keys()) checkName(name, findings)
  const viewers = Object.create(null) as Record<string, ViewerPreset>
  for (const name of [...VIEWER_NAMES, ...own.keys()]) viewers[name] = resolve(name, [])
  return viewers
}

function builtIn(viewer: ViewerName): ViewerPreset {
  return { name: viewer, viewer, large: LARGE[viewer] ?? 'zoom', options: {} }
}

function isViewer(name: string): name is ViewerName {
  return VIEWER_NAMES.some((known) => known === name)
}

/** What a preset builds on: a viewer as it is, or another preset by its name. */
function baseOf(
  own: ReadonlyMap<string, unknown>,
  name: string,
  path: readonly string[],
  findings: Findings,
): ViewerPreset | { extends: string } {
  const given = own.get(name) as { extends?: unknown } | null | undefined
  const base = typeof given === 'object' && given !== null && typeof given.extends === 'string' ? given.extends : name
  if (base === name && isViewer(name)) return builtIn(name)
  const at = join(join('viewers', name), 'extends')
  const known = [...VIEWER_NAMES, ...own.keys()]
  if (base === name) findings.invalid(at, 'the name of the viewer to build on', undefined)
  else if (path.includes(base))
    findings.invalid(at, 'a viewer that does not build on this one', [...path, name, base].join(' → '))
  else if (own.has(base) || isViewer(base)) return { extends: base }
  else
    findings.add(
      errorOf('unknown-viewer', { viewer: base, suggestion: nearestName(base, known), known, wantedBy: `option "${at}"` }),
    )
  return builtIn('zoom')
}

function complete(name: string, base: ViewerPreset, given: unknown, at: string, findings: Findings): ViewerPreset {
  if (given === undefined) return { ...base, name }
  const table = { ...COMMON, ...viewerOptions[base.viewer] }
  const { extends: _, preset, large, ...options } = checkFields(given, table, at, `"${at}"`, findings)
  return {
    ...base,
    name,
    ...(preset !== undefined && { preset }),
    ...(large !== undefined && { large }),
    options: { ...base.options, ...(options as ViewerPreset['options']) },
  }
}

/** Names stand in addresses: `boot.turntable.html`. */
function checkName(name: string, findings: Findings): void {
  const at = join('viewers', name)
  if (!/^[a-z][a-z0-9_-]*$/i.test(name))
    findings.invalid(at, 'a name of letters, digits, "-" and "_" that starts with a letter', name)
  else if (name.toLowerCase() === NO_VIEWER) findings.invalid(at, `another name, since "${NO_VIEWER}" stands for no viewer`, name)
}
