import { createHash } from 'node:crypto'
import { constants, copyFile, rm, stat, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { groupBy } from '../../../base/group-by.js'
import { errorOf, RenditionsError } from '../../../errors.js'
import type { Artifact, Problem, Recipe } from '../../../types.js'
import { makeText } from '../captions/make-text.js'
import { drawStill } from '../ffmpeg/still.js'
import { remux } from '../film/remux.js'
import { drawFirstPage } from '../pdfium/first-page.js'
import { makeBase, planBase, type Picture } from './base.js'
import { collectGarbage } from './collect-garbage.js'
import { decodeReason } from './decode-reason.js'
import { encode, type Encoded, type SourceFacts } from './encode.js'
import { creditsOfExif, creditsOfIptc } from './exif.js'
import { readHeader, type Header } from './header.js'
import type { Lanes } from './lanes.js'
import { openPixels, type Pixels, type Retained } from './pixels.js'
import { placeholderOf } from './placeholder.js'
import type { RenderWork, WantedFile } from './protocol.js'
import { checkUnchanged, reading, readSource, type Source } from './read-source.js'
import { shape } from './shape.js'
import { renderTiles } from './tiles.js'
import { needsWhole, renderAnimation, renderWithGainMap } from './whole.js'

/** What a job tells while it runs. */
export interface JobEvents {
  made(artifact: Artifact, temporary: string): void
  warn(problem: Problem): void
  alive(): void
  /** Resolves when a large encode may start; call the result when it is over. */
  large(): Promise<() => void>
}

/** Encoding this many pixels into AVIF takes about 20 bytes each: one at a time over all children. */
const largePixels = 1.5e6

/** Makes all files of one job. What fails alone does not stop the rest; the first failure is thrown at the end. */
export async function renderJob(work: RenderWork, lanes: Lanes, events: JobEvents): Promise<void> {
  const { asset: path, file, digest, limits, wanted } = work
  const source = await readSource(path, file, limits, events.alive)
  if (source.digest !== digest) throw new RenditionsError(errorOf('asset-changed', { path }))
  const failures: unknown[] = []
  const attempt = async (task: () => Promise<void>): Promise<void> => {
    try {
      await task()
    } catch (error) {
      failures.push(error)
    }
  }
  const { originals = [], texts = [], drawn = [] } = Object.fromEntries(groupBy(wanted, ({ recipe }) => madeAs(recipe)))
  const draw = async (): Promise<void> =>
    renderPicture(await pictureOf(work, await drawnSource(work, source, events), drawn, events), drawn, lanes, events, attempt)
  for (const entry of originals) await attempt(() => copyOriginal(path, file, source, entry, events))
  for (const entry of texts)
    await attempt(async () =>
      finish(path, entry, { data: await makeText({ ...source, path, file }, entry.recipe), width: 0, height: 0 }, events),
    )
  if (drawn.length > 0) await attempt(() => reading(source, draw))
  if (failures.length > 0) throw failures[0]
}

function madeAs({ kind }: Recipe): 'originals' | 'texts' | 'drawn' {
  if (kind === 'original' || kind === 'remux') return 'originals'
  return kind === 'captions' || kind === 'transcript' ? 'texts' : 'drawn'
}

/** The bytes as they are, or of a film all but its index; the copy is hashed again by whoever takes it over. */
async function copyOriginal(
  path: string,
  file: string,
  source: Source,
  { key, recipe, temporary }: WantedFile,
  events: JobEvents,
): Promise<void> {
  if (recipe.kind === 'remux') {
    const { mtimeMs, size } = await stat(file)
    const made = await remux(file, temporary)
    await checkSame(path, file, source, { mtimeMs, size })
    if (made) return events.made({ key, ...made, width: recipe.width, height: recipe.height }, temporary)
  }
  if (source.bytes) await writeFile(temporary, source.bytes, { flag: 'wx' })
  else await copyFile(file, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  events.made({ key, digest: source.digest, bytes: source.size, width: recipe.width, height: recipe.height }, temporary)
}

/** The first page of a document, or a frame of a film, is drawn, and goes on like any picture that came as a file. */
async function drawnSource(work: RenderWork, source: Source, events: JobEvents): Promise<Source> {
  const { asset: path, file } = work
  if (work.film) return frameOf(work, work.film, source, events)
  if (source.format !== 'pdf') return source
  const { data, width, height } = await drawFirstPage(path, file, source.digest)
  const bytes = await sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: 0 })
    .toBuffer()
  return { ...source, kind: 'image', format: 'png', bytes }
}

/** Signs of life while the decoder works, in milliseconds: it has a deadline of its own. */
const LIFE = 1000

async function frameOf(
  { asset: path, file, limits, wanted }: RenderWork,
  { facts, ffmpeg, guard }: NonNullable<RenderWork['film']>,
  source: Source,
  events: JobEvents,
): Promise<Source> {
  const moment = wanted.find(({ recipe }) => recipe.moment)?.recipe.moment ?? { at: 'first' }
  const timer = setInterval(events.alive, LIFE)
  try {
    const film = { path, file, format: source.format, facts }
    const { mtimeMs, size } = await stat(file)
    const bytes = await drawStill(film, moment, { ffmpeg, guard: new URL(guard) }, limits)
    await checkSame(path, file, source, { mtimeMs, size })
    return { ...source, kind: 'image', format: 'png', bytes }
  } finally {
    clearInterval(timer)
  }
}

/** A film was hashed before and is read by its path: what is made has to be of the same bytes. */
async function checkSame(path: string, file: string, source: Source, before: { mtimeMs: number; size: number }): Promise<void> {
  const { mtimeMs, size } = await stat(file)
  if (mtimeMs !== before.mtimeMs || size !== before.size || size !== source.size)
    throw new RenditionsError(errorOf('asset-changed', { path }))
}

async function pictureOf(
  { asset: path, limits }: RenderWork,
  source: Source,
  drawn: readonly WantedFile[],
  events: JobEvents,
): Promise<Picture> {
  const header = await readHeader(path, source, limits)
  if (header.width === 0 || header.height === 0) {
    throw new RenditionsError(errorOf('render-impossible', { path, reason: 'it has neither a width and height nor a viewBox' }))
  }
  const input = source.bytes ?? source.large?.file
  if (input === undefined) throw new RenditionsError(errorOf('asset-unknown-type', { path, found: source.format }))
  return {
    path,
    input,
    unchanged: () => checkUnchanged(path, source),
    header,
    limits,
    retained: retainedOf(drawn, header),
    warn: events.warn,
  }
}

/** What comes through. Profiles of print, grey and other odd spaces mean nothing to browsers; those become sRGB. */
function retainedOf(drawn: readonly WantedFile[], header: Header): Retained {
  const rasters = drawn.filter(({ recipe }) => recipe.kind === 'raster')
  const wide = header.icc !== undefined && (header.space === 'srgb' || header.space === 'rgb16')
  return {
    icc: wide && rasters.some(({ recipe }) => recipe.icc === 'keep'),
    metadata: rasters.some(({ recipe }) => recipe.metadata === 'keep'),
  }
}

type Attempt = (task: () => Promise<void>) => Promise<void>

async function renderPicture(
  picture: Picture,
  drawn: readonly WantedFile[],
  lanes: Lanes,
  events: JobEvents,
  attempt: Attempt,
): Promise<void> {
  const { path, header } = picture
  const facts: SourceFacts = {
    palette: header.palette,
    credits: { ...creditsOfIptc(header.iptc), ...defined(creditsOfExif(header.exif)) },
  }
  const kinds = groupBy(drawn, ({ recipe }) => wayOf(recipe, picture))
  const whole = async (entry: WantedFile, render: typeof renderAnimation): Promise<void> =>
    attempt(async () => finish(path, entry, await named(path, () => render(picture, entry.recipe, facts)), events))
  for (const entry of kinds.get('gain-map') ?? []) await whole(entry, renderWithGainMap)
  for (const entry of kinds.get('animation') ?? []) await whole(entry, renderAnimation)
  for (const entry of kinds.get('tiles') ?? []) await attempt(() => named(path, () => cutTiles(picture, entry, events)))

  const plans = groupBy(kinds.get('pixels') ?? [], ({ recipe }) =>
    JSON.stringify([planBase(recipe, header), recipe.crop, recipe.operations]),
  )
  for (const group of [...plans.values()].sort((a, b) => largest(b) - largest(a))) {
    const [first] = group
    if (!first) continue
    await attempt(async () => {
      const base = await makeBase(picture, first.recipe, planBase(first.recipe, header))
      await picture.unchanged()
      collectGarbage()
      await renderSizes(path, base, group, { facts, retained: picture.retained, lanes, events, attempt })
    })
  }
}

/** How the files of a recipe are come by. */
function wayOf(recipe: Recipe, picture: Picture): 'animation' | 'gain-map' | 'tiles' | 'pixels' {
  if (recipe.kind === 'tiles') return 'tiles'
  return (recipe.kind === 'raster' ? needsWhole(recipe, picture) : undefined) ?? 'pixels'
}

async function cutTiles(picture: Picture, entry: WantedFile, events: JobEvents): Promise<void> {
  const { list, width, height } = await renderTiles(picture, entry.recipe, entry.temporary)
  await picture.unchanged()
  await finish(picture.path, entry, { data: Buffer.from(list), width, height }, events)
}

interface SizeContext {
  facts: SourceFacts
  retained: Retained
  lanes: Lanes
  events: JobEvents
  attempt: Attempt
}

/** Every size from the same pixels, largest first; each is resized once for all its formats. */
async function renderSizes(path: string, base: Pixels, group: readonly WantedFile[], context: SizeContext): Promise<void> {
  const { lanes, attempt, retained, events } = context
  const sizes = groupBy(
    [...group].sort((a, b) => area(b) - area(a)),
    ({ recipe }) => JSON.stringify([recipe.kind, recipe.width, recipe.height, recipe.fit, recipe.background]),
  )
  const tasks: Promise<void>[] = []
  for (const entries of sizes.values()) {
    let shaped: Promise<Pixels> | undefined
    let left = entries.length
    for (const entry of [...entries].sort((a, b) => turn(a) - turn(b))) {
      const task = async (): Promise<void> => {
        if (entry.recipe.kind === 'placeholder')
          return finish(path, entry, await named(path, () => placeholderOf(base, entry.recipe)), events)
        shaped ??= shape(base, entry.recipe, retained)
        const pixels = await shaped
        if (--left === 0) shaped = undefined
        await encodeOne(path, entry, pixels, context)
      }
      tasks.push(lanes.run(() => attempt(() => named(path, task))))
    }
  }
  await Promise.all(tasks)
}

async function encodeOne(
  path: string,
  entry: WantedFile,
  pixels: Pixels,
  { facts, retained, events }: SizeContext,
): Promise<void> {
  const over = isLarge(entry) ? await events.large() : undefined
  try {
    if (pixels.width * pixels.height > largePixels / 4) collectGarbage()
    await finish(path, entry, await encode(path, openPixels(pixels), pixels, entry.recipe, facts, retained), events)
  } finally {
    over?.()
  }
}

async function finish(
  path: string,
  { key, temporary }: WantedFile,
  { data, width, height }: Encoded,
  events: JobEvents,
): Promise<void> {
  try {
    await writeFile(temporary, data, { flag: 'wx' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Half a file takes room that the others may need.
    await rm(temporary, { force: true })
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new RenditionsError(errorOf('disk-full', { path }), { cause: error })
    throw new RenditionsError(
      errorOf('render-crashed', { path, reason: `its rendition could not be written (${code ?? 'unknown reason'})` }),
      { cause: error },
    )
  }
  events.made({ key, digest: createHash('sha256').update(data).digest('hex'), bytes: data.length, width, height }, temporary)
}

/** Gives an encoder's own errors the asset's name. */
async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RenditionsError) throw error
    throw new RenditionsError(errorOf('render-crashed', { path, reason: decodeReason(error) }), { cause: error })
  }
}

/** Within one size, a large AVIF goes last: it may have to wait for its turn. */
function turn(entry: WantedFile): number {
  return isLarge(entry) ? 1 : 0
}

function isLarge({ recipe }: WantedFile): boolean {
  return recipe.format === 'avif' && recipe.width * recipe.height > largePixels
}

function area({ recipe }: WantedFile): number {
  return recipe.width * recipe.height
}

function largest(group: readonly WantedFile[]): number {
  return Math.max(...group.map(area))
}

function defined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
}
