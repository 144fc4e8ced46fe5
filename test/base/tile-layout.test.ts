import { describe, expect, test } from 'vitest'
import { fileKey, formatBundle, parseBundle, renditionKeyOf } from '../../src/base/bundle.js'
import { tileCount, tileLayout } from '../../src/base/tile-layout.js'

describe('the layout of tiles', () => {
  test('covers every pixel once at each scale, down to where the whole is one tile', () => {
    for (const [width, height] of [
      [1500, 1000],
      [513, 2],
      [4000, 300],
      [2049, 2048],
    ] as const) {
      const { tiles, scaleFactors } = tileLayout(width, height)
      expect(Math.max(width, height) / (scaleFactors.at(-1) ?? 0)).toBeLessThanOrEqual(512)
      for (const factor of scaleFactors.filter((one) => Math.max(width, height) / one > 512)) {
        const own = tiles
          .map((path) => path.split(/[,/]/).map(Number))
          .filter(([, , w = 0, , ow = 0]) => Math.ceil(w / factor) === ow)
        const area = own.filter(([x = 0, y = 0]) => x % (512 * factor) === 0 && y % (512 * factor) === 0)
        expect(area.reduce((sum, [, , w = 0, h = 0]) => sum + w * h, 0)).toBeGreaterThanOrEqual(width * height)
      }
    }
  })

  test('names tiles as the image protocol asks for them, odd edges rounded up', () => {
    expect(tileLayout(1025, 600).tiles).toEqual([
      '0,0,512,512/512,512/0/default.jpg',
      '512,0,512,512/512,512/0/default.jpg',
      '1024,0,1,512/1,512/0/default.jpg',
      '0,512,512,88/512,88/0/default.jpg',
      '512,512,512,88/512,88/0/default.jpg',
      '1024,512,1,88/1,88/0/default.jpg',
      '0,0,1024,600/512,300/0/default.jpg',
      '1024,0,1,600/1,300/0/default.jpg',
    ])
  })

  test('has whole pictures for lists and first looks, and the largest of them as max', () => {
    expect(tileLayout(1500, 1000).wholes.map(({ path }) => path)).toEqual([
      'full/188,125/0/default.jpg',
      'full/375,250/0/default.jpg',
      'full/750,500/0/default.jpg',
      'full/max/0/default.jpg',
    ])
    expect(tileLayout(40, 30)).toMatchObject({ scaleFactors: [1], tiles: [], sizes: [{ width: 40, height: 30 }] })
    expect(tileLayout(1, 1).sizes).toEqual([{ width: 1, height: 1 }])
    expect(tileLayout(60_000, 20).sizes.at(-1)).toEqual({ width: 938, height: 1 })
  })

  test('lists whole pictures that are those of its smallest scales, as older viewers take them', () => {
    for (const [width, height] of [
      [1500, 1000],
      [700, 500],
      [20, 60_000],
      [8000, 300],
      [32768, 32768],
      [1025, 1024],
    ] as const) {
      const { sizes, scaleFactors } = tileLayout(width, height)
      const scaled = scaleFactors.map((factor) => ({ width: Math.ceil(width / factor), height: Math.ceil(height / factor) }))
      expect(sizes).toEqual(scaled.slice(-sizes.length).toReversed())
    }
  })

  test('is counted without being made', () => {
    for (const [width, height] of [
      [1500, 1000],
      [40, 30],
      [9000, 513],
    ] as const) {
      const { tiles, wholes } = tileLayout(width, height)
      expect(tileCount(width, height)).toBe(tiles.length + wholes.length)
    }
    expect(tileCount(32768, 32768)).toBe(5465)
  })
})

describe('the list of a bundle', () => {
  const digest = 'a'.repeat(64)

  test('is the same whatever the order, and is read back', () => {
    const files = [
      { path: '0,0,8,8/4,4/0/default.jpg', digest, bytes: 5 },
      { path: 'full/max/0/default.jpg', digest, bytes: 7 },
    ]
    expect(parseBundle(formatBundle(files.toReversed()))).toEqual(files)
    expect(formatBundle(files)).toBe(formatBundle(files.toReversed()))
  })

  test('is refused where a path would lead elsewhere or break a line', () => {
    for (const path of ['../a', '/a', 'a//b', 'a b', '.hidden', 'a/../b', 'a\n', ''])
      expect(parseBundle(JSON.stringify([[path, digest, 1]]))).toBeUndefined()
    for (const text of ['', '{}', '[1]', '[["a","b",1]]']) expect(parseBundle(text)).toBeUndefined()
  })

  test('gives each file a key that names its rendition', () => {
    expect(renditionKeyOf(fileKey('abc', 'full/max/0/default.jpg'))).toBe('abc')
    expect(renditionKeyOf('abc')).toBe('abc')
  })
})
