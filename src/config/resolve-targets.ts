import { resolve } from 'node:path'
import { OUTPUT } from '../base/target-address.js'
import { commandTarget } from './command-target.js'
import { checkFields, join, readFields, type Checked, type Findings } from './findings.js'
import { commandTargetTable, folderTargetTable, s3TargetTable } from './target-table.js'
import type { TargetConfig } from './types.js'

/** As a prefix of addresses in the ledger, it must not look like a path. */
const NAME = /^[a-z][\w-]{0,40}$/

const KINDS = {
  folder: { table: folderTargetTable, field: 'folder' },
  s3: { table: s3TargetTable, field: 'bucket' },
  command: { table: commandTargetTable, field: 'command' },
} as const

/**
 * The named targets besides the build's output. Which kind one is shows from its fields: `folder`, `bucket` or `command`.
 * @param root Absolute path of the site's root, which relative folders are below.
 */
export function targetsOf(given: unknown, root: string, findings: Findings): Readonly<Record<string, TargetConfig>> {
  const targets: Record<string, TargetConfig> = Object.create(null) as Record<string, TargetConfig>
  for (const [name, raw] of (given === undefined ? undefined : readFields(given, 'targets', findings)) ?? []) {
    const at = join('targets', name)
    if (!NAME.test(name) || name === OUTPUT) {
      findings.invalid(at, `a name of lower-case letters, digits, "-" and "_" other than "${OUTPUT}"`, name)
      continue
    }
    const target = targetOf(raw, root, at, findings)
    if (target) targets[name] = target
  }
  return targets
}

function targetOf(raw: unknown, root: string, at: string, findings: Findings): TargetConfig | undefined {
  const fields = readFields(raw, at, findings)
  if (!fields) return undefined
  if (fields.has('folder')) return folderTarget(check('folder'), root)
  if (fields.has('bucket')) return s3Target(check('s3'), at, findings)
  if (fields.has('command')) return commandTarget(check('command'), at, findings)
  findings.invalid(at, 'a target with "folder", "bucket" or "command"', raw)
  return undefined

  function check<K extends keyof typeof KINDS>(kind: K): Checked<(typeof KINDS)[K]['table']> | undefined {
    const before = findings.problems.length
    const checked = checkFields(raw, KINDS[kind].table, at, `a target with "${KINDS[kind].field}"`, findings)
    if (checked.url === undefined && !fields?.has('url'))
      findings.invalid(join(at, 'url'), KINDS[kind].table.url.expected, undefined)
    return findings.problems.length === before ? (checked as Checked<(typeof KINDS)[K]['table']>) : undefined
  }
}

function folderTarget(checked: Checked<typeof folderTargetTable> | undefined, root: string): TargetConfig | undefined {
  const { folder, url } = checked ?? {}
  return folder === undefined || url === undefined ? undefined : { kind: 'folder', folder: resolve(root, folder), url }
}

function s3Target(checked: Checked<typeof s3TargetTable> | undefined, at: string, findings: Findings): TargetConfig | undefined {
  const { bucket, url, prefix = '', ownsBucket = false, ...others } = checked ?? {}
  if (bucket === undefined || url === undefined) return undefined
  // Whatever else lies in a shared bucket must not be in the way of ours, nor ours in its.
  if (prefix === '' && !ownsBucket) {
    findings.invalid(join(at, 'prefix'), 'a folder in the bucket for our files, or "ownsBucket: true"', undefined)
    return undefined
  }
  return { kind: 's3', bucket, url, prefix, ...others }
}
