import { errorOf, RenditionsError } from '../../../errors.js'
import type { FilmRecipe } from '../../../film-types.js'
import type { Artifact, Rendition } from '../../../types.js'
import { encodePictures, type Pictures } from './encode-pictures.js'
import { encodeSound, type Sound } from './encode-sound.js'
import { groupName, isSame, rungsOf, soundName, soundsOf, workOf, type FilmWork, type PicturesGroup } from './film-work.js'
import { costOf, createMeter } from './part-meter.js'
import { timeOf } from './grid.js'
import { makeFilm } from './make-film.js'
import { makeSound } from './make-sound.js'
import { makeStoryboard } from './make-storyboard.js'
import { makeStream } from './make-stream.js'
import { makeWaveform } from './make-waveform.js'
import { impossible, type Workplace } from './workplace.js'

/** What was encoded for the renditions of a film, by the names of groups and sounds. */
interface Encoded {
  pictures: Map<string, readonly Pictures[]>
  sounds: Map<string, Sound>
}

/**
 * Makes all renditions of a film, what is soon done first; each rung and sound is encoded once, however many are put together
 * from it. `keys` gets those of pieces that are kept in the cache. Rejects with `RenditionsError`; what is `done` stays.
 */
export async function renderFilm(
  place: Workplace,
  chunkSeconds: number,
  keys: Set<string>,
  done: (artifact: Artifact) => void,
  progress: (part: number) => void,
): Promise<void> {
  const { renditions } = place.job
  const work = workOf(renditions, chunkSeconds)
  const meter = createMeter(costOf(renditions, work, place.job), progress)
  const encoded: Encoded = { pictures: new Map(), sounds: new Map() }
  for (const rendition of renditions.filter(isWhole)) {
    done(await makeWhole(place, rendition))
    meter.finish(rendition.key)
  }
  for (const sound of work.sounds) {
    encoded.sounds.set(soundName(sound), await encodeSound(place, sound, keys))
    meter.finish(soundName(sound))
  }
  for (const group of inOrder(work)) {
    const { name } = group
    const pictures = await encodePictures(place, group, keys, (frames) => meter.tell(name, timeOf(group.grid, frames)))
    meter.finish(name)
    encoded.pictures.set(name, pictures)
    checkLength(place, group, pictures, encoded)
    for (const rendition of renditions.filter((one) => needsPictures(one, name)))
      done(await putTogether(place, rendition, encoded))
  }
  for (const rendition of renditions.filter(isSoundAlone)) done(await putTogether(place, rendition, encoded))
}

/** Made from the film at once, and not put together from pieces. */
function isWhole({ recipe: { film } }: Rendition): boolean {
  return film?.kind === 'waveform' || film?.kind === 'storyboard' || (film?.kind === 'sound' && film.sound.codec !== 'aac')
}

function isSoundAlone({ recipe: { film } }: Rendition): boolean {
  return film?.kind === 'sound' && film.sound.codec === 'aac'
}

function needsPictures(rendition: Rendition, group: string): boolean {
  const { film } = rendition.recipe
  return (film?.kind === 'stream' || film?.kind === 'film') && groupName(rendition, film) === group
}

async function makeWhole(place: Workplace, { key, recipe }: Rendition): Promise<Artifact> {
  const { film } = recipe
  if (film?.kind === 'waveform') return makeWaveform(place, key, film)
  if (film?.kind === 'storyboard') return makeStoryboard(place, key, film, recipe)
  if (film?.kind === 'sound') return makeSound(place, key, film)
  throw impossible(place, `nothing makes a ${recipe.kind} of a film`)
}

async function putTogether(place: Workplace, rendition: Rendition, { pictures, sounds }: Encoded): Promise<Artifact> {
  const { key, recipe } = rendition
  const { film } = recipe
  const heard = soundsOf(film).flatMap((work) => sounds.get(soundName(work)) ?? [])
  if (film?.kind === 'stream') return makeStream(place, key, film, picturesOf(rendition, film, pictures), heard)
  if (film?.kind === 'film') return makeFilm(place, key, picturesOf(rendition, film, pictures)[0], heard[0])
  if (film?.kind === 'sound') return makeFilm(place, key, undefined, heard[0])
  throw impossible(place, `nothing makes a ${recipe.kind} of a film`)
}

/** In the order of the recipe. */
function picturesOf(
  rendition: Rendition,
  film: Extract<FilmRecipe, { kind: 'stream' | 'film' }>,
  pictures: Encoded['pictures'],
): Pictures[] {
  const all = pictures.get(groupName(rendition, film)) ?? []
  return rungsOf(film).flatMap((rung) => all.find((one) => isSame(one.rung, rung)) ?? [])
}

/** Parts of a film are there before the whole of it. */
function inOrder({ groups }: FilmWork): PicturesGroup[] {
  return groups.toSorted((a, b) => (a.frames.part?.seconds ?? a.duration) - (b.frames.part?.seconds ?? b.duration))
}

/** A film may end before it says; far before, it was cut off, and a player would show a wrong length and then nothing. */
function checkLength(
  { job }: Workplace,
  { duration, frames }: PicturesGroup,
  pictures: readonly Pictures[],
  { sounds }: Encoded,
): void {
  const [first] = pictures
  if (frames.part || !first) return
  const lengths = [...sounds.values()].map(
    ({ samples, timescale }) => samples.reduce((sum, one) => sum + one.duration, 0) / timescale,
  )
  const longest = Math.max(timeOf(first.grid, first.samples.length), ...lengths)
  if (longest >= duration * 0.9 - 1) return
  const reason = `it ends after ${longest.toFixed(1)} of ${duration.toFixed(1)} seconds`
  throw new RenditionsError(errorOf('film-damaged', { path: job.asset, reason }))
}
