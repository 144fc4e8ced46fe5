import { TILE_SIDE, tileLayout } from '../../base/tile-layout.js'

/**
 * The `info.json` of a picture that is cut into the files of `tileLayout`: IIIF Image API 3.0, compliance level 0
 * (https://iiif.io/api/image/3.0/#5-image-information). `id` is the URL of the folder it stands in. Pure.
 */
export function imageInfo(id: string, { width, height }: { width: number; height: number }): string {
  const { scaleFactors, sizes } = tileLayout(width, height)
  const largest = sizes.at(-1)
  const isWhole = largest?.width === width && largest.height === height
  const info = {
    '@context': 'http://iiif.io/api/image/3/context.json',
    id,
    type: 'ImageService3',
    protocol: 'http://iiif.io/api/image',
    profile: 'level0',
    width,
    height,
    // What `full/max` is, where it is not all there is.
    ...(!isWhole && largest && { maxWidth: largest.width, maxHeight: largest.height }),
    sizes,
    tiles: [{ width: TILE_SIDE, height: TILE_SIDE, scaleFactors }],
  }
  return `${JSON.stringify(info, null, 2)}\n`
}
