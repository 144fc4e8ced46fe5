import type { AudioCodec, RungWish, VideoCodec, VideoPreset } from '../film-types.js'
import { checkSafely, converted, listOf, numberIn, oneOf, textUpTo, wholeIn, yesOrNo, type Value } from './value.js'

export const VIDEO_CODECS = ['h264', 'hevc', 'av1', 'vp9'] as const satisfies readonly VideoCodec[]
export const AUDIO_CODECS = ['aac', 'opus', 'mp3'] as const satisfies readonly AudioCodec[]

/** Streaming services bring theirs to -14; television is at -23. */
const USUAL_LOUDNESS = -16

export const seconds = numberIn(0, 1e6, 'seconds')
/** Kilobits as people write them, bits as encoders take them. */
const kilobits = (min: number, max: number): Value<number> => {
  const value = numberIn(min, max, 'kilobits per second')
  return { ...value, check: (raw) => scaled(value.check(raw)) }
}
const height = wholeIn(2, 8640, 'pixels')
const quality = wholeIn(1, 63)

function scaled(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 1000)
}

/** `true` is what most people listen to without reaching for the volume. */
export const loudness = converted<number | undefined>('LUFS from -70 to -5, true or false', (raw) =>
  typeof raw === 'number' && raw >= -70 && raw <= -5 ? raw : raw === true ? USUAL_LOUDNESS : undefined,
)

export const soundBitrate = kilobits(8, 512)
export const channels = wholeIn(1, 2, 'channels')
export const audioFormats = listOf(oneOf(...AUDIO_CODECS), AUDIO_CODECS.length, 'formats')
export const videoCodecs = listOf(oneOf(...VIDEO_CODECS), VIDEO_CODECS.length, 'codecs')

/** Heights alone, largest first. */
export const heights: Value<readonly RungWish[]> = {
  ...listOf(height, 12, 'heights'),
  check: (raw) =>
    largestFirst(
      listOf(height, 12, 'heights')
        .check(raw)
        ?.map((one) => ({ height: one })),
    ),
}

/** Heights with what each of them is to be. */
export const rungs = converted<readonly RungWish[]>(
  'a list of { height: 720, quality, bitrate, codec }, with nothing twice',
  (raw) => {
    if (!Array.isArray(raw) || raw.length === 0 || raw.length > 24) return undefined
    const list = raw.map((one) => fieldsOf(one, RUNG))
    const wishes = list.flatMap((one) => (one?.height === undefined ? [] : [{ ...one, height: one.height }]))
    const names = wishes.map(({ height: tall, codec = '' }) => `${tall} ${codec}`)
    return wishes.length === raw.length && new Set(names).size === names.length ? largestFirst(wishes) : undefined
  },
)

const RUNG = { height, quality, bitrate: kilobits(20, 200_000), codec: oneOf(...VIDEO_CODECS) }

const moment: Value<number | 'first'> = {
  expected: 'seconds, or "first" for the first frame that shows something',
  words: ['first'],
  check: (raw) => (raw === 'first' ? raw : seconds.check(raw)),
  parse: (text) => text,
}

/** The poster, or false for none. `preset` is checked where all presets are known. */
export const poster = converted<NonNullable<VideoPreset['poster']> | false>(
  `${moment.expected}, or { at, preset } with one of them, or false`,
  (raw) => {
    if (raw === false) return raw
    const at = moment.check(raw)
    if (at !== undefined) return { at }
    const fields = fieldsOf(raw, { at: moment, preset: textUpTo(100) })
    return fields && Object.keys(fields).length > 0 ? { ...fields, at: fields.at ?? 'first' } : undefined
  },
)

export const storyboard = converted<NonNullable<VideoPreset['storyboard']> | false>(
  '"auto", true, false, or { every, width } in seconds and pixels',
  (raw) => {
    if (raw === false) return raw
    if (raw === true || raw === 'auto') return { every: 'auto', width: THUMB_WIDTH, isAuto: raw === 'auto' }
    const fields = fieldsOf(raw, { every: numberIn(0.1, 3600, 'seconds'), width: wholeIn(16, 640, 'pixels') })
    return fields && { every: fields.every ?? 'auto', width: fields.width ?? THUMB_WIDTH, isAuto: false }
  },
)

/** Wide enough to know a scene again; a hundred of them are some 400 kB. */
const THUMB_WIDTH = 160

export const USUAL_SOUND = { bitrate: 128_000, channels: 2 } as const

export const sound = converted<NonNullable<VideoPreset['sound']> | false>(
  'true, false, or { bitrate, channels, loudness } (kilobits per second; 1 or 2; LUFS)',
  (raw) => {
    if (typeof raw === 'boolean') return raw && USUAL_SOUND
    const fields = fieldsOf(raw, { bitrate: soundBitrate, channels, loudness })
    return fields && { ...USUAL_SOUND, ...fields }
  },
)

export const stream: Value<boolean | 'auto'> = {
  ...yesOrNo,
  expected: '"auto", true or false',
  words: ['auto'],
  check: (raw) => (raw === 'auto' ? raw : yesOrNo.check(raw)),
}

/** Bars of a waveform; `true` is as many as a player is wide in a column. */
export const waveform = converted<number>('true, false, or a number of bars from 10 to 1000', (raw) => {
  if (typeof raw === 'boolean') return raw ? 160 : 0
  return wholeIn(10, 1000).check(raw)
})

type Table = Readonly<Record<string, Value<unknown>>>
type Fields<T extends Table> = { [K in keyof T]?: T[K] extends Value<infer V> ? Exclude<V, undefined> : never }

/** The fields of a small object; undefined when one of them is wrong or of another name. */
function fieldsOf<const T extends Table>(raw: unknown, table: T): Fields<T> | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined
  const given = Object.entries(raw as Record<string, unknown>).filter(([, value]) => value !== undefined)
  const checked = given.map(([name, value]) => {
    const own = Object.hasOwn(table, name) ? table[name] : undefined
    // Said to be off is as good as not said.
    const clean = value === false ? false : own && checkSafely(own, value)
    return own && clean !== undefined ? ([name, clean] as const) : undefined
  })
  if (!checked.every((entry) => entry !== undefined)) return undefined
  return Object.fromEntries(checked.filter(([, value]) => value !== false)) as Fields<T>
}

function largestFirst(list: readonly RungWish[] | undefined): readonly RungWish[] | undefined {
  return list?.toSorted((a, b) => b.height - a.height)
}
