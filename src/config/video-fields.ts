import type { AudioPreset, VideoPreset } from '../film-types.js'
import {
  audioFormats,
  channels,
  heights,
  loudness,
  poster,
  rungs,
  sound,
  soundBitrate,
  storyboard,
  stream,
  videoCodecs,
  waveform,
} from './film-values.js'
import type { ComplainOf } from './preset-family.js'
import { numberIn, oneOf, suggestionFor, wholeIn, yesOrNo, checkSafely, type Value } from './value.js'
import type { AudioPresetOptions, VideoPresetOptions } from './options.js'

/** One field of a video or audio preset. */
export interface MediaField<P> {
  /** One line for people: what the field does. */
  doc: string
  value: Value<unknown>
  /** What giving the field changes; undefined when `raw` is no such value. */
  change(raw: unknown): Partial<P> | undefined
}

type VideoFieldName = Exclude<keyof VideoPresetOptions, 'extends'>
type AudioFieldName = Exclude<keyof AudioPresetOptions, 'extends'>

/** Every field of a video preset, once; `rungs` says more than `heights` and comes after. */
// oxfmt-ignore
export const videoFields: Readonly<Record<VideoFieldName, MediaField<VideoPreset>>> = {
  heights:      field('Qualities by the shorter side.', heights, (list) => ({ rungs: list })),
  rungs:        field('Qualities, each with its own numbers.', rungs, (list) => ({ rungs: list })),
  codecs:       field('Encodings, in order of preference.', videoCodecs, (codecs) => ({ codecs })),
  stream:       field('A stream that adapts to the connection.', stream, (given) => ({ stream: given })),
  dash:         field('A DASH manifest for the stream, too.', yesOrNo, (dash) => ({ dash })),
  mp4:          field('A file that plays everywhere.', yesOrNo, (mp4) => ({ mp4 })),
  poster:       field('The frame that stands for it.', poster, (given) => ({ poster: given === false ? undefined : given })),
  preview:      field('Seconds of a silent preview.', numberIn(0, 30, 'seconds'), (preview) => ({ preview })),
  storyboard:   field('Thumbnails to find a place by.', storyboard, (given) => ({ storyboard: given === false ? undefined : given })),
  maxSeconds:   field('Longer sources are refused.', numberIn(1, 1e6, 'seconds'), (maxSeconds) => ({ maxSeconds })),
  maxMegabytes: field('Larger sources are refused.', numberIn(0.001, 1e6, 'megabytes'), (maxMegabytes) => ({ maxMegabytes })),
  sound:        field('Its sound, or none.', sound, (given) => ({ sound: given === false ? undefined : given })),
  effort:       field('Smaller files for more time.', wholeIn(0, 9), (effort) => ({ effort })),
  frameRate:    field('Frames per second at most.', numberIn(1, 240, 'frames per second'), (frameRate) => ({ frameRate })),
  hdr:          field('What becomes of HDR.', oneOf('sdr', 'keep'), (hdr) => ({ hdr })),
  loop:         field('Begins again at its end.', yesOrNo, (loop) => ({ loop })),
  muted:        field('Starts without sound.', yesOrNo, (muted) => ({ muted })),
  stable:       field('Also publish an address without a hash.', yesOrNo, (stable) => ({ stable })),
}

/** Every field of an audio preset. */
// oxfmt-ignore
export const audioFields: Readonly<Record<AudioFieldName, MediaField<AudioPreset>>> = {
  formats:  field('Encodings, in order of preference.', audioFormats, (formats) => ({ formats })),
  bitrate:  field('Kilobits per second.', soundBitrate, (bitrate) => ({ bitrate })),
  channels: field('Channels at most.', channels, (given) => ({ channels: given })),
  loudness: field('Loudness it is brought to.', orOff(loudness), (given) => ({ loudness: given === false ? undefined : given })),
  waveform: field('A picture of its loudness.', waveform, (given) => ({ waveform: given })),
  stable:   field('Also publish an address without a hash.', yesOrNo, (stable) => ({ stable })),
}

/** A preset with fields on top of it, each of which says the same wherever it stands. Wrong ones are complained about and left out. */
export function applyMediaFields<P extends object>(
  base: P,
  fields: Readonly<Record<string, MediaField<P>>>,
  given: ReadonlyMap<string, unknown>,
  complain: ComplainOf,
): P {
  let preset = base
  for (const [name, { value, change }] of Object.entries(fields)) {
    if (!given.has(name)) continue
    const raw = given.get(name)
    const changes = change(raw)
    if (changes) preset = { ...preset, ...changes }
    else complain(name, value.expected, raw, suggestionFor(value, raw))
  }
  // Equal presets are equal as JSON: what is absent has no key.
  return Object.fromEntries(Object.entries(preset).filter(([, value]) => value !== undefined)) as P
}

function field<P, T>(doc: string, value: Value<T>, change: (clean: T) => ChangesOf<P>): MediaField<P> {
  return {
    doc,
    value,
    change(raw) {
      const clean = checkSafely(value, raw)
      return clean === undefined ? undefined : (change(clean) as Partial<P>)
    },
  }
}

/** What is undefined is taken out. */
type ChangesOf<P> = { [K in keyof P]?: P[K] | undefined }

function orOff<T>(value: Value<T>): Value<T | false> {
  return { ...value, check: (raw) => (raw === false ? raw : value.check(raw)) }
}
