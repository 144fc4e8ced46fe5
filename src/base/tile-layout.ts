/** Pixels on a side of a tile: few requests for a screen, and each is there soon. */
export const TILE_SIDE = 512

/** Whole pictures are there up to this many pixels on the longer side, and down to the smallest that is of use in a list. */
const WHOLE = { most: 1024, least: 128 }

interface Size {
  width: number
  height: number
}

/** Which files a picture is cut into, as the IIIF Image API 3 at level 0 asks for them (https://iiif.io/api/image/3.0/). */
export interface TileLayout {
  /** 1, 2, 4 … up to that of the smallest whole picture. */
  scaleFactors: readonly number[]
  /** Whole pictures that are there, smallest first; at least one. */
  sizes: readonly Size[]
  /** Paths of the tiles, and of the whole pictures that `sizes` lists; the largest is there as `max`, too. */
  tiles: readonly string[]
  wholes: readonly { path: string; size: Size }[]
}

/** The layout of a picture of so many pixels. Pure. */
export function tileLayout(width: number, height: number): TileLayout {
  const sizes = wholeSizes({ width, height })
  const longer = Math.max(width, height)
  const smallest = Math.max(sizes[0]?.width ?? 1, sizes[0]?.height ?? 1)
  // Down to the smallest whole picture: viewers with OpenSeadragon 2 (Mirador 3, Universal Viewer) take as many sizes as there
  // are factors, or one less, for the sizes of just these factors, and ask for tiles that are not there if they are others.
  const scaleFactors = [1]
  for (let factor = 1; Math.ceil(longer / factor) > smallest;) scaleFactors.push((factor *= 2))
  const largest = sizes.at(-1) ?? { width, height }
  return {
    scaleFactors,
    sizes,
    tiles: scaleFactors.flatMap((factor) => tilesAt({ width, height }, factor)),
    wholes: [
      ...sizes.map((size) => ({ path: wholePath(`${size.width},${size.height}`), size })),
      { path: wholePath('max'), size: largest },
    ],
  }
}

/** How many files a picture of so many pixels is cut into. Cheap, also for billions of pixels. */
export function tileCount(width: number, height: number): number {
  let count = wholeSizes({ width, height }).length + 1
  for (let factor = 1; Math.max(width, height) / factor > TILE_SIDE; factor *= 2)
    count += Math.ceil(width / factor / TILE_SIDE) * Math.ceil(height / factor / TILE_SIDE)
  return count
}

/** Path of a whole picture below the picture's own folder. */
export function wholePath(size: string): string {
  return `full/${size}/0/default.jpg`
}

function wholeSizes(whole: Size): Size[] {
  const sizes: Size[] = []
  for (let factor = 1; ; factor *= 2) {
    const size = scaledDown(whole, factor)
    const side = Math.max(size.width, size.height)
    if (side < WHOLE.least && sizes.length > 0) return sizes
    if (side <= WHOLE.most) sizes.unshift(size)
    if (side === 1) return sizes
  }
}

function scaledDown({ width, height }: Size, factor: number): Size {
  return { width: Math.ceil(width / factor), height: Math.ceil(height / factor) }
}

/** One that shows the whole picture is no tile: it is among the whole pictures. */
function tilesAt(whole: Size, factor: number): string[] {
  const side = TILE_SIDE * factor
  if (whole.width <= side && whole.height <= side) return []
  const paths: string[] = []
  for (let top = 0; top < whole.height; top += side) {
    for (let left = 0; left < whole.width; left += side) {
      const [width, height] = [Math.min(side, whole.width - left), Math.min(side, whole.height - top)]
      const size = scaledDown({ width, height }, factor)
      paths.push(`${left},${top},${width},${height}/${size.width},${size.height}/0/default.jpg`)
    }
  }
  return paths
}
