import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import type { Target } from '../../src/ports.js'
import { acquireLock } from '../../src/publish/edge/lock.js'
import { publishFiles } from '../../src/publish/edge/publish-files.js'
import { sweepTemporary } from '../../src/base/sweep-temporary.js'
import { emptyOutDir, survivesEmptying } from '../../src/publish/empty-out-dir.js'
import { emptyManifest, formatManifest, parseManifest, type Manifest, type ManifestEntry } from '../../src/publish/manifest.js'
import { openPublication, viewPublication } from '../../src/publish/open-publication.js'
import { createFolderTarget } from '../../src/publish/targets/folder.js'
import { temporaryFolders } from './temporary-folder.js'
import { artifactText, randomOf, World } from './world.js'

const fresh = temporaryFolders()

/** The id of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  await new Promise((resolve) => child.once('exit', resolve))
  return child.pid ?? 0
}

describe('the lock', () => {
  test('lets one in at a time, and the next when it is free', async () => {
    const file = join(await fresh(), 'deep', 'dist.lock')
    const order: string[] = []
    const release = await acquireLock(file, 'dist')
    const second = acquireLock(file, 'dist').then((free) => {
      order.push('second')
      free()
    })
    order.push('first')
    release()
    await second
    expect(order).toEqual(['first', 'second'])
    expect(existsSync(file)).toBe(false)
  })

  test('names who has it when patience ends', async () => {
    const file = join(await fresh(), 'dist.lock')
    const release = await acquireLock(file, 'dist')
    await expect(acquireLock(file, 'dist', 60)).rejects.toMatchObject({
      code: 'publish-locked',
      message: expect.stringContaining(`process ${process.pid}`),
    })
    release()
    await writeFile(file, 'garbage')
    await expect(acquireLock(file, 'dist', 60)).rejects.toMatchObject({ code: 'publish-locked' })
    expect(await readFile(file, 'utf8')).toBe('garbage')
  })

  test('of a dead process of this machine is taken over, by one of many', async () => {
    const folder = await fresh()
    const file = join(folder, 'dist.lock')
    const holder = { pid: await deadProcess(), host: hostname(), started: '1', token: 'x' }
    await writeFile(file, JSON.stringify(holder))
    let inside = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        const release = await acquireLock(file, 'dist')
        most = Math.max(most, ++inside)
        await new Promise((resolve) => setTimeout(resolve, 5))
        inside--
        release()
      }),
    )
    expect(most).toBe(1)
    expect(await readdir(folder)).toEqual([])
  })

  test('of another machine is never taken over', async () => {
    const file = join(await fresh(), 'dist.lock')
    await writeFile(file, JSON.stringify({ pid: await deadProcess(), host: 'elsewhere', started: '1', token: 'x' }))
    await expect(acquireLock(file, 'dist', 60)).rejects.toMatchObject({ code: 'publish-locked' })
  })

  test.runIf(process.platform === 'linux')('of a process whose id was given to another is taken over', async () => {
    const file = join(await fresh(), 'dist.lock')
    await writeFile(file, JSON.stringify({ pid: process.pid, host: hostname(), started: '1', token: 'x' }))
    const release = await acquireLock(file, 'dist', 60)
    release()
  })

  test('is freed by a signal that ends the process', async () => {
    const file = join(await fresh(), 'dist.lock')
    const code = `
      const { acquireLock } = await import(${JSON.stringify(await bundleLock())})
      await acquireLock(process.argv[1], 'dist'); console.log('locked'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    expect(existsSync(file)).toBe(true)
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
    child.kill('SIGINT')
    expect(await ended).toBe('SIGINT')
    expect(existsSync(file)).toBe(false)
  })

  test('is kept after a signal that somebody else handles, until the process ends', async () => {
    const folder = await fresh()
    const code = `
      const { acquireLock } = await import(${JSON.stringify(await bundleLock())})
      const { readdirSync } = await import('node:fs')
      for (const name of ['a', 'b']) await acquireLock(process.argv[1] + '/' + name, name)
      process.on('SIGINT', () => setTimeout(() => { console.log(readdirSync(process.argv[1]).join()); process.exit(0) }, 20))
      console.log('locked'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGINT')
    await ended
    expect(out).toBe('locked\na,b\n')
    expect(await readdir(folder)).toEqual([])
  })
})

/** The lock's module as plain JavaScript, for a child process. */
async function bundleLock(): Promise<string> {
  const { build } = await import('vite')
  const outDir = await fresh()
  const entry = new URL('../../src/publish/edge/lock.ts', import.meta.url).pathname
  await build({
    configFile: false,
    logLevel: 'silent',
    publicDir: false,
    build: { ssr: entry, outDir, rollupOptions: { output: { entryFileNames: 'lock.mjs' } } },
  })
  return join(outDir, 'lock.mjs')
}

test('emptying keeps what is published and what is git, follows no link, and takes the rest', async () => {
  const folder = await fresh()
  const outside = await fresh()
  await writeFile(join(outside, 'precious'), 'x')
  for (const path of [
    '.git/config',
    'assets/keep.webp',
    'assets/old.js',
    'empty/deep/x',
    'index.html',
    '_redirects',
    '.vite/renditions.json',
    '.vite/manifest.json',
    'media/.git/no',
  ]) {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(join(folder, path), 'x')
  }
  await symlink(outside, join(folder, 'link'))
  await symlink('/nowhere', join(folder, 'assets', 'broken'))
  const files = new Map([
    ['assets/keep.webp', fileOf('assets/keep.webp')],
    ['_redirects', { ...fileOf('_redirects'), kind: 'redirects' as const }],
  ])
  emptyOutDir(folder, survivesEmptying({ ...emptyManifest, files }))
  const left = await readdir(folder, { recursive: true })
  expect(left.sort()).toEqual(['.git', '.git/config', '.vite', '.vite/renditions.json', 'assets', 'assets/keep.webp'])
  expect(await readdir(outside)).toEqual(['precious'])
  emptyOutDir(join(folder, 'not-there'), () => true)
})

test('only temporary files of dead processes of this machine are swept', async () => {
  const folder = await fresh()
  const host = hostname()
    .replace(/[^\w-]/g, '')
    .slice(0, 20)
  const dead = `.${host}-${await deadProcess()}-0123456789ab.tmp`
  const others = [`.${host}-${process.pid}-0123456789ab.tmp`, '.elsewhere-1-0123456789ab.tmp', `.${host}-99-nothex.tmp`, 'a.tmp']
  for (const name of [dead, ...others]) await writeFile(join(folder, name), 'x')
  await sweepTemporary(folder)
  expect((await readdir(folder)).sort()).toEqual(others.toSorted())
  await sweepTemporary(join(folder, 'not-there'))
})

function fileOf(path: string): ManifestEntry {
  return { path, bytes: 1, digest: digestOf(path), key: digestOf(path).slice(0, 32), kind: 'immutable', asset: 'abcdefghijkl' }
}

describe('the manifest', () => {
  test('comes back as it was', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = randomOf(seed)
      const entries = Array.from({ length: random.below(20) }, (_, index): ManifestEntry => ({
        ...fileOf(`assets/${random.pick(['ü', 'a"b', '[1]', 'x,y'])}-${index}.webp`),
        kind: random.pick(['immutable', 'stable', 'stub', 'viewer', 'redirects']),
        ...(random.below(2) && { retired: { build: random.below(9), time: random.below(1e9) } }),
      }))
      const manifest: Manifest = { generation: seed, files: new Map(entries.map((file) => [file.path, file])), ledger: [] }
      const text = formatManifest(manifest)
      const parsed = parseManifest(text)
      expect(parsed).toEqual({ status: 'ok', manifest })
      expect(parsed.status === 'ok' && formatManifest(parsed.manifest)).toBe(text)
    }
  })

  test('that is damaged loses what its bad lines said, no more', () => {
    const files = new Map(['a', 'b', 'c'].map((path) => [path, fileOf(path)]))
    const lines = formatManifest({ generation: 4, files, ledger: [] }).split('\n')
    lines[2] = '["b",1,"not a digest"'
    const parsed = parseManifest(lines.join('\n'))
    expect(parsed).toMatchObject({ status: 'damaged', manifest: { generation: 4 } })
    expect(parsed.status === 'damaged' && [...parsed.manifest.files.keys()]).toEqual(['a', 'c'])
    expect(parseManifest('{"renditions":2,"generation":1}\n')).toEqual({ status: 'newer', version: 2 })
    for (const text of [
      '',
      '\n',
      'x',
      '[]',
      'null\n',
      '{"renditions":1,"generation":1}\n["../x",1,"' + 'a'.repeat(64) + '","","immutable",""]\n',
    ]) {
      expect(parseManifest(text)).toMatchObject({ status: 'damaged', manifest: { files: new Map() } })
    }
  })

  test('of twelve thousand files is read in the time one picture takes', () => {
    const files = new Map(
      Array.from({ length: 12_000 }, (_, index) => [
        `assets/media/photo-${index}-1280.webp`,
        fileOf(`assets/media/photo-${index}-1280.webp`),
      ]),
    )
    const text = formatManifest({ generation: 1, files, ledger: [] })
    parseManifest(text)
    const start = performance.now()
    parseManifest(text)
    // 15 ms on a quiet machine; the limit leaves room for a busy one.
    expect(performance.now() - start).toBeLessThan(150)
  })
})

/** A world whose target, cache and ledger are on disk. */
async function diskWorld(): Promise<{
  world: World
  root: string
  dist: string
  files: ReturnType<typeof publishFiles>
  target: Target
}> {
  const root = await fresh()
  const cache = join(root, '.renditions')
  const dist = join(root, 'dist')
  const files = publishFiles(root, 'renditions.lock', cache, dist)
  const target = createFolderTarget({ folder: dist, name: 'dist', stamps: files.stamps, quiet: 'assets' })
  const world = new World({ target, ...files })
  await mkdir(join(cache, 'files'), { recursive: true })
  const made = new Set<string>()
  const filesOf = world.filesOf.bind(world)
  const pending: Promise<void>[] = []
  world.filesOf = (path, source) => {
    const wanted = filesOf(path, source)
    for (const { key } of wanted) if (!made.has(key)) pending.push(writeFile(join(cache, 'files', key), artifactText(key)))
    for (const { key } of wanted) made.add(key)
    return wanted
  }
  const decide = world.decide.bind(world)
  world.decide = async () => {
    const decision = await decide()
    await Promise.all(pending.splice(0))
    return decision
  }
  world.fileOf = (key) => join(cache, 'files', key)
  return { world, root, dist, files, target }
}

async function tree(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(
    await Promise.all(paths.sort().map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')])),
  )
}

test('on a real disk a publish leaves exactly what the manifest says, and a second one touches nothing', async () => {
  const { world, root, dist, files } = await diskWorld()
  world.add('photos/a b.jpg', '1').add('photos/in/ü.jpg', '2')
  await mkdir(dist)
  await writeFile(join(dist, 'theirs.txt'), 'theirs')
  const opened = await openPublication(world.target, files, false)
  await world.publish()
  opened.release()
  world.move('photos/a b.jpg', 'photos/in/c.jpg')
  await world.publish()
  const before = await tree(dist)
  const { manifest } = await viewPublication(world.target, files, false)
  expect(Object.keys(before).sort()).toEqual(
    [...manifest.files.keys(), '.vite/renditions.json', 'index.html', 'theirs.txt'].sort(),
  )
  await world.publish()
  expect(await tree(dist)).toEqual(before)
  expect((await readdir(root)).sort()).toEqual(['.renditions', 'dist', 'renditions.lock'])
  expect((await readdir(join(root, '.renditions'))).sort()).toEqual(['files', 'targets'])
})

test('thousands of files that are there already are seen so without reading or looking at one', async () => {
  const { world, dist, target } = await diskWorld()
  world.widths = Array.from({ length: 11 }, (_, index) => index + 1)
  for (let index = 0; index < 300; index++) world.add(`photos/${index}.jpg`, `picture ${index}`)
  await world.publish()
  const looks: string[] = []
  const stat = target.stat.bind(target)
  target.stat = (path) => {
    looks.push(path)
    return stat(path)
  }
  world.fileOf = () => {
    throw new Error('asked for an artifact')
  }
  const { actions } = await world.publish()
  expect(actions.filter((action) => action.kind === 'keep')).toHaveLength(3600)
  expect(actions).toHaveLength(3600)
  // Stable addresses stand where the author's own files may stand too: these are looked at.
  expect(looks.filter((path) => path.startsWith('assets/'))).toEqual([])
  expect(looks).toHaveLength(300)
  expect(Object.keys(await tree(join(dist, 'assets')))).toHaveLength(3300)
})

describe('what the quiet folder is believed', () => {
  async function published(): Promise<{ world: World; dist: string; again: () => Promise<string[]>; victim: string }> {
    const { world, dist, files } = await diskWorld()
    world.add('photos/a.jpg', '1').add('photos/b.jpg', '2')
    await world.publish()
    const victim = join(dist, Object.keys(await tree(dist)).find((path) => path.startsWith('assets/a-')) ?? '')
    const again = async (): Promise<string[]> => {
      // A new run of the plugin.
      const target = createFolderTarget({ folder: dist, name: 'dist', stamps: files.stamps, quiet: 'assets' })
      Object.assign(world, { target })
      const { actions } = await world.publish()
      return actions.filter((action) => action.kind !== 'keep').map((action) => action.kind)
    }
    return { world, dist, again, victim }
  }

  test('ends with a file deleted, swapped or added there', async () => {
    const { again, victim, dist } = await published()
    expect(await again()).toEqual([])
    await rm(victim)
    expect(await again()).toEqual(['restore'])
    const text = await readFile(victim, 'utf8')
    await rename(victim, `${victim}.bak`)
    await writeFile(victim, text.toUpperCase())
    expect(await again()).toEqual(['restore'])
    expect(await readFile(victim, 'utf8')).toBe(text)
    await writeFile(victim, text.toLowerCase().replace('rendition', 'RENDITION'))
    await writeFile(join(dist, 'assets', 'other.js'), 'x')
    expect(await again()).toEqual(['restore'])
    expect(await again()).toEqual([])
  })

  test('ends with another list of what is published, an emptied folder, and a lost cache', async () => {
    const { again, victim, dist, world } = await published()
    const list = join(dist, '.vite/renditions.json')
    const text = await readFile(list, 'utf8')
    await rm(list)
    await rm(victim)
    expect(await again()).toEqual(['restore'])
    await writeFile(victim, 'edited in place')
    await rm(list)
    await writeFile(list, text)
    expect(await again()).toEqual(['restore'])
    await rm(dist, { recursive: true })
    expect(await again()).toEqual(Array(6).fill('restore'))
    world.widths = [320]
    expect(await again()).toEqual(['remove', 'remove'])
    expect(await again()).toEqual([])
  })

  test('is nothing when a run that looked at some files only came before', async () => {
    const { again, victim, dist } = await published()
    const root = join(dist, '..')
    const { stamps } = publishFiles(root, 'renditions.lock', join(root, '.renditions'), dist)
    await rm(`${stamps}.quiet`)
    await rm(victim)
    const other = createFolderTarget({ folder: dist, name: 'dist', stamps, quiet: 'assets' })
    expect(other.isUnchanged?.('assets/x')).toBe(false)
    await other.close()
    expect(await again()).toEqual(['restore'])
  })
})
