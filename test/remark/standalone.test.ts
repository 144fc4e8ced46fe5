import { afterEach, beforeAll, expect, test } from 'vitest'
import { stat } from 'node:fs/promises'
import rehypeStringify from 'rehype-stringify'
import remarkDirective from 'remark-directive'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import sharp from 'sharp'
import type { Root } from 'hast'
import { unified } from 'unified'
import { VFile } from 'vfile'
import type { Plugin } from 'vite'
import { publishRenditions, remarkRenditions, type RemarkOptions } from '../../src/remark.js'
import { attribute, elements, page, photo, srcsetUrls, tempSite, type TempSite } from '../site/temp-site.js'

let lake: Buffer
let site: TempSite
beforeAll(async () => {
  lake = await photo(300, 200)
})
afterEach(async () => {
  await publishRenditions(site.root).catch(() => [])
  await site.dispose()
})

const presets = { hero: { widths: [100, 200], formats: ['webp', 'fallback'] } } as const

async function render(path: string, options: RemarkOptions = {}): Promise<string> {
  const file = await unified()
    .use(remarkParse)
    .use(remarkDirective)
    .use(remarkRenditions, { root: site.root, outDir: 'public_html', presets, ...options })
    .use(remarkRehype, { allowDangerousHtml: true })
    .use(rehypeStringify, { allowDangerousHtml: true })
    .process({ path: `${site.root}/${path}`, value: await site.read(path) })
  return String(file)
}

const post = `# Post

![Lake](../media/lake.jpg?preset=hero "Evening")

::media[By directive]{src="../media/lake.jpg" preset="hero" viewer="zoom"}

<img src="../media/lake.jpg?preset=hero&width=150" alt="Raw">
`

test('renders pictures of Markdown, directives and raw HTML, and publishes their files with a ledger', async () => {
  site = await tempSite({ 'posts/one.md': post, 'media/lake.jpg': lake })
  const html = await render('posts/one.md')
  expect(elements(html, 'img').map((image) => [attribute(image, 'alt'), attribute(image, 'width')])).toEqual([
    ['Lake', '200'],
    ['By directive', '200'],
    ['Raw', '150'],
  ])
  expect(attribute(elements(html, 'img')[0], 'title')).toBe('Evening')
  expect(elements(html, 'rendition-zoom')).toHaveLength(1)
  expect(html).not.toContain('renditions://')
  expect(await site.list('public_html')).toEqual([])
  expect(await publishRenditions(site.root)).toEqual([])
  const urls = [...elements(html, 'source'), ...elements(html, 'img')].flatMap((element) =>
    srcsetUrls(attribute(element, 'srcset') ?? attribute(element, 'src')),
  )
  expect(urls.length).toBeGreaterThan(5)
  for (const url of urls)
    expect((await sharp(await site.bytes(`public_html${url}`)).metadata()).width).toBe(Number(/-(\d+)\./.exec(url)?.[1]))
  expect(await site.read('renditions.lock')).toContain('media/lake.jpg')
})

test('gives the same text when it runs again, encoding nothing and changing no file', async () => {
  site = await tempSite({ 'posts/one.md': post, 'media/lake.jpg': lake })
  const first = await render('posts/one.md')
  await publishRenditions(site.root)
  const state = async () => ({
    ledger: await site.read('renditions.lock'),
    files: await site.list('public_html'),
    made: await artifacts(),
  })
  const before = await state()
  expect(before.made.length).toBeGreaterThan(5)
  expect(await render('posts/one.md')).toBe(first)
  await publishRenditions(site.root)
  expect(await state()).toEqual(before)
})

/** Every artifact of the cache with the time at which it was made. */
async function artifacts(): Promise<string[]> {
  const files = (await site.list('.renditions')).filter((file) => /[0-9a-f]{60}/.test(file))
  return Promise.all(files.map(async (file) => `${file} ${(await stat(`${site.root}/.renditions/${file}`)).ctimeMs}`))
}

test('rejects when publishing with every error at its line, and publishes nothing then', async () => {
  site = await tempSite({
    'posts/one.md':
      '![Lake](../media/lake.jpg?preset=hreo)\n\n![None](../media/none.jpg?preset=hero)\n\n::media{src="../media/lake.jpg" viewer="zom"}\n',
    'media/lake.jpg': lake,
  })
  const html = await render('posts/one.md')
  expect(elements(html, 'img').map((image) => attribute(image, 'data-rendition-error'))).toEqual([
    'unknown-preset',
    'asset-not-found',
    'unknown-viewer',
  ])
  const message = await publishRenditions(site.root).then(
    () => '',
    (error: Error) => error.message,
  )
  expect(message).toMatch(/posts\/one\.md:1:1 There is no preset named "hreo"\. Did you mean "hero"\?/)
  expect(message).toMatch(/posts\/one\.md:3:1 No file for "\.\.\/media\/none\.jpg\?preset=hero"/)
  expect(message).toMatch(/posts\/one\.md:5:1 There is no viewer named "zom"/)
  expect(await site.list('public_html')).toEqual([])
})

test('with onError: warn publishes the rest and gives the findings', async () => {
  site = await tempSite({
    'posts/one.md': '![Lake](../media/lake.jpg?preset=hero)\n\n![None](../media/none.jpg?preset=hero)\n',
    'media/lake.jpg': lake,
  })
  await render('posts/one.md', { onError: 'warn' })
  expect(await publishRenditions(site.root)).toEqual([expect.stringMatching(/posts\/one\.md:3:1 No file for/)])
  expect((await site.list('public_html/assets/media')).length).toBe(4)
})

test('writes addresses below a base', async () => {
  site = await tempSite({ 'posts/one.md': '![Lake](../media/lake.jpg?preset=hero)\n', 'media/lake.jpg': lake })
  const html = await render('posts/one.md', { base: '/blog/' })
  expect(attribute(elements(html, 'img')[0], 'src')).toMatch(/^\/blog\/assets\/media\/lake-200\./)
})

const main = `import content from './posts/one.md'\nglobalThis.content = content`

/** A plugin of somebody else, whose modules are made by a pipeline of their own. */
function otherMarkdown(write: (tree: Root) => string): Plugin {
  return {
    name: 'other-markdown',
    async transform(code, id) {
      if (!/\.mdx?$/.test(id)) return null
      const processor = unified().use(remarkParse).use(remarkRenditions).use(remarkRehype)
      const file = new VFile({ path: id, value: code })
      const tree = await processor.run(processor.parse(file), file)
      return { code: `export default ${JSON.stringify(write(tree))}`, map: null, moduleType: 'js' }
    },
  }
}

/** What the built script left in `globalThis`, as if it stood on a host. */
async function contentOf(built: TempSite): Promise<string> {
  const [file] = (await built.list('dist/assets')).filter((name) => name.endsWith('.js'))
  const script = await built.read(`dist/assets/${file}`)
  expect(script).not.toContain('renditions://')
  const found = { content: '' }
  const body = script
    .replaceAll('import.meta.url', '"https://example.org/deep/assets/main.js"')
    .replace(/^export\s*\{\s*\};?/m, '')
  new Function('globalThis', 'document', body)(found, { createElement: () => ({ relList: { supports: () => true } }) })
  return found.content
}

test.each(['/', './'])(
  'joins a Vite build of the same site, which fills in and publishes the addresses (base %s)',
  async (base) => {
    site = await tempSite({
      'index.html': page('<main></main><script type="module" src="/main.js"></script>'),
      'main.js': main,
      'posts/one.md': '---\nviewer: zoom\n---\n\n![Lake "A" \\` ${x}](../media/lake.jpg?preset=hero)\n',
      'media/lake.jpg': lake,
    })
    const html = otherMarkdown((tree) => unified().use(rehypeStringify).stringify(tree))
    await site.build({ presets }, { base, plugins: [html] })
    const content = await contentOf(site)
    const [image] = elements(content, 'img')
    expect(attribute(image, 'alt')).toBe('Lake "A" ` ${x}')
    const start = base === '/' ? '/assets/media/' : 'https://example.org/deep/assets/media/'
    for (const url of [...srcsetUrls(attribute(image, 'srcset')), attribute(image, 'src') ?? ''])
      expect(url.startsWith(`${start}lake-`), url).toBe(true)
    const names = [...new Set([...content.matchAll(/\/assets\/media\/([\w.-]+)/g)].map(([, name]) => name))].toSorted()
    expect(names.length).toBeGreaterThan(3)
    expect(await site.list('dist/assets/media')).toEqual(names)
    expect(await publishRenditions(site.root)).toEqual([])
  },
)

test('gives a tree to what ends in JSX, where markup in a string would be shown as text', async () => {
  site = await tempSite({
    'index.html': page('<script type="module" src="/main.js"></script>'),
    'main.js': main.replace('one.md', 'one.mdx'),
    'posts/one.mdx': '![Lake](../media/lake.jpg?preset=hero&placeholder=color)\n',
    'media/lake.jpg': lake,
  })
  await site.build({ presets }, { base: '/a&b/', plugins: [otherMarkdown((tree) => JSON.stringify(tree))] })
  const content = await contentOf(site)
  expect(content).not.toMatch(/<(?:picture|img)/)
  const properties = JSON.parse(/"tagName":"img","properties":(\{.*?\})/.exec(content)?.[1] ?? '{}') as Record<string, string>
  expect(properties['src']).toMatch(/^\/a&b\/assets\/media\/lake-200\./)
  expect(properties['srcSet']).toMatch(/^\S+lake-100\S+ 100w, \S+lake-200\S+ 200w$/)
  expect(properties['style']).toMatch(/^background-color:#[0-9a-f]{6}$/)
})
