import type { FormatGroup, Rendition } from '../types.js'

/**
 * Pixels of a frame, where the preset leaves a choice: all frames are fetched to turn them, and kept decoded (4 bytes a
 * pixel). The large picture takes over where more is looked at.
 */
const FRAME_PIXELS = 2_000_000

/** The size that frames of a spin have: the largest that is not too large; the smallest where all are. */
export function frameOf({ candidates }: FormatGroup): Rendition | undefined {
  const fit = candidates.filter(({ rendition: { recipe } }) => recipe.width * recipe.height <= FRAME_PIXELS)
  return (fit.at(-1) ?? candidates[0])?.rendition
}

/** The formats that frames may have: WebP, which every browser since 2020 shows, and the one for all. */
export function frameGroups(groups: readonly FormatGroup[]): FormatGroup[] {
  return groups.filter((group, at) => group.format === 'webp' || at === groups.length - 1)
}
