import {
  bandwidthOf,
  targetSeconds,
  type RungFacts,
  type Segment,
  type SoundFacts,
  type StreamFacts,
} from './stream-playlists.js'

/** Ticks per second of the times in the manifest: fine enough that sums of segments are exact to the eye. */
const TIMESCALE = 1_000_000

/**
 * A manifest of MPEG-DASH (ISO/IEC 23009-1, profile isoff-live) for the segments of a stream: one period, rungs of one codec in
 * one set, each sound in a set of its own, lengths of segments told one by one. Addresses are relative to the manifest. Pure.
 */
export function dashManifest({ rungs, sounds }: Pick<StreamFacts, 'rungs' | 'sounds'>): string {
  const seconds = Math.max(...[...rungs, ...sounds].map(({ segments }) => segments.reduce((sum, one) => sum + one.seconds, 0)))
  const longest = targetSeconds([...rungs, ...sounds].map(({ segments }) => segments))
  const codecs = [...new Set(rungs.map(({ codec }) => codec.split('.')[0]))]
  const sets = [
    ...codecs.map((codec) => pictures(rungs.filter((rung) => rung.codec.split('.')[0] === codec))),
    ...sounds.map(sound),
  ]
  const attributes = [
    'xmlns="urn:mpeg:dash:schema:mpd:2011"',
    'profiles="urn:mpeg:dash:profile:isoff-live:2011"',
    'type="static"',
    `mediaPresentationDuration="PT${seconds.toFixed(3)}S"`,
    `maxSegmentDuration="PT${longest + 1}S"`,
    `minBufferTime="PT${longest}S"`,
  ]
  return `<?xml version="1.0" encoding="utf-8"?>
<MPD ${attributes.join(' ')}>
 <Period start="PT0S">
${sets.join('\n')}
 </Period>
</MPD>
`
}

function pictures(rungs: readonly RungFacts[]): string {
  const each = rungs.map((rung) => {
    const { codec, width, height, frameRate } = rung
    return representation(rung, `codecs="${codec}" width="${width}" height="${height}" frameRate="${fraction(frameRate)}"`)
  })
  return set('mimeType="video/mp4" contentType="video"', '', each)
}

function sound(one: SoundFacts): string {
  const role = `   <Role schemeIdUri="urn:mpeg:dash:role:2011" value="${one.default ? 'main' : 'alternate'}"/>\n`
  const label = `   <Label>${text(one.label)}</Label>\n`
  const lang = one.lang ? ` lang="${text(one.lang)}"` : ''
  return set(`mimeType="audio/mp4" contentType="audio"${lang}`, role + label, [representation(one, `codecs="${one.codec}"`)])
}

function set(attributes: string, inside: string, representations: readonly string[]): string {
  return `  <AdaptationSet ${attributes} segmentAlignment="true" startWithSAP="1">\n${inside}${representations.join('\n')}\n  </AdaptationSet>`
}

function representation({ playlist, init, segments }: RungFacts | SoundFacts, attributes: string): string {
  const folder = playlist.slice(0, playlist.lastIndexOf('/'))
  const media = segments[0]?.path.replace('1', '$Number$') ?? ''
  const { peak } = bandwidthOf(segments, targetSeconds([segments]))
  return `   <Representation id="${folder}" bandwidth="${peak}" ${attributes}>
    <SegmentTemplate timescale="${TIMESCALE}" initialization="${folder}/${init}" media="${folder}/${media}" startNumber="1">
     <SegmentTimeline>${timeline(segments)}</SegmentTimeline>
    </SegmentTemplate>
   </Representation>`
}

/** Equal neighbours are one entry. Each ends where the next begins, so that rounding does not add up. */
function timeline(segments: readonly Segment[]): string {
  const entries: { ticks: number; more: number }[] = []
  let [exact, told] = [0, 0]
  for (const { seconds } of segments) {
    exact += seconds
    const ticks = Math.round(exact * TIMESCALE) - told
    told += ticks
    const last = entries.at(-1)
    if (last?.ticks === ticks) last.more++
    else entries.push({ ticks, more: 0 })
  }
  return entries.map(({ ticks, more }) => `<S d="${ticks}"${more > 0 ? ` r="${more}"` : ''}/>`).join('')
}

/** 29.97 is 30000/1001 in a manifest; whole rates are themselves. */
function fraction(rate: number): string {
  if (Math.abs(rate - Math.round(rate)) < 1e-6) return String(Math.round(rate))
  const thousandAndFirst = rate * 1001
  if (Math.abs(thousandAndFirst - Math.round(thousandAndFirst)) < 1e-3) return `${Math.round(thousandAndFirst)}/1001`
  return `${Math.round(rate * 1000)}/1000`
}

function text(words: string): string {
  return (
    words
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // oxlint-disable-next-line no-control-regex -- XML 1.0 has no way to write them
      .replace(/[\u0000-\u001f]/g, ' ')
  )
}
