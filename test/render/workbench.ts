import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import type { Limits } from '../../src/config/types.js'
import type { ImageEngine } from '../../src/ports.js'
import { createArtifactCache } from '../../src/render/cache/artifact-cache.js'
import { createSharpEngine } from '../../src/render/engines/sharp/pool.js'
import type { Artifact, Problem, Recipe, Rendition } from '../../src/types.js'
import { builtChild } from './built-child.js'

export const limits: Limits = {
  pixels: 100e6,
  side: 32768,
  frames: 300,
  bytes: 64e6,
  svgBytes: 10e6,
  tiledPixels: 2000e6,
  tiledBytes: 2e9,
  tileFiles: 20_000,
  tileBytes: 1e9,
  seconds: 10,
  memory: 700e6,
  filmSeconds: 3600,
  filmBytes: 1e9,
  filmPixels: 36e6,
  filmMemory: 2e9,
}

export const raster: Recipe = {
  kind: 'raster',
  format: 'png',
  width: 8,
  height: 8,
  fit: 'fill',
  operations: [],
  quality: 100,
  effort: 1,
  metadata: 'strip',
  icc: 'srgb',
  animated: false,
}

/** A rendition of whatever file a workbench is given; PNG lossless, as presets have it. */
export function wish(recipe: Partial<Recipe>): Recipe {
  const { format = raster.format } = recipe
  return { ...raster, ...(format !== 'png' && { quality: 80 }), ...recipe }
}

export interface Workbench {
  engine: ImageEngine
  folder: string
  warnings: Problem[]
  /** Writes a file and returns its absolute path. */
  file(name: string, bytes: Buffer | string): Promise<string>
  /** Renders recipes of one source and returns the bytes in the same order. */
  render(source: Buffer, recipes: readonly Recipe[], name?: string): Promise<{ bytes: Buffer; artifact: Artifact }[]>
  close(): Promise<void>
}

/** A real engine with a real cache in a temporary folder. */
export async function openWorkbench(changes: Partial<Limits> = {}, cores = 2): Promise<Workbench> {
  const folder = await mkdtemp(join(tmpdir(), 'renditions-render-'))
  const cache = createArtifactCache({ folder: join(folder, 'cache'), maxBytes: 1e9 })
  const warnings: Problem[] = []
  const engine = createSharpEngine({
    childEntry: await builtChild(),
    cores,
    limits: { ...limits, ...changes },
    cache,
    warn: (problem) => warnings.push(problem),
  })
  let number = 0
  const file = async (name: string, bytes: Buffer | string): Promise<string> => {
    const path = join(folder, name)
    await writeFile(path, bytes)
    return path
  }
  return {
    engine,
    folder,
    warnings,
    file,
    async render(source, recipes, name = `source-${number++}`) {
      const path = await file(name, source)
      const digest = createHash('sha256').update(source).digest('hex')
      const renditions = recipes.map((recipe, index): Rendition =>
        renditionOf(`${name}-${digest.slice(0, 8)}-${index}-${number}`, name, digest, recipe),
      )
      const artifacts = new Map<string, Artifact>()
      await engine.render({ asset: name, file: path, digest, pixels: 1e6, renditions }, (artifact) =>
        artifacts.set(artifact.key, artifact),
      )
      return Promise.all(
        renditions.map(async ({ key }) => {
          const artifact = artifacts.get(key)
          const bytes = artifact && (await cache.read(artifact))
          if (!artifact || !bytes) throw new Error(`no artifact for ${key}`)
          return { artifact, bytes: Buffer.from(bytes) }
        }),
      )
    },
    async close() {
      await engine.close()
      await cache.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export function renditionOf(key: string, asset: string, digest: string, recipe: Recipe): Rendition {
  return { key, asset, digest, recipe, extension: recipe.format, stem: 'picture' }
}

export type Colour = readonly [r: number, g: number, b: number]

/** A picture of four flat quarters: red, green, blue, white. */
export async function quarters(width = 64, height = 48): Promise<Sharp> {
  const colours: Colour[] = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
  ]
  const data = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      data.set(colours[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)] ?? [], (y * width + x) * 3)
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

/** Colours in the middle of the four quarters of a picture, as a browser would show them. */
export async function quartersOf(bytes: Buffer): Promise<Colour[]> {
  const { data, info } = await sharp(bytes).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  const at = (fx: number, fy: number): Colour => {
    const offset = (Math.floor(info.height * fy) * info.width + Math.floor(info.width * fx)) * info.channels
    const [r = 0, g = r, b = r] = data.subarray(offset, offset + Math.min(3, info.channels))
    return [r, g, b]
  }
  return [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)]
}

/** Names of colours near the pure ones, so that lossy encoders may wobble. */
export function named([r, g, b]: Colour): string {
  const bit = (value: number): number => (value > 170 ? 1 : value < 85 ? 0 : 9)
  const names: Record<string, string> = {
    '100': 'red',
    '010': 'green',
    '001': 'blue',
    '111': 'white',
    '000': 'black',
    '110': 'yellow',
    '011': 'cyan',
  }
  return names[`${bit(r)}${bit(g)}${bit(b)}`] ?? `rgb(${r},${g},${b})`
}

/** Grey noise on a gradient, which compresses like a photo. */
export async function photo(width: number, height: number): Promise<Sharp> {
  const noise = await sharp({
    create: { width, height, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 20 } },
  })
    .png()
    .toBuffer()
  const gradient = await sharp(Buffer.from([250, 120, 20, 20, 120, 250]), { raw: { width: 2, height: 1, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .png()
    .toBuffer()
  return sharp(gradient)
    .composite([{ input: noise, blend: 'soft-light' }])
    .removeAlpha()
}
