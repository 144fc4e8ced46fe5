import { join } from 'node:path'
import type { AudioFacts, SoundTrack } from '../../../film-types.js'
import { soundKey, type SoundWork } from './film-work.js'
import { readLoudness, type Loudness } from './loudness.js'
import { readTrack, type Track } from './mp4/read-track.js'
import { FRAGMENTED, measuringFilters, partOf, soundCodec, soundFilters } from './sound-parameters.js'
import { encode, encoderFor, impossible, inFolder, keepPiece, keptPiece, type Workplace } from './workplace.js'

/** An encoded sound. */
export interface Sound extends Track {
  sound: SoundTrack
}

/** Encodes a sound in one pass, unless it is kept from before. Rejects with `RenditionsError`. `keys` gets its key. */
export async function encodeSound(place: Workplace, work: SoundWork, keys: Set<string>): Promise<Sound> {
  const key = soundKey(place.job.digest, place.tools.version, work)
  keys.add(key)
  const kept = await keptPiece(place, key)
  if (kept !== undefined) return { ...(await readTrack(kept)), sound: work.sound }
  return inFolder(place, async (folder) => {
    await encodeSoundFile(place, work, folder, 'sound.mp4', FRAGMENTED)
    return { ...(await readTrack(await keepPiece(place, key, join(folder, 'sound.mp4')))), sound: work.sound }
  })
}

/** Encodes a sound into a file of the folder. `form` says which kind of file. */
export async function encodeSoundFile(
  place: Workplace,
  work: SoundWork,
  folder: string,
  name: string,
  form: readonly string[],
): Promise<void> {
  const { sound, part } = work
  const facts = audioOf(place, sound.source)
  const measured = sound.loudness === undefined ? undefined : await measure(place, work, folder)
  const filters = ['-map', `0:a:${sound.source}`, '-af', soundFilters(sound, facts, measured)]
  await encode(place, {
    before: partOf(part),
    parameters: [...filters, ...soundCodec(sound, encoderFor(place, sound.codec)), ...form, name],
    folder,
    ...costOf(place, work),
  })
}

async function measure(place: Workplace, work: SoundWork, folder: string): Promise<Loudness | undefined> {
  const { sound, part } = work
  const reader = readLoudness()
  await encode(place, {
    before: partOf(part),
    parameters: ['-map', `0:a:${sound.source}`, '-af', measuringFilters(sound, audioOf(place, sound.source)), '-f', 'null', '-'],
    folder,
    ...costOf(place, work),
    onOutput: (chunk) => reader.add(chunk),
  })
  return reader.last()
}

function costOf({ job }: Workplace, { sound, part }: SoundWork): { seconds: number; megapixels: number; bitrate: number } {
  const seconds = part?.seconds ?? job.facts.duration
  // Pictures that lie between are read past, not decoded.
  return { seconds, megapixels: seconds, bitrate: sound.bitrate }
}

export function audioOf(place: Workplace, source: number): AudioFacts {
  const facts = place.job.facts.audio[source]
  if (facts) return facts
  throw impossible(place, `it has no sound ${source + 1}`)
}
