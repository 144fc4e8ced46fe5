import { afterEach, beforeAll, expect, test } from 'vitest'
import type { AddressInfo } from 'node:net'
import { createServer } from 'vite'
import renditions from '../../src/index.js'
import { attribute, elements, page, photo, tempSite, type TempSite } from '../site/temp-site.js'
import { assetText, expectWhole, mediaNames, small } from './built.js'
import { watching } from './watching.js'

let lake: Buffer
let site: TempSite
beforeAll(async () => {
  lake = await photo(300, 200)
})
afterEach(() => site?.dispose())

const withPages = { ...small, pages: { include: 'content/**/*.md', base: '/blog/', layout: 'layout.html' } }
const layout =
  '<!doctype html><html lang="{{ lang }}"><head><title>{{ title }} | Site</title><meta property="og:image" content="{{ cover }}"></head><body><header><img src="/media/lake.jpg?preset=hero&width=50" alt="Logo"></header>{{ content }}</body></html>'

test('puts Markdown pages into a layout, with front matter deciding for the whole page', async () => {
  site = await tempSite({
    'layout.html': layout,
    'content/a/one.md':
      '---\ntitle: One & two\nlang: de\ncover: ../../media/lake.jpg\npreset: hero\nviewer: zoom\n---\n# Head\n\n![Lake](../../media/lake.jpg)\n\n<img src="../../media/lake.jpg?width=70" alt="Raw">\n\n[Paper](../../media/paper.pdf)\n',
    'content/two.md': '![Lake](../media/lake.jpg?preset=hero)\n',
    'media/lake.jpg': lake,
    'media/paper.pdf': '%PDF-1.4\n%%EOF\n',
  })
  await site.build(withPages)
  const [one, two] = [await site.read('dist/blog/a/one.html'), await site.read('dist/blog/two.html')]
  expect(one).toContain('<title>One &amp; two | Site</title>')
  expect(attribute(elements(one, 'html')[0], 'lang')).toBe('de')
  expect(attribute(elements(one, 'meta')[0], 'content')).toBe('/media/lake.social.jpg')
  expect(elements(one, 'img').map((image) => [attribute(image, 'alt'), attribute(image, 'width')])).toEqual([
    ['Logo', '50'],
    ['Lake', '200'],
    ['Raw', '70'],
  ])
  expect(elements(one, 'rendition-zoom')).toHaveLength(2)
  expect(attribute(elements(one, 'a').at(-1), 'href')).toBe('/media/paper.pdf')
  expect([elements(one, 'script').length, elements(two, 'script').length]).toEqual([1, 0])
  expect(elements(two, 'meta').map((meta) => attribute(meta, 'content'))).toEqual([''])
  await expectWhole(site)
})

test('names file, line and column of a reference in Markdown, in raw HTML and in a layout', async () => {
  site = await tempSite({
    'layout.html':
      '<!doctype html>\n<html lang="en"><title>x</title>\n<img src="/media/lake.jpg?preset=laout" alt="">\n{{ content }}</html>',
    'content/one.md':
      '---\ntitle: One\n---\n\n![Lake](../media/lake.jpg?preset=hreo)\n\n<p>\n<img src="../media/lake.jpg?preset=hrao" alt="Raw">\n</p>\n',
    'media/lake.jpg': lake,
  })
  const message = await site.build(withPages).then(
    () => '',
    (error: Error) => error.message,
  )
  expect(message).toMatch(/content\/one\.md:5:1 There is no preset named "hreo"/)
  expect(message).toMatch(/content\/one\.md:8:\d+ There is no preset named "hrao"/)
  expect(message).toMatch(/layout\.html:3:\d+ There is no preset named "laout"/)
  expect(message.match(/There is no preset/g)).toHaveLength(3)
})

test('puts no link into a link of the author, around a picture or raw HTML', async () => {
  site = await tempSite({
    'content/one.md':
      '[![Lake](../media/lake.jpg?preset=hero&viewer=zoom)](https://example.org)\n\n[<img src="../media/lake.jpg?preset=hero&viewer=zoom" alt="Raw">](https://example.org)\n',
    'media/lake.jpg': lake,
  })
  await site.build({ ...small, pages: 'content/*.md' })
  const html = await site.read('dist/one.html')
  expect(elements(html, 'a').map((link) => attribute(link, 'href'))).toEqual(['https://example.org', 'https://example.org'])
  expect(elements(html, 'rendition-zoom').map((zoom) => attribute(zoom, 'src'))).toEqual([
    expect.stringContaining('/lake-300.'),
    expect.stringContaining('/lake-300.'),
  ])
})

const importing = {
  'index.html': page('<main></main><script type="module" src="/main.js"></script>'),
  'main.js': `import { html, frontmatter } from './content/one.md'\nglobalThis.page = { html, frontmatter }`,
  'content/one.md': '---\ntitle: One\ntags: [a, b]\n---\n# "Head" \\` ${x}\n\n![Lake](../media/lake.jpg?preset=hero)\n',
}

test.each(['/', './'])('imports a Markdown page as HTML and front matter (base %s)', async (base) => {
  site = await tempSite({ ...importing, 'media/lake.jpg': lake })
  await site.build({ ...small, pages: 'content/*.md' }, { base })
  const code = (await assetText(site, '.js'))
    .replaceAll('import.meta.url', '"https://example.org/assets/index.js"')
    .replace(/^export\s*\{\s*\};?/m, '')
  const found = {} as { page: { html: string; frontmatter: unknown } }
  new Function('globalThis', 'document', code)(found, { createElement: () => ({ relList: { supports: () => true } }) })
  expect(found.page.frontmatter).toEqual({ title: 'One', tags: ['a', 'b'] })
  expect(found.page.html).toContain('<h1>"Head" ` ${x}</h1>')
  // The page it is put into may lie anywhere, so a relative base has to be resolved at run time.
  const start = base === '/' ? '/assets/media/' : 'https://example.org/assets/media/'
  expect(attribute(elements(found.page.html, 'img')[0], 'src')).toMatch(new RegExp(`^${start}lake-200\\.`))
  expect(attribute(elements(found.page.html, 'source')[0], 'srcset')).toMatch(
    new RegExp(`^${start}lake-100\\S+ 100w, ${start}lake-200\\S+ 200w$`),
  )
  await expectWhole(site)
})

test('imports a Markdown page while serving, with addresses that answer, and follows its changes', async () => {
  site = await tempSite({ ...importing, 'media/lake.jpg': lake })
  const server = await createServer({
    root: site.root,
    configFile: false,
    logLevel: 'silent',
    plugins: [renditions({ ...small, pages: 'content/*.md' })],
    server: { port: 0, host: '127.0.0.1' },
  })
  try {
    await server.listen()
    const origin = `http://127.0.0.1:${(server.httpServer?.address() as AddressInfo).port}`
    const load = async (): Promise<string> => (await fetch(`${origin}/content/one.md?import`)).text()
    const html = JSON.parse(/export const html = (".*")/.exec(await load())?.[1] ?? '""') as string
    const response = await fetch(origin + attribute(elements(html, 'img')[0], 'src'))
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    await watching(server, site)
    await site.write({ 'content/one.md': 'Changed\n' })
    await expect.poll(load).toContain('Changed')
  } finally {
    await server.close()
  }
})

test("builds pages beside the user's own inputs of any shape", async () => {
  site = await tempSite({
    'index.html': page('<p>Home</p>'),
    'about.html': page('<p>About</p>'),
    'content/one.md': '![Lake](../media/lake.jpg)\n',
    'media/lake.jpg': lake,
  })
  const pages = { ...small, pages: 'content/*.md' }
  await site.build(pages)
  expect((await site.list('dist')).filter((file) => file.endsWith('.html'))).toEqual(['index.html', 'one.html'])
  for (const input of [`${site.root}/about.html`, [`${site.root}/about.html`], { about: `${site.root}/about.html` }]) {
    for (const name of ['rollupOptions', 'rolldownOptions']) {
      await site.build(pages, { build: { [name]: { input } } })
      expect(
        (await site.list('dist')).filter((file) => file.endsWith('.html')),
        name,
      ).toEqual(['about.html', 'one.html'])
    }
  }
  expect(mediaNames(await site.read('dist/one.html')).length).toBeGreaterThan(0)
})
