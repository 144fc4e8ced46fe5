import { createHash } from 'node:crypto'
import type { Digest, Recipe } from '../types.js'

/** Raised whenever the same recipe starts to mean other pixels. */
const ALGORITHM = 1
/** The same for one kind of rendition alone. */
const OF_KIND: Readonly<Partial<Record<Recipe['kind'], number>>> = { stream: 2, remux: 3 }

/** Characters of a key that stand in a public address: 64 bits, so that a million files collide once in 30 million sites. */
export const KEY_IN_ADDRESS = 16

/**
 * The hash of everything that can change a rendition's bytes: the source's digest, the whole recipe, the versions
 * of the encoders and our own algorithm. Fields stand in a fixed order, so equal recipes give equal keys.
 */
export function renditionKey(digest: Digest, recipe: Recipe, engineVersion: string): string {
  const fields =
    // A copy of the source owes nothing to the encoders.
    recipe.kind === 'original' || recipe.kind === 'remux'
      ? [recipe.kind]
      : [
          engineVersion,
          recipe.kind,
          recipe.format,
          recipe.width,
          recipe.height,
          cropField(recipe.crop),
          recipe.fit,
          recipe.background ?? null,
          recipe.operations.map((operation) => Object.entries(operation)),
          recipe.quality,
          recipe.effort,
          recipe.metadata,
          recipe.icc,
          recipe.animated,
          recipe.copyright ?? null,
          // Named only where it is there, so that keys of pictures stay what they were.
          ...(recipe.film ? [recipe.film] : []),
          ...(recipe.moment ? [recipe.moment] : []),
        ]
  const text = JSON.stringify([OF_KIND[recipe.kind] ?? ALGORITHM, digest, ...fields])
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

function cropField(crop: Recipe['crop']): unknown {
  if (crop === undefined) return null
  return 'rule' in crop ? crop.rule : [crop.left, crop.top, crop.width, crop.height]
}
