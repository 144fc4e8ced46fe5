import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import type { FilmFacts, FilmRecipe, Frames, Rung, SoundTrack } from '../../src/film-types.js'
import type { ArtifactCache, FilmEngine, FilmJob } from '../../src/ports.js'
import { createArtifactCache } from '../../src/render/cache/artifact-cache.js'
import { createFilmEngine } from '../../src/render/engines/ffmpeg/film-engine.js'
import type { Artifact, Recipe, Rendition } from '../../src/types.js'
import type { FfmpegOptions } from '../../src/render/engines/ffmpeg/ffmpeg.js'
import { openFfmpeg } from './films.js'
import { limits, raster, type Colour } from './workbench.js'

/** A real engine with a real cache in a temporary folder. */
export interface CuttingRoom {
  folder: string
  cache: ArtifactCache
  engine: FilmEngine
  /** What is made of a film by recipes, unpacked below a folder: absolute paths in the same order, of a bundle its folder. */
  make(film: string, recipes: readonly FilmRecipe[], changes?: Partial<Recipe>): Promise<string[]>
  /** The job that `make` does. */
  job(film: string, recipes: readonly FilmRecipe[], changes?: Partial<Recipe>): Promise<FilmJob>
  close(): Promise<void>
}

export async function openCuttingRoom(
  chunkSeconds?: number,
  folder?: string,
  program?: string | Partial<FfmpegOptions>,
  cores = 2,
  filmMemory = limits.filmMemory,
): Promise<CuttingRoom> {
  const own = folder ?? (await mkdtemp(join(tmpdir(), 'renditions-films-')))
  await mkdir(own, { recursive: true })
  const cache = createArtifactCache({ folder: join(own, 'cache'), maxBytes: 1e9 })
  const ffmpeg = openFfmpeg(own, typeof program === 'string' ? { ffmpeg: program } : program)
  const engine = createFilmEngine({
    ffmpeg,
    limits: { ...limits, filmMemory },
    cores,
    cache,
    ...(chunkSeconds && { chunkSeconds }),
  })
  let number = 0
  const job: CuttingRoom['job'] = async (film, recipes, changes = {}) => {
    const digest = createHash('sha256')
      .update(await readFile(film))
      .digest('hex')
    const { facts } = await engine.facts('film', film)
    return { asset: 'film', file: film, digest, facts, renditions: renditionsOf(digest, recipes, changes) }
  }
  return {
    folder: own,
    cache,
    engine,
    job,
    async make(film, recipes, changes) {
      // One that can wait gives way to everything else, and tests run beside each other.
      const wanted = { ...(await job(film, recipes, changes)), urgent: true }
      const made = new Map<string, Artifact>()
      await engine.render(
        wanted,
        (artifact) => made.set(artifact.key, artifact),
        () => undefined,
      )
      return Promise.all(
        wanted.renditions.map(async ({ key }, index) => {
          const place = join(own, `made-${number++}-${recipes[index]?.kind}`)
          const artifact = made.get(key)
          if (!artifact) throw new Error(`${recipes[index]?.kind} was not made`)
          return unpack(cache, artifact, place)
        }),
      )
    },
    async close() {
      await engine.close()
      await cache.close()
      if (folder === undefined) await rm(own, { recursive: true, force: true })
    },
  }
}

function renditionsOf(digest: string, recipes: readonly FilmRecipe[], changes: Partial<Recipe>): Rendition[] {
  return recipes.map((film) => {
    const recipe: Recipe = { ...raster, kind: film.kind, format: 'mp4', effort: 0, quality: 80, film, ...changes }
    const key = createHash('sha256')
      .update(JSON.stringify([digest, recipe]))
      .digest('hex')
      .slice(0, 32)
    return { key, asset: 'film', digest, recipe, extension: 'mp4', stem: 'film' }
  })
}

async function unpack(cache: ArtifactCache, artifact: Artifact, place: string): Promise<string> {
  const files = artifact.files ?? []
  for (const { path, digest, bytes } of files) {
    await mkdir(dirname(join(place, path)), { recursive: true })
    await cp(cache.file({ key: `${artifact.key}/${path}`, digest, bytes, width: 0, height: 0 }), join(place, path))
  }
  if (files.length === 0) await cp(cache.file(artifact), place)
  return place
}

export const rung: Rung = { width: 64, height: 36, codec: 'h264', quality: 30, maxBitrate: 200_000 }
export const sound: SoundTrack = { source: 0, codec: 'aac', bitrate: 64_000, channels: 2 }

/** As planning has it for a film of such facts. */
export function framesOf({ video }: FilmFacts, changes: Partial<Frames> = {}): Frames {
  return { frameRate: video?.frameRate ?? [25, 1], deinterlace: video?.interlaced ?? false, ...changes }
}

/** What ffprobe says, as JSON. */
// oxlint-disable-next-line typescript/no-explicit-any -- as many shapes as there are questions
export async function probe(file: string, parameters: string): Promise<any> {
  const { stdout } = await promisify(execFile)('ffprobe', ['-v', 'error', '-of', 'json', ...parameters.split(' '), file], {
    maxBuffer: 1e8,
  })
  return JSON.parse(stdout)
}

/** When each frame is shown, and how light it is, from 16 to 235. */
export async function brightness(file: string): Promise<{ time: number; light: number }[]> {
  const measured = await probe(
    `movie=${file},signalstats`,
    '-f lavfi -show_entries frame=pts_time:frame_tags=lavfi.signalstats.YAVG',
  )
  return measured.frames.map((frame: { pts_time: string; tags: Record<string, string> }) => ({
    time: Number(frame.pts_time),
    light: Number(frame.tags['lavfi.signalstats.YAVG']),
  }))
}

/** Seconds at which a sound begins to be loud; never where it does not. */
export async function loudFrom(file: string): Promise<number> {
  const level = 'lavfi.astats.Overall.RMS_level'
  const measured = await probe(
    `amovie=${file},astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=RMS_level`,
    `-f lavfi -show_entries frame=pts_time:frame_tags=${level}`,
  )
  const frames: { pts_time: string; tags: Record<string, string> }[] = measured.frames
  return Number(frames.find(({ tags }) => Number(tags[level]) > -40)?.pts_time ?? Infinity)
}

/** Colours of the first picture of a file, by fractions of its width and height. */
export async function pixelsOf(
  file: string,
): Promise<{ at(x: number, y: number): Colour; size: { width: number; height: number } }> {
  const run = promisify(execFile)('ffmpeg', ['-v', 'error', '-i', file, '-frames:v', '1', '-c:v', 'png', '-f', 'image2', '-'], {
    encoding: 'buffer',
    maxBuffer: 1e8,
  })
  const { data, info } = await sharp((await run).stdout)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number): Colour => {
    const start = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels
    const [r = 0, g = r, b = r] = data.subarray(start, start + info.channels)
    return [r, g, b]
  }
  return { at, size: info }
}

/** How much lines differ from those around them, on average over a film, of 255. */
export async function combing(file: string): Promise<number> {
  const filter = "format=gray,convolution=0m='0 -1 0 0 2 0 0 -1 0':0rdiv=1,signalstats"
  const measured = await probe(`movie=${file},${filter}`, '-f lavfi -show_entries frame_tags=lavfi.signalstats.YAVG')
  const levels = measured.frames.map(({ tags }: { tags: Record<string, string> }) => Number(tags['lavfi.signalstats.YAVG']))
  return levels.reduce((sum: number, level: number) => sum + level, 0) / levels.length
}

/** A digest of a file, or of all files below a folder with their paths. */
export async function treeDigest(path: string): Promise<string> {
  const hash = createHash('sha256')
  const names = (await stat(path)).isFile() ? [''] : (await readdir(path, { recursive: true })).toSorted()
  for (const name of names) {
    const bytes = await readFile(join(path, name)).catch(() => undefined)
    if (bytes) hash.update(`${name}\n`).update(bytes)
  }
  return hash.digest('hex')
}
