import type { Sharp } from 'sharp'
import type { Limits } from '../../../config/types.js'
import { isExtreme } from '../../../base/is-extreme.js'
import { errorOf, RenditionsError, warningOf } from '../../../errors.js'
import type { Operation, Problem, Recipe, Rectangle } from '../../../types.js'
import { rectangleAround, rectangleByRule, simplestRatio } from './crop-rectangle.js'
import { decodeReason } from './decode-reason.js'
import type { Header } from './header.js'
import { applyOperation, changesSizeByContent, phasesOf } from './operations.js'
import { sharp } from './load-sharp.js'
import { openPixels, toPixels, type Pixels, type Retained } from './pixels.js'
import { workingPixels, baseScale, neededScale, scaled, turnedBox, type Size } from './scale.js'

/** What decides the pixels that renditions are resized from. Equal plans share one decode. */
export interface BasePlan {
  /** Fraction of the source's size. */
  scale: number
  /** Shape to crop to, where the crop has to be worked out from pixels. */
  ratio?: number
}

/** A picture on its way: the bytes, what the header says, what must come through. */
export interface Picture {
  path: string
  /** Its bytes; its absolute path where they are too many to be held. */
  input: Buffer | string
  header: Header
  limits: Limits
  retained: Retained
  warn(problem: Problem): void
  /** Rejects when it is not what was hashed any more; asked when it was decoded. */
  unchanged(): Promise<void>
}

/** How a recipe's pixels are come by. Pure. */
export function planBase(recipe: Recipe, header: Header): BasePlan {
  const { crop, operations } = recipe
  const trims = changesSizeByContent(operations)
  const ratio = crop && ('rule' in crop || trims) ? simplestRatio(recipe) : undefined
  if (trims && header.format !== 'svg') return { scale: 1, ratio }
  const turned = operations.reduce<Size>(
    (size, operation) => (operation.name === 'rotate' ? turnedBox(size, operation.angle) : size),
    header,
  )
  const usable = crop === undefined ? turned : 'rule' in crop ? rectangleAround(turned, ratio ?? 1, { x: 0.5, y: 0.5 }) : crop
  // A vector is drawn at the size that is wanted.
  const scale = header.format === 'svg' ? neededScale(recipe.fit, recipe, usable) : baseScale(recipe, usable)
  return { scale, ratio }
}

/** Decodes, turns, crops and colours a picture, at the plan's scale. Rejects with `RenditionsError`. */
export async function makeBase(picture: Picture, recipe: Recipe, plan: BasePlan): Promise<Pixels> {
  const { beforeCrop, beforeResize } = phasesOf(recipe.operations)
  const { crop } = recipe
  const early = crop && !('rule' in crop) && beforeCrop.length === 0 ? crop : undefined
  const decoded = await decode(picture, plan.scale, early)
  const shaped = await applyAll(decoded, beforeCrop, recipe, picture.retained)
  const cropped =
    crop && !early ? await cut(shaped, await lateRectangle(picture, shaped, recipe, plan), picture.retained) : shaped
  return applyAll(cropped, beforeResize, recipe, picture.retained)
}

/** Applies operations one by one, in the order of the list. */
export async function applyAll(pixels: Pixels, list: readonly Operation[], recipe: Recipe, retained: Retained): Promise<Pixels> {
  let result = pixels
  for (const operation of list)
    result = await toPixels(applyOperation(openPixels(result), operation, recipe.background), retained)
  return result
}

/** Starts a pipeline on a picture, upright. */
export function openPicture({ input, header, limits }: Picture): Sharp {
  const limitInputPixels = header.beyond ? limits.tiledPixels : limits.pixels
  return sharp(input, { autoOrient: true, limitInputPixels, failOn: 'warning' })
}

async function decode(picture: Picture, scale: number, rectangle: Rectangle | undefined): Promise<Pixels> {
  const { header, limits, path, retained } = picture
  const size = scaled(header, scale)
  if (Math.max(size.width, size.height) > limits.side || size.width * size.height > mostPixels(picture)) {
    throw new RenditionsError(
      errorOf('render-impossible', { path, reason: `it would be drawn ${size.width} × ${size.height} pixels large` }),
    )
  }
  const pipeline = openPicture(picture)
  if (scale !== 1) pipeline.resize(size.width, size.height, { fit: 'fill' })
  if (rectangle) pipeline.extract(scaledRectangle(rectangle, header, size))
  try {
    return await toPixels(pipeline, retained)
  } catch (error) {
    throw new RenditionsError(errorOf('asset-damaged', { path, reason: decodeReason(error) }), { cause: error })
  }
}

/** Of one that is over a low limit, as many are held as are of any other. */
function mostPixels({ header, limits }: Picture): number {
  return header.beyond ? Math.max(limits.pixels, 2 * workingPixels) : limits.pixels
}

/** The same part of a smaller copy, in whole pixels inside it. */
function scaledRectangle(rectangle: Rectangle, from: Size, to: Size): Rectangle {
  const [x, y] = [to.width / from.width, to.height / from.height]
  const left = Math.min(Math.round(rectangle.left * x), to.width - 1)
  const top = Math.min(Math.round(rectangle.top * y), to.height - 1)
  const width = Math.max(1, Math.min(Math.round(rectangle.width * x), to.width - left))
  const height = Math.max(1, Math.min(Math.round(rectangle.height * y), to.height - top))
  return { left, top, width, height }
}

/** The rectangle to cut from a picture that is turned and trimmed already. */
async function lateRectangle(picture: Picture, pixels: Pixels, recipe: Recipe, { scale, ratio }: BasePlan): Promise<Rectangle> {
  const { crop, operations } = recipe
  if (crop && 'rule' in crop) {
    if (!isExtreme(pixels)) return rectangleByRule(pixels, ratio ?? 1, crop.rule)
    const { width, height } = picture.header
    picture.warn(warningOf('crop-extreme', { path: picture.path, rule: crop.rule, width, height }))
  }
  const rectangle = crop && !('rule' in crop) ? crop : undefined
  if (rectangle && !changesSizeByContent(operations)) {
    const whole = scaled(pixels, 1 / scale)
    return scaledRectangle(rectangle, whole, pixels)
  }
  return rectangleAround(pixels, ratio ?? 1, { x: 0.5, y: 0.5 })
}

function cut(pixels: Pixels, rectangle: Rectangle, retained: Retained): Promise<Pixels> {
  return toPixels(openPixels(pixels).extract(rectangle), retained)
}
