import { digestOf } from '../base/hash.js'
import type { Config } from '../config/types.js'
import { errorOf } from '../errors.js'
import type { Target } from '../ports.js'
import type { Problem } from '../types.js'
import type { ManifestEntry } from './manifest.js'
import { isOurNginxFile, nginxFile, redirectLimits, redirectsFile, type RedirectRules } from './redirects.js'

/** The file Netlify and Cloudflare Pages read. */
export const REDIRECTS_PATH = '_redirects'
/** The file to include in an nginx server block. */
export const NGINX_PATH = '.vite/renditions.nginx.conf'

const NO_RULES: RedirectRules = { moved: [], gone: [] }

/** What came of writing the files of rules. */
export interface RedirectFiles {
  /** Files that hold rules of ours now. */
  files: ManifestEntry[]
  problems: Problem[]
}

/**
 * Writes the rules in every form asked for, and takes them out of the others. Writes nothing that stays the same.
 * Our part of a file is known by the comments around it, not by the manifest, which a killed run may not have written.
 */
export async function writeRedirectFiles(
  target: Target,
  rules: RedirectRules,
  options: { redirects: Config['redirects']; base: string },
): Promise<RedirectFiles> {
  const { redirects, base } = options
  const problems: Problem[] = []
  const files: ManifestEntry[] = []
  const ofForm = (form: Config['redirects'][number]): RedirectRules => (redirects.includes(form) ? rules : NO_RULES)

  const current = (await target.read(REDIRECTS_PATH))?.text
  const text = redirectsFile(ofForm('_redirects'), current ?? '', base)
  if (redirects.includes('_redirects')) problems.push(...redirectLimits(text))
  const block = await replace(target, REDIRECTS_PATH, current, text)
  if (block && text !== redirectsFile(NO_RULES, text, base)) files.push(block)

  const conf = (await target.read(NGINX_PATH))?.text
  const wanted = nginxFile(ofForm('nginx'), base)
  if (conf !== undefined && !isOurNginxFile(conf)) {
    if (wanted !== '') problems.push(errorOf('target-conflict', { address: NGINX_PATH }))
  } else {
    const file = await replace(target, NGINX_PATH, conf, wanted)
    if (file) files.push(file)
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
