import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Stamp } from '../../src/discover/catalogue.js'
import { createStatIndex, type KnownFile } from '../../src/discover/stat-index.js'

let folder = ''
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'stat-index-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

const NOW = 1_800_000_000_000
const HOUR = 3_600_000
const stamp = (changes: Partial<Stamp> = {}): Stamp => ({
  size: 10,
  mtimeNs: BigInt(NOW - HOUR) * 1_000_000n + 123n,
  ctimeNs: 5n,
  ino: 7n,
  ...changes,
})
const known = (name: string): KnownFile => ({ digest: name.padEnd(64, '0'), problems: [] })
const open = (version = '1') => createStatIndex(join(folder, 'cache/index.jsonl'), { version, name: '.renditions/index.jsonl' })

async function filled(...paths: string[]): Promise<void> {
  const index = open()
  for (const path of paths) index.set(path, stamp(), known(path), NOW)
  expect(await index.close()).toBeUndefined()
}

describe('the index', () => {
  test('gives back what it was told, in the next process, too', async () => {
    const odd = 'media/\u{1f600} "x"\n\t.jpg'
    await filled('media/a.jpg', odd)
    expect(open().get('media/a.jpg', stamp())).toEqual(known('media/a.jpg'))
    expect(open().get(odd, stamp())).toEqual(known(odd))
    expect(open().get('media/other.jpg', stamp())).toBeUndefined()
  })

  test.each([{ size: 11 }, { mtimeNs: 1n }, { mtimeNs: BigInt(NOW - HOUR) * 1_000_000n + 124n }, { ctimeNs: 6n }, { ino: 8n }])(
    'forgets a file whose stamp differs: %o',
    async (change) => {
      await filled('a.jpg')
      expect(open().get('a.jpg', stamp(change))).toBeUndefined()
    },
  )

  test.each([
    [-2001, true],
    [-1999, false],
    [0, false],
    [HOUR, false],
  ])('of a file changed %d ms from its reading is trusted: %s', (offset, trusted) => {
    const index = open()
    const racy = stamp({ mtimeNs: BigInt(NOW + offset) * 1_000_000n })
    index.set('a.jpg', racy, known('a'), NOW)
    expect(index.get('a.jpg', racy) !== undefined).toBe(trusted)
  })

  test('of another version is empty', async () => {
    await filled('a.jpg')
    expect(open('2').get('a.jpg', stamp())).toBeUndefined()
  })

  test('loses a damaged line and keeps the others, wherever the damage is', async () => {
    await filled('a.jpg', 'b.jpg', 'c.jpg')
    const file = join(folder, 'cache/index.jsonl')
    const text = await readFile(file, 'utf8')
    const start = text.indexOf('"b.jpg"') - 9
    const end = text.indexOf('\n', start)
    for (let at = start; at < end; at++) {
      await writeFile(file, `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`)
      const index = open()
      expect(index.get('b.jpg', stamp())).toBeUndefined()
      expect(index.get('a.jpg', stamp())).toBeDefined()
      expect(index.get('c.jpg', stamp())).toBeDefined()
    }
  })

  test('cut off anywhere gives only whole truths', async () => {
    await filled('a.jpg', 'b.jpg')
    const file = join(folder, 'cache/index.jsonl')
    const text = await readFile(file, 'utf8')
    for (let length = 0; length < text.length - 1; length += 3) {
      await writeFile(file, text.slice(0, length))
      const index = open()
      expect([undefined, known('a.jpg').digest]).toContain(index.get('a.jpg', stamp())?.digest)
      expect(index.get('b.jpg', stamp())).toBeUndefined()
    }
  })

  test.each(['', '\0\0\0', 'null\nnull\n', '{"a":1}', '\n\n\n'])('of nonsense %j is empty and is written anew', async (text) => {
    await mkdir(join(folder, 'cache'))
    await writeFile(join(folder, 'cache/index.jsonl'), text)
    expect(open().get('a.jpg', stamp())).toBeUndefined()
    await filled('a.jpg')
    expect(open().get('a.jpg', stamp())).toBeDefined()
  })

  test('written by several at once is the work of one of them, whole', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, writer) => filled(...Array.from({ length: 20 }, (__, index) => `${writer}/${index}.jpg`))),
    )
    const counts = Array.from(
      { length: 8 },
      (_, writer) =>
        Array.from({ length: 20 }, (__, index) => open().get(`${writer}/${index}.jpg`, stamp())).filter(Boolean).length,
    )
    expect(counts.sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 20])
  })

  test('drops what is not to be kept, and is byte-identical for the same content', async () => {
    await filled('b.jpg', 'a.jpg', 'c.jpg')
    const first = await readFile(join(folder, 'cache/index.jsonl'), 'utf8')
    await filled('c.jpg', 'b.jpg', 'a.jpg')
    expect(await readFile(join(folder, 'cache/index.jsonl'), 'utf8')).toBe(first)
    await open().close((path) => path !== 'b.jpg')
    expect(open().get('b.jpg', stamp())).toBeUndefined()
    expect(open().get('a.jpg', stamp())).toBeDefined()
  })

  test('that cannot be written is a warning without an absolute path', async () => {
    await writeFile(join(folder, 'cache'), 'a file where the folder should be')
    const index = open()
    index.set('a.jpg', stamp(), known('a'), NOW)
    const problem = await index.close()
    expect(problem).toMatchObject({ code: 'cache-unwritable', severity: 'warning' })
    expect(problem?.message).not.toContain(folder)
  })
})

test('a thousand entries are opened and read in a moment', async () => {
  const paths = Array.from({ length: 1000 }, (_, index) => `media/photos/2026/${index}.jpg`)
  await filled(...paths)
  open().get('x', stamp())
  const started = performance.now()
  const index = open()
  for (const path of paths) index.get(path, stamp())
  // 3 ms on two idle cores.
  expect(performance.now() - started).toBeLessThan(60)
})
