import { join } from 'node:path'
import type { Host } from './options.js'
import type { Surroundings } from './types.js'

/** Files by which a host is known, in the root or in publicDir. */
const SIGNS: readonly (readonly [Host, readonly string[]])[] = [
  ['netlify', ['netlify.toml']],
  ['cloudflare', ['wrangler.toml', 'wrangler.json', 'wrangler.jsonc']],
  ['vercel', ['vercel.json']],
  ['nginx', ['nginx.conf']],
  ['apache', ['.htaccess']],
  ['caddy', ['Caddyfile']],
]

/** Read by more hosts than Netlify; they say something only where nothing else does. */
const SHARED_SIGNS = ['_redirects', '_headers']

/**
 * The hosts a site is made for, by the files their users keep. Never by the environment: the same site has the same
 * output on a laptop and on a host's own builder. Without a sign it is `netlify`, whose files Cloudflare reads as well.
 */
export function detectHosts(
  around: Pick<Surroundings, 'root' | 'publicDir'>,
  exists: (file: string) => boolean,
): readonly Host[] {
  const folders = [around.root, around.publicDir].filter((folder) => folder !== '')
  const holds = (name: string): boolean => folders.some((folder) => exists(join(folder, name)))
  const found = SIGNS.filter(([, names]) => names.some(holds)).map(([host]) => host)
  const isShared = SHARED_SIGNS.some(holds) && !found.includes('netlify') && !found.includes('cloudflare')
  return found.length === 0 || isShared ? ['netlify', ...found] : found
}
