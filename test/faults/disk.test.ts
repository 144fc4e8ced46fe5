import { spawnSync } from 'node:child_process'
import { truncateSync } from 'node:fs'
import { chmod, chown, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { FOREIGN, PhotoSite, tiny, treeOf } from '../site/photo-site.js'
import { restart } from '../site/restart.js'
import { buildApart, failing, mountDisk } from './faults.js'

const NOBODY = 65_534
/** What `PhotoSite` looks for, after an output was emptied. */
const FOREIGN_IN_OUTPUT = Object.fromEntries(Object.entries(FOREIGN).map(([path, text]) => [`dist/${path}`, text]))
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

async function published(photos: Readonly<Record<string, number>> = { 'media/a.jpg': 1, 'media/b.jpg': 5 }): Promise<PhotoSite> {
  const site = await PhotoSite.make(photos)
  cleanups.push(() => site.dispose())
  await site.publish()
  return site
}

function disk(site: PhotoSite, folder: string, options: string): ReturnType<typeof mountDisk> {
  const mounted = mountDisk(join(site.site.root, folder), options)
  cleanups.push(() => mounted.unmount())
  return mounted
}

const failureOf = (building: Promise<unknown>): Promise<string> =>
  building.then(
    () => 'the build did not fail',
    (error: Error) => error.message,
  )

test('a ledger for which there is no room fails the build by its name, stays as it was, and follows when there is room', async () => {
  const site = await PhotoSite.make({ 'media/a.jpg': 1, 'media/b.jpg': 5 })
  cleanups.push(() => site.dispose())
  const state = disk(site, 'state', 'size=1m')
  const ledger = 'state/renditions.lock'
  await site.writePage()
  const options = { ...tiny, ledger }
  await site.site.build(options, site.config)
  const before = await site.site.read(ledger)
  // One page of memory: the file that is there fills it.
  state.change('size=4k')
  await site.put('media/a.jpg', 20)
  const message = await failureOf(site.site.build(options, site.config))
  expect(message).toMatch(/No space left on the disk \(or no inodes\) while writing "state\/renditions\.lock"/)
  expect(message).not.toContain(site.site.root)
  expect(await site.site.read(ledger)).toBe(before)
  expect(await readdir(join(site.site.root, 'state'))).toEqual(['renditions.lock'])
  state.change('size=1m')
  await site.site.build(options, site.config)
  expect(await site.site.read(ledger)).not.toBe(before)
  await site.check()
})

test('a disk without inodes is told as that, and what was published stays whole', async () => {
  const site = await PhotoSite.make()
  cleanups.push(() => site.dispose())
  const output = disk(site, 'dist', 'size=4m,nr_inodes=200')
  await site.put('media/a.jpg', 1)
  await site.site.write(FOREIGN_IN_OUTPUT)
  await site.publish()
  const { files, ffree } = statInodes(join(site.site.root, 'dist'))
  output.change(`nr_inodes=${files - ffree}`)
  const before = await treeOf(site.site)
  await site.put('media/b.jpg', 5)
  await site.writePage()
  expect(await failureOf(site.build())).toMatch(/No space left on the disk \(or no inodes\) while writing "/)
  expect(await treeOf(site.site)).toEqual(before)
  output.change('nr_inodes=200')
  await site.publish()
})

function statInodes(folder: string): { files: number; ffree: number } {
  const [files, ffree] = spawnSync('stat', ['--file-system', '--format=%c %d', folder], { encoding: 'utf8' })
    .stdout.split(' ')
    .map(Number)
  return { files: files ?? 0, ffree: ffree ?? 0 }
}

test('an output on a disk that became read-only fails the build by name, and follows when it can be written again', async () => {
  const site = await PhotoSite.make()
  cleanups.push(() => site.dispose())
  const output = disk(site, 'dist', 'size=4m')
  await site.put('media/a.jpg', 1)
  await site.site.write(FOREIGN_IN_OUTPUT)
  await site.publish()
  await site.put('media/a.jpg', 20)
  await site.writePage()
  output.change('ro')
  const message = await failureOf(site.build())
  expect(message).toMatch(/".*" cannot be written: EROFS\. What was published before is untouched/)
  expect(message).not.toContain(site.site.root)
  output.change('rw')
  await site.publish()
})

describe('a cache that may only be read', () => {
  test('because of its disk costs one warning: what it holds is used, and the build publishes', async () => {
    const site = await PhotoSite.make()
    cleanups.push(() => site.dispose())
    const cache = disk(site, '.renditions', 'size=8m')
    await site.put('media/a.jpg', 1)
    await site.publish()
    await site.put('media/b.jpg', 5)
    cache.change('ro')
    const { log } = await site.publish()
    expect(log.warnings).toEqual([expect.stringMatching(/The cache "\.renditions" cannot be written \(EROFS\)/)])
    expect(log.info.join('\n')).toMatch(/\b2 made, 2 from the cache/)
    await site.move('media/b.jpg', 'media/moved.jpg')
    await site.publish()
    cache.change('rw')
    await site.publish()
    await site.checkSteady()
  })

  test('because it is somebody else’s does so as well', async () => {
    const site = await published()
    const giveAway = async (path: string, user: number): Promise<void> => {
      for (const entry of ['', ...(await readdir(path, { recursive: true }))]) await chown(join(path, entry), user, user)
    }
    await giveAway(site.site.root, NOBODY)
    await giveAway(join(site.site.root, '.renditions'), 0)
    await chmod(join(site.site.root, '.renditions'), 0o755)
    await site.put('media/a.jpg', 20)
    await site.writePage()
    const built = await buildApart(site.site, { ...tiny }, [], NOBODY)
    expect([built.error, built.warnings]).toEqual([undefined, [expect.stringMatching(/cannot be written \(EACCES\)/)]])
    site.config = { build: { emptyOutDir: undefined } }
    await site.site.write(FOREIGN_IN_OUTPUT)
    await site.check()
  })
})

describe('a disk that fails', () => {
  test.each(['fsync', 'fdatasync'])(
    'to say that bytes are safe (%s) fails the build, and nothing counts as done',
    async (call) => {
      const site = await published()
      const ledger = await site.site.read('renditions.lock')
      const pictures = await site.site.list('dist/assets/media')
      await site.put('media/a.jpg', 20)
      await site.writePage()
      const built = await buildApart(site.site, tiny, failing(call, 'error=EIO'))
      expect(built.error).toMatch(/EIO/)
      expect(built.error).not.toContain(site.site.root)
      expect(await site.site.read('renditions.lock')).toBe(ledger)
      expect(await site.site.list('dist/assets/media')).toEqual(
        expect.arrayContaining(pictures.filter((name) => name !== 'theirs.jpg')),
      )
      await site.site.write(FOREIGN_IN_OUTPUT)
      await site.publish()
      await site.checkSteady()
    },
  )

  test('to read a source is told with its name; the asset does not count as deleted, and nothing of it goes', async () => {
    const site = await published()
    const before = await site.site.list('dist/assets/media')
    // Written anew, so that it has to be read.
    await site.put('media/a.jpg', 1)
    const words = failing('read,pread64,preadv', 'error=EIO', join(site.site.root, 'media/a.jpg'))
    expect((await buildApart(site.site, tiny, words)).error).toMatch(/"media\/a\.jpg" cannot be read: the disk reports an error/)
    const built = await buildApart(site.site, { ...tiny, onError: 'warn' }, words)
    expect(built.error).toBeUndefined()
    expect(built.warnings.join('\n')).toMatch(/"media\/a\.jpg" cannot be read: the disk reports an error/)
    expect(await site.site.list('dist/assets/media')).toEqual(before.filter((name) => name !== 'theirs.jpg'))
  })
})

test('files that a power cut left empty are put right by the first build after it', async () => {
  const site = await published()
  site.config = {}
  await site.site.remove('dist/assets/media/theirs.jpg')
  await site.site.build(site.options, site.config)
  await site.site.build(site.options, site.config)
  const before = await treeOf(site.site)
  const pictures = [...before.keys()].filter((path) => path.startsWith('dist/assets/'))
  for (const path of pictures) truncateSync(join(site.site.root, path), 0)
  restart(site.site.root)
  await site.site.build(site.options, site.config)
  expect(await treeOf(site.site)).toEqual(before)
})

test('with few files that may be open at once a site of many photos is built', async () => {
  const photos = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`media/p${index}.jpg`, index % 24]))
  const site = await PhotoSite.make(photos)
  cleanups.push(() => site.dispose())
  await site.writePage()
  const built = await buildApart(site.site, tiny, ['prlimit', '--nofile=64', '--'])
  expect(built.error).toBeUndefined()
  expect((await site.site.list('dist/assets/media')).length).toBeGreaterThan(40)
})

test('a disk that is mounted below the output gets whole files, too', async () => {
  const site = await PhotoSite.make({ 'media/a.jpg': 1 })
  cleanups.push(() => site.dispose())
  site.config = {}
  disk(site, 'dist/assets', 'size=1m')
  await site.writePage()
  for (const shade of [1, 20]) {
    await site.put('media/a.jpg', shade)
    await site.site.build(site.options, site.config)
    expect((await site.site.list('dist/assets')).map((name) => name.replace(/\.\w{16}\./, '.')).sort()).toEqual([
      'media/a-40.jpg',
      'media/a-40.webp',
    ])
  }
})
