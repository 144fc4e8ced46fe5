import sharp from 'sharp'
import { createServer } from 'vite'
import { afterEach, expect, test } from 'vitest'
import renditions from '../../src/index.js'
import type { Options } from '../../src/config/options.js'
import { attribute, elements, page, photo, tempSite, type TempSite } from './temp-site.js'

const lake = await photo(300, 200)
const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="9" height="9"/></svg>'
const pdf = `%PDF-1.4\n${'x'.repeat(6000)}\n%%EOF`
const options: Options<string> = { presets: { hero: { widths: [100, 200], formats: ['webp', 'jpeg'] } }, hosts: [] }

let site: TempSite
afterEach(() => site.dispose())

test('a single format is taken from a query, an attribute, Markdown, a style and an import', async () => {
  site = await tempSite({
    'index.html': page(
      `<img src="/media/lake.jpg?format=webp" alt="a"><img src="/media/lake.jpg" data-preset="hero" data-format="png" alt="b">
       <script type="module" src="/a.js"></script>`,
      '<link rel="stylesheet" href="/a.css">',
    ),
    'a.js': "import lake from '/media/lake.jpg?preset=hero&format=png'\nconsole.log(lake)",
    'a.css': '.a { background: url("/media/lake.jpg?preset=hero&format=png") }',
    'content/post.md': '![c](../media/lake.jpg?format=png)\n\n::media[d]{src="../media/lake.jpg" format="gif"}\n',
    'media/lake.jpg': lake,
  })
  await site.build({ ...options, pages: 'content/*.md' })
  const images = [...elements(await site.read('dist/index.html'), 'img'), ...elements(await site.read('dist/post.html'), 'img')]
  expect(images.map((image) => attribute(image, 'src')?.split('.').at(-1))).toEqual(['webp', 'png', 'png', 'gif'])
  expect(images.map((image) => attribute(image, 'data-format'))).toEqual([undefined, undefined, undefined, undefined])
  const media = (await site.list('dist/assets/media')).map((file) => file.split('.').at(-1))
  expect(new Set(media)).toEqual(new Set(['webp', 'png', 'gif']))
})

test('a wish on what is no picture is refused with its place, and a plain use of the same file is not', async () => {
  site = await tempSite({
    'index.html': page(
      '<object data="/media/paper.pdf"></object><a href="/media/paper.pdf">Paper</a>\n<object data="/media/paper.pdf?preset=hero"></object>',
    ),
    'media/paper.pdf': pdf,
  })
  await expect(site.build(options)).rejects.toThrow(
    /index\.html:10:15 "media\/paper\.pdf" is nothing that can be rendered.*pdf.*\(asset-unknown-type\)/,
  )
})

test('an SVG passes as it is through every language, with its size where there is room for one', async () => {
  site = await tempSite({
    'index.html': page(
      `<img src="/media/mark.svg?preset=hero" alt="Mark"><img src="/media/mark.svg" data-viewer="zoom" alt="Large">
       <script type="module" src="/a.js"></script>`,
      '<link rel="stylesheet" href="/a.css">',
    ),
    'a.js':
      "import mark from '/media/mark.svg?preset=hero'\nconsole.log(mark, new URL('/media/mark.svg?preset=hero', import.meta.url).href)",
    'a.css': '.a { background: url("/media/mark.svg?preset=hero") }',
    'media/mark.svg': svg,
  })
  await site.build(options)
  const html = await site.read('dist/index.html')
  const [mark, large] = elements(html, 'img')
  const address = attribute(mark, 'src') ?? ''
  expect(await site.read(`dist${address}`)).toBe(svg)
  expect([attribute(mark, 'width'), attribute(mark, 'height'), attribute(large, 'src')]).toEqual(['40', '20', address])
  const [link] = elements(html, 'a')
  expect([attribute(link, 'href'), attribute(link, 'data-width')]).toEqual([address, '40'])
  for (const file of await site.list('dist/assets')) {
    if (!/^index.*\.(?:css|js)$/.test(file)) continue
    const text = await site.read(`dist/assets/${file}`)
    expect(text).not.toContain('preset=')
    expect(text).toContain(address)
    if (file.endsWith('.js')) expect(text).toMatch(/width["']?:\s*40/)
  }
})

test('a stable address shows what its preset makes, never a picture changed at one reference', async () => {
  site = await tempSite({
    'index.html': page(
      '<a href="/media/lake.jpg?preset=hero&amp;width=50">Small</a><a href="/media/lake.jpg?preset=hero">Large</a>',
    ),
    'media/lake.jpg': lake,
  })
  await site.build(options)
  const [small = '', large = ''] = elements(await site.read('dist/index.html'), 'a').map((link) => attribute(link, 'href'))
  expect(large).toBe('/media/lake.hero.jpg')
  const widths = await Promise.all(
    [small, large].map(async (href) => (await sharp(await site.bytes(`dist${href}`)).metadata()).width),
  )
  expect(widths).toEqual([50, 200])

  await site.write({ 'index.html': page('<img src="/media/lake.jpg?preset=hero&amp;width=50&amp;stable=true" alt="">') })
  await expect(site.build(options)).rejects.toThrow(/index\.html:9:11 .*"stable.*\(invalid-attribute\)/)
})

test('while serving, the picture a viewer opens is worked on like the one on the page', async () => {
  site = await tempSite({
    'index.html': page(
      '<img src="/media/lake.jpg?preset=turned" data-viewer="zoom" alt="a"><img src="/media/lake.jpg?preset=hero&amp;grayscale=true" data-viewer="zoom" alt="b">',
    ),
    'media/lake.jpg': lake,
  })
  const server = await createServer({
    root: site.root,
    configFile: false,
    logLevel: 'silent',
    server: { port: 0, host: '127.0.0.1' },
    plugins: [renditions({ presets: { ...options.presets, turned: { widths: [100], rotate: 90 } } })],
  })
  try {
    await server.listen()
    const address = server.httpServer?.address()
    const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const links = elements(await (await fetch(`${origin}/`)).text(), 'a').map((link) => attribute(link, 'href') ?? '')
    const [turned, grey] = await Promise.all(
      links.map(async (href) => sharp(Buffer.from(await (await fetch(origin + href)).arrayBuffer()))),
    )
    const { width, height } = (await turned?.metadata()) ?? {}
    expect([width, height]).toEqual([200, 300])
    const means = (await grey?.stats())?.channels.map(({ mean }) => Math.round(mean)) ?? []
    expect(new Set(means).size).toBe(1)
  } finally {
    await server.close()
  }
})

const withCover = {
  'content/trips/one.md':
    '---\ntitle: One\ncover: "../../media/lake.jpg?preset=hero"\nseo:\n  images: ["@media/lake.jpg", ../../media/lake.jpg]\nplain: ../../media/lake.jpg\nnote: lake.jpg?\n---\nText\n',
  'media/lake.jpg': lake,
}

test('a layout finds the media of front matter at any depth, relative or by alias', async () => {
  site = await tempSite({
    ...withCover,
    'content/trips/two.md': '---\nseo:\n  image: "@media/lake.jpg?preset=hero"\n---\nText\n',
    'layout.html': page(
      '<img src="{{ cover }}{{ seo.image }}" alt="Cover">{{ content }}',
      '<meta property="og:image" content="{{ plain }}">',
    ),
  })
  const alias = { '@media': `${site.root}/media` }
  await site.build({ ...options, pages: { include: 'content/**/*.md', layout: 'layout.html' } }, { resolve: { alias } })
  for (const name of ['one', 'two']) {
    const [cover] = elements(await site.read(`dist/trips/${name}.html`), 'img')
    expect(attribute(cover, 'src')).toMatch(/^\/assets\/media\/lake-200\.[0-9a-f]{16}\.jpg$/)
  }
})

test('an imported page has addresses where its front matter asks, in a build and while serving', async () => {
  site = await tempSite({
    ...withCover,
    'index.html': page('<script type="module" src="/main.js"></script>'),
    'main.js': "import { frontmatter } from './content/trips/one.md'\nconsole.log(frontmatter)",
  })
  const all: Options<string> = { ...options, pages: 'content/**/*.md' }
  const script = async (): Promise<string> => {
    const file = (await site.list('dist/assets')).find((name) => /^index.*\.js$/.test(name)) ?? ''
    return site.read(`dist/assets/${file}`)
  }
  for (const _ of ['cold', 'warm']) {
    await site.build(all)
    const [, cover = ''] = /["']?cover["']?:\s*["'`]([^"'`]+)/.exec(await script()) ?? []
    expect(cover).toMatch(/^\/assets\/media\/lake-200\.[0-9a-f]{16}\.jpg$/)
    expect((await sharp(await site.bytes(`dist${cover}`)).metadata()).width).toBe(200)
    expect(await script()).toMatch(/plain["']?:\s*["'`]\.\.\/\.\.\/media\/lake\.jpg["'`]/)
  }
  const server = await createServer({
    root: site.root,
    configFile: false,
    logLevel: 'silent',
    server: { port: 0, host: '127.0.0.1' },
    plugins: [renditions(all)],
  })
  try {
    await server.listen()
    const address = server.httpServer?.address()
    const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const code = await (await fetch(`${origin}/content/trips/one.md?import`)).text()
    const [, cover = ''] = /"cover":"([^"]+)"/.exec(code) ?? []
    expect((await sharp(Buffer.from(await (await fetch(origin + cover)).arrayBuffer())).metadata()).width).toBe(200)
  } finally {
    await server.close()
  }
  await site.write({ 'content/trips/one.md': '---\ncover: ../../media/lake.jpg?preset=hreo\n---\nText\n' })
  await expect(site.build(all)).rejects.toThrow(/content\/trips\/one\.md:2:8 .*"hreo".*"hero"/)
})

test('a profile speaks for plain pictures also where there is no default preset', async () => {
  site = await tempSite({
    'index.html': page('<img src="/media/press/a.jpg" alt="a"><img src="/media/b.jpg" alt="b">'),
    'media/press/a.jpg': lake,
    'media/b.jpg': lake,
  })
  await site.build({ ...options, defaultPreset: false, profiles: { 'media/press/**': { preset: 'hero' } } })
  const html = await site.read('dist/index.html')
  expect(elements(html, 'picture')).toHaveLength(1)
  expect(elements(html, 'img').map((image) => attribute(image, 'alt'))).toEqual(['a', 'b'])
})
