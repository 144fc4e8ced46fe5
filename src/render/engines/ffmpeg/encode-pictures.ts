import { join } from 'node:path'
import { decoding } from './input.js'
import { errorOf, RenditionsError } from '../../../errors.js'
import type { Frames, Rung, VideoFacts } from '../../../film-types.js'
import { chunkKey, type PicturesGroup } from './film-work.js'
import { fittingGroups } from './memory-plan.js'
import { timeOf, undivided, type Chunk, type Grid } from './grid.js'
import { readTrack, type Sample, type Track } from './mp4/read-track.js'
import { LEAD, pictureFilters } from './picture-filters.js'
import { videoParameters, type Light } from './video-encoders.js'
import { encode, encoderFor, impossible, inFolder, keepPiece, keptPiece, type Workplace } from './workplace.js'

/** An encoded rung: all its frames, in the order of decoding. */
export interface Pictures extends Track {
  rung: Rung
  grid: Grid
  light: Light
}

/** A chunk has other frames than its place on the grid asks for: the times of the film do not allow to begin within it. */
class ChunkDiffers extends Error {
  override readonly name = 'ChunkDiffers'
}

/** Told how many frames of a group are done. */
type Tell = (frames: number) => void

/**
 * Encodes the rungs of a group chunk by chunk, each chunk in one process from one decode, and only what is not kept from
 * before. Where a chunk does not fit, all is done in one. Rejects with `RenditionsError`. `keys` gets the keys of what it keeps.
 */
export async function encodePictures(place: Workplace, group: PicturesGroup, keys: Set<string>, tell: Tell): Promise<Pictures[]> {
  try {
    return await encodeChunks(place, group, keys, tell)
  } catch (error) {
    if (!(error instanceof ChunkDiffers)) throw error
    if (group.grid.chunks.length === 1) throw mismatch(place, error)
    return await encodeChunks(place, { ...group, grid: undivided(group.grid) }, keys, tell).catch((again: unknown) => {
      throw again instanceof ChunkDiffers ? mismatch(place, again) : again
    })
  }
}

function mismatch({ job }: Workplace, { message }: Error): RenditionsError {
  return new RenditionsError(errorOf('encoder-failed', { path: job.asset, reason: message }))
}

async function encodeChunks(place: Workplace, group: PicturesGroup, keys: Set<string>, tell: Tell): Promise<Pictures[]> {
  const { grid, rungs } = group
  const parts: Track[][] = rungs.map(() => [])
  const light = lightOf(videoOf(place), group.frames)
  for (const chunk of grid.chunks) {
    tell(chunk.first)
    const files = await chunkFiles(place, group, chunk, keys, (seconds) =>
      tell(chunk.first + (seconds * grid.rate[0]) / grid.rate[1]),
    )
    for (const [index, file] of files.entries()) parts[index]?.push(onItsGrid(await readTrack(file), grid, chunk))
  }
  return rungs.map((rung, index) => ({ ...joined(parts[index] ?? []), rung, grid, light }))
}

/** The files of a chunk, one for each rung: those that were kept, and the others made at once, as far as memory allows. */
async function chunkFiles(
  place: Workplace,
  group: PicturesGroup,
  chunk: Chunk,
  keys: Set<string>,
  onProgress: (seconds: number) => void,
): Promise<string[]> {
  const { job, tools } = place
  const wanted = group.rungs.map((rung) => ({ rung, key: chunkKey(job.digest, tools.version, group, rung, chunk) }))
  for (const { key } of wanted) keys.add(key)
  const kept = await Promise.all(wanted.map(({ key }) => keptPiece(place, key)))
  const missing = wanted.filter((_, index) => kept[index] === undefined)
  if (missing.length === 0) return kept.filter((file) => file !== undefined)
  return inFolder(place, async (folder) => {
    const groups = fittingGroups(missing, place.limits.filmMemory)
    let first = 0
    for (const [at, one] of groups.entries()) {
      const rungs = one.map(({ rung }) => rung)
      const tell = (seconds: number): void => onProgress((at * lengthOf(group, chunk) + seconds) / groups.length)
      await encodeChunk(place, { ...group, rungs }, chunk, { folder, first }, tell)
      first += one.length
    }
    const files: string[] = []
    for (const [index, { key }] of wanted.entries()) {
      const at = missing.findIndex((one) => one.key === key)
      const file = kept[index] ?? join(folder, `${at}.mp4`)
      if (at >= 0) onItsGrid(await readTrack(file), group.grid, chunk)
      files.push(at < 0 ? file : await keepPiece(place, key, file))
    }
    return files
  })
}

async function encodeChunk(
  place: Workplace,
  group: PicturesGroup,
  chunk: Chunk,
  { folder, first }: { folder: string; /** Number of the first file. */ first: number },
  onProgress: (seconds: number) => void,
): Promise<void> {
  const video = videoOf(place)
  const { frames, grid, background, effort, rungs } = group
  const filters = pictureFilters({ video, frames, grid, chunk, background, rungs })
  const begin = (frames.part?.start ?? 0) + timeOf(grid, chunk.first)
  const seconds = lengthOf(group, chunk)
  const outputs = rungs.flatMap((rung, index) => [
    '-map',
    `[v${index}]`,
    ...videoParameters(rung, effort, grid, encoderFor(place, rung.codec), lightOf(video, frames)),
    `${first + index}.mp4`,
  ])
  await encode(place, {
    before: [...decoding(video), '-copyts', '-start_at_zero', ...seeking(begin)],
    parameters: ['-filter_complex', filters, ...outputs],
    folder,
    seconds,
    megapixels: (seconds * grid.rate[0] * rungs.reduce((sum, { width, height }) => sum + width * height, 0)) / grid.rate[1] / 1e6,
    bitrate: rungs.reduce((sum, { maxBitrate }) => sum + maxBitrate, 0),
    onProgress,
  })
}

/** Seconds. */
function lengthOf({ frames, grid, duration }: PicturesGroup, chunk: Chunk): number {
  const begin = (frames.part?.start ?? 0) + timeOf(grid, chunk.first)
  return chunk.frames === undefined ? Math.max(0, duration - begin) : timeOf(grid, chunk.frames)
}

/** From the key frame before a moment on, all that is decoded: what is shown at that moment may have begun long before. */
function seeking(begin: number): string[] {
  return begin > LEAD ? ['-noaccurate_seek', '-ss', (begin - LEAD).toFixed(6)] : []
}

function lightOf({ transfer }: VideoFacts, { toneMap }: Frames): Light {
  return toneMap ? 'sdr' : transfer
}

export function videoOf(place: Workplace): VideoFacts {
  const { video } = place.job.facts
  if (!video) throw impossible(place, 'it has no pictures')
  return video
}

/** The same track with times of the grid. Throws `ChunkDiffers` unless it has the frames it should, key frames where they should be. */
function onItsGrid(track: Track, { timescale, frameTicks, keyFrames }: Grid, { frames, isLast }: Chunk): Track {
  const { samples } = track
  if (samples.length === 0) throw new ChunkDiffers('it gave no frames')
  if (!isLast && samples.length !== frames) throw new ChunkDiffers(`it gave ${samples.length} frames instead of ${frames}`)
  if (track.timescale !== timescale) throw new ChunkDiffers(`its times are in ${track.timescale} ticks instead of ${timescale}`)
  const isWrong = samples.some(({ isKey }, index) => isKey !== (index % keyFrames === 0))
  if (isWrong) throw new ChunkDiffers('its key frames are not where they should be')
  const first = samples[0]?.shift ?? 0
  return {
    ...track,
    samples: samples.map((sample): Sample => ({ ...sample, duration: frameTicks, shift: sample.shift - first })),
  }
}

/**
 * Chunks one after another. What is decoded later than it is shown is shown later by as much as that, and so all is: older
 * players know no times before those of decoding. An edit takes that back.
 */
function joined(parts: readonly Track[]): Track {
  const [first, ...others] = parts
  if (!first) throw new ChunkDiffers('it gave no frames')
  if (others.some(({ entry }) => !entry.equals(first.entry))) throw new ChunkDiffers('its parts need different decoders')
  const samples = parts.flatMap((part) => part.samples)
  const delay = -samples.reduce((least, { shift }) => Math.min(least, shift), 0)
  return { ...first, priming: delay, samples: samples.map((sample) => ({ ...sample, shift: sample.shift + delay })) }
}
