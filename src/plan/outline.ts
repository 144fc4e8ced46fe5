import type { Point } from '../types.js'

/** A hair beside the edge is still on it. */
const SLACK = 1e-6

/** Lies in a picture, all of it being 1 wide and 1 high. */
export function isInside([x, y]: Point): boolean {
  return x >= -SLACK && y >= -SLACK && x <= 1 + SLACK && y <= 1 + SLACK
}

/** The part of a polygon that lies in a picture; empty for none. Sutherland–Hodgman, one edge of the picture after the other. */
export function clipped(points: readonly Point[]): Point[] {
  const edges: ((point: Point) => number)[] = [([x]) => x, ([x]) => 1 - x, ([, y]) => y, ([, y]) => 1 - y]
  return edges.reduce<Point[]>(
    (polygon, inside) =>
      polygon.flatMap((to, at) => {
        const from = polygon.at(at - 1) ?? to
        const [a, b] = [inside(from), inside(to)]
        const crossing: Point[] = a < 0 === b < 0 ? [] : [between(from, to, a / (a - b))]
        return b < 0 ? crossing : [...crossing, to]
      }),
    [...points],
  )
}

/** Area of a polygon. */
export function areaOf(points: readonly Point[]): number {
  const twice = points.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = points[(at + 1) % points.length] ?? [x, y]
    return sum + x * nextY - nextX * y
  }, 0)
  return Math.abs(twice) / 2
}

/** The middle of the box around some points. */
export function middleOf(points: readonly Point[]): Point {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2]
}

/** An ellipse as a polygon, close enough for the eye. */
export function ellipseCorners([x, y]: Point, [radiusX, radiusY]: Point): Point[] {
  const count = 32
  return Array.from({ length: count }, (_, at): Point => {
    const angle = (2 * Math.PI * at) / count
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)]
  })
}

function between([x, y]: Point, [toX, toY]: Point, share: number): Point {
  return [x + (toX - x) * share, y + (toY - y) * share]
}
