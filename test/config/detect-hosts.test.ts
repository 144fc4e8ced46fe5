import { join } from 'node:path'
import { expect, test } from 'vitest'
import { detectHosts } from '../../src/config/detect-hosts.js'
import { resolveConfig } from '../../src/config/resolve-config.js'
import { around, configOf } from './configs.js'

function hostsWith(...files: string[]): readonly string[] {
  const there = new Set(files.map((file) => join('/site', file)))
  return detected(there).hosts
}

function detected(there: ReadonlySet<string>): ReturnType<typeof detectHosts> {
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

test('Cloudflare is known without a wrangler file, by the files of Pages', () => {
  for (const name of ['public/_worker.js', 'public/_routes.json', 'functions/_middleware.ts', 'functions/_middleware.js'])
    expect(hostsWith(name, 'public/_redirects'), name).toEqual(['cloudflare'])
  // Firebase has such a folder, too.
  expect(hostsWith('functions', 'functions/package.json')).toEqual(['netlify'])
  expect(hostsWith('functions/_middleware.js', 'netlify/edge-functions')).toEqual(['netlify', 'cloudflare'])
})

test('a guess is known as one', () => {
  const isGuess = (...files: string[]): boolean => detected(new Set(files.map((file) => join('/site', file)))).isGuess
  expect([isGuess(), isGuess('public/_headers'), isGuess('public/_redirects', 'Caddyfile')]).toEqual([true, true, true])
  expect([isGuess('netlify.toml'), isGuess('public/_worker.js'), isGuess('vercel.json')]).toEqual([false, false, false])
  expect([configOf().isHostGuessed, configOf({ hosts: 'netlify' }).isHostGuessed]).toEqual([false, false])
  expect(resolveConfig({ hosts: 'detect' }, around, () => false).isHostGuessed).toBe(true)
})

test('a site without a sign gets the files that Netlify and Cloudflare share', () => {
  expect(hostsWith()).toEqual(['netlify'])
  expect(detectHosts({ root: '/site', publicDir: '' }, () => false).hosts).toEqual(['netlify'])
})
