import type { Fit, Recipe } from '../../../types.js'

export interface Size {
  width: number
  height: number
}

/** Pixels a base should at least have: enough for what most pages show, an eighth to a quarter of a camera's picture. */
export const workingPixels = 1.9e6

/**
 * The fraction of the source's size at which its pixels are held while its renditions are made. It depends on the
 * source and this recipe alone, never on what else is rendered, so that a rendition has the same bytes whether it
 * is made with others or alone. Fractions are powers of √2; most recipes of one picture share the smallest useful one.
 */
export function baseScale(recipe: Recipe, usable: Size): number {
  const working = Math.floor(Math.log2((usable.width * usable.height) / workingPixels))
  const fitting =
    recipe.kind === 'placeholder' ? working : Math.floor(-2 * Math.log2(neededScale(recipe.fit, recipe, usable)) + 1e-9)
  return 2 ** (-Math.max(0, Math.min(working, fitting)) / 2)
}

/** How much of the usable picture's size an output needs: 0.5 when half of it will do. */
export function neededScale(fit: Fit, output: Size, usable: Size): number {
  const [x, y] = [output.width / usable.width, output.height / usable.height]
  return fit === 'inside' || fit === 'contain' ? Math.min(x, y) : Math.max(x, y)
}

/** Size times a scale in whole pixels, at least 1. */
export function scaled(size: Size, scale: number): Size {
  return { width: Math.max(1, Math.round(size.width * scale)), height: Math.max(1, Math.round(size.height * scale)) }
}

/** Bounding box of a picture turned by degrees clockwise. */
export function turnedBox(size: Size, degrees: number): Size {
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
  return { width: Math.round(size.width * cos + size.height * sin), height: Math.round(size.width * sin + size.height * cos) }
}
