import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FilmRecipe, Rung } from '../../src/film-types.js'
import { brightness, framesOf, loudFrom, openCuttingRoom, probe, rung, sound, type CuttingRoom } from './cutting-room.js'
import { makeFilm } from './films.js'

/** Each frame has a light of its own, 25 in turn, and there is a tone from three seconds to three and a half. */
const clapper = (frame: number): number => 20 + 8 * (frame % 25)
const SECONDS = 5.2
const FRAMES = SECONDS * 25

const rungs: Rung[] = [
  { ...rung, width: 128, height: 72, quality: 10, maxBitrate: 4e6 },
  { ...rung, width: 64, height: 36, quality: 10, maxBitrate: 2e6 },
]

let room: CuttingRoom
let stream: string
let film: string

beforeAll(async () => {
  room = await openCuttingRoom(2)
  const source = await makeFilm(
    room.folder,
    `-f lavfi -i "nullsrc=s=130x74:r=25:d=${SECONDS},geq=lum='20+8*mod(N,25)':cb=128:cr=128" ` +
      `-f lavfi -i "sine=f=1000:d=${SECONDS},volume=volume=0:enable='not(between(t,3,3.5))'" -f lavfi -i sine=f=300:d=${SECONDS} ` +
      '-map 0 -map 1 -map 2 -c:v libx264 -preset ultrafast -qp 4 -g 33 -pix_fmt yuv420p -c:a aac clapper.mp4',
  )
  const { facts } = await room.engine.facts('film', source)
  const whole = { frames: framesOf(facts), keySeconds: 0.5, duration: facts.duration }
  const recipes: FilmRecipe[] = [
    {
      kind: 'stream',
      ...whole,
      rungs,
      segmentSeconds: 2,
      dash: true,
      sounds: [
        { ...sound, lang: 'en', label: 'English', default: true },
        { ...sound, source: 1, lang: 'de', label: 'Deutsch', channels: 1 },
        { ...sound, source: 1, lang: 'de', label: 'Deutsch', channels: 1 },
      ],
    },
    { kind: 'film', ...whole, rung: rungs[0]!, sound },
  ]
  const made = await room.make(source, recipes, { effort: 3 })
  stream = made[0]!
  film = made[1]!
})
afterAll(() => room.close())

const tracks = ['72p', '36p', 'sound-1', 'sound-2', 'sound-3']
const text = (path: string): Promise<string> => readFile(join(stream, path), 'utf8')

interface Listed {
  path: string
  seconds: number
}
async function segmentsOf(track: string): Promise<Listed[]> {
  const found = (await text(`${track}/index.m3u8`)).matchAll(/#EXTINF:([\d.]+),\n(.+)/g)
  return [...found].map(([, seconds, path]) => ({ seconds: Number(seconds), path: `${track}/${path}` }))
}
/** A segment as a player has it: behind what decoders need first. */
async function alone({ path }: Listed, track: string): Promise<string> {
  const file = join(stream, `${path}.alone.mp4`)
  await writeFile(file, Buffer.concat([await readFile(join(stream, track, 'init.mp4')), await readFile(join(stream, path))]))
  return file
}

describe('a stream', () => {
  test('names every file it has, and has every file it names', async () => {
    const there = (await readdir(stream, { recursive: true })).filter((name) => name.includes('.')).toSorted()
    const named = await Promise.all(
      tracks.map(async (track) => [
        `${track}/index.m3u8`,
        `${track}/init.mp4`,
        ...(await segmentsOf(track)).map(({ path }) => path),
      ]),
    )
    const lists = ['master.m3u8', 'manifest.mpd', '72p.m3u8', '36p.m3u8']
    expect(there.filter((name) => !name.includes('alone'))).toEqual([...lists, ...named.flat()].toSorted())
  })

  test('has a playlist of each rung alone, with all sounds', async () => {
    const [master, own] = await Promise.all([text('master.m3u8'), text('36p.m3u8')])
    expect(own.match(/^[^#\n]+$/gm)).toEqual(['36p/index.m3u8'])
    expect(own.match(/^#EXT-X-MEDIA.+$/gm)).toEqual(master.match(/^#EXT-X-MEDIA.+$/gm))
    expect(master).toContain(own.match(/^#EXT-X-STREAM-INF.+$/m)?.[0])
  })

  test('has segments that begin with a key frame, at the same times in all rungs, as long as the playlist says', async () => {
    const boundaries = await Promise.all(
      tracks.slice(0, 3).map(async (track) => {
        const [starts, frame]: [number[], number] = [[], track.startsWith('sound') ? 1024 / 44_100 : 1 / 25]
        let at = 0
        for (const segment of await segmentsOf(track)) {
          const { packets } = await probe(await alone(segment, track), '-show_entries packet=pts_time,duration_time,flags')
          const times = packets.map(({ pts_time }: { pts_time: string }) => Number(pts_time))
          const first = Math.min(...times)
          const end = Math.max(...times) + Number(packets.at(-1).duration_time)
          expect(packets[0].flags).toMatch(/^K/)
          expect(Number(packets[0].pts_time)).toBe(first)
          expect(Math.abs(Math.max(first, 0) - at)).toBeLessThan(1e-3)
          expect(Math.abs(end - Math.max(first, 0) - segment.seconds)).toBeLessThan(frame / 2)
          at += segment.seconds
          starts.push(Math.round(first / frame) * frame)
        }
        return starts
      }),
    )
    expect(boundaries[1]).toEqual(boundaries[0])
    expect(boundaries[0]).toHaveLength(3)
    for (const [index, start] of boundaries[0]!.entries()) expect(Math.abs(boundaries[2]![index]! - start)).toBeLessThan(0.024)
  })

  test('says of its segments how long the longest is, and in all playlists the same', async () => {
    for (const track of tracks) {
      const playlist = await text(`${track}/index.m3u8`)
      const target = Number(/#EXT-X-TARGETDURATION:(\d+)/.exec(playlist)?.[1])
      const longest = Math.max(...(await segmentsOf(track)).map(({ seconds }) => Math.round(seconds)))
      expect(target).toBe(2)
      expect(longest).toBeLessThanOrEqual(target)
      expect(playlist).toContain('#EXT-X-MAP:URI="init.mp4"')
      expect(playlist.trimEnd().endsWith('#EXT-X-ENDLIST')).toBe(true)
    }
  })

  test('says codecs and sizes as they are', async () => {
    const master = await text('master.m3u8')
    expect(master).toContain('#EXT-X-INDEPENDENT-SEGMENTS')
    for (const { width, height } of rungs) {
      const { streams } = await probe(join(stream, `${height}p/index.m3u8`), '-show_entries stream')
      const [{ profile, level, pix_fmt, color_space, color_range, sample_aspect_ratio }] = streams
      expect([profile, pix_fmt, color_space, color_range, sample_aspect_ratio]).toEqual(['High', 'yuv420p', 'bt709', 'tv', '1:1'])
      const line = new RegExp(`#EXT-X-STREAM-INF:.*RESOLUTION=${width}x${height}.*\n${height}p/index.m3u8`).exec(master)?.[0]
      expect(line).toContain(`CODECS="avc1.6400${level.toString(16)},mp4a.40.2"`)
      expect(line).toContain('FRAME-RATE=25.000')
      expect(line).toContain('AUDIO="sounds"')
    }
    expect(master).toContain('NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="sound-1/index.m3u8"')
    expect(master).toContain('NAME="Deutsch",LANGUAGE="de",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="1",URI="sound-2/index.m3u8"')
    // A menu with the same word twice is none.
    expect(master).toContain('NAME="Deutsch 2",LANGUAGE="de",DEFAULT=NO')
  })

  test('says how many bits it needs within a tenth', async () => {
    const rate = async (track: string): Promise<{ peak: number; average: number }> => {
      const segments = await segmentsOf(track)
      const bits = await Promise.all(segments.map(async ({ path }) => (await stat(join(stream, path))).size * 8))
      const all = bits.reduce((sum, one) => sum + one, 0)
      const seconds = segments.reduce((sum, one) => sum + one.seconds, 0)
      const whole = segments.map((one, index) => (one.seconds > 0.5 ? bits[index]! / one.seconds : 0))
      return { peak: Math.max(...whole), average: all / seconds }
    }
    const master = await text('master.m3u8')
    const sounds = [await rate('sound-1'), await rate('sound-2')]
    for (const { height } of rungs) {
      const own = await rate(`${height}p`)
      const [, peak, average] = new RegExp(`:BANDWIDTH=(\\d+),AVERAGE-BANDWIDTH=(\\d+).*\n${height}p/`).exec(master) ?? []
      const most = (of: 'peak' | 'average'): number => own[of] + Math.max(...sounds.map((one) => one[of]))
      expect(Number(peak) / most('peak')).toBeGreaterThan(0.98)
      expect(Number(peak) / most('peak')).toBeLessThan(1.1)
      expect(Number(average) / most('average')).toBeCloseTo(1, 1)
    }
  })

  test('shows each frame of the film at its time, from the first to the last, over all boundaries', async () => {
    for (const file of [join(stream, '72p/index.m3u8'), join(stream, '36p/index.m3u8'), film]) {
      const frames = await brightness(file)
      expect(frames).toHaveLength(FRAMES)
      const wrong = frames.filter(
        ({ time, light }, index) => Math.abs(time - index / 25) > 1e-3 || Math.abs(light - clapper(index)) > 3,
      )
      expect(wrong).toEqual([])
    }
  })

  test('sounds when it should, in the stream and in the film', async () => {
    for (const file of [join(stream, 'sound-1/index.m3u8'), film]) {
      const at = await loudFrom(file)
      expect(Math.abs(at - 3)).toBeLessThan(1 / 25 + 1024 / 44_100)
    }
  })

  test('and the film in one file have the same frames, encoded once', async () => {
    const digests = async (file: string): Promise<string[]> => {
      const { packets } = await probe(file, '-select_streams v -show_packets -show_data_hash md5 -show_entries packet=data_hash')
      return packets.map(({ data_hash }: { data_hash: string }) => data_hash)
    }
    const inFilm = await digests(film)
    expect(inFilm).toHaveLength(FRAMES)
    expect(await digests(join(stream, '72p/index.m3u8'))).toEqual(inFilm)
    const bytes = await readFile(film)
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'))
    expect(bytes.includes('Lavf')).toBe(false)
  })

  test('is described for players of DASH with the same segments', async () => {
    const manifest = await text('manifest.mpd')
    expect(manifest).toContain('initialization="72p/init.mp4" media="72p/$Number$.mp4" startNumber="1"')
    expect(manifest).toContain('initialization="sound-2/init.mp4" media="sound-2/$Number$.m4a" startNumber="1"')
    const { streams } = await probe(join(stream, 'manifest.mpd'), '-show_entries stream=codec_name,width')
    expect(streams).toHaveLength(5)
    expect((await brightness(join(stream, 'manifest.mpd'))).length).toBe(FRAMES)
  })
})
