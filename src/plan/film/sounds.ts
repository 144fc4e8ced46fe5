import type { AudioCodec, AudioFacts, SoundTrack } from '../../film-types.js'

/** Two channels share what is alike in both: one alone needs somewhat more than half. */
const MONO = 0.6

/** The sounds of a source as tracks of one codec, in its order; the first is played unless the source names another. */
export function soundsOf(
  audio: readonly AudioFacts[],
  wish: { bitrate: number; channels: number; loudness?: number },
  codec: AudioCodec,
): SoundTrack[] {
  const chosen = Math.max(
    0,
    audio.findIndex((one) => one.default),
  )
  return audio.map((one, source) => ({
    ...soundOf(one, source, wish, codec),
    ...(one.lang !== undefined && { lang: one.lang }),
    ...(one.title !== undefined && { label: one.title }),
    ...(source === chosen && audio.length > 1 && { default: true }),
  }))
}

/** The one that is heard unless another is chosen; undefined where nothing is. */
export function mainSound(sounds: readonly SoundTrack[]): SoundTrack | undefined {
  return sounds.find((sound) => sound.default) ?? sounds[0]
}

function soundOf(
  { channels: own }: AudioFacts,
  source: number,
  { bitrate, channels: most, loudness }: Parameters<typeof soundsOf>[1],
  codec: AudioCodec,
): SoundTrack {
  const channels = Math.max(1, Math.min(own, most))
  const share = channels < 2 && most >= 2 ? MONO : 1
  return { source, codec, bitrate: Math.round(bitrate * share), channels, ...(loudness !== undefined && { loudness }) }
}
