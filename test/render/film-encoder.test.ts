import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FilmRecipe, Frames, SoundTrack } from '../../src/film-types.js'
import {
  brightness,
  combing,
  framesOf,
  loudFrom,
  openCuttingRoom,
  pixelsOf,
  probe,
  rung,
  sound,
  type CuttingRoom,
} from './cutting-room.js'
import { bars, fast, makeFilm, tone } from './films.js'
import { named } from './workbench.js'

let room: CuttingRoom
beforeAll(async () => {
  room = await openCuttingRoom()
})
afterAll(() => room.close())

/** One MP4 of a film of such parameters. */
async function encoded(
  parameters: string,
  changes: { frames?: Partial<Frames>; width?: number; height?: number; sound?: SoundTrack; background?: string } = {},
): Promise<string> {
  const source = await makeFilm(room.folder, parameters)
  const { facts } = await room.engine.facts('film', source)
  const { width = 64, height = 36, background } = changes
  const recipe: FilmRecipe = {
    kind: 'film',
    frames: framesOf(facts, changes.frames),
    rung: { ...rung, quality: 12, maxBitrate: 2e6, width, height },
    ...(changes.sound && { sound: changes.sound }),
    keySeconds: 1,
    duration: facts.duration,
  }
  const [file = ''] = await room.make(source, [recipe], background ? { background } : {})
  return file
}

const halves = '-f lavfi -i "color=red:s=64x36:d=0.2,drawbox=x=32:w=32:h=36:c=blue:t=fill"'

describe('pictures', () => {
  test('of a phone held upright stand upright', async () => {
    await makeFilm(room.folder, `${halves} ${fast} lying.mp4`)
    const film = await encoded('-i lying.mp4 -c copy -metadata:s:v rotate=90 upright.mp4', { width: 36, height: 64 })
    const { at } = await pixelsOf(film)
    expect([named(at(0.5, 0.2)), named(at(0.5, 0.8))].toSorted()).toEqual(['blue', 'red'])
  })

  test('of flat pixels, or of an odd size, become square and even', async () => {
    const wide = await encoded(`-f lavfi -i "testsrc2=s=45x37:d=0.2,setsar=4/3" -c:v ffv1 wide.mkv`, { width: 60, height: 36 })
    const { streams } = await probe(wide, '-show_entries stream')
    expect(streams[0]).toMatchObject({ width: 60, height: 36, sample_aspect_ratio: '1:1', pix_fmt: 'yuv420p' })
  })

  test('that come at uneven times are shown at even ones, each as long as it was', async () => {
    // Of 25 frames, 1 to 4 and 10 to 19 are missing: the ones before them stand.
    const select = `select='not(between(n,1,4)+between(n,10,19))'`
    const light = `nullsrc=s=64x36:r=25:d=1,geq=lum='20+8*N':cb=128:cr=128`
    const film = await encoded(`-f lavfi -i "${light},${select}" -vsync vfr ${fast} -qp 4 uneven.mp4`, {
      frames: { frameRate: [25, 1] },
    })
    const shown = (frame: number): number => (frame < 5 ? 0 : frame >= 10 && frame < 20 ? 9 : frame)
    const frames = await brightness(film)
    expect(frames).toHaveLength(25)
    expect(frames.filter((one, index) => Math.abs(one.light - (20 + 8 * shown(index))) > 3)).toEqual([])
    expect(frames.map(({ time }) => Math.round(time * 25))).toEqual(frames.map((_, index) => index))
  })

  test('of HDR come out as light as they were made', async () => {
    const from = 'tin=bt709:pin=bt709:min=gbr:rin=full'
    const hdr = `color=0x808080:s=64x36:d=0.2,format=gbrp,zscale=${from}:t=smpte2084:p=2020:m=2020_ncl:r=tv:npl=203,format=yuv420p10`
    const tags = '-color_trc smpte2084 -color_primaries bt2020 -colorspace bt2020nc'
    const film = await encoded(`-f lavfi -i "${hdr}" -c:v libx264 -preset ultrafast ${tags} hdr.mp4`, {
      frames: { toneMap: 'pq' },
    })
    const [first] = await brightness(film)
    // Half grey is 126; as it is coded in HDR it is 107.
    expect(Math.abs((first?.light ?? 0) - 126)).toBeLessThan(4)
    const { streams } = await probe(film, '-show_entries stream=color_transfer,color_primaries,color_space')
    expect(streams[0]).toMatchObject({ color_transfer: 'bt709', color_primaries: 'bt709', color_space: 'bt709' })
  })

  test('become streams in each encoding, told as what they are, HDR as HDR where that is to be kept', async () => {
    const hdr = `nullsrc=s=128x96:r=25:d=1,geq=lum='80+24*N':cb=512:cr=512,format=yuv420p10`
    const tags = '-color_trc arib-std-b67 -color_primaries bt2020 -colorspace bt2020nc'
    const source = await makeFilm(room.folder, `-f lavfi -i "${hdr}" -c:v libx264 -preset ultrafast -qp 8 ${tags} kept.mp4`)
    const { facts } = await room.engine.facts('film', source)
    const rungs = (['hevc', 'av1', 'vp9'] as const).map((codec) => ({ ...rung, width: 128, height: 96, quality: 20, codec }))
    const whole = { frames: framesOf(facts), keySeconds: 0.4, segmentSeconds: 0.4, duration: facts.duration }
    const [stream = ''] = await room.make(source, [{ kind: 'stream', ...whole, rungs, sounds: [], dash: false }], { effort: 1 })
    const master = await readFile(join(stream, 'master.m3u8'), 'utf8')
    // Ten bits each; levels are the lowest there are, but for HEVC, whose encoder says 2.
    const codecs = { hevc: /hvc1\.2\.4\.L\d+\.90/, av1: /av01\.0\.00M\.10/, vp9: /vp09\.02\.10\.10\.0[01]\.09\.18\.09\.00/ }
    for (const { codec } of rungs) {
      const line = new RegExp(`#EXT-X-STREAM-INF:.*\n96p-${codec}/index.m3u8`).exec(master)?.[0]
      expect(line).toMatch(codecs[codec])
      expect(line).toContain('VIDEO-RANGE=HLG')
      const file = join(stream, `96p-${codec}/index.m3u8`)
      const { streams } = await probe(file, '-show_entries stream=pix_fmt,color_transfer,color_space')
      expect(streams[0]).toMatchObject({ pix_fmt: 'yuv420p10le', color_transfer: 'arib-std-b67', color_space: 'bt2020nc' })
      const frames = await brightness(file)
      expect(frames.map(({ light }) => Math.round((light - 80) / 24))).toEqual(Array.from({ length: 25 }, (_, frame) => frame))
      expect((await readFile(file, 'utf8')).match(/#EXTINF/g)).toHaveLength(2)
    }
  })

  test('of two fields are no combs', async () => {
    // A bar that is elsewhere in the second field: every other line of a frame would show it there.
    const moving = "nullsrc=s=64x36:r=50:d=0.6,geq=lum='if(between(X,2*N,2*N+8),235,16)':cb=128:cr=128"
    const fields = `${moving},tinterlace=interleave_top,fieldorder=tff`
    const film = await encoded(`-f lavfi -i "${fields}" ${fast} -qp 4 -flags +ilme+ildct -x264-params tff=1 fields.mp4`)
    expect(await combing(join(room.folder, 'fields.mp4'))).toBeGreaterThan(5)
    expect(await combing(film)).toBeLessThan(2)
  })

  test('that are transparent lie on the background of the recipe, or on white', async () => {
    const clear = `-f lavfi -i "color=red:s=64x36:d=0.2,format=rgba,geq=r=255:g=0:b=0:a='255*lt(X,32)'" -pix_fmt argb`
    const on = async (name: string, background?: string): Promise<string[]> => {
      const { at } = await pixelsOf(await encoded(`${clear} -c:v qtrle ${name}`, background ? { background } : {}))
      return [named(at(0.2, 0.5)), named(at(0.8, 0.5))]
    }
    expect(await on('clear.mov')).toEqual(['red', 'white'])
    expect(await on('clearer.mov', '#0000ff')).toEqual(['red', 'blue'])
  })

  test('of a part are those of that part', async () => {
    const light = `nullsrc=s=64x36:r=25:d=2,geq=lum='20+4*N':cb=128:cr=128`
    const film = await encoded(`-f lavfi -i "${light}" ${fast} -qp 4 -g 20 parts.mp4`, {
      frames: { part: { start: 1.2, seconds: 0.4 } },
    })
    const frames = await brightness(film)
    expect(frames.map(({ light: found }) => Math.round((found - 20) / 4))).toEqual([30, 31, 32, 33, 34, 35, 36, 37, 38, 39])
  })
})

describe('sound', () => {
  const heard = async (file: string): Promise<{ channels: number; levels: number[] }> => {
    const keys = [1, 2].map((channel) => `lavfi.astats.${channel}.RMS_level`)
    const { frames } = await probe(`amovie=${file},astats=metadata=1`, `-f lavfi -show_entries frame=channels:frame_tags=${keys}`)
    const { tags = {}, channels } = frames.at(-1)
    return { channels, levels: keys.flatMap((key) => (tags[key] === undefined ? [] : [Number(tags[key])])) }
  }

  test('of six channels is mixed down to two, and what is in the middle is on both sides', async () => {
    const middle = '-f lavfi -i "sine=f=500:d=1,pan=5.1|FC=c0"'
    const film = await encoded(`${bars()} ${middle} ${fast} -c:a aac middle.mp4`, { sound })
    const { channels, levels } = await heard(film)
    expect(channels).toBe(2)
    expect(Math.abs(levels[0]! - levels[1]!)).toBeLessThan(0.5)
    expect(levels[0]).toBeGreaterThan(-40)
  })

  test('of one channel stays one where that is asked for', async () => {
    const film = await encoded(`${bars()} ${tone} ${fast} -c:a aac mono.mp4`, { sound: { ...sound, channels: 1 } })
    expect((await heard(film)).channels).toBe(1)
  })

  test('that begins after the pictures, or before them, stays where it is', async () => {
    const light = `-f lavfi -i "nullsrc=s=64x36:r=25:d=1,geq=lum='20+8*N':cb=128:cr=128"`
    const late = await encoded(`${light} -itsoffset 0.4 -f lavfi -i sine=d=0.6 ${fast} -qp 4 -c:a aac late.mp4`, { sound })
    expect(Math.abs((await loudFrom(late)) - 0.4)).toBeLessThan(1024 / 44_100)
    const early = await encoded(`-itsoffset 0.4 ${light} -f lavfi -i sine=d=1.4 ${fast} -qp 4 -c:a aac early.mp4`, { sound })
    // The first frame stands from the beginning.
    expect((await brightness(early)).map((one) => Math.abs(Math.round((one.light - 20) / 8)))).toEqual(
      Array.from({ length: 35 }, (_, frame) => Math.max(0, frame - 10)),
    )
    expect(await loudFrom(early)).toBe(0)
  })

  test('is left out where there is none, or none is wanted', async () => {
    const { streams } = await probe(await encoded(`${bars()} ${tone} ${fast} -c:a aac silent.mp4`), '-show_entries stream')
    expect(streams.map(({ codec_type }: { codec_type: string }) => codec_type)).toEqual(['video'])
  })

  test('alone becomes a file in each encoding, as long as it was, and as loud as asked for', async () => {
    const source = await makeFilm(room.folder, '-f lavfi -i "sine=d=4,volume=0.1" quiet.wav')
    const wanted = (['aac', 'mp3', 'opus'] as const).map((codec): FilmRecipe => ({
      kind: 'sound',
      sound: { ...sound, codec, loudness: -20 },
      duration: 4,
    }))
    const files = await room.make(source, wanted)
    for (const [index, file] of files.entries()) {
      const { streams } = await probe(file, '-show_entries stream=codec_name,duration')
      expect(streams[0].codec_name).toBe(['aac', 'mp3', 'opus'][index])
      expect(Math.abs(Number(streams[0].duration) - 4)).toBeLessThan(0.06)
      const { frames } = await probe(`amovie=${file},ebur128=metadata=1`, '-f lavfi -show_entries frame_tags=lavfi.r128.I')
      const levels = frames.flatMap(({ tags }: { tags?: Record<string, string> }) => tags?.['lavfi.r128.I'] ?? [])
      expect(Math.abs(Number(levels.at(-1)) + 20)).toBeLessThan(0.5)
    }
  })

  test('is drawn as it goes up and down', async () => {
    const source = await makeFilm(room.folder, '-f lavfi -i "sine=d=2,volume=volume=0.25:enable=\'lt(t,1)\'" steps.wav')
    const [file = ''] = await room.make(source, [{ kind: 'waveform', source: 0, bars: 4, duration: 2 }])
    const heights = [...(await readFile(file, 'utf8')).matchAll(/v(\d+)/g)].map(([, height]) => Number(height))
    expect(heights).toEqual([16, 16, 64, 64])
  })
})

test('qualities that do not fit into memory together come out the same, one after another', async () => {
  const film = await makeFilm(room.folder, `${bars('64x36', 1)} ${fast} sizes.mp4`)
  const narrow = await openCuttingRoom(undefined, join(room.folder, 'narrow'), undefined, 2, 155e6)
  try {
    const { facts } = await room.engine.facts('film', film)
    const rungs = [rung, { ...rung, width: 32, height: 18 }, { ...rung, width: 48, height: 26 }]
    const whole = { frames: framesOf(facts), keySeconds: 1, duration: facts.duration }
    const recipe = { kind: 'stream' as const, ...whole, rungs, sounds: [], segmentSeconds: 1, dash: false }
    const filesOf = async (made: readonly string[]): Promise<Record<string, string>> => {
      const entries = await readdir(made[0] ?? '', { recursive: true, withFileTypes: true })
      const files = entries.filter((one) => one.isFile()).map(({ parentPath, name }) => join(parentPath, name))
      const texts = files.map(async (file) => [file.slice(made[0]?.length), await readFile(file, 'latin1')] as const)
      return Object.fromEntries(await Promise.all(texts))
    }
    const [together, apart] = await Promise.all([room.make(film, [recipe]), narrow.make(film, [recipe])])
    expect(await filesOf(apart)).toEqual(await filesOf(together))
  } finally {
    await narrow.close()
  }
})

test('what a camera writes beside pictures and sound is in nothing that is made', async () => {
  const cues = join(room.folder, 'track.srt')
  await writeFile(cues, '1\n00:00:00,000 --> 00:00:01,000\nGPS5 52.5200 13.4050\n')
  const told =
    '-metadata location=+52.5200+013.4050/ -metadata make=Camera -metadata title=Home -metadata creation_time=2020-02-03T04:05:06Z'
  await makeFilm(
    room.folder,
    `${bars()} ${tone} -i track.srt ${fast} -c:a aac -c:s mov_text -map 0 -map 1 -map 2 ${told} texts.mov`,
  )
  // As a GoPro has it: a track of its own, which is neither picture nor sound.
  const bytes = (await readFile(join(room.folder, 'texts.mov'))).toString('latin1')
  const film = join(room.folder, 'camera.mov')
  await writeFile(film, Buffer.from(bytes.replaceAll('tx3g', 'gpmd').replaceAll('sbtl', 'meta'), 'latin1'))
  expect(bytes).toMatch(/52\.5200[^]*52\.5200/)
  const { facts } = await room.engine.facts('film', film)
  const whole = { frames: framesOf(facts), keySeconds: 1, duration: facts.duration }
  const made = await room.make(film, [
    { kind: 'stream', ...whole, rungs: [rung], sounds: [sound], segmentSeconds: 1, dash: true },
    { kind: 'film', ...whole, rung, sound },
    { kind: 'sound', sound, duration: facts.duration },
  ])
  for (const path of made) {
    const inside = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined)
    const files = inside?.filter((one) => one.isFile()).map(({ parentPath, name }) => join(parentPath, name)) ?? [path]
    for (const file of files) {
      const text = (await readFile(file)).toString('latin1')
      expect([file, /52\.52|13\.405|Camera|Home|gpmd|GPS5|2020/.exec(text)?.[0]]).toEqual([file, undefined])
    }
  }
  const { streams, format } = await probe(made[1] ?? '', '-show_streams -show_format')
  expect(streams.map(({ codec_type: type }: { codec_type: string }) => type)).toEqual(['video', 'audio'])
  expect(Object.keys(format.tags ?? {}).toSorted()).toEqual(['compatible_brands', 'major_brand', 'minor_version'])
})

describe('a storyboard', () => {
  test('shows the frame of each moment where its cue says', async () => {
    const light = `nullsrc=s=64x36:r=10:d=5,geq=lum='20+40*floor(N/10)':cb=128:cr=128`
    const source = await makeFilm(room.folder, `-f lavfi -i "${light}" ${fast} -qp 4 steps.mp4`)
    const [folder = ''] = await room.make(source, [
      { kind: 'storyboard', every: 1, width: 32, height: 18, columns: 2, rows: 2, duration: 5 },
    ])
    const vtt = await readFile(join(folder, 'storyboard.vtt'), 'utf8')
    const cues = [...vtt.matchAll(/(\S+) --> (\S+)\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g)]
    expect(cues.map(([, from, to]) => `${from} ${to}`)).toEqual([
      '00:00:00.000 00:00:01.000',
      '00:00:01.000 00:00:02.000',
      '00:00:02.000 00:00:03.000',
      '00:00:03.000 00:00:04.000',
      '00:00:04.000 00:00:05.000',
    ])
    for (const [index, [, , , sprite = '', x, y, width]] of cues.entries()) {
      const { at, size } = await pixelsOf(join(folder, sprite))
      const [grey] = at((Number(x) + Number(width) / 2) / size.width, (Number(y) + 9) / size.height)
      expect(Math.abs(grey - ((20 + 40 * index - 16) * 255) / 219)).toBeLessThan(6)
    }
  })
})
