import type { AddressInfo } from 'node:net'
import { createServer } from 'vite'
import { afterEach, expect, test, vi } from 'vitest'
import type { Options } from '../../src/config/options.js'
import renditions from '../../src/index.js'
import { launchBrowser, openPage } from '../e2e/browser.js'
import { serveFolder, STRICT_CSP } from '../e2e/static-server.js'
import { attribute, elements, page, photo, tempSite, type TempSite } from './temp-site.js'

/** A preview shows what is not published, says so, and leaves no trace in anything that is. */
const sites: TempSite[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const site of sites.splice(0)) await site.dispose()
})

const SMALL: Options = {
  stable: false,
  presets: { default: { widths: [40], formats: ['webp', 'fallback'], effort: 0 }, card: { width: 20, stable: true } },
}
const shown = page('<img src="/media/lake.jpg?preset=card" alt="Lake">')
const all = page('<img src="/media/lake.jpg?preset=card" alt="Lake">\n<img src="/media/press/pier.jpg" alt="Pier">')

async function siteOf(files: Record<string, string | Uint8Array> = {}): Promise<TempSite> {
  const site = await tempSite({
    'media/lake.jpg': await photo(40, 30, 1),
    'media/press/pier.jpg': await photo(40, 30, 2),
    'media/press/pier.jpg.media.yaml': 'publish: draft\n',
    'index.html': shown,
    ...files,
  })
  sites.push(site)
  return site
}

async function preview(site: TempSite, options: Options = SMALL, config = {}): ReturnType<TempSite['build']> {
  vi.stubEnv('RENDITIONS_PREVIEW', '1')
  try {
    return await site.build(options, config)
  } finally {
    vi.unstubAllEnvs()
  }
}

/** Every file below a folder with its bytes. */
async function snapshot(site: TempSite, folder: string, only = /./): Promise<Record<string, string>> {
  const files = (await site.list(folder)).filter((path) => only.test(path))
  const entries = files.map(async (path) => [path, (await site.bytes(`${folder}/${path}`)).toString('latin1')] as const)
  return Object.fromEntries(await Promise.all(entries))
}

test('shows what is not published, marked, below a banner, and tells search engines to leave', async () => {
  const site = await siteOf({
    'public/_headers': '/a\n  X-Own: 1\n',
    'media/press/old.jpg': await photo(40, 30, 3),
    'media/press/old.jpg.media.yaml': 'expires: 2001-01-01\nfallback: media/lake.jpg\n',
    'index.html': all
      .replace('</head>', '<link rel="icon" href="data:,"></head>')
      .replace('</body>', '<img src="/media/press/old.jpg" alt="Old"></body>'),
  })
  const log = await preview(site)
  const html = await site.read('dist-preview/index.html')
  expect(elements(html, 'img').map((image) => attribute(image, 'data-renditions-preview'))).toEqual([
    undefined,
    'draft',
    'expired',
  ])
  expect(log.warnings.join('\n')).toMatch(/index\.html:10:\d+ "media\/press\/pier\.jpg" is in this preview only; it is draft/)
  const pictures = (await site.list('dist-preview')).filter((path) => path.endsWith('.jpg'))
  expect(pictures).toEqual([
    expect.stringContaining('lake-'),
    expect.stringContaining('old-'),
    expect.stringContaining('pier-'),
    'media/lake.card.jpg',
  ])
  expect(
    elements(html, 'meta').some(
      (meta) => attribute(meta, 'name') === 'robots' && attribute(meta, 'content') === 'noindex, nofollow',
    ),
  ).toBe(true)
  expect(await site.read('dist-preview/_headers')).toMatch(/^\/\*\n  X-Robots-Tag: noindex\n[^]*\n\/a\n  X-Own: 1\n/)
  expect(await site.read('dist-preview/.renditions-preview')).toMatch(/do not deploy/)
  expect(html).not.toMatch(/<script|style="/)

  const [browser, server] = await Promise.all([launchBrowser(), serveFolder(`${site.root}/dist-preview`, { csp: STRICT_CSP })])
  try {
    const visit = await openPage(browser, [server.origin])
    await visit.page.goto(`${server.origin}/`)
    const outlines = await visit.page.$$eval('img', (images) => images.map((image) => getComputedStyle(image).outlineStyle))
    expect(outlines).toEqual(['none', 'dashed', 'dashed'])
    const banner = await visit.page.locator('.renditions-preview-banner').boundingBox()
    expect(banner && banner.height > 20 && banner.width > 500).toBe(true)
    expect(visit.problems()).toEqual([])
  } finally {
    await browser.close()
    await server.close()
  }
})

test('leaves ledger, output, memo and targets of the real site as they are, and is not read by it', async () => {
  const targets = { cdn: { folder: 'cdn', url: 'https://cdn.example/' } }
  const options: Options = { ...SMALL, targets }
  const site = await siteOf()
  await site.build(options)
  const before = [
    await snapshot(site, 'dist'),
    await site.read('renditions.lock'),
    await snapshot(site, '.renditions', /memo|intent|targets\/dist-\w{12}\./),
  ]
  await site.write({ 'index.html': all, 'media/press/pier.jpg.media.yaml': 'publish: selective\ntarget: cdn\non: 2999-01-01' })
  const told: string[] = []
  await preview(site, { ...options, onPublished: () => void told.push('published') })
  expect([
    await snapshot(site, 'dist'),
    await site.read('renditions.lock'),
    await snapshot(site, '.renditions', /memo|intent|targets\/dist-\w{12}\./),
  ]).toEqual(before)
  expect(told).toEqual([])
  expect(await site.list('cdn')).toEqual([])
  const stem = 'assets/media/pier-40'
  expect((await site.list('dist-preview')).some((path) => path.startsWith(stem))).toBe(true)

  await expect(site.build(options)).rejects.toThrow(/"media\/press\/pier\.jpg" is scheduled/)
  await site.write({ 'index.html': shown })
  await site.build(options)
  expect([await snapshot(site, 'dist'), await site.read('renditions.lock')]).toEqual(before.slice(0, 2))
})

test('has no promises: what the last preview showed is gone from the next', async () => {
  const site = await siteOf({ 'index.html': all })
  await preview(site)
  await site.write({ 'index.html': page('<img src="/media/press/pier.jpg" alt="Pier">') })
  await preview(site)
  expect((await site.list('dist-preview')).filter((path) => path.includes('lake'))).toEqual([])
  expect(await site.list('.').then((paths) => paths.includes('renditions.lock'))).toBe(false)
})

test('never meets a production build in one folder', async () => {
  const site = await siteOf()
  await preview(site)
  const before = await snapshot(site, 'dist-preview')
  await expect(site.build(SMALL, { build: { outDir: 'dist-preview' } })).rejects.toThrow(
    /"dist-preview" holds a preview, which must not become live\. Nothing was changed/,
  )
  expect(await snapshot(site, 'dist-preview')).toEqual(before)

  await site.write({ 'site-preview/own.txt': 'mine' })
  await expect(preview(site, SMALL, { build: { outDir: 'site' } })).rejects.toThrow(
    /"site-preview" is where the preview goes, but holds something else/,
  )
  expect(await site.list('site-preview')).toEqual(['own.txt'])

  await preview(site, SMALL, { environments: { client: { build: { outDir: 'client' } } } })
  expect(await site.list('client-preview')).toContain('index.html')
  expect(await site.list('client')).toEqual([])
})

test('shows them while serving, too', async () => {
  const site = await siteOf({ 'index.html': all })
  vi.stubEnv('RENDITIONS_PREVIEW', '1')
  const server = await createServer({
    root: site.root,
    configFile: false,
    logLevel: 'silent',
    plugins: [renditions(SMALL)],
    server: { port: 0, host: '127.0.0.1' },
  })
  try {
    await server.listen()
    const origin = `http://127.0.0.1:${(server.httpServer?.address() as AddressInfo).port}`
    const html = await (await fetch(`${origin}/`, { headers: { accept: 'text/html' } })).text()
    const image = elements(html, 'img')[1]
    expect(attribute(image, 'data-renditions-preview')).toBe('draft')
    expect((await fetch(origin + attribute(image, 'src'))).headers.get('content-type')).toBe('image/jpeg')
    expect(html).toContain('renditions-preview-banner')
  } finally {
    await server.close()
  }
})
