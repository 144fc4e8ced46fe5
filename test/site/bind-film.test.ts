import { describe, expect, test } from 'vitest'
import { encodingOf, mediumOf, posterStill, stillFor, type EncodingInput } from '../../src/bind/bind-film.js'
import type { PlanInput } from '../../src/plan/plan-reference.js'
import type { FilmEncoder } from '../../src/ports.js'
import type { Asset } from '../../src/types.js'
import { configOf } from '../config/configs.js'
import { encoder, filmWith, videoPreset } from '../plan/film/films.js'
import { assetWith, presetWith, referenceWith } from '../plan/presets.js'

const { film: facts = { duration: 0, audio: [] } } = filmWith().probe

/** A site where a film engine knows what it is told, or where there is none. */
function parts(more: Partial<FilmEncoder> | 'none' = {}): Parameters<typeof encodingOf>[0] {
  return {
    config: configOf({ videoPresets: { trailer: {} } }),
    moving: () => Promise.resolve(facts),
    engine: { version: 'sharp 1' } as Parameters<typeof encodingOf>[0]['engine'],
    films: {
      encoder: () => Promise.resolve(more === 'none' ? undefined : { ...encoder, ...more }),
      facts: () => Promise.resolve({ facts, width: 64, height: 36, problems: [] }),
    },
  }
}

function input(options: object = {}, more: Partial<EncodingInput> = {}): EncodingInput {
  return { reference: referenceWith(), asset: filmWith(), video: videoPreset(options), isPlayed: true, stem: 'clip', ...more }
}

const gif: Asset = assetWith({ format: 'gif', pages: 9, width: 64, height: 36 }, { path: 'media/move.gif' })

describe('a film', () => {
  test('is as its preset makes it, with a frame for its poster', async () => {
    const found = await encodingOf(parts(), input({ poster: { at: 3, preset: 'thumb' } }))
    expect(found).toMatchObject({
      problems: [],
      encoding: {
        name: 'trailer',
        film: { preset: 'trailer' },
        still: { moment: { at: 3 }, preset: 'thumb', engineVersion: 'sharp 1, encoder 1' },
      },
    })
  })

  test('that is shorter than the moment of its poster shows its end', async () => {
    const found = await encodingOf(parts(), input({ poster: 100 }, { asset: filmWith({ duration: 2 }) }))
    expect(found).toMatchObject({ encoding: { still: { moment: { at: 1.9 } } } })
  })

  test('is published as it is without an encoder, without facts, and where nobody asks', async () => {
    const { film: _, ...blank } = filmWith().probe
    expect(await encodingOf(parts('none'), input())).toEqual({ problems: [] })
    expect(await encodingOf(parts(), input({}, { asset: { ...filmWith(), probe: blank } }))).toEqual({ problems: [] })
    const link = referenceWith({ role: 'link', wish: { overrides: {} } })
    expect(await encodingOf(parts(), input({}, { isPlayed: false, reference: link }))).toEqual({ problems: [] })
  })

  test.each([
    [{ maxSeconds: 59 }, '"media/clip.mp4" has 60 s, but the preset "trailer" takes 59 s at most.'],
    [{ maxMegabytes: 0.001 }, '"media/clip.mp4" has 1.0 MB, but the preset "trailer" takes 0.001 MB at most.'],
  ])('beyond what its preset takes is refused where it is asked for: %j', async (options, message) => {
    const found = await encodingOf(parts(), input(options, { asset: { ...filmWith(), bytes: 2 ** 20 } }))
    expect(found).toMatchObject({ problem: { code: 'film-over-limit', message, place: { line: 3 } } })
  })

  test('says what the encoder cannot do', async () => {
    const few = { videoCodecs: new Set(['h264'] as const), toneMaps: false }
    const hdr = filmWith({ video: { transfer: 'pq' } })
    const found = await encodingOf(parts(few), input({ codecs: ['av1', 'h264'] }, { asset: hdr }))
    expect('problems' in found && found.problems.map(({ code }) => code)).toEqual(['codec-missing', 'film-grey'])
    expect(await encodingOf(parts(few), input({ codecs: ['av1'] }))).toMatchObject({
      problems: [{ code: 'codec-missing', message: expect.stringContaining('is published as it is') }],
    })
  })
})

describe('a picture of a film', () => {
  const lone = referenceWith({ role: 'address', wish: { preset: 'social', overrides: {} } })
  test('answers an address that asks for one', async () => {
    expect(await stillFor(parts(), { reference: lone, asset: filmWith() })).toMatchObject({ moment: { at: 'first' } })
    expect(await stillFor(parts('none'), { reference: lone, asset: filmWith() })).toBeUndefined()
    expect(await stillFor(parts(), { reference: lone, asset: gif })).toBeUndefined()
  })

  test('has the shape of the film, whatever the preset says', () => {
    const planInput: PlanInput = {
      reference: referenceWith(),
      asset: filmWith({ width: 1080, height: 1920 }),
      sidecar: { files: [] },
      preset: presetWith({ width: 360, height: 100, ratio: 2, fit: 'cover', formats: ['webp', 'fallback'] }),
      viewer: undefined,
      largePreset: presetWith(),
      stable: (extension) => `media/clip.trailer.${extension}`,
      negotiates: false,
      engineVersion: 'x',
      stem: 'clip',
    }
    const poster = posterStill(planInput, { moment: { at: 2, toneMap: 'hlg' }, engineVersion: 'sharp 1, encoder 1' }, {})
    expect([poster.width, poster.height, poster.stable]).toEqual([360, 640, 'media/clip.trailer.jpg'])
    expect(poster.main.recipe).toMatchObject({ kind: 'raster', format: 'jpeg', moment: { at: 2, toneMap: 'hlg' } })
    expect(poster.groups.map(({ format }) => format)).toEqual(['webp', 'jpeg'])
  })
})

test('a GIF that moves is looked into once somebody wants a film of it', async () => {
  expect([mediumOf(gif), mediumOf(assetWith({ format: 'gif', pages: 1 })), mediumOf(filmWith())]).toEqual([
    'gif',
    'picture',
    'film',
  ])
  const { video: _, ...plain } = input({}, { asset: gif, isPlayed: false })
  expect(await encodingOf(parts(), plain)).toEqual({ problems: [] })
  const found = await encodingOf(parts(), input({}, { asset: gif, isPlayed: false }))
  expect(found).toMatchObject({
    encoding: { asset: { probe: { film: { duration: 60 } } }, film: { files: [{ extension: 'mp4' }] } },
  })
  const inside = referenceWith({ insidePicture: true })
  expect(await encodingOf(parts(), input({}, { asset: gif, isPlayed: false, reference: inside }))).toEqual({ problems: [] })
})
