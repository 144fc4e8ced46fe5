import type { Limits } from '../../../config/types.js'
import type { VideoFacts } from '../../../film-types.js'

/**
 * ffmpeg's readers by the formats that first bytes tell (`media-type.ts`). ffmpeg goes by the content as well, but knows
 * playlists and lists of files, too, and follows them; what is not among these it does not open.
 */
const READERS: Readonly<Record<string, string>> = {
  mp4: 'mov',
  mov: 'mov',
  webm: 'matroska',
  mkv: 'matroska',
  avi: 'avi',
  ogg: 'ogg',
  wav: 'wav',
  flac: 'flac',
  // Tags in front are the same for all three.
  mp3: 'mp3,aac,flac',
  aac: 'aac,mp3',
  gif: 'gif',
}

/** Tracks a file may have. */
const MOST_STREAMS = 100

/** True for formats the encoder may be given. */
export function isReadable(format: string): boolean {
  return Object.hasOwn(READERS, format)
}

/** What keeps ffmpeg and ffprobe at one local file of a known format. It stands before the input. */
export function guardInput(format: string): string[] {
  const readers = READERS[format] ?? 'none'
  return ['-protocol_whitelist', 'file', '-format_whitelist', readers, '-max_streams', String(MOST_STREAMS)]
}

/** Decoders that see transparency where ffmpeg's own leave it out. */
const TRANSPARENT: Readonly<Record<string, string>> = { vp8: 'libvpx', vp9: 'libvpx-vp9' }

/** True for what only a library decodes with its transparency. */
export function needsLibvpx({ codec, hasAlpha }: Pick<VideoFacts, 'codec' | 'hasAlpha'>): boolean {
  return hasAlpha && Object.hasOwn(TRANSPARENT, codec)
}

/** How pictures are decoded; stands before the input. */
export function decoding(video: Pick<VideoFacts, 'codec' | 'hasAlpha'>): string[] {
  return needsLibvpx(video) ? ['-c:v', TRANSPARENT[video.codec] ?? ''] : []
}

/** The input of an ffmpeg run. `before` are options of it, such as where to begin. */
export function inputOf(
  { file, format }: { /** Absolute. */ file: string; format: string },
  { filmPixels }: Pick<Limits, 'filmPixels'>,
  before: readonly string[] = [],
): string[] {
  return [...guardInput(format), '-max_pixels', String(filmPixels), ...before, '-i', `file:${file}`]
}
