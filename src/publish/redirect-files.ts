import { digestOf } from '../base/hash.js'
import type { Config } from '../config/types.js'
import type { Target } from '../ports.js'
import type { Problem } from '../types.js'
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

/**
 * Writes the rules in the form of every host, and takes them out of the files of others. Writes nothing that stays the
 * same. Our part of a file is known by its marks, not by the manifest, which a killed run may not have written.
 */
export async function writeRedirectFiles(
  target: Target,
  rules: RedirectRules,
  options: { hosts: Config['hosts']; base: string },
): Promise<RedirectFiles> {
  const problems: Problem[] = []
  const files: ManifestEntry[] = []
  for (const { file, isRead } of redirectFilesOf(options.hosts)) {
    // Nobody but us writes there, and each look is a request.
    if (target.isRemote && !isRead) continue
    const current = (await target.read(file.path))?.text
    const composed = file.compose(isRead ? rules : NO_RULES, current ?? '', options.base)
    problems.push(...composed.problems)
    const written = await replace(target, file.path, current, composed.text)
    if (written && composed.text !== file.compose(NO_RULES, composed.text, options.base).text) files.push(written)
  }
  return { files, problems }
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
