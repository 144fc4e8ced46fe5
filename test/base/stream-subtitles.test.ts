import { expect, test } from 'vitest'
import {
  masterPlaylist,
  subtitlePlaylist,
  withSubtitles,
  type RungFacts,
  type SoundFacts,
} from '../../src/base/stream-playlists.js'

const segments = [{ path: '1.mp4', seconds: 2, bytes: 1000 }]
const rung: RungFacts = {
  playlist: 'a/index.m3u8',
  init: 'init.mp4',
  width: 160,
  height: 90,
  frameRate: 10,
  codec: 'avc1.42c00a',
  segments,
}
const sound: SoundFacts = {
  playlist: 's/index.m3u8',
  init: 'init.mp4',
  codec: 'mp4a.40.2',
  channels: 1,
  segments,
  label: 'English',
}

test('subtitles come into a master playlist afterwards, between the sounds and the qualities, which name them', () => {
  const subtitles = [
    { playlist: 'subtitles.1.m3u8', label: 'De"utsch', lang: 'de', default: true },
    { playlist: 'subtitles.2.m3u8', label: 'English' },
  ]
  const stream = { rungs: [rung, { ...rung, playlist: 'b/index.m3u8' }], sounds: [sound] }
  const master = withSubtitles(masterPlaylist(stream), subtitles)
  const without = master.replaceAll(/^#EXT-X-MEDIA:TYPE=SUBTITLES.*\n/gm, '').replaceAll(',SUBTITLES="subtitles"', '')
  expect(without).toBe(masterPlaylist(stream))
  const order = ['TYPE=AUDIO', 'TYPE=SUBTITLES', '#EXT-X-STREAM-INF'].map((what) => master.indexOf(what))
  expect(order).toEqual(order.toSorted((a, b) => a - b))
  expect(master.match(/^#EXT-X-MEDIA:TYPE=SUBTITLES.*$/gm)).toEqual([
    '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subtitles",NAME="De”utsch",LANGUAGE="de",DEFAULT=YES,AUTOSELECT=YES,URI="subtitles.1.m3u8"',
    '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subtitles",NAME="English",DEFAULT=NO,AUTOSELECT=YES,URI="subtitles.2.m3u8"',
  ])
  expect(master.match(/SUBTITLES="subtitles"/g)).toHaveLength(2)
})

test('the playlist of subtitles holds one file for the whole film', () => {
  expect(subtitlePlaylist('../a.vtt', 7.25)).toBe(
    '#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:8\n#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-PLAYLIST-TYPE:VOD\n' +
      '#EXTINF:7.250000,\n../a.vtt\n#EXT-X-ENDLIST\n',
  )
})
