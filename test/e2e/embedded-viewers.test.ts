import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { VIEWER_NAMES } from '../../src/base/viewer-names.js'
import type { EmbedForm } from '../../src/cli/embed-code.js'
import type { EmbedReport } from '../../src/cli/reports.js'
import { cliSite, type CliSite } from '../cli/cli-site.js'
import { page } from '../site/temp-site.js'
import { addFilm, ASSETS, comesToLife, installModelViewer, mediaFiles, OPTIONS, reference } from '../viewers/every-viewer.js'
import { launchBrowser, openPage, type Visit } from './browser.js'
import { serveFolder, STRICT_CSP, type StaticServer } from './static-server.js'

/** A model that is drawn without a graphics card keeps the browser busy: it comes last. */
const viewers = VIEWER_NAMES.toSorted((a, b) => Number(a === 'model') - Number(b === 'model'))

let site: CliSite
/** The site's host, whose pages may use nothing but its own files, and somebody else's. */
let own: StaticServer
let elsewhere: StaticServer
let browser: Browser

beforeAll(async () => {
  site = await cliSite({ 'index.html': page(viewers.map(reference).join('\n')), ...(await mediaFiles()) })
  await Promise.all([addFilm(site.root), installModelViewer(site.root)])
  await Promise.all(['dist', '.elsewhere'].map((folder) => mkdir(join(site.root, folder), { recursive: true })))
  // Scripts of other origins read tiles and panoramas, which is for the host to allow.
  // Decoders of models are WebAssembly.
  const csp = STRICT_CSP.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
  own = await serveFolder(join(site.root, 'dist'), { csp, cors: true })
  elsewhere = await serveFolder(join(site.root, '.elsewhere'))
  const options = { ...OPTIONS, site: own.origin, texts: { en: { showModel: 'Look' } } }
  await site.configure(JSON.stringify(options).slice(1, -1))
  await site.build()
  // Which browsers ask every host for.
  await writeFile(join(site.root, 'dist/favicon.ico'), '')
  browser = await launchBrowser()
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await Promise.all([own?.close(), elsewhere?.close()])
  await site?.dispose()
})

/** A bare page of another origin that holds the code of every viewer in one form, as the command prints it. */
async function pasted(form: EmbedForm): Promise<Visit> {
  const codes: string[] = []
  for (const viewer of viewers) {
    const { code } = await site.json<EmbedReport>('embed', ASSETS[viewer], '--as', form, '--viewer', viewer)
    codes.push(`<section>${code.replaceAll('loading="lazy"', '')}</section>`)
  }
  const html = `<!doctype html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,"><body>${codes.join('\n')}`
  await writeFile(join(site.root, '.elsewhere/index.html'), html)
  const visit = await openPage(browser, [own.origin, elsewhere.origin], { reducedMotion: 'reduce' })
  visit.page.setDefaultTimeout(40_000)
  await visit.page.goto(`${elsewhere.origin}/index.html`, { waitUntil: 'load' })
  return visit
}

/** A key on a part of some, and what is another then. */
const keys: Readonly<Record<string, { part: string; key: string }>> = {
  carousel: { part: 'next', key: 'Enter' },
  compare: { part: 'range', key: 'ArrowRight' },
}

async function answersKeys(within: Page | Frame, viewer: string): Promise<void> {
  const { key, part } = keys[viewer] ?? { key: '', part: '' }
  const element = within.locator(`rendition-${viewer}`).first()
  await element.evaluate((one) => {
    one.addEventListener('rendition:change', () => one.setAttribute('data-changed', ''), { once: true })
  })
  await element.locator(`[part~="${part}"]`).first().press(key)
  await within.locator(`rendition-${viewer}[data-changed]`).waitFor()
}

/**
 * A model is loaded when somebody wants to see it, by the package's own script; the site's own words say how. Whether it is
 * drawn is `test/viewers/model.test.ts`: without a graphics card that takes its time.
 */
async function loadsModel(within: Page | Frame, { page, requests }: Visit): Promise<void> {
  const fetched = page.waitForResponse(/boot\.glb$/, { timeout: 60_000 })
  await within.getByRole('button', { name: /^Look: / }).press('Enter')
  expect((await fetched).ok()).toBe(true)
  const libraries = requests.filter((url) => url.includes('model-viewer'))
  expect(libraries).toEqual([expect.stringMatching(/\/assets\/media\/model-viewer\.[0-9a-f]{16}\.js$/)])
  expect(libraries[0]?.startsWith(own.origin)).toBe(true)
}

/** Runs in a frame: whether the page around it lets it ask for headsets. Chromium knows its policy under this name. */
function mayUseHeadset(): boolean | undefined {
  const { featurePolicy } = document as { featurePolicy?: { allowsFeature(name: string): boolean } }
  return featurePolicy?.allowsFeature('xr-spatial-tracking')
}

describe('pasted into a page of another origin', () => {
  test('the frame of every viewer comes to life', async () => {
    const visit = await pasted('iframe')
    try {
      const frames = await visit.page.locator('iframe').elementHandles()
      for (const [at, viewer] of viewers.entries()) {
        await frames[at]?.scrollIntoViewIfNeeded()
        const frame = await frames[at]?.contentFrame()
        if (!frame) throw new Error(`${viewer} has no frame`)
        await comesToLife(frame, viewer)
        if (viewer in keys) await answersKeys(frame, viewer)
        if (viewer === 'model') await loadsModel(frame, visit)
        if (viewer === 'model' || viewer === 'panorama') expect(await frame.evaluate(mayUseHeadset)).toBe(true)
      }
      // Of several frames that ask for one picture at once, Chromium gives up some requests and takes what the first got.
      expect(visit.problems().filter((problem) => !problem.startsWith('net::ERR_ABORTED '))).toEqual([])
    } finally {
      await visit.close()
    }
  }, 120_000)

  test('the element and script of every viewer come to life, from addresses with a version', async () => {
    const visit = await pasted('script')
    try {
      for (const viewer of viewers) {
        await comesToLife(visit.page, viewer)
        if (viewer in keys) await answersKeys(visit.page, viewer)
      }
      await loadsModel(visit.page, visit)
      expect(visit.problems()).toEqual([])
      const scripts = visit.requests.filter((url) => url.endsWith('.js')).map((url) => new URL(url).pathname)
      expect(scripts).toEqual(expect.arrayContaining(viewers.map((name) => `/media/viewers/${name}.1.js`)))
    } finally {
      await visit.close()
    }
  }, 120_000)
})
