import { expect, test } from 'vitest'
import { describe as described } from '../../src/render/engines/ffmpeg/film-facts.js'
import { firstShown, SAMPLE } from '../../src/render/engines/ffmpeg/first-shown.js'
import { meanRate } from '../../src/render/engines/ffmpeg/frame-rate.js'
import { languageOf } from '../../src/render/engines/ffmpeg/language.js'

test.each([
  ['25/1', '25/1', [25, 1]],
  ['30000/1001', '30000/1001', [30_000, 1001]],
  // A phone that is late now and then.
  ['30/1', '53880/1799', [30, 1]],
  // The clock of WebM, and of MP4, is no rate.
  ['1000/1', '2997/100', [30_000, 1001]],
  ['90000/1', '14985/500', [30_000, 1001]],
  ['1000/1', '0/0', [25, 1]],
  ['0/0', '0/0', [25, 1]],
  ['', '', [25, 1]],
  // Frames as they come.
  ['30/1', '495/29', [17_069, 1000]],
  ['24/1', '12/1', [12, 1]],
  ['240/1', '240/1', [240, 1]],
  // A picture every minute.
  ['1/60', '1/60', [1, 60]],
  ['1000/1', '1/6000', [1, 1000]],
] as const)('frames of %s at most and %s in the mean are %j', (base, mean, rate) => {
  expect(meanRate(base, mean)).toEqual(rate)
})

test.each([
  ['eng', 'en'],
  ['ger', 'de'],
  ['fra', 'fr'],
  ['zho', 'zh'],
  ['gsw', 'gsw'],
  ['pt-br', 'pt-BR'],
  ['zh_hant', 'zh-Hant'],
  ['und', undefined],
  ['mul', undefined],
  ['qaa', undefined],
  ['zxx', undefined],
  ['English', undefined],
  ['', undefined],
  ['e"n', undefined],
  [undefined, undefined],
])('the language %j of a track is %j', (written, tag) => {
  expect(languageOf(written)).toBe(tag)
})

const picture = { codec_type: 'video', codec_name: 'h264', width: 640, height: 360, avg_frame_rate: '25/1', r_frame_rate: '25/1' }

test.each([
  [{ sample_aspect_ratio: '4:3' }, 853, 360],
  [{ sample_aspect_ratio: '3:4' }, 640, 480],
  [{ sample_aspect_ratio: '0:1' }, 640, 360],
  [{ sample_aspect_ratio: 'N/A' }, 640, 360],
  [{ sample_aspect_ratio: '1:100000' }, 640, 360],
  [{ side_data_list: [{ side_data_type: 'Display Matrix', rotation: -90 }] }, 360, 640],
  [{ side_data_list: [{ side_data_type: 'Display Matrix', rotation: 180 }] }, 640, 360],
  [{ tags: { rotate: '270' }, sample_aspect_ratio: '2:1' }, 360, 1280],
  [{ tags: { rotate: 'sideways' } }, 640, 360],
])('a film with %j is shown %i × %i', (more, width, height) => {
  expect(described({ streams: [{ ...picture, ...more }] })).toMatchObject({ width, height })
})

test('a film that is all round says so, and one whose colours are not told gets the usual ones', () => {
  const of = (more: object): unknown => described({ streams: [{ ...picture, ...more }] })?.facts.video
  const round = [{ side_data_type: 'Spherical Mapping', projection: 'equirectangular' }]
  expect(of({ side_data_list: round })).toMatchObject({ spherical: true, matrix: 'bt601' })
  expect(of({ height: 1080 })).toMatchObject({ matrix: 'bt709' })
  expect(of({ height: 1080, color_space: 'smpte170m' })).toMatchObject({ matrix: 'bt601' })
  expect(of({ pix_fmt: 'gbrp' })).not.toHaveProperty('matrix')
  expect(of({ tags: { alpha_mode: '1' } })).toMatchObject({ hasAlpha: true })
})

test('a text that goes on after the film makes it no longer', () => {
  const track = (codec_type: string, DURATION?: string) => ({
    codec_type,
    codec_name: 'h264',
    width: 64,
    height: 36,
    ...(DURATION && { tags: { DURATION } }),
  })
  const length = (...streams: ReturnType<typeof track>[]): number | undefined =>
    described({ streams, format: { duration: '720.0' } })?.facts.duration
  const film = track('video', '00:00:30.076000000')
  expect(length(film, track('subtitle', '00:11:58.000000000'))).toBe(30.076)
  // Tags alone may be of another film than the one they were left in.
  expect(length(film, track('subtitle', '00:00:20.000000000'))).toBe(720)
  expect(length(track('video'), track('subtitle', '00:11:58.000000000'))).toBe(720)
})

test('a part that kept its times is as long as it is, not as late as it ends', () => {
  const streams = [{ codec_type: 'video', codec_name: 'vp9', width: 64, height: 36 }]
  const length = (duration: string, start_time: string): number | undefined =>
    described({ streams, format: { duration, start_time } })?.facts.duration
  expect([length('90', '60'), length('90', '0'), length('90', '-1'), length('90', '100'), length('90', 'N/A')]).toEqual([
    30, 90, 90, 90, 90,
  ])
})

test('of several sounds exactly one plays first, and names in menus are short and plain', () => {
  const sound = { codec_type: 'audio', codec_name: 'aac', channels: 2, sample_rate: '48000' }
  const tags = { title: `Director\u0000's\n${'x'.repeat(200)}` }
  const { facts } = described({ streams: [sound, { ...sound, tags }, { ...sound, disposition: { default: 1 } }] }) ?? {}
  expect(facts?.audio.map((one) => one.default ?? false)).toEqual([false, false, true])
  expect(facts?.audio[1]?.title).toMatch(/^Director 's x{88}$/)
  expect(described({ streams: [sound, sound] })?.facts.audio.map((one) => one.default ?? false)).toEqual([true, false])
})

test('the frame to show is the first that is not of one colour, else the one that is so least', () => {
  const bytes = SAMPLE.width * SAMPLE.height
  const flat = (value: number): Buffer => Buffer.alloc(bytes, value)
  const striped = (step: number): Buffer => Buffer.from(Array.from({ length: bytes }, (_, index) => (index % 2) * step))
  const indexOf = (...frames: Buffer[]): number => {
    const shown = firstShown()
    const all = Buffer.concat(frames)
    for (let at = 0; at < all.length; at += 1000) if (shown.add(all.subarray(at, at + 1000))) break
    return shown.index()
  }
  expect(indexOf(striped(100))).toBe(0)
  expect(indexOf(flat(0), flat(255), striped(4), striped(90), striped(200))).toBe(3)
  expect(indexOf(flat(0), striped(20), striped(8))).toBe(1)
  expect(indexOf(flat(9), flat(9))).toBe(0)
  expect(indexOf()).toBe(0)
})
