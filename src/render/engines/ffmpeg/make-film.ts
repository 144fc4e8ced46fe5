import { join } from 'node:path'
import type { Artifact } from '../../../types.js'
import type { Pictures } from './encode-pictures.js'
import type { Sound } from './encode-sound.js'
import { writeSamples } from './mp4/copy-samples.js'
import { planFilm, type FilmTrack } from './mp4/write-film.js'
import { artifactOf, inFolder, type Workplace } from './workplace.js'

/** Puts encoded pictures and sound into one MP4 that plays while it loads; either may be missing. */
export function makeFilm(
  place: Workplace,
  key: string,
  pictures: Pictures | undefined,
  sound: Sound | undefined,
): Promise<Artifact> {
  return inFolder(place, async (folder) => {
    const file = join(folder, 'film.mp4')
    const { width = 0, height = 0 } = pictures?.rung ?? {}
    const tracks: FilmTrack[] = []
    if (pictures) tracks.push({ ...pictures, kind: 'pictures', width, height, start: pictures.priming })
    if (sound) tracks.push({ ...sound, kind: 'sound', width: 0, height: 0, start: sound.priming })
    const { head, samples } = planFilm(tracks)
    await writeSamples(file, head, samples)
    return place.cache.adopt(key, file, await artifactOf(key, file, width, height))
  })
}
