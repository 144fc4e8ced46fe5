import type { FilmFacts, VideoFacts, VideoPreset } from '../../../src/film-types.js'
import type { FilmEncoder } from '../../../src/ports.js'
import type { Asset } from '../../../src/types.js'
import { configOf } from '../../config/configs.js'
import { assetWith } from '../presets.js'

export const encoder: FilmEncoder = {
  version: 'encoder 1',
  videoCodecs: new Set(['h264', 'hevc', 'av1', 'vp9']),
  audioCodecs: new Set(['aac', 'mp3', 'opus']),
  toneMaps: true,
}

/** A minute of 1920 × 1080 at 25 frames per second, in stereo, changed where a test says so. */
export function filmWith(
  changes: { width?: number; height?: number; duration?: number; video?: Partial<VideoFacts> } & Partial<
    Pick<FilmFacts, 'audio'>
  > = {},
): Asset {
  const { width = 1920, height = 1080, duration = 60, video, audio } = changes
  const facts: FilmFacts = {
    duration,
    video: {
      codec: 'h264',
      frameRate: [25, 1],
      bitrate: 8e6,
      transfer: 'sdr',
      interlaced: false,
      hasAlpha: false,
      ...video,
    },
    audio: audio ?? [{ codec: 'aac', channels: 2, sampleRate: 48_000 }],
  }
  return assetWith({ kind: 'video', format: 'mp4', width, height, film: facts }, { path: 'media/clip.mp4' })
}

/** A video preset of a site that writes it so. */
export function videoPreset(options: object = {}, name = 'trailer'): VideoPreset {
  const preset = configOf({ videoPresets: { [name]: options } }).videoPresets[name]
  if (!preset) throw new Error('There is no such preset.')
  return preset
}
