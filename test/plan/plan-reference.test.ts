import { describe, expect, test } from 'vitest'
import { immutablePath, slugOf, stablePath } from '../../src/plan/address.js'
import { cropFor } from '../../src/plan/crop.js'
import { formatsFor } from '../../src/plan/formats.js'
import { renditionKey } from '../../src/plan/key.js'
import { planReference, renditionsOf, type PlanInput } from '../../src/plan/plan-reference.js'
import type { ImagePreset, Recipe, Sidecar } from '../../src/types.js'
import { assetWith, presetWith, probeWith, referenceWith } from './presets.js'

const input = (changes: Partial<PlanInput> = {}): PlanInput => ({
  reference: referenceWith(),
  asset: assetWith(),
  sidecar: { files: [] },
  preset: presetWith({ widths: [400, 800] }),
  viewer: undefined,
  largePreset: presetWith({ name: 'zoom', widths: [2560] }),
  stable: undefined,
  negotiates: false,
  engineVersion: 'sharp 0.35.5',
  stem: 'lake',
  ...changes,
})
const names = (planned: ReturnType<typeof planReference>): string[] =>
  renditionsOf(planned).map(({ recipe }) => `${recipe.format} ${recipe.width}x${recipe.height}`)

describe('planning a reference', () => {
  test('makes every width in every format, the fallback last', () => {
    expect(names(planReference(input()))).toEqual([
      'avif 400x300',
      'avif 800x600',
      'webp 400x300',
      'webp 800x600',
      'jpeg 400x300',
      'jpeg 800x600',
    ])
  })
  test('gives a lone address the largest size of the format every browser shows', () => {
    expect(names(planReference(input({ reference: referenceWith({ role: 'address' }) })))).toEqual(['jpeg 800x600'])
  })
  test('gives a preload all widths of one format', () => {
    expect(names(planReference(input({ reference: referenceWith({ role: 'srcset' }) })))).toEqual([
      'jpeg 400x300',
      'jpeg 800x600',
    ])
  })
  test('adds the large picture of a viewer', () => {
    const planned = planReference(input({ viewer: { name: 'zoom', viewer: 'zoom', large: 'zoom', options: {} } }))
    expect(planned.large?.candidates.map(({ rendition }) => rendition.recipe.width)).toEqual([2560])
  })
  test('cuts the large picture as the small one is cut where it is shown in its place, and there alone', () => {
    const square = presetWith({ widths: [], width: 320, height: 320, fit: 'cover', crop: 'attention' })
    const largeOf = (viewer: 'zoom' | 'flyout') =>
      planReference(input({ preset: square, viewer: { name: viewer, viewer, large: 'zoom', options: {} } })).large?.candidates[0]
        ?.rendition.recipe
    expect(largeOf('zoom')).toMatchObject({ width: 2560, height: 1920 })
    expect(largeOf('flyout')).toMatchObject({ width: 2560, height: 2560 })
    expect(largeOf('flyout')?.crop).toEqual(planReference(input({ preset: square })).main.recipe.crop)
  })
  test('passes SVG and documents on as they are', () => {
    const svg = planReference(input({ asset: assetWith({ format: 'svg', width: 40, height: 20 }, { path: 'media/logo.svg' }) }))
    expect(svg.groups).toEqual([])
    expect(svg.main.recipe.kind).toBe('original')
    expect([svg.width, svg.height, svg.main.extension]).toEqual([40, 20, 'svg'])
  })
  test('keeps an animation moving, without AVIF', () => {
    const planned = planReference(input({ asset: assetWith({ format: 'gif', pages: 4 }) }))
    expect(planned.groups.map((group) => group.format)).toEqual(['webp', 'gif'])
    expect(planned.main.recipe.animated).toBe(true)
  })
  test('crops around the focal point of the sidecar', () => {
    const planned = planReference(
      input({ preset: presetWith({ widths: [400], ratio: 1 }), sidecar: { files: [], focal: { x: 0.9, y: 0.5 } } }),
    )
    expect(planned.main.recipe.crop).toEqual({ left: 1000, top: 0, width: 3000, height: 3000 })
  })
  test('writes the credit only where the policy keeps copyright', () => {
    const sidecar = { files: [], credit: 'Ada' }
    expect(planReference(input({ sidecar })).main.recipe.copyright).toBeUndefined()
    expect(planReference(input({ sidecar, preset: presetWith({ metadata: 'copyright' }) })).main.recipe.copyright).toBe('Ada')
  })
})

describe('formats', () => {
  test('falls back to PNG for alpha unless it is flattened', () => {
    const probe = probeWith({ format: 'png', hasAlpha: true })
    expect(formatsFor(presetWith(), probe)).toEqual(['avif', 'webp', 'png'])
    expect(formatsFor(presetWith({ operations: [{ name: 'flatten' }] }), probe)).toEqual(['avif', 'webp', 'jpeg'])
  })
  test('keeps an animated WebP source in WebP alone', () => {
    expect(formatsFor(presetWith(), probeWith({ format: 'webp', pages: 3 }))).toEqual(['webp'])
  })
  test('gives an animation something that moves even when only AVIF was asked', () => {
    expect(formatsFor(presetWith({ formats: ['avif'] }), probeWith({ format: 'gif', pages: 3 }))).toEqual(['gif'])
  })
})

describe('crops', () => {
  test('needs none when the shape is right to the pixel', () => {
    expect(cropFor({ width: 1920, height: 1080 }, 1.778, 'centre', undefined)).toBeUndefined()
  })
  test('stays inside the picture at the edges', () => {
    expect(cropFor({ width: 1000, height: 500 }, 1, { x: 0, y: 0 }, undefined)).toEqual({
      left: 0,
      top: 0,
      width: 500,
      height: 500,
    })
    expect(cropFor({ width: 1000, height: 500 }, 1, { x: 1, y: 1 }, undefined)).toEqual({
      left: 500,
      top: 0,
      width: 500,
      height: 500,
    })
  })
  test('leaves rules to the engine', () => {
    expect(cropFor({ width: 1000, height: 500 }, 1, 'attention', undefined)).toEqual({ rule: 'attention' })
  })
})

describe('keys', () => {
  const recipe = planReference(input()).main.recipe
  const base = renditionKey('a'.repeat(64), recipe, 'v1')
  const changes: Partial<Recipe>[] = [
    { format: 'png' },
    { width: 1 },
    { height: 1 },
    { crop: { rule: 'entropy' } },
    { crop: { left: 0, top: 0, width: 1, height: 1 } },
    { fit: 'cover' },
    { background: '#fff' },
    { operations: [{ name: 'flip' }] },
    { operations: [{ name: 'blur', sigma: 1 }] },
    { operations: [{ name: 'blur', sigma: 2 }] },
    { quality: 1 },
    { effort: 9 },
    { metadata: 'keep' },
    { icc: 'keep' },
    { animated: true },
    { copyright: 'x' },
    { kind: 'placeholder' },
  ]
  test('change with every field of the recipe, the source and the encoders', () => {
    const keys = [
      base,
      renditionKey('b'.repeat(64), recipe, 'v1'),
      renditionKey('a'.repeat(64), recipe, 'v2'),
      ...changes.map((change) => renditionKey('a'.repeat(64), { ...recipe, ...change }, 'v1')),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })
  test('stay the same for the same things', () => {
    expect(renditionKey('a'.repeat(64), structuredClone(recipe), 'v1')).toBe(base)
  })
})

describe('addresses', () => {
  const config = { addresses: 'assets/media', stableAddresses: 'media', assets: ['media'], publicDir: 'public' }
  test('carry a readable name, the width and the key', () => {
    const { main } = planReference(input())
    expect(immutablePath(config as never, main)).toBe(`assets/media/lake-800.${main.key.slice(0, 16)}.jpg`)
  })
  test('of stable files follow the folders below the asset folder', () => {
    expect(stablePath(config, 'media/press/Logo Größe.png', 'thumb', 'jpg')).toBe('media/press/logo-grosse.thumb.jpg')
    expect(stablePath(config, 'media/press/kit.pdf', undefined, 'pdf')).toBe('media/press/kit.pdf')
    expect(stablePath(config, 'photos/a.jpg', 'hero', 'jpg')).toBe('media/photos/a.hero.jpg')
  })
  test('are safe for every host, whatever the file is called', () => {
    for (const name of ['../../etc', 'CON', 'a#b?c', '写真', 'x'.repeat(300), '..', '%2e%2e', 'quo\'te"', 'gnp\u202E.exe']) {
      expect(slugOf(name)).toMatch(/^[a-z0-9_-]{1,60}$/)
    }
  })
})

describe('named crops and art direction', () => {
  const crops = { portrait: { x: 0.5, y: 0, width: 0.25, height: 1 } }
  const rectangleOf = (preset: Partial<ImagePreset>, sidecar: Partial<Sidecar> = {}): unknown =>
    planReference(input({ preset: presetWith(preset), sidecar: { files: [], crops, ...sidecar } })).main.recipe.crop

  test('cut to the part that the sidecar names, and no larger than that part', () => {
    expect(rectangleOf({ crop: { named: 'portrait' } })).toEqual({ left: 2000, top: 0, width: 1000, height: 3000 })
    const planned = planReference(input({ preset: presetWith({ crop: { named: 'portrait' } }), sidecar: { files: [], crops } }))
    expect([planned.width, planned.height]).toEqual([1000, 3000])
  })
  test('take another shape within the part, around the focal point where that lies in it', () => {
    const preset = { crop: { named: 'portrait' }, ratio: 1 }
    expect(rectangleOf(preset)).toEqual({ left: 2000, top: 1000, width: 1000, height: 1000 })
    expect(rectangleOf(preset, { focal: { x: 0.6, y: 0.1 } })).toEqual({ left: 2000, top: 0, width: 1000, height: 1000 })
    expect(rectangleOf(preset, { focal: { x: 0.1, y: 0.1 } })).toEqual({ left: 2000, top: 1000, width: 1000, height: 1000 })
  })
  test('fall back to the focal point where the sidecar has no part of that name', () => {
    expect(rectangleOf({ crop: { named: 'banner' } })).toBeUndefined()
    expect(rectangleOf({ crop: { named: 'banner' }, ratio: 1 }, { focal: { x: 1, y: 0.5 } })).toMatchObject({ left: 1000 })
  })
  test('choose other renditions where a media query holds', () => {
    const preset = presetWith({
      art: [{ media: '(max-width: 40em)', crop: { named: 'portrait' }, widths: [100] }],
      formats: ['webp', 'fallback'],
    })
    const planned = planReference(input({ preset, sidecar: { files: [], crops } }))
    expect(planned.art?.map(({ media }) => media)).toEqual(['(max-width: 40em)'])
    const [directed] = planned.art ?? []
    expect(
      directed?.groups.map(({ format, candidates }) => [format, candidates.map(({ rendition }) => rendition.recipe.height)]),
    ).toEqual([
      ['webp', [300]],
      ['jpeg', [300]],
    ])
    expect(renditionsOf(planned)).toEqual(
      expect.arrayContaining(directed?.groups.flatMap(({ candidates }) => candidates.map(({ rendition }) => rendition)) ?? []),
    )
    expect(planReference(input({ preset, reference: referenceWith({ role: 'address' }) })).art).toBeUndefined()
  })
})
