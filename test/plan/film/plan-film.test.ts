import { describe, expect, test } from 'vitest'
import type { FilmRecipe } from '../../../src/film-types.js'
import { rateOf } from '../../../src/plan/film/frames.js'
import { planFilm } from '../../../src/plan/film/plan-film.js'
import { planSound } from '../../../src/plan/film/plan-sound.js'
import { rungsOf } from '../../../src/plan/film/rungs.js'
import type { PlannedFilm, Rendition } from '../../../src/types.js'
import { configOf } from '../../config/configs.js'
import { assetWith } from '../presets.js'
import { encoder, filmWith, videoPreset } from './films.js'

const usual = [1080, 720, 480, 360].map((height) => ({ height }))

function planned(film = filmWith(), options: object = {}, more: Partial<typeof encoder> = {}): PlannedFilm {
  const plan = planFilm({ asset: film, preset: videoPreset(options), encoder: { ...encoder, ...more }, stem: 'clip' })
  if (!plan) throw new Error('Nothing was planned.')
  return plan
}

function recipeOf<K extends FilmRecipe['kind']>(rendition: Rendition | undefined, kind: K): Extract<FilmRecipe, { kind: K }> {
  const film = rendition?.recipe.film
  if (film?.kind !== kind) throw new Error(`It is no ${kind}.`)
  return film as Extract<FilmRecipe, { kind: K }>
}

describe('the qualities of a film', () => {
  test.each([
    ['of 4K go down from 1080', [3840, 2160], ['1920x1080', '1280x720', '854x480', '640x360']],
    ['of 1080 begin with its own size', [1920, 1080], ['1920x1080', '1280x720', '854x480', '640x360']],
    ['of 720 do not go up', [1280, 720], ['1280x720', '854x480', '640x360']],
    ['in portrait have the shorter side', [1080, 1920], ['1080x1920', '720x1280', '480x854', '360x640']],
    ['of a phone that is higher than that are as high as that', [1080, 2400], ['864x1920', '576x1280', '384x854', '288x640']],
    ['of cinema are as wide as television', [1920, 804], ['1920x804', '1280x536', '854x358', '640x268']],
    ['of a square are squares', [1000, 1000], ['1000x1000', '720x720', '480x480', '360x360']],
    ['of 4:3 keep that', [1440, 1080], ['1440x1080', '960x720', '640x480', '480x360']],
    ['of odd sizes are even, and no larger', [1281, 721], ['1280x720', '852x480', '640x360']],
    ['that lack little of a rung are all of the source', [1900, 1000], ['1900x1000', '1280x674', '854x450', '640x336']],
    ['of a tiny film are one, of its size', [161, 91], ['160x90']],
    ['of a film of one pixel are one', [1, 1], ['2x2']],
  ])('%s', (_, [width = 0, height = 0], sizes) => {
    const rungs = rungsOf({ width, height }, [25, 1], usual, ['h264'])
    expect(rungs.map((rung) => `${rung.width}x${rung.height}`)).toEqual(sizes)
  })

  test('are bounded by what suits size, speed and codec, unless the preset says', () => {
    const [full, small] = rungsOf({ width: 1920, height: 1080 }, [30, 1], [{ height: 1080 }, { height: 360 }], ['h264'])
    expect([full?.maxBitrate, small?.maxBitrate]).toEqual([5_000_000, 960_000])
    const fast = rungsOf({ width: 1920, height: 1080 }, [60, 1], [{ height: 1080 }], ['av1'])[0]
    expect(fast).toMatchObject({ codec: 'av1', quality: 35, maxBitrate: 3_890_000 })
    const [own] = rungsOf({ width: 640, height: 360 }, [30, 1], [{ height: 360, quality: 20, bitrate: 1e6 }], ['h264'])
    expect(own).toMatchObject({ quality: 20, maxBitrate: 1e6 })
  })

  test('are there once for each codec, and once where two heights come to the same', () => {
    const rungs = rungsOf({ width: 640, height: 360 }, [25, 1], [{ height: 380 }, { height: 360 }], ['av1', 'h264'])
    expect(rungs.map(({ codec, height }) => [codec, height])).toEqual([
      ['av1', 360],
      ['h264', 360],
    ])
    const own = rungsOf({ width: 1280, height: 720 }, [25, 1], [{ height: 720, codec: 'hevc' }, { height: 360 }], ['h264'])
    expect(own.map(({ codec, height }) => [codec, height])).toEqual([
      ['hevc', 720],
      ['h264', 360],
    ])
  })
})

test.each([
  ['what cameras use stays exact', [30000, 1001], 60, [30000, 1001]],
  ['a mean that is almost that is that', [2_987_000, 100_000], 60, [30000, 1001]],
  ['any other constant rate stays', [15, 1], 60, [15, 1]],
  ['the mean of a variable rate is kept to a thousandth', [1_234_567, 50_000], 60, [24691, 1000]],
  ['120 is halved', [120, 1], 60, [60, 1]],
  ['119.88 is halved', [119_880, 1000], 60, [60_000, 1001]],
  ['240 is halved twice', [240, 1], 60, [60, 1]],
  ['59.94 passes for 60', [60_000, 1001], 60, [60_000, 1001]],
  ['50 is halved where 30 is the most', [50, 1], 30, [25, 1]],
  ['nothing known is taken for 25', [0, 0], 60, [25, 1]],
] as const)('frames per second: %s', (_, source, most, rate) => {
  expect(rateOf(source, most)).toEqual(rate)
})

describe('a film', () => {
  test('of a minute is a stream, a file of 720 lines from the same encoding, and thumbnails', () => {
    const { stream, files, storyboard, preview } = planned()
    const { rungs, sounds, frames, keySeconds, segmentSeconds } = recipeOf(stream, 'stream')
    expect(rungs.map(({ height }) => height)).toEqual([1080, 720, 480, 360])
    expect(sounds).toEqual([{ source: 0, codec: 'aac', bitrate: 128_000, channels: 2 }])
    expect([keySeconds, segmentSeconds, frames]).toEqual([2, 4, { frameRate: [25, 1], deinterlace: false }])
    const file = recipeOf(files[0], 'film')
    expect(file.rung).toEqual(rungs[1])
    expect(file.sound).toEqual(sounds[0])
    expect(file.frames).toEqual(frames)
    expect(recipeOf(storyboard, 'storyboard')).toMatchObject({ every: 2, width: 160, height: 90, columns: 10, rows: 3 })
    expect([files.length, preview, stream?.extension, files[0]?.extension]).toEqual([1, undefined, 'm3u8', 'mp4'])
    // Not the fastest preset of the encoder, and no JPEGs of the lowest quality.
    expect(stream?.recipe).toMatchObject({ effort: 5, quality: 75 })
  })

  test('is encoded with one effort, so that its file comes from the encoding of its stream', () => {
    const { stream, files, preview } = planned(filmWith({}), { effort: 7, preview: 3 })
    expect([stream, ...files, preview].map((made) => made?.recipe.effort)).toEqual([7, 7, 7])
  })

  test('of a few seconds is one file of its best quality', () => {
    const { stream, files, storyboard } = planned(filmWith({ duration: 8 }))
    expect([stream, storyboard, files.length]).toEqual([undefined, undefined, 1])
    expect(recipeOf(files[0], 'film').rung.height).toBe(1080)
  })

  test('of one quality and one sound is no stream, of several sounds it is', () => {
    expect(planned(filmWith({ width: 320, height: 180 })).stream).toBeUndefined()
    const audio = [
      { codec: 'aac', channels: 6, sampleRate: 48_000, lang: 'en', title: 'English' },
      { codec: 'aac', channels: 1, sampleRate: 48_000, lang: 'de', default: true as const },
    ]
    const { stream, files } = planned(filmWith({ width: 320, height: 180, audio }))
    expect(recipeOf(stream, 'stream').sounds).toEqual([
      { source: 0, codec: 'aac', bitrate: 128_000, channels: 2, lang: 'en', label: 'English' },
      { source: 1, codec: 'aac', bitrate: 76_800, channels: 1, lang: 'de', default: true },
    ])
    expect(recipeOf(files[0], 'film').sound).toMatchObject({ source: 1, lang: 'de' })
  })

  test('is heard with the sounds that can be decoded, whatever a phone put before them', () => {
    const audio = [
      { codec: 'unknown', channels: 0, sampleRate: 0, default: true as const },
      { codec: 'aac', channels: 2, sampleRate: 48_000 },
    ]
    const { sounds } = recipeOf(planned(filmWith({ audio })).stream, 'stream')
    expect(sounds).toEqual([{ source: 1, codec: 'aac', bitrate: 128_000, channels: 2 }])
  })

  test('without sound has none, nor where its preset wants none', () => {
    expect(recipeOf(planned(filmWith({ audio: [] })).stream, 'stream').sounds).toEqual([])
    expect(recipeOf(planned(filmWith(), { sound: false }).files[0], 'film').sound).toBeUndefined()
  })

  test('in HDR is made SDR unless it is to be kept; its thumbnails always are', () => {
    const hdr = filmWith({ video: { transfer: 'hlg' } })
    expect(recipeOf(planned(hdr).stream, 'stream').frames.toneMap).toBe('hlg')
    const kept = planned(hdr, { hdr: 'keep', codecs: ['hevc'] })
    expect(recipeOf(kept.stream, 'stream').frames.toneMap).toBeUndefined()
    expect(recipeOf(kept.storyboard, 'storyboard').toneMap).toBe('hlg')
  })

  test('in fields is made of whole frames', () => {
    expect(recipeOf(planned(filmWith({ video: { interlaced: true } })).stream, 'stream').frames.deinterlace).toBe(true)
  })

  test('has a silent preview from where its poster is', () => {
    const { preview } = planned(filmWith({ video: { frameRate: [60, 1] } }), { preview: 3, poster: 20 })
    expect(recipeOf(preview, 'film')).toMatchObject({
      frames: { frameRate: [30, 1], part: { start: 20, seconds: 3 } },
      rung: { width: 640, height: 360 },
      duration: 3,
    })
    expect(recipeOf(preview, 'film')).not.toHaveProperty('sound')
    const late = planned(filmWith({ duration: 4 }), { preview: 3, poster: 100 }).preview
    expect(recipeOf(late, 'film').frames.part).toEqual({ start: 1, seconds: 3 })
  })

  test('is a file in each codec where it is no stream, H.264 last', () => {
    const { files } = planned(filmWith(), { stream: false, codecs: ['h264', 'av1', 'vp9'] })
    expect(files.map((file) => recipeOf(file, 'film').rung.codec)).toEqual(['av1', 'vp9', 'h264'])
  })

  test('does without codecs that the encoder has not', () => {
    const few = { videoCodecs: new Set(['h264'] as const) }
    const { stream } = planned(filmWith(), { codecs: ['av1', 'h264'], dash: true }, few)
    expect(recipeOf(stream, 'stream')).toMatchObject({ dash: true })
    expect(new Set(recipeOf(stream, 'stream').rungs.map(({ codec }) => codec))).toEqual(new Set(['h264']))
    const none = planFilm({
      asset: filmWith(),
      preset: videoPreset({ codecs: ['av1'] }),
      encoder: { ...encoder, ...few },
      stem: 'a',
    })
    expect(none).toBeUndefined()
  })

  test('is another one with another encoder', () => {
    expect(planned(filmWith(), {}, { version: 'encoder 2' }).stream?.key).not.toBe(planned().stream?.key)
  })
})

test('a sound is one file for each format, with the picture of its loudness', () => {
  const { audioPresets } = configOf({ audioPresets: { talk: { formats: ['aac', 'opus'], loudness: true, waveform: 50 } } })
  const preset = audioPresets['talk']
  if (!preset) throw new Error('There is no such preset.')
  const film = { duration: 5, audio: [{ codec: 'mp3', channels: 1, sampleRate: 44_100, lang: 'de' }] }
  const asset = assetWith({ kind: 'audio', format: 'mp3', width: 0, height: 0, film }, { path: 'media/talk.mp3' })
  const sound = planSound({ asset, preset, encoder, stem: 'talk' })
  expect(sound?.files.map(({ extension, recipe }) => [extension, recipe.film])).toEqual([
    [
      'opus',
      {
        kind: 'sound',
        sound: { source: 0, codec: 'opus', bitrate: 76_800, channels: 1, loudness: -16 },
        duration: 5,
      },
    ],
    ['m4a', { kind: 'sound', sound: { source: 0, codec: 'aac', bitrate: 76_800, channels: 1, loudness: -16 }, duration: 5 }],
  ])
  expect(sound?.waveform?.recipe.film).toEqual({ kind: 'waveform', source: 0, bars: 50, duration: 5 })
})
