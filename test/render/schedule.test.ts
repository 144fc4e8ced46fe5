import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { errorOf, RenditionsError } from '../../src/errors.js'
import type { FilmRecipe } from '../../src/film-types.js'
import type { ArtifactCache, FilmEngine, ImageEngine, RenderJob } from '../../src/ports.js'
import { jobsOf } from '../../src/render/jobs-of.js'
import { createRenderQueue, type RenderProgress } from '../../src/render/schedule.js'
import type { Artifact, Recipe, Rendition } from '../../src/types.js'

const recipe: Recipe = {
  kind: 'raster',
  format: 'webp',
  width: 100,
  height: 75,
  fit: 'fill',
  operations: [],
  quality: 80,
  effort: 4,
  metadata: 'strip',
  icc: 'srgb',
  animated: false,
}
const rendition = (key: string, asset = 'a.jpg', changes: Partial<Recipe> = {}): Rendition => ({
  key,
  asset,
  digest: `digest of ${asset}`,
  recipe: { ...recipe, ...changes },
  extension: 'webp',
  stem: 'a',
})
const artifactOf = (key: string): Artifact => ({ key, digest: `bytes of ${key}`, bytes: 10, width: 100, height: 75 })
const source = { file: '/site/a.jpg', pixels: 1e6, bytes: 1000 }

/** Makes films when it is told to. */
let finish = (): void => undefined
const films: Pick<FilmEngine, 'render'> = {
  async render(job, done) {
    await new Promise<void>((resolve) => (finish = resolve))
    for (const { key } of job.renditions) done(artifactOf(key), 1)
  },
}

/** An engine that makes everything at once, but fails assets named `bad…` after their first rendition. */
function engine(jobs: RenderJob[]): Pick<ImageEngine, 'render'> {
  return {
    async render(job, done) {
      jobs.push(job)
      await sleep(1)
      for (const { key } of job.renditions) {
        if (job.asset.startsWith('bad') && key !== job.renditions[0]?.key)
          throw new RenditionsError(errorOf('asset-damaged', { path: job.asset, reason: 'so' }))
        done(artifactOf(key), 0.5)
      }
    },
  }
}

function cache(
  keys: readonly string[] = [],
  damaged: readonly string[] = [],
): Pick<ArtifactCache, 'get' | 'verify' | 'bundle' | 'counts'> {
  return {
    get: (key) => (keys.includes(key) ? artifactOf(key) : undefined),
    verify: async ({ key }) => !damaged.includes(key),
    bundle: async () => undefined,
    counts: { hits: 0, made: 0, damaged: damaged.length },
  }
}

describe('the queue', () => {
  test('puts what is wanted in one breath into one job per decode, costliest first', async () => {
    const jobs: RenderJob[] = []
    const queue = createRenderQueue({ films, engine: engine(jobs), cache: cache() })
    queue.add(rendition('small', 'b.jpg'), source)
    for (const width of [100, 200, 1600]) queue.add(rendition(`a${width}`, 'a.jpg', { width, format: 'avif' }), source)
    await Promise.resolve()
    queue.add(rendition('a400', 'a.jpg', { width: 400 }), source)
    queue.add(rendition('a400', 'a.jpg', { width: 400 }), source)
    expect((await queue.settle()).failures.size).toBe(0)
    expect(jobs.map((job) => [job.asset, job.renditions.map(({ key }) => key)])).toEqual([
      ['a.jpg', ['a100', 'a200', 'a1600', 'a400']],
      ['b.jpg', ['small']],
    ])
    expect(queue.artifact('a400')).toEqual(artifactOf('a400'))
    expect(queue.artifact('never')).toBeUndefined()
  })

  test('takes from the cache what is whole there, and makes again what is damaged', async () => {
    const jobs: RenderJob[] = []
    const queue = createRenderQueue({ films, engine: engine(jobs), cache: cache(['k1', 'k2'], ['k2']) })
    for (const key of ['k1', 'k2', 'k3']) queue.add(rendition(key), source)
    await queue.settle()
    expect(jobs.flatMap((job) => job.renditions.map(({ key }) => key))).toEqual(['k2', 'k3'])
    expect(queue.facts()).toMatchObject({ made: 2, cached: 1, failed: 0, damaged: 1, bytesBefore: 1000, bytesAfter: 30 })
  })

  test('collects failures by rendition without stopping anything else', async () => {
    const queue = createRenderQueue({ films, engine: engine([]), cache: cache() })
    for (const key of ['b1', 'b2', 'b3']) queue.add(rendition(key, 'bad.jpg'), source)
    queue.add(rendition('good', 'good.jpg'), source)
    const { failures } = await queue.settle()
    expect([...failures.keys()]).toEqual(['b2', 'b3'])
    expect(failures.get('b2')).toMatchObject({ code: 'asset-damaged', severity: 'error' })
    expect(queue.artifact('b1')).toBeDefined()
    expect(await queue.ready('good')).toEqual({ artifact: artifactOf('good') })
    expect(await queue.ready('b3')).toMatchObject({ problem: { code: 'asset-damaged' } })
    expect(await queue.ready('never')).toMatchObject({ problem: { code: 'render-crashed' } })
  })

  test('waits for what is added while it is being waited for', async () => {
    const queue = createRenderQueue({ films, engine: engine([]), cache: cache() })
    queue.add(rendition('first'), source)
    const settled = queue.settle()
    await sleep(2)
    queue.add(rendition('late', 'c.jpg'), source)
    await settled
    expect(queue.artifact('late')).toBeDefined()
  })

  test('tells how far a film is, and notes it until it is done or has failed, but not when it was only stopped', async () => {
    const told: RenderProgress[] = []
    const queued: string[] = []
    const notes: string[] = []
    const queue = createRenderQueue({
      engine: engine([]),
      films: {
        async render({ asset, renditions }, done, progress) {
          progress(0.5)
          if (asset === 'stopped.mp4') throw new RenditionsError(errorOf('film-stopped', { path: asset }))
          if (asset === 'bad.mp4') throw new RenditionsError(errorOf('film-damaged', { path: asset, reason: 'so' }))
          for (const { key } of renditions) done(artifactOf(key), 1)
        },
      },
      cache: cache(),
      onProgress: (progress) => told.push(progress),
      notes: {
        write: ({ asset, part }) => notes.push(`${asset} ${part}`),
        queue: ({ asset }) => queued.push(asset),
        stop: (digest) => notes.push(`stop ${digest}`),
        remove: (digest) => notes.push(`end ${digest}`),
      },
    })
    const film = { kind: 'waveform', source: 0, bars: 1, duration: 1 } as const
    for (const asset of ['good.mp4', 'bad.mp4', 'stopped.mp4'])
      queue.add(rendition(asset, asset, { kind: 'waveform', film }), { ...source, facts: { duration: 1, audio: [] } })
    await queue.settle()
    expect(queued.toSorted()).toEqual(['bad.mp4', 'good.mp4', 'stopped.mp4'])
    expect(notes.toSorted()).toEqual([
      'bad.mp4 0.5',
      'end digest of bad.mp4',
      'end digest of good.mp4',
      'good.mp4 0.5',
      'stop digest of stopped.mp4',
      'stopped.mp4 0.5',
    ])
    expect(told.map(({ film: one }) => one && `${one.asset} ${one.part}`)).toContain('good.mp4 0.5')
    expect(told.at(-1)?.film).toBeUndefined()
  })

  test('tells how far it is', async () => {
    const told: RenderProgress[] = []
    const queue = createRenderQueue({
      films,
      engine: engine([]),
      cache: cache(['k0']),
      onProgress: (progress) => told.push(progress),
    })
    for (const key of ['k0', 'k1', 'k2']) queue.add(rendition(key), source)
    await queue.settle()
    expect(told[0]).toEqual({ total: 2, made: 0, failed: 0, cached: 1 })
    expect(told.at(-1)).toEqual({ total: 2, made: 2, failed: 0, cached: 1, asset: 'a.jpg' })
  })

  test('leaves films that are not there when everything else is, and answers once they are', async () => {
    const queue = createRenderQueue({ films, engine: engine([]), cache: cache(['there']) })
    const film: FilmRecipe = { kind: 'sound', sound: { source: 0, codec: 'aac', bitrate: 96_000, channels: 2 }, duration: 3 }
    for (const key of ['there', 'later']) queue.add(rendition(key, 'clip.mp4', { kind: 'sound', film }), source)
    queue.add(rendition('picture'), source)
    expect([...(await queue.settle('leave')).pending]).toEqual(['later'])
    expect([queue.artifact('there'), queue.artifact('picture'), queue.artifact('later')].map(Boolean)).toEqual([
      true,
      true,
      false,
    ])
    finish()
    expect((await queue.settle()).pending.size).toBe(0)
    expect(queue.artifact('later')).toBeDefined()
  })

  test('names an engine that breaks its word, without a path', async () => {
    const queue = createRenderQueue({
      films,
      engine: { render: async () => Promise.reject(new Error('/home/me/secret broke')) },
      cache: cache(),
    })
    queue.add(rendition('k1'), source)
    const problem = (await queue.settle()).failures.get('k1')
    expect(problem).toMatchObject({ code: 'render-crashed' })
    expect(problem?.message).not.toContain('/home')
  })
})

describe('jobs', () => {
  const group = (...list: Rendition[]): string[][] =>
    jobsOf(list, () => source)
      .map((job) => job.renditions.map(({ key }) => key))
      .sort()
  test('share a decode when bytes, crop and operations are the same', () => {
    const crop = { left: 0, top: 0, width: 10, height: 10 }
    expect(
      group(rendition('1'), rendition('2', 'a.jpg', { format: 'avif', width: 9, quality: 3, metadata: 'copyright' })),
    ).toEqual([['1', '2']])
    expect(group(rendition('1'), rendition('2', 'a.jpg', { crop }))).toEqual([['1'], ['2']])
    expect(group(rendition('1'), rendition('2', 'a.jpg', { operations: [{ name: 'flip' }] }))).toEqual([['1'], ['2']])
    expect(group(rendition('1'), rendition('2', 'b.jpg'))).toEqual([['1'], ['2']])
    expect(group(rendition('1'), rendition('2', 'a.jpg', { icc: 'keep' }))).toEqual([['1'], ['2']])
    expect(group(rendition('1'), rendition('2', 'a.jpg', { animated: true }))).toEqual([['1'], ['2']])
    expect(group(rendition('1'), rendition('2', 'a.jpg', { background: '#fff' }))).toEqual([['1', '2']])
  })
  test('take a placeholder along when it shows the same pixels, and leave originals alone', () => {
    const placeholder = rendition('p', 'a.jpg', { kind: 'placeholder', format: 'json' })
    expect(group(placeholder, rendition('1', 'a.jpg', { icc: 'keep' }))).toEqual([['1', 'p']])
    expect(group(placeholder)).toEqual([['p']])
    expect(group(placeholder, rendition('1', 'b.jpg'))).toEqual([['1'], ['p']])
    expect(group(rendition('o', 'a.jpg', { kind: 'original' }), rendition('1'))).toEqual([['1'], ['o']])
  })
})
