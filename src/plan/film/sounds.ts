import type { AudioCodec, AudioFacts, SoundTrack } from '../../film-types.js'

/** Two channels share what is alike in both: one alone needs somewhat more than half. */
const MONO = 0.6

/** The sounds of a source that can be decoded as tracks of one codec, in its order; the first is played unless the source names another. */
export function soundsOf(
  audio: readonly AudioFacts[],
  wish: { bitrate: number; channels: number; loudness?: number },
  codec: AudioCodec,
): SoundTrack[] {
  const heard = audio.map((facts, source) => ({ facts, source })).filter(({ facts }) => isHeard(facts))
  const chosen = heard.find(({ facts }) => facts.default) ?? heard[0]
  return heard.map(({ facts, source }) => ({
    ...soundOf(facts, source, wish, codec),
    ...(facts.lang !== undefined && { lang: facts.lang }),
    ...(facts.title !== undefined && { label: facts.title }),
    ...(source === chosen?.source && heard.length > 1 && { default: true }),
  }))
}

/** Phones add sounds all round in encodings that hardly anything decodes; the plain ones are beside them. */
function isHeard({ codec, channels, sampleRate }: AudioFacts): boolean {
  return codec !== 'unknown' && channels > 0 && sampleRate > 0
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
