import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createServer } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import renditions from '../../src/index.js'
import { makeFilms } from '../viewers/media-files.js'
import { attribute, elements, page, tempSite, type BuildLog, type TempSite } from './temp-site.js'

const CUES = 'WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ann>Hello <there> &amp; "you"\n\n00:01.000 --> 00:02.000\n<v Bob>Hi.\n'

let site: TempSite
let log: BuildLog
let html: string
beforeAll(async () => {
  site = await tempSite({
    'index.html': page(`
<img src="/media/talk.mp4" data-viewer="video" alt="Talk">
<img src="/media/other.mp4" data-viewer="video" data-transcript="auto" alt="Other">
<a href="/media/other.transcript.html">its page</a>
`),
    'media/talk.mp4.media.yaml': 'lang: en-GB\ntranscript: auto\n',
    'media/talk.en.vtt': CUES,
    'media/talk.de.srt': '1\n00:00:00,000 --> 00:00:01,000\nHallo\n',
    'media/talk.chapters.vtt': 'WEBVTT\n\n00:00.000 --> 00:03.000\nAll\n\n00:00.500 --> 00:03.500\nToo long\n',
    'media/other.mp4.media.yaml': 'tracks:\n  - { src: mine.vtt, lang: en, label: Mine }\n',
    'media/mine.vtt': CUES.replace('Hello', 'Mine'),
    'media/other.en.vtt': CUES.replace('Hello', 'Not this one'),
    'media/other.fr.vtt': CUES.replace('Hello', 'Not yet'),
    'media/other.fr.vtt.media.yaml': 'publish: draft\n',
    'media/other.transcript.html': '<title>T</title><p>Written <b onclick="x()">down</b><script>x()</script></p>',
  })
  await makeFilms(join(site.root, 'media'))
  const film = await site.bytes('media/clip.mp4')
  // What follows the last box is of no account; films of the same bytes would share an address.
  await site.write({ 'media/talk.mp4': film, 'media/other.mp4': Buffer.concat([film, Buffer.alloc(8)]) })
  await site.remove('media/clip.mp4')
  log = await site.build()
  html = await site.read('dist/index.html')
}, 60_000)
afterAll(() => site?.dispose())

const read = (address = ''): Promise<string> => site.read(`dist${address}`)

describe('tracks found by name', () => {
  test('are published with their film, SRT as WebVTT, named in their own language', async () => {
    const tracks = elements(html, 'track').slice(0, 3)
    expect(tracks.map((track) => ['kind', 'srclang', 'label'].map((name) => attribute(track, name)))).toEqual([
      ['captions', 'en', 'English'],
      ['subtitles', 'de', 'Deutsch'],
      ['chapters', undefined, undefined],
    ])
    expect(attribute(tracks[1], 'src')).toMatch(/^\/assets\/media\/talk-de\.[0-9a-f]{16}\.vtt$/)
    expect(await read(attribute(tracks[1], 'src'))).toBe('WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nHallo\n')
    expect(await read(attribute(tracks[0], 'src'))).toBe(CUES)
  })

  test('give way to what the sidecar names, and to their own sidecars', async () => {
    const tracks = elements(html, 'track').slice(3)
    expect(tracks.map((track) => attribute(track, 'label'))).toEqual(['Mine'])
    expect(await site.list('dist').then((files) => files.filter((file) => /other-(?:en|fr)/.test(file)))).toEqual([])
  })

  test('are told what is wrong with them, at its line', () => {
    const told = log.warnings.filter((warning) => /\((?:track|asset)-/.test(warning))
    expect(told).toEqual([expect.stringMatching(/^media\/talk\.chapters\.vtt:6:1 The chapter "Too long"/)])
  })
})

describe('a transcript', () => {
  test('made of the captions is text of the page, with its times as links into the film', () => {
    const [film] = elements(html, 'source')
    const address = attribute(film, 'src')
    expect(html).toContain(
      `<details data-transcript lang="en"><summary>Transcript</summary><div><p><a href="${address}#t=0">0:00</a> <b>Ann</b> Hello &amp; "you"</p>` +
        `<p><a href="${address}#t=1">0:01</a> <b>Bob</b> Hi.</p></div></details></rendition-video>`,
    )
  })

  test('found by name stands in the page, and what could do something in it is gone', () => {
    expect(html).toContain('<div><p>Written <b>down</b></p></div></details></rendition-video>')
    expect(html).not.toContain('Not this one')
  })

  test('is in the page of the film as well', async () => {
    expect(await site.read('dist/media/talk.video.html')).toContain('<b>Bob</b> Hi.')
  })
})

test('the dev server converts captions and writes the transcript just the same', async () => {
  const server = await createServer({
    root: site.root,
    configFile: false,
    logLevel: 'silent',
    plugins: [renditions()],
    server: { host: '127.0.0.1', port: 0 },
  })
  try {
    await server.listen()
    const { port } = server.httpServer?.address() as AddressInfo
    const served = await (await fetch(`http://127.0.0.1:${port}/`)).text()
    expect(served).toContain('<b>Bob</b> Hi.')
    const german = elements(served, 'track').find((track) => attribute(track, 'srclang') === 'de')
    const answer = await fetch(`http://127.0.0.1:${port}${attribute(german, 'src')}`)
    expect([answer.headers.get('content-type'), await answer.text()]).toEqual([
      'text/vtt; charset=utf-8',
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nHallo\n',
    ])
  } finally {
    await server.close()
  }
})

test('a second build changes nothing, and another word in the captions changes both', async () => {
  await site.build()
  expect(await site.read('dist/index.html')).toBe(html)
  await site.write({ 'media/talk.en.vtt': CUES.replace('Hi.', 'Goodbye.') })
  await site.build()
  const changed = await site.read('dist/index.html')
  expect(changed).toContain('<b>Bob</b> Goodbye.')
  expect(attribute(elements(changed, 'track')[0], 'src')).not.toBe(attribute(elements(html, 'track')[0], 'src'))
})

test('captions of a film that is not published are nowhere', async () => {
  await site.write({
    'index.html': page('<img src="/media/other.mp4" data-viewer="video" alt="Other">'),
    'media/talk.mp4.media.yaml': 'publish: draft\n',
  })
  await site.build({ grace: { days: 0, builds: 0 } })
  expect((await site.list('dist')).filter((file) => file.includes('talk'))).toEqual([])
})

test('a track that is not UTF-8 fails the build with its place', async () => {
  await site.write({ 'media/other.de.vtt': Buffer.from('WEBVTT\n\n00:00.000 --> 00:01.000\nGrüezi\n', 'latin1') })
  await expect(site.build()).rejects.toThrow(/media\/other\.de\.vtt:4:3 "media\/other\.de\.vtt" is not UTF-8/)
})
