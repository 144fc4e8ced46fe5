/**
 * What is known of films and sounds, and what is made of them. Plain data, like `types.ts`.
 */

/** What the headers of a film or sound tell before anything is decoded. */
export interface FilmFacts {
  /** Seconds; 0 where the file does not say. */
  duration: number
  /** Its pictures; absent for a sound. Cover art is no picture. */
  video?: VideoFacts
  /** Its sounds, in the order of the file. */
  audio: readonly AudioFacts[]
}

export interface VideoFacts {
  /** As ffmpeg names it: `h264`, `hevc`, `av1`, `vp9`, `prores` … */
  codec: string
  /** Mean frames per second as a fraction, so that 30000/1001 stays exact. */
  frameRate: readonly [numerator: number, denominator: number]
  /** Bits per second of the pictures alone; 0 where unknown. */
  bitrate: number
  /** How light is coded: `pq` (SMPTE ST 2084) and `hlg` (ARIB STD-B67) are HDR and look grey where they are shown as `sdr`. */
  transfer: 'sdr' | 'pq' | 'hlg'
  /** How colours are coded: as the file says, else as is usual for its size (720 lines and more: `bt709`); absent for RGB. */
  matrix?: 'bt601' | 'bt709' | 'bt2020'
  /** Each frame holds two fields. */
  interlaced: boolean
  /** It has an alpha channel (ProRes 4444, VP9 with alpha, GIF). */
  hasAlpha: boolean
  /** All round: equirectangular by its own metadata (Spherical Video V1 or V2). */
  spherical?: true
}

export interface AudioFacts {
  codec: string
  channels: number
  /** Samples per second. */
  sampleRate: number
  /** BCP 47 where the file says one and it is a language. */
  lang?: string
  title?: string
  /** It is the one that plays unless another is chosen. */
  default?: true
}

export type VideoCodec = 'h264' | 'hevc' | 'av1' | 'vp9'
export type AudioCodec = 'aac' | 'mp3' | 'opus'

/** One quality of a film. Sizes are even; rotation and pixel shape of the source are applied before. */
export interface Rung {
  width: number
  height: number
  codec: VideoCodec
  /** Constant quality (CRF of the encoder) … */
  quality: number
  /** … and what it may not exceed, bits per second over two seconds. */
  maxBitrate: number
}

/** One sound of a film or of its own. */
export interface SoundTrack {
  /** Which of the source's sounds, from 0. */
  source: number
  codec: AudioCodec
  /** Bits per second. */
  bitrate: number
  /** 1 or 2; more in the source are mixed down. */
  channels: number
  lang?: string
  /** Its name in the menu of the player. */
  label?: string
  default?: true
  /** Loudness it is brought to, in LUFS (EBU R 128); absent: as it is. */
  loudness?: number
}

/** What is done to the frames before they are made smaller, the same for all rungs. */
export interface Frames {
  /** Constant rate of the output, as a fraction. */
  frameRate: readonly [numerator: number, denominator: number]
  deinterlace: boolean
  /** HDR of the source is made SDR. */
  toneMap?: 'pq' | 'hlg'
  /** From where, and how much of the source is shown, in seconds; absent: all of it. */
  part?: { start: number; seconds: number }
}

/**
 * What `Recipe.film` says, by `Recipe.kind`. Everything is resolved at planning: an encoder decides nothing by itself.
 * - `stream`: a bundle `master.m3u8` + playlists, one for each rung alone + CMAF segments (+ `manifest.mpd`), see `base/stream-layout.ts`.
 * - `film`: one progressive MP4 (H.264 + AAC, index in front); without sound for previews and loops.
 * - `sound`: one file of sound alone.
 * - `storyboard`: a bundle of sprites (`sprite-1.jpg` …) and `storyboard.vtt` with `#xywh=` of each thumbnail.
 * - `waveform`: one SVG of the loudness over time.
 */
export type FilmRecipe =
  | {
      kind: 'stream'
      frames: Frames
      /** Largest first; all have key frames at the same times. */
      rungs: readonly Rung[]
      /** Sounds of their own, all with equal boundaries; empty where there is none. */
      sounds: readonly SoundTrack[]
      /** Seconds between key frames, and of a segment (a multiple of it). */
      keySeconds: number
      segmentSeconds: number
      /** A DASH manifest for the same segments, too. */
      dash: boolean
      duration: number
    }
  | { kind: 'film'; frames: Frames; rung: Rung; sound?: SoundTrack; keySeconds: number; duration: number }
  | { kind: 'sound'; sound: SoundTrack; duration: number }
  | {
      kind: 'storyboard'
      /** Seconds from thumbnail to thumbnail. */
      every: number
      width: number
      height: number
      /** Thumbnails in a sprite. */
      columns: number
      rows: number
      toneMap?: 'pq' | 'hlg'
      duration: number
    }
  | { kind: 'waveform'; source: number; /** Bars over the whole length. */ bars: number; duration: number }

/** A video preset with nothing left optional but what is truly absent. */
export interface VideoPreset {
  name: string
  /** Qualities that are wanted, largest first; those above the source are left out. */
  rungs: readonly RungWish[]
  /** In order of preference; each rung is made in each, unless it names its own. */
  codecs: readonly VideoCodec[]
  /** `auto`: for films of more than a few seconds that have more than one quality. */
  stream: boolean | 'auto'
  dash: boolean
  mp4: boolean
  /** The frame that stands for it (seconds, or the first that shows something), made with an image preset; absent for none. */
  poster?: { at: number | 'first'; preset?: string }
  /** Seconds of a silent preview; 0 for none. */
  preview: number
  /** Thumbnails to find a place by; `auto`: for films that are streams, as many as fit a few sprites. Absent for none. */
  storyboard?: { every: number | 'auto'; width: number; /** Only where there is a stream. */ isAuto: boolean }
  /** What a source may have at most; more is an error. */
  maxSeconds?: number
  maxMegabytes?: number
  /** Absent: the film is silent. */
  sound?: { bitrate: number; channels: number; loudness?: number }
  /** How much work goes into each byte: 0 (fastest) to 9 (smallest). */
  effort: number
  /** Frames per second at most; what has more is halved until it has not. */
  frameRate: number
  hdr: 'sdr' | 'keep'
  loop: boolean
  muted: boolean
  /** Also publish a stable address for every film shown with it. */
  stable: boolean
}

/** One quality as it is wished: the size of its shorter side, for 16:9 (a wider film is as wide as that). */
export interface RungWish {
  height: number
  /** CRF of the encoder; absent: what suits the codec. */
  quality?: number
  /** Bits per second at most; absent: what suits size, rate and codec. */
  bitrate?: number
  codec?: VideoCodec
}

/** An audio preset. */
export interface AudioPreset {
  name: string
  /** In order of preference. */
  formats: readonly AudioCodec[]
  bitrate: number
  /** At most. */
  channels: number
  loudness?: number
  /** Bars of the picture of its loudness; 0 for none. */
  waveform: number
  stable: boolean
}
