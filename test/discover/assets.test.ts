import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import { createAssets } from '../../src/discover/assets.js'
import { createCatalogue } from '../../src/discover/catalogue.js'
import { createStatIndex } from '../../src/discover/stat-index.js'
import { errorOf, RenditionsError } from '../../src/errors.js'
import type { FilmEngine, ImageEngine } from '../../src/ports.js'
import type { Probe } from '../../src/types.js'

let root = ''
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'assets-'))))
afterEach(() => rm(root, { recursive: true, force: true }))

const PROBE: Probe = {
  kind: 'image',
  format: 'jpeg',
  width: 4,
  height: 3,
  pages: 1,
  hasAlpha: false,
  colour: 'srgb',
  metadata: { exif: false, gps: false, serial: false, gainMap: false },
}

/** Old enough that nobody could be writing to it still. */
async function put(path: string, text: string): Promise<void> {
  const file = join(root, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  await utimes(file, 1_700_000_000, 1_700_000_000)
}

/** An engine that reads files and remembers which. */
function engine(): Pick<ImageEngine, 'probe'> & { read: string[] } {
  const read: string[] = []
  return {
    read,
    async probe(path, file) {
      read.push(path)
      const bytes = await readFile(file)
      if (bytes.length === 0) throw new RenditionsError(errorOf('asset-empty', { path }))
      return { digest: digestOf(bytes), bytes: bytes.length, probe: PROBE, problems: [] }
    },
  }
}

/** A site without ffmpeg. */
const noEncoder: Pick<FilmEngine, 'encoder' | 'facts'> = {
  encoder: () => Promise.resolve(undefined),
  facts: () => Promise.reject(new Error('there is nothing to ask')),
}

async function open(probing = engine(), films = noEncoder) {
  const catalogue = await createCatalogue({ root, assets: [''], publicDir: '', ignore: ['.renditions/**'] })
  const statIndex = createStatIndex(join(root, '.renditions/index.jsonl'), { version: '1', name: 'index' })
  return { assets: createAssets({ catalogue, statIndex, engine: probing, films, root }), statIndex, catalogue, probing }
}

test('a GIF is looked into once as a film, and again after it or the encoder changed', async () => {
  await put('a.gif', 'GIF89a')
  const asked: string[] = []
  const films = (version: string): Pick<FilmEngine, 'encoder' | 'facts'> => ({
    encoder: () => Promise.resolve({ version } as Awaited<ReturnType<FilmEngine['encoder']>>),
    facts: (path) => {
      asked.push(`${path} by ${version}`)
      return Promise.resolve({ facts: { duration: asked.length, audio: [] }, width: 4, height: 3, problems: [] })
    },
  })
  const look = async (version: string): Promise<number> => {
    const { assets, statIndex } = await open(engine(), films(version))
    const found = await assets.asset('a.gif')
    if (!('asset' in found)) throw new Error('not found')
    const [{ duration }] = await Promise.all([assets.moving(found.asset), assets.moving(found.asset)])
    await statIndex.close()
    return duration
  }
  expect([await look('1'), await look('2'), await look('2')]).toEqual([1, 2, 2])
  await put('a.gif', 'GIF89a with more')
  expect(await look('2')).toBe(3)
  expect(asked).toEqual(['a.gif by 1', 'a.gif by 2', 'a.gif by 2'])
})

test('an asset is read once, however often and however early it is asked for', async () => {
  await put('a.jpg', 'bytes')
  const { assets, probing } = await open()
  const found = await Promise.all([assets.asset('a.jpg'), assets.asset('a.jpg')])
  await assets.asset('a.jpg')
  expect(found[0]).toEqual({ asset: { path: 'a.jpg', digest: digestOf('bytes'), bytes: 5, probe: PROBE }, problems: [] })
  expect(probing.read).toEqual(['a.jpg'])
})

test('a warm start reads nothing, and a changed file again', async () => {
  await put('a.jpg', 'bytes')
  await put('b.jpg', 'bytes')
  const cold = await open()
  const found = await cold.assets.asset('b.jpg')
  expect('asset' in found && (await cold.assets.canonical(found.asset))).toBe('a.jpg')
  await cold.statIndex.close()

  const warm = await open()
  expect(await warm.assets.asset('b.jpg')).toEqual(found)
  expect('asset' in found && (await warm.assets.canonical(found.asset))).toBe('a.jpg')
  expect(warm.probing.read).toEqual([])

  await put('b.jpg', 'other')
  const changed = await open()
  expect(await changed.assets.asset('b.jpg')).toMatchObject({ asset: { digest: digestOf('other') } })
  expect(changed.probing.read).toEqual(['b.jpg'])
})

test('a file written a moment ago is read again next time', async () => {
  await writeFile(join(root, 'a.jpg'), 'bytes')
  const cold = await open()
  await cold.assets.asset('a.jpg')
  await cold.statIndex.close()
  const warm = await open()
  await warm.assets.asset('a.jpg')
  expect(warm.probing.read).toEqual(['a.jpg'])
})

test('a file that changes while it is read is not taken for known', async () => {
  await put('a.jpg', 'bytes')
  const probing = engine()
  const changing: typeof probing = {
    ...probing,
    async probe(path, file) {
      const result = await probing.probe(path, file)
      await put('a.jpg', 'BYTES and more')
      return result
    },
  }
  const cold = await open(changing)
  await cold.assets.asset('a.jpg')
  await cold.statIndex.close()
  const warm = await open()
  expect(await warm.assets.asset('a.jpg')).toMatchObject({ asset: { digest: digestOf('BYTES and more') } })
})

test('identical bytes have one name, equal sizes alone have not', async () => {
  await put('z/copy.jpg', 'bytes')
  await put('m/copy.jpg', 'bytes')
  await put('a/other.jpg', 'BYTES')
  const { assets, probing } = await open()
  const found = await assets.asset('z/copy.jpg')
  expect('asset' in found && (await assets.canonical(found.asset))).toBe('m/copy.jpg')
  const other = await assets.asset('a/other.jpg')
  expect('asset' in other && (await assets.canonical(other.asset))).toBe('a/other.jpg')
  expect(probing.read).toEqual(['z/copy.jpg', 'a/other.jpg'])
})

test('what cannot be used is a problem and not an exception', async () => {
  await put('empty.jpg', '')
  const broken = {
    probe: () => Promise.reject(Object.assign(new Error(`EACCES: permission denied, open '${root}/a.jpg'`), { code: 'EACCES' })),
  }
  const { assets } = await open()
  expect(await assets.asset('empty.jpg')).toMatchObject({ problem: { code: 'asset-empty' } })
  expect(await assets.asset('gone.jpg')).toMatchObject({ problem: { code: 'asset-unreadable' } })
  await put('a.jpg', 'x')
  const catalogue = await createCatalogue({ root, assets: [''], publicDir: '', ignore: [] })
  const statIndex = createStatIndex(join(root, 'index'), { version: '1', name: 'index' })
  const found = await createAssets({ catalogue, statIndex, engine: broken, films: noEncoder, root }).asset('a.jpg')
  expect(found).toMatchObject({ problem: { code: 'asset-unreadable', message: expect.stringContaining('EACCES') } })
  expect(JSON.stringify(found)).not.toContain(root)
})

test('an invalidated asset is read again, and its copies get their name anew', async () => {
  await put('a.jpg', 'bytes')
  await put('b.jpg', 'bytes')
  const { assets } = await open()
  const found = await assets.asset('b.jpg')
  expect('asset' in found && (await assets.canonical(found.asset))).toBe('a.jpg')
  await put('a.jpg', 'other')
  assets.invalidate('a.jpg')
  expect(await assets.asset('a.jpg')).toMatchObject({ asset: { digest: digestOf('other') } })
  expect('asset' in found && (await assets.canonical(found.asset))).toBe('b.jpg')
})

test('a film is looked at again when the encoder came or changed, and only then; pictures never are', async () => {
  await put('a.jpg', 'picture')
  await put('b.mp4', 'film')
  let read: string[] = []
  const probing = {
    read,
    async probe(path: string, file: string) {
      read.push(path)
      const bytes = await readFile(file)
      const probe = path.endsWith('.mp4') ? { ...PROBE, kind: 'video' as const, format: 'mp4' } : PROBE
      return { digest: digestOf(bytes), bytes: bytes.length, probe, problems: [] }
    },
  }
  let asked = 0
  const encoder = (version: string): typeof noEncoder => ({
    encoder: () => {
      asked++
      return Promise.resolve({ version, videoCodecs: new Set(), audioCodecs: new Set(), toneMaps: true })
    },
    facts: () => Promise.resolve({ facts: { duration: 7, audio: [] }, width: 90, height: 160, problems: [] }),
  })
  const build = async (films: typeof noEncoder): Promise<unknown[]> => {
    read = []
    const { assets, statIndex } = await open(probing, films)
    const found = [await assets.asset('a.jpg'), await assets.asset('b.mp4')]
    await statIndex.close()
    return [...read, ...found.map((one) => 'asset' in one && [one.asset.probe.width, one.asset.probe.film?.duration])]
  }
  expect(await build(noEncoder)).toEqual(['a.jpg', 'b.mp4', [4, undefined], [4, undefined]])
  expect(await build(noEncoder)).toEqual([
    [4, undefined],
    [4, undefined],
  ])
  expect(await build(encoder('ffmpeg 5'))).toEqual(['b.mp4', [4, undefined], [90, 7]])
  expect(await build(encoder('ffmpeg 5'))).toEqual([
    [4, undefined],
    [90, 7],
  ])
  expect(await build(encoder('ffmpeg 6'))).toEqual(['b.mp4', [4, undefined], [90, 7]])
  expect(asked).toBe(5)
  expect(await build(noEncoder)).toEqual(['b.mp4', [4, undefined], [4, undefined]])
})
