import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FilmRecipe } from '../../../film-types.js'
import type { Artifact } from '../../../types.js'
import { audioOf } from './encode-sound.js'
import { collectPeaks, WAVEFORM_HEIGHT, waveformSvg } from './waveform.js'
import { artifactOf, encode, inFolder, type Workplace } from './workplace.js'

/** Samples a second are enough for peaks: what is thinner than a bar is not seen. */
const RATE = 8000

/** A picture of how loud a sound is over its time. Rejects with `RenditionsError`. */
export function makeWaveform(
  place: Workplace,
  key: string,
  { source, bars, duration }: Extract<FilmRecipe, { kind: 'waveform' }>,
): Promise<Artifact> {
  audioOf(place, source)
  const peaks = collectPeaks(bars, Math.round(duration * RATE))
  return inFolder(place, async (folder) => {
    await encode(place, {
      parameters: ['-map', `0:a:${source}`, '-af', 'aresample=async=1:first_pts=0', ...pcm(), 'pipe:1'],
      folder,
      seconds: duration,
      megapixels: duration,
      bitrate: 0,
      onOutput: (chunk) => peaks.add(chunk),
    })
    const file = join(folder, 'waveform.svg')
    await writeFile(file, waveformSvg(peaks.peaks()))
    return place.cache.adopt(key, file, await artifactOf(key, file, bars, WAVEFORM_HEIGHT))
  })
}

function pcm(): string[] {
  return ['-ac', '1', '-ar', String(RATE), '-c:a', 'pcm_s16le', '-f', 's16le']
}
