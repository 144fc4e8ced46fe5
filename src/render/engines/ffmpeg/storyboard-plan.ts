import { spritePath } from '../../../base/stream-layout.js'
import type { FilmRecipe, VideoFacts } from '../../../film-types.js'
import { sized } from './picture-filters.js'

export type StoryboardRecipe = Extract<FilmRecipe, { kind: 'storyboard' }>

/** Thumbnails of a whole film. */
export function thumbnailCount({ every, duration }: Pick<StoryboardRecipe, 'every' | 'duration'>): number {
  return Math.max(1, Math.ceil(duration / every - 1e-6))
}

/**
 * Filters that make sprites: each thumbnail is the frame that is shown as its stretch begins. Rows are filled from left to
 * right. Pure.
 */
export function spriteFilters(recipe: StoryboardRecipe, video: VideoFacts): string {
  const { every, columns, rows, toneMap } = recipe
  return [
    ...(video.interlaced ? ['bwdif=mode=send_frame:parity=auto:deint=all'] : []),
    `fps=fps=1/${every}:start_time=0:round=up`,
    // A sprite has eight bits.
    ...sized({ ...recipe, codec: 'h264' }, video, toneMap),
    `tile=${columns}x${rows}:nb_frames=${columns * rows}`,
    // JPEG holds the whole range.
    'scale=out_range=full:flags=bicubic+accurate_rnd+bitexact',
    'format=yuvj420p',
  ].join(',')
}

/** Cues of a storyboard (WebVTT, its payloads media fragments: https://www.w3.org/TR/media-frags/#naming-space). Pure. */
export function storyboardVtt(recipe: StoryboardRecipe, thumbnails: number): string {
  const { every, width, height, columns, rows, duration } = recipe
  const cues = Array.from({ length: thumbnails }, (_, index) => {
    const place = index % (columns * rows)
    const [left, top] = [(place % columns) * width, Math.floor(place / columns) * height]
    const end = index === thumbnails - 1 ? Math.max(duration, index * every + 0.001) : (index + 1) * every
    const sprite = spritePath(Math.floor(index / (columns * rows)) + 1)
    return `${timestamp(index * every)} --> ${timestamp(end)}\n${sprite}#xywh=${left},${top},${width},${height}`
  })
  return `WEBVTT\n\n${cues.join('\n\n')}\n`
}

/** What the encoder of JPEG in ffmpeg takes: 2 is best, 31 worst. */
export function jpegScale(quality: number): number {
  return Math.max(2, Math.min(31, Math.round(2 + (100 - quality) / 8)))
}

function timestamp(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000)
  const part = (unit: number, of: number, digits: number): string =>
    String(Math.floor(milliseconds / unit) % of).padStart(digits, '0')
  return `${part(3_600_000, 100_000, 2)}:${part(60_000, 60, 2)}:${part(1000, 60, 2)}.${part(1, 1000, 3)}`
}
