import { describe, expect, test } from 'vitest'
import { sameShape, screenIndex, stepZoom, thumbnailBounds } from '../../src/viewers/zoom/geometry.js'
import { actionForKey } from '../../src/viewers/zoom/keys.js'
import { enlargeIn } from '../../src/viewers/zoom/enlarge-text.js'
import { textsFor } from '../../src/viewers/base/texts.js'
import { positionText, zoomTexts } from '../../src/viewers/zoom/texts.js'

const viewport = { width: 1000, height: 800 }
const picture = { width: 3000, height: 2000 }

describe('where the small picture stands', () => {
  test('is its own frame when both have the same shape', () => {
    expect(thumbnailBounds({ x: 10, y: 20, width: 300, height: 200 }, picture, 'fill', viewport)).toEqual({
      x: 10,
      y: 20,
      w: 300,
    })
  })

  test('reaches beyond a frame that crops it', () => {
    const bounds = thumbnailBounds({ x: 100, y: 100, width: 200, height: 200 }, picture, 'cover', viewport)
    expect(bounds).toEqual({ x: 50, y: 100, w: 300, innerRect: { x: -50, y: 0, w: 200, h: 200 } })
  })

  test('lies inside a frame that shows it whole', () => {
    const bounds = thumbnailBounds({ x: 0, y: 0, width: 300, height: 300 }, picture, 'contain', viewport)
    expect(bounds).toEqual({ x: 0, y: 50, w: 300 })
  })

  test.each([
    ['hidden', { x: 0, y: 0, width: 0, height: 0 }],
    ['scrolled away', { x: 0, y: -300, width: 300, height: 200 }],
    ['below the window', { x: 0, y: 800, width: 300, height: 200 }],
  ])('is nowhere when the frame is %s', (_, frame) => {
    expect(thumbnailBounds(frame, picture, 'cover', viewport)).toBeUndefined()
  })

  test('is not known when the frame distorts it', () => {
    expect(thumbnailBounds({ x: 0, y: 0, width: 300, height: 300 }, picture, 'fill', viewport)).toBeUndefined()
  })
})

describe('shapes', () => {
  test('rounding to whole pixels does not make another shape', () => {
    expect(sameShape({ width: 640, height: 427 }, picture)).toBe(true)
  })

  test('a crop does, and so does an empty picture', () => {
    expect(sameShape({ width: 640, height: 360 }, picture)).toBe(false)
    expect(sameShape({ width: 0, height: 0 }, picture)).toBe(false)
  })
})

describe('zooming', () => {
  const limits = { min: 0.25, max: 1 }

  test('steps in and out again to where it was', () => {
    expect(stepZoom(stepZoom(0.4, 1, limits), -1, limits)).toBeCloseTo(0.4)
  })

  test('stays within its limits', () => {
    expect(stepZoom(0.9, 1, limits)).toBe(1)
    expect(stepZoom(0.3, -1, limits)).toBe(0.25)
  })
})

describe('the order on screen', () => {
  test('is the order of the text, or its reverse from right to left', () => {
    expect([0, 1, 2].map((at) => screenIndex(at, 3, false))).toEqual([0, 1, 2])
    expect([0, 1, 2].map((at) => screenIndex(at, 3, true))).toEqual([2, 1, 0])
  })
})

describe('keys', () => {
  test('arrows change the picture when it fits and move it when zoomed', () => {
    expect(actionForKey('ArrowLeft', false)).toEqual({ name: 'left' })
    expect(actionForKey('ArrowLeft', true)).toEqual({ name: 'pan', x: -1, y: 0 })
    expect(actionForKey('ArrowDown', true)).toEqual({ name: 'pan', x: 0, y: 1 })
  })

  test('vertical arrows do not scroll the page behind', () => {
    expect(actionForKey('ArrowDown', false)).toEqual({ name: 'none' })
  })

  test.each(['Tab', 'Enter', ' ', 'Escape', 'a'])('"%s" is left to the browser', (key) => {
    expect(actionForKey(key, false)).toBeUndefined()
  })
})

describe('texts', () => {
  test.each([
    ['de-AT', 'Schließen'],
    ['FR', 'Fermer'],
    ['zh-Hant-TW', '关闭'],
    ['pt', 'Close'],
    ['', 'Close'],
    ['constructor', 'Close'],
  ])('"%s" is answered with "%s"', (tag, close) => {
    expect(textsFor(zoomTexts, tag).close).toBe(close)
  })

  test('positions count from one', () => {
    expect(positionText(textsFor(zoomTexts, 'de'), 0, 3)).toBe('1 von 3')
  })

  test('a trigger without words has a name in every language', () => {
    expect(['en', 'de', 'fr', 'es', 'ja', 'zh'].map(enlargeIn)).toHaveLength(
      new Set(['en', 'de', 'fr', 'es', 'ja', 'zh'].map(enlargeIn)).size,
    )
    expect(enlargeIn('xx')).toBe('Enlarge picture')
    expect(enlargeIn('constructor')).toBe('Enlarge picture')
  })
})
