import { describe, expect, test } from 'vitest'
import type { Markup } from '../../src/base/markup.js'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { markupOf } from '../../src/rewrite/picture.js'
import type { PlannedReference } from '../../src/types.js'
import { planned, view, type Example } from './example.js'

const FILM: Example = {
  viewer: 'video',
  original: 'mp4',
  probe: { kind: 'video', format: 'mp4' },
  attributes: [['alt', 'Evening']],
}
const SOUND: Example = { viewer: 'audio', original: 'mp3', attributes: [['alt', 'Talk']] }
const PAPER: Example = { viewer: 'document', original: 'pdf', attributes: [['alt', 'Press kit']], stable: 'media/kit.pdf' }

function markup(example: Example, more: Partial<PlannedReference> = {}): Markup {
  const [first] = markupOf({ ...planned(example), ...more }, view())
  if (!first) throw new Error('nothing was written')
  return first
}

function html(example: Example, more?: Partial<PlannedReference>): string {
  return serialize(markup(example, more))
}

const poster = planned({ role: 'address', widths: [640] })
const track = planned({ original: 'vtt', role: 'link' })

describe('a film', () => {
  test('plays with the browser’s own controls, and loads nothing before', () => {
    expect(html(FILM, { width: 640, height: 360 })).toBe(
      '<rendition-video><video controls preload="none" aria-label="Evening" playsinline width="640" height="360">' +
        '<source src="/a/lake-300.mp4" type="video/mp4"></video></rendition-video>',
    )
  })

  test('keeps what the author says of the element, and drops what only pictures have', () => {
    const attributes = [
      ['src', 'x.mp4'],
      ['class', 'wide'],
      ['width', '320'],
      ['loading', 'lazy'],
      ['sizes', '50vw'],
      ['alt', '"<b>'],
    ] as const
    const text = html({ ...FILM, attributes }, { width: 640, height: 360 })
    expect(text).toContain('class="wide"')
    expect(text).toContain('width="320" height="180"')
    expect(text).toContain('aria-label="&quot;')
    expect(text).not.toMatch(/loading|sizes|alt=|<b>/)
  })

  test('shows its poster, and takes its shape where the film has none', () => {
    const text = html(FILM, { width: 0, height: 0, poster })
    expect(text).toContain(`poster="/a/lake-640.jpg"`)
    expect(text).toContain('width="640" height="427"')
  })

  test('offers its tracks in the author’s order, named in their own language where they have no name', () => {
    const tracks = [
      { file: track, kind: 'captions', lang: 'de', default: true },
      { file: track, kind: 'chapters', label: 'Parts' },
    ] as const
    expect(html(FILM, { tracks })).toContain(
      '<track src="/a/lake-300.vtt" kind="captions" srclang="de" label="Deutsch" default>' +
        '<track src="/a/lake-300.vtt" kind="chapters" label="Parts">',
    )
  })

  test('asks another origin for permission where its tracks are there', () => {
    const tracks = [{ file: { ...track, target: 'cdn' }, kind: 'captions' }] as const
    expect(html(FILM, { tracks })).toContain('crossorigin="anonymous"')
    expect(html(FILM)).not.toContain('crossorigin')
  })

  test('plays by itself only through its element, and without sound', () => {
    const { attributes, children } = markup({ ...FILM, options: { autoplay: true, loop: true, muted: false } })
    expect(attributes).toEqual([['autoplay', true]])
    const names = (children[0] as Markup).attributes.map(([name]) => name)
    expect(names).toEqual(expect.arrayContaining(['loop', 'muted']))
    expect(names).not.toContain('autoplay')
  })

  test('names a stream before the file', () => {
    expect(html({ ...FILM, options: { hls: '/live/a b.m3u8' } })).toContain(
      '<source src="/live/a b.m3u8" type="application/vnd.apple.mpegurl"><source src="/a/lake-300.mp4" type="video/mp4">',
    )
  })

  test('of QuickTime says no type, because browsers would not try it then', () => {
    expect(html({ ...FILM, original: 'mov' })).toContain('<source src="/a/lake-300.mov"></video>')
  })

  test('leads to its transcript, but not inside a link of the author', () => {
    const transcript = planned({ original: 'txt', role: 'link' })
    const said = { sidecar: { files: [], lang: 'fr' }, transcript }
    expect(html(FILM, said)).toContain('<a href="/a/lake-300.txt" lang="fr">Transcription</a></rendition-video>')
    expect(html({ ...FILM, insideLink: true }, said)).not.toContain('<a ')
  })
})

describe('a sound', () => {
  test('has its title above', () => {
    expect(html(SOUND)).toBe(
      '<rendition-audio><span>Talk</span><audio controls preload="none" aria-label="Talk">' +
        '<source src="/a/lake-300.mp3" type="audio/mpeg"></audio></rendition-audio>',
    )
  })
})

describe('a document', () => {
  const asset = { ...planned(PAPER).asset, path: 'media/kit.pdf', bytes: 1_234_567 }

  test('is a link that says what it leads to, at the address that stays', () => {
    expect(html(PAPER, { asset })).toBe(
      '<rendition-document><a href="/media/kit.pdf" type="application/pdf">' +
        '<span>Press kit</span><span> PDF, 1.2 MB</span></a></rendition-document>',
    )
  })

  test('shows its first page, which says nothing that its name does not', () => {
    const page = planned({ widths: [300], formats: ['jpeg'], attributes: [['alt', 'x'], ['title', 'y']] }) // oxfmt-ignore
    const text = html({ ...PAPER, options: { inline: false } }, { asset, poster: page })
    expect(text).toContain(
      '<rendition-document inline="false"><a href="/media/kit.pdf" type="application/pdf"><img src="/a/lake-300.jpg" alt=""',
    )
    expect(text).not.toMatch(/title=|alt="x"/)
  })

  test('inside a link of the author says on its element where it is', () => {
    const text = html({ ...PAPER, insideLink: true }, { asset })
    expect(text).toMatch(/^<rendition-document src="\/media\/kit.pdf"><span>/)
    expect(text).not.toContain('<a ')
  })
})

describe('a model', () => {
  const model: Example = { viewer: 'model', original: 'glb', attributes: [['alt', 'The "boot"']], stable: 'media/boot.glb' }

  test('is a link with its name and size; its poster shows what it shows', () => {
    expect(html(model)).toBe(
      '<rendition-model><a href="/media/boot.glb" type="model/gltf-binary"><span>The "boot"</span><span> GLB, 1 B</span></a></rendition-model>',
    )
    const picture = planned({ widths: [300], formats: ['jpeg'], attributes: [['alt', '']] })
    expect(html(model, { poster: picture })).toContain('<img src="/a/lake-300.jpg" alt="The &quot;boot&quot;"')
  })

  test('knows where its files are, and is asked for at once where it is to be', () => {
    const options = { decoders: '/decoders', usdz: '/boot.usdz', ar: false }
    const address = view({ siteAddress: (path) => `/docs/${path}` })
    const shown = planned({ ...model, options, insideLink: true, preset: { loading: 'eager' } })
    expect(serialize(markupOf(shown, address))).toMatch(
      /^<rendition-model src="\/media\/boot\.glb" loading="eager" ar="false" decoders="\/docs\/decoders" usdz="\/docs\/boot\.usdz"><span>/,
    )
  })
})
