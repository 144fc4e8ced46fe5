import { describe, expect, test } from 'vitest'
import type { ImagePresetOptions } from '../../src/config/options.js'
import { PRESET_FIELDS } from '../../src/discover/preset-fields.js'
import { addAttributes, mergeWishes, splitUrl, wishOfDirective } from '../../src/discover/query.js'

describe('splitting a URL', () => {
  test.each([
    ['a.jpg', { path: 'a.jpg', wish: { overrides: {} }, explicit: false, rest: '', vite: false }],
    ['a.jpg#b?preset=x', { path: 'a.jpg', explicit: false, rest: '#b?preset=x' }],
    ['a.jpg?v=3#b', { path: 'a.jpg', explicit: false, rest: '?v=3#b' }],
    ['a.jpg?preset=hero&v=3#b', { path: 'a.jpg', wish: { preset: 'hero', overrides: {} }, explicit: true, rest: '?v=3#b' }],
    ['a.jpg?t=1&preset=hero&import', { wish: { preset: 'hero', overrides: {} }, rest: '?t=1&import' }],
    ['a.jpg?preset=hero&viewer=zoom&ratio=16%3A9', { wish: { preset: 'hero', viewer: 'zoom', overrides: { ratio: '16:9' } } }],
    ['a.jpg?width=1&width=2&preset=a&preset=b', { wish: { preset: 'b', overrides: { width: '2' } } }],
    ['a.jpg?preset=hero&widht=3', { wish: { preset: 'hero', overrides: { widht: '3' } } }],
    ['a.jpg?preset', { wish: { preset: '', overrides: {} }, explicit: true }],
    ['a.JPG?quality=80', { wish: { overrides: { quality: '80' } }, explicit: true }],
    ['/api/render?width=200', { explicit: false, rest: '?width=200' }],
    ['/api/render?preset=hero', { explicit: true }],
    ['a.jpg?', { path: 'a.jpg', rest: '', explicit: false }],
  ])('%s', (url, expected) => {
    expect(splitUrl(url)).toMatchObject(expected)
  })

  test.each([
    'a.jpg?url',
    'a.jpg?raw',
    'a.jpg?preset=hero&url',
    'a.jpg?inline',
    'a.jpg?no-inline',
    'a.jpg?inline=1',
    'a.js?worker',
    'a.js?sharedworker',
    'a.jpg?url=#x',
  ])('%s is Vite’s', (url) => {
    expect(splitUrl(url)).toMatchObject({ vite: true, explicit: false, wish: { overrides: {} } })
  })

  test.each(['/image?url=/a.jpg', 'a.jpg?curl', 'a.jpg?preset=url', 'a.jpg?rawness=1'])('%s is not', (url) => {
    expect(splitUrl(url).vite).toBe(false)
  })

  test('a prototype in a query is plain data', () => {
    const { wish } = splitUrl('a.jpg?preset=hero&__proto__[x]=1&__proto__=2&constructor=3')
    expect(Object.keys(wish.overrides)).toEqual(['__proto__[x]', '__proto__', 'constructor'])
    expect(Object.getPrototypeOf(wish.overrides)).toBe(Object.prototype)
    expect(Object.getPrototypeOf(mergeWishes(wish, wish).overrides)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })
})

test('every field of an image preset may be overridden at a reference, and nothing else', () => {
  // The compiler demands every field here, so a new one cannot be forgotten.
  const fields: Record<Exclude<keyof ImagePresetOptions, 'extends'>, true> = {
    widths: true,
    width: true,
    height: true,
    densities: true,
    formats: true,
    quality: true,
    effort: true,
    fit: true,
    ratio: true,
    crop: true,
    art: true,
    background: true,
    rotate: true,
    flip: true,
    flop: true,
    blur: true,
    sharpen: true,
    grayscale: true,
    tint: true,
    brightness: true,
    saturation: true,
    hue: true,
    contrast: true,
    trim: true,
    flatten: true,
    sizes: true,
    loading: true,
    decoding: true,
    priority: true,
    placeholder: true,
    metadata: true,
    icc: true,
    gif: true,
    stable: true,
  }
  // `format` is a single one of `formats`.
  expect([...PRESET_FIELDS].sort()).toEqual([...Object.keys(fields), 'format'].sort())
})

describe('attributes', () => {
  test('win over the query, field by field', () => {
    const added = addAttributes(splitUrl('a.jpg?preset=hero&quality=50&fit=cover'), [
      ['data-quality', '80'],
      ['class', 'x'],
      ['data-other', 'y'],
    ])
    expect(added).toEqual({ wish: { preset: 'hero', overrides: { quality: '80', fit: 'cover' } }, explicit: true })
  })
})

describe('directives', () => {
  test('are taken apart into address, wish and attributes', () => {
    expect(
      wishOfDirective({
        src: 'a.jpg?quality=50',
        viewer: 'zoom',
        crop: 'attention',
        class: 'wide',
        id: 'x',
        width: '400',
        'data-y': null,
      }),
    ).toEqual({
      src: 'a.jpg?quality=50',
      wish: { viewer: 'zoom', overrides: { quality: '50', crop: 'attention' } },
      explicit: true,
      attributes: [
        ['class', 'wide'],
        ['id', 'x'],
        ['width', '400'],
        ['data-y', ''],
      ],
    })
  })

  test('never keep a handler as an attribute', () => {
    const { attributes, wish } = wishOfDirective({ src: 'a.jpg', onerror: 'alert(1)', srcdoc: 'x' })
    expect(attributes).toEqual([])
    expect(wish.overrides).toEqual({ onerror: 'alert(1)', srcdoc: 'x' })
  })
})
