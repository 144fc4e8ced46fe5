import { groupBy } from '../base/group-by.js'
import { digestOf } from '../base/hash.js'
import type { Config } from '../config/types.js'
import type { Target } from '../ports.js'
import type { Problem } from '../types.js'
import { allHeaderFiles } from './hosts/header-forms.js'
import { NO_HEADERS, type HeaderRules } from './hosts/header-rules.js'
import type { Composed, HostFile } from './hosts/host-file.js'
import { redirectFilesOf } from './hosts/redirect-forms.js'
import type { ManifestEntry } from './manifest.js'
import type { RedirectRules } from './redirects.js'

const NO_RULES: RedirectRules = { moved: [], gone: [] }

/** What came of writing the files of rules. */
export interface RedirectFiles {
  /** Files that hold rules of ours now. */
  files: ManifestEntry[]
  problems: Problem[]
}

/** Where rules are written, and what is told besides redirects. */
export interface RuleOptions {
  hosts: Config['hosts']
  base: string
  /** Absent for the output, where they are written with the pages. */
  headers?: HeaderRules
}

/**
 * Writes the rules in the form of every host, and takes them out of the files of others. Writes nothing that stays the
 * same. Our part of a file is known by its marks, not by the manifest, which a killed run may not have written.
 */
export async function writeRedirectFiles(target: Target, rules: RedirectRules, options: RuleOptions): Promise<RedirectFiles> {
  const problems: Problem[] = []
  const files: ManifestEntry[] = []
  for (const [path, parts] of groupBy(partsOf(rules, options), (part) => part.path)) {
    // Nobody but us writes there, and each look is a request.
    if (target.isRemote && parts.every(({ isRead }) => !isRead)) continue
    const current = (await target.read(path))?.text
    let text = current ?? ''
    for (const part of parts) {
      const composed = part.compose(text)
      problems.push(...composed.problems)
      text = composed.text
    }
    const written = await replace(target, path, current, text)
    const without = parts.reduce((held, part) => part.clear(held), text)
    if (written && text !== without) files.push(written)
  }
  return { files, problems }
}

/** What one kind of rules is to one file. */
interface RulePart {
  path: string
  isRead: boolean
  compose(current: string): Composed
  clear(current: string): string
}

function partsOf(rules: RedirectRules, { hosts, base, headers }: RuleOptions): RulePart[] {
  const part = <R>({ file, isRead }: { file: HostFile<R>; isRead: boolean }, own: R, none: R): RulePart => ({
    path: file.path,
    isRead,
    compose: (current) => file.compose(isRead ? own : none, current, base),
    clear: (current) => file.compose(none, current, base).text,
  })
  const redirects = redirectFilesOf(hosts).map((form) => part(form, rules, NO_RULES))
  return headers ? [...redirects, ...allHeaderFiles(hosts).map((form) => part(form, headers, NO_HEADERS))] : redirects
}

/** Makes a file hold a text; no text, no file. */
async function replace(
  target: Target,
  path: string,
  current: string | undefined,
  text: string,
): Promise<ManifestEntry | undefined> {
  const bytes = Buffer.byteLength(text)
  if (text === '') {
    if (current) await target.remove(path, { bytes: Buffer.byteLength(current), digest: digestOf(current) })
    return undefined
  }
  if (text !== current) await target.write(path, text)
  return { path, bytes, digest: digestOf(text), key: '', kind: 'redirects', asset: '' }
}
