import { describe, expect, test } from 'vitest'
import { CLAIM_PATH } from '../../src/publish/edge/claim.js'
import { MANIFEST_PATH, parseManifest, type Manifest } from '../../src/publish/manifest.js'
import { openTargetPublish } from '../../src/publisher/target-publisher.js'
import { Fuse, Killed } from './memory-target.js'
import { RemoteTarget, TargetWorld } from './target-world.js'
import { artifactText } from './world.js'

function manifestOf({ cdn }: TargetWorld): Manifest {
  const parsed = parseManifest(cdn.files.get(MANIFEST_PATH) ?? '')
  if (parsed.status !== 'ok') throw new Error(parsed.status)
  return parsed.manifest
}

/** Target and manifest agree, byte for byte, and nothing else of ours is there. */
function checkTarget(world: TargetWorld): void {
  const { files } = manifestOf(world)
  const ours = [...world.cdn.files.keys()].filter((path) => path !== MANIFEST_PATH && !path.startsWith('theirs/'))
  expect(ours.sort()).toEqual([...files.keys()].sort())
  for (const file of files.values()) expect(world.cdn.files.get(file.path)?.length).toBe(file.bytes)
  expect(world.cdn.files.get('theirs/a.jpg')).toBe('theirs')
}

async function published(): Promise<TargetWorld> {
  const world = new TargetWorld()
  world.cdn.files.set('theirs/a.jpg', 'theirs')
  for (const name of ['stays', 'moves', 'edited', 'goes', 'hidden']) world.add(`photos/${name}.jpg`, name)
  await world.send(await world.build())
  checkTarget(world)
  return world
}

function change(world: TargetWorld): void {
  world.move('photos/moves.jpg', 'photos/in/moved.jpg').add('photos/edited.jpg', 'after').add('photos/new.jpg', 'new')
  world.sources.delete('photos/goes.jpg')
  world.add('photos/hidden.jpg', 'hidden', { state: 'draft' })
}

describe('a publish to another target', () => {
  test('puts what the build staged there, and nothing of it into the output', async () => {
    const world = await published()
    expect([...world.cdn.files.keys()].some((path) => path.startsWith('assets/stays-'))).toBe(true)
    expect(world.cdn.files.has('media/stays.thumb.jpg')).toBe(true)
    expect([...world.memory.keys()].filter((path) => /^(assets|media)\//.test(path))).toEqual([])
  })

  test('follows moves, edits, deletions and hidden assets, and leaves a stub where an address was', async () => {
    const world = await published()
    change(world)
    await world.send(await world.build())
    checkTarget(world)
    expect(world.cdn.files.get('media/in/moved.thumb.jpg')).toBe(world.cdn.files.get('media/moves.thumb.jpg'))
    expect(world.cdn.files.has('media/hidden.thumb.jpg')).toBe(false)
    expect(world.cdn.files.has('media/goes.thumb.jpg')).toBe(false)
  })

  test('without a change looks at manifest and claim, and writes nothing', async () => {
    const world = await published()
    const stage = await world.build()
    world.cdn.requests = 0
    world.cdnFuse = new Fuse(0)
    await world.send(stage)
    expect(world.cdn.requests).toBe(2)
  })

  test('of one asset takes as many requests however many others there are', async () => {
    const counts = await Promise.all(
      [3, 300].map(async (size) => {
        const world = new TargetWorld()
        for (let index = 0; index < size; index++) world.add(`photos/p${index}.jpg`, `picture ${index}`)
        await world.send(await world.build())
        world.add('photos/one.jpg', 'one')
        const stage = await world.build()
        world.cdn.requests = 0
        await world.send(stage)
        return world.cdn.requests
      }),
    )
    expect(counts[0]).toBe(counts[1])
  })

  test('moves an asset to the target and back: the other place redirects, and holds nothing of it after its grace', async () => {
    const world = await published()
    world.home.add('photos/stays.jpg')
    await world.send(await world.build())
    checkTarget(world)
    expect(world.memory.has('media/stays.thumb.jpg')).toBe(true)
    expect(world.cdn.files.has('media/stays.thumb.jpg')).toBe(false)
    world.home.clear()
    await world.send(await world.build())
    expect(world.cdn.files.has('media/stays.thumb.jpg')).toBe(true)
    expect(world.memory.has('media/stays.thumb.jpg')).toBe(false)
  })

  test('never overwrites what somebody else put where a file should go', async () => {
    const world = new TargetWorld().add('photos/a.jpg', 'a') as TargetWorld
    world.cdn.files.set('media/a.thumb.jpg', 'theirs')
    const stage = await world.build()
    await expect(world.send(stage)).rejects.toMatchObject({ code: 'target-conflict' })
    expect(world.cdn.files.get('media/a.thumb.jpg')).toBe('theirs')
  })

  test('finds with a look what somebody deleted or changed there, and puts it right', async () => {
    const world = await published()
    const before = new Map(world.cdn.files)
    const [first = '', second = ''] = [...manifestOf(world).files.keys()].filter((path) => path.startsWith('assets/'))
    world.cdn.files.delete(first)
    world.cdn.files.set(second, 'broken')
    const stage = await world.build()
    await world.send(stage)
    expect(world.cdn.files.has(first)).toBe(false)
    world.verify = true
    await world.send(stage)
    for (const path of [first, second]) expect(world.cdn.files.get(path)).toBe(before.get(path))
  })

  test('takes over what is there when both manifest and its copy are lost, and removes nothing', async () => {
    const world = await published()
    const before = new Map(world.cdn.files)
    world.cdn.files.delete(MANIFEST_PATH)
    world.cdnCopy.bytes = undefined
    await world.send(await world.build())
    for (const [path, text] of before) if (path !== MANIFEST_PATH) expect(world.cdn.files.get(path)).toBe(text)
    checkTarget(world)
  })

  test('stops when much would go at once because its sources are gone', async () => {
    const world = new TargetWorld()
    world.confirm = true
    for (let index = 0; index < 40; index++) world.add(`photos/p${index}.jpg`, `picture ${index}`)
    await world.send(await world.build())
    const count = world.cdn.files.size
    world.sources.clear()
    const stage = await world.build()
    world.confirm = false
    const { problems } = await world.send(stage)
    expect(problems.map(({ code }) => code)).toContain('removal-guard')
    expect(world.cdn.files.size).toBe(count)
  })
})

describe('a ledger that is older than the target', () => {
  test('changes nothing, until somebody says that addresses may die', async () => {
    const world = await published()
    const old = (await world.ledger.read())?.toString()
    world.add('photos/later.jpg', 'later')
    await world.send(await world.build())
    const before = new Map(world.cdn.files)
    await world.ledger.write(old ?? '')
    world.sources.delete('photos/later.jpg')
    const stage = await world.build()
    world.confirm = false
    const opened = await openTargetPublish(world.parts(), stage)
    await opened.release()
    expect(opened.decision.problems).toMatchObject([
      { code: 'ledger-older', severity: 'error', message: expect.stringContaining('media/later.thumb.jpg') },
    ])
    expect(world.cdn.files).toEqual(before)
    world.confirm = true
    await world.send(stage)
    expect(world.cdn.files.has('media/later.thumb.jpg')).toBe(false)
    checkTarget(world)
  })
})

describe('a publish that is killed', () => {
  async function killedAt(operation: number): Promise<{ world: TargetWorld; killed: boolean }> {
    const world = await published()
    change(world)
    const stage = await world.build()
    world.cdnFuse = new Fuse(operation)
    try {
      await world.send(stage)
      return { world, killed: false }
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      return { world, killed: true }
    } finally {
      world.cdnFuse = new Fuse()
    }
  }

  test('before any of its operations is put right by the next, also on a machine that knows nothing of it', async () => {
    const expected = new Map((await killedAt(Infinity)).world.cdn.files)
    let operations = 0
    for (; ; operations++) {
      const { world, killed } = await killedAt(operations)
      if (!killed) break
      world.lease = 20
      if (operations % 2 === 1) world.cdnCopy.bytes = undefined
      await world.send(await world.build())
      checkTarget(world)
      for (const [path, text] of expected)
        if (path !== MANIFEST_PATH) expect(world.cdn.files.get(path), `${path}, killed before ${operations}`).toBe(text)
    }
    expect(operations).toBeGreaterThan(15)
  })
})

describe('two publishers of one target', () => {
  function rivals(): [TargetWorld, TargetWorld] {
    const cdn = new RemoteTarget(artifactText)
    cdn.files.set('theirs/a.jpg', 'theirs')
    return [new TargetWorld(cdn), new TargetWorld(cdn)]
  }

  test('that begin together both come to their end, and the target is what the last one says', async () => {
    const [one, two] = rivals()
    one.add('photos/a.jpg', 'a').add('photos/b.jpg', 'b')
    two.add('photos/a.jpg', 'a').add('photos/c.jpg', 'c')
    const stages = [await one.build(), await two.build()]
    const ends = await Promise.allSettled([one.send(stages[0]!), two.send(stages[1]!)])
    expect(ends.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'target-changed' })
    checkTarget(one)
  })

  test('cannot both win: one whose claim was taken over while it stood still changes nothing more', async () => {
    const [one, two] = rivals()
    one.add('photos/a.jpg', 'a')
    two.add('photos/b.jpg', 'b')
    const [first, second] = [await one.build(), await two.build()]
    const frozen = await openTargetPublish(one.parts(), first)
    await frozen.put()
    // Another machine, for which the first one looks dead.
    one.cdn.files.set(CLAIM_PATH, (one.cdn.files.get(CLAIM_PATH) ?? '').replace(/"host":"[^"]*"/, '"host":"elsewhere"'))
    const alive = setInterval(() => undefined, 10)
    await two.send(second)
    clearInterval(alive)
    await expect(frozen.finish()).rejects.toMatchObject({ code: 'target-changed' })
    await frozen.release()
    checkTarget(two)
    expect([...two.cdn.files.keys()].some((path) => path.startsWith('assets/b-'))).toBe(true)
  })
})
