import { expect, test } from 'vitest'
import { cutAt, percentAfter, percentAt } from '../../src/viewers/compare/line.js'
import { compareTexts } from '../../src/viewers/compare/texts.js'

const across = { vertical: false, rightToLeft: false }
const fromRight = { vertical: false, rightToLeft: true }
const down = { vertical: true, rightToLeft: true }
const box = { left: 10, top: 20, width: 200, height: 100 }

test('the two pictures are cut at the line, on the side where they begin', () => {
  expect(cutAt(30, across)).toEqual({ before: 'inset(0 70% 0 0)', after: 'inset(0 0 0 30%)', line: '30%' })
  expect(cutAt(30, fromRight)).toEqual({ before: 'inset(0 0 0 70%)', after: 'inset(0 30% 0 0)', line: '70%' })
  expect(cutAt(30, down)).toEqual({ before: 'inset(0 0 70% 0)', after: 'inset(30% 0 0 0)', line: '30%' })
})

test('the line goes to where a point is, and stays in its box', () => {
  expect(percentAt({ x: 60, y: 0 }, box, across)).toBe(25)
  expect(percentAt({ x: 60, y: 0 }, box, fromRight)).toBe(75)
  expect(percentAt({ x: 0, y: 70 }, box, down)).toBe(50)
  expect(percentAt({ x: 999, y: 0 }, box, across)).toBe(100)
})

test('arrows move it 1 % where they point, Page keys 10 %, Home and End to its ends', () => {
  expect(percentAfter('ArrowRight', 50, across)).toBe(51)
  expect(percentAfter('ArrowRight', 50, fromRight)).toBe(49)
  expect(percentAfter('ArrowDown', 50, down)).toBe(51)
  expect(percentAfter('ArrowUp', 50, across)).toBe(51)
  expect(percentAfter('PageUp', 50.4, across)).toBe(60)
  expect(percentAfter('PageDown', 5, across)).toBe(0)
  expect([percentAfter('Home', 33, across), percentAfter('End', 33, across)]).toEqual([0, 100])
  expect(percentAfter('a', 33, across)).toBeUndefined()
})

test('every language has every word', () => {
  const names = Object.keys(compareTexts.en).sort()
  for (const [language, texts] of Object.entries(compareTexts))
    expect([language, Object.keys(texts).sort()]).toEqual([language, names])
})
