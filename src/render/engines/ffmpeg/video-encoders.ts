import type { Rung, VideoCodec, VideoFacts } from '../../../film-types.js'
import type { Grid } from './grid.js'
import { h264Level } from './h264-level.js'

/** x264 and x265 know these by name; the recipe's effort counts them from 0. */
const PRESETS = [
  'ultrafast',
  'superfast',
  'veryfast',
  'faster',
  'fast',
  'medium',
  'slow',
  'slower',
  'veryslow',
  'placebo',
] as const

/** How many threads an encoder has changes its bytes: it is not up to the machine. */
const THREADS = 4

/** How the light of an output is coded: as the filters made it. */
export type Light = VideoFacts['transfer']

const TAGS: Readonly<Record<Light, string>> = {
  sdr: '-colorspace bt709 -color_primaries bt709 -color_trc bt709',
  pq: '-colorspace bt2020nc -color_primaries bt2020 -color_trc smpte2084',
  hlg: '-colorspace bt2020nc -color_primaries bt2020 -color_trc arib-std-b67',
}

/** Nothing of the source but its pictures, and nothing of the time and program. */
const BARE = '-map_metadata -1 -map_chapters -1 -fflags +bitexact -flags:v +bitexact+cgop'

/**
 * Parameters by which a rung is encoded: constant quality under a bound (of two seconds), closed groups of frames of one length,
 * times in ticks of the grid, in fragments. `encoder` is the name that ffmpeg has for it. Pure.
 */
export function videoParameters(rung: Rung, effort: number, grid: Grid, encoder: string, light: Light): string[] {
  const { quality, codec } = rung
  return [
    `-c:v ${encoder} -crf ${quality} ${bounds(rung, encoder)} -g ${grid.keyFrames}`,
    OF_CODEC[codec]({ rung, effort: Math.min(effort, PRESETS.length - 1), grid, encoder }),
    `-pix_fmt ${pixelFormat(codec, light)} -color_range tv ${TAGS[light]}`,
    BARE,
    `-video_track_timescale ${grid.timescale} -movflags +empty_moov+default_base_moof+frag_keyframe -f mp4`,
  ].flatMap((words) => words.split(' ').filter(Boolean))
}

/** HDR needs ten bits; of H.264, no browser plays more than eight. */
export function pixelFormat(codec: VideoCodec, light: Light): 'yuv420p' | 'yuv420p10le' {
  return light === 'sdr' || codec === 'h264' ? 'yuv420p' : 'yuv420p10le'
}

/** Those of VP9 and AV1 take a bitrate beside a quality for its bound, and SVT's takes none. */
function bounds({ maxBitrate }: Rung, encoder: string): string {
  if (encoder === 'libsvtav1') return ''
  return encoder === 'libvpx-vp9' || encoder === 'libaom-av1'
    ? `-b:v ${maxBitrate}`
    : `-maxrate ${maxBitrate} -bufsize ${maxBitrate * 2}`
}

interface Wanted {
  rung: Rung
  effort: number
  grid: Grid
  encoder: string
}

const OF_CODEC: Readonly<Record<VideoCodec, (wanted: Wanted) => string>> = {
  h264({ rung, effort, grid: { keyFrames, rate } }) {
    // The two fastest presets do without what looks forward and back, and keep one frame to look at.
    const [looks, references] = effort < 2 ? [0, 1] : [3, 3]
    return [
      `-preset ${PRESETS[effort]} -profile:v high -level:v ${h264Level(rung, rate, references)} -bf ${looks} -refs ${references}`,
      `-keyint_min ${keyFrames} -sc_threshold 0 -threads ${THREADS} -x264-params cpu-independent=1:open-gop=0`,
    ].join(' ')
  },
  hevc({ effort, grid: { keyFrames } }) {
    const groups = `keyint=${keyFrames}:min-keyint=${keyFrames}:scenecut=0:open-gop=0`
    return `-preset ${PRESETS[effort]} -tag:v hvc1 -x265-params ${groups}:frame-threads=2:pools=${THREADS}:log-level=error`
  },
  av1({ effort, grid: { keyFrames }, encoder }) {
    if (encoder === 'libsvtav1') return `-preset ${12 - effort}`
    return `-cpu-used ${Math.min(8, 9 - effort)} -row-mt 1 -threads ${THREADS} -keyint_min ${keyFrames}`
  },
  vp9({ effort, grid: { keyFrames } }) {
    return `-deadline good -cpu-used ${Math.max(0, 6 - effort)} -row-mt 1 -threads ${THREADS} -keyint_min ${keyFrames}`
  },
}
