import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import { targetOn } from './bucket-target.js'
import { bucket } from './radosgw.js'

test('many replacements at once learn together how the server wants its conditions, and none is refused', async () => {
  const store = await bucket()
  const folder = await mkdtemp(join(tmpdir(), 'conditions-'))
  const names = Array.from({ length: 24 }, (_, index) => `media/${index}.jpg`)
  const of = (text: string): { bytes: number; digest: string; immutable: boolean } => ({
    bytes: text.length,
    digest: digestOf(text),
    immutable: false,
  })
  for (const text of ['old', 'newer']) await writeFile(join(folder, text), text)
  const first = targetOn(store)
  await Promise.all(names.map((name) => first.put(name, join(folder, 'old'), of('old'))))
  const second = targetOn(store)
  await Promise.all(names.map((name) => second.put(name, join(folder, 'newer'), of('newer'), of('old'))))
  for (const name of names) expect((await store.get(`site/${name}`))?.body.toString()).toBe('newer')
  await rm(folder, { recursive: true })
}, 60_000)
