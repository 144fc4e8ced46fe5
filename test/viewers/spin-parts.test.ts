import { describe, expect, test } from 'vitest'
import {
  addressesIn,
  fetchOrder,
  gridOf,
  indexAt,
  nearestOf,
  positionOf,
  reversed,
  within,
} from '../../src/viewers/spin/frames.js'
import { actionForKey } from '../../src/viewers/spin/keys.js'
import { autospinColumn, autospinTime, coast, velocityOf } from '../../src/viewers/spin/motion.js'
import { spinTexts } from '../../src/viewers/spin/texts.js'
import { largestScale, moved, scaledTo, toggled, WHOLE } from '../../src/viewers/spin/zoom.js'

const turn = gridOf(36, 1, true)
const globe = gridOf(24, 3, true)
const arc = gridOf(10, 1, false)

describe('a grid of frames', () => {
  test('has as many columns as fill its rows; nonsense is one row', () => {
    expect(globe).toEqual({ columns: 8, rows: 3, loop: true })
    expect(gridOf(25, 3, true)).toMatchObject({ columns: 8, rows: 3 })
    for (const rows of [0, -1, 99]) expect(gridOf(10, rows, true)).toMatchObject({ columns: 10, rows: 1 })
    expect(gridOf(0, 1, true).columns).toBe(0)
  })

  test('reads addresses with any white space between', () => {
    expect(addressesIn(' a.webp\n b.webp ')).toEqual(['a.webp', 'b.webp'])
    expect(addressesIn(null)).toEqual([])
  })

  test('backwards begins with the same frame in every row', () => {
    expect(reversed([0, 1, 2, 3, 4, 5, 6, 7], gridOf(8, 2, true))).toEqual([0, 3, 2, 1, 4, 7, 6, 5])
  })

  test('goes round where it may and ends where it may not', () => {
    expect(indexAt({ column: -1, row: 0 }, turn)).toBe(35)
    expect(indexAt({ column: 35.6, row: 0 }, turn)).toBe(0)
    expect(indexAt({ column: 99, row: 9 }, globe)).toBe(16 + 3)
    expect(indexAt({ column: 99, row: 0 }, arc)).toBe(9)
    expect(within({ column: -3, row: -1 }, arc)).toEqual({ column: 0, row: 0 })
  })

  test('tells people from 1 on, and in degrees', () => {
    expect(positionOf(2, turn)).toEqual({ index: 3, count: 36, degrees: 20, row: 1, rows: 1 })
    expect(positionOf(9, globe)).toEqual({ index: 2, count: 8, degrees: 45, row: 2, rows: 3 })
  })

  test('is fetched in coarse steps first, the row at hand before others, each frame once', () => {
    expect(fetchOrder(gridOf(8, 1, true))).toEqual([0, 4, 2, 6, 1, 3, 5, 7])
    const order = fetchOrder(globe, 1)
    expect(order.slice(0, 8).every((index) => index >= 8 && index < 16)).toBe(true)
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, at) => at))
    for (const count of [2, 3, 7, 36]) expect(new Set(fetchOrder(gridOf(count, 1, true))).size).toBe(count)
  })

  test('shows the nearest frame there is, across the seam too', () => {
    expect(nearestOf(34, (at) => [0, 18].includes(at), turn)).toBe(0)
    expect(nearestOf(9, (at) => [0, 4].includes(at), arc)).toBe(4)
    expect(nearestOf(9, (at) => [1, 15].includes(at), globe)).toBe(15)
    expect(nearestOf(9, () => false, globe)).toBeUndefined()
  })
})

describe('motion', () => {
  test('dies away after a turn is let go', () => {
    let velocity = { column: 0.05, row: 0 }
    let [way, time] = [0, 0]
    for (let next = coast(velocity, 16); next; next = coast(velocity, 16)) {
      way += next.moved.column
      velocity = next.velocity
      time += 16
    }
    expect(way).toBeGreaterThan(8)
    expect(way).toBeLessThan(20)
    expect(time).toBeLessThan(1500)
    expect(coast({ column: 0.001, row: 0 }, 16)).toBeUndefined()
  })

  test('has the speed of the last moment, none after a pause', () => {
    const way = [0, 1, 2, 3].map((column, at) => ({ column, row: 0, time: 1000 + at * 20 }))
    expect(velocityOf(way, 1060).column).toBeCloseTo(0.05)
    expect(velocityOf(way, 1500)).toEqual({ column: 0, row: 0 })
    expect(velocityOf([], 0)).toEqual({ column: 0, row: 0 })
  })

  test('by itself ends where it began, within five seconds', () => {
    expect(autospinTime(gridOf(500, 1, true))).toBeLessThan(5000)
    expect([0, 1].map((share) => indexAt({ column: autospinColumn(share, turn), row: 0 }, turn))).toEqual([0, 0])
    expect([0, 0.5, 1].map((share) => Math.round(autospinColumn(share, arc)))).toEqual([0, 9, 0])
  })
})

describe('zoom', () => {
  const stage = { width: 400, height: 300 }

  test('keeps the point that was pressed where it is, and never shows what is beyond the frame', () => {
    expect(scaledTo(2, { x: 100, y: 50 }, WHOLE, stage, 4)).toEqual({ scale: 2, x: -100, y: -50 })
    expect(moved({ x: 999, y: -999 }, { scale: 2, x: -100, y: -50 }, stage)).toEqual({ scale: 2, x: 0, y: -300 })
    expect(scaledTo(0.2, { x: 9, y: 9 }, { scale: 3, x: -50, y: -60 }, stage, 4)).toEqual({ scale: 1, x: 0, y: 0 })
  })

  test('goes as far as there are pixels, and a press goes in and out', () => {
    expect(largestScale(2400, stage, 1)).toBe(6)
    expect(largestScale(2400, stage, 3)).toBe(2)
    expect(largestScale(0, { width: 0, height: 0 }, 1)).toBe(2)
    const near = toggled({ x: 0, y: 0 }, WHOLE, stage, 6)
    expect(near.scale).toBe(2.5)
    expect(toggled({ x: 5, y: 5 }, near, stage, 6)).toEqual(WHOLE)
  })
})

describe('keys', () => {
  test('turn where they point, and go through rows where there are some', () => {
    expect(actionForKey('ArrowRight', false, turn)).toEqual({ name: 'turn', column: 1, row: 0 })
    expect(actionForKey('ArrowUp', false, turn)).toEqual({ name: 'turn', column: 1, row: 0 })
    expect(actionForKey('ArrowDown', false, turn)).toEqual({ name: 'turn', column: -1, row: 0 })
    expect(actionForKey('ArrowDown', false, globe)).toEqual({ name: 'turn', column: 0, row: 1 })
    expect(actionForKey('PageUp', false, turn)).toEqual({ name: 'turn', column: 5, row: 0 })
  })

  test('move a zoomed frame, which Escape makes whole; other keys are left alone', () => {
    expect(actionForKey('ArrowLeft', true, turn)).toEqual({ name: 'pan', x: -1, y: 0 })
    expect(actionForKey('Escape', true, turn)).toEqual({ name: 'zoom-reset' })
    for (const key of ['Escape', 'Tab', ' ', 'a', 'toString']) expect(actionForKey(key, false, turn)).toBeUndefined()
  })
})

test('every language has every word', () => {
  const names = Object.keys(spinTexts.en).sort()
  for (const [language, texts] of Object.entries(spinTexts))
    expect([language, Object.keys(texts).sort()]).toEqual([language, names])
})
