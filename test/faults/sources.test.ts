import { rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Plugin } from 'vite'
import { plainPhoto, PhotoSite, tiny, treeOf } from '../site/photo-site.js'
import { page, tempSite } from '../site/temp-site.js'

const cleanups: (() => unknown)[] = []
const epoch = process.env['SOURCE_DATE_EPOCH']
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
  if (epoch === undefined) delete process.env['SOURCE_DATE_EPOCH']
  else process.env['SOURCE_DATE_EPOCH'] = epoch
})

async function published(): Promise<PhotoSite> {
  const site = await PhotoSite.make({ 'media/a.jpg': 1, 'media/b.jpg': 5 })
  cleanups.push(() => site.dispose())
  await site.publish()
  return site
}

/** True when all is well with the shade that the photo had at first. */
async function shows(site: PhotoSite, shade: number): Promise<boolean> {
  const edited = await site.site.bytes('media/c.jpg')
  await site.put('media/c.jpg', shade)
  const isSo = await site.check().then(
    () => true,
    () => false,
  )
  await site.put('media/c.jpg', 20)
  await site.site.write({ 'media/c.jpg': edited })
  return isSo
}

/** Does something to the site while Vite is at work. */
function meddling(hook: 'configResolved' | 'transform' | 'buildEnd', work: () => Promise<unknown>): Plugin {
  let isDone = false
  const once = async (): Promise<void> => {
    if (isDone) return
    isDone = true
    await work()
  }
  return { name: 'meddler', enforce: 'pre', [hook]: once }
}

describe('a source that changes while the site is built', () => {
  test.each(['transform', 'buildEnd'] as const)('is published as it was or as it is, never half (at %s)', async (hook) => {
    const site = await published()
    await site.put('media/c.jpg', 9)
    await site.writePage()
    const file = join(site.site.root, 'media/c.jpg')
    const edited = await plainPhoto(20)
    const config = { ...site.config, plugins: [meddling(hook, () => writeFile(file, edited))] }
    const outcome = await site.site.build(site.options, config).then(
      () => 'built',
      (error: Error) => error.message,
    )
    if (outcome !== 'built') expect(outcome).toMatch(/"media\/c\.jpg" changed while it was being read/)
    else if (!(await shows(site, 9))) await site.check()
    await site.put('media/c.jpg', 20)
    await site.publish()
    await site.checkSteady()
  })

  test('by a move is named or published, and the next build knows where it went', async () => {
    const site = await published()
    const [from, to] = ['media/a.jpg', 'media/moved.jpg'].map((path) => join(site.site.root, path)) as [string, string]
    await site.put('media/c.jpg', 9)
    await site.writePage()
    const config = { ...site.config, plugins: [meddling('buildEnd', () => rename(from, to))] }
    await site.site.build(site.options, config).catch((error: Error) => expect(error.message).toMatch(/media\/a\.jpg/))
    await rename(to, from)
    await site.move('media/a.jpg', 'media/moved.jpg')
    await site.publish()
    await site.checkSteady()
  })

  test('by a save that deletes it first, just when assets are listed, is not taken for deleted', async () => {
    const site = await tempSite({
      'index.html': page('<a href="/media/a.jpg?preset=tiny">A</a>'),
      'media/a.jpg': await plainPhoto(3),
    })
    cleanups.push(() => site.dispose())
    const config = { build: { emptyOutDir: false } }
    await site.build(tiny, config)
    // Promised once; no page asks for it any more.
    await site.write({ 'index.html': page('') })
    await site.build(tiny, config)
    const before = await treeOf(site)
    const file = join(site.root, 'media/a.jpg')
    const bytes = await site.bytes('media/a.jpg')
    const plugins = [meddling('configResolved', () => rm(file)), meddling('buildEnd', () => writeFile(file, bytes))]
    await site.build(tiny, { ...config, plugins })
    expect(await treeOf(site)).toEqual(before)
    await rm(file)
    await site.build(tiny, config)
    expect(await site.list('dist/media')).toEqual([])
  })
})

describe('clocks', () => {
  test('that go forth and back by years change nothing', async () => {
    const site = await published()
    site.options = { ...tiny, grace: { days: 1, builds: 1 } }
    await site.publish()
    const before = await treeOf(site.site)
    for (const day of ['2036-01-01', '2019-01-01', '2026-06-01']) {
      process.env['SOURCE_DATE_EPOCH'] = String(Date.parse(day) / 1000)
      await site.publish()
      expect(await treeOf(site.site)).toEqual(before)
    }
  })

  test.each(['1970-01-02', '2076-01-01'])('of files (%s) hide no edit, also of the same size', async (day) => {
    const site = await published()
    const touch = (): Promise<void> => utimes(join(site.site.root, 'media/a.jpg'), new Date(day), new Date(day))
    await touch()
    await site.publish()
    await site.put('media/a.jpg', 20)
    await touch()
    await site.publish()
    await site.checkSteady()
  })
})

describe('folders that overlap', () => {
  test('never cost a source: an output that holds the site is not emptied, and its files are no assets', async () => {
    const site = await tempSite({
      'index.html': page('<img src="/media/a.jpg?preset=tiny" alt="">'),
      'media/a.jpg': await plainPhoto(3),
    })
    cleanups.push(() => site.dispose())
    const inside = { ...tiny, assets: 'media' }
    await site.build(inside, { build: { outDir: 'media/out' } })
    await site.build(inside, { build: { outDir: 'media/out' } })
    expect((await site.list('media/out/assets')).length).toBe(2)
    const log = await site.build(tiny, { build: { outDir: '.', emptyOutDir: true } })
    expect(log.warnings.join('\n')).toContain('outDir holds the site itself and will not be emptied')
    expect(await site.bytes('media/a.jpg')).toEqual(await plainPhoto(3))
  })

  test.each(['.', 'media', 'dist', 'dist/below', 'public/below', '.renditions/below', '..'])(
    'are refused for a target: %s',
    async (folder) => {
      const site = await tempSite({ 'index.html': page(''), 'media/a.jpg': await plainPhoto(3), 'public/robots.txt': '' })
      cleanups.push(() => site.dispose())
      await expect(site.build({ ...tiny, targets: { cdn: { folder, url: 'https://cdn.example.org/' } } })).rejects.toThrow(
        /a folder of its own .* for option "targets\.cdn\.folder"/,
      )
    },
  )

  test('a target inside the site’s assets is no source of assets', async () => {
    const site = await tempSite({
      'index.html': page(''),
      'media/a.jpg': await plainPhoto(3),
      'media/cdn/old.jpg': await plainPhoto(4),
    })
    cleanups.push(() => site.dispose())
    const options = { ...tiny, targets: { cdn: { folder: 'media/cdn', url: 'https://cdn.example.org/' } } }
    await site.write({ 'index.html': page('<img src="/media/cdn/old.jpg?preset=tiny" alt="">') })
    await expect(site.build(options)).rejects.toThrow(/asset-not-found|media\/cdn\/old\.jpg/)
  })
})
