import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  type Stats,
} from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import type { ArtifactCache } from '../../src/ports.js'
import { createArtifactCache } from '../../src/render/cache/artifact-cache.js'
import { chooseEvictions } from '../../src/render/cache/evict.js'
import { formatLine, parseLine, type CacheRecord } from '../../src/render/cache/record.js'
import { isTrusted } from '../../src/render/cache/trust.js'
import type { Artifact, Problem } from '../../src/types.js'
import { builtChild } from './built-child.js'

let folder: string
let warnings: Problem[]
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'renditions-cache-')), '.renditions')
  warnings = []
})
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }))

const log = (): string => join(folder, 'records-v1.log')
const open = (maxBytes = 1e9, now?: () => number): ArtifactCache =>
  createArtifactCache({ folder, maxBytes, warn: (problem) => warnings.push(problem), ...(now && { clock: { now } }) })

async function put(cache: ArtifactCache, key: string, text: string): Promise<Artifact> {
  const temporary = cache.temporary()
  writeFileSync(temporary, text)
  return cache.adopt(key, temporary, { key, digest: digestOf(text), bytes: Buffer.byteLength(text), width: 4, height: 3 })
}

describe('the cache', () => {
  test('gives back what was put in, in the next process too, and counts', async () => {
    const first = open()
    const artifact = await put(first, 'k1', 'bytes')
    expect(artifact).toEqual({ key: 'k1', digest: digestOf('bytes'), bytes: 5, width: 4, height: 3 })
    await first.close()
    const second = open()
    expect(second.get('k1')).toEqual(artifact)
    expect(second.get('none')).toBeUndefined()
    expect(Buffer.from((await second.read(artifact)) ?? []).toString()).toBe('bytes')
    expect(await second.verify(artifact)).toBe(true)
    expect([first.counts, second.counts]).toEqual([
      { hits: 0, made: 1, damaged: 0 },
      { hits: 1, made: 0, damaged: 0 },
    ])
  })

  test('marks its folder for backup programs and for git, and its files read-only', async () => {
    const cache = open()
    const artifact = await put(cache, 'k1', 'bytes')
    expect(readFileSync(join(folder, 'CACHEDIR.TAG'), 'utf8')).toMatch(/^Signature: 8a477f597d28d172789f06886806bc55/)
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n')
    expect(statSync(cache.file(artifact)).mode & 0o777).toBe(0o444)
    expect(readdirSync(join(folder, 'unfinished'))).toEqual([])
  })

  test('stores equal bytes once', async () => {
    const cache = open()
    const [a, b] = [await put(cache, 'k1', 'same'), await put(cache, 'k2', 'same')]
    expect(cache.file(a)).toBe(cache.file(b))
    expect(readdirSync(join(folder, 'files-v1')).flatMap((part) => readdirSync(join(folder, 'files-v1', part)))).toHaveLength(1)
  })

  test('lets go of what nothing needs any more at once, but not of bytes that others have, too', async () => {
    const cache = open()
    const [piece, shared] = [await put(cache, 'piece', 'once'), await put(cache, 'shared', 'twice')]
    await put(cache, 'kept', 'twice')
    cache.forget(['piece', 'shared', 'never there'])
    expect([cache.get('piece'), cache.get('shared')]).toEqual([undefined, undefined])
    expect([existsSync(cache.file(piece)), existsSync(cache.file(shared))]).toEqual([false, true])
    await cache.close()
    expect(open().get('piece')).toBeUndefined()
    expect(open().get('kept')).toBeDefined()
  })

  test('refuses bytes that are not what they are said to be', async () => {
    const cache = open()
    const temporary = cache.temporary()
    writeFileSync(temporary, 'other')
    await expect(
      cache.adopt('k1', temporary, { key: 'k1', digest: digestOf('bytes'), bytes: 5, width: 1, height: 1 }),
    ).rejects.toThrow()
    expect(cache.get('k1')).toBeUndefined()
  })
})

describe('a damaged entry is noticed, forgotten, counted and replaced in its place:', () => {
  const harm: [name: string, harm: (file: string) => void][] = [
    ['flipped bit', (file) => writeFileSync(file, 'bytfs')],
    ['truncated', (file) => truncateSync(file, 2)],
    ['empty', (file) => truncateSync(file, 0)],
    ['gone', (file) => rmSync(file)],
    ['a folder in its place', (file) => (rmSync(file), mkdirSync(join(file, 'inside'), { recursive: true }))],
    ['a link in its place', (file) => (renameSync(file, `${file}.away`), symlinkSync(`${file}.gone`, file))],
  ]
  test.each(harm)('%s', async (_, damage) => {
    const cache = open()
    const artifact = await put(cache, 'k1', 'bytes')
    chmodSync(cache.file(artifact), 0o644)
    damage(cache.file(artifact))
    expect(await cache.verify(artifact)).toBe(false)
    expect(cache.get('k1')).toBeUndefined()
    await put(cache, 'k1', 'bytes')
    expect(await cache.verify(artifact)).toBe(true)
    expect(readFileSync(cache.file(artifact), 'utf8')).toBe('bytes')
    expect(cache.counts.damaged).toBe(1)
    damage(cache.file(artifact))
    expect(await cache.read(artifact)).toBeUndefined()
  })

  test('also when the size and the times look right', async () => {
    const first = open()
    const artifact = await put(first, 'k1', 'bytes')
    const { mtime } = statSync(first.file(artifact))
    await first.close()
    chmodSync(first.file(artifact), 0o644)
    writeFileSync(first.file(artifact), 'bytfs')
    utimesSync(first.file(artifact), mtime, mtime)
    expect(await open().verify(artifact)).toBe(false)
  })
})

describe('trust in times', () => {
  const stats = (mtimeMs: number, ctimeMs: number, ino: number) => ({ mtimeMs, ctimeMs, ino }) as Stats
  test('is given only to what was looked at well after its last change', () => {
    const seen = { mtime: 1000, ctime: 1000, inode: 7 }
    expect(isTrusted({ ...seen, at: 3000 }, stats(1000, 1000, 7))).toBe(true)
    expect(isTrusted({ ...seen, at: 2999 }, stats(1000, 1000, 7))).toBe(false)
    expect(isTrusted({ ...seen, at: 9000 }, stats(1000, 1001, 7))).toBe(false)
    expect(isTrusted({ ...seen, at: 9000 }, stats(1001, 1000, 7))).toBe(false)
    expect(isTrusted({ ...seen, at: 9000 }, stats(1000, 1000, 8))).toBe(false)
    expect(isTrusted(undefined, stats(1000, 1000, 7))).toBe(false)
  })

  test('spares a warm build from reading: bytes are hashed once, then no more', async () => {
    const first = open()
    const artifact = await put(first, 'k1', 'bytes')
    await first.close()
    // As if it had been written long ago: read once, noted, and from then on only looked at.
    const record = parseLine(readFileSync(log(), 'utf8').trim().split('\n').at(-1) ?? '') as CacheRecord
    const { mtimeMs, ctimeMs, ino } = statSync(first.file(artifact))
    appendFileSync(
      log(),
      `\n${formatLine({ ...record, seen: { mtime: mtimeMs, ctime: ctimeMs, inode: ino, at: ctimeMs + 5000 } })}\n`,
    )
    const second = open()
    const away = `${first.file(artifact)}.away`
    expect(await second.verify(artifact)).toBe(true)
    copyFileSync(first.file(artifact), away)
    rmSync(first.file(artifact))
    renameSync(away, first.file(artifact))
    // Another inode: read again, found right.
    expect(await second.verify(artifact)).toBe(true)
    expect(second.counts.damaged).toBe(0)
  })
})

describe('the record log', () => {
  const record: CacheRecord = {
    key: 'k',
    digest: 'd'.repeat(64),
    bytes: 12,
    width: 3,
    height: 4,
    used: 5,
    seen: { mtime: 1.5, ctime: 2.25, inode: 9, at: 10 },
  }
  test('reads what it writes, and nothing else', () => {
    expect(parseLine(formatLine(record))).toEqual(record)
    const { seen: _, ...plain } = record
    expect(parseLine(formatLine(plain))).toEqual(plain)
    expect(parseLine(formatLine({ key: 'k', forgotten: true }))).toEqual({ key: 'k', forgotten: true })
    const line = formatLine(record)
    for (let length = 0; length < line.length; length++) expect(parseLine(line.slice(0, length))).toBeUndefined()
    for (let at = 0; at < line.length; at++) expect(parseLine(`${line.slice(0, at)}~${line.slice(at + 1)}`)).toBeUndefined()
  })

  test('torn at every byte loses that line alone, and what comes after it is read', async () => {
    const first = open()
    await put(first, 'k1', 'one')
    await first.close()
    const whole = readFileSync(log())
    for (let cut = 1; cut < whole.length; cut += 7) {
      writeFileSync(log(), whole.subarray(0, cut))
      const cache = open()
      await put(cache, 'k2', 'two')
      await cache.close()
      const again = open()
      expect(again.get('k2'), `cut at ${cut}`).toBeDefined()
      expect(await again.verify(again.get('k1') ?? (await put(again, 'k1', 'one')))).toBe(true)
    }
  })

  test('of garbage is an empty cache', async () => {
    mkdirSync(folder)
    writeFileSync(log(), Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 73) % 256)))
    const cache = open()
    expect(cache.get('k1')).toBeUndefined()
    await put(cache, 'k1', 'bytes')
    await cache.close()
    expect(open().get('k1')).toBeDefined()
  })

  test('of 12,000 records is read quickly, and rewritten when most of it is out of date', async () => {
    mkdirSync(folder)
    const lines = Array.from({ length: 12_000 }, (_, index) =>
      formatLine({ ...record, key: `key-${index}`, digest: digestOf(String(index)) }),
    )
    writeFileSync(log(), `${lines.join('\n')}\n`)
    const begun = performance.now()
    const cache = open(1e12)
    expect(cache.get('key-11999')).toBeDefined()
    // 25 ms on an idle machine; other work runs beside this test.
    expect(performance.now() - begun).toBeLessThan(150)
    await cache.close()
    writeFileSync(
      log(),
      `${[...lines.slice(0, 100), ...lines.slice(0, 100).flatMap((line) => Array.from({ length: 30 }, () => line))].join('\n')}\n`,
    )
    const wasteful = open(1e12)
    await put(wasteful, 'new', 'bytes')
    await wasteful.close()
    expect(readFileSync(log(), 'utf8').split('\n').filter(Boolean)).toHaveLength(101)
    expect(open(1e12).get('key-99')).toBeDefined()
  })
})

describe('the size cap', () => {
  const day = 24 * 3600_000
  test('lets the least recently used go at the end, and nothing this run used', async () => {
    let now = day
    for (const index of [0, 1, 2, 3, 4]) {
      now = (index + 1) * day
      const cache = open(1e9, () => now)
      await put(cache, `k${index}`, `${index}`.repeat(1000))
      await cache.close()
    }
    now = 9 * day
    const cache = open(2500, () => now)
    const oldest = cache.get('k0')
    await cache.close()
    const left = open(1e9, () => now)
    expect(['k0', 'k1', 'k2', 'k3', 'k4'].map((key) => left.get(key) !== undefined)).toEqual([true, false, false, false, true])
    expect(oldest && existsSync(left.file(oldest))).toBe(true)
    const files = readdirSync(join(folder, 'files-v1')).flatMap((part) => readdirSync(join(folder, 'files-v1', part)))
    expect(files).toHaveLength(2)
  })

  test('counts shared bytes once and keeps them for the freshest key', () => {
    const make = (key: string, digest: string, used: number, bytes: number) => ({ key, digest, used, bytes, width: 1, height: 1 })
    const records = [make('a', 'x', 1, 60), make('b', 'x', 9, 60), make('c', 'y', 5, 60), make('d', 'z', 3, 60)]
    expect([...chooseEvictions(records, 130, new Set())]).toEqual(['z'])
    expect([...chooseEvictions(records, 100, new Set())]).toEqual(['z', 'y'])
    expect([...chooseEvictions(records, 0, new Set(['c']))]).toEqual(['z', 'x'])
  })
})

describe('a cache that cannot be written', () => {
  test('warns once, works for this run, and leaves nothing behind', async () => {
    writeFileSync(folder, 'a file where the folder should be')
    const cache = open()
    const artifact = await put(cache, 'k1', 'bytes')
    expect(Buffer.from((await cache.read(artifact)) ?? []).toString()).toBe('bytes')
    expect(await cache.verify(artifact)).toBe(true)
    expect(warnings.map(({ code, severity }) => [code, severity])).toEqual([['cache-unwritable', 'warning']])
    expect(warnings[0]?.message).not.toContain(tmpdir())
    const place = cache.file(artifact)
    await cache.close()
    expect(existsSync(place)).toBe(false)
  })

  test('that is deleted while it is in use is made again', async () => {
    const cache = open()
    const artifact = await put(cache, 'k1', 'bytes')
    rmSync(folder, { recursive: true })
    expect(await cache.verify(artifact)).toBe(false)
    await put(cache, 'k1', 'bytes')
    expect(await cache.verify(artifact)).toBe(true)
    await cache.close()
  })
})

test('several processes fill one cache at once and lose nothing', async () => {
  const module = new URL('artifact-cache.js', await builtChild()).href
  const code = `
    import { writeFileSync } from 'node:fs'
    import { createHash } from 'node:crypto'
    const { createArtifactCache } = await import(${JSON.stringify(module)})
    const cache = createArtifactCache({ folder: ${JSON.stringify(folder)}, maxBytes: 1e9 })
    for (let index = 0; index < 60; index++) {
      const text = 'shared ' + index
      const temporary = cache.temporary()
      writeFileSync(temporary, text)
      const key = process.argv[1] + '-' + index
      await cache.adopt(key, temporary, { key, digest: createHash('sha256').update(text).digest('hex'), bytes: text.length, width: 1, height: 1 })
    }
    await cache.close()
  `
  const children = ['a', 'b', 'c'].map((name) =>
    spawn(process.execPath, ['--input-type=module', '-e', code, name], { stdio: ['ignore', 'ignore', 'inherit'] }),
  )
  expect((await Promise.all(children.map((child) => once(child, 'exit')))).map(([exit]) => exit as number)).toEqual([0, 0, 0])
  const cache = open()
  for (const name of ['a', 'b', 'c']) {
    for (let index = 0; index < 60; index++) {
      const artifact = cache.get(`${name}-${index}`)
      expect(artifact && (await cache.verify(artifact)), `${name}-${index}`).toBe(true)
    }
  }
}, 60_000)
