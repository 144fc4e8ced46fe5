import type { Recipe } from '../../../types.js'
import { applyAll } from './base.js'
import { changesSizeByContent, phasesOf } from './operations.js'
import { openPixels, toPixels, type Pixels, type Retained } from './pixels.js'
import type { Size } from './scale.js'

/** Resizes to what a recipe asks for, never above the pixels there are, and does the operations that come after. */
export async function shape(base: Pixels, recipe: Recipe, retained: Retained): Promise<Pixels> {
  const resized = await resize(base, recipe, retained)
  return applyAll(resized, phasesOf(recipe.operations).afterResize, recipe, retained)
}

const transparent = { r: 0, g: 0, b: 0, alpha: 0 }

function resize(base: Pixels, recipe: Recipe, retained: Retained): Promise<Pixels> | Pixels {
  const { width, height } = recipe
  if (sameShape(base, recipe)) {
    const size =
      width > base.width ? { width: base.width, height: base.height } : { width, height: Math.min(height, base.height) }
    if (size.width === base.width && size.height === base.height) return base
    return toPixels(openPixels(base).resize(size.width, size.height, { fit: 'fill' }), retained)
  }
  // What is left of a trimmed picture has another shape than was planned; it is never stretched.
  const fit = recipe.fit === 'fill' && changesSizeByContent(recipe.operations) ? 'inside' : recipe.fit
  const options = { fit, withoutEnlargement: true, background: recipe.background ?? transparent }
  const pipeline = fit === 'contain' && recipe.background === undefined ? openPixels(base).ensureAlpha() : openPixels(base)
  return toPixels(pipeline.resize(width, height, options), retained)
}

/** True when one scale brings a picture to a size within a pixel of rounding. */
function sameShape(from: Size, to: Size): boolean {
  const slack = 1 + Math.max(to.width / from.width, to.height / from.height)
  return (
    Math.abs((to.width * from.height) / from.width - to.height) <= slack ||
    Math.abs((to.height * from.width) / from.height - to.width) <= slack
  )
}
