import { describe, expect, test } from 'vitest'
import { answersOf, lookup } from '../../src/publish/answers.js'
import type { Decision } from '../../src/publish/decision.js'
import { MANIFEST_PATH, parseManifest, type Manifest } from '../../src/publish/manifest.js'
import { statusRows } from '../../src/publish/status.js'
import { PRESET, World } from './world.js'

const DAY = 86_400_000

/** `kind address`, without what stays. */
function actionsOf(decision: Decision): string[] {
  return decision.actions.filter((action) => action.kind !== 'keep').map((action) => `${action.kind} ${action.address}`)
}

function codes(world: World): string[] {
  return world.problems.map((problem) => problem.code)
}

function assetsOf(world: World, stem: string): string[] {
  return [...world.memory.keys()].filter((path) => path.startsWith(`assets/${stem}-`))
}

function manifestOf(world: World): Manifest {
  const parsed = parseManifest(world.memory.get(MANIFEST_PATH) ?? '')
  if (parsed.status !== 'ok') throw new Error(parsed.status)
  return parsed.manifest
}

describe('stable addresses', () => {
  test('of a moved asset lead to where it is, in one step after many moves, and back', async () => {
    const world = new World().add('photos/a.jpg', '1')
    await world.publish()
    for (const [from, to] of [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'd'],
    ]) {
      world.move(`photos/${from}.jpg`, `photos/${to}.jpg`)
      await world.publish()
    }
    const { ledger } = await world.publish()
    for (const name of ['a', 'b', 'c'])
      expect(lookup(ledger, `/media/${name}.thumb.jpg`)).toEqual({ status: 301, to: 'media/d.thumb.jpg' })
    expect(world.memory.get('_redirects')?.match(/301$/gm)).toHaveLength(3)
    world.move('photos/d.jpg', 'photos/a.jpg')
    const back = (await world.publish()).ledger
    expect(lookup(back, '/media/a.thumb.jpg')).toBeUndefined()
    expect(world.memory.has('media/a.thumb.jpg')).toBe(true)
    expect(lookup(back, '/media/d.thumb.jpg')).toEqual({ status: 301, to: 'media/a.thumb.jpg' })
    expect(back.entries).toHaveLength(1)
  })

  test('of an asset no page shows any more go on showing it', async () => {
    const world = new World().add('photos/a.jpg', '1')
    await world.publish()
    world.add('photos/a.jpg', '2', { used: false })
    await world.publish()
    expect(world.memory.get('media/a.thumb.jpg')).toContain(
      world.filesOf('photos/a.jpg', { content: '2', state: 'published', used: false })[0]?.key,
    )
    expect(assetsOf(world, 'a')).toEqual([])
  })

  test('of an asset nobody wants are kept as they are, and missed aloud when they are not there', async () => {
    const world = new World().add('photos/a.jpg', '1')
    await world.publish()
    world.wanted = () => []
    await world.publish()
    expect(world.memory.has('media/a.thumb.jpg')).toBe(true)
    world.memory.clear()
    world.evicted.add(manifestOf(await publishedAgain()).files.get('media/a.thumb.jpg')?.key ?? '')
    await world.publish()
    expect(codes(world)).toContain('stable-missing')
    expect(answersOf((await world.decide()).ledger).get('media/a.thumb.jpg')?.kind).toBe('live')

    async function publishedAgain(): Promise<World> {
      const other = new World().add('photos/a.jpg', '1')
      await other.publish()
      return other
    }
  })

  test('that an asset gives up lead to another one of it, else answer 410', async () => {
    const world = new World().add('photos/a.jpg', '1')
    await world.publish()
    const files = world.filesOf.bind(world)
    world.filesOf = (path, source) =>
      files(path, source).map((file) => (file.kind === 'stable' ? { ...file, path: 'media/a.hero.jpg', preset: 'hero' } : file))
    expect(lookup((await world.publish()).ledger, 'media/a.thumb.jpg')).toEqual({ status: 301, to: 'media/a.hero.jpg' })
    world.filesOf = (path, source) => files(path, source).filter((file) => file.kind !== 'stable')
    const { ledger, actions } = await world.publish()
    for (const address of ['media/a.thumb.jpg', 'media/a.hero.jpg']) expect(lookup(ledger, address)).toEqual({ status: 410 })
    expect(actions.filter((action) => action.kind === 'gone').map((action) => action.reason)).toContain(
      '"photos/a.jpg" has no stable address any more',
    )
  })

  test('are not given to another asset without being told to', async () => {
    const world = new World().add('photos/a.jpg', '1')
    await world.publish()
    world.move('photos/a.jpg', 'photos/b.jpg')
    await world.publish()
    world.add('photos/a.jpg', 'another')
    const held = await world.publish()
    expect(codes(world)).toContain('address-reused')
    expect(lookup(held.ledger, 'media/a.thumb.jpg')).toEqual({ status: 301, to: 'media/b.thumb.jpg' })
    expect(world.memory.has('media/a.thumb.jpg')).toBe(false)
    world.add('photos/a.jpg', 'another', { reuse: true })
    const { ledger } = await world.publish()
    expect(codes(world)).toEqual([])
    expect(lookup(ledger, 'media/a.thumb.jpg')).toBeUndefined()
    world.add('photos/a.jpg', 'another')
    await world.publish()
    expect(codes(world)).toEqual([])
  })

  test('wanted by two assets go to the one that had it', async () => {
    const world = new World().add('photos/z.jpg', '1')
    await world.publish()
    world.add('photos/Z.png', '2')
    const { ledger } = await world.publish()
    expect(codes(world)).toEqual(['address-collision'])
    expect(answersOf(ledger).get('media/z.thumb.jpg')).toMatchObject({ asset: 'photos/z.jpg' })
  })
})

describe('an asset that may not be seen', () => {
  test.each(['draft', 'unpublished', 'expired', 'scheduled'] as const)(
    'because it is %s is in no file at once, whatever the grace, and comes back whole',
    async (state) => {
      const world = new World().add('photos/a.jpg', '1').add('photos/b.jpg', '2')
      world.grace = { days: 30, builds: 3 }
      await world.publish()
      world.add('photos/a.jpg', 'edited')
      await world.publish()
      world.move('photos/a.jpg', 'photos/c.jpg')
      await world.publish()
      expect(assetsOf(world, 'a').length).toBeGreaterThan(0)
      world.add('photos/c.jpg', 'edited', { state })
      const { ledger } = await world.publish()
      expect([...assetsOf(world, 'a'), ...assetsOf(world, 'c')]).toEqual([])
      for (const address of ['media/a.thumb.jpg', 'media/c.thumb.jpg']) {
        expect(lookup(ledger, address)).toEqual({ status: 410 })
        expect(world.memory.has(address)).toBe(false)
      }
      world.add('photos/c.jpg', 'edited')
      const again = (await world.publish()).ledger
      expect(lookup(again, 'media/a.thumb.jpg')).toEqual({ status: 301, to: 'media/c.thumb.jpg' })
      expect(world.memory.has('media/c.thumb.jpg')).toBe(true)
      expect(again.entries.find((entry) => entry.path === 'photos/c.jpg')).toMatchObject({
        since: '2026-01-01',
        was: ['photos/a.jpg'],
      })
    },
  )

  test('never gets a line in the ledger before its first publication', async () => {
    const world = new World().add('photos/secret.jpg', '1', { state: 'draft' }).add('photos/a.jpg', '2')
    await world.publish()
    expect(await world.ledgerText()).not.toContain('secret')
  })
})

describe('grace', () => {
  test('keeps former immutable files until both days and builds are over', async () => {
    const world = new World().add('photos/a.jpg', '1')
    world.grace = { days: 2, builds: 3 }
    await world.publish()
    world.add('photos/a.jpg', '2')
    const counts: number[] = []
    for (const days of [0, 0, 0, 0, 1, 1, 0]) {
      world.now += days * DAY
      await world.publish()
      counts.push(assetsOf(world, 'a').length)
    }
    // Builds are over at the fourth, days at the sixth.
    expect(counts).toEqual([4, 4, 4, 4, 4, 2, 2])
    world.add('photos/a.jpg', '3')
    for (let build = 0; build < 3; build++) {
      world.now += 3 * DAY
      await world.publish()
      expect(assetsOf(world, 'a')).toHaveLength(4)
    }
    await world.publish()
    expect(assetsOf(world, 'a')).toHaveLength(2)
  })

  test('of nothing removes at once', async () => {
    const world = new World().add('photos/a.jpg', '1')
    await world.publish()
    world.add('photos/a.jpg', '2')
    await world.publish()
    expect(assetsOf(world, 'a')).toHaveLength(2)
  })

  test('ends when a file is wanted again', async () => {
    const world = new World().add('photos/a.jpg', '1')
    world.grace = { days: 1, builds: 1 }
    await world.publish()
    world.add('photos/a.jpg', '2')
    await world.publish()
    world.add('photos/a.jpg', '1')
    const { actions } = await world.publish()
    expect(actions.filter((action) => action.kind === 'put').map((action) => action.address)).toEqual(['media/a.thumb.jpg'])
    expect([...manifestOf(world).files.values()].filter((file) => file.retired)).toHaveLength(2)
  })

  test('is honoured by an emptied target, as far as the cache still has the bytes', async () => {
    const world = new World().add('photos/a.jpg', '1')
    world.grace = { days: 30, builds: 3 }
    await world.publish()
    const [former] = assetsOf(world, 'a')
    world.add('photos/a.jpg', '2')
    await world.publish()
    const all = assetsOf(world, 'a').sort()
    world.memory.clear()
    await world.publish()
    expect(assetsOf(world, 'a').sort()).toEqual(all)
    world.memory.clear()
    world.evicted.add(manifestOfFile(world, former ?? ''))
    await world.publish()
    expect(assetsOf(world, 'a').sort()).toEqual(all.filter((path) => path !== former))
    expect(codes(world)).toEqual([])

    function manifestOfFile(of: World, path: string): string {
      const copy = parseManifest((of.copy as unknown as { bytes: Buffer }).bytes.toString())
      return copy.status === 'ok' ? (copy.manifest.files.get(path)?.key ?? '') : ''
    }
  })
})

describe('files of others', () => {
  test('in the way are left, and told', async () => {
    const world = new World().add('photos/a.jpg', '1')
    world.memory.set('media/a.thumb.jpg', 'theirs')
    const { ledger } = await world.publish()
    expect(world.problems).toMatchObject([{ code: 'target-conflict', severity: 'error' }])
    expect(world.memory.get('media/a.thumb.jpg')).toBe('theirs')
    world.sources.clear()
    await world.publish()
    expect(world.memory.get('media/a.thumb.jpg')).toBe('theirs')
    expect(ledger.entries).toHaveLength(1)
  })

  test('a file of ours that was edited is restored and told; one that was deleted comes back', async () => {
    const world = new World().add('photos/a.jpg', '1')
    await world.publish()
    const whole = new Map(world.memory)
    const [first, second] = assetsOf(world, 'a')
    world.memory.set(first ?? '', 'edited')
    world.memory.delete(second ?? '')
    const { actions } = await world.publish()
    expect(actions.filter((action) => action.kind === 'restore')).toHaveLength(2)
    expect(codes(world)).toEqual(['target-edited'])
    expect(world.memory).toEqual(whole)
  })

  test('an edited file is not removed when its time comes', async () => {
    const world = new World().add('photos/a.jpg', '1')
    await world.publish()
    const [first] = assetsOf(world, 'a')
    world.memory.set(first ?? '', 'edited')
    world.sources.clear()
    await world.publish()
    expect(world.memory.get(first ?? '')).toBe('edited')
    expect(manifestOf(world).files.has(first ?? '')).toBe(false)
  })

  test('the very bytes we want, already there with no manifest, are taken over', async () => {
    const world = new World().add('photos/a.jpg', '1')
    await world.publish()
    world.memory.delete(MANIFEST_PATH)
    await world.copy.remove()
    await world.ledger.remove()
    const { actions } = await world.publish()
    expect(actions.map((action) => action.kind)).toEqual(['keep', 'keep', 'keep'])
    world.sources.clear()
    await world.publish()
    expect(assetsOf(world, 'a')).toEqual([])
  })
})

describe('nothing is removed', () => {
  test('when much would go at once, unless it is confirmed', async () => {
    const world = new World()
    for (let index = 0; index < 12; index++) world.add(`photos/${index}.jpg`, `picture ${index}`)
    world.confirm = false
    await world.publish()
    const before = new Map(world.memory)
    const ledger = await world.ledgerText()
    world.sources.clear()
    await world.publish()
    expect(world.problems).toMatchObject([{ code: 'removal-guard', severity: 'error' }])
    expect(world.memory).toEqual(before)
    expect(await world.ledgerText()).toBe(ledger)
    world.confirm = true
    await world.publish()
    expect([...world.memory.keys()].filter((path) => /^(assets|media)/.test(path))).toEqual([])
  })

  test('but what a state hides goes, and what is replaced is replaced', async () => {
    const world = new World()
    for (let index = 0; index < 30; index++) world.add(`photos/${index}.jpg`, `picture ${index}`)
    world.confirm = false
    await world.publish()
    world.widths = [100]
    await world.publish()
    expect(codes(world)).toEqual([])
    for (const source of world.sources.values()) source.state = 'draft'
    await world.publish()
    expect(codes(world)).toEqual([])
    expect([...world.memory.keys()].filter((path) => /^(assets|media)/.test(path))).toEqual([])
  })

  test('because its source cannot be read, or because not everything could be', async () => {
    const world = new World().add('photos/a.jpg', '1').add('photos/b.jpg', '2')
    await world.publish()
    const before = new Map(world.memory)
    const ledger = await world.ledgerText()
    world.add('photos/a.jpg', '1', { state: 'unknown' })
    await world.publish()
    expect([...world.memory.keys()]).toEqual([...before.keys()])
    world.sources.clear()
    world.complete = false
    await world.publish()
    expect([...world.memory.keys()]).toEqual([...before.keys()])
    expect(await world.ledgerText()).toBe(ledger)
  })

  test('and a wanted asset that is not among the assets is a mistake of the caller', async () => {
    const world = new World().add('photos/a.jpg', '1')
    world.assets = () => []
    await expect(world.publish()).rejects.toThrow('"photos/a.jpg" is wanted')
  })
})

describe('a frozen ledger', () => {
  test('makes a change an error that lists it, and is not written', async () => {
    const world = new World().add('photos/a.jpg', '1')
    await world.publish()
    const before = await world.ledgerText()
    world.frozen = true
    await world.publish()
    expect(codes(world)).toEqual([])
    world.move('photos/a.jpg', 'photos/b.jpg').add('photos/c.jpg', '2')
    await world.publish()
    expect(world.problems).toMatchObject([
      {
        code: 'ledger-frozen',
        message: expect.stringContaining('"photos/a.jpg" moved to "photos/b.jpg"; "photos/c.jpg" is new'),
      },
    ])
    expect(await world.ledgerText()).toBe(before)
  })

  test('in memory applies the change and is not written', async () => {
    const world = new World().add('photos/a.jpg', '1')
    await world.publish()
    const before = await world.ledgerText()
    world.frozen = 'memory'
    world.move('photos/a.jpg', 'photos/b.jpg')
    await world.publish()
    expect(codes(world)).toEqual([])
    expect(await world.ledgerText()).toBe(before)
    expect(world.memory.get('_redirects')).toContain('/media/a.thumb.jpg /media/b.thumb.jpg 301')
  })
})

test('hosts without redirects get the bytes at the old address, until it is gone', async () => {
  const world = new World().add('photos/a.jpg', '1')
  world.hosts = ['html']
  await world.publish()
  world.move('photos/a.jpg', 'photos/b.jpg')
  await world.publish()
  expect(world.memory.get('media/a.thumb.jpg')).toBe(world.memory.get('media/b.thumb.jpg'))
  world.add('photos/b.jpg', 'edited')
  await world.publish()
  expect(world.memory.get('media/a.thumb.jpg')).toBe(world.memory.get('media/b.thumb.jpg'))
  world.sources.clear()
  await world.publish()
  expect(world.memory.has('media/a.thumb.jpg')).toBe(false)
})

test('a second publish writes nothing at all', async () => {
  const world = new World().add('photos/a.jpg', '1').add('photos/b.jpg', '2')
  await world.publish()
  world.move('photos/a.jpg', 'photos/c.jpg')
  await world.publish()
  const writes: string[] = []
  const write = world.target.write.bind(world.target)
  world.target.write = async (path, text) => {
    writes.push(path)
    return write(path, text)
  }
  const refuse = (): never => {
    throw new Error('written')
  }
  Object.assign(world.ledger, { write: refuse })
  Object.assign(world.copy, { write: refuse })
  Object.assign(world.intent, { write: refuse })
  await world.publish()
  expect(writes).toEqual(['index.html'])
})

test('the actions say what happens, in the order it happens', async () => {
  const world = new World().add('photos/a.jpg', '1').add('photos/b.jpg', '2')
  world.grace = { days: 1, builds: 1 }
  await world.publish()
  world.move('photos/a.jpg', 'photos/in/a.jpg')
  world.sources.delete('photos/b.jpg')
  const actions = actionsOf(await world.publish())
  expect(actions).toEqual([
    'put media/in/a.thumb.jpg',
    'move photos/in/a.jpg',
    'redirect media/a.thumb.jpg',
    'gone media/b.thumb.jpg',
    expect.stringMatching(/^retire assets\/b-/),
    expect.stringMatching(/^retire assets\/b-/),
    'remove media/a.thumb.jpg',
    'remove media/b.thumb.jpg',
  ])
})

test('the status shows each asset with its addresses', async () => {
  const world = new World().add('photos/a.jpg', '1').add('photos/b.jpg', '2')
  world.grace = { days: 1, builds: 1 }
  await world.publish()
  world.move('photos/a.jpg', 'photos/in/a.jpg').add('photos/in/a.jpg', '3')
  world.renames = [{ from: 'photos/a.jpg', to: 'photos/in/a.jpg', similarity: 80 }]
  world.sources.delete('photos/b.jpg')
  const { ledger } = await world.publish()
  expect(statusRows(ledger, manifestOf(world))).toMatchObject([
    {
      asset: 'photos/b.jpg',
      state: 'deleted',
      addresses: [],
      former: [{ address: 'media/b.thumb.jpg' }],
      files: 0,
      bytes: 0,
      inGrace: 2,
    },
    {
      asset: 'photos/in/a.jpg',
      state: 'published',
      addresses: [`media/in/a.${PRESET}.jpg`],
      former: [{ address: 'media/a.thumb.jpg', to: 'media/in/a.thumb.jpg' }],
      files: 3,
      inGrace: 2,
      was: ['photos/a.jpg'],
      since: '2026-01-01',
    },
  ])
})

test('a clock that ran years ahead at one build does not keep a file for years', async () => {
  const world = new World().add('photos/a.jpg', '1').add('photos/b.jpg', '2')
  world.grace = { days: 30, builds: 0 }
  await world.publish()
  const today = world.now
  world.now = today + 5 * 365 * DAY
  world.sources.get('photos/a.jpg')!.used = false
  await world.publish()
  world.now = today + 40 * DAY
  await world.publish()
  expect(assetsOf(world, 'a')).not.toEqual([])
  world.now = today + 80 * DAY
  await world.publish()
  expect(assetsOf(world, 'a')).toEqual([])
})
