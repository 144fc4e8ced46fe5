import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createArtifactCache } from '../../src/render/cache/artifact-cache.js'
import type { Ffmpeg } from '../../src/render/engines/ffmpeg/ffmpeg.js'
import { createSharpEngine } from '../../src/render/engines/sharp/pool.js'
import type { ImageEngine } from '../../src/ports.js'
import type { Artifact, Recipe } from '../../src/types.js'
import { temporaryFolders } from '../publish/temporary-folder.js'
import { builtChild } from './built-child.js'
import { bars, fast, guard, makeFilm, openFfmpeg } from './films.js'
import { isRunning, until } from './processes.js'
import { limits, named, quartersOf, renditionOf, wish } from './workbench.js'

const fresh = temporaryFolders()
let folder: string
let ffmpeg: Ffmpeg
let engine: ImageEngine
let cache: ReturnType<typeof createArtifactCache>

beforeAll(async () => {
  folder = await fresh()
  ffmpeg = openFfmpeg(folder)
  cache = createArtifactCache({ folder: join(folder, 'cache'), maxBytes: 1e9 })
  engine = createSharpEngine({ childEntry: await builtChild(), cores: 1, limits, cache, decoder: () => ffmpeg.decoder() })
})

afterAll(async () => {
  await engine.close()
  await ffmpeg.close()
  await cache.close()
})

let number = 0

/** Pictures of a film, by recipes that share a moment. */
async function stills(file: string, recipes: readonly Partial<Recipe>[]): Promise<Buffer[]> {
  const digest = createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
  const { facts } = await ffmpeg.facts('film', file)
  const made = new Map<string, Artifact>()
  const renditions = recipes.map((recipe) => renditionOf(`still-${number++}`, 'film', digest, wish(recipe)))
  await engine.render({ asset: 'film', file, digest, pixels: 1e5, facts, renditions }, (artifact) =>
    made.set(artifact.key, artifact),
  )
  return Promise.all(
    renditions.map(async ({ key }) => {
      const artifact = made.get(key)
      const bytes = artifact && (await cache.read(artifact))
      if (!bytes) throw new Error(`nothing was made for ${key}`)
      return Buffer.from(bytes)
    }),
  )
}

async function coloursOf(bytes: Buffer | undefined): Promise<string[]> {
  return (await quartersOf(bytes ?? Buffer.alloc(0))).map(named)
}

/** Red, green, blue and white quarters, as a source of ffmpeg. */
const QUARTERS =
  'color=red:s=32x24:r=10:d=1[a];color=lime:s=32x24:r=10:d=1[b];color=blue:s=32x24:r=10:d=1[c];color=white:s=32x24:r=10:d=1[d];[a][b][c][d]xstack=inputs=4:layout=0_0|w0_0|0_h0|w0_h0'

describe('a frame of a film', () => {
  test('is shown upright and with square pixels, in every format, crop and size', async () => {
    await makeFilm(folder, `-f lavfi -i ${QUARTERS},setsar=2 ${fast} quarters.mp4`)
    const file = await makeFilm(folder, '-i quarters.mp4 -c copy -metadata:s:v:0 rotate=90 turned.mp4')
    expect(await ffmpeg.facts('film', file)).toMatchObject({ width: 48, height: 128 })
    const moment = { at: 'first' } as const
    const [whole, small] = await stills(file, [
      { width: 48, height: 128, moment },
      { width: 24, height: 64, format: 'webp', moment },
    ])
    expect(await sharp(whole).metadata()).toMatchObject({ format: 'png', width: 48, height: 128 })
    expect(await sharp(small).metadata()).toMatchObject({ format: 'webp', width: 24, height: 64 })
    expect(await coloursOf(whole)).toEqual(await coloursOf(small))
    const [corner] = await stills(file, [{ width: 20, height: 50, crop: { left: 0, top: 70, width: 20, height: 50 }, moment }])
    expect(new Set(await coloursOf(corner)).size).toBe(1)
    expect((await coloursOf(corner))[0]).toBe((await coloursOf(whole))[2])
  })

  test('is the first that shows something, or the one at a time, or the last where the time is behind it', async () => {
    const parts = 'color=black:s=64x48:r=10:d=1[a];color=0x101010:s=64x48:r=10:d=1[b]'
    const file = await makeFilm(folder, `-f lavfi -i ${parts};${QUARTERS}[c];[a][b][c]concat=n=3 ${fast} late.mp4`)
    const size = { width: 64, height: 48 }
    const at = async (when: number | 'first'): Promise<string[]> =>
      coloursOf((await stills(file, [{ ...size, moment: { at: when } }]))[0])
    expect(await at('first')).toEqual(['red', 'green', 'blue', 'white'])
    expect(await at(0.5)).toEqual(['black', 'black', 'black', 'black'])
    expect(await at(99)).toEqual(['red', 'green', 'blue', 'white'])
  })

  test('of one that is all of one colour is its first, and the same bytes every time', async () => {
    const file = await makeFilm(folder, `-f lavfi -i color=0xff0000:s=64x48:r=10:d=1 ${fast} red.mp4`)
    const [one, two] = [
      await stills(file, [{ width: 64, height: 48, moment: { at: 'first' } }]),
      await stills(file, [{ width: 64, height: 48, moment: { at: 'first' } }]),
    ]
    expect(new Set(await coloursOf(one[0]))).toEqual(new Set(['red']))
    expect(one[0]?.equals(two[0] ?? Buffer.alloc(0))).toBe(true)
  })

  test('in HDR has the colours it is meant to have', async () => {
    const light = 'format=gbrp,zscale=pin=709:tin=709:min=gbr:p=2020:t=smpte2084:m=2020_ncl:npl=100,format=yuv420p10le'
    const x265 = 'log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc'
    const parameters = `-f lavfi -i ${QUARTERS},${light} -c:v libx265 -preset ultrafast -x265-params ${x265} hdr.mp4`
    const file = await makeFilm(folder, parameters)
    const moment = { at: 0.3 }
    const [plain] = await stills(file, [{ width: 64, height: 48, moment }])
    const [mapped] = await stills(file, [{ width: 64, height: 48, moment: { ...moment, toneMap: 'pq' } }])
    const strength = async (bytes?: Buffer): Promise<number[]> =>
      (await quartersOf(bytes ?? Buffer.alloc(0))).slice(0, 3).map((colour) => Math.max(...colour) - Math.min(...colour))
    const [flat, strong] = [await strength(plain), await strength(mapped)]
    for (const [index, value] of strong.entries()) expect(value).toBeGreaterThan((flat[index] ?? 255) + 20)
  })

  test('of fields is whole, and of what is transparent stays so', async () => {
    const fields = await makeFilm(folder, `${bars('64x48', 1, 10)} ${fast} -flags +ilme+ildct -top 1 fields.mp4`)
    const clear = await makeFilm(
      folder,
      '-f lavfi -i color=red@0.0:s=64x48:r=10:d=1,format=rgba -c:v png -pix_fmt rgba clear.mov',
    )
    const moment = { at: 'first' } as const
    expect(await sharp((await stills(fields, [{ width: 64, height: 48, moment }]))[0]).metadata()).toMatchObject({ height: 48 })
    const vp9 = await makeFilm(folder, '-i clear.mov -c:v libvpx-vp9 -pix_fmt yuva420p -deadline realtime -cpu-used 8 clear.webm')
    const [web] = await stills(vp9, [{ width: 64, height: 48, moment }])
    expect((await sharp(web).stats()).isOpaque).toBe(false)
    const [bytes] = await stills(clear, [{ width: 64, height: 48, moment }])
    const { dominant, isOpaque } = await sharp(bytes).stats()
    expect([dominant, isOpaque]).toEqual([expect.anything(), false])
  })

  test('of a file that is damaged in the middle is an error or a picture, soon', async () => {
    const bytes = await readFile(await makeFilm(folder, `${bars('160x90', 1, 10)} ${fast} long.mp4`))
    const at = bytes.indexOf('mdat') + 4
    for (let offset = at; offset < Math.min(at + 20_000, bytes.length); offset += 3) bytes[offset] = (offset * 7919) % 251
    const file = join(folder, 'noise.mp4')
    await writeFile(file, bytes)
    const outcome: unknown = await stills(file, [{ width: 160, height: 90, moment: { at: 0.5 } }]).catch(
      (error: unknown) => error,
    )
    if (Array.isArray(outcome)) return expect(await sharp(outcome[0] as Buffer).metadata()).toMatchObject({ width: 160 })
    expect(outcome).toMatchObject({ code: expect.stringMatching(/^(?:encoder-failed|film-damaged)$/) })
    expect(String(outcome)).not.toContain(folder)
  })

  test('is not decoded any more when its renderer is ended', async () => {
    const file = await makeFilm(folder, `${bars()} ${fast} endless.mp4`)
    const program = join(folder, 'slow-ffmpeg')
    await writeFile(program, `#!/bin/sh\necho $$ > "${folder}/pid"\nexec sleep 100\n`, { mode: 0o755 })
    const decoder = { ffmpeg: [program] as const, guard }
    const slow = createSharpEngine({
      childEntry: await builtChild(),
      cores: 1,
      limits,
      cache,
      decoder: () => Promise.resolve(decoder),
    })
    const { facts } = await ffmpeg.facts('film', file)
    const digest = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    const renditions = [renditionOf('slow', 'film', digest, wish({ moment: { at: 0 } }))]
    const job = slow.render({ asset: 'film', file, digest, pixels: 1e5, facts, renditions }, () => undefined)
    const outcome = job.catch((error: unknown) => error)
    const pid = (): number => Number(existsSync(join(folder, 'pid')) && readFileSync(join(folder, 'pid'), 'utf8'))
    expect(await until(() => pid() > 0, 20_000)).toBe(true)
    await slow.close()
    expect(await outcome).toMatchObject({ code: 'render-crashed' })
    expect(await until(() => !isRunning(pid()), 20_000)).toBe(true)
  })
})
