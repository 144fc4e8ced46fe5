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
import { launchBrowser, openPage } from './browser.js'
import { serveFolder, type StaticServer } from './static-server.js'

const playground = join(import.meta.dirname, '../../playground')
const pages = [
  '/',
  '/gallery.html',
  '/workshop.html',
  '/press/index.html',
  '/about.html',
  '/journal/first-light.html',
  '/journal/above-the-mist.html',
]
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

/** Opens every page and says what was wrong with it: failed requests, console errors, requests elsewhere, axe's serious findings. */
function everyPageIsFine(origin: () => string): void {
  test.each(pages)('%s loads without a failed request, a console error or a serious finding of axe', async (path) => {
    const visit = await openPage(browser, [origin()])
    try {
      await visit.page.goto(origin() + path, { waitUntil: 'networkidle' })
      // Lazy pictures load when they are seen.
      await visit.page.evaluate(async () => {
        for (const image of document.images) {
          image.scrollIntoView()
          // A picture that is not displayed never decodes.
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
  everyPageIsFine(() => `http://127.0.0.1:${(server.httpServer?.address() as AddressInfo).port}`)
})

describe('the playground built', () => {
  let files: StaticServer
  beforeAll(async () => {
    await build({ configFile, logLevel: 'warn', build: { outDir } })
    files = await serveFolder(outDir)
  }, 240_000)
  afterAll(() => files?.close())
  everyPageIsFine(() => files.origin)
})

describe('the playground in preview', () => {
  let server: PreviewServer
  beforeAll(async () => {
    server = await preview({ configFile, logLevel: 'silent', build: { outDir }, preview: { port: 0, host: '127.0.0.1' } })
  })
  afterAll(() => server?.close())
  everyPageIsFine(() => `http://127.0.0.1:${(server.httpServer.address() as AddressInfo).port}`)
})
