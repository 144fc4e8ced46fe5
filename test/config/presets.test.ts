import { describe, expect, test } from 'vitest'
import { presetFields } from '../../src/config/preset-fields.js'
import { PRESET_FIELDS } from '../../src/discover/preset-fields.js'
import type { ImagePreset } from '../../src/types.js'
import { configOf, findingsOf, problemsOf } from './configs.js'

/** The preset `hero` of a site that writes it so. */
function heroOf(hero: unknown, others: Record<string, unknown> = {}): ImagePreset {
  const preset = configOf({ presets: { ...others, hero } }).presets['hero']
  if (!preset) throw new Error('There is no hero.')
  return preset
}

describe('built-in presets', () => {
  test('the default one serves four widths in three formats', () => {
    expect(configOf().presets['default']).toEqual({
      name: 'default',
      art: [],
      widths: [480, 960, 1440, 1920],
      densities: [],
      formats: ['avif', 'webp', 'fallback'],
      quality: { avif: 50, webp: 80, jpeg: 80, png: 100, gif: 100 },
      effort: { avif: 3, webp: 4, jpeg: 0, png: 7, gif: 7 },
      fit: 'inside',
      crop: 'focal',
      operations: [],
      loading: 'lazy',
      decoding: 'async',
      priority: false,
      placeholder: 'none',
      metadata: 'strip',
      icc: 'srgb',
      stable: true,
    })
  })
  test('the others differ from it where they must', () => {
    const { thumb, social, zoom } = configOf().presets
    expect(thumb).toMatchObject({ name: 'thumb', widths: [], width: 320, height: 320, fit: 'cover', densities: [1, 2] })
    expect(social).toMatchObject({
      name: 'social',
      widths: [],
      width: 1200,
      height: 630,
      fit: 'cover',
      formats: ['jpeg'],
      densities: [],
      stable: true,
    })
    expect(zoom).toMatchObject({ name: 'zoom', widths: [2560], formats: ['webp', 'fallback'] })
  })
  test('AVIF effort is lowest while serving, unless a preset says otherwise', () => {
    const { presets } = configOf({ presets: { fine: { effort: { avif: 5 } } } }, { command: 'serve' })
    expect([presets['default']?.effort.avif, presets['thumb']?.effort.avif, presets['fine']?.effort.avif]).toEqual([1, 1, 5])
  })
})

describe('extends', () => {
  test('a preset takes the rest from the one it names, through others', () => {
    const c = heroOf(
      { extends: 'b', sizes: '50vw' },
      { a: { quality: 30, blur: true }, b: { extends: 'a', widths: [200, 100, 200] } },
    )
    expect(c).toMatchObject({
      name: 'hero',
      sizes: '50vw',
      widths: [100, 200],
      quality: { avif: 30, webp: 30, jpeg: 30, png: 100 },
    })
    expect(c.operations).toEqual([{ name: 'blur', sigma: 3 }])
  })
  test("a site's own default is what everything builds on, the built-in presets too", () => {
    const { presets } = configOf({ presets: { default: { quality: { avif: 40 }, width: 700 }, hero: { placeholder: 'blur' } } })
    for (const name of ['default', 'thumb', 'social', 'zoom', 'panorama', 'hero'])
      expect(presets[name]?.quality).toMatchObject({ avif: 40, webp: 80 })
    expect(presets['hero']).toMatchObject({ width: 700, widths: [] })
    expect(presets['zoom']).toMatchObject({ widths: [2560] })
    expect(presets['zoom']).not.toHaveProperty('width')
  })
  test('a preset that replaces a built-in one can extend that', () => {
    expect(configOf({ presets: { thumb: { extends: 'thumb', width: 200, height: 200 } } }).presets['thumb']).toMatchObject({
      width: 200,
      densities: [1, 2],
      fit: 'cover',
    })
    expect(configOf({ presets: { thumb: { width: 200 } } }).presets['thumb']).toMatchObject({
      width: 200,
      densities: [],
      fit: 'inside',
    })
    expect(configOf({ presets: { default: { extends: 'default', icc: 'keep' } } }).presets['default']).toMatchObject({
      icc: 'keep',
    })
  })
  test('the order in which presets are written does not matter', () => {
    const [a, b] = [{ extends: 'b', blur: 5 }, { widths: [7] }]
    expect(configOf({ presets: { a, b } }).presets['a']).toEqual(configOf({ presets: { b, a } }).presets['a'])
  })
  test('an unknown name is told with the one that was meant', () => {
    expect(findingsOf({ presets: { hero: { extends: 'thmb' } } })).toEqual([
      'There is no preset named "thmb", which option "presets.hero.extends" asks for. Did you mean "thumb"? Presets: default, thumb, social, zoom, panorama, hero.',
    ])
  })
  test.each([
    [{ a: { extends: 'a' } }, 'a → a'],
    [{ a: { extends: 'b' }, b: { extends: 'c' }, c: { extends: 'a' } }, 'a → b → c → a'],
    [{ default: { extends: 'thumb' } }, 'option "presets.default.extends" but received "thumb → default → thumb"'],
    [{ default: { extends: 'hero' }, hero: {} }, 'option "presets.default.extends" but received "default → hero → default"'],
  ])('a circle is refused and shown: %o', (presets, circle) => {
    const findings = findingsOf({ presets })
    expect(findings.filter((text) => text.includes('does not build on this one'))).toHaveLength(findings.length)
    expect(findings.join()).toContain(circle)
  })
})

describe('names', () => {
  test.each(['', '9lives', 'a b', 'a.b', 'a/b', '../x', 'ä', '-a', '$x', 'toolong?'])('%o is refused', (name) => {
    expect(problemsOf({ presets: { [name]: {} } })).toMatchObject([{ code: 'invalid-option' }])
  })
  test('two that differ by case alone are refused, since they become file names', () => {
    expect(findingsOf({ presets: { hero: {}, Hero: {} } })).toEqual([
      expect.stringContaining('a name that differs from "hero" by more than case'),
    ])
    expect(problemsOf({ presets: { Thumb: {} } })).toHaveLength(1)
  })
  test.each([null, 5, 'hero', [], () => ({})])('%o is no preset', (hero) => {
    expect(problemsOf({ presets: { hero } })).toMatchObject([
      { code: 'invalid-option', message: expect.stringContaining('an object for option "presets.hero"') },
    ])
  })
})

describe('size', () => {
  test('a width takes the place of inherited widths, and the other way round', () => {
    expect(heroOf({ width: 300 })).toMatchObject({ width: 300, widths: [] })
    const back = heroOf({ extends: 'thumb', widths: [100] })
    expect(back).toMatchObject({ widths: [100], densities: [] })
    expect(back).not.toHaveProperty('width')
    expect(back).not.toHaveProperty('height')
  })
  test('of width, height and ratio the inherited one yields', () => {
    expect(heroOf({ extends: 'social', ratio: '1:1' })).toMatchObject({ width: 1200, ratio: 1 })
    expect(heroOf({ extends: 'social', ratio: '1:1' })).not.toHaveProperty('height')
    const cinema = { width: 1600, ratio: '2:1' }
    expect(heroOf({ extends: 'cinema', height: 400 }, { cinema })).toMatchObject({ height: 400, ratio: 2 })
    expect(heroOf({ extends: 'cinema', height: 400 }, { cinema })).not.toHaveProperty('width')
    expect(heroOf({ extends: 'cinema', width: 10, height: 40 }, { cinema })).not.toHaveProperty('ratio')
  })
  test.each([
    [{ widths: [1], width: 5 }, 'nothing beside "widths"'],
    [{ widths: [1], densities: [2] }, 'nothing beside "widths"'],
    [{ width: 5, height: 5, ratio: 2 }, 'nothing beside "width" and "height"'],
    [{ densities: [1, 2] }, '"width" or "height" beside it'],
  ])('%o contradicts itself', (hero, why) => {
    expect(findingsOf({ presets: { hero } })).toEqual([expect.stringContaining(why)])
  })
  test.each([
    ['16:9', 16 / 9],
    ['16/9', 16 / 9],
    [' 1.91 : 1 ', 1.91],
    [1.5, 1.5],
  ])('ratio %o is %d', (ratio, value) => {
    expect(heroOf({ ratio }).ratio).toBeCloseTo(value, 10)
  })
  test('a ratio cuts, unless fit says otherwise', () => {
    expect(heroOf({ ratio: 2 }).fit).toBe('cover')
    expect(heroOf({ ratio: 2, fit: 'inside' }).fit).toBe('inside')
    expect(heroOf({ fit: 'contain', ratio: 2 }).fit).toBe('contain')
  })
})

describe('every field', () => {
  test('has a row in the table, known to whoever reads references', () => {
    expect(new Set([...Object.keys(presetFields), 'format'])).toEqual(PRESET_FIELDS)
    for (const { doc } of Object.values(presetFields)) expect(doc).toMatch(/^[A-Z].*\.$/)
  })
  test.each([
    [
      'widths',
      [
        [],
        [0],
        [-1],
        [1.5],
        [16384],
        ['400'],
        [Number.NaN],
        400,
        '400',
        {},
        Array.from({ length: 51 }, (_, i) => i + 1),
        Array(3),
      ],
    ],
    ['width', [0, -1, 1.5, '300', Number.NaN, Infinity, 16384, null, true, [1]]],
    ['height', [0, -1, Infinity]],
    ['formats', [[], ['jpg'], ['avif', 'bmp'], 'avif', ['AVIF'], [null]]],
    ['quality', [0, 101, 50.5, '80', { avif: 0 }, { gif: 50 }, { avfi: 50 }, { avif: '50' }, [50], Number.NaN]],
    ['effort', [-1, 11, { jpeg: 3 }, { webp: 7 }, { png: 0 }, { avif: 10 }]],
    ['ratio', ['16x9', '0:1', '1:0', 0, -1, Infinity, '1:1000', '', null]],
    ['fit', ['Cover', 'crop', '', null]],
    ['crop', ['center', { x: 1.1, y: 0 }, { x: 0 }, { x: 0, y: 0, z: 0 }, [0.5], '0.5', null, { x: '0', y: 0 }]],
    ['background', ['#ggg', 'blu', 'url(x)', 5, '', 'rgb(1,2)', 'var(--x)']],
    ['rotate', [361, '90', Number.NaN]],
    ['blur', [0.2, 1001, '3', 0]],
    ['sharpen', [11, 0]],
    ['trim', [0, 256]],
    ['flip', [1, 'true', null]],
    ['brightness', [-0.1, 11, true]],
    ['hue', [400]],
    ['sizes', ['', '  ', 'a\nb', 'x'.repeat(1001), 5]],
    ['loading', ['auto']],
    ['decoding', ['lazy']],
    ['placeholder', ['colour', true]],
    ['metadata', ['all']],
    ['icc', ['p3']],
    ['stable', ['yes']],
  ])('%s refuses what it cannot be', (field, wrongs) => {
    for (const wrong of wrongs) {
      const findings = findingsOf({ presets: { hero: { [field]: wrong } } })
      expect(findings).toEqual([expect.stringContaining(`for option "presets.hero.${field}"`)])
    }
  })
  test('a wrong word comes with the right one', () => {
    expect(findingsOf({ presets: { hero: { formats: ['avif', 'jpg'], quality: { wepb: 5 }, crop: 'center' } } })).toEqual([
      expect.stringMatching(/formats.*Did you mean "jpeg"\?$/),
      expect.stringMatching(/quality.*Did you mean "webp"\?$/),
      expect.stringMatching(/crop.*Did you mean "centre"\?$/),
    ])
  })
  test('one quality is for the formats that lose something; one effort is bounded by each encoder', () => {
    expect(heroOf({ quality: 61 }).quality).toEqual({ avif: 61, webp: 61, jpeg: 61, png: 100, gif: 100 })
    expect(heroOf({ quality: { png: 60 } }).quality).toEqual({ avif: 50, webp: 80, jpeg: 80, png: 60, gif: 100 })
    expect(heroOf({ effort: 9 }).effort).toEqual({ avif: 9, webp: 6, jpeg: 0, png: 9, gif: 9 })
    expect(heroOf({ effort: 0 }).effort).toEqual({ avif: 0, webp: 0, jpeg: 0, png: 1, gif: 1 })
  })
  test('operations come in one order, each once, and what changes nothing is left out', () => {
    const hero = heroOf({
      contrast: 2,
      tint: 'Red',
      rotate: -90,
      trim: true,
      grayscale: true,
      brightness: 1,
      flip: false,
      saturation: 0.5,
      hue: 360,
    })
    expect(hero.operations).toEqual([
      { name: 'trim', threshold: 10 },
      { name: 'rotate', angle: 270 },
      { name: 'grayscale' },
      { name: 'tint', colour: '#ff0000' },
      { name: 'saturation', factor: 0.5 },
      { name: 'contrast', factor: 2 },
    ])
  })
  test('an inherited operation is replaced, or taken out', () => {
    const soft = { blur: 5, flip: true, rotate: 90 }
    expect(heroOf({ extends: 'soft', blur: 9, rotate: 0 }, { soft }).operations).toEqual([
      { name: 'flip' },
      { name: 'blur', sigma: 9 },
    ])
    expect(heroOf({ extends: 'soft', blur: false, flip: false }, { soft }).operations).toEqual([{ name: 'rotate', angle: 90 }])
  })
  test('priority is eager, unless loading is given', () => {
    expect(heroOf({ priority: true })).toMatchObject({ priority: true, loading: 'eager' })
    expect(heroOf({ priority: true, loading: 'lazy' }).loading).toBe('lazy')
    expect(heroOf({ extends: 'top', priority: false }, { top: { priority: true } }).loading).toBe('lazy')
  })
  test('colours and lists have one form, so that equal presets are equal', () => {
    const a = heroOf({ background: 'WHITE', widths: [2, 1, 1], formats: ['webp', 'webp'], ratio: '4:2' })
    expect(a).toEqual(heroOf({ background: '#fff', widths: [1, 2], formats: ['webp'], ratio: 2 }))
  })
})
