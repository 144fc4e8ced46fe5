import type { Host } from '../../config/options.js'
import type { RedirectRules } from '../redirects.js'
import { apacheRedirects } from './apache.js'
import { caddyRedirects } from './caddy.js'
import { cloudflareRedirects } from './cloudflare.js'
import type { HostFile } from './host-file.js'
import { netlifyRedirects } from './netlify.js'
import { nginxRedirects } from './nginx.js'
import { vercelRedirects } from './vercel.js'

/** Where several hosts read one file, the one with the tightest limits comes last, and wins. */
const FORMS: readonly (readonly [Host, HostFile<RedirectRules>])[] = [
  ['netlify', netlifyRedirects],
  ['cloudflare', cloudflareRedirects],
  ['vercel', vercelRedirects],
  ['nginx', nginxRedirects],
  ['apache', apacheRedirects],
  ['caddy', caddyRedirects],
]

/** Every file that may hold redirects of ours, each once, and whether one of these hosts reads it. */
export function redirectFilesOf(hosts: readonly Host[]): { file: HostFile<RedirectRules>; isRead: boolean }[] {
  const files = new Map<string, { file: HostFile<RedirectRules>; isRead: boolean }>()
  for (const [host, file] of FORMS) {
    const isRead = hosts.includes(host)
    if (isRead || !files.has(file.path)) files.set(file.path, { file, isRead })
  }
  return [...files.values()]
}
