import type { Stream } from 'node-av'
import type { Report } from '../ffmpeg/film-facts.js'
import type { Av } from './av.js'
import { openFilm } from './open-film.js'
import type { Options } from './parameters.js'
import { displayMatrix, turnOf } from './upright.js'

type Told = NonNullable<Report['streams']>[number]

/** What the headers of a film say, as ffprobe would. Rejects with `CallFailed`. */
export async function reportOf(av: Av, url: string, options: Options): Promise<Report> {
  const { context } = await openFilm(av, url, options)
  const whole = context.duration === av.AV_NOPTS_VALUE ? {} : { duration: String(Number(context.duration) / 1e6) }
  return { format: whole, streams: context.streams.map((stream) => streamReport(av, stream)) }
}

function streamReport(av: Av, stream: Stream): Told {
  const { codecpar, disposition, metadata, duration, timeBase } = stream
  const { codecType, codecId, bitRate } = codecpar
  const isPicture = codecType === av.AVMEDIA_TYPE_VIDEO
  const name = codecId === av.AV_CODEC_ID_NONE ? undefined : av.avGetCodecName(codecId)
  return {
    codec_type: av.avGetMediaTypeString(codecType) ?? 'unknown',
    ...(name && { codec_name: name }),
    ...(isPicture && pictureReport(av, stream)),
    ...(codecType === av.AVMEDIA_TYPE_AUDIO && { channels: codecpar.channels, sample_rate: String(codecpar.sampleRate) }),
    ...(bitRate > 0n && { bit_rate: String(bitRate) }),
    ...(duration !== av.AV_NOPTS_VALUE && { duration: String((Number(duration) * timeBase.num) / timeBase.den) }),
    disposition: {
      default: disposition & av.AV_DISPOSITION_DEFAULT ? 1 : 0,
      attached_pic: disposition & av.AV_DISPOSITION_ATTACHED_PIC ? 1 : 0,
    },
    tags: metadata?.getAll() ?? {},
  }
}

function pictureReport(av: Av, stream: Stream): Told {
  const { codecpar, avgFrameRate, rFrameRate } = stream
  const shape = [stream.sampleAspectRatio, codecpar.sampleAspectRatio].find(({ num, den }) => num > 0 && den > 0)
  const space = SPACES[codecpar.colorSpace]
  const transfer = TRANSFERS[codecpar.colorTrc]
  return {
    width: codecpar.width,
    height: codecpar.height,
    ...(shape && { sample_aspect_ratio: `${shape.num}:${shape.den}` }),
    pix_fmt: av.avGetPixFmtName(codecpar.format as Parameters<Av['avGetPixFmtName']>[0]) ?? '',
    field_order: FIELDS[fieldOrder(av, stream)] ?? 'unknown',
    ...(space && { color_space: space }),
    ...(transfer && { color_transfer: transfer }),
    r_frame_rate: `${rFrameRate.num}/${rFrameRate.den}`,
    avg_frame_rate: `${avgFrameRate.num}/${avgFrameRate.den}`,
    side_data_list: sideData(av, stream),
  }
}

/** Numbers of ISO/IEC 23091-2 §8.3, and the names that ffprobe has for them. */
const SPACES: Readonly<Record<number, string>> = {
  0: 'gbr',
  1: 'bt709',
  4: 'fcc',
  5: 'bt470bg',
  6: 'smpte170m',
  7: 'smpte240m',
  9: 'bt2020nc',
  10: 'bt2020c',
}
/** The same, §8.2. */
const TRANSFERS: Readonly<Record<number, string>> = { 16: 'smpte2084', 18: 'arib-std-b67' }
/** libavcodec's `AVFieldOrder`. */
const FIELDS: readonly string[] = ['unknown', 'progressive', 'tt', 'bb', 'tb', 'bt']

/** Only a decoder's options tell it. */
function fieldOrder(av: Av, { codecpar }: Stream): number {
  const context = new av.CodecContext()
  context.allocContext3(null)
  context.parametersToContext(codecpar)
  const order = av.Option.getInt(context.getNative(), 'field_order') ?? 0
  context.freeContext()
  return order
}

function sideData(av: Av, stream: Stream): NonNullable<Told['side_data_list']> {
  const matrix = displayMatrix(av, stream)
  const sphere = stream.codecpar.getCodedSideData(av.AV_PKT_DATA_SPHERICAL)
  return [
    ...(matrix ? [{ side_data_type: 'Display Matrix', rotation: -turnOf(matrix) }] : []),
    // The first number of `AVSphericalMapping` says which projection it is.
    ...(sphere?.[0] === 0 ? [{ side_data_type: 'Spherical Mapping', projection: 'equirectangular' }] : []),
  ]
}
