import type { AudioFacts, FilmFacts, VideoFacts } from '../../../film-types.js'
import { meanRate } from './frame-rate.js'
import { languageOf } from './language.js'

/** What ffprobe prints with `SHOWN`, as far as it is read here. Nothing in it is to be believed: it is what a file says. */
export interface Report {
  streams?: readonly Stream[]
  format?: { duration?: string; start_time?: string }
}

interface Stream {
  codec_type?: string
  codec_name?: string
  width?: number
  height?: number
  sample_aspect_ratio?: string
  pix_fmt?: string
  field_order?: string
  color_space?: string
  color_transfer?: string
  r_frame_rate?: string
  avg_frame_rate?: string
  bit_rate?: string
  duration?: string
  channels?: number
  sample_rate?: string
  disposition?: { default?: number; attached_pic?: number }
  tags?: Readonly<Record<string, string>>
  side_data_list?: readonly { side_data_type?: string; rotation?: number; projection?: string }[]
}

/** What ffprobe is asked for. */
export const SHOWN = [
  'format=duration,start_time',
  'stream=codec_type,codec_name,width,height,sample_aspect_ratio,pix_fmt,field_order,color_space,color_transfer,r_frame_rate,avg_frame_rate,bit_rate,duration,channels,sample_rate',
  'stream_disposition=default,attached_pic',
  'stream_tags=language,title,rotate,alpha_mode,DURATION',
  'stream_side_data=side_data_type,rotation,projection',
].join(':')

/** A film upright and with square pixels; 0 × 0 for a sound. */
export interface Described {
  facts: FilmFacts
  width: number
  height: number
  /** What of it is not told, so that somebody has to count. */
  untold: { duration: boolean; frameRate: boolean }
}

/** What ffprobe's report says. Undefined where there is neither a picture nor a sound that could be decoded. */
export function describe({ streams = [], format }: Report): Described | undefined {
  const pictures = streams.filter((one) => one.codec_type === 'video' && one.disposition?.attached_pic !== 1)
  const sounds = streams.filter((one) => one.codec_type === 'audio')
  const picture = pictures[0]
  if (picture ? !isDecodable(picture) : !sounds.some(isDecodable)) return undefined
  const texts = streams.filter((one) => one.codec_type === 'subtitle')
  const duration = durationOf([...pictures, ...sounds], texts, format)
  const facts: FilmFacts = { duration, ...(picture && { video: videoFacts(picture) }), audio: audioFacts(sounds) }
  const untold = { duration: duration === 0, frameRate: !isRate(picture?.avg_frame_rate ?? '1/1') }
  return { facts, ...(picture ? uprightSize(picture) : { width: 0, height: 0 }), untold }
}

/** `0/0` is how ffmpeg says that it does not know. */
function isRate(text: string): boolean {
  return /^[1-9]\d*\//.test(text)
}

/** ffprobe names no codec where it knows none, and no size or rate where it could not make any out. */
function isDecodable({ codec_name: codec = 'unknown', width = 0, height = 0, codec_type: type }: Stream): boolean {
  return codec !== 'unknown' && (type === 'audio' || (width > 0 && height > 0))
}

function videoFacts(stream: Stream): VideoFacts {
  const { codec_name: codec = 'unknown', pix_fmt: pixels = '', tags = {}, side_data_list: side = [] } = stream
  return {
    codec,
    frameRate: meanRate(stream.r_frame_rate ?? '', stream.avg_frame_rate ?? ''),
    bitrate: wholeNumber(stream.bit_rate),
    transfer: TRANSFERS[stream.color_transfer ?? ''] ?? 'sdr',
    ...matrixOf(stream),
    interlaced: /^(?:tt|bb|tb|bt)$/.test(stream.field_order ?? ''),
    hasAlpha: /^(?:yuva|rgba|argb|abgr|bgra|gbrap|ya|pal)/.test(pixels) || tags['alpha_mode'] === '1',
    ...(side.some(({ projection }) => projection === 'equirectangular') && { spherical: true as const }),
  }
}

const MATRICES: Readonly<Record<string, VideoFacts['matrix']>> = {
  bt709: 'bt709',
  smpte170m: 'bt601',
  bt470bg: 'bt601',
  fcc: 'bt601',
  smpte240m: 'bt601',
  bt2020nc: 'bt2020',
  bt2020c: 'bt2020',
}

/** Lines from which films have the colours of HDTV. */
const HIGH_DEFINITION = 720

function matrixOf({ color_space: space = '', color_transfer: transfer = '', pix_fmt: pixels = '', height = 0 }: Stream): {
  matrix?: VideoFacts['matrix']
} {
  if (space === 'gbr' || /rgb|bgr|gbr|pal8|gray/.test(pixels)) return {}
  const isHdr = transfer in TRANSFERS
  return { matrix: MATRICES[space] ?? (isHdr ? 'bt2020' : height >= HIGH_DEFINITION ? 'bt709' : 'bt601') }
}

const TRANSFERS: Readonly<Record<string, VideoFacts['transfer']>> = { smpte2084: 'pq', 'arib-std-b67': 'hlg' }

function audioFacts(sounds: readonly Stream[]): AudioFacts[] {
  const main = Math.max(
    0,
    sounds.findIndex(({ disposition }) => disposition?.default === 1),
  )
  return sounds.map(({ codec_name: codec = 'unknown', channels = 0, sample_rate: rate, tags = {} }, index) => {
    const [lang, title] = [languageOf(tags['language']), plain(tags['title'])]
    return {
      codec,
      channels,
      sampleRate: wholeNumber(rate),
      ...(lang !== undefined && { lang }),
      ...(title !== '' && { title }),
      ...(index === main && { default: true as const }),
    }
  })
}

/** Sides that differ by more than this are no film anybody has seen. */
const MOST_SHAPE = 10

/** Pixels that are not square make a film wider or higher, never smaller; so do browsers. Then it is turned. */
function uprightSize(stream: Stream): { width: number; height: number } {
  const { width = 0, height = 0 } = stream
  const [, x = 1, y = 1] = (/^(\d+):(\d+)$/.exec(stream.sample_aspect_ratio ?? '') ?? []).map(Number)
  const shape = x > 0 && y > 0 && Math.max(x / y, y / x) <= MOST_SHAPE ? x / y : 1
  const flat = { width: Math.round(width * Math.max(1, shape)), height: Math.round(height / Math.min(1, shape)) }
  return isTurned(stream) ? { width: flat.height, height: flat.width } : flat
}

function isTurned({ side_data_list: side = [], tags = {} }: Stream): boolean {
  const matrix = side.find(({ side_data_type: type }) => type === 'Display Matrix')
  const degrees = Number(matrix?.rotation ?? tags['rotate'] ?? 0)
  return Math.abs(Math.round(degrees)) % 180 === 90
}

/**
 * Of what is shown or heard, in seconds; the file as a whole counts a track of texts as well. Matroska tells the length of its
 * tracks in tags only, which go stale: they are taken where a text is what makes the whole so long, or nothing else tells. Both
 * say when it ends, which is later in a part that was cut out and kept its times.
 */
function durationOf(streams: readonly Stream[], texts: readonly Stream[], format: Report['format'] = {}): number {
  const longest = longestOf(streams, ({ duration }) => secondsOf(duration))
  if (longest > 0) return longest
  const tagged = longestOf(streams, taggedSeconds)
  const ofTexts = longestOf(texts, (one) => secondsOf(one.duration) || taggedSeconds(one))
  const all = secondsOf(format.duration)
  const end = tagged > 0 && (ofTexts > tagged || all === 0) ? tagged : all
  const start = secondsOf(format.start_time)
  return start < end ? end - start : end
}

function longestOf(streams: readonly Stream[], seconds: (stream: Stream) => number): number {
  return Math.max(0, ...streams.map(seconds))
}

function taggedSeconds({ tags = {} }: Stream): number {
  return clockSeconds(tags['DURATION'])
}

/** `00:00:02.043000000` */
function clockSeconds(text = ''): number {
  const [, hours, minutes, seconds] = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text) ?? []
  return hours === undefined ? 0 : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}

function secondsOf(text: string | undefined): number {
  const seconds = Number(text ?? 0)
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0
}

function wholeNumber(text: string | undefined): number {
  return Math.round(secondsOf(text))
}

/** Letters of a name in a menu at most. */
const LONGEST = 100

function plain(text: unknown): string {
  if (typeof text !== 'string') return ''
  return [...text.replace(/\p{Cc}+/gu, ' ').trim()].slice(0, LONGEST).join('')
}
