import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser, openPage } from '../e2e/browser.js'
import { photo, tempSite, type TempSite } from '../site/temp-site.js'
import type { Options } from '../../src/config/options.js'
import { netlifyHeadersFor, netlifyRedirectsOf, vercelAnswer } from './parsers.js'
import { SERVERS, startServer, type WebServer } from './servers.js'

const options: Options = {
  assets: 'media',
  hosts: ['netlify', 'vercel', 'nginx', 'apache', 'caddy'],
  presets: {
    hero: { widths: [120, 240], effort: 0, priority: true, stable: true, sizes: '(min-width: 40em) 50vw, 100vw' },
    // WebP comes out larger than the JPEG.
    fat: { width: 200, formats: ['webp', 'jpeg'], quality: { webp: 100, jpeg: 5 }, stable: true },
  },
}

const FOR_EVER = 'public, max-age=31536000, immutable'
const SHORTLY = 'public, max-age=300, must-revalidate'
const CHROME = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'

const STREAM = '/assets/media/film.0123456789abcdef/x'

let site: TempSite
/** URL of the hero's smallest AVIF. */
let first: string

function pageOf(...pictures: string[]): string {
  return `<!doctype html><html lang="en"><title>x</title>${pictures.join('\n')}</html>`
}

const hero = (name: string): string => `<img src="/media/${name}.jpg?preset=hero" alt="${name}">`

/** A real site, built twice: in between one photo moved and one was withdrawn. */
beforeAll(async () => {
  site = await tempSite({
    'media/lake.jpg': await photo(240, 180, 1),
    'media/old.jpg': await photo(240, 180, 2),
    'media/bad.jpg': await photo(240, 180, 3),
    'media/mark.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
    'public/_headers': '/*\n  X-Frame-Options: DENY\n',
    'public/.htaccess': 'Header set X-Mine yes\n',
    'public/vercel.json': '{ "cleanUrls": false }',
    'index.html': pageOf(hero('lake'), hero('old'), hero('bad'), '<img src="/media/lake.jpg?preset=fat" alt="fat">'),
    'about/index.html': pageOf(hero('lake'), '<img src="/media/mark.svg?stable=true" alt="mark">'),
    'plain.html': pageOf('<p>Nothing to see'),
  })
  const input = ['index.html', 'about/index.html', 'plain.html'].map((page) => `${site.root}/${page}`)
  const config = { build: { rollupOptions: { input } } }
  await site.build(options, config)
  await site.write({
    'media/new.jpg': await site.bytes('media/old.jpg'),
    'media/bad.jpg.media.yaml': 'publish: unpublished\n',
    'index.html': pageOf(hero('lake'), hero('new'), '<img src="/media/lake.jpg?preset=fat" alt="fat">'),
  })
  await site.remove('media/old.jpg')
  await site.build(options, config)
  // As a film makes them.
  await site.write({ [`dist${STREAM}.m3u8`]: '#EXTM3U', [`dist${STREAM}.mpd`]: '<MPD/>', [`dist${STREAM}.vtt`]: 'WEBVTT' })
  first = /\/assets\/media\/lake-120\.[0-9a-f]+\.avif/.exec(await site.read('dist/about/index.html'))?.[0] ?? ''
})

afterAll(() => site?.dispose())

/** What all programs have to answer: one table for the three. */
describe.each(SERVERS)('%s, over HTTP/2, with the files of a build', (name) => {
  let server: WebServer
  beforeAll(async () => {
    server = await startServer(name, `${site.root}/dist`)
  })
  afterAll(() => server?.close())

  test('leads a moved address to its new one, and says that a withdrawn one is gone', async () => {
    const moved = await server.ask('/media/old.hero.jpg')
    expect([moved.status, new URL(moved.headers.location ?? '', 'http://x').pathname]).toEqual([301, '/media/new.hero.jpg'])
    for (const path of ['/media/bad.hero.jpg', '/media/bad.hero.jpg.avif']) expect((await server.ask(path)).status).toBe(410)
  })

  test('lets immutable addresses be kept for ever, stable ones shortly, and errors not at all', async () => {
    const kept = await server.ask(first)
    expect([kept.status, kept.headers['cache-control']]).toEqual([200, FOR_EVER])
    expect([kept.headers['x-content-type-options'], kept.headers['content-type']]).toEqual(['nosniff', 'image/avif'])
    const stable = await server.ask('/media/lake.hero.jpg')
    expect([stable.status, stable.headers['cache-control']]).toEqual([200, SHORTLY])
    // Pages of others may demand it.
    expect(stable.headers['cross-origin-resource-policy']).toBe('cross-origin')
    expect(kept.headers['cross-origin-resource-policy']).toBeUndefined()
    const never = await server.ask('/assets/media/never-1.0123456789abcdef.avif')
    expect([never.status, never.headers['cache-control']]).toEqual([404, undefined])
  })

  test('says what the files of a stream are', async () => {
    const typeOf = async (ending: string): Promise<unknown> => (await server.ask(`${STREAM}.${ending}`)).headers['content-type']
    // nginx takes types from the author's own `types`, and Debian's know no DASH.
    if (name !== 'nginx') expect(await typeOf('mpd')).toBe('application/dash+xml')
    expect(await typeOf('m3u8')).toBe('application/vnd.apple.mpegurl')
    if (name !== 'nginx') expect(await typeOf('vtt')).toMatch(/^text\/vtt/)
  })

  test.each([
    [CHROME, 'avif', 'image/avif'],
    ['image/webp,*/*', 'webp', 'image/webp'],
    ['image/avif;q=0, image/webp;q=0.5', 'webp', 'image/webp'],
    ['*/*', '', 'image/jpeg'],
    ['image/jpeg', '', 'image/jpeg'],
  ])('answers a stable address to "Accept: %s" in the best format', async (accept, ending, type) => {
    const { status, headers, body } = await server.ask('/media/lake.hero.jpg', { accept })
    expect([status, headers['content-type'], String(headers.vary).includes('Accept')]).toEqual([200, type, true])
    expect(headers['cache-control']).toBe(SHORTLY)
    expect(body.equals(await site.bytes(`dist/media/lake.hero.jpg${ending && `.${ending}`}`))).toBe(true)
  })

  test('answers a stable address as it is named where no better file was made', async () => {
    const { headers } = await server.ask('/media/lake.fat.jpg', { accept: CHROME })
    expect(headers['content-type']).toBe('image/jpeg')
  })

  test('keeps scripts in an SVG from running on the origin of the site', async () => {
    const { status, headers } = await server.ask('/media/mark.svg')
    expect([status, headers['content-security-policy']]).toEqual([200, "script-src 'none'; sandbox"])
    expect((await server.ask(first)).headers['content-security-policy']).toBeUndefined()
  })

  test('tells a page, however it is asked for, what to load first', async () => {
    for (const path of ['/about/', '/about/index.html', '/', '/index.html']) {
      const { status, headers } = await server.ask(path)
      expect([path, status, headers['link']]).toEqual([path, 200, expect.stringContaining(`<${first}>; rel=preload; as=image`)])
      expect(headers['cache-control']).toBeUndefined()
    }
    expect((await server.ask('/plain.html')).headers['link']).toBeUndefined()
    expect((await server.ask('/plain')).status).toBe(name === 'apache' ? 404 : 200)
  })
})

test('the preload of a page is what its markup says, in the most modern format alone', async () => {
  const rule = /^\/about\/\n {2}Link: (.*)$/m.exec(await site.read('dist/_headers'))?.[1]
  const second = /\/assets\/media\/lake-240\.[0-9a-f]+\.avif/.exec(await site.read('dist/about/index.html'))?.[0]
  expect(rule).toBe(
    `<${first}>; rel=preload; as=image; type="image/avif"; imagesrcset="${first} 120w, ${second} 240w"; ` +
      'imagesizes="(min-width: 40em) 50vw, 100vw"; fetchpriority=high',
  )
})

test('a variant that came out larger than what its address names is not published', async () => {
  const stable = await site.list('dist/media')
  expect(stable.filter((path) => path.startsWith('lake.'))).toEqual([
    'lake.fat.jpg',
    'lake.hero.jpg',
    'lake.hero.jpg.avif',
    'lake.hero.jpg.webp',
  ])
  expect(await site.read('renditions.lock')).toContain('"media/lake.hero.jpg.avif":"hero"')
})

test('Netlify reads the same rules, and keeps those of the author', async () => {
  const text = await site.read('dist/_headers')
  expect(await netlifyHeadersFor(text, '/about/')).toMatchObject({
    Link: expect.stringContaining(first),
    'X-Frame-Options': 'DENY',
  })
  expect(await netlifyHeadersFor(text, first)).toMatchObject({ 'Cache-Control': FOR_EVER })
  expect(await netlifyHeadersFor(text, '/media/lake.hero.jpg')).toMatchObject({ 'Cache-Control': SHORTLY })
  expect(await netlifyHeadersFor(text, '/media/mark.svg')).toMatchObject({
    'Content-Security-Policy': "script-src 'none'; sandbox",
  })
  expect(await netlifyRedirectsOf(await site.read('dist/_redirects'))).toContainEqual({
    from: '/media/old.hero.jpg',
    to: '/media/new.hero.jpg',
    status: 301,
  })
})

test('Vercel reads the same rules, redirects and headers in one file', async () => {
  const text = await site.read('dist/vercel.json')
  expect(JSON.parse(text)).toMatchObject({ cleanUrls: false })
  for (const path of ['/about', '/about/', '/about/index.html', '/', '/index.html'])
    expect([path, vercelAnswer(text, path).headers['Link']]).toEqual([path, expect.stringContaining(first)])
  expect(vercelAnswer(text, '/aboutx').headers).toEqual({})
  expect(vercelAnswer(text, first).headers).toMatchObject({ 'Cache-Control': FOR_EVER, 'X-Content-Type-Options': 'nosniff' })
  expect(vercelAnswer(text, '/media/mark.svg').headers).toMatchObject({ 'Content-Security-Policy': "script-src 'none'; sandbox" })
  expect(vercelAnswer(text, '/media/old.hero.jpg')).toMatchObject({ status: 301, location: '/media/new.hero.jpg' })
})

test('a browser loads what the header announces, once, and nothing besides it', async () => {
  const server = await startServer('caddy', `${site.root}/dist`)
  const browser = await launchBrowser()
  try {
    const visit = await openPage(browser, [server.origin], { viewport: { width: 320, height: 400 } })
    await visit.page.goto(`${server.origin}/about/`, { waitUntil: 'networkidle' })
    const entries = await visit.page.evaluate(() =>
      performance.getEntriesByType('resource').map((entry) => ({
        path: new URL(entry.name).pathname,
        from: (entry as PerformanceResourceTiming).initiatorType,
      })),
    )
    const pictures = entries.filter(({ path }) => path.includes('/lake-'))
    expect(pictures).toEqual([{ path: expect.stringMatching(/\/lake-\d+\.[0-9a-f]+\.avif$/), from: 'link' }])
    const shown = await visit.page.evaluate(() => document.querySelector('img')?.currentSrc)
    expect(new URL(shown ?? '').pathname).toBe(pictures[0]?.path)
    // The icon that browsers ask for by themselves is not there.
    expect(visit.errors.filter((text) => !text.includes('404'))).toEqual([])
  } finally {
    await browser.close()
    await server.close()
  }
})

test('rules that another plugin emits stay, below ours', async () => {
  const other = await tempSite({ 'index.html': '<!doctype html><html lang="en"><title>x</title></html>' })
  try {
    await other.build(
      { hosts: ['netlify'] },
      {
        plugins: [
          {
            name: 'theirs:headers',
            generateBundle() {
              this.emitFile({ type: 'asset', fileName: '_headers', source: '/theirs\n  X-Theirs: 1\n' })
            },
          },
        ],
      },
    )
    const text = await other.read('dist/_headers')
    expect(await netlifyHeadersFor(text, '/theirs')).toEqual({ 'X-Theirs': '1' })
    expect(await netlifyHeadersFor(text, '/media/x.jpg')).toMatchObject({ 'Cache-Control': SHORTLY })
  } finally {
    await other.dispose()
  }
})
