import { nearestName } from '../base/nearest-name.js'
import { placeholdersIn } from '../base/placeholders.js'
import { join, type Checked, type Findings } from './findings.js'
import type { commandTargetTable } from './target-table.js'
import type { TargetConfig } from './types.js'

/** Seconds that one run of a command may take. */
const SECONDS = 3600

/** What a command learns from each placeholder stands in `CommandTargetOptions`. */
const BATCH = ['folder', 'paths', 'list', 'phase'] as const
const KNOWN = { command: BATCH, remove: BATCH, read: ['path'] } as const

type CommandTarget = Extract<TargetConfig, { kind: 'command' }>

/** A target that publishes by a command, when its commands can know what they have to do. */
export function commandTarget(
  checked: Checked<typeof commandTargetTable> | undefined,
  at: string,
  findings: Findings,
): CommandTarget | undefined {
  const { command, url, remove, read, absent, seconds = SECONDS } = checked ?? {}
  if (command === undefined || url === undefined) return undefined
  const before = findings.problems.length
  const given = { command, ...(remove && { remove }), ...(read && { read }) }
  for (const [name, words] of Object.entries(given)) {
    checkNames(words, KNOWN[name as keyof typeof KNOWN], join(at, name), findings)
  }
  const names = (words: readonly string[], ...wanted: string[]): boolean =>
    placeholdersIn(words).some((name) => wanted.includes(name))
  if (!remove && !names(command, 'paths', 'list')) {
    const expected = 'a command that names {paths} or {list} to learn what to remove, or a "remove" command beside it'
    findings.invalid(join(at, 'command'), expected, namesIn(command))
  } else if (!names(command, 'folder', 'paths', 'list')) {
    findings.invalid(join(at, 'command'), 'a command that names {folder}, {paths} or {list}', namesIn(command))
  }
  if (remove && !names(remove, 'paths', 'list'))
    findings.invalid(join(at, 'remove'), 'a command that names {paths} or {list}', namesIn(remove))
  if (read && !names(read, 'path')) findings.invalid(join(at, 'read'), 'a command that names {path}', namesIn(read))
  if (absent && !read) findings.invalid(join(at, 'absent'), 'a "read" command beside it', absent)
  if (findings.problems.length > before) return undefined
  return { kind: 'command', url, seconds, ...given, ...(absent && { absent }) }
}

/** What of a command is shown: its arguments may hold credentials. */
function namesIn(words: readonly string[]): string {
  return placeholdersIn(words)
    .map((name) => `{${name}}`)
    .join(' ')
}

function checkNames(words: readonly string[], known: readonly string[], at: string, findings: Findings): void {
  for (const name of placeholdersIn(words)) {
    if (known.includes(name)) continue
    const nearest = nearestName(name, known)
    const expected = `only ${known.map((one) => `{${one}}`).join(', ')} in braces`
    findings.invalid(at, expected, `{${name}}`, nearest === undefined ? undefined : `{${nearest}}`)
  }
}
