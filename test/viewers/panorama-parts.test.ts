import { describe, expect, test } from 'vitest'
import { around, bounded, extentOf, heightFor } from '../../src/viewers/panorama/camera.js'
import { cameraAfter } from '../../src/viewers/panorama/keys.js'
import { outlineIn } from '../../src/viewers/panorama/outline-in.js'
import { directionOf } from '../../src/viewers/panorama/orientation.js'
import {
  aheadOf,
  angleBetween,
  CORNER,
  directionAt,
  headingOf,
  sphereOf,
  squareAt,
  turned,
  viewMatrix,
  type Vector,
} from '../../src/viewers/panorama/vr/geometry.js'
import { panoramaTexts } from '../../src/viewers/panorama/texts.js'

const whole = { across: 360, high: 180 }

describe('what a picture covers', () => {
  test('is the whole sphere where it is 2:1, also with a pixel more or less', () => {
    expect(extentOf({ width: 4096, height: 2048 })).toEqual(whole)
    expect(extentOf({ width: 640, height: 321 })).toEqual(whole)
  })

  test('lacks top and bottom where it is wider, and sides where it is narrower', () => {
    expect(extentOf({ width: 4000, height: 1000 })).toEqual({ across: 360, high: 90 })
    expect(extentOf({ width: 1000, height: 1000 })).toEqual({ across: 180, high: 180 })
  })
})

describe('a camera', () => {
  test('goes round without an end, and no further than overhead', () => {
    expect(bounded({ yaw: 190, pitch: 100, fov: 100 }, whole, 1.5)).toEqual({ yaw: -170, pitch: 90, fov: 100 })
    expect([around(-190), around(540), around(180)]).toEqual([170, -180, -180])
  })

  test('takes views of 20 to 140 degrees', () => {
    expect([1, 179].map((fov) => bounded({ yaw: 0, pitch: 0, fov }, whole, 2).fov)).toEqual([20, 140])
  })

  test('shows nothing beyond a picture of a part', () => {
    const band = { across: 360, high: 90 }
    const wide = bounded({ yaw: 0, pitch: 80, fov: 140 }, band, 1)
    expect(wide).toEqual({ yaw: 0, pitch: 0, fov: 90 })
    const near = bounded({ yaw: 0, pitch: 80, fov: 60 }, band, 2)
    expect(near.pitch + heightFor(60, 2) / 2).toBeCloseTo(45)
    expect(bounded({ yaw: -170, pitch: 0, fov: 60 }, { across: 120, high: 180 }, 2).yaw).toBe(-30)
  })
})

describe('a place of the picture in a view of 200 × 100', () => {
  const seen = (places: readonly [number, number][], camera = {}, roll = 0): number[][] =>
    outlineIn(
      places.map(([x, y]) => ({ x, y })),
      { camera: { yaw: 0, pitch: 0, fov: 90, ...camera }, roll, extent: whole, width: 200, height: 100 },
    ).map(({ x, y }) => [Math.round(x), Math.round(y)])

  test('is in the middle where the camera points, at the edge half of the view beside it, and nowhere behind', () => {
    expect(seen([[0.5, 0.5]])).toEqual([[100, 50]])
    expect(seen([[0.625, 0.5]])).toEqual([[200, 50]])
    expect(seen([[0.625, 0.75]], { yaw: 45, pitch: -45 })).toEqual([[100, 50]])
    expect(seen([[0.5, 0.25]])).toEqual([[100, -50]])
    expect(seen([[0, 0.5]])).toEqual([])
    expect(seen([[0, 0.5]], { yaw: 179 })).toEqual([[102, 50]])
  })

  test('goes round the middle, the other way than the head that leans', () => {
    expect(seen([[0.625, 0.5]], {}, 90)).toEqual([[100, -50]])
  })

  test('of an area is an outline with the bends of the picture, cut off before it goes behind', () => {
    const band: [number, number][] = [
      [0.3, 0.4],
      [0.7, 0.4],
      [0.7, 0.6],
      [0.3, 0.6],
    ]
    const outline = seen(band)
    expect(outline.length).toBeGreaterThan(40)
    const top = outline.filter(([, y = 0]) => y < 50).map(([, y = 0]) => y)
    expect(Math.max(...top) - Math.min(...top)).toBeGreaterThan(10)
    const wrapped = seen([
      [0, 0.45],
      [1, 0.45],
      [1, 0.55],
      [0, 0.55],
    ])
    expect(wrapped.every((one) => one.every(Number.isFinite))).toBe(true)
    expect(Math.min(...wrapped.map(([x = 0]) => x))).toBeLessThan(-1000)
    expect(
      seen([
        [0.95, 0.4],
        [1, 0.4],
        [1, 0.6],
      ]),
    ).toEqual([])
  })
})

describe('keys of a panorama', () => {
  const home = { yaw: 5, pitch: 6, fov: 100 }
  const from = { yaw: 10, pitch: 20, fov: 50 }
  const after = (key: string, ctrlKey = false): ReturnType<typeof cameraAfter> =>
    cameraAfter({ key, ctrlKey, metaKey: false, altKey: false }, from, home)

  test('turn by a part of what is seen, zoom, and lead back', () => {
    expect([after('ArrowRight')?.yaw, after('ArrowLeft')?.yaw]).toEqual([15, 5])
    expect([after('ArrowUp')?.pitch, after('ArrowDown')?.pitch]).toEqual([25, 15])
    expect([after('+')?.fov, after('-')?.fov]).toEqual([40, 62.5])
    expect([after('Home'), after('0')]).toEqual([home, home])
  })

  test('are the browser’s where they mean something there', () => {
    expect([after('Tab'), after('toString'), after('+', true)]).toEqual([undefined, undefined, undefined])
  })
})

describe('a device that is held', () => {
  const rounded = (...from: Parameters<typeof directionOf>): number[] =>
    Object.values(directionOf(...from)).map((angle) => Math.round(angle) + 0)

  test('upright looks ahead; turned to the left, to the left; back on its face, down', () => {
    expect(rounded({ alpha: 0, beta: 90, gamma: 0 }, 0)).toEqual([0, 0, 0])
    expect(rounded({ alpha: 90, beta: 90, gamma: 0 }, 0)).toEqual([-90, 0, 0])
    expect(rounded({ alpha: 0, beta: 120, gamma: 0 }, 0)).toEqual([0, 30, 0])
    expect(rounded({ alpha: 0, beta: 45, gamma: 0 }, 0)).toEqual([0, -45, 0])
  })

  test('on its left side shows the same as upright, once its screen has turned', () => {
    // Its top to the left: a quarter turn about the axis through the screen.
    expect(rounded({ alpha: 90, beta: 0, gamma: -90 }, 0)[2]).toBe(-90)
    expect(rounded({ alpha: 90, beta: 0, gamma: -90 }, 90)).toEqual([0, 0, 0])
  })
})

describe('what is around a headset', () => {
  const rounded = (numbers: Iterable<number>): number[] => Array.from(numbers, (one) => Math.round(one * 1000) / 1000 + 0)
  const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
  /** Where a head looks that is turned to the left and then up, as WebXR writes it. */
  const pose = (left: number, up = 0): number[] => {
    const back = turned([0, -Math.sin((up * Math.PI) / 180), Math.cos((up * Math.PI) / 180)], -left)
    return [...turned([1, 0, 0], -left), 0, 0, 0, 0, 0, ...back, 0, 0, 0, 0, 1]
  }

  test('is the picture with its middle ahead, its right quarter to the right, its top above', () => {
    const at = (x: number, y: number, extent = whole): number[] => rounded(directionAt({ x, y }, extent))
    expect([at(0.5, 0.5), at(0.75, 0.5), at(0.5, 0), at(0, 0.5), at(1, 0.5)]).toEqual([
      [0, 0, -1],
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 1],
    ])
    expect(at(1, 0.5, { across: 180, high: 90 })).toEqual([1, 0, 0])
    expect(at(0.5, 0, { across: 180, high: 90 })).toEqual(rounded([0, Math.SQRT1_2, -Math.SQRT1_2]))
  })

  test('is covered by triangles exactly as far as the picture goes', () => {
    const { corners, triangles } = sphereOf({ across: 90, high: 60 })
    const count = corners.length / CORNER
    expect(new Set(triangles).size).toBe(count)
    const cornerAt = (at: number): number[] => [...corners.subarray(at * CORNER, (at + 1) * CORNER)]
    for (const at of [0, 96, count - 97, count - 1, 1000]) {
      const [x = 0, y = 0, z = 0, u = 0, v = 0] = cornerAt(at)
      expect(rounded([x, y, z])).toEqual(rounded(directionAt({ x: u, y: v }, { across: 90, high: 60 })))
    }
    expect([cornerAt(0).slice(3), cornerAt(count - 1).slice(3)]).toEqual([
      [0, 0],
      [1, 1],
    ])
    // Each triangle is as small as a step of columns and rows: none goes across.
    const areas = Array.from({ length: triangles.length / 3 }, (_, at) => {
      const [a, b, c] = [0, 1, 2].map((next) => cornerAt(triangles[at * 3 + next]!).slice(3)) as [number[], number[], number[]]
      return Math.abs((b[0]! - a[0]!) * (c[1]! - a[1]!) - (c[0]! - a[0]!) * (b[1]! - a[1]!)) / 2
    })
    expect(areas.reduce((sum, area) => sum + area, 0)).toBeCloseTo(1, 4)
    expect(Math.max(...areas)).toBeLessThan(1.01 / (96 * 48 * 2))
  })

  test('stays where it is while the head turns', () => {
    expect(rounded([headingOf(identity), headingOf(pose(90)), headingOf(pose(-30, 50))])).toEqual([0, -90, 30])
    expect(rounded(aheadOf(pose(0, 90)))).toEqual([0, 1, 0])
    // What a head sees that is turned to the left: of a rotation the inverse is its rows.
    const inverse = pose(90).map((_, at, all) => all[(at % 4) * 4 + Math.floor(at / 4)]!)
    const seen = (matrix: readonly number[], [x, y, z]: Vector): number[] =>
      rounded([0, 1, 2].map((row) => matrix[row]! * x + matrix[row + 4]! * y + matrix[row + 8]! * z))
    expect(seen(viewMatrix(identity, inverse, 0), [-1, 0, 0])).toEqual([0, 0, -1])
    // Turned a quarter to the left itself, the middle of the picture is ahead of it.
    expect(seen(viewMatrix(identity, inverse, -90), [0, 0, -1])).toEqual([0, 0, -1])
    const projection = [2, 0, 0, 0, 0, 3, 0, 0, 0, 0, -1, -1, 0, 0, -0.2, 0]
    expect(rounded(viewMatrix(projection, identity, 0))).toEqual(projection)
  })

  test('has marks that face it, upright, and are pointed at by the angle between', () => {
    const square = squareAt([0, 0, -1], 45)
    expect(rounded(square.slice(0, CORNER))).toEqual([-1, 1, -1, 0, 0])
    expect(rounded(square.slice(-CORNER))).toEqual([1, -1, -1, 1, 1])
    const right = squareAt([1, 0, 0], 45)
    expect(rounded(right.slice(0, CORNER))).toEqual([1, 1, -1, 0, 0])
    expect(rounded(squareAt([0, 1, 0], 45)).every(Number.isFinite)).toBe(true)
    expect(angleBetween([0, 0, -1], turned([0, 0, -1], 30))).toBeCloseTo(30)
    expect(rounded(turned([0, 0, -1], 90))).toEqual([1, 0, 0])
  })
})

test('the panorama has all its words in six languages', () => {
  const names = Object.keys(panoramaTexts.en)
  for (const language of ['de', 'fr', 'es', 'ja', 'zh']) expect(Object.keys(panoramaTexts[language] ?? {})).toEqual(names)
})
