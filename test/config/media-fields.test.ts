import { describe, expect, test } from 'vitest'
import { parseSidecar } from '../../src/config/parse-sidecar.js'
import { discoverMediaYaml } from '../../src/discover/media-yaml.js'

const FILE = 'media/clip.mp4.media.yaml'
const TEXT = `poster: stills/evening.jpg
transcript: /media/talk.pdf
tracks:
  - { src: words.en.vtt, lang: en, label: words.en.vtt }
  - src: /media/parts.vtt
    kind: chapters
    default: true
`

describe('files that a sidecar names', () => {
  test('are kept as written, with their places', async () => {
    const { fields, problems } = await parseSidecar(TEXT, FILE)
    expect(problems).toEqual([])
    expect(fields.poster).toEqual({ url: 'stills/evening.jpg', place: { file: FILE, line: 1, column: 1 } })
    expect(fields.tracks).toMatchObject([
      { src: { url: 'words.en.vtt' }, kind: 'captions', lang: 'en', label: 'words.en.vtt' },
      { src: { url: '/media/parts.vtt', place: { line: 3 } }, kind: 'chapters', default: true },
    ])
  })

  test('are found by moves, each with its exact range, and words are not taken for files', () => {
    const { references } = discoverMediaYaml(TEXT, FILE)
    expect(references.map(({ url, urlRange }) => [url, TEXT.slice(urlRange.start, urlRange.end)])).toEqual(
      ['stills/evening.jpg', '/media/talk.pdf', 'words.en.vtt', '/media/parts.vtt'].map((url) => [url, url]),
    )
  })

  test.each([
    'poster: https://elsewhere.example/x.jpg',
    'poster: //elsewhere.example/x.jpg',
    'poster: ""',
    'poster: [a.jpg]',
    'tracks: []',
    'tracks: { src: a.vtt }',
    'tracks: [a.vtt]',
    'tracks: [{ kind: captions }]',
    'tracks: [{ src: a.vtt, kind: captons }]',
    'tracks: [{ src: a.vtt, kind: subtitles }]',
    'tracks: [{ src: a.vtt, language: en }]',
    'tracks: [{ src: a.vtt, __proto__: { kind: captions } }]',
    'transcript: javascript:alert(1)',
  ])('are refused with their line: %s', async (text) => {
    const { problems } = await parseSidecar(`alt: x\n${text}\n`, FILE)
    expect(problems).toMatchObject([{ code: 'sidecar-malformed', severity: 'error', place: { file: FILE, line: 2 } }])
  })
})
