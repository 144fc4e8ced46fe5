import { afterEach, expect, test } from 'vitest'
import sharp from 'sharp'
import { attribute, elements, page, photo, srcsetUrls, tempSite, type TempSite } from '../site/temp-site.js'

let site: TempSite
afterEach(() => site?.dispose())

const hero = { presets: { hero: { widths: [200, 400] } } }

test('turns a photo in a page into a picture whose files decode to what the markup says', async () => {
  site = await tempSite({
    'index.html': page('<img src="/media/lake.jpg?preset=hero" alt="Lake" class="big">'),
    'media/lake.jpg': await photo(),
  })
  await site.build(hero)
  const html = await site.read('dist/index.html')
  const [picture] = elements(html, 'picture')
  expect(picture).toBeDefined()
  const [image] = elements(html, 'img')
  expect([attribute(image, 'alt'), attribute(image, 'class'), attribute(image, 'width'), attribute(image, 'height')]).toEqual([
    'Lake',
    'big',
    '400',
    '300',
  ])
  const sources = elements(html, 'source')
  expect(sources.map((source) => attribute(source, 'type'))).toEqual(['image/avif', 'image/webp'])
  for (const url of [...sources, image].flatMap((element) => srcsetUrls(attribute(element, 'srcset')))) {
    const meta = await sharp(await site.bytes(`dist${url}`)).metadata()
    expect(url).toContain(`-${meta.width}.`)
    expect(meta.format).toBe({ avif: 'heif', webp: 'webp', jpg: 'jpeg' }[url.split('.').at(-1) as 'avif'])
  }
  expect(html).not.toContain('renditions://')
})

test('makes a responsive picture of a plain photo without any option', async () => {
  site = await tempSite({ 'index.html': page('<img src="photos/lake.jpg" alt="Lake">'), 'photos/lake.jpg': await photo() })
  await site.build()
  const html = await site.read('dist/index.html')
  expect(srcsetUrls(attribute(elements(html, 'source')[0], 'srcset'))).toHaveLength(3)
  expect(await site.list('dist/assets/media')).toHaveLength(9)
  expect((await site.list('dist')).filter((file) => /photos/.test(file))).toEqual(['media/photos/lake.default.jpg'])
})

test('gives the same bytes and the same page when it runs again, encoding nothing', async () => {
  site = await tempSite({
    'index.html': page('<img src="/media/lake.jpg?preset=hero" alt="Lake">'),
    'media/lake.jpg': await photo(),
  })
  await site.build(hero)
  const before = [await site.read('dist/index.html'), await site.list('dist'), await site.read('renditions.lock')]
  const log = await site.build(hero)
  expect([await site.read('dist/index.html'), await site.list('dist'), await site.read('renditions.lock')]).toEqual(before)
  expect(log.info.join('\n')).toMatch(/0 made/)
})

test('answers imports, styles and new URL() from the same preset', async () => {
  site = await tempSite({
    'index.html': page('<script type="module" src="/main.js"></script>', '<link rel="stylesheet" href="/style.css">'),
    'main.js': `import lake from './media/lake.jpg?preset=hero'\nwindow.lake = lake\nwindow.url = new URL('./media/lake.jpg?preset=hero', import.meta.url).href`,
    'style.css': `.top { background-image: url('./media/lake.jpg?preset=hero') }`,
    'media/lake.jpg': await photo(),
  })
  await site.build(hero)
  const files = await site.list('dist/assets')
  const script = await site.read(`dist/assets/${files.find((file) => file.endsWith('.js'))}`)
  const css = await site.read(`dist/assets/${files.find((file) => file.endsWith('.css'))}`)
  expect(script + css).not.toContain('renditions://')
  expect(css).toMatch(/image-set\(/)
  for (const url of `${script}${css}`.match(/\/assets\/media\/[\w.-]+/g) ?? []) {
    expect((await sharp(await site.bytes(`dist${url}`)).metadata()).width).toBeGreaterThan(100)
  }
  expect(script).toContain('"width":400')
})

test('fails with file, line, column and a suggestion for a preset that does not exist', async () => {
  site = await tempSite({
    'index.html': page('<img src="/media/lake.jpg?preset=hreo" alt="Lake">'),
    'media/lake.jpg': await photo(300, 200),
  })
  await expect(site.build(hero)).rejects.toThrow(/index\.html:9:\d+ There is no preset named "hreo"\. Did you mean "hero"\?/)
})

test('lists every error at once, and with onError: warn builds all the rest', async () => {
  site = await tempSite({
    'index.html': page(
      '<img src="/media/lake.jpg?preset=hero" alt="Lake">\n<img src="/media/empty.jpg?preset=hero" alt="E">\n<img src="/media/no.jpg?preset=hero" alt="N">',
    ),
    'media/lake.jpg': await photo(),
    'media/empty.jpg': '',
  })
  await expect(site.build(hero)).rejects.toThrow(/empty\.jpg" is empty[\s\S]*No file for "\/media\/no\.jpg/)
  const log = await site.build({ ...hero, onError: 'warn' })
  expect(log.warnings.join('\n')).toMatch(/index\.html:10:\d+ .*empty[\s\S]*index\.html:11:\d+/)
  const html = await site.read('dist/index.html')
  expect(elements(html, 'picture')).toHaveLength(1)
  expect(elements(html, 'img').map((img) => attribute(img, 'data-rendition-error') ?? 'fine')).toEqual([
    'fine',
    'asset-empty',
    'asset-not-found',
  ])
})

test('keeps old files for the grace time and removes them at once with grace 0', async () => {
  site = await tempSite({
    'index.html': page('<img src="/media/lake.jpg?preset=hero" alt="Lake">'),
    'media/lake.jpg': await photo(600, 400, 1),
  })
  await site.build(hero)
  const first = await site.list('dist/assets/media')
  await site.write({ 'media/lake.jpg': await photo(600, 400, 2) })
  await site.build(hero)
  expect(await site.list('dist/assets/media')).toHaveLength(first.length * 2)
  await site.build({ ...hero, grace: 0 })
  const last = await site.list('dist/assets/media')
  expect(last).toHaveLength(first.length)
  expect(last.filter((file) => first.includes(file))).toEqual([])
})

test('redirects the stable address of a photo that moved', async () => {
  const body = (path: string): string => page('<p>Hi</p>', `<meta property="og:image" content="${path}">`)
  const options = { site: 'https://example.org', grace: 0 as const }
  site = await tempSite({ 'index.html': body('/media/a/lake.jpg'), 'media/a/lake.jpg': await photo(1300, 800) })
  await site.build(options)
  const before = elements(await site.read('dist/index.html'), 'meta')
    .map((meta) => attribute(meta, 'content'))
    .at(-1)
  expect(before).toBe('https://example.org/media/a/lake.social.jpg')
  await site.remove('media/a')
  await site.write({ 'media/b/sea.jpg': await photo(1300, 800), 'index.html': body('/media/b/sea.jpg') })
  await site.build(options)
  expect(await site.read('dist/_redirects')).toContain('/media/a/lake.social.jpg /media/b/sea.social.jpg 301')
  expect(await site.list('dist/media')).toEqual(['b/sea.social.jpg'])
})

test('works below a base path and with a relative base', async () => {
  site = await tempSite({
    'docs/index.html': page('<img src="/media/lake.jpg?preset=hero" alt="Lake"><script type="module" src="/main.js"></script>'),
    'main.js': `import lake from '/media/lake.jpg?preset=hero'\ndocument.title = lake.src + lake.srcset`,
    'media/lake.jpg': await photo(600, 400),
  })
  const input = { rollupOptions: { input: `${site.root}/docs/index.html` } }
  await site.build(hero, { base: '/sub/', build: input })
  expect(attribute(elements(await site.read('dist/docs/index.html'), 'img')[0], 'src')).toMatch(
    /^\/sub\/assets\/media\/lake-400\./,
  )
  await site.build(hero, { base: './', build: input })
  expect(attribute(elements(await site.read('dist/docs/index.html'), 'img')[0], 'src')).toMatch(
    /^\.\.\/assets\/media\/lake-400\./,
  )
  const script = await site.read(`dist/assets/${(await site.list('dist/assets')).find((file) => file.endsWith('.js'))}`)
  expect(script).toMatch(/new URL\(["'`]media\/lake-400\.[\w.]+["'`],\s*import\.meta\.url\)\.href/)
})

test('refuses a page that needs a draft', async () => {
  site = await tempSite({
    'index.html': page('<img src="/media/lake.jpg?preset=hero" alt="Lake">'),
    'media/lake.jpg': await photo(300, 200),
    'media/lake.jpg.media.yaml': 'publish: draft\n',
  })
  await expect(site.build(hero)).rejects.toThrow(/index\.html:9:\d+ "media\/lake\.jpg" is draft/)
  expect(await site.list('dist/assets')).toEqual([])
})

test('leaves ?url, ?raw, vite-ignore and remote pictures to Vite', async () => {
  site = await tempSite({
    'index.html': page(
      '<img src="/media/lake.jpg?url" alt="a"><img vite-ignore src="/media/lake.jpg" alt="b"><img src="https://example.org/a.jpg" alt="c">',
    ),
    'media/lake.jpg': await photo(300, 200),
  })
  await site.build(hero)
  expect(elements(await site.read('dist/index.html'), 'picture')).toHaveLength(0)
  expect(elements(await site.read('dist/index.html'), 'img').map((img) => attribute(img, 'src'))).toEqual([
    expect.stringMatching(/^\/assets\/lake-[\w-]+\.jpg/),
    '/media/lake.jpg',
    'https://example.org/a.jpg',
  ])
})
