import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import { createArtifactCache } from '../../src/render/cache/artifact-cache.js'
import { planSweep, readCacheContents, sweep } from '../../src/render/cache/sweep.js'

const hour = 3600_000
const record = (key: string, digest: string, used = 0) => ({ key, digest, bytes: 1, width: 1, height: 1, used })
const file = (digest: string, changed = 0) => ({ digest, bytes: 5, changed })

test('a sweep keeps what is wanted, what is shared with it, and what is young', () => {
  const steps = planSweep(
    {
      records: [
        record('wanted', 'a'),
        record('twin', 'a'),
        record('unused', 'b'),
        record('fresh', 'c', 9.5 * hour),
        record('missing', 'd'),
      ],
      files: [file('a'), file('b'), file('c'), file('e'), file('f', 9.5 * hour)],
      unfinished: [
        { name: 'old.tmp', bytes: 1, changed: 0 },
        { name: 'new.tmp', bytes: 1, changed: 9.5 * hour },
      ],
    },
    new Set(['wanted']),
    10 * hour,
  )
  expect(steps).toEqual([
    { step: 'forget-missing', key: 'missing', digest: 'd' },
    { step: 'forget-unused', key: 'twin', digest: 'a' },
    { step: 'forget-unused', key: 'unused', digest: 'b' },
    { step: 'remove-file', digest: 'b', bytes: 5 },
    { step: 'remove-file', digest: 'e', bytes: 5 },
    { step: 'remove-unfinished', name: 'old.tmp', bytes: 1 },
  ])
})

test('a sweep keeps or removes the tiles of a picture together, with their list', () => {
  const tiles = (key: string): ReturnType<typeof record>[] =>
    ['', '/info.json', '/0,0,512,512/512,512/0/default.jpg'].map((path, at) => record(`${key}${path}`, `${key}${at}`))
  const records = [...tiles('map'), ...tiles('old')]
  const contents = { records, files: records.map(({ digest }) => file(digest)), unfinished: [] }
  // What stands on the site are the files; nothing there is the list.
  const steps = planSweep(contents, new Set(['map/info.json']), 10 * hour)
  expect(steps.flatMap((step) => ('key' in step ? [step.key] : []))).toEqual(tiles('old').map(({ key }) => key))
  expect(steps.flatMap((step) => (step.step === 'remove-file' ? [step.digest] : []))).toEqual(['old0', 'old1', 'old2'])
  // Whoever uses some of it reads the list.
  const fresh = records.map((one) => (one.key === 'old' ? { ...one, used: 9.5 * hour } : one))
  expect(planSweep({ ...contents, records: fresh }, new Set(['map/info.json']), 10 * hour)).toEqual([])
})

test('a sweep of a real folder leaves a whole cache, and a second one finds nothing to do', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'renditions-sweep-')), 'cache')
  try {
    let now = 0
    const open = () => createArtifactCache({ folder, maxBytes: 1e9, clock: { now: () => now } })
    const cache = open()
    for (const key of ['kept', 'gone']) {
      const temporary = cache.temporary()
      writeFileSync(temporary, key)
      const artifact = await cache.adopt(key, temporary, { key, digest: digestOf(key), bytes: 4, width: 1, height: 1 })
      utimesSync(cache.file(artifact), 0, 0)
    }
    await cache.close()
    mkdirSync(join(folder, 'files-v1/zz'), { recursive: true })
    writeFileSync(join(folder, 'files-v1/zz', `zz${'0'.repeat(62)}`), 'stray')
    utimesSync(join(folder, 'files-v1/zz', `zz${'0'.repeat(62)}`), 0, 0)
    now = 10 * hour
    const steps = planSweep(readCacheContents(folder), new Set(['kept']), now)
    expect(steps.map(({ step }) => step)).toEqual(['forget-unused', 'remove-file', 'remove-file'])
    sweep(folder, steps)
    const after = open()
    const kept = after.get('kept')
    expect(kept && (await after.verify(kept))).toBe(true)
    expect(after.get('gone')).toBeUndefined()
    expect(readdirSync(join(folder, 'files-v1/zz'))).toEqual([])
    expect(planSweep(readCacheContents(folder), new Set(['kept']), now)).toEqual([])
    expect(readCacheContents(join(folder, 'nowhere'))).toEqual({ records: [], files: [], unfinished: [] })
    expect(existsSync(join(folder, 'nowhere'))).toBe(false)
  } finally {
    await rm(join(folder, '..'), { recursive: true, force: true })
  }
})
