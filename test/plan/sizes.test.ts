import { describe, expect, test } from 'vitest'
import { sizesFor } from '../../src/plan/sizes.js'
import { presetWith } from './presets.js'

const source = { width: 4000, height: 3000 }
const short = (list: { width: number; height: number; descriptor: string }[]): string[] =>
  list.map((size) => `${size.width}x${size.height} ${size.descriptor}`.trim())

describe('widths', () => {
  test('keeps the shape of the source', () => {
    expect(short(sizesFor(presetWith({ widths: [400, 800] }), source))).toEqual(['400x300 400w', '800x600 800w'])
  })
  test('leaves out what the source has no pixels for and puts its own width instead', () => {
    expect(short(sizesFor(presetWith({ widths: [400, 800, 1600] }), { width: 1000, height: 500 }))).toEqual([
      '400x200 400w',
      '800x400 800w',
      '1000x500 1000w',
    ])
  })
  test('does not add a source width that is nearly the same as one asked for', () => {
    expect(short(sizesFor(presetWith({ widths: [400, 800, 1600] }), { width: 850, height: 850 }))).toEqual([
      '400x400 400w',
      '800x800 800w',
    ])
  })
  test('gives the source its own size, without a descriptor, when it is smaller than every width', () => {
    expect(short(sizesFor(presetWith({ widths: [400, 800] }), { width: 120, height: 90 }))).toEqual(['120x90'])
  })
  test('counts a width once however often it is asked for', () => {
    expect(short(sizesFor(presetWith({ widths: [400, 400] }), source))).toEqual(['400x300'])
  })
  test('takes the height from the ratio and the widest cut from the source', () => {
    expect(short(sizesFor(presetWith({ widths: [640, 5000], ratio: 16 / 9 }), source))).toEqual([
      '640x360 640w',
      '4000x2250 4000w',
    ])
    expect(short(sizesFor(presetWith({ widths: [640, 5000], ratio: 0.5 }), source))).toEqual(['640x1280 640w', '1500x3000 1500w'])
  })
  test('swaps the sides of a source turned by a quarter', () => {
    expect(short(sizesFor(presetWith({ widths: [300], operations: [{ name: 'rotate', angle: 90 }] }), source))).toEqual([
      '300x400',
    ])
  })
})

describe('boxes', () => {
  test('fits inside the box', () => {
    expect(short(sizesFor(presetWith({ width: 300, height: 300 }), source))).toEqual(['300x225'])
  })
  test('covers the box exactly', () => {
    expect(short(sizesFor(presetWith({ width: 300, height: 300, fit: 'cover' }), source))).toEqual(['300x300'])
  })
  test('covers as much as a small source has, in the same shape', () => {
    expect(short(sizesFor(presetWith({ width: 300, height: 300, fit: 'cover' }), { width: 200, height: 100 }))).toEqual([
      '100x100',
    ])
  })
  test('never enlarges inside bars', () => {
    expect(short(sizesFor(presetWith({ width: 400, height: 400, fit: 'contain' }), { width: 200, height: 100 }))).toEqual([
      '200x200',
    ])
  })
  test('never stretches beyond either side of the source', () => {
    expect(short(sizesFor(presetWith({ width: 400, height: 100, fit: 'fill' }), { width: 200, height: 100 }))).toEqual(['200x50'])
  })
  test('derives a missing side from the shape', () => {
    expect(short(sizesFor(presetWith({ height: 300 }), source))).toEqual(['400x300'])
    expect(short(sizesFor(presetWith({ width: 320, ratio: 16 / 9 }), source))).toEqual(['320x180'])
  })
})

describe('densities', () => {
  test('multiplies the box', () => {
    expect(short(sizesFor(presetWith({ width: 320, height: 320, fit: 'cover', densities: [1, 2] }), source))).toEqual([
      '320x320 1x',
      '640x640 2x',
    ])
  })
  test('says how dense a bounded candidate really is', () => {
    expect(short(sizesFor(presetWith({ width: 400, densities: [1, 2, 3] }), { width: 600, height: 600 }))).toEqual([
      '400x400 1x',
      '600x600 1.5x',
    ])
  })
  test('is one plain file when the source is no larger than the box', () => {
    expect(short(sizesFor(presetWith({ width: 400, densities: [1, 2] }), { width: 300, height: 300 }))).toEqual(['300x300'])
  })
})

test('keeps the source size when nothing is asked', () => {
  expect(short(sizesFor(presetWith(), source))).toEqual(['4000x3000'])
})
