import { join } from 'node:path'
import type { AudioCodec, FilmRecipe } from '../../../film-types.js'
import type { Artifact } from '../../../types.js'
import { encodeSoundFile } from './encode-sound.js'
import { artifactOf, impossible, inFolder, type Workplace } from './workplace.js'

/** Files of sound that ffmpeg writes itself; AAC goes into an MP4 of ours. */
const FORMS: Partial<Record<AudioCodec, readonly string[]>> = {
  // The first frame tells lengths and what an encoder put in front.
  mp3: ['-id3v2_version', '0', '-write_xing', '1', '-f', 'mp3'],
  opus: ['-f', 'ogg'],
}

/** A sound in a file of its own: MP3, or Opus in Ogg. Rejects with `RenditionsError`. */
export function makeSound(place: Workplace, key: string, { sound }: Extract<FilmRecipe, { kind: 'sound' }>): Promise<Artifact> {
  const form = FORMS[sound.codec]
  if (!form) return Promise.reject(impossible(place, `there is no file for a sound in ${sound.codec}`))
  return inFolder(place, async (folder) => {
    await encodeSoundFile(place, { sound }, folder, 'sound', form)
    const file = join(folder, 'sound')
    return place.cache.adopt(key, file, await artifactOf(key, file))
  })
}
