import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dashManifest } from '../../src/base/dash-manifest.js'
import { streamLayout } from '../../src/base/stream-layout.js'
import {
  bandwidthOf,
  masterPlaylist,
  targetSeconds,
  withSubtitles,
  type RungFacts,
  type Segment,
} from '../../src/base/stream-playlists.js'
import type { Frames, Rung } from '../../src/film-types.js'
import type { FilmJob } from '../../src/ports.js'
import { createFilmNotes, readFilmNotes } from '../../src/render/cache/film-notes.js'
import { gridOf, segmentFrames, undivided } from '../../src/render/engines/ffmpeg/grid.js'
import { h264Level } from '../../src/render/engines/ffmpeg/h264-level.js'
import { loudnessFilters, readLoudness } from '../../src/render/engines/ffmpeg/loudness.js'
import { box, fullBox, u16, u32 } from '../../src/render/engines/ffmpeg/mp4/boxes.js'
import { fittingGroups } from '../../src/render/engines/ffmpeg/memory-plan.js'
import { codecString } from '../../src/render/engines/ffmpeg/mp4/codec-string.js'
import { pictureFilters } from '../../src/render/engines/ffmpeg/picture-filters.js'
import { pictureSegments, soundSegments } from '../../src/render/engines/ffmpeg/segments.js'
import { storyboardVtt, thumbnailCount } from '../../src/render/engines/ffmpeg/storyboard-plan.js'
import { createTurns } from '../../src/render/engines/ffmpeg/turns.js'
import { collectPeaks, waveformSvg } from '../../src/render/engines/ffmpeg/waveform.js'
import { createFilmMeter } from '../../src/render/film-meter.js'
import type { Recipe } from '../../src/types.js'
import { raster } from './workbench.js'

const at = (frameRate: readonly [number, number], part?: Frames['part']): Frames => ({
  frameRate,
  deinterlace: false,
  ...(part && { part }),
})
const rung: Rung = { width: 1280, height: 720, codec: 'h264', quality: 23, maxBitrate: 3e6 }

describe('the grid of a film', () => {
  test('is exact for every rate, and has key frames at whole frames', () => {
    expect(gridOf(at([30_000, 1001]), 2, 10, 60)).toMatchObject({ timescale: 30_000, frameTicks: 1001, keyFrames: 60 })
    expect(gridOf(at([25, 1]), 2, 10, 60)).toMatchObject({ timescale: 10_000, frameTicks: 400, keyFrames: 50 })
    expect(gridOf(at([25, 2]), 2, 10, 60)).toMatchObject({ timescale: 10_000, frameTicks: 800, keyFrames: 25 })
    expect(gridOf(at([1, 5]), 2, 10, 60).keyFrames).toBe(1)
  })

  test('is cut at key frames into chunks of about a minute, none of them short', () => {
    const chunks = (seconds: number, part?: Frames['part']): unknown =>
      gridOf(at([25, 1], part), 2, seconds, 60).chunks.map(({ first, frames, isLast }) => [first, frames, isLast])
    expect(chunks(0)).toEqual([[0, undefined, true]])
    expect(chunks(85)).toEqual([[0, undefined, true]])
    expect(chunks(130)).toEqual([
      [0, 1500, false],
      [1500, undefined, true],
    ])
    expect(chunks(1000, { start: 5, seconds: 3 })).toEqual([[0, 75, true]])
    expect(undivided(gridOf(at([25, 1]), 2, 200, 60)).chunks).toEqual([{ first: 0, frames: undefined, isLast: true }])
    const part = gridOf(at([25, 1], { start: 1, seconds: 130 }), 2, 200, 60)
    expect(undivided(part).chunks).toEqual([{ first: 0, frames: 3250, isLast: true }])
  })

  test('gives all rungs the same chunk whatever other rungs there are', () => {
    const grid = gridOf(at([25, 1]), 2, 130, 60)
    const filters = (rungs: Rung[]): string[] => {
      const video = {
        codec: 'h264',
        frameRate: [25, 1],
        bitrate: 0,
        transfer: 'sdr',
        interlaced: false,
        hasAlpha: false,
      } as const
      const work = { video, frames: at([25, 1]), grid, chunk: grid.chunks[1]!, background: '#fff', rungs }
      return pictureFilters(work).split(';')
    }
    const small = { ...rung, width: 640, height: 360 }
    expect(filters([rung, small])[2]!.replaceAll(/[sv]1/g, '_')).toBe(filters([small])[1]!.replaceAll(/[sv]0/g, '_'))
  })
})

describe('the qualities that are encoded at once', () => {
  const of = (codec: Rung['codec'], ...heights: number[]): { rung: Rung }[] =>
    heights.map((height) => ({ rung: { ...rung, codec, height, width: Math.round((height * 16) / 9) } }))
  const planned = (wanted: { rung: Rung }[], megabytes = 3072): number[][] =>
    fittingGroups(wanted, megabytes * 2 ** 20).map((group) => group.map(({ rung: { height } }) => height))

  test.each(['h264', 'hevc', 'vp9', 'av1'] as const)('are all of those by default, of %s', (codec) => {
    expect(planned(of(codec, 1080, 720, 480, 360))).toEqual([[1080, 720, 480, 360]])
  })

  test('are as many as fit into the memory of the encoder, and one where none does', () => {
    expect(planned(of('av1', 2160, 1440, 1080, 720))).toEqual([[2160], [1440], [1080, 720]])
    expect(planned(of('h264', 2160, 1440, 1080, 720))).toEqual([[2160, 1440, 1080, 720]])
    expect(planned(of('av1', 720, 480, 360), 100)).toEqual([[720], [480], [360]])
    expect(planned([...of('av1', 1080), ...of('h264', 1080)], 1500)).toEqual([[1080], [1080]])
    expect(planned([])).toEqual([])
  })
})

describe('segments', () => {
  const samples = (count: number, duration: number): never[] => Array.from({ length: count }, () => ({ duration })) as never[]

  test('of sound begin at the packet nearest to those of the pictures, and do not drift', () => {
    const grid = gridOf(at([30_000, 1001]), 2, 600, 60)
    const pictures = pictureSegments({ samples: samples(18_000, 1001), grid }, segmentFrames(grid, 2, 4))
    const sound = soundSegments(
      { samples: samples(28_156, 1024), timescale: 48_000, priming: 1024, entry: Buffer.alloc(0) },
      pictures,
    )
    expect(sound).toHaveLength(pictures.length)
    let [shown, heard] = [0, 0]
    for (const [index, { seconds }] of pictures.entries()) {
      expect(Math.abs(shown - heard)).toBeLessThanOrEqual(512 / 48_000 + 1e-9)
      shown += seconds
      heard += sound[index]!.seconds
    }
  })

  test('are none of their own for a few frames at the end', () => {
    const grid = gridOf(at([25, 1]), 2, 8.2, 60)
    const seconds = (frames: number): number[] =>
      pictureSegments({ samples: samples(frames, 400), grid }, 100).map((segment) => segment.seconds)
    expect(seconds(205)).toEqual([4, 4.2])
    expect(seconds(215)).toEqual([4, 4, 0.6])
    expect(seconds(3)).toEqual([0.12])
  })

  test('go on where sound is longer than pictures, and end where it is shorter', () => {
    const grid = gridOf(at([25, 1]), 2, 8, 60)
    const pictures = pictureSegments({ samples: samples(200, 400), grid }, 100)
    const seconds = (count: number): number[] =>
      soundSegments({ samples: samples(count, 480), timescale: 48_000, priming: 0, entry: Buffer.alloc(0) }, pictures).map(
        (segment) => Math.round(segment.seconds * 100) / 100,
      )
    expect(seconds(820)).toEqual([4, 4.2])
    expect(seconds(1300)).toEqual([4, 4, 4, 1])
    expect(seconds(300)).toEqual([3])
  })
})

describe('playlists', () => {
  const segments = (...each: [seconds: number, bytes: number][]): Segment[] =>
    each.map(([seconds, bytes], index) => ({ path: `${index + 1}.mp4`, seconds, bytes }))

  test('tell the most bits of any stretch that counts, and not those of a rest', () => {
    expect(bandwidthOf(segments([4, 1000], [4, 3000], [0.5, 5000]), 4)).toEqual({ peak: 14_223, average: 8471 })
    expect(bandwidthOf(segments([0.5, 1000]), 4)).toEqual({ peak: 16_000, average: 16_000 })
    expect(targetSeconds([segments([4.4, 1]), segments([4.2, 1])])).toBe(4)
  })

  const facts = (height: number, codec: string, list = segments([4, 1000], [2, 500])): RungFacts => ({
    playlist: `${height}p/index.m3u8`,
    init: 'init.mp4',
    width: (height * 16) / 9,
    height,
    frameRate: 3e4 / 1001,
    codec,
    segments: list,
  })

  test('name what a player may begin with first, and subtitles where there are any', () => {
    const rungs = [facts(720, 'avc1.64001f'), facts(360, 'avc1.64001e')]
    const sounds = [{ ...facts(0, 'mp4a.40.2'), playlist: 's/index.m3u8', channels: 2, label: 'A "b"\n#c', lang: 'en' }]
    const subtitles = [{ playlist: 'en/index.m3u8', label: 'English', lang: 'en', default: true }]
    const master = withSubtitles(masterPlaylist({ rungs, sounds }), subtitles)
    expect(master.indexOf('360p/')).toBeLessThan(master.indexOf('720p/'))
    expect(master).toContain('NAME="A ”b” #c"')
    expect(master).toContain('#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subtitles",NAME="English",LANGUAGE="en",DEFAULT=YES')
    expect(master).toContain('AUDIO="sounds",SUBTITLES="subtitles",CLOSED-CAPTIONS=NONE')
    expect(masterPlaylist({ rungs, sounds: [] })).not.toContain('AUDIO')
  })

  test('of DASH keep encodings apart, tell rates as fractions, and escape what people wrote', () => {
    const sounds = [{ ...facts(0, 'opus'), channels: 2, label: '<b> & "c"' }]
    const manifest = dashManifest({ rungs: [facts(720, 'avc1.64001f'), facts(720, 'av01.0.05M.08')], sounds })
    expect(manifest.match(/<AdaptationSet/g)).toHaveLength(3)
    expect(manifest).toContain('frameRate="30000/1001"')
    expect(manifest).toContain('<Label>&lt;b&gt; &amp; &quot;c&quot;</Label>')
    expect(manifest).toContain('<S d="4000000"/><S d="2000000"/>')
  })

  test('lie in folders whose names differ', () => {
    const rungs = [rung, { ...rung, codec: 'av1' as const }, { ...rung, maxBitrate: 1e6 }, { ...rung, width: 720, height: 1280 }]
    const { rungs: layouts } = streamLayout({ rungs, sounds: [] })
    expect(layouts.map(({ name }) => name)).toEqual(['720p', '720p-av1', '720p-2', '720p-3'])
    expect(layouts[0]?.segment(12)).toBe('720p/12.mp4')
  })
})

describe('what a decoder has to know', () => {
  const visual = (type: string, inside: Buffer): Buffer => box(type, Buffer.alloc(78), inside)
  const audible = (type: string, inside: Buffer): Buffer => box(type, Buffer.alloc(28), inside)

  test('is told as RFC 6381 and the codecs themselves have it', () => {
    expect(codecString(visual('avc1', box('avcC', Buffer.from('0164001fff', 'hex'))))).toBe('avc1.64001f')
    // Main profile, level 3.1, as https://www.w3.org/TR/webcodecs-hevc-codec-registration/ has an example.
    expect(codecString(visual('hvc1', box('hvcC', Buffer.from('0101600000009000000000005dff', 'hex'))))).toBe('hvc1.1.6.L93.90')
    expect(codecString(visual('av01', box('av1C', Buffer.from('8104400000', 'hex'))))).toBe('av01.0.04M.10')
    expect(codecString(visual('vp09', fullBox('vpcC', 1, 0, Buffer.from('001f800101010000', 'hex'))))).toBe(
      'vp09.00.31.08.00.01.01.01.00',
    )
    const esds = Buffer.from('038080802200010004808080144015000000000000000000000005808080021210', 'hex')
    expect(codecString(audible('mp4a', fullBox('esds', 0, 0, esds)))).toBe('mp4a.40.2')
    expect(codecString(audible('Opus', box('dOps', u16(0), u32(0))))).toBe('opus')
    expect(codecString(visual('apch', Buffer.alloc(0)))).toBeUndefined()
  })

  test('is the lowest level of H.264 that fits', () => {
    const level = (width: number, height: number, rate: number, maxBitrate = 1e6): string =>
      h264Level({ ...rung, width, height, maxBitrate }, [rate, 1], 3)
    expect(level(640, 360, 30)).toBe('3.0')
    expect(level(1280, 720, 30)).toBe('3.1')
    expect(level(1280, 720, 60)).toBe('3.2')
    expect(level(1920, 1080, 30)).toBe('4.0')
    expect(level(1080, 1920, 30)).toBe('4.0')
    expect(level(1920, 1080, 30, 30e6)).toBe('4.1')
    expect(level(3840, 2160, 60)).toBe('5.2')
    expect(level(20_000, 20_000, 60)).toBe('6.2')
  })
})

describe('loudness', () => {
  test('is one gain where peaks leave room, and bounded where they do not', () => {
    expect(loudnessFilters(-16, { integrated: -20, range: 3, peak: -8 })).toEqual(['volume=4.00dB:precision=float'])
    expect(loudnessFilters(-16, { integrated: -30, range: 3.2, peak: -8 })[0]).toMatch(
      /^loudnorm=I=-16:TP=-1.5:LRA=4:measured_I=-30/,
    )
  })

  test('is read from what was printed last, in whatever pieces it comes, and silence has none', () => {
    const read = (text: string): unknown => {
      const reader = readLoudness()
      for (const byte of text) reader.add(Buffer.from(byte))
      return reader.last()
    }
    const printed = 'lavfi.r128.I=-70\nlavfi.r128.I=-20.5\nlavfi.r128.LRA=2\nlavfi.astats.Overall.Peak_level=-3.5\n'
    expect(read(printed)).toEqual({ integrated: -20.5, range: 2, peak: -3.5 })
    expect(read('lavfi.r128.I=-70.000\nlavfi.r128.LRA=0\nlavfi.astats.Overall.Peak_level=-inf\n')).toBeUndefined()
  })
})

describe('pictures of sound and time', () => {
  test('a sound has as many bars as asked for, however its samples come', () => {
    const peaks = collectPeaks(2, 4)
    const bytes = Buffer.from(Int16Array.from([0, -16_384, 8192, 0, 32_767]).buffer)
    for (const byte of bytes) peaks.add(Buffer.from([byte]))
    expect(peaks.peaks().map((peak) => Math.round(peak * 100) / 100)).toEqual([0.5, 1])
    expect(waveformSvg([0, 0.5, 1]).match(/v\d+/g)).toEqual(['v1', 'v32', 'v64'])
    expect(waveformSvg([0, 0]).match(/v\d+/g)).toEqual(['v1', 'v1'])
  })

  test('a storyboard has a cue for every stretch, and the last ends with the film', () => {
    const recipe = { kind: 'storyboard', every: 2, width: 160, height: 90, columns: 2, rows: 1, duration: 5 } as const
    expect(thumbnailCount(recipe)).toBe(3)
    expect(thumbnailCount({ every: 2, duration: 6 })).toBe(3)
    expect(storyboardVtt(recipe, 3).split('\n\n').at(-1)).toBe('00:00:04.000 --> 00:00:05.000\nsprite-2.jpg#xywh=0,0,160,90\n')
  })
})

describe('how far films are', () => {
  const job = (asset: string, seconds: number): FilmJob => {
    const film = { kind: 'film', frames: at([25, 1]), rung, keySeconds: 2, duration: seconds } as const
    const recipe: Recipe = { ...raster, kind: 'film', film }
    return {
      asset,
      file: '',
      digest: asset,
      facts: { duration: seconds, audio: [] },
      renditions: [{ key: asset, asset, digest: asset, recipe, extension: 'mp4', stem: asset }],
    }
  }

  test('is told of the one that is encoded, and of the time that all will take', () => {
    let now = 0
    const meter = createFilmMeter(() => now)
    const [short, long] = [job('short', 10), job('long', 30)]
    meter.add(short)
    meter.add(long)
    expect(meter.progress()).toBeUndefined()
    meter.tell(short, 0)
    now = 2000
    meter.tell(short, 0.2)
    expect(meter.progress()).toEqual({ asset: 'short', part: 0.2 })
    now = 10_000
    meter.tell(short, 1)
    // A fourth of all in ten seconds.
    expect(meter.progress()).toEqual({ asset: 'short', part: 1, secondsLeft: 30 })
    meter.end(short)
    expect(meter.progress()).toBeUndefined()
    // What was kept from before is there at once, and a minute later says nothing any more.
    meter.tell(long, 0.5)
    for (now = 80_000; now <= 140_000; now += 1000) meter.tell(long, 0.5 + (now - 80_000) / 240_000)
    expect(meter.progress()).toMatchObject({ asset: 'long', part: 0.75 })
    expect(Math.round(meter.progress()?.secondsLeft ?? 0)).toBe(60)
  })

  test('is noted for others until it is done', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'renditions-notes-'))
    let now = 1000
    const notes = createFilmNotes(folder, () => now)
    const [digest, other] = ['a'.repeat(64), 'b'.repeat(64)]
    notes.write({ asset: 'media/b.mp4', digest, part: 0.12345 })
    notes.write({ asset: 'media/b.mp4', digest, part: 0.2 })
    notes.write({ asset: 'media/a.mp4', digest: other, part: 0 })
    await notes.settle()
    expect(await readFilmNotes(folder)).toEqual([
      { asset: 'media/a.mp4', digest: other, part: 0, at: 1000 },
      { asset: 'media/b.mp4', digest, part: 0.123, at: 1000 },
    ])
    now = 2500
    notes.write({ asset: 'media/b.mp4', digest, part: 0.5 })
    notes.remove(other)
    await notes.settle()
    expect(await readFilmNotes(folder)).toEqual([{ asset: 'media/b.mp4', digest, part: 0.5, at: 2500 }])
    await rm(folder, { recursive: true })
    expect(await readFilmNotes(folder)).toEqual([])
  })

  test('is a matter of turns: who is waited for comes first', async () => {
    const turns = createTurns()
    const order: string[] = []
    const go = async (name: string, urgent: boolean): Promise<void> => {
      await turns.take(urgent)
      order.push(name)
      await Promise.resolve()
      turns.next()
    }
    await Promise.all([go('first', false), go('second', false), go('third', false), go('urgent', true)])
    expect(order).toEqual(['first', 'urgent', 'second', 'third'])
  })
})
