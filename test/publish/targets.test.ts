import { existsSync } from 'node:fs'
import { chmod, lstat, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import type { Target } from '../../src/ports.js'
import { createFolderTarget } from '../../src/publish/targets/folder.js'
import { describeTarget } from '../contract/target.js'
import { readFileSync } from 'node:fs'
import { MemoryTarget } from './memory-target.js'
import { temporaryFolders } from './temporary-folder.js'

const fresh = temporaryFolders()

async function folderTarget(): Promise<{ target: Target; folder: string; source: string; stamps: string }> {
  const base = await fresh()
  const source = join(base, 'source.bin')
  await writeFile(source, 'lake')
  const folder = join(base, 'dist')
  const stamps = join(base, 'cache', 'stamps.json')
  return { target: createFolderTarget({ folder, name: 'dist', stamps }), folder, source, stamps }
}

const LAKE = { bytes: 4, digest: digestOf('lake'), immutable: true }

describeTarget('a folder', async () => {
  const { target, folder } = await folderTarget()
  return {
    target,
    async plant(path, text) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    },
    look: (path) => readFile(join(folder, path), 'utf8').catch(() => undefined),
  }
})

describeTarget('the test double', async () => {
  const target = new MemoryTarget((file) => readFileSync(file, 'utf8'))
  return {
    target,
    plant: async (path, text) => void target.files.set(path, text),
    look: async (path) => target.files.get(path),
  }
})

test('leaves no temporary file and no empty folder behind', async () => {
  const { target, folder, source } = await folderTarget()
  await target.put('media/in/deep/a.jpg', source, LAKE)
  await target.put('media/b.jpg', source, LAKE)
  await target.remove('media/in/deep/a.jpg', LAKE)
  await target.close()
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(['media', 'media/b.jpg'])
  await target.remove('media/b.jpg', LAKE)
  expect(await readdir(folder)).toEqual([])
})

test('clears away what a killed run left half written', async () => {
  const { target, folder, source } = await folderTarget()
  await mkdir(join(folder, '.vite/renditions-tmp'), { recursive: true })
  await writeFile(join(folder, '.vite/renditions-tmp/half'), 'la')
  await target.put('a.jpg', source, LAKE)
  await target.close()
  expect(await readdir(folder)).toEqual(['a.jpg'])
})

test('never writes or removes through a link that leads out of the folder', async () => {
  const { target, folder, source } = await folderTarget()
  const outside = await fresh()
  await writeFile(join(outside, 'theirs.jpg'), 'lake')
  await mkdir(folder)
  await symlink(outside, join(folder, 'media'))
  await expect(target.put('media/a.jpg', source, LAKE)).rejects.toMatchObject({ code: 'target-outside' })
  await expect(target.put('media/deep/a.jpg', source, LAKE)).rejects.toMatchObject({ code: 'target-outside' })
  await expect(target.write('media/a.txt', 'x')).rejects.toMatchObject({ code: 'target-outside' })
  await expect(target.remove('media/theirs.jpg', LAKE)).rejects.toMatchObject({ code: 'target-outside' })
  expect(await readdir(outside)).toEqual(['theirs.jpg'])
})

test('refuses paths that leave the folder', async () => {
  const { target, source } = await folderTarget()
  for (const path of ['../a.jpg', '/etc/a.jpg', 'a/../../b.jpg', 'a//b.jpg', 'a\\..\\b.jpg', '', 'a\0.jpg']) {
    await expect(target.put(path, source, LAKE)).rejects.toThrow()
  }
})

test('follows the folder itself when it is a link to a release', async () => {
  const { folder, source } = await folderTarget()
  const release = await fresh()
  await symlink(release, folder)
  const target = createFolderTarget({ folder, name: 'dist' })
  await target.put('media/a.jpg', source, LAKE)
  expect(await readFile(join(release, 'media/a.jpg'), 'utf8')).toBe('lake')
})

test('replaces neither a link nor a folder in the place of a file', async () => {
  const { target, folder, source } = await folderTarget()
  await mkdir(join(folder, 'a.jpg'), { recursive: true })
  await symlink('/nowhere', join(folder, 'b.jpg'))
  for (const path of ['a.jpg', 'b.jpg']) {
    expect(await target.stat(path)).toEqual({ bytes: -1 })
    await expect(target.put(path, source, LAKE, LAKE)).rejects.toMatchObject({ code: 'target-conflict' })
    expect(await target.remove(path, LAKE)).toBe(false)
  }
  await writeFile(join(folder, 'file'), 'x')
  await expect(target.put('file/c.jpg', source, LAKE)).rejects.toMatchObject({ code: 'target-conflict' })
})

test('sees an edit of the same size and time of change', async () => {
  const { target, folder, source, stamps } = await folderTarget()
  await target.put('a.jpg', source, LAKE)
  await target.close()
  const { atime, mtime } = await lstat(join(folder, 'a.jpg'))
  await writeFile(join(folder, 'a.jpg'), 'LAKE')
  await utimes(join(folder, 'a.jpg'), atime, mtime)
  const later = createFolderTarget({ folder, name: 'dist', stamps })
  expect(await later.stat('a.jpg')).toEqual({ bytes: 4, digest: digestOf('LAKE') })
})

test('believes its stamps without reading the file again, and lives without them', async () => {
  const { target, folder, source, stamps } = await folderTarget()
  await target.put('a.jpg', source, LAKE)
  await target.close()
  await chmod(join(folder, 'a.jpg'), 0o644)
  expect(existsSync(stamps)).toBe(true)
  for (const text of ['nonsense', '[1,2]', '{}', '[["a.jpg",[4]]]']) {
    await writeFile(stamps, text)
    expect(await createFolderTarget({ folder, name: 'dist', stamps }).stat('a.jpg')).toMatchObject({
      bytes: LAKE.bytes,
      digest: LAKE.digest,
    })
  }
  await rm(stamps)
  expect(await createFolderTarget({ folder, name: 'dist', stamps }).stat('a.jpg')).toMatchObject({
    bytes: LAKE.bytes,
    digest: LAKE.digest,
  })
})

test('copies large files without a hard link to the cache', async () => {
  const { target, folder, source } = await folderTarget()
  const bytes = Buffer.alloc(9 * 1024 * 1024, 'x')
  await writeFile(source, bytes)
  await target.put('film.mp4', source, { bytes: bytes.length, digest: digestOf(bytes), immutable: true })
  const stats = await lstat(join(folder, 'film.mp4'))
  expect([stats.size, stats.nlink]).toEqual([bytes.length, 1])
})
