/**
 * Playlists of HTTP Live Streaming as texts (RFC 8216 and its successor, draft-pantos-hls-rfc8216bis), functions of facts
 * that were measured. All addresses in them are relative.
 */

/** One segment, or a rung's whole list of them, as it was measured. */
export interface Segment {
  /** Relative to the playlist. */
  path: string
  seconds: number
  bytes: number
}

/** What the master playlist says of a rung. */
export interface RungFacts {
  /** Relative to the master playlist. */
  playlist: string
  /** What decoders need first, relative to that. */
  init: string
  width: number
  height: number
  frameRate: number
  /** RFC 6381: `avc1.64001f`. */
  codec: string
  /** How light is coded: absent for SDR. */
  range?: 'PQ' | 'HLG'
  segments: readonly Segment[]
}

/** What it says of a sound. */
export interface SoundFacts {
  playlist: string
  init: string
  codec: string
  channels: number
  segments: readonly Segment[]
  /** What the menu of the player shows. */
  label: string
  lang?: string
  default?: boolean
}

/** What it says of subtitles: a playlist of WebVTT files of their own. */
export type SubtitleFacts = Pick<SoundFacts, 'playlist' | 'label' | 'lang' | 'default'>

export interface StreamFacts {
  /** Largest first. */
  rungs: readonly RungFacts[]
  sounds: readonly SoundFacts[]
}

const SOUNDS = 'sounds'
const SUBTITLES = 'subtitles'

/**
 * The master playlist. The second largest rung stands first, because that is where players begin that know nothing of the
 * network: the largest may be too much, and the smallest looks poor.
 */
export function masterPlaylist({ rungs, sounds }: StreamFacts): string {
  const [largest, second, ...rest] = rungs
  const inOrder = largest && second ? [second, largest, ...rest] : rungs
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...sounds.map((sound) => media('AUDIO', SOUNDS, sound, [`CHANNELS="${sound.channels}"`])),
    ...inOrder.flatMap((rung) => [streamLine(rung, sounds), rung.playlist]),
  ])
}

/** A master playlist with subtitles, given one without: their playlists are relative to it. */
export function withSubtitles(master: string, subtitles: readonly SubtitleFacts[]): string {
  const known = master.trimEnd().split('\n')
  const first = known.findIndex((line) => line.startsWith('#EXT-X-STREAM-INF:'))
  const named = known.map((line) =>
    line.startsWith('#EXT-X-STREAM-INF:')
      ? line.replace(/,CLOSED-CAPTIONS=NONE$|$/, (end) => `,SUBTITLES="${SUBTITLES}"${end}`)
      : line,
  )
  return lines([
    ...named.slice(0, first),
    ...subtitles.map((one) => media('SUBTITLES', SUBTITLES, one, [])),
    ...named.slice(first),
  ])
}

/** The playlist of subtitles that are one file (WebVTT) at `address`, for a film of a length in seconds. */
export function subtitlePlaylist(address: string, seconds: number): string {
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.max(1, Math.ceil(seconds))}`,
    '#EXT-X-MEDIA-SEQUENCE:1',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    `#EXTINF:${seconds.toFixed(6)},`,
    address,
    '#EXT-X-ENDLIST',
  ])
}

/** The playlist of one rung or sound. `init` and the paths of segments are relative to it. */
export function mediaPlaylist(init: string, segments: readonly Segment[], target: number): string {
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${target}`,
    '#EXT-X-MEDIA-SEQUENCE:1',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${init}"`,
    ...segments.flatMap(({ path, seconds }) => [`#EXTINF:${seconds.toFixed(6)},`, path]),
    '#EXT-X-ENDLIST',
  ])
}

/** What no segment of a stream, rounded, is longer than. */
export function targetSeconds(tracks: Iterable<readonly Segment[]>): number {
  return Math.max(1, ...[...tracks].flatMap((segments) => segments.map(({ seconds }) => Math.round(seconds))))
}

/**
 * Bits per second: on average, and the most of any stretch that is between half and one and a half times as long as the
 * longest segment is said to be, which is what `BANDWIDTH` means.
 */
export function bandwidthOf(segments: readonly Segment[], target: number): { peak: number; average: number } {
  let peak = 0
  for (const first of segments.keys()) {
    let [seconds, bytes] = [0, 0]
    for (let last = first; last < segments.length; last++) {
      seconds += segments[last]?.seconds ?? 0
      bytes += segments[last]?.bytes ?? 0
      if (seconds > target * 1.5) break
      if (seconds >= target / 2) peak = Math.max(peak, (bytes * 8) / seconds)
    }
  }
  const average = (sum(segments, 'bytes') * 8) / Math.max(sum(segments, 'seconds'), 1e-6)
  // A film shorter than half a segment has no such stretch.
  return { peak: Math.ceil(Math.max(peak, average)), average: Math.ceil(average) }
}

function streamLine(rung: RungFacts, sounds: readonly SoundFacts[]): string {
  const target = targetSeconds([rung.segments])
  const own = bandwidthOf(rung.segments, target)
  const beside = sounds.map(({ segments }) => bandwidthOf(segments, target))
  const attributes = [
    `BANDWIDTH=${own.peak + most(beside.map(({ peak }) => peak))}`,
    `AVERAGE-BANDWIDTH=${own.average + most(beside.map(({ average }) => average))}`,
    `CODECS="${[...new Set([rung.codec, ...sounds.map(({ codec }) => codec)])].join(',')}"`,
    `RESOLUTION=${rung.width}x${rung.height}`,
    `FRAME-RATE=${rung.frameRate.toFixed(3)}`,
    `VIDEO-RANGE=${rung.range ?? 'SDR'}`,
    ...(sounds.length > 0 ? [`AUDIO="${SOUNDS}"`] : []),
    'CLOSED-CAPTIONS=NONE',
  ]
  return `#EXT-X-STREAM-INF:${attributes.join(',')}`
}

function media(
  type: string,
  group: string,
  { playlist, label, lang, default: isDefault }: SubtitleFacts,
  more: readonly string[],
): string {
  const attributes = [
    `TYPE=${type}`,
    `GROUP-ID="${group}"`,
    `NAME="${quoted(label)}"`,
    ...(lang ? [`LANGUAGE="${quoted(lang)}"`] : []),
    `DEFAULT=${isDefault ? 'YES' : 'NO'}`,
    'AUTOSELECT=YES',
    ...more,
    `URI="${playlist}"`,
  ]
  return `#EXT-X-MEDIA:${attributes.join(',')}`
}

/** A quoted string holds neither quotes nor line ends, and there is no way to escape them. */
function quoted(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what may not stand there
  return text.replace(/"/g, '”').replace(/[\u0000-\u001f\u007f]/g, ' ')
}

function most(numbers: readonly number[]): number {
  return Math.max(0, ...numbers)
}

function sum(segments: readonly Segment[], of: 'bytes' | 'seconds'): number {
  return segments.reduce((total, segment) => total + segment[of], 0)
}

function lines(parts: readonly string[]): string {
  return `${parts.join('\n')}\n`
}
