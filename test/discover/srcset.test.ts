import { expect, test } from 'vitest'
import { parseSrcset } from '../../src/discover/srcset.js'

test.each([
  ['', []],
  [' , ,', []],
  ['a.jpg', [['a.jpg', '', true]]],
  ['a.jpg 1.5x', [['a.jpg', '1.5x', true]]],
  [
    'a.jpg 640w, b.jpg 2x',
    [
      ['a.jpg', '640w', true],
      ['b.jpg', '2x', true],
    ],
  ],
  ['a.jpg,b.jpg 2x', [['a.jpg,b.jpg', '2x', true]]],
  [
    'a.jpg, b.jpg',
    [
      ['a.jpg', '', true],
      ['b.jpg', '', true],
    ],
  ],
  [
    'a.jpg,, b.jpg',
    [
      ['a.jpg', '', true],
      ['b.jpg', '', true],
    ],
  ],
  [
    'data:image/png;base64,AA== 1x, b.jpg 2x',
    [
      ['data:image/png;base64,AA==', '1x', true],
      ['b.jpg', '2x', true],
    ],
  ],
  [
    '/w_100,h_50/a.jpg 100w,/w_200,h_100/a.jpg 200w',
    [
      ['/w_100,h_50/a.jpg', '100w', true],
      ['/w_200,h_100/a.jpg', '200w', true],
    ],
  ],
  [
    'a.jpg 100w 50h, b.jpg 50h',
    [
      ['a.jpg', '100w 50h', true],
      ['b.jpg', '50h', false],
    ],
  ],
  [
    'a.jpg 100w 2x, b.jpg 2x',
    [
      ['a.jpg', '100w 2x', false],
      ['b.jpg', '2x', true],
    ],
  ],
  [
    'a.jpg 0w, b.jpg -1x, c.jpg +1x, d.jpg 1e3x',
    [
      ['a.jpg', '0w', false],
      ['b.jpg', '-1x', false],
      ['c.jpg', '+1x', false],
      ['d.jpg', '1e3x', true],
    ],
  ],
  [
    'a.jpg size(1, 2) , b.jpg 2x',
    [
      ['a.jpg', 'size(1, 2)', false],
      ['b.jpg', '2x', true],
    ],
  ],
  ['a.jpg size(1, b.jpg 2x', [['a.jpg', 'size(1, b.jpg 2x', false]]],
  [
    '\n a.jpg\t2x ,\f b.jpg',
    [
      ['a.jpg', '2x', true],
      ['b.jpg', '', true],
    ],
  ],
  ['a.jpg 1w,', [['a.jpg', '1w', true]]],
])('%j', (value, expected) => {
  const candidates = parseSrcset(value)
  expect(candidates.map(({ url, descriptor, valid }) => [url, descriptor, valid])).toEqual(expected)
  for (const { url, start, end } of candidates) expect(value.slice(start, end)).toBe(url)
})

test('a megabyte of commas, spaces and parentheses takes no time to speak of', () => {
  const started = performance.now()
  for (const piece of [',', ' ', '(', 'a ', 'a,', 'a (', ', a']) parseSrcset(piece.repeat(1_000_000 / piece.length))
  expect(performance.now() - started).toBeLessThan(3000)
})
