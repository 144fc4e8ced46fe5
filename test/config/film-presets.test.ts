import { describe, expect, test } from 'vitest'
import type { AudioPreset, VideoPreset } from '../../src/film-types.js'
import { videoFields, audioFields } from '../../src/config/video-fields.js'
import { resolveWish, type Medium } from '../../src/config/wish.js'
import { configOf, findingsOf } from './configs.js'

function trailerOf(options: object, others: Record<string, object> = {}): VideoPreset | undefined {
  return configOf({ videoPresets: { ...others, trailer: options } }).videoPresets['trailer']
}

function talkOf(options: object): AudioPreset | undefined {
  return configOf({ audioPresets: { talk: options } }).audioPresets['talk']
}

describe('video and audio presets', () => {
  test('are built in for films, clips, what loops, and sounds', () => {
    const { videoPresets, audioPresets, defaultVideoPreset, defaultAudioPreset, pending, ffmpeg } = configOf()
    expect(videoPresets['film']).toEqual({
      name: 'film',
      rungs: [{ height: 1080 }, { height: 720 }, { height: 480 }, { height: 360 }],
      codecs: ['h264'],
      stream: 'auto',
      dash: false,
      mp4: true,
      poster: { at: 'first' },
      preview: 0,
      storyboard: { every: 'auto', width: 160, isAuto: true },
      sound: { bitrate: 128_000, channels: 2 },
      effort: 5,
      frameRate: 60,
      hdr: 'sdr',
      loop: false,
      muted: false,
      stable: true,
    })
    expect(videoPresets['clip']).toMatchObject({ name: 'clip', stream: false, rungs: [{ height: 720 }] })
    expect(videoPresets['loop']).toMatchObject({ loop: true, muted: true })
    expect(videoPresets['loop']).not.toHaveProperty('sound')
    expect(audioPresets['sound']).toMatchObject({ formats: ['aac'], bitrate: 128_000, waveform: 0 })
    expect([defaultVideoPreset, defaultAudioPreset, pending, ffmpeg]).toEqual(['film', 'sound', 'wait', undefined])
  })

  test('take what they do not say from others, and all of them from film', () => {
    const { videoPresets } = configOf({ videoPresets: { film: { codecs: ['av1', 'h264'] }, teaser: { extends: 'clip' } } })
    expect(videoPresets['teaser']).toMatchObject({ name: 'teaser', stream: false, codecs: ['av1', 'h264'] })
  })

  test.each([
    [{ heights: [360, 720] }, { rungs: [{ height: 720 }, { height: 360 }] }],
    [
      { rungs: [{ height: 360, bitrate: 500, quality: 30, codec: 'vp9' }] },
      { rungs: [{ height: 360, bitrate: 500_000, quality: 30, codec: 'vp9' }] },
    ],
    [{ poster: 3 }, { poster: { at: 3 } }],
    [{ poster: { preset: 'thumb' } }, { poster: { at: 'first', preset: 'thumb' } }],
    [{ storyboard: true }, { storyboard: { every: 'auto', width: 160, isAuto: false } }],
    [{ storyboard: { every: 5 } }, { storyboard: { every: 5, width: 160, isAuto: false } }],
    [{ sound: { loudness: true, bitrate: 96 } }, { sound: { bitrate: 96_000, channels: 2, loudness: -16 } }],
    [{ sound: { loudness: false } }, { sound: { bitrate: 128_000, channels: 2 } }],
    [
      { maxSeconds: 60, maxMegabytes: 100, preview: 3, effort: 7, frameRate: 30, dash: true },
      { maxSeconds: 60, maxMegabytes: 100, preview: 3, effort: 7, frameRate: 30, dash: true },
    ],
    [{ hdr: 'keep', codecs: ['hevc'] }, { hdr: 'keep' }],
  ])('mean what they say: %j', (options, expected) => {
    expect(trailerOf(options)).toMatchObject(expected)
  })

  test.each(['poster', 'storyboard', 'sound'])('do without: %s', (name) => {
    expect(trailerOf({ [name]: false })).not.toHaveProperty(name)
  })

  test('of sounds say loudness and a picture of it', () => {
    expect(talkOf({ loudness: -20, waveform: true, bitrate: 64, channels: 1 })).toMatchObject({
      loudness: -20,
      waveform: 160,
      bitrate: 64_000,
      channels: 1,
    })
    expect(
      configOf({ audioPresets: { sound: { loudness: true }, talk: { loudness: false } } }).audioPresets['talk'],
    ).not.toHaveProperty('loudness')
  })

  test.each([
    [
      { videoPresets: { trailer: { heigths: [1] } } },
      /Unknown option "heigths" in "videoPresets.trailer". Did you mean "heights"\?/,
    ],
    [{ videoPresets: { trailer: { codecs: ['h265'] } } }, /Expected a list of codecs .* Did you mean "h264"\?/],
    [{ videoPresets: { trailer: { extends: 'flim' } } }, /no preset named "flim".* Did you mean "film"\?/],
    [{ videoPresets: { trailer: { heights: [1], rungs: [{ height: 1 }] } } }, /nothing beside "rungs"/],
    [{ videoPresets: { trailer: { rungs: [{ height: 9, bitrte: 4 }] } } }, /a list of \{ height: 720/],
    [{ videoPresets: { trailer: { stream: false, mp4: false } } }, /nothing would be left/],
    [{ videoPresets: { trailer: { hdr: 'keep' } } }, /H\.264 holds no HDR/],
    [{ videoPresets: { trailer: { poster: { preset: 'thmub' } } } }, /no preset named "thmub".* Did you mean "thumb"\?/],
    [{ videoPresets: { hero: {} }, presets: { hero: {} } }, /"hero" in "videoPresets" is that of a preset in "presets"/],
    [{ audioPresets: { Film: {} } }, /"Film" in "audioPresets" is that of a preset in "videoPresets"/],
    [{ audioPresets: { talk: { formats: ['ogg'] } } }, /formats/],
    [{ defaultVideoPreset: 'thumb' }, /no preset named "thumb"/],
    [{ pending: 'skip' }, /one of "wait", "poster", "error"/],
  ])('are refused where they cannot be: %j', (options, finding) => {
    expect(findingsOf(options).join(' ')).toMatch(finding)
  })

  test('have nothing that is not described', () => {
    for (const { doc } of [...Object.values(videoFields), ...Object.values(audioFields)]) expect(doc).toMatch(/^[A-Z].*\.$/)
  })

  test('name an encoder by its file, from the root, or by its name, or want none', () => {
    const named = ['./bin/ffmpeg', 'ffmpeg7', false] as const
    expect(named.map((ffmpeg) => configOf({ ffmpeg }).ffmpeg)).toEqual(['/site/bin/ffmpeg', 'ffmpeg7', false])
  })
})

describe('what a reference to a film gets', () => {
  const config = configOf({
    presets: { hero: { widths: [640] }, moving: { gif: 'film' } },
    videoPresets: { trailer: {} },
    profiles: { 'talks/**': { preset: 'sound' }, 'mixed/**': { preset: 'trailer' } },
  })
  const resolve = (medium: Medium, preset?: string, assetPath = 'media/a', sidecarPreset?: string): (string | undefined)[] => {
    const wish = { ...(preset !== undefined && { preset }), overrides: {}, viewer: 'none' }
    const sidecar = { files: [], ...(sidecarPreset !== undefined && { preset: sidecarPreset }) }
    const {
      preset: picture,
      video,
      audio,
      problems,
    } = resolveWish({ config, wish, sidecar, assetPath, mayDefault: false, medium })
    return problems.length > 0 ? problems.map(({ code }) => code) : [picture?.name, video?.name ?? audio?.name]
  }
  test.each([
    ['a video preset encodes it', 'film', 'trailer', 'media/a', undefined, ['default', 'trailer']],
    ['an image preset makes its poster', 'film', 'hero', 'media/a', undefined, ['hero', 'film']],
    ['both, from where they are said', 'film', 'trailer', 'media/a', 'hero', ['hero', 'trailer']],
    ['nothing said is the default', 'film', undefined, 'media/a', undefined, ['default', 'film']],
    ['a folder says it', 'film', undefined, 'mixed/a', undefined, ['default', 'trailer']],
    ['what a folder says of films is nothing to its pictures', 'picture', 'hero', 'mixed/a', undefined, ['hero', undefined]],
    ['nor to its sounds', 'sound', undefined, 'mixed/a', undefined, ['default', 'sound']],
    ['but a reference has to mean it', 'picture', 'trailer', 'media/a', undefined, ['preset-unfit']],
    ['a sound is no film', 'sound', 'trailer', 'media/a', undefined, ['preset-unfit']],
    ['a GIF is a picture', 'gif', undefined, 'media/a', undefined, ['default', undefined]],
    ['unless a video preset is named', 'gif', 'loop', 'media/a', undefined, ['default', 'loop']],
    ['or its preset makes films of them', 'gif', 'moving', 'media/a', undefined, ['moving', 'loop']],
    ['a nearer preset for pictures keeps it one', 'gif', 'hero', 'mixed/a', undefined, ['hero', undefined]],
    ['a name nobody gave is told', 'film', 'trialer', 'media/a', undefined, ['unknown-preset']],
  ] as const)('%s', (_, medium, preset, path, sidecar, expected) => {
    expect(resolve(medium, preset, path, sidecar)).toEqual(expected)
  })
})
