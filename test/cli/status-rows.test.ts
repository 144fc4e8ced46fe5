import { afterEach, expect, test } from 'vitest'
import type { StatusReport } from '../../src/cli/reports.js'
import { formatLedger, idOf, ledgerOf } from '../../src/publish/ledger.js'
import { formatManifest, type ManifestEntry } from '../../src/publish/manifest.js'
import { parseLedger } from '../../src/publish/parse-ledger.js'
import { digestOf } from '../../src/base/hash.js'
import { cliSite, type CliSite } from './cli-site.js'

let site: CliSite
afterEach(() => site.dispose())

async function siteOf(paths: readonly string[]): Promise<CliSite> {
  const entries = paths.map((path) => {
    const digest = digestOf(path)
    const stable = { [`media/${path}`]: 'card' }
    return {
      path,
      id: idOf(path, digest, new Set()),
      digest,
      state: 'published' as const,
      since: '2026-01-01',
      stable,
      former: {},
      was: [],
    }
  })
  return cliSite({ 'index.html': '<!doctype html><title>x</title>', 'renditions.lock': formatLedger(ledgerOf(entries)) })
}

test('status of a folder or a glob shows its assets, from wherever the shell stands', async () => {
  site = await siteOf(['media/press/a.jpg', 'media/press/deep/b.jpg', 'media/c.jpg', 'media/press-old/d.jpg'])
  const assets = async (...words: string[]): Promise<string[]> =>
    (await site.json<StatusReport>('status', ...words)).assets.map(({ asset }) => asset)
  expect(await assets('media/press')).toEqual(['media/press/a.jpg', 'media/press/deep/b.jpg'])
  expect(await assets('media/*.jpg')).toEqual(['media/c.jpg'])
  expect(await assets('media/c.jpg', 'media/press/deep')).toEqual(['media/c.jpg', 'media/press/deep/b.jpg'])
  expect(await site.run('status', 'media/pres/a.jpg')).toMatchObject({
    exit: 2,
    errors: expect.stringMatching(/Did you mean "media\/press\/a\.jpg"/),
  })
  const { out } = await site.run('status', 'media/press')
  expect(out).toContain('media/press/deep/b.jpg')
  expect(out).toContain('2 published of 2 known')
  expect(out).not.toContain('media/c.jpg')
})

test('status of very many assets counts them by folder, and shows each when asked', async () => {
  site = await siteOf(Array.from({ length: 1001 }, (_, index) => `media/${index % 2 ? 'odd' : 'even'}/p${index}.jpg`))
  const { out } = await site.run('status')
  expect(out).toMatch(/^media\/even +501 +501 /m)
  expect(out).toMatch(/^media\/odd +500 +500 /m)
  expect(out).toContain('1001 published of 1001 known')
  expect(out).not.toContain('p7.jpg')
  expect((await site.run('status', '--all')).out).toContain('media/odd/p7.jpg')
  expect((await site.json<StatusReport>('status')).assets).toHaveLength(1001)
  // With a manifest as a build leaves it, only the heads of lines are read; what is told is the same.
  const ledger = parseLedger(await site.read('renditions.lock'))
  const entries = ledger.status === 'ok' ? ledger.ledger.entries : []
  const files = entries.map(({ id }, index): ManifestEntry => {
    const path = `media/${index}.jpg`
    return { path, bytes: 10, digest: digestOf(path), key: 'k', kind: 'stable', asset: id }
  })
  const manifest = { generation: 1, files: new Map(files.map((file) => [file.path, file])), ledger: entries }
  await site.write({ 'dist/.vite/renditions.json': formatManifest(manifest) })
  const quick = (await site.run('status')).out
  await site.write({ 'dist/.vite/renditions.json': formatManifest(manifest).replace('\n', '\n\n') })
  const thorough = (await site.run('status')).out
  expect(quick).toMatch(/^media\/even +501 +501 +501 +5\.0 kB$/m)
  expect(quick).toContain('1001 of them change at the next build')
  expect(thorough).toContain(
    quick
      .split('\n')
      .filter((line) => line.startsWith('media/'))
      .join('\n'),
  )
})
