import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Sharp } from 'sharp'
import { bundleFolder, bundleWorkshop, formatBundle } from '../../../base/bundle.js'
import { mapLimited } from '../../../base/concurrency.js'
import { digestOf } from '../../../base/hash.js'
import { TILE_SIDE, tileLayout, type TileLayout } from '../../../base/tile-layout.js'
import { errorOf, RenditionsError } from '../../../errors.js'
import type { BundleFile, Recipe } from '../../../types.js'
import { applyAll, makeBase, openPicture, type Picture } from './base.js'
import { phasesOf } from './operations.js'
import { openPixels, toPixels, type Pixels } from './pixels.js'

const MEGABYTE = 2 ** 20

/** Each tile would carry a profile and metadata again. */
const bare = { icc: false, metadata: false }

/** Files read at once to be hashed. */
const filesAtOnce = 8

/** A picture that was cut up: its files stand below `bundleFolder(temporary)`. */
export interface Tiled {
  /** The artifact: what files there are. */
  list: string
  width: number
  height: number
}

/**
 * Cuts a picture into the files of `tileLayout`: sRGB, no metadata, transparent parts on the recipe's background or white.
 * One that needs nothing done to it passes through row by row, so that memory is bounded by its width, whatever its size.
 * Rejects with `RenditionsError`.
 */
export async function renderTiles(picture: Picture, recipe: Recipe, temporary: string): Promise<Tiled> {
  const base = recipe.operations.length > 0 ? await changedPixels(picture, recipe) : undefined
  const { width, height } = base ?? picture.header
  const open = (): Sharp => flattened(base ? openPixels(base) : openPicture(picture), recipe)
  const folder = bundleFolder(temporary)
  // libvips writes a file of all properties, with the time of day in it, beside the folder it fills.
  await rm(bundleWorkshop(temporary), { recursive: true, force: true })
  await mkdir(bundleWorkshop(temporary), { recursive: true })
  await encoded(open(), recipe).tile({ size: TILE_SIDE, layout: 'iiif3', container: 'fs' }).toFile(folder)
  const layout = tileLayout(width, height)
  await writeWholes(open(), layout, recipe, folder)
  const files = await listFiles(picture.path, layout, folder)
  checkBytes(picture, files)
  return { list: formatBundle(files), width, height }
}

/** Operations need all pixels at once, at full size. */
async function changedPixels(picture: Picture, recipe: Recipe): Promise<Pixels> {
  const retained = { ...picture, retained: bare }
  const base = await makeBase(retained, recipe, { scale: 1 })
  return applyAll(base, phasesOf(recipe.operations).afterResize, recipe, bare)
}

function flattened(pipeline: Sharp, { background }: Recipe): Sharp {
  return pipeline.flatten({ background: background ?? '#ffffff' })
}

/** Plain JPEG: the better encoder takes five times as long, for bytes that hardly anybody loads all of. */
function encoded(pipeline: Sharp, { quality }: Recipe): Sharp {
  return pipeline.toColourspace('srgb').jpeg({ quality })
}

/** The whole pictures, which libvips does not write, each from the largest. */
async function writeWholes(pipeline: Sharp, { sizes, wholes }: TileLayout, recipe: Recipe, folder: string): Promise<void> {
  const largest = sizes.at(-1)
  if (!largest) return
  const pixels = await toPixels(pipeline.resize(largest.width, largest.height, { fit: 'fill' }), bare)
  for (const { path, size } of wholes) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    const resized = openPixels(pixels).resize(size.width, size.height, { fit: 'fill' })
    await writeFile(file, await encoded(resized, recipe).toBuffer())
  }
}

/** What the layout asks for, and nothing else. Every one of them has to be there. */
async function listFiles(path: string, { tiles, wholes }: TileLayout, folder: string): Promise<BundleFile[]> {
  const paths = [...tiles, ...wholes.map((whole) => whole.path)]
  return mapLimited(paths, filesAtOnce, async (tile): Promise<BundleFile> => {
    const bytes = await readFile(join(folder, tile)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      throw new RenditionsError(errorOf('render-crashed', { path, reason: `its tile "${tile}" was not made` }))
    })
    return { path: tile, digest: digestOf(bytes), bytes: bytes.length }
  })
}

function checkBytes({ path, limits }: Picture, files: readonly BundleFile[]): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  if (bytes > limits.tileBytes)
    throw new RenditionsError(
      errorOf('tiles-too-large', {
        path,
        megabytes: Math.ceil(bytes / MEGABYTE),
        most: Math.round(limits.tileBytes / MEGABYTE),
        files: files.length,
      }),
    )
}
