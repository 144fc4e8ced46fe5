import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import type { Target } from '../../src/ports.js'

/** A target to try, and a way past it to what is really stored there. */
export interface TargetUnderTest {
  target: Target
  /** Puts somebody else's file there. */
  plant(path: string, text: string): Promise<void>
  /** What stands there, undefined when nothing does. */
  look(path: string): Promise<string | undefined>
}

/** What every `Target` has to do. */
export function describeTarget(name: string, create: () => Promise<TargetUnderTest>): void {
  describe(`${name} as a target`, () => {
    let folder = ''
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'target-contract-'))
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))

    async function file(
      text: string,
    ): Promise<{ file: string; expected: { bytes: number; digest: string; immutable: boolean } }> {
      const digest = digestOf(text)
      const path = join(folder, digest)
      await writeFile(path, text)
      return { file: path, expected: { bytes: Buffer.byteLength(text), digest, immutable: true } }
    }

    test('puts a whole file and knows its size and digest', async () => {
      const { target, look } = await create()
      const lake = await file('lake é')
      expect(await target.stat('media/in/lake.jpg')).toBeUndefined()
      await target.put('media/in/lake.jpg', lake.file, lake.expected)
      expect(await look('media/in/lake.jpg')).toBe('lake é')
      expect(await target.stat('media/in/lake.jpg')).toMatchObject({ bytes: lake.expected.bytes })
      expect((await target.stat('media/in/lake.jpg'))?.digest ?? lake.expected.digest).toBe(lake.expected.digest)
      await target.close()
    })

    test('does nothing when the very bytes stand there', async () => {
      const { target, plant, look } = await create()
      const lake = await file('lake')
      await plant('a.jpg', 'lake')
      await target.put('a.jpg', lake.file, lake.expected)
      expect(await look('a.jpg')).toBe('lake')
    })

    test('never overwrites a file it was not told about', async () => {
      const { target, plant, look } = await create()
      const lake = await file('lake')
      await plant('a.jpg', 'somebody else')
      await expect(target.put('a.jpg', lake.file, lake.expected)).rejects.toMatchObject({ code: 'target-conflict' })
      await expect(target.put('a.jpg', lake.file, lake.expected, { bytes: 3, digest: digestOf('old') })).rejects.toMatchObject({
        code: 'target-conflict',
      })
      expect(await look('a.jpg')).toBe('somebody else')
    })

    test('replaces the bytes it was told about', async () => {
      const { target, plant, look } = await create()
      const lake = await file('lake')
      await plant('a.jpg', 'old')
      await target.put('a.jpg', lake.file, lake.expected, { bytes: 3, digest: digestOf('old') })
      expect(await look('a.jpg')).toBe('lake')
    })

    test('refuses bytes that are not the promised ones and leaves nothing', async () => {
      const { target, look } = await create()
      const lake = await file('lake')
      const promised = { ...lake.expected, digest: digestOf('sea') }
      await expect(target.put('a.jpg', lake.file, promised)).rejects.toMatchObject({ code: 'artifact-damaged' })
      expect(await look('a.jpg')).toBeUndefined()
      expect(await target.stat('a.jpg')).toBeUndefined()
    })

    test('writes and reads text', async () => {
      const { target } = await create()
      expect(await target.read('.vite/list.json')).toBeUndefined()
      await target.write('.vite/list.json', '{"a":"é"}')
      await target.write('.vite/list.json', '{"b":"ü"}')
      expect((await target.read('.vite/list.json'))?.text).toBe('{"b":"ü"}')
    })

    test('writes text only over the version it was told of', async () => {
      const { target } = await create()
      const first = await target.write('list.json', '1', '')
      await expect(target.write('list.json', '2', '')).rejects.toMatchObject({ code: 'target-changed' })
      const second = await target.write('list.json', '2', first)
      expect(await target.read('list.json')).toEqual({ text: '2', version: second })
      await expect(target.write('list.json', '3', first)).rejects.toMatchObject({ code: 'target-changed' })
      await expect(target.write('none.json', '1', first)).rejects.toMatchObject({ code: 'target-changed' })
      expect((await target.read('list.json'))?.text).toBe('2')
    })

    test('removes exactly the recorded bytes', async () => {
      const { target, plant, look } = await create()
      const lake = await file('lake')
      await plant('a.jpg', 'lake')
      await plant('b.jpg', 'LAKE')
      expect(await target.remove('a.jpg', lake.expected)).toBe(true)
      expect(await target.remove('b.jpg', lake.expected)).toBe(false)
      expect(await target.remove('never.jpg', lake.expected)).toBe(true)
      expect(await look('a.jpg')).toBeUndefined()
      expect(await look('b.jpg')).toBe('LAKE')
    })

    test('lists what stands below a folder', async () => {
      const { target, plant } = await create()
      await plant('media/a.jpg', 'a')
      await plant('media/in/b.jpg', 'bb')
      await plant('mediaeval.txt', 'no')
      const listed = (await target.list('media')).toSorted((a, b) => (a.path < b.path ? -1 : 1))
      expect(listed).toEqual([
        { path: 'media/a.jpg', bytes: 1, digest: digestOf('a') },
        { path: 'media/in/b.jpg', bytes: 2, digest: digestOf('bb') },
      ])
    })
  })
}
