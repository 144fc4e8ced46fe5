import { afterEach, expect, test } from 'vitest'
import { randomOf } from '../publish/world.js'
import { PhotoSite, tiny, treeOf } from './photo-site.js'

let made: PhotoSite | undefined
afterEach(async () => {
  await made?.dispose()
  made = undefined
})

/** A site that was published with these photos. */
async function published(photos: Readonly<Record<string, number>>): Promise<PhotoSite> {
  made = await PhotoSite.make(photos)
  await made.publish()
  return made
}

const three = { 'media/a.jpg': 1, 'media/b.jpg': 5, 'media/in/c.jpg': 9 }

test('a photo moved to another folder keeps its old address as a redirect, in one changed line of the ledger', async () => {
  const site = await published(three)
  await site.move('media/a.jpg', 'media/in/deep/a.jpg')
  const { diff } = await site.publish()
  expect(diff).toBe(2)
  expect(await site.site.read('dist/_redirects')).toContain('/media/a.tiny.jpg /media/in/deep/a.tiny.jpg 301')
  await site.checkSteady()
})

test('a photo renamed again and again never makes a chain of redirects', async () => {
  const site = await published(three)
  for (const [from, to] of [
    ['a', 'd'],
    ['d', 'e'],
    ['e', 'f'],
  ]) {
    await site.move(`media/${from}.jpg`, `media/${to}.jpg`)
    await site.publish()
  }
  const rules = await site.site.read('dist/_redirects')
  expect(rules.match(/\.jpg 301$/gm)).toHaveLength(3)
  for (const old of ['a', 'd', 'e']) expect(rules).toContain(`/media/${old}.tiny.jpg /media/f.tiny.jpg 301`)
  await site.move('media/f.jpg', 'media/a.jpg')
  await site.publish()
  expect(await site.site.read('dist/_redirects')).not.toContain('/media/a.tiny.jpg /')
  await site.checkSteady()
})

test('an edited photo keeps its address, and only its own line of the ledger changes', async () => {
  const site = await published(three)
  await site.put('media/b.jpg', 14)
  const { diff } = await site.publish()
  expect(diff).toBe(2)
  await site.checkSteady()
})

test('a deleted photo is gone, and its address says so', async () => {
  const site = await published(three)
  await site.delete('media/b.jpg')
  const { diff } = await site.publish()
  expect(diff).toBe(2)
  expect(await site.site.read('dist/.vite/renditions.nginx.conf')).toContain('location = "/media/b.tiny.jpg" { return 410; }')
  expect((await site.site.list('dist')).filter((file) => /\bb[.-]/.test(file))).toEqual([])
  await site.checkSteady()
  await site.put('media/b.jpg', 5)
  await site.publish()
  expect(await site.site.list('dist/media')).toContain('b.tiny.jpg')
  await site.checkSteady()
})

test('a copied photo is stored once under the hash and has an address of its own without', async () => {
  const site = await published(three)
  const before = await site.site.list('dist/assets/media')
  await site.put('media/copy.jpg', 1)
  const { diff } = await site.publish()
  expect(diff).toBe(1)
  expect(await site.site.list('dist/assets/media')).toEqual(before)
  expect(await site.site.list('dist/media')).toEqual(expect.arrayContaining(['a.tiny.jpg', 'copy.tiny.jpg']))
  await site.delete('media/a.jpg')
  await site.publish()
  expect(await site.site.read('dist/_redirects')).toContain('/media/a.tiny.jpg /media/copy.tiny.jpg 301')
  await site.checkSteady()
})

test('an unpublished photo leaves the output and comes back at its address', async () => {
  const site = await published(three)
  await site.hide('media/a.jpg')
  const { diff } = await site.publish()
  expect(diff).toBe(2)
  expect((await site.site.list('dist')).filter((file) => /\ba[.-]/.test(file))).toEqual([])
  await site.checkSteady()
  await site.move('media/a.jpg', 'media/in/a.jpg')
  await site.publish()
  await site.show('media/in/a.jpg')
  await site.publish()
  expect(await site.site.read('dist/_redirects')).toContain('/media/a.tiny.jpg /media/in/a.tiny.jpg 301')
  await site.checkSteady()
})

test('two photos that swap names show each other at the old addresses, and in the pages the right one', async () => {
  const site = await published(three)
  await site.swap('media/a.jpg', 'media/b.jpg')
  await site.publish()
  await site.checkSteady()
})

test('an address that belonged to another photo is given away only when the author allows it', async () => {
  const site = await published(three)
  await site.move('media/a.jpg', 'media/in/a.jpg')
  await site.publish()
  await site.put('media/a.jpg', 20)
  await site.put('media/b.jpg', 21)
  const before = await treeOf(site.site)
  await expect(site.publish()).rejects.toThrow(
    /address "media\/a\.tiny\.jpg" belonged to "media\/in\/a\.jpg" and would now show "media\/a\.jpg"/,
  )
  expect(await treeOf(site.site)).toEqual(before)
  await site.allowReuse('media/a.jpg')
  await site.publish()
  expect(await site.site.read('dist/_redirects').catch(() => '')).not.toContain('/media/a.tiny.jpg /')
  await site.checkSteady()
})

test('a photo moved and edited at once, with another put in its old place, loses no address', async () => {
  const site = await published(three)
  await site.move('media/a.jpg', 'media/in/a.jpg')
  await site.put('media/a.jpg', 20)
  await site.publish()
  await site.move('media/b.jpg', 'media/in/b.jpg')
  await site.put('media/in/b.jpg', 21)
  await site.publish()
  await site.checkSteady()
})

test('references that were not updated fail the build with their place and the new path, and nothing is taken away', async () => {
  const site = await published(three)
  const before = await site.site.list('dist')
  await site.move('media/a.jpg', 'media/in/deep/lake.jpg')
  const failure = await site.build().then(
    () => '',
    (error: Error) => error.message,
  )
  expect(failure).toMatch(/index\.html:9:11 "\/media\/a\.jpg\?preset=tiny" has moved to "media\/in\/deep\/lake\.jpg"/)
  expect(await site.site.list('dist')).toEqual(before)
})

test('with onError: warn a page with an old reference is built, and the photo answers at both addresses', async () => {
  const site = await published(three)
  site.options = { ...tiny, onError: 'warn' }
  await site.move('media/a.jpg', 'media/in/deep/lake.jpg')
  const log = await site.site.build(site.options, site.config)
  expect(log.warnings.join('\n')).toMatch(/index\.html:9:\d+ .* has moved to "media\/in\/deep\/lake\.jpg"/)
  expect(await site.site.read('dist/_redirects')).toContain('/media/a.tiny.jpg /media/in/deep/lake.tiny.jpg 301')
  expect((await site.site.list('dist/media')).filter((name) => name.endsWith('.jpg'))).toEqual([
    'b.tiny.jpg',
    'in/c.tiny.jpg',
    'in/deep/lake.tiny.jpg',
    'theirs.tiny.jpg',
  ])
  const again = await site.site.build(site.options, site.config)
  expect(again.warnings.join('\n')).toMatch(/has moved to "media\/in\/deep\/lake\.jpg"/)
  await site.publish()
  await site.checkSteady()
})

const PATHS = ['media/a.jpg', 'media/b.jpg', 'media/in/a.jpg', 'media/in/c.jpg', 'media/in/deep/a.jpg', 'media/B.jpg']

type Random = ReturnType<typeof randomOf>

/** One change an author could make; what was done, in words. */
async function change(site: PhotoSite, random: Random): Promise<string> {
  const path = random.pick(site.photos)
  const to = random.pick(PATHS)
  const free = !site.photos.some((photo) => photo.toLowerCase() === to.toLowerCase())
  const kind = random.pick(['move', 'move', 'edit', 'delete', 'copy', 'hide', 'show', 'add', 'swap'] as const)
  if (kind === 'move' && path && free) await site.move(path, to)
  else if (kind === 'edit' && path) await site.put(path, random.below(24))
  else if (kind === 'delete' && path && site.photos.length > 1) await site.delete(path)
  else if (kind === 'copy' && path && free) await site.put(to, site.shadeOf(path))
  else if (kind === 'hide' && path) await site.hide(path)
  else if (kind === 'show' && path) await site.show(path)
  else if (kind === 'swap' && path && site.photos.includes(to) && to !== path) await site.swap(path, to)
  else if (free) await site.put(to, random.below(24))
  else return 'nothing'
  return `${kind} ${path} ${to}`
}

/** An address that belonged to another photo is only given away when the author says so. */
async function publishAllowingReuse(site: PhotoSite): Promise<{ diff: number }> {
  for (;;) {
    try {
      return await site.publish()
    } catch (error) {
      const now = /belonged to "[^"]+" and would now show "([^"]+)"/.exec((error as Error).message)?.[1]
      if (now === undefined || site.allowsReuse(now)) throw error
      await site.allowReuse(now)
    }
  }
}

const SEEDS = Number(process.env['RENDITIONS_SEEDS'] ?? 4)

test(`keeps every promise through ${SEEDS} random stories of six builds`, { timeout: 300_000 }, async () => {
  for (let seed = 0; seed < SEEDS; seed++) {
    const random = randomOf(seed)
    const site = await published(three)
    const story: string[] = []
    try {
      for (let build = 0; build < 6; build++) {
        const changes = 1 + random.below(3)
        for (let step = 0; step < changes; step++) story.push(await change(site, random))
        story.push('PUBLISH')
        const { diff } = await publishAllowingReuse(site)
        // A swap is two assets, a move and its twin two lines each.
        if (diff > changes * 6) throw new Error(`${diff} lines of the ledger changed`)
      }
      await site.checkSteady()
    } catch (error) {
      throw new Error(`seed ${seed}: ${story.join(', ')}: ${(error as Error).message}`, { cause: error })
    } finally {
      await site.dispose()
    }
  }
})
