import { afterEach, expect, test } from 'vitest'
import type { StatusReport } from '../../src/cli/reports.js'
import { formatLedger, idOf, ledgerOf } from '../../src/publish/ledger.js'
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
})
