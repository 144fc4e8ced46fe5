import { createRequire } from 'node:module'
import type openPicture from 'sharp'
import { errorOf } from '../../../errors.js'
import type { Problem } from '../../../types.js'
import { isAtLeast } from './is-at-least.js'

/**
 * sharp in its CommonJS form: a renderer is ready after 160 ms of processor time with it, after 240 ms with the same
 * code as ECMAScript modules (Node 20).
 */
export const sharp = createRequire(import.meta.url)('sharp') as typeof openPicture

/** Below these, crafted AVIF files run code (GHSA-rgj7-g3m4-5g8c and seven later ones of libheif). */
const neededSharp = '0.35.5'
const neededHeif = '1.23.5'

/** Everything that may open bytes. Files, and all other formats, stay blocked: an SVG given by path reads its neighbours. */
const loaders = [
  'VipsForeignLoadJpegBuffer',
  'VipsForeignLoadPngBuffer',
  'VipsForeignLoadNsgifBuffer',
  'VipsForeignLoadWebpBuffer',
  'VipsForeignLoadHeifBuffer',
  'VipsForeignLoadSvgBuffer',
]

/** Why the installed sharp must not be used, if so. */
export function sharpProblem(versions: { sharp: string; heif?: string }): Problem | undefined {
  const { sharp: found, heif } = versions
  if (!isAtLeast(found, neededSharp)) return errorOf('sharp-too-old', { found, needed: neededSharp })
  // A libvips of the system's own names no parts of it; its maker answers for them.
  if (heif === undefined || isAtLeast(heif, neededHeif)) return undefined
  return errorOf('sharp-too-old', { found: `${found} with libheif ${heif}`, needed: `${neededSharp} with libheif ${neededHeif}` })
}

/** Shuts every door of libvips but the ones above and keeps its memory small. Returns why sharp may not be used, if so. */
export function guardSharp(): Problem | undefined {
  sharp.cache(false)
  sharp.concurrency(1)
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: loaders })
  return sharpProblem(sharp.versions)
}

/**
 * The loader of JPEGs with a gain map is only open while one is looked for or kept: where it is, it takes over
 * all JPEGs with a map, and cannot shrink while it decodes.
 */
export function openGainMaps(open: boolean): void {
  const operation = ['VipsForeignLoadUhdrBuffer']
  if (open) sharp.unblock({ operation })
  else sharp.block({ operation })
}

/**
 * The loaders of files by their path are only open while a picture is read that is too large for one Buffer. They know two
 * formats that cannot lead to other files.
 */
export function openFiles(open: boolean): void {
  const operation = ['VipsForeignLoadJpegFile', 'VipsForeignLoadPngFile']
  if (open) sharp.unblock({ operation })
  else sharp.block({ operation })
}
