import { expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import { publishArtifacts, type PublishEdges } from '../../src/publish/apply.js'
import type { Action, Decision } from '../../src/publish/decision.js'
import type { FileKind } from '../../src/publish/manifest.js'
import { Fuse, MemoryTarget, MemoryTextFile } from './memory-target.js'

function put(address: string, kind: FileKind = 'immutable'): Action {
  const file = { path: address, bytes: Buffer.byteLength(address), digest: digestOf(address), key: address, kind, asset: 'a' }
  return { kind: 'put', address, reason: 'new asset', asset: 'media/clip.mp4', file }
}

test('what names other files goes to the target after them, and what is shown at once comes last', async () => {
  const target = new MemoryTarget((file) => file)
  const addresses = ['m/clip.1/master.m3u8', 'm/clip.1/manifest.mpd', 'm/clip.1/720p/index.m3u8', 'm/clip.1/720p/init.mp4']
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
    'm/clip.1/master.m3u8',
    'm/clip.1/manifest.mpd',
    'media/clip.film.mp4',
  ])
})
