import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { SourceMap } from 'node:module'
import sharp from 'sharp'
import { createLogger, createServer, type TransformResult, type ViteDevServer } from 'vite'
import renditions from '../../src/index.js'
import { page, photo, attribute, elements, tempSite, type TempSite } from '../site/temp-site.js'
import { assetText, expectWhole, mediaNames, small } from './built.js'

let lake: Buffer
let site: TempSite
beforeAll(async () => {
  lake = await photo(300, 200)
})
afterEach(() => site?.dispose())

const linked = page('<p class="top">Hi</p>', '<link rel="stylesheet" href="/style/main.css">')

test('answers nested rules, image-set and custom properties, and minifies the result', async () => {
  site = await tempSite({
    'index.html': linked,
    'style/main.css': `.top { color: red; & p { background: url('../media/lake.jpg?preset=hero') no-repeat } }
:root { --lake: url(../media/lake.jpg?preset=hero&width=150) }
.part { background-image: image-set(url("../media/lake.jpg?preset=hero&width=50") 1x, "../media/lake.jpg?preset=hero" 2x) }`,
    'media/lake.jpg': lake,
  })
  await site.build(small)
  const css = await assetText(site, '.css')
  for (const width of [50, 150, 200])
    expect(
      mediaNames(css).some((name) => name.startsWith(`lake-${width}.`)),
      String(width),
    ).toBe(true)
  expect(css.match(/type\("image\/webp"\)/g)?.length).toBeGreaterThan(0)
  await expectWhole(site)
})

test('publishes under the stable address what the preset gives to all browsers, not a candidate of the style sheet', async () => {
  site = await tempSite({
    'index.html': linked,
    'style/main.css': `.top { background: url('../media/lake.jpg?preset=card') }`,
    'media/lake.jpg': lake,
  })
  await site.build({ presets: { card: { width: 100, densities: [1, 2], formats: ['webp', 'fallback'], stable: true } } })
  expect(await assetText(site, '.css')).toMatch(/lake-100\.[^,]*1x[^,]*,[^,]*lake-200\.[^,]*2x/)
  const { format, width } = await sharp(await site.bytes('dist/media/lake.card.jpg')).metadata()
  expect([format, width]).toEqual(['jpeg', 200])
})

test('refuses a wish in a style sheet that another one takes in, rather than publish the original', async () => {
  site = await tempSite({
    'index.html': linked,
    'style/main.css': `@import './part.css';\n.top { color: red }`,
    'style/part.css': `.part { background-image: url("../media/lake.jpg?preset=hero") }`,
    'media/lake.jpg': lake,
  })
  await expect(site.build(small)).rejects.toThrow(/"media\/lake\.jpg\?preset=hero" reaches a style sheet by @import/)
  await site.write({ 'style/part.css': '.part { background-image: url("../media/lake.jpg") }' })
  await site.build(small)
  expect(await assetText(site, '.css')).toMatch(/url\(\/assets\/lake-[\w-]+\.jpg\)/)
})

test('answers CSS modules and styles imported by a script', async () => {
  site = await tempSite({
    'index.html': page('<script type="module" src="/main.js"></script>'),
    'main.js': `import classes from './card.module.css'\nimport text from './inline.css?inline'\ndocument.title = classes.card + text`,
    'card.module.css': `.card { background-image: url('./media/lake.jpg?preset=hero') }`,
    'inline.css': `.x { background-image: url('./media/lake.jpg?preset=hero&width=120') }`,
    'media/lake.jpg': lake,
  })
  await site.build(small)
  expect(await assetText(site, '.css')).toMatch(/\._?card_\S*\s*\{[^}]*image-set/)
  expect(mediaNames(await assetText(site, '.js')).some((name) => name.startsWith('lake-120.'))).toBe(true)
  await expectWhole(site)
})

test('answers <style> and style attributes of a page', async () => {
  site = await tempSite({
    'index.html': page(
      `<div style="background-image: url('/media/lake.jpg?preset=hero')">a</div><div style='background: url("/media/lake.jpg?preset=hero&amp;width=150") center'>b</div>`,
      `<style>.top { background: url('/media/lake.jpg?preset=hero&width=120') }</style>`,
    ),
    'media/lake.jpg': lake,
  })
  await site.build(small)
  const html = await site.read('dist/index.html')
  const [a, b] = elements(html, 'div').map((element) => attribute(element, 'style') ?? '')
  expect(a).toMatch(/^background-image:\s*image-set\(url\("?\/assets\/media\/lake-200\.[^)]+\.webp"?\)[^)]*\)/)
  expect(b).toMatch(/\/assets\/media\/lake-150\./)
  expect(elements(html, 'style').length + elements(html, 'link').length).toBeGreaterThan(0)
  expect(mediaNames(html).some((name) => name.startsWith('lake-120.'))).toBe(true)
  await expectWhole(site)
})

test('goes through PostCSS plugins, which see plain url() values', async () => {
  const seen: string[] = []
  site = await tempSite({
    'index.html': linked,
    'style/main.css': `.top { background-image: url('../media/lake.jpg?preset=hero') }`,
    'media/lake.jpg': lake,
  })
  const spy = {
    postcssPlugin: 'spy',
    Declaration: (declaration: { prop: string; value: string }) => void seen.push(declaration.value),
  }
  await site.build(small, { css: { postcss: { plugins: [spy] } } })
  expect(seen.join()).toMatch(/image-set\(url\("renditions:/)
  await expectWhole(site)
})

test('leaves url() without a wish, and ?url, to Vite', async () => {
  site = await tempSite({
    'index.html': linked,
    'style/main.css': `.a { background: url('../media/lake.jpg') } .b { background: url('../media/lake.jpg?url') } .c { background: url(https://example.org/a.jpg?preset=hero) }`,
    'media/lake.jpg': lake,
  })
  await site.build(small)
  const css = await assetText(site, '.css')
  expect(css).toMatch(/url\(\/assets\/lake-[\w-]+\.jpg\)/)
  expect(css).toContain('https://example.org/a.jpg?preset=hero')
  expect(await site.list('dist/assets/media')).toEqual([])
})

describe('while serving', () => {
  let server: ViteDevServer
  const errors: string[] = []
  afterEach(() => server.close())

  async function styleSheet(files: Record<string, string>): Promise<TransformResult | null> {
    site = await tempSite({ 'index.html': linked, ...files, 'media/lake.jpg': lake })
    const customLogger = createLogger('silent')
    customLogger.error = (message) => void errors.push(message)
    server = await createServer({
      root: site.root,
      configFile: false,
      customLogger,
      plugins: [renditions(small)],
      css: { devSourcemap: true },
      server: { middlewareMode: true, ws: false },
    })
    return server.environments.client.transformRequest('/style/main.css?direct')
  }

  test('keeps the source map of a style sheet right', async () => {
    const result = await styleSheet({
      'style/main.css': `.top { background-image: url('../media/lake.jpg?preset=hero'); color: red }\n.next { color: blue }\n`,
    })
    const map = result?.map && 'mappings' in result.map && result.map.mappings ? result.map : undefined
    if (!map) throw new Error('There is no source map.')
    const lines = (result?.code ?? '').split('\n')
    const line = lines.findIndex((text) => text.includes('.next'))
    const entry = new SourceMap(JSON.parse(JSON.stringify(map))).findEntry(line, (lines[line] ?? '').indexOf('.next'))
    expect('originalLine' in entry && entry.originalLine).toBe(1)
  })

  test('says what is wrong, and refuses a wish in an imported style sheet', async () => {
    const result = await styleSheet({ 'style/main.css': `.a { color: red; background: url(../media/lake.jpg?preset=hreo) }` })
    expect(result?.code).toContain('color: red')
    expect(errors.join()).toMatch(/style\/main\.css:1:\d+ There is no preset named "hreo"/)
    await server.close()
    await site.dispose()
    const imported = styleSheet({
      'style/main.css': `@import './part.css';`,
      'style/part.css': `.p { background: url(../media/lake.jpg?preset=hero) }`,
    })
    await expect(imported).rejects.toThrow(
      /style\/main\.css:1:1 "\/media\/lake\.jpg\?preset=hero" reaches a style sheet by @import/,
    )
  })
})
