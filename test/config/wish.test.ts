import { describe, expect, test } from 'vitest'
import { presetFieldNames } from '../../src/config/preset-fields.js'
import { VIEWER_NAMES } from '../../src/base/viewer-names.js'
import { resolveWish, type WishInput } from '../../src/config/wish.js'
import { configOf } from './configs.js'

const config = configOf({
  presets: {
    hero: { widths: [640, 1280], ratio: '16:9' },
    card: { width: 200, height: 100, densities: [1, 2] },
    press: { stable: true },
  },
  profiles: {
    'media/**': { preset: 'card' },
    'media/press': { viewer: 'zoom', stable: true },
    '/media/press/*.png': { preset: 'press', stable: false },
  },
})

type Given = Partial<Omit<WishInput, 'wish'>> & { preset?: string; viewer?: string; overrides?: Record<string, string> }

function resolve({ preset, viewer, overrides = {}, ...input }: Given = {}): ReturnType<typeof resolveWish> {
  const wish = { ...(preset !== undefined && { preset }), ...(viewer !== undefined && { viewer }), overrides }
  return resolveWish({ config, wish, sidecar: { files: [] }, assetPath: 'photos/lake.jpg', mayDefault: true, ...input })
}
const nameOf = (given: Given): string | undefined => resolve(given).preset?.name

describe('precedence', () => {
  const page = { preset: 'zoom' }
  const sidecar = { preset: 'thumb', files: ['x'] }
  const assetPath = 'media/a.jpg'
  test('reference, page, sidecar, profile, default', () => {
    expect(nameOf({ preset: 'hero', page, sidecar, assetPath })).toBe('hero')
    expect(nameOf({ page, sidecar, assetPath })).toBe('zoom')
    expect(nameOf({ sidecar, assetPath })).toBe('thumb')
    expect(nameOf({ assetPath })).toBe('card')
    expect(nameOf({})).toBe('default')
  })
  test('the last profile that gives a field wins, each field by itself', () => {
    expect(resolve({ assetPath: 'media/press/a.jpg' })).toMatchObject({
      preset: { name: 'card' },
      viewer: { name: 'zoom' },
      stable: true,
    })
    expect(resolve({ assetPath: 'media/press/a.png' })).toMatchObject({
      preset: { name: 'press' },
      viewer: { name: 'zoom' },
      stable: false,
    })
    expect(resolve({ assetPath: 'media/press/deep/a.png' })).toMatchObject({ preset: { name: 'card' }, viewer: { name: 'zoom' } })
    expect(resolve({ assetPath: 'media/pressed/a.png' })).not.toHaveProperty('viewer')
  })
  test('a profile for a folder with accents holds in both Unicode forms', () => {
    const accented = configOf({ profiles: { 'médias/**': { preset: 'thumb' } } })
    for (const form of ['NFC', 'NFD'])
      expect(nameOf({ config: accented, assetPath: 'médias/a.jpg'.normalize(form) })).toBe('thumb')
  })
  test('a profile holds where the default may not', () => {
    expect(nameOf({ mayDefault: false, assetPath })).toBe('card')
  })
  test('stable comes from the nearest that says it', () => {
    expect(resolve({ preset: 'press' }).stable).toBe(true)
    expect(resolve({ preset: 'press', sidecar: { stable: false, files: [] } }).stable).toBe(false)
    expect(resolve({ preset: 'press', sidecar: { stable: false, files: [] }, overrides: { stable: '' } }).stable).toBe(true)
    expect(resolve({ assetPath: 'media/press/a.jpg', overrides: { stable: 'false' } }).stable).toBe(false)
    expect(resolve().stable).toBe(true)
    expect(resolve({ config: configOf({ stable: false }) }).stable).toBe(false)
  })
})

describe('leaving to Vite', () => {
  test('what asks for nothing and may have no default', () => {
    expect(resolve({ mayDefault: false })).toEqual({ stable: false, original: false, problems: [] })
    expect(resolve({ config: configOf({ defaultPreset: false }) })).toEqual({ stable: false, original: false, problems: [] })
  })
  test('a viewer of the page alone does not reach what is no picture', () => {
    expect(resolve({ mayDefault: false, page: { viewer: 'zoom' } })).toEqual({ stable: false, original: false, problems: [] })
  })
  test('asking for a viewer or a field is asking for the default preset', () => {
    const off = configOf({ defaultPreset: false })
    expect(nameOf({ config: off, mayDefault: false, viewer: 'zoom' })).toBe('default')
    expect(nameOf({ config: off, mayDefault: false, overrides: { width: '10' } })).toBe('default')
    expect(nameOf({ config: configOf({ defaultPreset: 'thumb' }), mayDefault: false, viewer: 'zoom' })).toBe('thumb')
    expect(resolve({ config: off, page: { viewer: 'zoom' } })).toMatchObject({
      preset: { name: 'default' },
      viewer: { name: 'zoom' },
    })
  })
})

describe('viewer', () => {
  test('none at the reference overrules everything after it', () => {
    const assetPath = 'media/press/a.jpg'
    expect(resolve({ assetPath, viewer: 'none' })).not.toHaveProperty('viewer')
    expect(resolve({ assetPath, page: { viewer: 'none' } })).not.toHaveProperty('viewer')
    expect(resolve({ assetPath, sidecar: { viewer: 'none', files: [] } })).not.toHaveProperty('viewer')
    expect(resolve({ assetPath })).toMatchObject({ viewer: { name: 'zoom' } })
  })
})

describe('overrides', () => {
  const preset = 'hero'
  test('leave the preset its name and itself untouched', () => {
    const before = structuredClone(config.presets['hero'])
    expect(resolve({ preset, overrides: { quality: '30', sizes: '50vw' } }).preset).toMatchObject({
      name: 'hero',
      sizes: '50vw',
      quality: { avif: 30 },
    })
    expect(config.presets['hero']).toEqual(before)
  })
  test('a reference without any gets the very preset of the config', () => {
    expect(resolve({ preset }).preset).toBe(config.presets['hero'])
  })
  test('one width means exactly that width', () => {
    expect(resolve({ preset, overrides: { width: '300' } }).preset).toMatchObject({ width: 300, widths: [] })
    expect(resolve({ preset, overrides: { width: '300', densities: '1,2' } }).preset).toMatchObject({
      width: 300,
      densities: [1, 2],
    })
  })
  test('widths take the place of width, height and densities', () => {
    const card = resolve({ preset: 'card', overrides: { widths: '800, 400' } }).preset
    expect(card).toMatchObject({ widths: [400, 800], densities: [] })
    expect(card).not.toHaveProperty('width')
    expect(card).not.toHaveProperty('height')
  })
  test('every field can be written', () => {
    const written: Record<string, [text: string, result: object]> = {
      widths: ['400,800', { widths: [400, 800] }],
      width: ['400', { width: 400 }],
      height: ['400', { height: 400 }],
      densities: ['1,1.5,2', { densities: [1, 1.5, 2] }],
      formats: ['webp,fallback', { formats: ['webp', 'fallback'] }],
      quality: ['avif:40, webp:70', { quality: { avif: 40, webp: 70, jpeg: 80, png: 100, gif: 100 } }],
      effort: ['9', { effort: { avif: 9, webp: 6, jpeg: 0, png: 9, gif: 9 } }],
      fit: ['contain', { fit: 'contain' }],
      ratio: ['4:3', { ratio: 4 / 3 }],
      crop: ['0.25,0.75', { crop: { x: 0.25, y: 0.75 } }],
      art: [
        '[{"media":"(width < 40em)","crop":"portrait","ratio":"3:4"}]',
        { art: [{ media: '(width < 40em)', crop: { named: 'portrait' }, ratio: 0.75 }] },
      ],
      background: ['rgb(255 0 0)', { background: '#ff0000' }],
      rotate: ['90', { operations: [{ name: 'rotate', angle: 90 }] }],
      flip: ['', { operations: [{ name: 'flip' }] }],
      flop: ['true', { operations: [{ name: 'flop' }] }],
      blur: ['', { operations: [{ name: 'blur', sigma: 3 }] }],
      sharpen: ['2.5', { operations: [{ name: 'sharpen', sigma: 2.5 }] }],
      grayscale: ['', { operations: [{ name: 'grayscale' }] }],
      tint: ['#123', { operations: [{ name: 'tint', colour: '#112233' }] }],
      brightness: ['1.2', { operations: [{ name: 'brightness', factor: 1.2 }] }],
      saturation: ['.5', { operations: [{ name: 'saturation', factor: 0.5 }] }],
      hue: ['-30', { operations: [{ name: 'hue', degrees: 330 }] }],
      contrast: ['2', { operations: [{ name: 'contrast', factor: 2 }] }],
      trim: ['20', { operations: [{ name: 'trim', threshold: 20 }] }],
      flatten: ['', { operations: [{ name: 'flatten' }] }],
      sizes: ['(min-width: 40em) 50vw, 100vw', { sizes: '(min-width: 40em) 50vw, 100vw' }],
      loading: ['eager', { loading: 'eager' }],
      decoding: ['sync', { decoding: 'sync' }],
      priority: ['', { priority: true, loading: 'eager' }],
      placeholder: ['thumbhash', { placeholder: 'thumbhash' }],
      metadata: ['copyright', { metadata: 'copyright' }],
      icc: ['keep', { icc: 'keep' }],
      gif: ['film', { gif: 'film' }],
      stable: ['', { stable: true }],
    }
    expect(Object.keys(written).toSorted()).toEqual([...presetFieldNames].toSorted())
    for (const [name, [text, result]] of Object.entries(written)) {
      const { preset: effective, problems } = resolve({ preset: 'card', overrides: { [name]: text } })
      expect([name, problems]).toEqual([name, []])
      expect(effective).toMatchObject(result)
    }
  })
  test('format is a single one of formats', () => {
    expect(resolve({ overrides: { format: 'jpeg' } }).preset?.formats).toEqual(['jpeg'])
  })
  test.each([
    ['crop', 'focal', 'focal'],
    ['crop', 'attention', 'attention'],
    ['crop', 'entropy', 'entropy'],
    ['crop', 'centre', 'centre'],
  ])('%s can be %s', (name, text, value) => {
    expect(resolve({ overrides: { [name]: text } }).preset).toMatchObject({ [name]: value })
  })
})

describe('mistakes', () => {
  const place = { file: 'index.html', line: 3, column: 5 }
  test.each([
    [
      { preset: 'hreo' },
      'unknown-preset',
      'There is no preset named "hreo".',
      'Did you mean "hero"? Presets: default, thumb, social, zoom, panorama, hero, card, press.',
    ],
    [
      { preset: 'constructor' },
      'unknown-preset',
      'There is no preset named "constructor".',
      'Presets: default, thumb, social, zoom, panorama, hero, card, press.',
    ],
    [
      { preset: '' },
      'unknown-preset',
      'There is no preset named "".',
      'Presets: default, thumb, social, zoom, panorama, hero, card, press.',
    ],
    [
      { viewer: 'zom' },
      'unknown-viewer',
      'There is no viewer named "zom".',
      `Did you mean "zoom"? Viewers: ${VIEWER_NAMES.join(', ')}, none.`,
    ],
    [
      { overrides: { widht: '5' } },
      'unknown-attribute',
      '"widht" is not something a reference can ask for.',
      'Did you mean "width"?',
    ],
    [
      { overrides: { __proto__x: '5' } },
      'unknown-attribute',
      '"__proto__x" is not something a reference can ask for.',
      undefined,
    ],
    [
      { overrides: { format: 'jpg' } },
      'invalid-attribute',
      'Expected a list of formats (one of "avif", "webp", "jpeg", "png", "gif", "fallback") for "format" but received "jpg".',
      'Did you mean "jpeg"?',
    ],
    [
      { overrides: { width: '-5' } },
      'invalid-attribute',
      'Expected a whole number of pixels from 1 to 16383 for "width" but received "-5".',
      undefined,
    ],
    [
      { overrides: { widths: '400', width: '5' } },
      'invalid-attribute',
      'Expected nothing beside "widths", which decides the size already, for "width" but received "5".',
      undefined,
    ],
    [
      { overrides: { densities: '1,2' } },
      'invalid-attribute',
      'Expected "width" or "height" beside it, to be multiplied, for "densities" but received "1,2".',
      undefined,
    ],
  ])('%o is told with its place', (given: Given, code, message, hint) => {
    const { problems } = resolve({ ...given, place })
    expect(problems).toEqual([{ code, severity: 'error', message, ...(hint && { hint }), place }])
  })
  test.each(['', '1e3', '0x10', '400px', ' ', '٣', 'NaN', 'Infinity', '1.5', '99999', '1,2'])('a width cannot be %o', (width) => {
    expect(resolve({ overrides: { width } }).problems).toMatchObject([{ code: 'invalid-attribute' }])
  })
  test('an own __proto__ key is one more unknown name', () => {
    const overrides = JSON.parse('{"__proto__": "1", "constructor": "2"}') as Record<string, string>
    expect(resolve({ overrides }).problems.map(({ message }) => message.split(' ')[0])).toEqual(['"__proto__"', '"constructor"'])
  })
  test('all of them are told at once, and what is right still holds', () => {
    const { preset, problems } = resolve({
      preset: 'hero',
      viewer: 'x',
      overrides: { quality: '0', colour: 'red', loading: 'eager' },
    })
    expect(problems.map(({ code }) => code).toSorted()).toEqual(['invalid-attribute', 'unknown-attribute', 'unknown-viewer'])
    expect(preset).toMatchObject({ name: 'hero', loading: 'eager', quality: { avif: 50 } })
  })
})

describe('viewer presets', () => {
  const config = configOf({
    presets: { card: { width: 400 }, large: { widths: [3000] } },
    viewers: { turntable: { extends: 'spin', preset: 'card', large: 'large', rows: 2, loop: false }, carousel: { seconds: 9 } },
    profiles: { 'spins/**': { viewer: 'turntable' }, 'old/**': { preset: 'thumb', viewer: 'zoom' } },
  })

  test('say which viewer, how it behaves and what it draws from', () => {
    const { preset, viewer } = resolve({ config, assetPath: 'spins/a.jpg' })
    expect(viewer).toEqual({
      name: 'turntable',
      viewer: 'spin',
      preset: 'card',
      large: 'large',
      options: { rows: 2, loop: false },
    })
    expect(preset?.name).toBe('card')
  })
  test('bring their image preset along, unless one is named where they are', () => {
    const assetPath = 'old/a.jpg'
    expect(nameOf({ config, assetPath, viewer: 'turntable' })).toBe('card')
    expect(nameOf({ config, assetPath, viewer: 'turntable', preset: 'social' })).toBe('social')
    expect(nameOf({ config, assetPath, viewer: 'flyout' })).toBe('thumb')
  })
  test('give way to options at the reference, which are those of the viewer', () => {
    const overrides = { seconds: '0', indicators: 'numbers', loop: '' }
    expect(resolve({ config, viewer: 'carousel', overrides }).viewer?.options).toEqual({
      seconds: 0,
      indicators: 'numbers',
      loop: true,
    })
    expect(resolve({ config, viewer: 'carousel', overrides: { rows: '2' } }).problems).toMatchObject([
      { code: 'unknown-attribute', message: expect.stringContaining('"rows"') },
    ])
    expect(resolve({ config, viewer: 'carousel', overrides: { indicators: 'dot' } }).problems).toMatchObject([
      { code: 'invalid-attribute', hint: expect.stringContaining('"dots"') },
    ])
  })
})
