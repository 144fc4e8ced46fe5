import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { CopyReport } from '../../src/cli/reports.js'
import { publishFiles } from '../../src/publish/edge/publish-files.js'
import { cliSite, type CliSite } from './cli-site.js'

let site: CliSite
afterEach(() => site.dispose())

const FILES = {
  'media/boot/a.jpg': 'a',
  'media/boot/a.jpg.media.yaml': 'alt: A # kept\nposter: ./b.jpg\nfallback: media/other/c.jpg\n',
  'media/boot/b.jpg': 'b',
  'media/boot/boot.set.yaml': 'files:\n  - a.jpg\n  - ../other/c.jpg\n  - "*.png"\n',
  'media/boot/page.html': '<p>No asset</p>',
  'media/other/c.jpg': 'c',
}

test('a folder is copied with what its sidecars and sets say, which lead to the copies', async () => {
  site = await cliSite(FILES)
  const dry = await site.json<CopyReport>('cp', 'media/boot', 'media/deep/shoe', '--dry-run')
  const real = await site.json<CopyReport>('cp', 'media/boot', 'media/deep/shoe')
  expect({ ...dry, dryRun: false }).toEqual(real)
  expect(real).toMatchObject({ exit: 0, left: [{ text: 'media/boot/page.html', reason: expect.stringMatching(/no asset/) }] })
  const after = await site.snapshot()
  after.delete('vite.config.mjs')
  expect(Object.fromEntries(after)).toEqual({
    ...FILES,
    'media/deep/shoe/a.jpg': 'a',
    'media/deep/shoe/a.jpg.media.yaml': FILES['media/boot/a.jpg.media.yaml'],
    'media/deep/shoe/b.jpg': 'b',
    'media/deep/shoe/boot.set.yaml': 'files:\n  - a.jpg\n  - ../../other/c.jpg\n  - "*.png"\n',
  })
})

test('a file and a glob are copied by the rules of mv', async () => {
  site = await cliSite(FILES)
  await site.json('cp', 'media/boot/a.jpg', 'media/other/')
  expect(await site.read('media/other/a.jpg.media.yaml')).toBe(
    'alt: A # kept\nposter: ../boot/b.jpg\nfallback: media/other/c.jpg\n',
  )
  await site.json('cp', 'media/boot/*.jpg', 'media/all')
  expect([...(await site.snapshot()).keys()].filter((path) => path.startsWith('media/all'))).toEqual([
    'media/all/a.jpg',
    'media/all/a.jpg.media.yaml',
    'media/all/b.jpg',
  ])
})

test('a copy takes no address: after a build the original has its own, and the copy is another asset', async () => {
  const { default: sharp } = await import('sharp')
  const jpeg = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#285' } })
    .jpeg()
    .toBuffer()
  const page = '<!doctype html><title>x</title><img alt="" src="/media/a.jpg?preset=small">'
  site = await cliSite(
    { 'media/a.jpg': jpeg, 'index.html': page },
    `presets: { small: { widths: [20], formats: ['webp', 'jpeg'], effort: 1, stable: true } }`,
  )
  await site.build()
  const first = await site.read('renditions.lock')
  expect(await site.run('cp', 'media/a.jpg', 'media/b.jpg')).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/none of the originals/),
  })
  await site.write({ 'index.html': page + page.slice(page.indexOf('<img')).replace('a.jpg', 'b.jpg') })
  await site.build()
  const lines = (await site.read('renditions.lock')).trim().split('\n')
  expect(lines).toHaveLength(3)
  expect(lines.slice(0, 2).join('\n')).toBe(first.trim())
  expect(JSON.parse(lines[2] ?? '')).toMatchObject({ path: 'media/b.jpg', stable: { 'media/b.small.jpg': 'small' } })
})

test('--force replaces what is in the way, and a copy that fails leaves everything as it was', async () => {
  site = await cliSite(FILES)
  expect(await site.run('cp', 'media/boot/b.jpg', 'media/other/c.jpg')).toMatchObject({
    exit: 1,
    errors: expect.stringMatching(/is there already.*--force/),
  })
  expect(await site.json('cp', 'media/boot/b.jpg', 'media/other/c.jpg', '--force')).toMatchObject({ exit: 0 })
  expect(await site.read('media/other/c.jpg')).toBe('b')
  const long = `media/${`${'x'.repeat(200)}/`.repeat(3)}${'y'.repeat(260)}.jpg`
  const before = await site.snapshot()
  expect(await site.run('cp', 'media/boot/b.jpg', long)).toMatchObject({
    exit: 1,
    errors: expect.stringMatching(/undone completely/),
  })
  expect(await site.snapshot()).toEqual(before)
})

describe('refuses, and copies nothing', () => {
  test.each([
    ['itself', ['media/boot/a.jpg', 'media/boot/a.jpg'], /is there already/],
    ['a folder into itself', ['media/boot', 'media/boot/in/'], /cannot go into itself/],
    ['a file that is not there', ['media/boot/aa.jpg', 'media/x.jpg'], /Did you mean "media\/boot\/a\.jpg"/],
    ['a path outside', ['media/boot/a.jpg', '../x.jpg'], /below the site's folder/],
  ])('%s', async (_, words, message) => {
    site = await cliSite(FILES)
    const before = await site.snapshot()
    expect(await site.run('cp', ...words)).toMatchObject({ exit: 2, errors: expect.stringMatching(message) })
    expect(await site.snapshot()).toEqual(before)
  })

  test('a name that differs from its original only by case', async () => {
    site = await cliSite(FILES)
    expect(await site.run('cp', 'media/boot/a.jpg', 'media/boot/A.jpg')).toMatchObject({
      exit: 1,
      errors: expect.stringMatching(/differ only by case/),
    })
  })
})

test('cp, mv and rm wait until a build beside them has published; dry runs do not', async () => {
  site = await cliSite(FILES)
  const files = publishFiles(site.root, 'renditions.lock', join(site.root, '.renditions'), join(site.root, 'dist'))
  const release = await files.takeLock('output')
  const before = await site.snapshot()
  const calls = [
    ['cp', 'media/boot/a.jpg', 'media/copy.jpg'],
    ['mv', 'media/boot/b.jpg', 'media/moved.jpg'],
    ['rm', 'media/other/c.jpg', '--force'],
  ]
  for (const words of calls) expect(await site.run(...words, '--dry-run')).toMatchObject({ exit: 0 })
  const waiting = Promise.all(calls.map((words) => site.run(...words)))
  await setTimeout(400)
  expect(await site.snapshot()).toEqual(before)
  release()
  expect((await waiting).map(({ exit }) => exit)).toEqual([0, 0, 0])
  const after = [...(await site.snapshot()).keys()]
  expect(after).toEqual(expect.arrayContaining(['media/copy.jpg', 'media/moved.jpg']))
  expect(after).not.toContain('media/other/c.jpg')
})
