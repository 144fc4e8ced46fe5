import { expect, test } from 'vitest'
import { MANIFEST_PATH, parseManifest } from '../../src/publish/manifest.js'
import { Fuse, Killed, type MemoryTextFile } from './memory-target.js'
import { World } from './world.js'

/** A site that was published once, about to change in every way at once. */
async function publishedSite(): Promise<World> {
  const world = new World()
  world.hosts = ['netlify', 'nginx', 'vercel', 'apache', 'caddy']
  world.memory.set('media/theirs.jpg', 'theirs')
  world
    .add('photos/stays.jpg', 'stays')
    .add('photos/moves.jpg', 'moves')
    .add('photos/edited.jpg', 'before')
    .add('photos/goes.jpg', 'goes')
    .add('photos/hidden.jpg', 'hidden')
  await world.publish()
  return world
}

function change(world: World): void {
  world.page = 'changed page'
  world.move('photos/moves.jpg', 'photos/in/moved.jpg').add('photos/edited.jpg', 'after').add('photos/new.jpg', 'new')
  world.sources.delete('photos/goes.jpg')
  world.add('photos/hidden.jpg', 'hidden', { state: 'draft' })
}

async function killedAt(operation: number): Promise<{ world: World; killed: boolean }> {
  const world = await publishedSite()
  change(world)
  world.fuse = new Fuse(operation)
  try {
    await world.publish()
    return { world, killed: false }
  } catch (error) {
    if (!(error instanceof Killed)) throw error
    return { world, killed: true }
  } finally {
    world.fuse = new Fuse()
  }
}

function wholeState(world: World): unknown {
  const text = (file: unknown): string | undefined => (file as MemoryTextFile).bytes?.toString()
  return {
    files: Object.fromEntries([...world.memory].sort(([a], [b]) => (a < b ? -1 : 1))),
    ledger: text(world.ledger),
    copy: text(world.copy),
    intent: text(world.intent),
  }
}

async function everyKill(check: (world: World, operation: number) => Promise<void>): Promise<number> {
  for (let operation = 0; ; operation++) {
    const { world, killed } = await killedAt(operation)
    if (!killed) return operation
    await check(world, operation)
  }
}

test('a run killed before any of its operations and run again leaves the same as one never killed', async () => {
  const { world: whole } = await killedAt(Infinity)
  const expected = wholeState(whole)
  const operations = await everyKill(async (world, operation) => {
    await world.publish()
    expect(wholeState(world), `killed before operation ${operation}`).toEqual(expected)
  })
  expect(operations).toBeGreaterThan(15)
})

test('a run killed twice is put right as well', async () => {
  const expected = wholeState((await killedAt(Infinity)).world)
  await everyKill(async (world, operation) => {
    world.fuse = new Fuse(operation % 7)
    await world.publish().catch((error: unknown) => expect(error).toBeInstanceOf(Killed))
    world.fuse = new Fuse()
    await world.publish()
    expect(wholeState(world), `killed before operation ${operation} and again`).toEqual(expected)
  })
})

test('what a killed run put and the next one does not want is removed, and nothing else', async () => {
  await everyKill(async (world) => {
    // The author takes it all back.
    world.sources.delete('photos/new.jpg')
    world
      .move('photos/in/moved.jpg', 'photos/moves.jpg')
      .add('photos/edited.jpg', 'third')
      .add('photos/goes.jpg', 'goes')
      .add('photos/hidden.jpg', 'hidden')
    await world.publish()
    const parsed = parseManifest(world.memory.get(MANIFEST_PATH) ?? '')
    const recorded = parsed.status === 'ok' ? [...parsed.manifest.files.keys()] : []
    expect([...world.memory.keys()].sort()).toEqual([...recorded, MANIFEST_PATH, 'index.html', 'media/theirs.jpg'].sort())
    expect(world.memory.get('media/theirs.jpg')).toBe('theirs')
  })
})

test('at every moment of a run the pages that stand there find every file they name', async () => {
  const { world: whole } = await killedAt(Infinity)
  const before = namedFiles(await publishedSite())
  const after = namedFiles(whole)
  const seen = new Set<string | undefined>()
  await everyKill(async (world, operation) => {
    const page = world.memory.get('index.html')
    seen.add(page)
    const missing = (page === 'page' ? before : after).filter((path) => !world.memory.has(path))
    expect(missing, `${page}, killed before operation ${operation}`).toEqual([])
  })
  expect([...seen]).toEqual(['page', 'changed page'])
})

function namedFiles(world: World): string[] {
  return world
    .wanted({ entries: [] })
    .flatMap((asset) => asset.files.filter((file) => file.kind === 'immutable').map((file) => file.path))
}

test('a removal that fails is told and tried again by the next run', async () => {
  const world = await publishedSite()
  change(world)
  const remove = world.target.remove.bind(world.target)
  world.target.remove = async () => {
    throw Object.assign(new Error('locked'), { code: 'EPERM' })
  }
  await expect(world.publish()).rejects.toThrow('locked')
  expect(world.memory.has('media/goes.thumb.jpg')).toBe(true)
  world.target.remove = remove
  await world.publish()
  expect(wholeState(world)).toEqual(wholeState((await killedAt(Infinity)).world))
})
