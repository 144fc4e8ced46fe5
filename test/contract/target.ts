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

/**
 * What every `Target` has to do. `blind` is the reason why a target cannot see what others put there; then `plant` may go
 * through the target itself, and a listing is refused instead of being short.
 */
export function describeTarget(name: string, create: () => Promise<TargetUnderTest>, blind?: string): void {
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

    test('puts an empty file, and text that looks like markup', async () => {
      const { target, look } = await create()
      for (const [path, text] of Object.entries({ 'empty.txt': '', 'a.vtt': 'WEBVTT\n\n', 'a.svg': '<svg>&amp;</svg>\r\n' })) {
        const one = await file(text)
        await target.put(path, one.file, one.expected)
        expect(await look(path)).toBe(text)
        expect(await target.remove(path, one.expected)).toBe(true)
      }
    })

    test('keeps names apart that differ only in how they are written', async () => {
      const { target, look } = await create()
      const names = ['a b', 'a+b', 'a%20b', 'a%2Fb', 'a&b', 'a;b=c', 'a#b', 'a?b', "a'b", 'a(b)!*', 'a~b', 'a,b', 'a:b', 'a@b$c']
      names.push('é', 'e\u0301', '日本語', '😀', '<b>&amp;', '-rf', '.hidden', 'a'.repeat(200))
      for (const name of names) {
        const one = await file(`this is ${name}`)
        await target.put(`in/${name}.txt`, one.file, one.expected)
      }
      for (const name of names) expect(await look(`in/${name}.txt`)).toBe(`this is ${name}`)
      const first = await file(`this is ${names[0]}`)
      if (blind === undefined) {
        const listed = (await target.list('in')).map(({ path, digest }) => [path, digest]).toSorted()
        expect(listed).toEqual(names.map((name) => [`in/${name}.txt`, digestOf(`this is ${name}`)]).toSorted())
      }
      expect(await target.remove(`in/${names[0]}.txt`, first.expected)).toBe(true)
      for (const name of names) expect(await look(`in/${name}.txt`)).toBe(name === names[0] ? undefined : `this is ${name}`)
      if (blind === undefined) expect(await target.list('in')).toHaveLength(names.length - 1)
    })

    test('refuses paths that are no addresses', async () => {
      const { target } = await create()
      const lake = await file('lake')
      for (const path of ['', '/a.jpg', '../a.jpg', 'a/../b.jpg', 'a/./b.jpg', 'a//b.jpg', 'a\\b.jpg', 'a\nb.jpg', 'a\0.jpg'])
        await expect(target.put(path, lake.file, lake.expected)).rejects.toThrow()
    })

    test('puts many files at once', async () => {
      const { target, look } = await create()
      const texts = Array.from({ length: 40 }, (_, index) => `file ${index}`)
      await Promise.all(
        texts.map(async (text, index) => {
          const one = await file(text)
          await target.put(`many/${index}.txt`, one.file, one.expected)
        }),
      )
      expect(await Promise.all(texts.map((_, index) => look(`many/${index}.txt`)))).toEqual(texts)
      if (blind === undefined) expect(await target.list('many')).toHaveLength(40)
    })

    test('puts a file of 20 MB, and not one that is another than promised', async () => {
      const { target, look } = await create()
      const film = await file(`${'0123456789abcdef'.repeat(1_310_720)}.`)
      await target.put('film.mp4', film.file, film.expected)
      expect(await target.stat('film.mp4')).toEqual({ bytes: film.expected.bytes, digest: film.expected.digest })
      const other = { ...film.expected, digest: digestOf('another') }
      await expect(target.put('other.mp4', film.file, other)).rejects.toMatchObject({ code: 'artifact-damaged' })
      expect(await look('other.mp4')).toBeUndefined()
    })

    if (blind !== undefined) {
      test(`says that it cannot list, because ${blind}`, async () => {
        const { target } = await create()
        expect(target.isBlind).toBe(true)
        await expect(target.list('')).rejects.toMatchObject({ code: 'target-blind' })
      })
      return
    }

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
