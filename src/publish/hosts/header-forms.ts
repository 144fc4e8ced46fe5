import type { Host } from '../../config/options.js'
import { apacheHeaders } from './apache.js'
import { caddyHeaders } from './caddy.js'
import { cloudflareHeaders } from './cloudflare.js'
import type { HeaderRules } from './header-rules.js'
import type { HostFile } from './host-file.js'
import { netlifyHeaders } from './netlify.js'
import { nginxHeaders, nginxMaps, nginxNegotiation } from './nginx.js'
import { vercelHeaders } from './vercel.js'

/** Where several hosts read one file, the one with the tightest limits comes last, and wins. */
const FORMS: readonly (readonly [Host, readonly HostFile<HeaderRules>[]])[] = [
  ['netlify', [netlifyHeaders]],
  ['cloudflare', [cloudflareHeaders]],
  ['vercel', [vercelHeaders]],
  ['nginx', [nginxMaps, nginxHeaders, nginxNegotiation]],
  ['apache', [apacheHeaders]],
  ['caddy', [caddyHeaders]],
]

/** The files in which these hosts are told headers, each once. */
export function headerFilesOf(hosts: readonly Host[]): HostFile<HeaderRules>[] {
  const read = FORMS.flatMap(([host, files]) => (hosts.includes(host) ? files : []))
  return [...new Map(read.map((file) => [file.path, file])).values()]
}

/** Every file that may hold headers of ours, each once, and whether one of these hosts reads it. */
export function allHeaderFiles(hosts: readonly Host[]): { file: HostFile<HeaderRules>; isRead: boolean }[] {
  const read = new Map(headerFilesOf(hosts).map((file) => [file.path, file]))
  const all = headerFilesOf(FORMS.map(([host]) => host))
  return all.map((file) => ({ file: read.get(file.path) ?? file, isRead: read.has(file.path) }))
}
