import { box, fullBox, u16, u32, u64 } from './boxes.js'

/** Ticks per second of everything that is said of the film as a whole. */
export const MOVIE_TIMESCALE = 1000

/** Unity: pictures are shown as they are. */
const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

/** What the header says of a track. */
export interface TrackHeader {
  /** From 1. */
  id: number
  kind: 'pictures' | 'sound'
  timescale: number
  /** Sample entry, as an encoder wrote it. */
  entry: Buffer
  /** Pixels; 0 for sound. */
  width: number
  height: number
  /** Where what is shown begins in the track, in its ticks. */
  start: number
  /** Ticks of all its samples, and of what is shown of them; 0 where fragments follow. */
  duration: number
  shown: number
  /** Where its samples are (`stts`, `stsz` …); without them, fragments follow. */
  tables?: readonly Buffer[]
}

/** The `moov` of a film of these tracks: ISO/IEC 14496-12, chapter 8. No times of creation, no names of programs. */
export function movieHeader(tracks: readonly TrackHeader[]): Buffer {
  const duration = Math.max(...tracks.map(movieTicks))
  const isFragmented = tracks.some(({ tables }) => !tables)
  return box(
    'moov',
    fullBox(
      'mvhd',
      1,
      0,
      u64(0),
      u64(0),
      u32(MOVIE_TIMESCALE),
      u64(duration),
      u32(0x10000),
      u16(0x100, 0),
      u32(0, 0),
      MATRIX,
      u32(0, 0, 0, 0, 0, 0, tracks.length + 1),
    ),
    ...tracks.map(trackBox),
    ...(isFragmented ? [box('mvex', ...tracks.map(({ id }) => fullBox('trex', 0, 0, u32(id, 1, 0, 0, 0))))] : []),
  )
}

/** Rounded up: an edit that ended within the last sample would cut it off. */
function movieTicks({ shown, timescale }: TrackHeader): number {
  return Math.ceil((shown * MOVIE_TIMESCALE) / timescale)
}

function trackBox(track: TrackHeader): Buffer {
  const { id, kind, width, height, start } = track
  const enabledInMovie = 0x3
  const sizes = u32(width * 0x10000, height * 0x10000)
  const volume = kind === 'sound' ? 0x100 : 0
  // Sounds are alternatives of each other, not of the pictures.
  const group = kind === 'sound' ? 1 : 0
  const edit = fullBox('elst', 1, 0, u32(1), u64(movieTicks(track)), u64(start), u16(1, 0))
  return box(
    'trak',
    fullBox(
      'tkhd',
      1,
      enabledInMovie,
      u64(0),
      u64(0),
      u32(id, 0),
      u64(movieTicks(track)),
      u32(0, 0),
      u16(0, group, volume, 0),
      MATRIX,
      sizes,
    ),
    ...(start > 0 ? [box('edts', edit)] : []),
    mediaBox(track),
  )
}

function mediaBox({ kind, timescale, entry, duration, tables }: TrackHeader): Buffer {
  const isSound = kind === 'sound'
  const undetermined = 0x55c4
  const head = isSound ? fullBox('smhd', 0, 0, u32(0)) : fullBox('vmhd', 0, 1, u32(0, 0))
  const name = Buffer.from(isSound ? 'SoundHandler\0' : 'VideoHandler\0')
  const none = [
    fullBox('stts', 0, 0, u32(0)),
    fullBox('stsc', 0, 0, u32(0)),
    fullBox('stsz', 0, 0, u32(0, 0)),
    fullBox('stco', 0, 0, u32(0)),
  ]
  return box(
    'mdia',
    fullBox('mdhd', 1, 0, u64(0), u64(0), u32(timescale), u64(duration), u16(undetermined, 0)),
    fullBox('hdlr', 0, 0, u32(0), Buffer.from(isSound ? 'soun' : 'vide'), u32(0, 0, 0), name),
    box(
      'minf',
      head,
      box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
      box('stbl', fullBox('stsd', 0, 0, u32(1), entry), ...(tables ?? none)),
    ),
  )
}
