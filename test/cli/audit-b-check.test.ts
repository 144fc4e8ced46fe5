import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { page, photo } from '../site/temp-site.js'
import { cliSite, type CliSite } from './cli-site.js'

let site: CliSite
afterEach(() => site.dispose())

test('check finds a published file that was overwritten in place, and its advice helps', async () => {
  site = await cliSite(
    { 'index.html': page('<img src="/media/lake.jpg" alt="Lake">'), 'media/lake.jpg': await photo(400, 300) },
    "presets: { small: { widths: [200], formats: ['fallback'] } }, defaultPreset: 'small'",
  )
  await site.build()
  await site.build()
  expect((await site.run('check')).exit).toBe(0)
  const [name] = await readdir(join(site.root, 'dist/assets/media'))
  const address = `dist/assets/media/${name}`
  await site.write({ [address]: 'other bytes' })
  const found = await site.run('check')
  expect(found).toMatchObject({ exit: 1 })
  expect(found.out + found.errors).toMatch(/does not hold it as it was.*Delete what stands there/s)
  await rm(join(site.root, address))
  await site.build()
  expect((await site.run('check')).exit).toBe(0)
})

test('code to embed has an alternative text, also when nobody gave one', async () => {
  site = await cliSite(
    { 'index.html': page('<img src="/media/lake.jpg" alt="Lake" data-viewer="zoom">'), 'media/lake.jpg': await photo(400, 300) },
    "presets: { small: { widths: [200], formats: ['fallback'] } }, defaultPreset: 'small', site: 'https://example.org'",
  )
  await site.build()
  const silent = await site.run('embed', 'media/lake.jpg', '--viewer', 'zoom', '--as', 'script')
  expect(silent).toMatchObject({ exit: 0 })
  expect(silent.out).toMatch(/<img [^>]*alt(?:=""|[ >])/)
  await site.write({ 'media/lake.jpg.media.yaml': 'alt: The lake\n' })
  expect((await site.run('embed', 'media/lake.jpg', '--viewer', 'zoom', '--as', 'script')).out).toMatch(
    /<img [^>]*alt="The lake"/,
  )
})
