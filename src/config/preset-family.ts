import { nearestName } from '../base/nearest-name.js'
import { errorOf } from '../errors.js'
import { join, readFields, type Findings } from './findings.js'

/** One kind of presets: of pictures, films or sounds. */
export interface PresetFamily<P extends { name: string }> {
  /** The option that holds them: `presets`. */
  option: string
  /** The one that all others build on in the end. */
  root: string
  /** What the built-in `root` is. */
  start(): P
  /** The other built-in ones, as a site would write them. */
  builtIn: Readonly<Record<string, object>>
  /** What a preset may say besides `extends`. */
  fields: readonly string[]
  /** A preset with fields on top of it; wrong ones are complained about and left out. */
  apply(base: P, given: ReadonlyMap<string, unknown>, complain: ComplainOf): P
}

export type ComplainOf = (name: string, expected: string, received: unknown, suggestion?: string) => void

/** A preset as written, its names checked. */
interface Definition {
  extends: string
  fields: ReadonlyMap<string, unknown>
}

/**
 * The site's presets of a family and the built-in ones, complete. A preset takes what it does not say from the one it extends,
 * and everything extends `root` in the end. A site's preset with a built-in name replaces that; it can still extend the
 * built-in one by that name. The record has no prototype, so that no name is there by accident.
 */
export function resolveFamily<P extends { name: string }>(
  raw: unknown,
  family: PresetFamily<P>,
  findings: Findings,
): Record<string, P> {
  const { option, root } = family
  const own = readDefinitions(raw, family, findings)
  const builtIn = new Map(
    Object.entries(family.builtIn).map(([name, options]) => [name, definitionOf(Object.entries(options), root)]),
  )
  const resolved = new Map<string, P>()

  const complete = (name: string, definition: Definition, base: P): P => {
    const preset = family.apply(base, definition.fields, (field, expected, received, suggestion) =>
      findings.invalid(join(join(option, name), field), expected, received, suggestion),
    )
    return { ...preset, name }
  }
  const builtInNamed = (name: string, path: readonly string[]): P => {
    const definition = builtIn.get(name)
    return definition ? complete(name, definition, resolve(root, path)) : family.start()
  }
  const baseOf = (name: string, { extends: base }: Definition, path: readonly string[]): P => {
    const at = join(join(option, name), 'extends')
    if (base === name && (name === root || builtIn.has(name))) return builtInNamed(name, path)
    if (path.includes(base)) {
      const circle = [...path.slice(path.indexOf(base)), base]
      // Everything extends the root unasked, so a circle through it is the doing of the root.
      const culprit = circle.includes(root) ? `${option}.${root}.extends` : at
      findings.invalid(culprit, 'a preset that does not build on this one', circle.join(' → '))
    } else if (own.has(base) || builtIn.has(base) || base === root) {
      return resolve(base, path)
    } else {
      const known = [...new Set([root, ...builtIn.keys(), ...own.keys()])]
      findings.add(
        errorOf('unknown-preset', { preset: base, suggestion: nearestName(base, known), known, wantedBy: `option "${at}"` }),
      )
    }
    return family.start()
  }
  const resolve = (name: string, path: readonly string[]): P => {
    const definition = own.get(name)
    const here = [...path, name]
    const preset =
      resolved.get(name) ?? (definition ? complete(name, definition, baseOf(name, definition, here)) : builtInNamed(name, here))
    resolved.set(name, preset)
    return preset
  }

  const presets = Object.create(null) as Record<string, P>
  for (const name of [root, ...builtIn.keys(), ...own.keys()]) presets[name] = resolve(name, [])
  return presets
}

function readDefinitions<P extends { name: string }>(
  raw: unknown,
  { option, root, builtIn, fields: known }: PresetFamily<P>,
  findings: Findings,
): Map<string, Definition> {
  const definitions = new Map<string, Definition>()
  const spellings = new Map([root, ...Object.keys(builtIn)].map((name) => [name.toLowerCase(), name]))
  for (const [name, value] of (raw === undefined ? undefined : readFields(raw, option, findings)) ?? []) {
    const at = join(option, name)
    const twin = spellings.get(name.toLowerCase()) ?? name
    spellings.set(name.toLowerCase(), twin)
    if (!/^[a-z][a-z0-9_-]*$/i.test(name))
      findings.invalid(at, 'a name of letters, digits, "-" and "_" that starts with a letter', name)
    else if (name.toLowerCase() === 'original')
      findings.invalid(at, 'another name, since "original" stands for the untouched file', name)
    else if (twin !== name)
      findings.invalid(at, `a name that differs from "${twin}" by more than case, since it becomes part of file names`, name)
    const fields = readFields(value, at, findings)
    if (fields) definitions.set(name, definitionOf(checkNames(fields, known, at, findings), root))
  }
  return definitions
}

function* checkNames(
  fields: ReadonlyMap<string, unknown>,
  known: readonly string[],
  at: string,
  findings: Findings,
): Iterable<readonly [string, unknown]> {
  for (const [name, value] of fields) {
    if (name === 'extends' && typeof value !== 'string') findings.invalid(join(at, name), 'the name of a preset', value)
    else if (name === 'extends' || known.includes(name)) yield [name, value]
    else findings.unknown(name, `"${at}"`, ['extends', ...known])
  }
}

/** The root is what a preset extends when it does not say; names are checked before. */
function definitionOf(entries: Iterable<readonly [string, unknown]>, root: string): Definition {
  const { extends: base = root, ...fields } = Object.fromEntries(entries)
  return { extends: String(base), fields: new Map(Object.entries(fields)) }
}
