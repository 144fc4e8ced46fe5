import { afterEach, expect, test } from 'vitest'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { request } from 'node:http'
import sharp from 'sharp'
import { createServer, type ViteDevServer } from 'vite'
import renditions from '../../src/index.js'
import type { Options } from '../../src/config/options.js'
import { glbOfSquare } from '../viewers/glb.js'
import { makeFilms, pdfOf } from '../viewers/media-files.js'
import { attribute, elements, page, photo, srcsetUrls, tempSite, type TempSite } from '../site/temp-site.js'
import { watching } from './watching.js'

let site: TempSite
let server: ViteDevServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
  await site?.dispose()
})

const hero: Options = { presets: { hero: { widths: [200, 400] } } }

async function serve(options: Options = hero): Promise<string> {
  server = await createServer({
    root: site.root,
    configFile: false,
    logLevel: 'silent',
    plugins: [renditions(options)],
    server: { port: 0, host: '127.0.0.1' },
  })
  await server.listen()
  return `http://127.0.0.1:${(server.httpServer?.address() as AddressInfo).port}`
}

const html = async (url: string): Promise<string> => (await fetch(url, { headers: { accept: 'text/html' } })).text()

async function lakeSite(): Promise<void> {
  site = await tempSite({
    'index.html': page('<img src="/media/lake.jpg?preset=hero" alt="Lake">'),
    'media/lake.jpg': await photo(600, 400),
  })
}

test('serves the markup of a build, whose addresses answer with pictures of the size they say', async () => {
  await lakeSite()
  const origin = await serve()
  const text = await html(`${origin}/`)
  expect(elements(text, 'source').map((source) => attribute(source, 'type'))).toEqual(['image/avif', 'image/webp'])
  for (const url of elements(text, 'source').flatMap((source) => srcsetUrls(attribute(source, 'srcset')))) {
    const response = await fetch(origin + url)
    expect(response.status).toBe(200)
    const meta = await sharp(Buffer.from(await response.arrayBuffer())).metadata()
    expect(String(meta.width)).toBe(new URL(url, origin).searchParams.get('width'))
    expect(response.headers.get('cache-control')).toContain('immutable')
    const again = await fetch(origin + url, { headers: { 'if-none-match': response.headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
  }
})

test('answers the same address after a restart', async () => {
  await lakeSite()
  const first = await serve()
  const url = attribute(elements(await html(`${first}/`), 'img')[0], 'src') ?? ''
  await server?.close()
  const second = await serve()
  expect((await fetch(second + url)).status).toBe(200)
})

test('answers overrides of a reference after a restart, and refuses the same address with other numbers', async () => {
  site = await tempSite({
    'index.html': page('<img src="/media/lake.jpg?preset=hero&width=123" alt="Lake">'),
    'media/lake.jpg': await photo(600, 400),
  })
  const first = await serve()
  const url = attribute(elements(await html(`${first}/`), 'img')[0], 'src') ?? ''
  await server?.close()
  const second = await serve()
  expect((await sharp(Buffer.from(await (await fetch(second + url)).arrayBuffer())).metadata()).width).toBe(123)
  const forged = new URL(url, second)
  forged.searchParams.set('with', JSON.stringify({ width: '77' }))
  forged.searchParams.set('width', '77')
  expect((await fetch(forged)).status).toBe(400)
})

test('reaches nothing but what a preset asks for', async () => {
  await lakeSite()
  await site.write({ 'secret.txt': 'secret', '.env': 'KEY=1', 'media/notes.txt': 'x' })
  const origin = await serve()
  const url = new URL(attribute(elements(await html(`${origin}/`), 'img')[0], 'src') ?? '', origin)
  const statusOf = async (path: string): Promise<number> => rawStatus(origin, path)
  const query = url.search
  expect(await statusOf(url.pathname + query)).toBe(200)
  for (const width of ['1', '201', '99999', 'NaN', '-1', '1e9']) {
    expect(await statusOf(url.pathname + query.replace(/width=\d+/, `width=${width}`)), width).toBeGreaterThanOrEqual(400)
  }
  for (const path of [
    'secret.txt',
    '.env',
    'media/notes.txt',
    '../x.jpg',
    '..%2fx.jpg',
    '%2e%2e/x.jpg',
    'media/%2e%2e/.env',
    '/etc/passwd',
    'media%5clake.jpg',
    'media/lake.jpg/',
    'media/lake.jpg%00',
    'media/lake.jpg::$DATA',
    '%252e%252e/x',
  ]) {
    expect(await statusOf(`/@renditions/${path}${query}`), path).toBeGreaterThanOrEqual(400)
  }
})

test('shows what is wrong as a picture with a 4xx status and goes on serving', async () => {
  site = await tempSite({
    'index.html': page('<img src="/media/bad.jpg?preset=hero" alt="Bad"><img src="/media/lake.jpg?preset=hero" alt="Lake">'),
    'media/bad.jpg': (await photo(300, 200)).subarray(0, 300),
    'media/lake.jpg': await photo(600, 400),
  })
  const origin = await serve()
  const [bad, lake] = elements(await html(`${origin}/`), 'img')
  const response = await fetch(origin + attribute(bad, 'src'))
  expect(response.status).toBe(422)
  expect(response.headers.get('content-type')).toBe('image/svg+xml')
  expect(await response.text()).toMatch(/bad\.jpg/)
  expect((await fetch(origin + attribute(lake, 'src'))).status).toBe(200)
})

test('updates the page when the picture, its sidecar or a file that was missing changes', async () => {
  site = await tempSite({
    'index.html': page('<img src="/media/lake.jpg?preset=hero"><img src="/media/new.jpg?preset=hero" alt="New">'),
    'media/lake.jpg': await photo(600, 400),
  })
  const origin = await serve()
  const reloads: unknown[] = []
  await watching(server!, site)
  const send = server!.ws.send.bind(server!.ws)
  server!.ws.send = ((payload: unknown) => void (reloads.push(payload), send(payload as never))) as never
  const before = await html(`${origin}/`)
  expect(attribute(elements(before, 'img')[1], 'data-rendition-error')).toBe('asset-not-found')
  await site.write({ 'media/lake.jpg': await photo(600, 300, 9) })
  await expect.poll(async () => attribute(elements(await html(`${origin}/`), 'img')[0], 'height')).toBe('200')
  await site.write({ 'media/lake.jpg.media.yaml': 'alt: From the sidecar\n' })
  await expect.poll(async () => attribute(elements(await html(`${origin}/`), 'img')[0], 'alt')).toBe('From the sidecar')
  await site.write({ 'media/new.jpg': await photo(600, 400, 3) })
  await expect.poll(async () => attribute(elements(await html(`${origin}/`), 'img')[1], 'data-rendition-error')).toBeUndefined()
  await expect.poll(() => reloads).toContainEqual(expect.objectContaining({ type: 'full-reload' }))
})

test('waits for what trimming leaves of a picture, so that its size is right', async () => {
  const inner = await sharp(await photo(200, 100))
    .extend({ top: 50, bottom: 50, left: 20, right: 20, background: '#fff' })
    .png()
    .toBuffer()
  site = await tempSite({ 'index.html': page('<img src="/media/a.png?preset=hero&trim" alt="A">'), 'media/a.png': inner })
  const origin = await serve()
  const [image] = elements(await html(`${origin}/`), 'img')
  const { width, height } = await sharp(
    Buffer.from(await (await fetch(origin + attribute(image, 'src'))).arrayBuffer()),
  ).metadata()
  expect([attribute(image, 'width'), attribute(image, 'height')]).toEqual([String(width), String(height)])
  expect(width).toBeLessThan(240)
})

test('serves Markdown pages with the same markup', async () => {
  site = await tempSite({
    'content/blog/post.md': '---\ntitle: Post\n---\n![Lake](../../media/lake.jpg?preset=hero)\n',
    'media/lake.jpg': await photo(600, 400),
  })
  const origin = await serve({ ...hero, pages: 'content/**/*.md' })
  for (const path of ['/blog/post.html', '/blog/post']) {
    const text = await html(origin + path)
    expect(text).toContain('<title>Post</title>')
    expect(attribute(elements(text, 'img')[0], 'alt')).toBe('Lake')
    expect(elements(text, 'source')).toHaveLength(2)
    for (const element of elements(text, 'source')) {
      for (const url of srcsetUrls(attribute(element, 'srcset'))) expect((await fetch(origin + url)).status).toBe(200)
    }
  }
})

/** A request whose path is sent as it is, without the normalisation of `fetch`. */
function rawStatus(origin: string, path: string): Promise<number> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers: { accept: '*/*' } }, (response) => {
      response.resume()
      // Vite answers unknown paths with the index page, which leaks nothing.
      const type = response.headers['content-type'] ?? ''
      resolve(type.includes('html') ? 404 : (response.statusCode ?? 0))
    })
      .on('error', reject)
      .end()
  })
}

test('answers the page of a viewer, and what that loads, at the addresses they will have', async () => {
  site = await tempSite({
    'index.html': page(
      '<img src="/media/lake.jpg?preset=hero&viewer=zoom" alt="Lake"><img src="/media/boot.glb" data-viewer="model" alt="Boot">',
    ),
    'media/lake.jpg': await photo(300, 200),
    'media/boot.glb': glbOfSquare(),
  })
  await mkdir(`${site.root}/node_modules/@google`, { recursive: true })
  const library = 'node_modules/@google/model-viewer'
  await symlink(resolve(import.meta.dirname, '../..', library), `${site.root}/${library}`, 'dir')
  const origin = await serve({ ...hero, texts: { en: { showModel: 'Look' } } })
  await html(`${origin}/`)
  const text = await html(`${origin}/media/lake.zoom.html`)
  expect(attribute(elements(text, 'img')[0], 'alt')).toBe('Lake')
  const loaded = [
    ...elements(text, 'link').map((link) => attribute(link, 'href')),
    ...elements(text, 'script').map((script) => attribute(script, 'src')),
    attribute(elements(text, 'a')[0], 'href'),
  ]
  expect(loaded).toContain('/media/viewers/zoom.1.js')
  for (const url of loaded) expect([url, (await fetch(new URL(url ?? '', origin))).status]).toEqual([url, 200])
  // The script of models knows the site's words, and where the package is that draws them.
  expect(await html(`${origin}/media/boot.model.html`)).toContain('/media/viewers/model.1.js')
  const script = await html(`${origin}/media/viewers/model.1.js`)
  expect(script).toContain('"showModel":"Look"')
  const [address = ''] = /\.\.\/\.\.\/[\w./-]+model-viewer\.[0-9a-f]{16}\.js/.exec(script) ?? []
  const drawing = await fetch(new URL(address, `${origin}/media/viewers/model.1.js`))
  expect([drawing.headers.get('content-type'), await drawing.text()]).toEqual([
    'text/javascript; charset=utf-8',
    await readFile(resolve(import.meta.dirname, '../..', library, 'dist/model-viewer-umd.min.js'), 'utf8'),
  ])
})

test('serves films by ranges, also as what they are encoded as, their tracks and posters, and first pages of documents', async () => {
  site = await tempSite({
    'index.html': page(
      '<img src="/media/clip.mp4" data-viewer="video" data-preset="hero" data-loop alt="Film"><img src="/media/kit.pdf?viewer=document" alt="Kit">',
    ),
    'media/clip.mp4.media.yaml': 'poster: lake.jpg\ntracks: [{ src: words.vtt, lang: en }]\n',
    'media/words.vtt': 'WEBVTT\n',
    'media/lake.jpg': await photo(64, 64),
    'media/kit.pdf': pdfOf(300, 400),
  })
  await makeFilms(`${site.root}/media`)
  const origin = await serve({
    presets: { hero: { widths: [40], formats: ['jpeg'] }, default: { widths: [40], formats: ['jpeg'] } },
  })
  const text = await html(`${origin}/`)
  const address = (tag: string, name: string): string => origin + (attribute(elements(text, tag)[0], name) ?? '')
  const film = await fetch(address('source', 'src'), { headers: { range: 'bytes=10-19' } })
  expect([film.status, film.headers.get('content-type')]).toEqual([206, 'video/mp4'])
  expect(Buffer.from(await film.arrayBuffer())).toEqual((await site.bytes('media/clip.mp4')).subarray(10, 20))
  const track = await fetch(address('track', 'src'))
  expect([track.headers.get('content-type'), await track.text()]).toEqual(['text/vtt; charset=utf-8', 'WEBVTT\n'])
  for (const url of [address('video', 'poster'), address('img', 'src')]) {
    const picture = await fetch(url)
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
  }
  const paper = await fetch(address('a', 'href'))
  expect(paper.headers.get('content-type')).toBe('application/pdf')
  const encoded = async (): Promise<string | null> => {
    const source = attribute(elements(await html(`${origin}/`), 'source')[0], 'src') ?? ''
    return source.includes('format=film') ? (await fetch(origin + source)).headers.get('content-type') : source
  }
  await expect.poll(encoded).toBe('video/mp4')
})
