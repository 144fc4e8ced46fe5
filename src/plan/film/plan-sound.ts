import type { AudioCodec, AudioPreset, FilmRecipe } from '../../film-types.js'
import type { FilmEncoder } from '../../ports.js'
import type { Asset, PlannedSound } from '../../types.js'
import { filmRendition } from './plan-film.js'
import { mainSound, soundsOf } from './sounds.js'

export interface SoundInput {
  asset: Asset
  preset: AudioPreset
  encoder: Pick<FilmEncoder, 'version' | 'audioCodecs'>
  stem: string
}

const EXTENSIONS: Readonly<Record<AudioCodec, string>> = { aac: 'm4a', mp3: 'mp3', opus: 'opus' }

const WAVEFORM = { barWidth: 4, height: 80 }

/** What is made of a sound; undefined where nothing is heard, or the encoder has none of the codecs. Pure. */
export function planSound(input: SoundInput): PlannedSound | undefined {
  const { asset, preset, encoder } = input
  const facts = asset.probe.film
  if (!facts || facts.audio.length === 0) return undefined
  const formats = preset.formats
    .filter((format) => encoder.audioCodecs.has(format))
    // Safari plays no Opus; whoever can, takes what comes first.
    .toSorted((a, b) => Number(a !== 'opus') - Number(b !== 'opus'))
  const { duration } = facts
  const files = formats.flatMap((codec) => {
    const sound = mainSound(soundsOf(facts.audio, preset, codec))
    if (!sound) return []
    const { default: _, lang: _lang, label: _label, ...alone } = sound
    const film: FilmRecipe = { kind: 'sound', sound: alone, duration }
    return filmRendition(input, film, { width: 0, height: 0 }, EXTENSIONS[codec])
  })
  if (files.length === 0) return undefined
  const source = mainSound(soundsOf(facts.audio, preset, 'aac'))?.source ?? 0
  const { waveform: bars } = preset
  const picture = { width: bars * WAVEFORM.barWidth, height: WAVEFORM.height }
  return {
    preset: preset.name,
    files,
    duration,
    ...(bars > 0 && { waveform: filmRendition(input, { kind: 'waveform', source, bars, duration }, picture, 'svg') }),
  }
}
