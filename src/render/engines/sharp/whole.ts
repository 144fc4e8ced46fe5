import type { Sharp } from 'sharp'
import { isExtreme } from '../../../base/is-extreme.js'
import { errorOf, RenditionsError, warningOf } from '../../../errors.js'
import type { Recipe, Rectangle } from '../../../types.js'
import type { Picture } from './base.js'
import { rectangleAround, rectangleByRule, simplestRatio } from './crop-rectangle.js'
import { encode, type Encoded, type SourceFacts } from './encode.js'
import { openGainMaps, sharp } from './load-sharp.js'
import { applyOperation, stillOperation } from './operations.js'
import { toPixels } from './pixels.js'
import type { Size } from './scale.js'

/**
 * What cannot pass through single pictures of bare pixels is made in one pipeline per output:
 * animations, and JPEGs that keep a gain map for HDR screens.
 */
export function needsWhole(recipe: Recipe, { header, retained }: Picture): 'animation' | 'gain-map' | undefined {
  if (recipe.animated && header.pages > 1) return 'animation'
  const plain = recipe.operations.length === 0 && !(recipe.crop && 'rule' in recipe.crop)
  return header.gainMap && retained.icc && recipe.format === 'jpeg' && plain ? 'gain-map' : undefined
}

/** All frames, cropped and resized alike; delays and loops as they were. */
export async function renderAnimation(picture: Picture, recipe: Recipe, facts: SourceFacts): Promise<Encoded> {
  const { input, path, retained } = picture
  const still = recipe.format === 'webp' || recipe.format === 'gif' ? stillOperation(recipe.operations) : recipe.format
  if (still !== undefined)
    throw new RenditionsError(errorOf('render-impossible', { path, reason: `an animation and "${still}" do not go together` }))
  const rectangle = await rectangleOf(picture, recipe)
  const size = boundedSize(recipe, rectangle ?? picture.header)
  let pipeline = sharp(input, { animated: true, limitInputPixels: false, failOn: 'warning' })
  if (rectangle) pipeline.extract(rectangle)
  pipeline.resize(size.width, size.height, {
    fit: recipe.fit,
    ...(recipe.background !== undefined && { background: recipe.background }),
  })
  for (const operation of recipe.operations) {
    // Lossless in between, so that the order is the list's and not sharp's own.
    const frames = await pipeline.webp({ lossless: true, effort: 0 }).toBuffer()
    pipeline = applyOperation(sharp(frames, { animated: true, limitInputPixels: false }), operation, recipe.background)
  }
  return encode(path, pipeline, size, recipe, facts, retained)
}

/** A JPEG that keeps its gain map, resized and cropped along with it. */
export async function renderWithGainMap(picture: Picture, recipe: Recipe, facts: SourceFacts): Promise<Encoded> {
  const { input, path, limits, retained } = picture
  const rectangle = recipe.crop && !('rule' in recipe.crop) ? recipe.crop : undefined
  const size = boundedSize(recipe, rectangle ?? picture.header)
  const pipeline = keepGainMap(sharp(input, { autoOrient: true, limitInputPixels: limits.pixels, failOn: 'warning' }))
  if (rectangle) pipeline.extract(rectangle)
  pipeline.resize(size.width, size.height, { fit: recipe.fit })
  openGainMaps(true)
  try {
    return await encode(path, pipeline, size, recipe, facts, retained)
  } finally {
    openGainMaps(false)
  }
}

/** sharp has it since 0.35.0; its types do not. */
function keepGainMap(pipeline: Sharp): Sharp {
  return (pipeline as Sharp & { keepGainMap(): Sharp }).keepGainMap()
}

async function rectangleOf(picture: Picture, recipe: Recipe): Promise<Rectangle | undefined> {
  const { input, header, path, warn } = picture
  const { crop } = recipe
  if (!crop || !('rule' in crop)) return crop
  const ratio = simplestRatio(recipe)
  if (isExtreme(header)) {
    warn(warningOf('crop-extreme', { path, rule: crop.rule, width: header.width, height: header.height }))
    return rectangleAround(header, ratio, { x: 0.5, y: 0.5 })
  }
  const first = await toPixels(sharp(input, { limitInputPixels: false, failOn: 'warning' }), { icc: false, metadata: false })
  return rectangleByRule(first, ratio, crop.rule)
}

/** The wanted size, made smaller as a whole where the source has fewer pixels. */
function boundedSize({ width, height }: Size, available: Size): Size {
  const factor = Math.min(1, Math.max(available.width / width, available.height / height))
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) }
}
