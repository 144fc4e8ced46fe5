import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { build, createServer, preview, type PreviewServer, type ViteDevServer } from 'vite'
import { VIEWER_NAMES } from '../../src/base/viewer-names.js'
import { launchBrowser, openPage } from './browser.js'
import { serveFolder, type StaticServer } from './static-server.js'
import { watchShifts } from '../viewers/viewer-site.js'

const playground = join(import.meta.dirname, '../../playground')
const pages = [
  '/',
  '/viewers.html',
  '/viewers-in-markdown.html',
  '/films.html',
  '/gallery.html',
  '/workshop.html',
  '/press/index.html',
  '/about.html',
  '/journal/first-light.html',
  '/journal/above-the-mist.html',
]
const servedPages = ['/', '/viewers.html', '/films.html', '/gallery.html', '/journal/first-light.html']
/** Those that show every viewer, which are these. */
const viewerPages = ['/viewers.html', '/viewers-in-markdown.html']
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const configFile = join(playground, 'vite.config.ts')

let browser: Browser
let outDir: string

beforeAll(async () => {
  // Photos of real size, so that renderers for all cores are worth their start.
  vi.stubEnv('RENDITIONS_CORES', '')
  await promisify(execFile)(process.execPath, [join(playground, 'make-media.mjs')])
  browser = await launchBrowser()
  outDir = await mkdtemp(join(tmpdir(), 'renditions-playground-'))
}, 120_000)

afterAll(async () => {
  vi.unstubAllEnvs()
  await browser?.close()
  await rm(outDir, { recursive: true, force: true })
})

/**
 * Runs in the page: every viewer has got its controls. The lightbox, and the player of sounds, have none of their own; those of
 * hotspots are in the viewer that moves them, where there is one.
 */
function areEnhanced(): boolean {
  const bare = /^rendition-(?:zoom|audio)$/
  const hasOwn = (one: Element | null): boolean => Boolean(one?.shadowRoot?.querySelector(':not(slot)'))
  return [...document.querySelectorAll('*')]
    .filter(({ localName }) => localName.startsWith('rendition-'))
    .every((one) => {
      if (!one.matches(':defined')) return false
      return bare.test(one.localName) || hasOwn(one) || hasOwn(one.querySelector(':scope > * > [slot=hotspots]'))
    })
}

/** Opens every page and says what was wrong with it: failed requests, console errors, requests elsewhere, axe's serious findings. */
function everyPageIsFine(origin: () => string, of = pages): void {
  test.each(of)('%s loads without a failed request, a console error or a serious finding of axe', async (path) => {
    const visit = await openPage(browser, [origin()])
    try {
      await visit.page.goto(origin() + path, { waitUntil: 'networkidle' })
      // Lazy pictures load when they are seen.
      await visit.page.evaluate(async () => {
        for (const image of document.images) {
          image.scrollIntoView()
          // A picture that is not displayed never decodes, and one that its viewer covers may not come.
          if (image.getClientRects().length === 0) continue
          await Promise.race([image.decode().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 1000))])
        }
      })
      const broken = await visit.page.evaluate(() =>
        [...document.images]
          .filter((image) => image.currentSrc !== '' && image.complete && image.naturalWidth === 0)
          .map((image) => image.currentSrc),
      )
      expect(broken).toEqual([])
      expect(visit.problems()).toEqual([])
      await visit.page.addScriptTag({ content: await readFile(axe, 'utf8') })
      const violations = await visit.page.evaluate(async () => {
        const { violations } = await (
          globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string }[] }> } }
        ).axe.run()
        return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)
      })
      expect(violations).toEqual([])
    } finally {
      await visit.close()
    }
  })
}

describe('the playground while serving', () => {
  let server: ViteDevServer
  beforeAll(async () => {
    server = await createServer({ configFile, logLevel: 'silent', server: { port: 0, host: '127.0.0.1' } })
    await server.listen()
  }, 120_000)
  afterAll(() => server?.close())
  // Of each way a page can be made, one: what is on the others is looked at when it is built.
  everyPageIsFine(() => `http://127.0.0.1:${(server.httpServer?.address() as AddressInfo).port}`, servedPages)
})

describe('the playground built', () => {
  let files: StaticServer
  beforeAll(async () => {
    await build({ configFile, logLevel: 'warn', build: { outDir } })
    files = await serveFolder(outDir)
  }, 240_000)
  afterAll(() => files?.close())
  everyPageIsFine(() => files.origin)

  test('every viewer comes to life on its pages, and nothing moves by itself', async () => {
    for (const path of viewerPages) {
      const visit = await openPage(browser, [files.origin], { reducedMotion: 'reduce' })
      try {
        await visit.page.addInitScript(watchShifts)
        await visit.page.goto(files.origin + path)
        // Large files are fetched on sight.
        for (const viewer of await visit.page.locator('main :is(rendition-deep-zoom, rendition-panorama)').all())
          await viewer.scrollIntoViewIfNeeded()
        await visit.page.waitForFunction(areEnhanced)
        const names = await visit.page.evaluate(() => [
          ...new Set([...document.querySelectorAll('*')].flatMap(({ localName }) => localName.match(/^rendition-.+/) ?? [])),
        ])
        expect(names).toEqual(expect.arrayContaining(VIEWER_NAMES.map((name) => `rendition-${name}`)))
        expect(await visit.page.evaluate('globalThis.shifts ?? 0')).toBe(0)
        expect(visit.problems()).toEqual([])
      } finally {
        await visit.close()
      }
    }
  })

  test('without JavaScript everything on the pages of viewers is there, and every link in them leads somewhere', async () => {
    for (const path of viewerPages) {
      const visit = await openPage(browser, [files.origin], { javaScriptEnabled: false })
      try {
        await visit.page.goto(files.origin + path)
        const links = await visit.page
          .locator('main :is(a[href], audio source, video source)')
          .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? one.getAttribute('src') ?? ''))
        expect(links.length).toBeGreaterThan(20)
        const answers = await Promise.all(
          [...new Set(links)].map(async (link) => {
            const { status } = await fetch(new URL(link, files.origin + path), { method: 'HEAD' })
            return `${status} ${link}`
          }),
        )
        expect(answers.filter((answer) => !answer.startsWith('200 '))).toEqual([])
        // "csp" is how Chromium calls scripts that it was told not to run.
        expect(visit.problems().filter((problem) => !/^csp .*\.js$/.test(problem))).toEqual([])
      } finally {
        await visit.close()
      }
    }
  })
})

describe('the playground in preview', () => {
  let server: PreviewServer
  beforeAll(async () => {
    server = await preview({ configFile, logLevel: 'silent', build: { outDir }, preview: { port: 0, host: '127.0.0.1' } })
  })
  afterAll(() => server?.close())
  // The files are those of the build; what is at stake is how they are served.
  everyPageIsFine(() => `http://127.0.0.1:${(server.httpServer.address() as AddressInfo).port}`, ['/', ...viewerPages])
})
