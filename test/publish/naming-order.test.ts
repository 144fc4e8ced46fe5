import { expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import { publishArtifacts, type PublishEdges } from '../../src/publish/apply.js'
import type { Action, Decision } from '../../src/publish/decision.js'
import type { WantedFile } from '../../src/publish/decision.js'
import type { FileKind } from '../../src/publish/manifest.js'
import { Fuse, Killed, MemoryTarget, MemoryTextFile } from './memory-target.js'
import { artifactText, World, type Source } from './world.js'

function put(address: string, kind: FileKind = 'immutable'): Action {
  const file = { path: address, bytes: Buffer.byteLength(address), digest: digestOf(address), key: address, kind, asset: 'a' }
  return { kind: 'put', address, reason: 'new asset', asset: 'media/clip.mp4', file }
}

test('what names other files goes to the target after them, and what is shown at once comes last', async () => {
  const target = new MemoryTarget((file) => file)
  const addresses = [
    'm/clip.1/720p.m3u8',
    'm/clip.1/master.m3u8',
    'm/clip.1/manifest.mpd',
    'm/clip.1/720p/index.m3u8',
    'm/clip.1/720p/init.mp4',
  ]
  const more = ['m/clip.2/storyboard.vtt', 'm/clip.2/sprite-1.jpg', 'm/clip.3.mp4']
  const actions = [
    put('m/clip.1/master.0123abcd.m3u8'),
    put('media/clip.film.mp4', 'stable'),
    ...[...addresses, ...more].map((address) => put(address)),
  ]
  const decision = { actions, unrecorded: [] } as unknown as Decision
  const edges = {
    target,
    files: { intent: new MemoryTextFile(() => new Fuse()), copy: new MemoryTextFile(() => new Fuse()), ledger: undefined },
    fileOf: ({ key }: { key: string }) => key,
  } as unknown as PublishEdges
  await publishArtifacts(decision, edges)
  expect([...target.files.keys()]).toEqual([
    'm/clip.1/720p/init.mp4',
    'm/clip.2/sprite-1.jpg',
    'm/clip.3.mp4',
    'm/clip.1/720p/index.m3u8',
    'm/clip.2/storyboard.vtt',
    'm/clip.1/master.0123abcd.m3u8',
    'm/clip.1/720p.m3u8',
    'm/clip.1/master.m3u8',
    'm/clip.1/manifest.mpd',
    'media/clip.film.mp4',
  ])
})

/** Every source is a film, which is a stream of two rungs beside its stable file. */
class FilmWorld extends World {
  override filesOf(path: string, source: Source): WantedFile[] {
    const key = digestOf(source.content).slice(0, 16)
    const names = [
      'master.m3u8',
      'manifest.mpd',
      ...['720p', '360p'].flatMap((rung) => SEGMENTS.map((name) => `${rung}/${name}`)),
    ]
    const files = names.map((name): WantedFile => {
      const text = artifactText(`${key}/${name}`)
      const known = { key: `${key}/${name}`, bytes: Buffer.byteLength(text), digest: digestOf(text) }
      return { path: `assets/film.${key}/${name}`, kind: 'immutable', ...known }
    })
    return [...files, ...super.filesOf(path, source).filter(({ kind }) => kind === 'stable')]
  }
}
const SEGMENTS = ['index.m3u8', 'init.mp4', '1.mp4', '2.mp4']

/** What a playlist that stands there names, and is not there. */
function broken({ memory }: World): string[] {
  const named = [...memory.keys()].flatMap((path) => {
    if (path.endsWith('/index.m3u8')) return SEGMENTS.map((name) => path.replace('index.m3u8', name))
    return /\/(?:master\.m3u8|manifest\.mpd)$/.test(path)
      ? ['720p', '360p'].map((rung) => path.replace(/[^/]+$/, `${rung}/index.m3u8`))
      : []
  })
  return named.filter((path) => !memory.has(path))
}

async function changedFilms(): Promise<FilmWorld> {
  const world = new FilmWorld()
  world.add('films/edited.mp4', 'before').add('films/goes.mp4', 'goes')
  await world.publish()
  world.add('films/edited.mp4', 'after').sources.delete('films/goes.mp4')
  return world
}

test('killed at any moment, a publish leaves no playlist that names what is not there, and the next one ends it', async () => {
  const whole = await changedFilms()
  await whole.publish()
  for (let operation = 0; ; operation++) {
    const world = await changedFilms()
    world.fuse = new Fuse(operation)
    const killed = await world.publish().then(
      () => false,
      (error: unknown) => error instanceof Killed,
    )
    world.fuse = new Fuse()
    expect([operation, broken(world)]).toEqual([operation, []])
    await world.publish()
    expect([...world.memory.keys()].sort()).toEqual([...whole.memory.keys()].sort())
    if (!killed) break
    expect(operation).toBeLessThan(100)
  }
})

test('what a playlist names stays as long as it cannot be removed itself', async () => {
  const world = await changedFilms()
  const remove = world.target.remove.bind(world.target)
  const held = [...world.memory.keys()].filter((path) => path.includes('/720p/'))
  world.target.remove = async (path, expected) => {
    if (path.endsWith('/master.m3u8')) throw new Error('refused')
    return remove(path, expected)
  }
  await expect(world.publish()).rejects.toThrow('refused')
  expect(broken(world)).toEqual([])
  expect(held.filter((path) => !world.memory.has(path))).toEqual([])
  world.target.remove = remove
  await world.publish()
  expect([...world.memory.keys()].filter((path) => held.includes(path))).toEqual([])
})

test('a playlist in its grace that somebody deleted does not come back without its segments', async () => {
  const world = new FilmWorld()
  world.grace = { days: 30, builds: 3 }
  world.add('films/edited.mp4', 'before')
  await world.publish()
  const old = [...world.memory.keys()].filter((path) => path.startsWith('assets/'))
  for (const path of old) world.memory.delete(path)
  world.evicted.add(`${digestOf('before').slice(0, 16)}/360p/2.mp4`)
  world.add('films/edited.mp4', 'after')
  await world.publish()
  expect(broken(world)).toEqual([])
  expect(old.filter((path) => world.memory.has(path) && /m3u8|mpd/.test(path))).toEqual([])
})
