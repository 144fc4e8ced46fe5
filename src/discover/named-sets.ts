import { posix } from 'node:path'
import picomatch from 'picomatch'
import { naturalOrder } from '../base/natural-order.js'
import { stemOf } from '../base/site-path.js'
import type { SetRule } from '../config/types.js'

/** A set that a naming rule finds. */
export interface NamedSet {
  /** Folder and name, with the ending `.set`; no file is there. */
  path: string
  /** Site paths in natural order of the part that tells them apart. */
  members: readonly string[]
  rule: SetRule
}

export interface NamedSets {
  sets: ReadonlyMap<string, NamedSet>
  /** Pictures where a rule applies (`in`) whose names no rule matches. */
  unmatched: readonly string[]
}

/**
 * Sets by the names of files: `0123-red-1.jpg`, `0123-red-2.jpg` with the rule `{style}-{colour}-{view}` are the set
 * `0123-red.set` of their folder. The first rule that matches a file counts. Files alone of their kind make no set.
 * Pure: paths in, sets out.
 */
export function namedSets(paths: readonly string[], rules: readonly SetRule[]): NamedSets {
  const compiled = rules.map(compile)
  const found = new Map<string, { rule: SetRule; members: { path: string; view: string }[] }>()
  const unmatched: string[] = []
  for (const path of paths) {
    const applying = compiled.filter(({ applies }) => applies(path))
    const hit = firstMatch(applying, path)
    if (hit) {
      const set = found.get(hit.set) ?? { rule: hit.rule, members: [] }
      set.members.push({ path, view: hit.view })
      found.set(hit.set, set)
    } else if (applying.some(({ isBounded }) => isBounded)) unmatched.push(path)
  }
  const sets = new Map<string, NamedSet>()
  for (const [path, { rule, members }] of found) {
    if (members.length < 2) continue
    const ordered = members.toSorted((a, b) => naturalOrder(a.view, b.view) || naturalOrder(a.path, b.path))
    sets.set(path, { path, rule, members: ordered.map((member) => member.path) })
  }
  return { sets, unmatched }
}

interface Compiled {
  rule: SetRule
  /** It says where it applies, so that what it does not match there is worth telling. */
  isBounded: boolean
  applies(path: string): boolean
  match(stem: string): { name: string; view: string } | undefined
}

function compile(rule: SetRule): Compiled {
  const names: string[] = []
  const pattern = rule.match.replace(/\{(\w+)\}|[^{}]+/g, (text, part?: string) => {
    if (part === undefined) return escape(text)
    names.push(part)
    return '(.+?)'
  })
  const expression = new RegExp(`^${pattern}$`, 'iu')
  // The name is what the pattern makes without the part that tells the members apart, and without what joined it on.
  const own = `\\{${rule.by}\\}`
  const template = rule.match.replace(new RegExp(`^${own}[-_. ]?|[-_. ]?${own}`), '')
  return {
    rule,
    isBounded: rule.in !== undefined,
    applies: rule.in === undefined ? () => true : picomatch(rule.in.normalize('NFC')),
    match(stem) {
      const groups = expression.exec(stem)?.slice(1)
      if (!groups) return undefined
      const values = Object.fromEntries(names.map((name, at) => [name, groups[at] ?? '']))
      return { name: template.replace(/\{(\w+)\}/g, (_, part: string) => values[part] ?? ''), view: values[rule.by] ?? '' }
    },
  }
}

function firstMatch(rules: readonly Compiled[], path: string): { set: string; view: string; rule: SetRule } | undefined {
  const stem = stemOf(path).normalize('NFC')
  for (const { rule, match } of rules) {
    const hit = match(stem)
    if (hit) return { set: posix.join(posix.dirname(path), `${hit.name}.set`), view: hit.view, rule }
  }
  return undefined
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
