import { NO_VIEWER } from './defaults.js'
import { nearestName } from '../base/nearest-name.js'
import { checkKnown } from './known-name.js'
import { checkFields, join, type Findings } from './findings.js'
import { glob, coverAll } from './globs.js'
import type { Config, SetRule } from './types.js'
import { converted, textUpTo } from './value.js'

/** Parts of a naming rule: `{style}-{colour}-{view}`. */
const PART = /\{([a-z][a-z0-9_]*)\}/gi

const ruleTable = {
  match: converted('a pattern of names with parts in braces, such as "{style}-{colour}-{view}"', (raw) =>
    typeof raw === 'string' && raw.length <= 200 && partsOf(raw).length >= 2 && isUnambiguous(raw) ? raw : undefined,
  ),
  in: glob,
  by: textUpTo(100, 'the name of a part'),
  viewer: textUpTo(100, 'the name of a viewer'),
  preset: textUpTo(100, 'the name of a preset'),
} as const

/**
 * Naming rules: files of one folder whose names agree in all parts but the last (or the one named by `by`) are a set, which
 * is called by the other parts.
 */
export function resolveSets(
  given: unknown,
  { presets, viewers }: Pick<Config, 'presets' | 'viewers'>,
  findings: Findings,
): SetRule[] {
  if (given === undefined) return []
  if (!Array.isArray(given)) findings.invalid('sets', 'a list of naming rules', given)
  return (Array.isArray(given) ? given : []).flatMap((raw: unknown, index) => {
    const at = `sets[${index}]`
    const rule = checkFields(raw, ruleTable, at, 'a naming rule', findings)
    if (rule.match === undefined) {
      if (typeof raw === 'object' && raw !== null && !('match' in raw))
        findings.invalid(join(at, 'match'), ruleTable.match.expected, undefined)
      return []
    }
    const parts = partsOf(rule.match)
    const by = rule.by ?? parts.at(-1) ?? ''
    if (!parts.includes(by)) findings.invalid(join(at, 'by'), `one of ${parts.join(', ')}`, by, nearestName(by, parts))
    checkKnown('viewer', rule.viewer, { ...viewers, [NO_VIEWER]: true }, join(at, 'viewer'), findings)
    checkKnown('preset', rule.preset, presets, join(at, 'preset'), findings)
    const { viewer, preset } = rule
    return [
      {
        match: rule.match,
        by,
        ...(rule.in !== undefined && { in: coverAll(rule.in) }),
        ...(viewer && { viewer }),
        ...(preset && { preset }),
      },
    ]
  })
}

function partsOf(match: string): string[] {
  return Array.from(match.matchAll(PART), ([, name = '']) => name)
}

/** Each part once, and something between two of them. */
function isUnambiguous(match: string): boolean {
  const parts = partsOf(match)
  return new Set(parts).size === parts.length && !match.includes('}{') && !/[/\\]/.test(match)
}
