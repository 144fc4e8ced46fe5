import { join } from 'node:path'
import { expect, test } from 'vitest'
import { detectHosts } from '../../src/config/detect-hosts.js'

function hostsWith(...files: string[]): readonly string[] {
  const there = new Set(files.map((file) => join('/site', file)))
  return detectHosts({ root: '/site', publicDir: '/site/public' }, (file) => there.has(file))
}

test('hosts are known by the files their users keep in the root or in publicDir', () => {
  expect(hostsWith('netlify.toml')).toEqual(['netlify'])
  for (const name of ['wrangler.toml', 'wrangler.json', 'wrangler.jsonc']) expect(hostsWith(name)).toEqual(['cloudflare'])
  expect(hostsWith('vercel.json')).toEqual(['vercel'])
  expect(hostsWith('public/.htaccess')).toEqual(['apache'])
  expect(hostsWith('Caddyfile', 'nginx.conf')).toEqual(['nginx', 'caddy'])
})

test('files that several hosts read say something only where nothing else does', () => {
  expect(hostsWith('public/_headers')).toEqual(['netlify'])
  expect(hostsWith('public/_redirects', 'wrangler.toml')).toEqual(['cloudflare'])
  expect(hostsWith('public/_redirects', 'Caddyfile')).toEqual(['netlify', 'caddy'])
})

test('a site without a sign gets the files that Netlify and Cloudflare share', () => {
  expect(hostsWith()).toEqual(['netlify'])
  expect(detectHosts({ root: '/site', publicDir: '' }, () => false)).toEqual(['netlify'])
})
