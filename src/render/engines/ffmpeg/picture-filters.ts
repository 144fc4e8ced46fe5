import type { Frames, Rung, VideoFacts } from '../../../film-types.js'
import type { Chunk, Grid } from './grid.js'
import { toneMapped } from './tone-map.js'
import { pixelFormat } from './video-encoders.js'

/** What is laid under transparent parts unless the recipe says otherwise. */
export const BACKGROUND = '#ffffff'

/** Equal on every processor; better than the default at little cost. */
const SCALING = 'flags=bicubic+accurate_rnd+bitexact'

/** What `zscale` codes it as. */
const SDR = 'm=bt709:r=limited:d=error_diffusion'

/** Seconds of the film before a chunk that are decoded, too: what is shown as it begins may have begun before. */
export const LEAD = 0.5

export interface PicturesWork {
  video: VideoFacts
  frames: Frames
  grid: Grid
  chunk: Chunk
  /** CSS colour as `#rrggbb`. */
  background: string
  rungs: readonly Pick<Rung, 'width' | 'height' | 'codec'>[]
}

/**
 * The filters between one decoder and the encoders of all rungs: fields become frames, frames get their places on the grid,
 * transparent parts a background, and each rung its size, its light (SDR, BT.709, narrow range) and square pixels. Outputs are
 * named `v0`, `v1` … Times of the input have to be those of the film (`-copyts`). Each rung comes from the decoded frames, so
 * that its bytes do not depend on the others. Pure.
 */
export function pictureFilters(work: PicturesWork): string {
  const { video, frames, rungs } = work
  const shared = [
    ...(frames.deinterlace ? ['bwdif=mode=send_frame:parity=auto:deint=all'] : []),
    ...onGrid(work),
    ...(video.hasAlpha ? ['format=rgba', ...overBackground(work.background)] : []),
  ]
  const names = rungs.map((_, index) => `s${index}`)
  const split = rungs.length === 1 ? '[s0]' : `,split=${rungs.length}${names.map((name) => `[${name}]`).join('')}`
  const each = rungs.map((rung, index) => `[s${index}]${sized(rung, video, frames.toneMap).join(',')}[v${index}]`)
  return [`[0:V:0]${shared.join(',')}${split}`, ...each].join(';')
}

/** A size, and light as a screen for SDR shows it; HDR that is not made SDR stays what it is. */
export function sized(
  { width, height, codec }: Pick<Rung, 'width' | 'height' | 'codec'>,
  { matrix, hasAlpha, transfer }: Pick<VideoFacts, 'matrix' | 'hasAlpha' | 'transfer'>,
  toneMap: Frames['toneMap'],
): string[] {
  if (toneMap) return [...toneMapped(toneMap, `w=${width}:h=${height}`, SDR), 'setsar=1', 'format=yuv420p']
  // Over a background they are red, green and blue.
  const from = matrix && !hasAlpha ? `:in_color_matrix=${matrix}` : ''
  const to = transfer === 'sdr' ? 'bt709' : 'bt2020'
  const scale = `scale=${width}:${height}:${SCALING}${from}:out_color_matrix=${to}:out_range=tv`
  return [scale, 'setsar=1', `format=${pixelFormat(codec, transfer)}`]
}

/** Exact times of frames in a clock of which each frame is a whole number of ticks, then the chunk's own. */
function onGrid({ frames, grid, chunk }: PicturesWork): string[] {
  const [numerator, denominator] = grid.rate
  const clock = numerator * Math.max(1, Math.floor(500_000 / numerator))
  const start = Math.round((frames.part?.start ?? 0) * clock)
  // What begins late is shown from the beginning.
  const isFirst = chunk.first === 0 && start === 0
  const end = chunk.frames === undefined ? '' : `:end_pts=${chunk.first + chunk.frames}`
  return [
    `settb=1/${clock}`,
    ...(start > 0 ? [`setpts=PTS-${start}`] : []),
    `fps=fps=${numerator}/${denominator}:round=near${isFirst ? ':start_time=0' : ''}`,
    `trim=start_pts=${chunk.first}${end}`,
    ...(chunk.first > 0 ? [`setpts=PTS-${chunk.first}`] : []),
  ]
}

function overBackground(background: string): string[] {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(background.slice(at, at + 2), 16))
  const plain = `lutrgb=r=${red}:g=${green}:b=${blue}:a=255`
  return [`split[front][back];[back]${plain}[ground];[ground][front]overlay=format=rgb`]
}
