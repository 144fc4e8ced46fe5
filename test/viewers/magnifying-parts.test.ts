import { describe, expect, test } from 'vitest'
import { lensAt, placePanel, sideOf } from '../../src/viewers/flyout/geometry.js'
import { actionForKey as flyoutAction } from '../../src/viewers/flyout/keys.js'
import { flyoutTexts } from '../../src/viewers/flyout/texts.js'
import { limitOf, panBy, pressedFactor, wheelFactor, WHOLE, zoomTo } from '../../src/viewers/inline-zoom/geometry.js'
import { actionForKey } from '../../src/viewers/inline-zoom/keys.js'
import { pressReader } from '../../src/viewers/inline-zoom/presses.js'
import { inlineZoomTexts } from '../../src/viewers/inline-zoom/texts.js'

describe('zooming in place', () => {
  test('keeps what lies under the pointer where it is, and the frame full', () => {
    const view = zoomTo(WHOLE, 2, { x: 0.25, y: 0.5 }, 4)
    expect(view).toEqual({ factor: 2, x: -0.25, y: -0.5 })
    expect(zoomTo(view, 1, { x: 0.25, y: 0.5 }, 4)).toEqual({ factor: 1, x: 0, y: 0 })
    expect(zoomTo(WHOLE, 9, { x: 1, y: 0 }, 4)).toEqual({ factor: 4, x: -3, y: 0 })
    expect(panBy(view, 1, -1)).toEqual({ factor: 2, x: 0, y: -1 })
  })

  test('goes as far as the author says, else as the pixels do, and twice at least', () => {
    expect(limitOf(3, 1200, 300)).toBe(3)
    expect(limitOf(undefined, 1200, 300)).toBe(4)
    expect(limitOf(undefined, 300, 300)).toBe(2)
    expect(limitOf(undefined, 300, 0)).toBe(2)
    expect([pressedFactor(8), pressedFactor(2)]).toEqual([2.5, 2])
  })

  test('a turn of the wheel is the same in lines as in pixels, and undone by its opposite', () => {
    const turn = (deltaY: number, deltaMode = 0, ctrlKey = false) => wheelFactor({ deltaY, deltaMode, ctrlKey })
    expect(turn(48)).toBe(turn(3, 1))
    expect(turn(-100) * turn(100)).toBeCloseTo(1)
    expect(turn(-5, 0, true)).toBeGreaterThan(turn(-5))
    expect(turn(-1e9)).toBeLessThan(2)
  })

  test('arrows and Escape are the page’s own until something is enlarged', () => {
    expect(['ArrowDown', 'Escape', 'a', 'constructor'].map((key) => actionForKey(key, false))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    expect(actionForKey('ArrowDown', true)).toEqual({ x: 0, y: 1 })
    expect(['+', '=', '-', '0'].map((key) => actionForKey(key, false))).toEqual(['in', 'in', 'out', 'reset'])
  })

  test('a mouse needs one press to enlarge and two to go back, a finger two for either', () => {
    const { click, tap } = pressReader()
    const event = (detail: number, timeStamp = 0, clientX = 0, pointerType = 'mouse') =>
      ({ detail, timeStamp, pointerType, clientX, clientY: 0 }) as PointerEvent
    expect([click(event(1), false), click(event(2), true)]).toEqual(['in', 'none'])
    expect([click(event(1), true), click(event(2), true)]).toEqual(['none', 'reset'])
    expect([click(event(0), true), click(event(1, 0, 0, 'touch'), false)]).toEqual(['toggle', 'none'])
    expect([tap(event(0, 2000)), tap(event(0, 2200))]).toEqual(['none', 'toggle'])
    expect([tap(event(0, 3000)), tap(event(0, 3200, 99)), tap(event(0, 9000, 99))]).toEqual(['none', 'none', 'none'])
  })
})

describe('a magnifier', () => {
  const picture = { x: 20, y: 100, width: 300, height: 200 }
  const window = { width: 1000, height: 600 }

  test('stands on the wanted side, else on the other one, else inside', () => {
    expect(placePanel(picture, window, 'right', 3)).toEqual({ x: 328, y: 100, width: 360, height: 270, isInside: false })
    expect(placePanel(picture, window, 'left', 3).x).toBe(328)
    const right = { ...picture, x: 680 }
    expect(placePanel(right, window, 'right', 3)).toMatchObject({ x: 312, width: 360 })
    expect(placePanel(picture, { width: 360, height: 600 }, 'right', 3)).toEqual({ ...picture, isInside: true })
    expect(placePanel(picture, window, 'inside', 3)).toEqual({ ...picture, isInside: true })
  })

  test('stays in the window, and is no larger than what it magnifies', () => {
    expect(placePanel({ ...picture, y: 500 }, window, 'right', 3).y).toBe(322)
    expect(placePanel({ ...picture, y: -90 }, window, 'right', 3).y).toBe(8)
    expect(placePanel({ x: 0, y: 0, width: 60, height: 40 }, window, 'right', 2)).toMatchObject({ width: 120, height: 80 })
    expect(placePanel(picture, { width: 600, height: 600 }, 'right', 3).width).toBe(264)
  })

  test('shows the part around the pointer and never more than the picture', () => {
    const lens = (x: number, y: number) => lensAt(picture, { width: 300, height: 240 }, 3, { x, y })
    expect(lens(0.5, 0.5)).toEqual({ width: 100, height: 80, x: 100, y: 60 })
    expect(lens(0, 1)).toMatchObject({ x: 0, y: 120 })
    expect(lens(7, -7)).toMatchObject({ x: 200, y: 0 })
  })

  test('takes sides in the direction of the text', () => {
    expect([sideOf(null, false), sideOf('start', false), sideOf('end', true), sideOf('start', true)]).toEqual([
      'right',
      'left',
      'left',
      'right',
    ])
    expect(sideOf('inside', true)).toBe('inside')
  })

  test('leaves other keys alone', () => {
    expect([flyoutAction('Tab'), flyoutAction('constructor'), flyoutAction('Home')]).toEqual([undefined, undefined, 'start'])
  })
})

test('the words of both are there in every language', () => {
  for (const table of [flyoutTexts, inlineZoomTexts]) {
    const names = Object.keys(table.en)
    expect(Object.keys(table)).toEqual(['en', 'de', 'fr', 'es', 'ja', 'zh'])
    for (const texts of Object.values(table)) expect(Object.keys(texts)).toEqual(names)
  }
})
