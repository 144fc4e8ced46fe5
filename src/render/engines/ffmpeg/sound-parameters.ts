import type { AudioCodec, AudioFacts, Frames, SoundTrack } from '../../../film-types.js'
import { loudnessFilters, MEASURING, type Loudness } from './loudness.js'

/** Into a file that `readTrack` reads. */
export const FRAGMENTED = ['-movflags', '+delay_moov+default_base_moof', '-frag_duration', '10000000', '-f', 'mp4'] as const

/** A part of the source, as options before the input. */
export function partOf(part: Frames['part']): string[] {
  return part ? ['-ss', String(part.start), '-t', String(part.seconds)] : []
}

/** Filters that bring a sound to its time, channels and rate; and to its loudness where that was measured. Pure. */
export function soundFilters(sound: SoundTrack, facts: AudioFacts, measured: Loudness | undefined): string {
  const changes = sound.loudness === undefined || !measured ? [] : loudnessFilters(sound.loudness, measured)
  // The filter of loudness may give another rate.
  const again = changes.length > 0 ? ['aresample', `aformat=sample_rates=${rateOf(sound.codec, facts.sampleRate)}`] : []
  return [...asHeard(sound, facts), ...changes, ...again].join(',')
}

/** Filters that measure a sound as it will be heard, and print what they find: `readLoudness`. */
export function measuringFilters(sound: SoundTrack, facts: AudioFacts): string {
  return [...asHeard(sound, facts), ...MEASURING].join(',')
}

/** Encoder, bits and what keeps bytes equal from run to run. Pure. */
export function soundCodec(sound: SoundTrack, encoder: string): string[] {
  const bitexact = ['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact']
  return ['-c:a', encoder, '-b:a', String(sound.bitrate), ...bitexact]
}

/** From the first moment of the film on, gaps filled with silence; more channels than asked for mixed down without clipping. */
function asHeard({ channels, codec }: SoundTrack, { sampleRate }: AudioFacts): string[] {
  return [
    'aresample=async=1:first_pts=0:rematrix_maxval=1.0',
    `aformat=sample_rates=${rateOf(codec, sampleRate)}:channel_layouts=${channels === 1 ? 'mono' : 'stereo'}`,
  ]
}

/** What every player takes; Opus knows one rate only. */
function rateOf(codec: AudioCodec, rate: number): number {
  return codec !== 'opus' && (rate === 44_100 || rate === 32_000) ? rate : 48_000
}
