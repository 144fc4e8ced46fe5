import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleFolder, formatBundle, parseBundle } from '../../src/base/bundle.js'
import { digestOf } from '../../src/base/hash.js'
import { tileLayout } from '../../src/base/tile-layout.js'
import type { RenditionsError } from '../../src/errors.js'
import type { ArtifactCache } from '../../src/ports.js'
import { createArtifactCache } from '../../src/render/cache/artifact-cache.js'
import { chooseEvictions } from '../../src/render/cache/evict.js'
import { planSweep } from '../../src/render/cache/sweep.js'
import type { Artifact, Recipe } from '../../src/types.js'
import { openWorkbench, quarters, wish, type Workbench } from './workbench.js'

const [width, height] = [1100, 700]
const tiles = (changes: Partial<Recipe> = {}): Recipe => wish({ kind: 'tiles', format: 'jpeg', width, height, ...changes })

let bench: Workbench
let small: Workbench
let picture: Buffer

beforeAll(async () => {
  picture = await (await quarters(width, height)).jpeg().toBuffer()
  bench = await openWorkbench()
  // Too many pixels and bytes for an ordinary picture.
  small = await openWorkbench({ pixels: 1e6, bytes: 5000, tileBytes: 200_000 })
})
afterAll(async () => {
  await bench?.close()
  await small?.close()
})

const cached = (of: Workbench, digest: string): string => join(of.folder, 'cache/files-v1', digest.slice(0, 2), digest)

describe('tiles', () => {
  test('are what the layout says, each of its size and from its place, and nothing else', async () => {
    const [made] = await bench.render(picture, [tiles()])
    const files = parseBundle(made?.bytes.toString() ?? '') ?? []
    const { tiles: cut, wholes } = tileLayout(width, height)
    expect(files.map(({ path }) => path)).toEqual([...cut, ...wholes.map(({ path }) => path)].sort())
    for (const { path, digest, bytes } of files) {
      const [, size = ''] = path.split('/')
      const header = await sharp(cached(bench, digest)).metadata()
      if (size !== 'max') expect(`${header.width},${header.height}`).toBe(size)
      expect(header.format).toBe('jpeg')
      expect(bytes).toBeGreaterThan(0)
      expect(header.exif ?? header.icc ?? header.xmp).toBeUndefined()
    }
    const corner = files.find(({ path }) => path.startsWith('1024,512,'))
    const { dominant } = await sharp(cached(bench, corner?.digest ?? '')).stats()
    expect(dominant).toMatchObject({ r: 248, g: 248, b: 248 })
    expect(readdirSync(join(bench.folder, 'cache/unfinished'))).toEqual([])
  })

  test('have the same bytes each time, without a trace of when they were made', async () => {
    const [first] = await bench.render(picture, [tiles()])
    const [second] = await small.render(picture, [tiles()])
    expect(second?.bytes.toString()).toBe(first?.bytes.toString())
  })

  test('show what operations made of the picture, at the size it has then', async () => {
    const rotated = tiles({ operations: [{ name: 'rotate', angle: 90 }, { name: 'grayscale' }], width: height, height: width })
    const [made] = await bench.render(picture, [rotated])
    expect(made?.artifact).toMatchObject({ width: height, height: width })
    const file = made?.artifact.files?.find(({ path }) => path.startsWith('0,0,512,512/'))
    const { channels } = await sharp(cached(bench, file?.digest ?? '')).stats()
    expect(new Set(channels.map(({ mean }) => Math.round(mean))).size).toBe(1)
  })

  test('and small copies are made of a picture over the limits that is read row by row', async () => {
    const path = await small.file('large.jpg', picture)
    const { probe, digest } = await small.engine.probe('large.jpg', path)
    expect(probe.beyond).toEqual({ limit: '0 MB', found: `${Math.round(picture.length / 1e5) / 10} MB` })
    expect(digest).toBe(createHash('sha256').update(picture).digest('hex'))
    const [copy] = await small.render(picture, [wish({ format: 'jpeg', width: 110, height: 70 })])
    expect(await sharp(copy?.bytes).metadata()).toMatchObject({ width: 110, height: 70 })
  })

  test('are refused with what would help where all of the picture would have to be held', async () => {
    const refused = async (name: string, bytes: Buffer): Promise<string> => {
      const problem = await small.engine.probe(name, await small.file(name, bytes)).then(
        () => undefined,
        (error: unknown) => (error as RenditionsError).problem,
      )
      return `${problem?.code}: ${problem?.hint}`
    }
    const source = await quarters(1100, 1000)
    const whole = await small.file('plain.png', await source.clone().png().toBuffer())
    expect((await small.engine.probe('plain.png', whole)).probe.beyond?.limit).toBe('1 megapixels')
    expect(await refused('p.jpg', await source.clone().jpeg({ progressive: true }).toBuffer())).toMatch(
      /^asset-too-large: .*a JPEG that is not progressive\.$/,
    )
    expect(await refused('i.png', await source.clone().png({ progressive: true }).toBuffer())).toMatch(
      /a PNG that is not interlaced\.$/,
    )
    expect(await refused('t.jpg', await source.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer())).toMatch(
      /stored upright\.$/,
    )
    expect(await refused('w.webp', await source.clone().webp({ effort: 0 }).toBuffer())).toMatch(/a JPEG or a PNG\.$/)
  })

  test('over their own limit of bytes are an error that says how many there are', async () => {
    const noise = await sharp({
      create: { width, height, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
    })
      .jpeg()
      .toBuffer()
    const failure = await small
      .render(noise, [tiles({ quality: 90 })])
      .catch((error: unknown) => (error as RenditionsError).problem)
    expect(failure).toMatchObject({
      code: 'tiles-too-large',
      message: expect.stringMatching(/ 1 MB in 12 files; the limit is 0 MB/) as string,
    })
    expect(readdirSync(join(small.folder, 'cache/unfinished'))).toEqual([])
  })
})

describe('a bundle in the cache', () => {
  const texts = { '0,0,8,8/8,8/0/default.jpg': 'a tile', 'full/max/0/default.jpg': 'the whole' }

  async function put(cache: ArtifactCache): Promise<Artifact> {
    const temporary = cache.temporary()
    const files = Object.entries(texts).map(([path, text]) => ({ path, digest: digestOf(text), bytes: text.length }))
    for (const [path, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(bundleFolder(temporary), path)), { recursive: true })
      writeFileSync(join(bundleFolder(temporary), path), text)
    }
    const list = formatBundle(files)
    writeFileSync(temporary, list)
    return cache.adoptBundle('k', temporary, { key: 'k', digest: digestOf(list), bytes: list.length, width: 8, height: 8 })
  }

  test('is only there with every one of its files whole, also in the next process', async () => {
    const folder = join(bench.folder, 'bundle-cache')
    const first = createArtifactCache({ folder, maxBytes: 1e9 })
    const artifact = await put(first)
    await first.close()
    const cache = createArtifactCache({ folder, maxBytes: 1e9 })
    const found = cache.get('k')
    expect(found && (await cache.bundle(found))).toEqual(artifact.files)
    const member = cache.get('k/full/max/0/default.jpg')
    const place = member ? cache.file(member) : ''
    expect(readFileSync(place, 'utf8')).toBe('the whole')
    chmodSync(place, 0o644)
    writeFileSync(place, 'no whole')
    expect(await cache.bundle(artifact)).toBeUndefined()
    await cache.close()
  })

  const record = (key: string, digest: string, used: number) => ({ key, digest, bytes: 10, width: 0, height: 0, used })

  test('is as fresh as its list, and stays or goes with it', () => {
    const records = [record('k', 'a', 90), record('k/x', 'b', 1), record('k/y', 'c', 1), record('other', 'd', 50)]
    expect([...chooseEvictions(records, 30, new Set())]).toEqual(['d'])
    expect([...chooseEvictions(records, 0, new Set(['k']))]).toEqual(['d'])
    const hour = 3600_000
    const files = ['a', 'b', 'c', 'd'].map((digest) => ({ digest, bytes: 10, changed: 0 }))
    const steps = planSweep({ records, files, unfinished: [] }, new Set(['k/x']), 10 * hour)
    expect(steps.map((step) => ('digest' in step ? step.digest : ''))).toEqual(['d', 'd'])
  })
})

test('a list of renditions in one job with tiles makes both', async () => {
  const [copy, bundle] = await bench.render(picture, [wish({ format: 'jpeg', width: 55, height: 35 }), tiles()])
  expect(copy?.artifact).toMatchObject({ width: 55 })
  expect(bundle?.artifact.files).toHaveLength(12)
})
