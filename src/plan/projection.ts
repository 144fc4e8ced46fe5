import type { CropRule, Operation, Point, Recipe } from '../types.js'
import { afterRotation, type Size } from './sizes.js'

/** How a picture that is shown lies on its source. */
export interface Projection {
  /** Where a point of the source (fractions of it) is on the picture (fractions of that); outside 0 to 1 it was cut off. */
  toShown(point: Point): Point
  /** Fractions of the picture's width and height that one pixel of the source takes. */
  unit: Point
}

/** What is found by the encoder alone, because it depends on the pixels. */
export type Obstacle = `a crop by "${CropRule}"` | '"trim"'

/** How the renditions of a recipe lie on their upright source, or why that cannot be known. */
export function projectionOf(recipe: Recipe, source: Size): Projection | { obstacle: Obstacle } {
  if (recipe.kind !== 'raster' && recipe.kind !== 'tiles')
    return { toShown: (point) => point, unit: [1 / source.width, 1 / source.height] }
  const { crop, operations } = recipe
  if (operations.some(({ name }) => name === 'trim')) return { obstacle: '"trim"' }
  if (crop && 'rule' in crop) return { obstacle: `a crop by "${crop.rule}"` }
  // Crops are meant for the picture after it is turned.
  const cut = operations.findLastIndex(({ name }) => name === 'rotate') + 1
  const turned = afterRotation(source, operations)
  const left = crop ?? { left: 0, top: 0, ...turned }
  const { scale, inset } = fitted(recipe, left)
  return {
    toShown(point) {
      const whole = along(operations.slice(0, cut), [point[0] * source.width, point[1] * source.height], source)
      const [x, y] = along(operations.slice(cut), [whole[0] - left.left, whole[1] - left.top], left)
      return [inset[0] + x * scale[0], inset[1] + y * scale[1]]
    },
    unit: scale,
  }
}

/** Fractions of the output that a pixel takes, and where the picture begins: bars of `contain` lie around it. */
function fitted({ fit, width, height }: Recipe, part: Size): { scale: Point; inset: Point } {
  if (fit !== 'contain') return { scale: [1 / part.width, 1 / part.height], inset: [0, 0] }
  const factor = Math.min(width / part.width, height / part.height)
  const [shareX, shareY] = [(part.width * factor) / width, (part.height * factor) / height]
  return { scale: [shareX / part.width, shareY / part.height], inset: [(1 - shareX) / 2, (1 - shareY) / 2] }
}

/** A point in pixels, carried along by operations that move what they work on. */
function along(operations: readonly Operation[], from: Point, size: Size): Point {
  let [x, y] = from
  let { width, height } = size
  for (const operation of operations) {
    if (operation.name === 'flip') y = height - y
    else if (operation.name === 'flop') x = width - x
    else if (operation.name === 'rotate') {
      const next = afterRotation({ width, height }, [operation])
      const angle = (operation.angle * Math.PI) / 180
      const [dx, dy] = [x - width / 2, y - height / 2]
      x = dx * Math.cos(angle) - dy * Math.sin(angle) + next.width / 2
      y = dx * Math.sin(angle) + dy * Math.cos(angle) + next.height / 2
      ;({ width, height } = next)
    }
  }
  return [x, y]
}
