import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import sharp from 'sharp'
import type { RenditionData } from '../../src/index.js'
import { attribute, elements, page, photo, srcsetUrls, tempSite, type TempSite } from '../site/temp-site.js'
import { viteFolder, viteMajors } from './vite-folder.js'

const run = promisify(execFile)

interface Served {
  status: number
  type: string
  text: string
}
interface Facts {
  version: string
  warnings: string[]
  server: { lake: RenditionData; all: Record<string, RenditionData>; url: string }
  refused: string
  served: Record<'page' | 'post' | 'script' | 'data' | 'style' | 'viewer' | 'picture', Served>
}

let site: TempSite
afterEach(() => site?.dispose())

describe.each(await viteMajors())('Vite %s', (major) => {
  test('builds and serves the same site as the others', { timeout: 180_000 }, async () => {
    const vite = await viteFolder(major)
    site = await tempSite({
      'index.html': page(
        '<img src="/media/lake.jpg?preset=hero" alt="Lake" data-viewer="zoom"><script type="module" src="/main.js"></script>',
        '<link rel="stylesheet" href="/style.css">',
      ),
      'main.js': `
        import lake from './media/lake.jpg?preset=hero'
        export const all = import.meta.glob('./media/*.jpg', { query: '?preset=hero', eager: true, import: 'default' })
        export const url = new URL('./media/lake.jpg?preset=hero', import.meta.url).href
        export { lake }
        globalThis.found = [lake, all, url]`,
      'style.css': `.top { background-image: url('./media/lake.jpg?preset=hero') }`,
      'content/post.md': '---\ntitle: Post\n---\n![Lake](../media/lake.jpg?preset=hero)\n',
      'media/lake.jpg': await photo(600, 400),
      'public/robots.txt': 'User-agent: *',
    })
    // A process of its own, so that it also shows that nothing keeps Node alive or ends it early.
    const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'build-and-serve.mjs'), vite, site.root], {
      env: { ...process.env, CI: '' },
    })
    const facts = JSON.parse(stdout) as Facts
    expect(facts.version.split('.')[0]).toBe(major)
    expect(facts.warnings).toEqual([])
    await expectBuild(facts)
    expectServed(facts)
    expect(facts.refused).toMatch(/index\.html:9:\d+ There is no preset named "hero"/)
    // Vite copies publicDir before anything can be refused.
    expect(await site.list('refused')).toEqual(['robots.txt'])
  })
})

async function expectBuild({ server }: Facts): Promise<void> {
  expect(await site.read('dist/robots.txt')).toBe('User-agent: *')
  const [index, post] = [await site.read('dist/index.html'), await site.read('dist/post.html')]
  for (const html of [index, post]) {
    expect(elements(html, 'source').map((source) => attribute(source, 'type'))).toEqual(['image/avif', 'image/webp'])
    for (const source of elements(html, 'source')) {
      for (const url of srcsetUrls(attribute(source, 'srcset'))) {
        expect((await sharp(await site.bytes(`dist${url}`)).metadata()).width).toBe(Number(/-(\d+)\./.exec(url)?.[1]))
      }
    }
  }
  expect([elements(index, 'script').length, elements(post, 'script').length]).toEqual([1, 0])
  const files = (await site.list('dist')).filter((file) => /\.(?:html|css|js)$/.test(file))
  const text = (await Promise.all(files.map((file) => site.read(`dist/${file}`)))).join('\n')
  expect(text).not.toContain('renditions://')
  expect(text).toMatch(/image-set\(/)
  const published = await site.list('dist/assets/media')
  const asked = new Set([...text.matchAll(/\/assets\/media\/([\w.-]+)/g)].map(([, file]) => file))
  expect([...asked].toSorted()).toEqual(published)
  expect([server.lake.width, server.lake.sources.length]).toEqual([400, 2])
  expect(server.all).toEqual({ './media/lake.jpg': server.lake })
  expect(new URL(server.url).pathname).toBe(server.lake.src)
  expect(published).toContain(server.lake.src.replace('/assets/media/', ''))
}

function expectServed({ served }: Facts): void {
  expect(Object.values(served).map(({ status }) => status)).toEqual(Object.values(served).map(() => 200))
  expect(elements(served.page.text, 'rendition-zoom')).toHaveLength(1)
  expect(elements(served.post.text, 'source')).toHaveLength(2)
  expect(served.picture.type).toBe('image/jpeg')
  expect(served.style.text).toContain('image-set(url("/@renditions/media/lake.jpg')
  expect(served.script.text).toMatch(/new URL\([^)]*\/@renditions\/media\/lake\.jpg/)
  const data = JSON.parse(/export default (\{.*\})/.exec(served.data.text)?.[1] ?? 'null') as RenditionData
  expect([data.width, data.height, data.sources.length]).toEqual([400, 267, 2])
}
