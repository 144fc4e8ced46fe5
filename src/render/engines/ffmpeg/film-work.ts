import { digestOf, stableJson } from '../../../base/hash.js'
import type { FilmRecipe, Frames, Rung, SoundTrack } from '../../../film-types.js'
import type { Digest, Rendition } from '../../../types.js'
import { gridOf, type Chunk, type Grid } from './grid.js'
import { BACKGROUND } from './picture-filters.js'

/** Raised whenever the same piece comes to have other bytes. */
const ALGORITHM = 1

/** Pictures that come from one decode: the same frames at the same times, in several sizes. */
export interface PicturesGroup {
  /** Differs whenever anything below does, but for rungs. */
  name: string
  frames: Frames
  keySeconds: number
  duration: number
  /** What is laid under transparent parts. */
  background: string
  effort: number
  grid: Grid
  /** Each once. */
  rungs: Rung[]
}

/** A sound of a film, or of a part of it. */
export interface SoundWork {
  sound: SoundTrack
  part?: Frames['part']
}

/** What the renditions of a film are put together from. */
export interface FilmWork {
  groups: PicturesGroup[]
  /** Each once. */
  sounds: SoundWork[]
}

type OfPictures = Extract<FilmRecipe, { kind: 'stream' | 'film' }>

/** What has to be encoded for some renditions of one film. Pure. */
export function workOf(renditions: readonly Rendition[], chunkSeconds: number): FilmWork {
  const groups = new Map<string, PicturesGroup>()
  const sounds = new Map<string, SoundWork>()
  for (const rendition of renditions) {
    const { film } = rendition.recipe
    if (film?.kind === 'stream' || film?.kind === 'film') {
      const name = groupName(rendition, film)
      const group = groups.get(name) ?? newGroup(name, rendition, film, chunkSeconds)
      groups.set(name, group)
      for (const rung of rungsOf(film)) if (!group.rungs.some((one) => isSame(one, rung))) group.rungs.push(rung)
    }
    for (const work of soundsOf(film)) sounds.set(soundName(work), work)
  }
  return { groups: [...groups.values()], sounds: [...sounds.values()] }
}

export function rungsOf(film: OfPictures): readonly Rung[] {
  return film.kind === 'stream' ? film.rungs : [film.rung]
}

/** Sounds that are encoded into a track; a file of its own in another encoding than AAC is made as a whole. */
export function soundsOf(film: FilmRecipe | undefined): SoundWork[] {
  if (film?.kind === 'stream') return film.sounds.map((sound) => ofPart(sound, film.frames.part))
  if (film?.kind === 'film') return film.sound ? [ofPart(film.sound, film.frames.part)] : []
  return film?.kind === 'sound' && film.sound.codec === 'aac' ? [{ sound: film.sound }] : []
}

/** Names the group that a rendition's pictures are in. */
export function groupName({ recipe }: Rendition, { frames, keySeconds, duration }: OfPictures): string {
  return stableJson({ frames, keySeconds, duration, background: recipe.background ?? BACKGROUND, effort: recipe.effort })
}

/** Names what a sound's bytes depend on, and not what it is called. */
export function soundName({ sound, part }: SoundWork): string {
  const { source, codec, bitrate, channels, loudness } = sound
  return stableJson({ source, codec, bitrate, channels, loudness, part })
}

/** Key of a chunk of a rung in the cache. */
export function chunkKey(digest: Digest, version: string, group: PicturesGroup, rung: Rung, chunk: Chunk): string {
  const { frames, keySeconds, background, effort } = group
  return pieceKey([digest, version, 'pictures', frames, keySeconds, background, effort, rung, chunk.first, chunk.frames])
}

/** Key of a sound in the cache. */
export function soundKey(digest: Digest, version: string, work: SoundWork): string {
  return pieceKey([digest, version, 'sound', soundName(work)])
}

function pieceKey(fields: readonly unknown[]): string {
  return digestOf(stableJson(['film', ALGORITHM, ...fields])).slice(0, 32)
}

function newGroup(
  name: string,
  { recipe }: Rendition,
  { frames, keySeconds, duration }: OfPictures,
  chunkSeconds: number,
): PicturesGroup {
  return {
    name,
    frames,
    keySeconds,
    duration,
    background: recipe.background ?? BACKGROUND,
    effort: recipe.effort,
    grid: gridOf(frames, keySeconds, duration, chunkSeconds),
    rungs: [],
  }
}

export function isSame(one: Rung, other: Rung): boolean {
  return stableJson(one) === stableJson(other)
}

function ofPart(sound: SoundTrack, part: Frames['part']): SoundWork {
  return { sound, ...(part && { part }) }
}
