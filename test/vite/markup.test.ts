import { afterEach, beforeAll, expect, test } from 'vitest'
import sharp from 'sharp'
import { attribute, elements, page, photo, srcsetUrls, tempSite, type TempSite } from '../site/temp-site.js'
import { assetText, expectWhole, mediaNames, small } from './built.js'

let lake: Buffer
let site: TempSite
beforeAll(async () => {
  lake = await photo(300, 200)
})
afterEach(() => site?.dispose())

const pdf = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'
const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20"/></svg>'

async function built(body: string, head = '', options = small): Promise<string> {
  site = await tempSite({ 'index.html': page(body, head), 'media/lake.jpg': lake, 'media/mark.svg': svg, 'media/paper.pdf': pdf })
  await site.build(options)
  await expectWhole(site)
  return site.read('dist/index.html')
}

test("keeps the media and order of an author's <picture>", async () => {
  const html = await built(`<picture>
    <source media="(max-width: 600px)" srcset="/media/lake.jpg?preset=hero&ratio=1">
    <img src="/media/lake.jpg?preset=hero" alt="Lake">
  </picture>`)
  expect(elements(html, 'picture')).toHaveLength(1)
  const sources = elements(html, 'source')
  expect(sources.map((source) => [attribute(source, 'media'), attribute(source, 'type')])).toEqual([
    ['(max-width: 600px)', 'image/webp'],
    ['(max-width: 600px)', 'image/jpeg'],
    [undefined, 'image/webp'],
  ])
  const square = await sharp(await site.bytes(`dist${srcsetUrls(attribute(sources[0], 'srcset')).at(-1)}`)).metadata()
  expect([square.width, square.height]).toEqual([200, 200])
})

test('answers densities with x descriptors', async () => {
  const html = await built('<img src="/media/lake.jpg?width=100&densities=1,2&formats=webp,fallback" alt="Lake">')
  const [image] = elements(html, 'img')
  expect(attribute(image, 'srcset')).toMatch(/^\S+lake-100\S+ 1x, \S+lake-200\S+ 2x$/)
  expect([attribute(image, 'width'), attribute(image, 'sizes')]).toEqual(['100', undefined])
})

test('lets a priority picture load first and others late', async () => {
  const html = await built(
    '<img src="/media/lake.jpg?preset=hero&priority" alt="a"><img src="/media/lake.jpg?preset=hero" alt="b">',
  )
  const [first, second] = elements(html, 'img').map((image) => [attribute(image, 'loading'), attribute(image, 'fetchpriority')])
  expect(first).toEqual(['eager', 'high'])
  expect(second).toEqual(['lazy', undefined])
})

test.each(['color', 'blur', 'thumbhash'])(
  'shows a %s placeholder in pages and Markdown, and none in a strict page',
  async (placeholder) => {
    site = await tempSite({
      'index.html': page(`<img src="/media/lake.jpg?preset=hero&placeholder=${placeholder}" alt="Lake" style="border: 0">`),
      'content/post.md': `![Lake](../media/lake.jpg?preset=hero&placeholder=${placeholder})\n`,
      'media/lake.jpg': lake,
    })
    const options = { ...small, pages: 'content/*.md' }
    await site.build(options)
    for (const file of ['index', 'post']) {
      const [image] = elements(await site.read(`dist/${file}.html`), 'img')
      expect(attribute(image, 'style')).toMatch(
        placeholder === 'color'
          ? /^background-color:#[0-9a-f]{6}/
          : /^background:#[0-9a-f]{6} url\("data:image\/webp;base64,[^"]+"\)/,
      )
      expect(attribute(image, 'data-thumbhash') !== undefined).toBe(placeholder === 'thumbhash')
      if (file === 'index') expect(attribute(image, 'style')).toMatch(/;border: 0$/)
    }
    await site.build({ ...options, inlineStyle: false })
    const [, image] = [
      ...elements(await site.read('dist/index.html'), 'img'),
      ...elements(await site.read('dist/post.html'), 'img'),
    ]
    expect(attribute(image, 'style')).toBeUndefined()
  },
)

test('answers every attribute that names a picture', async () => {
  const html = await built(
    `<video poster="/media/lake.jpg?preset=hero"></video>
     <input type="image" src="/media/lake.jpg?preset=hero" alt="Go">
     <svg width="20" height="20"><image href="/media/lake.jpg?preset=hero" width="20" height="20"></image></svg>
     <object data="/media/lake.jpg?preset=hero" type="image/jpeg"></object>
     <embed src="/media/lake.jpg?preset=hero" type="image/jpeg">`,
    `<link rel="icon" href="/media/lake.jpg?preset=hero&width=32&height=32">
     <link rel="preload" as="image" imagesrcset="/media/lake.jpg?preset=hero" imagesizes="100vw">
     <meta property="og:image" content="/media/lake.jpg">`,
    { ...small, site: 'https://example.org' },
  )
  const large = /^\/assets\/media\/lake-200\.[0-9a-f]{16}\.jpg$/
  expect(attribute(elements(html, 'video')[0], 'poster')).toMatch(large)
  expect(attribute(elements(html, 'input')[0], 'src')).toMatch(large)
  expect(attribute(elements(html, 'image')[0], 'href')).toMatch(large)
  expect(attribute(elements(html, 'object')[0], 'data')).toMatch(large)
  expect(attribute(elements(html, 'embed')[0], 'src')).toMatch(large)
  const links = elements(html, 'link')
  expect(attribute(links[0], 'href')).toMatch(/\/lake-32\./)
  expect(attribute(links[1], 'imagesrcset')).toMatch(/^\S+lake-100\S+ 100w, \S+lake-200\S+ 200w$/)
  const social = elements(html, 'meta').find((meta) => attribute(meta, 'property') === 'og:image')
  expect(attribute(social, 'content')).toBe('https://example.org/media/lake.social.jpg')
  const { width, height } = await sharp(await site.bytes('dist/media/lake.social.jpg')).metadata()
  expect((width / height).toFixed(2)).toBe((1200 / 630).toFixed(2))
})

test('publishes documents and large pictures behind links from a page in a folder', async () => {
  site = await tempSite({
    'docs/deep/index.html': page(
      '<a href="../../media/paper.pdf#page=2">Paper</a><a href="../../media/lake.jpg">Lake</a><a href="mailto:a@example.org">Mail</a>',
    ),
    'media/paper.pdf': pdf,
    'media/lake.jpg': lake,
  })
  await site.build(small, { build: { rollupOptions: { input: `${site.root}/docs/deep/index.html` } } })
  const links = elements(await site.read('dist/docs/deep/index.html'), 'a').map((link) => attribute(link, 'href') ?? '')
  expect(links[0]).toBe('/media/paper.pdf#page=2')
  expect(await site.read('dist/media/paper.pdf')).toBe(pdf)
  expect(links[1]).toBe('/media/lake.zoom.jpg')
  expect((await sharp(await site.bytes('dist/media/lake.zoom.jpg')).metadata()).width).toBe(300)
  expect(links[2]).toBe('mailto:a@example.org')
})

test('passes an SVG on with its size, and leaves video, audio and track to Vite', async () => {
  site = await tempSite({
    'index.html': page(
      `<img src="/media/mark.svg" alt="Mark"><video src="/media/clip.mp4" controls><track src="/media/clip.vtt" default></video><audio src="/media/song.mp3"></audio>`,
    ),
    'media/mark.svg': svg,
    'media/clip.mp4': Buffer.alloc(9000, 1),
    'media/song.mp3': Buffer.alloc(9000, 2),
    'media/clip.vtt': `WEBVTT\n\n${'x'.repeat(5000)}`,
  })
  await site.build(small)
  const html = await site.read('dist/index.html')
  const [image] = elements(html, 'img')
  expect([attribute(image, 'width'), attribute(image, 'height')]).toEqual(['40', '20'])
  expect(await site.read(`dist${attribute(image, 'src')}`)).toBe(svg)
  for (const tag of ['video', 'audio', 'track'])
    expect(attribute(elements(html, tag)[0], 'src')).toMatch(/^\/assets\/(?:clip|song)-[\w-]{8}\.\w+$/)
})

test('loads the zoom script only on pages that use it, and publishes the large picture', async () => {
  site = await tempSite({
    'index.html': page('<img src="/media/lake.jpg" data-preset="hero" data-viewer="zoom" alt="Lake">'),
    'plain.html': page('<img src="/media/lake.jpg?preset=hero" alt="Lake">'),
    'media/lake.jpg': lake,
  })
  const input = [`${site.root}/index.html`, `${site.root}/plain.html`]
  await site.build(small, { build: { rollupOptions: { input } } })
  const [zoomed, plain] = [await site.read('dist/index.html'), await site.read('dist/plain.html')]
  expect(elements(plain, 'script')).toEqual([])
  const [script] = elements(zoomed, 'script')
  expect(await site.read(`dist${attribute(script, 'src')}`)).toContain('rendition-zoom')
  const link = elements(zoomed, 'rendition-zoom').length && elements(zoomed, 'a')[0]
  if (!link) throw new Error('There is no viewer.')
  const large = await sharp(await site.bytes(`dist${attribute(link, 'href')}`)).metadata()
  expect([String(large.width), String(large.height)]).toEqual([attribute(link, 'data-width'), attribute(link, 'data-height')])
  expect(elements(zoomed, 'img').map((image) => attribute(image, 'data-viewer'))).toEqual([undefined])
})

test("gives a profile's preset and viewer to plain pictures of a folder, and lets a reference say otherwise", async () => {
  site = await tempSite({
    'index.html': page(
      '<img src="/media/press/lake.jpg" alt="a"><img src="/media/press/lake.jpg?viewer=none" alt="b"><img src="/media/lake.jpg" alt="c">',
    ),
    'media/press/lake.jpg': lake,
    'media/lake.jpg': await photo(300, 200, 3),
  })
  await site.build({ ...small, profiles: { 'media/press/**': { preset: 'hero', viewer: 'zoom' } } })
  const html = await site.read('dist/index.html')
  expect(elements(html, 'rendition-zoom')).toHaveLength(1)
  expect(elements(html, 'img').map((image) => attribute(image, 'width'))).toEqual(['200', '200', '300'])
  expect(mediaNames(html).length).toBeGreaterThan(0)
  expect(await assetText(site, '.js', 'dist/assets').catch(() => '')).not.toContain('renditions://')
})
