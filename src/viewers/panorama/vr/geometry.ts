import type { Spot } from '../../base/ground.js'
import { degrees, radians, type Extent } from '../camera.js'

/** A direction as WebXR has it: to the right, up, back. */
export type Vector = readonly [x: number, y: number, z: number]

/** Numbers of a corner: its direction, and the place of the picture that is seen there, from its left top. */
export const CORNER = 5

/** Into how many parts the sphere is cut: their bends cannot be seen. */
const COLUMNS = 96
const ROWS = 48

/** The direction in which a place of a picture is seen, its middle ahead. */
export function directionAt({ x, y }: Spot, { across, high }: Extent): Vector {
  const [yaw, pitch] = [radians((x - 0.5) * across), radians((0.5 - y) * high)]
  return [Math.cos(pitch) * Math.sin(yaw), Math.sin(pitch), -Math.cos(pitch) * Math.cos(yaw)]
}

/** The part of a sphere that a picture covers: triangles from corners by their numbers. */
export function sphereOf(extent: Extent): { corners: Float32Array<ArrayBuffer>; triangles: Uint16Array<ArrayBuffer> } {
  const places = Array.from({ length: (COLUMNS + 1) * (ROWS + 1) }, (_, at): Spot => {
    const row = Math.floor(at / (COLUMNS + 1))
    return { x: (at % (COLUMNS + 1)) / COLUMNS, y: row / ROWS }
  })
  const triangles = Array.from({ length: COLUMNS * ROWS }, (_, at) => {
    const left = at + Math.floor(at / COLUMNS)
    const below = left + COLUMNS + 1
    return [left, left + 1, below, below, left + 1, below + 1]
  })
  const corners = places.flatMap((place) => [...directionAt(place, extent), place.x, place.y])
  return { corners: new Float32Array(corners), triangles: new Uint16Array(triangles.flat()) }
}

/** A square of two triangles that faces the middle of the sphere; half its side covers so many degrees. */
export function squareAt(middle: Vector, size: number): number[] {
  const yaw = Math.atan2(middle[0], -middle[2])
  const right: Vector = [Math.cos(yaw), 0, Math.sin(yaw)]
  const above = cross(right, middle)
  const half = Math.tan(radians(size))
  const corner = (x: number, y: number): number[] => {
    const along = (axis: 0 | 1 | 2): number => middle[axis] + half * (right[axis] * x + above[axis] * y)
    return [along(0), along(1), along(2), (x + 1) / 2, (1 - y) / 2]
  }
  const [a, b, c, d] = [corner(-1, 1), corner(1, 1), corner(-1, -1), corner(1, -1)]
  return [...a, ...b, ...c, ...c, ...b, ...d]
}

/** Where what has this matrix looks. */
export function aheadOf(matrix: ArrayLike<number>): Vector {
  return [-(matrix[8] ?? 0), -(matrix[9] ?? 0), -(matrix[10] ?? 0)]
}

/** The same as degrees to the right of straight ahead, whether it looks up or down. */
export function headingOf(matrix: ArrayLike<number>): number {
  const [x, , z] = aheadOf(matrix)
  return degrees(Math.atan2(x, -z))
}

/** A direction that is so many degrees further to the right. */
export function turned([x, y, z]: Vector, angle: number): Vector {
  const [sin, cos] = [Math.sin(radians(angle)), Math.cos(radians(angle))]
  return [x * cos - z * sin, y, x * sin + z * cos]
}

/** Degrees between two directions of length 1. */
export function angleBetween(a: Vector, b: Vector): number {
  return degrees(Math.acos(Math.min(1, Math.max(-1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2]))))
}

/** What takes directions of the picture, turned to the right by some degrees, to where an eye sees them. */
export function viewMatrix(projection: ArrayLike<number>, inverse: ArrayLike<number>, turn: number): number[] {
  const columns = [turned([1, 0, 0], turn), turned([0, 1, 0], turn), turned([0, 0, 1], turn)]
  return product(product(projection, inverse), [...columns.flatMap((column) => [...column, 0]), 0, 0, 0, 1])
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  return Array.from({ length: 16 }, (_, at) => {
    const [row, column] = [at % 4, at - (at % 4)]
    return [0, 1, 2, 3].reduce((sum, by) => sum + (a[by * 4 + row] ?? 0) * (b[column + by] ?? 0), 0)
  })
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}
