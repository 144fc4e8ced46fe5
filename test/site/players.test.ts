import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFilms, pdfOf } from '../viewers/media-files.js'
import { attribute, elements, page, photo, tempSite, type BuildLog, type TempSite } from './temp-site.js'

const QUICK = {
  site: 'https://example.org',
  defaultVideoPreset: false,
  defaultAudioPreset: false,
  presets: { default: { widths: [40], formats: ['webp', 'fallback'], effort: 0 } },
} as const

let site: TempSite
let log: BuildLog
let html: string
let markdown: string
beforeAll(async () => {
  site = await tempSite({
    'index.html': page(`
<img src="/media/clip.mp4" data-viewer="video" class="wide" alt="Evening" data-loop>
<img src="/media/tone.mp3?viewer=audio" alt="Talk">
<img src="/media/kit.pdf" data-viewer="document" data-inline="false" alt="Press kit">
<img src="/media/film/other.mp4" data-viewer="video" data-preset="default" poster="/media/wide.jpg" alt="Other">
<img src="/media/still.mp4" alt="Left to Vite">
`),
    'notes.md': `# Notes

![Evening](media/clip.mp4)

::media[Kit]{src=media/kit.pdf}

![Sound](media/tone.mp3)

::media[Film]{src=media/film/other.mp4 poster=media/wide.jpg hls=/live/all.m3u8}
`,
    'media/clip.mp4.media.yaml': `poster: poster.jpg
transcript: /talks/evening/?from=film
lang: de
tracks:
  - { src: words.vtt, lang: de, default: true }
  - { src: /media/words.vtt, kind: chapters, label: Teile }
`,
    'media/film/_media.yaml': 'viewer: zoom\n',
    'media/words.vtt': '\ufeffWEBVTT\n\n00:00.000 --> 00:01.000\nHallo\n',
    'media/poster.jpg': await photo(120, 68),
    'media/wide.jpg': await photo(120, 40),
    'media/kit.pdf': pdfOf(300, 400, '/Rotate 90'),
  })
  await makeFilms(join(site.root, 'media'))
  const film = await readFile(join(site.root, 'media/clip.mp4'))
  await site.write({ 'media/film/other.mp4': film, 'media/still.mp4': Buffer.concat([film, Buffer.alloc(8)]) })
  log = await site.build({ ...QUICK, pages: 'notes.md' })
  html = await site.read('dist/index.html')
  markdown = await site.read('dist/notes.html')
}, 90_000)
afterAll(() => site?.dispose())

/** Bytes of what an address in the page leads to. */
function fileAt(address: string | undefined): Promise<Buffer> {
  return site.bytes(`dist${address}`)
}

describe('a film in a page', () => {
  test('is published as it is, at an address for ever and one to copy', async () => {
    const [source] = elements(html, 'source').filter((element) => attribute(element, 'type') === 'video/mp4')
    const address = attribute(source, 'src')
    expect(address).toMatch(/^\/assets\/media\/clip\.[0-9a-f]{16}\.mp4$/)
    const original = await site.bytes('media/clip.mp4')
    const published = await fileAt(address)
    expect(published.length).toBe(original.length)
    // All but what it tells of who made it, and when.
    const frames = (bytes: Buffer): Buffer => bytes.subarray(bytes.indexOf('mdat'))
    expect(frames(published).equals(frames(original))).toBe(true)
    expect([original, published].map((bytes) => bytes.includes('udta'))).toEqual([true, false])
    expect(await site.bytes('dist/media/clip.mp4')).toEqual(published)
  })

  test('has the size that its header says, and what the author says of its element', () => {
    const [video] = elements(html, 'video')
    expect(['width', 'height', 'class', 'aria-label', 'loop', 'preload'].map((name) => attribute(video, name))).toEqual([
      '64',
      '36',
      'wide',
      'Evening',
      '',
      'none',
    ])
  })

  test('has the poster, tracks and transcript that its sidecar names', async () => {
    const [video] = elements(html, 'video')
    const poster = await sharp(await fileAt(attribute(video, 'poster'))).metadata()
    expect([poster.format, poster.width]).toEqual(['jpeg', 40])
    const tracks = elements(html, 'track')
    expect(tracks.map((track) => ['kind', 'srclang', 'label', 'default'].map((name) => attribute(track, name)))).toEqual([
      ['captions', 'de', 'Deutsch', ''],
      ['chapters', undefined, 'Teile', undefined],
    ])
    expect((await fileAt(attribute(tracks[0], 'src'))).toString()).toContain('Hallo')
    expect(html).toContain('<a href="/talks/evening/?from=film" lang="de">Abschrift</a>')
  })

  test('has a poster of its own shape, also where the picture has another', async () => {
    const video = elements(html, 'video')[1]
    const { width = 0, height = 1 } = await sharp(await fileAt(attribute(video, 'poster'))).metadata()
    expect(width / height).toBeCloseTo(64 / 36, 1)
  })

  test('is shown by its viewer though its folder names one for pictures', () => {
    expect(elements(html, 'rendition-video')).toHaveLength(2)
    expect(elements(html, 'rendition-zoom')).toHaveLength(0)
  })

  test('of a plain <img> stays with Vite', () => {
    expect(elements(html, 'img').map((image) => attribute(image, 'alt'))).toContain('Left to Vite')
  })

  test('names a stream that the site has', () => {
    expect(markdown).toContain('<source src="/live/all.m3u8" type="application/vnd.apple.mpegurl"><source src="/assets/media/')
  })
})

describe('the page of a film', () => {
  test('plays it by itself, and names its poster to others, never the film as a picture', async () => {
    const own = await site.read('dist/media/clip.video.html')
    expect(elements(own, 'rendition-video')).toHaveLength(1)
    expect(own).toMatch(/property="og:image" content="https:\/\/example\.org\/media\/poster\.default\.jpg"/)
    const plain = await site.read('dist/media/film/other.video.html')
    expect(plain).not.toMatch(/og:image|thumbnail/)
    expect(await site.read('dist/media/tone.audio.json')).not.toContain('thumbnail')
  })
})

describe('Markdown', () => {
  test('shows what is no picture in the viewer for it, without being told', () => {
    expect(elements(markdown, 'rendition-video')).toHaveLength(2)
    expect(elements(markdown, 'rendition-audio')).toHaveLength(1)
    expect(elements(markdown, 'rendition-document')).toHaveLength(1)
    expect(attribute(elements(markdown, 'video')[1], 'poster')).toMatch(/\.jpg$/)
  })
})

describe('a document in a page', () => {
  test('shows its first page, upright, in the formats of its preset', async () => {
    const [image] = elements(html, 'img').filter((element) => attribute(element, 'src')?.includes('/kit'))
    const bytes = await fileAt(attribute(image, 'src'))
    const { width = 0, height = 0, format } = await sharp(bytes).metadata()
    expect([format, width, height]).toEqual(['jpeg', 40, 30])
    // Its left half has the field, its right half is paper: the page was turned.
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
    const red = (x: number): number => data[(15 * info.width + x) * info.channels + 1] ?? 0
    expect(red(8)).toBeLessThan(100)
    expect(red(35)).toBeGreaterThan(200)
  })

  test('is a link with its type and size to the address that stays', async () => {
    const [link] = elements(html, 'a').filter((element) => attribute(element, 'type') === 'application/pdf')
    expect(attribute(link, 'href')).toBe('/media/kit.pdf')
    expect(html).toMatch(/<span>Press kit<\/span><span> PDF, \d+ B<\/span>/)
    expect(await site.bytes('dist/media/kit.pdf')).toEqual(await site.bytes('media/kit.pdf'))
    expect(elements(html, 'rendition-document').map((element) => attribute(element, 'inline'))).toEqual(['false'])
  })
})

test('nothing is told that is no mistake, and a second build changes nothing', async () => {
  // The bundler itself remarks on the size of hls.js, and on the time that things took.
  expect(log.warnings.filter((warning) => !/vite-reporter|PLUGIN_TIMINGS/.test(warning))).toEqual([])
  const before = await site.list('dist')
  await site.build({ ...QUICK, pages: 'notes.md' })
  expect(await site.list('dist')).toEqual(before)
  expect(await site.read('dist/index.html')).toBe(html)
})

test.each([
  ['a viewer that does not show it', '<img src="/media/clip.mp4" data-viewer="zoom" alt="">', /"zoom" does not show/],
  ['a picture', '<img src="/media/wide.jpg" data-viewer="video" alt="">', /"video" does not show/],
  ['a poster that is not there', '<img src="/media/clip.mp4" data-viewer="video" poster="/no.jpg" alt="">', /no\.jpg/],
  ['a poster that is no picture', '<img src="/media/clip.mp4" data-viewer="video" poster="/media/tone.mp3" alt="">', /tone\.mp3/],
  ['an option of another viewer', '<img src="/media/clip.mp4" data-viewer="video" data-seconds="3" alt="">', /seconds/],
])('%s is told with its place', async (_, markup, message) => {
  await site.write({ 'index.html': page(markup) })
  await expect(site.build(QUICK)).rejects.toThrow(message)
})
