import { describe, expect, expectTypeOf, test } from 'vitest'
import { defineRenditions } from '../../src/config/define.js'
import type { Options } from '../../src/config/options.js'
import { resolveConfig } from '../../src/config/resolve-config.js'
import { around, problemsOf } from './configs.js'

/** Each "@ts-expect-error" fails the type check (`npm run types`) when the compiler accepts the line after it. */
describe('the compiler knows the preset names', () => {
  test('those of the site and the built-in ones are accepted', () => {
    const options = defineRenditions({
      presets: { hero: { widths: [640] }, wide: { extends: 'hero' }, small: { extends: 'thumb' } },
      defaultPreset: 'wide',
      videoPresets: { trailer: { extends: 'clip', poster: { at: 2, preset: 'hero' } } },
      audioPresets: { talk: { formats: ['opus', 'aac'], loudness: true } },
      defaultVideoPreset: 'trailer',
      viewers: { turntable: { extends: 'spin', preset: 'hero', rows: 2 } },
      profiles: {
        'media/**': { preset: 'hero', viewer: 'zoom' },
        'spins/**': { viewer: 'turntable' },
        'icons/**': { preset: 'thumb' },
        'talks/**': { preset: 'talk' },
      },
    })
    expectTypeOf(options).toEqualTypeOf<Options<'hero' | 'wide' | 'small', 'turntable', 'trailer', 'talk'>>()
    expect(resolveConfig(options, around, () => true).defaultPreset).toBe('wide')
  })
  test('others are refused, by the compiler and at run time', () => {
    const wrong = [
      defineRenditions({
        presets: { hero: {} },
        // @ts-expect-error no such preset
        defaultPreset: 'hreo',
      }),
      defineRenditions({
        presets: { hero: {} },
        // @ts-expect-error no such preset
        profiles: { 'media/**': { preset: 'hreo' } },
      }),
      defineRenditions({
        presets: {
          hero: {
            // @ts-expect-error no such preset
            extends: 'hreo',
          },
        },
      }),
      defineRenditions({
        videoPresets: { trailer: {} },
        // @ts-expect-error no such preset
        defaultVideoPreset: 'trialer',
      }),
      defineRenditions({
        presets: { hero: {} },
        // @ts-expect-error no such preset
        videoPresets: { trailer: { poster: { preset: 'hreo' } } },
      }),
      defineRenditions({
        // @ts-expect-error no presets but the built-in ones
        defaultPreset: 'hero',
      }),
    ]
    for (const options of wrong) expect(problemsOf(options)).toMatchObject([{ code: 'unknown-preset' }])
  })
  test('and the fields of a preset', () => {
    const wrong = [
      // @ts-expect-error no such field
      defineRenditions({ presets: { hero: { width_: 5 } } }),
      // @ts-expect-error no such format
      defineRenditions({ presets: { hero: { formats: ['jpg'] } } }),
      // @ts-expect-error GIF has no quality
      defineRenditions({ presets: { hero: { quality: { gif: 50 } } } }),
      // @ts-expect-error JPEG has no effort
      defineRenditions({ presets: { hero: { effort: { jpeg: 5 } } } }),
      // @ts-expect-error no such viewer
      defineRenditions({ profiles: { 'a/**': { viewer: 'spinn' } } }),
    ]
    for (const options of wrong) expect(problemsOf(options)).toHaveLength(1)
  })
})
