import { afterEach, describe, expect, test } from 'vitest'
import type { RemovalReport } from '../../src/cli/reports.js'
import { digestOf } from '../../src/base/hash.js'
import { formatLedger, ledgerOf, type LedgerEntry } from '../../src/publish/ledger.js'
import { cliSite, type CliSite } from './cli-site.js'

let site: CliSite
afterEach(() => site.dispose())

function entry(path: string, id: string, more: Partial<LedgerEntry> = {}): LedgerEntry {
  const digest = digestOf(`bytes of ${path}`)
  return { path, id: id.repeat(12), digest, state: 'published', since: '2026-01-01', stable: {}, former: {}, was: [], ...more }
}

function commit(): void {
  site.git('init', '-q')
  site.git('add', '.')
  site.git('commit', '-qm', 'All')
}

const FILES = {
  'media/a.jpg': 'bytes of media/a.jpg',
  'media/a.jpg.media.yaml': 'alt: A\nposter: ./b.jpg\n',
  'media/b.jpg': 'bytes of media/b.jpg',
  'media/old/c.jpg': 'bytes of media/old/c.jpg',
  'media/old/_media.yaml': 'credit: Ada\n',
  'index.html': '<!doctype html>\n<p>Nothing</p>\n',
}

test('an unused asset goes with its sidecar, and git keeps its history', async () => {
  site = await cliSite(FILES)
  commit()
  const dry = await site.json<RemovalReport>('rm', 'media/a.jpg', '--dry-run')
  expect(site.git('status', '--porcelain')).toBe('')
  const real = await site.json<RemovalReport>('rm', 'media/a.jpg')
  expect({ ...dry, dryRun: false }).toEqual(real)
  expect(real).toMatchObject({ exit: 0, assets: ['media/a.jpg'], sidecars: ['media/a.jpg.media.yaml'], uses: [] })
  expect(site.git('status', '--porcelain')).toBe('D  media/a.jpg\nD  media/a.jpg.media.yaml\n')
  site.git('commit', '-qm', 'Gone')
  expect(site.git('log', '--oneline', '--', 'media/a.jpg').trim().split('\n')).toHaveLength(2)
})

test('whoever uses an asset is named with its place, and keeps it until --force', async () => {
  site = await cliSite({
    ...FILES,
    'index.html': '<!doctype html>\n<img alt="" src="/media/b.jpg">\n<img alt="" src="/media/b.jpg?preset=thumb">\n',
    'sets/boot.set.yaml': 'files:\n  - ../media/[ab].jpg\n',
    'media/old/c.jpg.media.yaml': 'fallback: media/b.jpg\n',
    'data/team.json': '{ "photo": "media/b.jpg" }\n',
  })
  commit()
  const before = await site.snapshot()
  const refused = await site.json<RemovalReport>('rm', 'media/b.jpg')
  expect(refused).toMatchObject({ exit: 1, refused: true, problems: [{ code: 'asset-in-use' }] })
  expect(refused.uses.map(({ how, file, line, column }) => `${how} ${file}:${line}:${column}`)).toEqual([
    'reference index.html:2:18',
    'reference index.html:3:18',
    'reference media/a.jpg.media.yaml:2:9',
    'reference media/old/c.jpg.media.yaml:1:11',
    'reference sets/boot.set.yaml:2:5',
    'mention data/team.json:1:13',
  ])
  expect(await site.snapshot()).toEqual(before)
  const text = await site.run('rm', 'media/b.jpg')
  expect(text).toMatchObject({
    exit: 1,
    out: expect.stringMatching(/index\.html:2:18 {2}uses it[^]*Nothing removed: 1 asset would go with --force\./),
  })
  expect(await site.json<RemovalReport>('rm', 'media/b.jpg', '--force')).toMatchObject({ exit: 0, refused: false })
  expect((await site.snapshot()).has('media/b.jpg')).toBe(false)
})

test('what git could not bring back stays without --force', async () => {
  site = await cliSite(FILES)
  commit()
  await site.write({ 'media/a.jpg': 'edited', 'media/new.jpg': 'new', 'media/a.jpg.media.yaml': 'alt: Staged\n' })
  site.git('add', 'media/a.jpg.media.yaml')
  const refused = await site.json<RemovalReport>('rm', 'media/*.jpg')
  expect(refused.problems.map(({ code, message }) => [code, message.split(',')[0]])).toEqual([
    ['asset-uncommitted', '"media/a.jpg" has changes that are not committed'],
    ['asset-uncommitted', '"media/new.jpg" was never committed'],
    ['asset-uncommitted', '"media/a.jpg.media.yaml" has changes that are not committed'],
  ])
  expect(await site.json('rm', 'media/*.jpg', '--force')).toMatchObject({ exit: 0 })
  expect(site.git('status', '--porcelain')).toBe('D  media/a.jpg\nD  media/a.jpg.media.yaml\nD  media/b.jpg\n')
})

test('a folder goes with its own sidecar; what is no asset in it stays', async () => {
  site = await cliSite({ ...FILES, 'media/text/d.jpg': 'd', 'media/text/readme.txt': 'words' })
  expect(await site.json<RemovalReport>('rm', 'media/old')).toMatchObject({
    exit: 0,
    sidecars: ['media/old/_media.yaml'],
    left: [],
  })
  expect(await site.json<RemovalReport>('rm', 'media/text')).toMatchObject({ exit: 0, left: ['media/text/readme.txt'] })
  expect([...(await site.snapshot()).keys()].filter((path) => /old|text/.test(path))).toEqual(['media/text/readme.txt'])
})

test('a step that fails puts every file and the index back', async () => {
  site = await cliSite(FILES)
  commit()
  await site.write({ 'media/b.jpg': 'staged' })
  site.git('add', '.')
  await site.write({ '.git/index.lock': '' })
  const [before, status] = [await site.snapshot(), site.git('status', '--porcelain')]
  const failed = await site.run('rm', 'media', '--force')
  expect(failed).toMatchObject({ exit: 1, errors: expect.stringMatching(/undone completely.*index\.lock/s) })
  expect(await site.snapshot()).toEqual(before)
  expect(site.git('status', '--porcelain')).toBe(status)
})

test('what becomes of stable addresses is told as the next build does it', async () => {
  const stable = (name: string): Record<string, string> => ({ [`media/${name}.thumb.jpg`]: 'thumb' })
  site = await cliSite({
    ...FILES,
    'media/copy.jpg': FILES['media/a.jpg'],
    'renditions.lock': formatLedger(
      ledgerOf([
        entry('media/a.jpg', 'a', { stable: stable('a') }),
        entry('media/b.jpg', 'b', { stable: stable('b'), former: stable('older') }),
        entry('media/old/c.jpg', 'c', { stable: stable('c') }),
      ]),
    ),
  })
  const { addresses } = await site.json<RemovalReport>('rm', 'media/a.jpg', 'media/b.jpg', '--force')
  expect(addresses).toEqual([
    { asset: 'media/a.jpg', address: 'media/a.thumb.jpg', becomes: 'redirect', to: 'media/copy.jpg' },
    { asset: 'media/b.jpg', address: 'media/b.thumb.jpg', becomes: 'gone' },
    { asset: 'media/b.jpg', address: 'media/older.thumb.jpg', becomes: 'gone' },
  ])
})

describe('refuses, and removes nothing', () => {
  test.each([
    ['a name that is not there', 'media/bb.jpg', /there is no such file.*Did you mean "media\/b\.jpg"/],
    ['a glob without a match', 'media/*.jpgs', /no asset matches it/],
    ['a document', 'index.html', /it is no asset of this site/],
    ['a sidecar', 'media/a.jpg.media.yaml', /it is no asset of this site/],
    ['a path outside', '../a.jpg', /not below the site's folder/],
  ])('%s', async (_, argument, message) => {
    site = await cliSite(FILES)
    const before = await site.snapshot()
    expect(await site.run('rm', 'media/b.jpg', argument, '--force')).toMatchObject({
      exit: 2,
      errors: expect.stringMatching(message),
    })
    expect(await site.snapshot()).toEqual(before)
  })
})
