import { describe, expect, test } from 'vitest'
import type { VideoCodec } from '../../src/film-types.js'
import { planFilm } from '../../src/plan/film/plan-film.js'
import { filmDataOf, soundDataOf } from '../../src/rewrite/film-data.js'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { markupOf } from '../../src/rewrite/picture.js'
import { playerText } from '../../src/rewrite/player-tag.js'
import type { View } from '../../src/rewrite/view.js'
import type { PlannedReference, PlannedSound } from '../../src/types.js'
import { encoder, filmWith, videoPreset } from '../plan/film/films.js'
import { planned, view, type Example } from './example.js'

const FILM: Example = { viewer: 'video', original: 'mp4', attributes: [['alt', 'Evening']] }
const poster = planned({ widths: [320, 640], formats: ['webp', 'jpeg'] })

/** A reference to a film of a minute, as it is planned with a preset. */
function film(options: object = {}, example: Example = FILM, more: Partial<PlannedReference> = {}): PlannedReference {
  const asset = filmWith()
  const made = planFilm({ asset, preset: videoPreset(options), encoder, stem: 'clip' })
  if (!made) throw new Error('Nothing was planned.')
  return {
    ...planned(example),
    asset,
    film: made,
    main: made.files.at(-1) ?? planned(example).main,
    poster,
    width: 1920,
    height: 1080,
    ...more,
  }
}

/** Addresses by what is there, such as `/a/stream`. */
const addresses: Partial<View> = {
  address: ({ recipe, extension }) =>
    `/a/${recipe.kind === 'stream' ? 'stream/master.m3u8' : recipe.kind === 'storyboard' ? 'board/storyboard.vtt' : `${recipe.kind}-${recipe.width}.${extension}`}`,
}

function html(reference: PlannedReference, more: Partial<View> = {}): string {
  return serialize(markupOf(reference, view({ ...addresses, ...more })))
}

const waits: Partial<View> = { isPending: () => true, site: 'https://example.org', structuredData: true }

describe('a film that is encoded', () => {
  test('is offered as a stream, then as a file, with thumbnails and a preview for its element', () => {
    const text = html(film({ preview: 3 }))
    expect(text).toContain(
      '<rendition-video qualities="1080p 720p 480p 360p" storyboard="/a/board/storyboard.vtt" preview="/a/film-640.mp4">',
    )
    expect(text).toContain(
      '<source src="/a/stream/master.m3u8" type="application/vnd.apple.mpegurl"><source src="/a/film-1280.mp4" type="video/mp4">',
    )
    expect(text).toContain('width="1920" height="1080"')
  })

  test('without a stream names what browsers have to know of better codecs', () => {
    const codecs: VideoCodec[] = ['av1', 'h264']
    const text = html(film({ stream: false, codecs }))
    expect(text).toContain('type="video/mp4; codecs=av01.0.08M.08"><source src="/a/film-1920.mp4" type="video/mp4">')
  })

  test('tells search engines how long it is, and where its file is', () => {
    const text = html(film(), { site: 'https://example.org', structuredData: true })
    expect(text).toContain('"contentUrl":"https://example.org/a/film-1280.mp4"')
    expect(text).toContain('"duration":"PT60S"')
  })

  test('that moves by itself can be stopped, also without a script, and stands still for who asked for less motion', () => {
    const text = html(film({ loop: true, muted: true, stream: false, sound: false }, { ...FILM, viewer: undefined }))
    expect(text).toMatch(
      /^<rendition-loop><video autoplay muted loop playsinline controls aria-label="Evening" poster="[^"]+" width="1920" height="1080">/,
    )
    expect(text).toContain(
      '<source src="/a/film-1920.mp4" type="video/mp4" media="(prefers-reduced-motion: no-preference)"></video></rendition-loop>',
    )
  })

  test('gives its addresses to a script', () => {
    const data = filmDataOf(film({ dash: true, preview: 2, loop: true }), view(addresses))
    expect(data).toMatchObject({
      src: '/a/film-1280.mp4',
      sources: [
        { type: 'application/vnd.apple.mpegurl', src: '/a/stream/master.m3u8' },
        { type: 'video/mp4', src: '/a/film-1280.mp4' },
      ],
      storyboard: '/a/board/storyboard.vtt',
      preview: '/a/film-640.mp4',
      dash: '/a/stream/manifest.mpd',
      width: 1920,
      height: 1080,
      duration: 60,
      loop: true,
      pending: false,
    })
    expect(data.poster).toContain('640.jpg')
  })
})

describe('a film that is still being encoded', () => {
  test('is its poster, as large as it will be, and nothing that plays', () => {
    const text = html(film(), waits)
    expect(text).toContain('alt="Evening" data-rendition-pending="" width="640"')
    expect(text).not.toMatch(/<video|<source src|m3u8|mp4/)
    expect(text).not.toContain('application/ld+json')
  })

  test('is its name where it has no poster', () => {
    expect(html(film({ poster: false }, FILM, { poster: undefined }), waits)).toBe('<span data-rendition-pending>Evening</span>')
  })

  test('has no sources in scripts, nor in a player of the author', () => {
    expect(filmDataOf(film(), view({ ...addresses, ...waits }))).toMatchObject({ pending: true, src: '', sources: [] })
    const own = film(
      {},
      {
        role: 'player',
        attributes: [
          ['src', 'x.mp4'],
          ['controls', ''],
        ],
      },
    )
    own.reference.playerTag = 'video'
    expect(playerText(own, view({ ...addresses, ...waits }))).toMatch(
      /^<video controls="" preload="none" poster="[^"]+" width="1920" height="1080">$/,
    )
  })
})

describe('a player of the author', () => {
  const attributes = [
    ['src', 'clip.mp4?preset=trailer'],
    ['data-preset', 'trailer'],
    ['class', 'wide"'],
    ['width', '640'],
  ] as const
  const tagOf = (playerTag: 'video' | 'source', options: object = {}, own: Example['attributes'] = attributes): string => {
    const reference = film(options, { role: 'player', attributes: own })
    return playerText({ ...reference, reference: { ...reference.reference, playerTag } }, view(addresses))
  }
  test('keeps what it says, and gets sources, poster and size', () => {
    expect(tagOf('video')).toMatch(
      /^<video class="wide&quot;" width="640" preload="none" poster="[^"]+" height="360"><source src="\/a\/stream.*<source src="[^"]+" type="video\/mp4">$/,
    )
  })
  test('may load what it wants', () => {
    expect(tagOf('video', {}, [['preload', 'auto']])).toContain('preload="auto"')
    expect(tagOf('video', { loop: true, muted: true }, [['autoplay', '']])).toContain('playsinline loop muted')
  })
  test('has as many sources in the place of one', () => {
    expect(
      tagOf('source', {}, [
        ['type', 'video/quicktime'],
        ['media', '(min-width: 9em)'],
      ]),
    ).toBe(
      '<source src="/a/stream/master.m3u8" type="application/vnd.apple.mpegurl" media="(min-width: 9em)">' +
        '<source src="/a/film-1280.mp4" type="video/mp4" media="(min-width: 9em)">',
    )
  })
})

test('a sound is offered in its formats, below a picture of its loudness', () => {
  const [opus, aac] = [planned({ original: 'opus' }).main, planned({ original: 'm4a' }).main]
  const sound: PlannedSound = { preset: 'talk', files: [opus, aac], waveform: planned({ svg: true }).main, duration: 5 }
  const reference = { ...planned({ viewer: 'audio', original: 'm4a', attributes: [['alt', 'Talk']] }), sound }
  const text = serialize(markupOf(reference, view()))
  expect(text).toContain('<img src="/a/lake-300.svg" alt="" width="300" height="200" loading="lazy"><audio controls')
  expect(text).toContain('<source src="/a/lake-300.opus" type="audio/ogg"><source src="/a/lake-300.m4a" type="audio/mp4">')
  expect(soundDataOf(reference, view())).toMatchObject({ src: '/a/lake-300.m4a', waveform: '/a/lake-300.svg', duration: 5 })
})
