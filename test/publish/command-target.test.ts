import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import { isSafeAddress } from '../../src/publish/is-safe-address.js'
import { MANIFEST_PATH, parseManifest } from '../../src/publish/manifest.js'
import { createCommandTarget } from '../../src/publish/targets/command.js'
import { describeTarget } from '../contract/target.js'
import { commandSetting, filesBelow, remoteSite, type FileWorld, type RemoteSite } from './command-world.js'
import { temporaryFolders } from './temporary-folder.js'
import { artifactText, stableAddress } from './world.js'

const fresh = temporaryFolders()
const READ = ['cat', '{path}']

async function readable(): Promise<RemoteSite> {
  const base = await fresh()
  return remoteSite(base, { read: ['cat', `${base}/remote/{path}`] })
}

/** Paths that a world's decision wants there, besides what we record. */
function wantedPaths(world: FileWorld): string[] {
  return world
    .wanted({ entries: [] })
    .flatMap(({ files }) => files.map(({ path }) => path))
    .toSorted()
}

/** The remote holds the page and exactly what is wanted and recorded, byte for byte. */
async function expectWhole({ look }: RemoteSite, world: FileWorld): Promise<void> {
  const files = await look()
  const { [MANIFEST_PATH]: manifest = '', 'index.html': page, ...others } = files
  expect(page).toBe(world.page)
  expect(Object.keys(others)).toEqual(wantedPaths(world))
  const parsed = parseManifest(manifest)
  if (parsed.status !== 'ok') throw new Error(parsed.status)
  expect([...parsed.manifest.files.keys()].toSorted()).toEqual(wantedPaths(world))
  for (const [path, file] of parsed.manifest.files) expect(digestOf(others[path] ?? '')).toBe(file.digest)
}

test.each([
  ['with "read"', readable],
  ['without "read"', async () => remoteSite(await fresh())],
])('a site is published, edited, moved and removed by rsync, %s, and nothing is sent twice', async (_, create) => {
  const site = await create()
  const { world } = site
  world.add('photos/lake.jpg', 'lake').add('photos/boot.jpg', 'boot').add('photos/stays.jpg', 'stays')
  await world.publish()
  await expectWhole(site, world)
  world.add('photos/lake.jpg', 'LAKE').move('photos/boot.jpg', 'photos/in/ship.jpg').sources.delete('photos/stays.jpg')
  await world.publish()
  await expectWhole(site, world)
  expect(Object.keys(await site.look()).some((path) => path.includes('stays'))).toBe(false)
  expect(world.problems).toEqual([])
  await site.told()
  const next = site.from('cache')
  for (const [path, source] of world.sources) next.sources.set(path, source)
  await next.publish()
  // The page is written by this test.
  expect((await site.told()).map((line) => (typeof line === 'string' ? line : line['path']))).toEqual(['put', 'index.html'])
})

test.each(['put', 'manifest', 'remove'])(
  'a command that fails in the middle of "%s" is finished by the next run',
  async (phase) => {
    const site = await remoteSite(await fresh())
    const { world } = site
    world.add('photos/lake.jpg', 'lake').add('photos/goes.jpg', 'goes')
    await world.publish()
    const before = (await site.look())[MANIFEST_PATH]
    world.add('photos/lake.jpg', 'LAKE').add('photos/new.jpg', 'new').sources.delete('photos/goes.jpg')
    await site.failIn(phase)
    await expect(world.publish()).rejects.toMatchObject({ code: 'target-command' })
    if (phase === 'put') expect((await site.look())[MANIFEST_PATH]).toBe(before)
    await site.failIn('')
    // As a new process would: nothing but files is left of the run before. In between, some of what it wanted was given up.
    const next = site.from('cache')
    next.add('photos/lake.jpg', 'LAKE')
    await next.publish()
    await expectWhole(site, next)
    expect(existsSync(join(site.base, 'cache/batch-cdn'))).toBe(false)
  },
)

test('the command learns exactly what to do, in order: what never changes, what does, the manifest, removals', async () => {
  const site = await remoteSite(await fresh())
  const { world } = site
  world.add('photos/lake.jpg', 'lake')
  await world.publish()
  await site.told()
  world.sources.delete('photos/lake.jpg')
  world.add('photos/boot.jpg', 'boot')
  await world.publish()
  const told = await site.told()
  const brief = told.map((line) => (typeof line === 'string' ? line : `${String(line['action'])} ${String(line['path'])}`))
  const key = digestOf('boot').slice(0, 16)
  const old = digestOf('lake').slice(0, 16)
  expect(brief).toEqual([
    'put',
    `put assets/boot-${key}-320.webp`,
    `put assets/boot-${key}-640.webp`,
    'put',
    `put ${stableAddress('photos/boot.jpg')}`,
    'put',
    'put index.html',
    'manifest',
    `put ${MANIFEST_PATH}`,
    'remove',
    `remove assets/lake-${old}-320.webp`,
    `remove assets/lake-${old}-640.webp`,
    `remove ${stableAddress('photos/lake.jpg')}`,
  ])
  const text = artifactText(`${key}-320`)
  expect(told[1]).toEqual({
    action: 'put',
    path: `assets/boot-${key}-320.webp`,
    bytes: text.length,
    sha256: digestOf(text),
    contentType: 'image/webp',
    cacheControl: 'public, max-age=31536000, immutable',
    file: join(site.base, `cache/batch-cdn/put/assets/boot-${key}-320.webp`),
  })
  const gone = artifactText(`${old}-320`)
  expect(told[10]).toEqual({
    action: 'remove',
    path: `assets/lake-${old}-320.webp`,
    bytes: gone.length,
    sha256: digestOf(gone),
  })
  // The folder of a removal holds nothing: rsync deletes what it is told of and does not find there.
  expect(await readFile(join(site.base, 'held-remove'), 'utf8')).toBe('')
  expect(await readdir(join(site.base, 'cache'))).not.toContain('batch-cdn')
})

test('a fresh checkout learns from the target what is there, also after a run that was stopped', async () => {
  const site = await readable()
  site.world.add('photos/lake.jpg', 'lake').add('photos/goes.jpg', 'goes')
  await site.world.publish()
  site.world.add('photos/new.jpg', 'new')
  await site.failIn('put')
  await expect(site.world.publish()).rejects.toMatchObject({ code: 'target-command' })
  await site.failIn('')
  const elsewhere = site.from('cache of another machine')
  elsewhere.add('photos/lake.jpg', 'lake')
  await elsewhere.publish()
  await expectWhole(site, elsewhere)
  expect(elsewhere.problems.map(({ code }) => code)).toEqual(['ledger-missing'])
})

test('without "read" and without a cache it is said that nobody knows what is there', async () => {
  const site = await remoteSite(await fresh())
  site.world.add('photos/lake.jpg', 'lake')
  await site.world.publish()
  expect(site.world.problems.map(({ code, severity }) => [code, severity])).toEqual([['target-unread', 'warning']])
  await site.world.publish()
  expect(site.world.problems).toEqual([])
})

test('somebody who published meanwhile is not overwritten, where that can be read', async () => {
  const site = await readable()
  const [one, other] = ['one', 'other'].map((cache) =>
    createCommandTarget(commandSetting(site.base, cache, { read: ['cat', `${site.base}/remote/{path}`] })),
  )
  const version = await one?.write(MANIFEST_PATH, '1', '')
  await one?.flush?.()
  await expect(other?.write(MANIFEST_PATH, '2', '')).rejects.toMatchObject({ code: 'target-changed' })
  await other?.write(MANIFEST_PATH, '2', version)
  await other?.flush?.()
  await expect(one?.write(MANIFEST_PATH, '3', version)).rejects.toMatchObject({ code: 'target-changed' })
  expect((await site.look())[MANIFEST_PATH]).toBe('2')
})

test('rclone publishes as well, with its own command for removals', async () => {
  const base = await fresh()
  const rclone = (...words: string[]): string[] => ['rclone', '--config=/dev/null', ...words]
  const site = await remoteSite(base, {
    command: rclone('copy', '--ignore-times', '--files-from-raw={paths}', '{folder}', `${base}/remote`),
    remove: rclone('delete', '--files-from-raw={paths}', `${base}/remote`),
    read: rclone('cat', `${base}/remote/{path}`),
    absent: [3],
  })
  const { world } = site
  world.add('photos/lake.jpg', 'lake')
  await world.publish()
  world.sources.delete('photos/lake.jpg')
  world.add('photos/boot.jpg', 'boot')
  await world.publish()
  await expectWhole(site, world)
})

test('no path can break out of its line, of its folder, or be read as a comment', async () => {
  const base = await fresh()
  const target = createCommandTarget(commandSetting(base, 'cache'))
  await writeFile(join(base, 'a'), 'a')
  const content = { bytes: 1, digest: digestOf('a'), immutable: true }
  for (const path of ['a\nb', 'a\r', 'a\u2028b', '../a', '/a', 'a/../../b', 'a\0', '']) {
    expect(isSafeAddress(path)).toBe(false)
    await expect(target.put(path, join(base, 'a'), content)).rejects.toMatchObject({ code: 'target-outside' })
    await expect(target.write(path, 'a')).rejects.toMatchObject({ code: 'target-outside' })
    await expect(target.remove(path, content)).rejects.toMatchObject({ code: 'target-outside' })
    await expect(target.read(path)).rejects.toMatchObject({ code: 'target-outside' })
  }
  for (const path of ['#a', ';a', ' a', 'a '])
    await expect(target.put(path, join(base, 'a'), content)).rejects.toMatchObject({ code: 'target-refused' })
  expect(await filesBelow(base)).toEqual({ a: 'a' })
})

test('names that a shell or a pattern would change arrive as they are', async () => {
  const site = await readable()
  const names = ['a b/$HOME `id`.jpg', '-rf', "it's; rm -rf *.jpg", 'é/[x] {phase} ?.jpg', '*.jpg', '--delete']
  const target = createCommandTarget(commandSetting(site.base, 'cache', { read: [...READ.slice(0, 1), `${site.remote}/{path}`] }))
  for (const name of names) await target.write(name, `text of ${name}`)
  await target.flush?.()
  expect(await site.look()).toEqual(Object.fromEntries(names.toSorted().map((name) => [name, `text of ${name}`])))
  for (const name of names) expect((await target.read(name))?.text).toBe(`text of ${name}`)
  const inRemote = createCommandTarget(commandSetting(site.base, 'cache', { read: READ, cwd: site.remote }))
  expect((await inRemote.read('-rf'))?.text).toBe('text of -rf')
})

test('damaged bytes are not sent, and nothing of them stays', async () => {
  const base = await fresh()
  const site = await remoteSite(base)
  await writeFile(join(base, 'a'), 'damaged')
  const target = createCommandTarget(commandSetting(base, 'cache'))
  const content = { bytes: 4, digest: digestOf('lake'), immutable: true }
  await expect(target.put('a.jpg', join(base, 'a'), content)).rejects.toMatchObject({ code: 'artifact-damaged' })
  await target.write('b.txt', 'b')
  await target.flush?.()
  expect(await site.look()).toEqual({ 'b.txt': 'b' })
  await rm(join(base, 'a'))
})

describeTarget(
  'a command',
  async () => {
    const site = await readable()
    const target = createCommandTarget(commandSetting(site.base, 'cache', { read: ['cat', `${site.remote}/{path}`] }))
    return {
      target,
      async plant(path, text) {
        await target.write(path, text)
        await target.flush?.()
      },
      async look(path) {
        await target.flush?.()
        return (await site.look())[path]
      },
    }
  },
  'nobody looks at the other end of a command: what stands there is known only as far as this run put it there',
)
