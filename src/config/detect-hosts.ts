import { join } from 'node:path'
import type { Host } from './options.js'
import type { Surroundings } from './types.js'

/**
 * Files by which a host is known, in the root or in publicDir. Pages of Cloudflare need no wrangler file: its own are
 * https://developers.cloudflare.com/pages/functions/advanced-mode/ (`_worker.js`) and …/functions/routing/ (`_routes.json`)
 * and …/functions/middleware/. A folder `functions` by itself may be somebody else's.
 */
const SIGNS: readonly (readonly [Host, readonly string[]])[] = [
  ['netlify', ['netlify.toml', 'netlify/functions', 'netlify/edge-functions']],
  [
    'cloudflare',
    [
      'wrangler.toml',
      'wrangler.json',
      'wrangler.jsonc',
      '_worker.js',
      '_routes.json',
      'functions/_middleware.js',
      'functions/_middleware.ts',
    ],
  ],
  ['vercel', ['vercel.json']],
  ['nginx', ['nginx.conf']],
  ['apache', ['.htaccess']],
  ['caddy', ['Caddyfile']],
]

/** Read by more hosts than Netlify; they say something only where nothing else does. */
const SHARED_SIGNS = ['_redirects', '_headers']

/** Hosts in whose form redirects and headers are written. */
export interface DetectedHosts {
  hosts: readonly Host[]
  /** `netlify` is among them although no file of its own says so: it may be another that reads the same files. */
  isGuess: boolean
}

/**
 * The hosts a site is made for, by the files their users keep. Never by the environment: the same site has the same
 * output on a laptop and on a host's own builder. Without a sign it is `netlify`, whose files Cloudflare reads as well.
 */
export function detectHosts(around: Pick<Surroundings, 'root' | 'publicDir'>, exists: (file: string) => boolean): DetectedHosts {
  const folders = [around.root, around.publicDir].filter((folder) => folder !== '')
  const holds = (name: string): boolean => folders.some((folder) => exists(join(folder, name)))
  const found = SIGNS.filter(([, names]) => names.some(holds)).map(([host]) => host)
  const isShared = SHARED_SIGNS.some(holds) && !found.includes('netlify') && !found.includes('cloudflare')
  const isGuess = found.length === 0 || isShared
  return { hosts: isGuess ? ['netlify', ...found] : found, isGuess }
}
