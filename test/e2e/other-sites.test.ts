import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { EmbedForm } from '../../src/cli/embed-code.js'
import type { EmbedReport } from '../../src/cli/reports.js'
import { cliSite, type CliSite } from '../cli/cli-site.js'
import { attribute, elements, page, photo } from '../site/temp-site.js'
import { launchBrowser, openPage, type Visit } from './browser.js'
import { serveFolder, STRICT_CSP, type StaticServer } from './static-server.js'

const PAGE = 'media/press/boot.zoom.html'
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

let site: CliSite
/** The site's host, which allows pages nothing but files of its own, and somebody else's. */
let own: StaticServer
let elsewhere: StaticServer
let browser: Browser
let visit: Visit | undefined

beforeAll(async () => {
  site = await cliSite({
    'index.html': page('<img src="/media/press/boot.jpg" alt="A boot" data-viewer="zoom">'),
    'media/press/boot.jpg': await photo(300, 200),
    'media/press/boot.jpg.media.yaml': 'title: The boot\ncredit: Ada\n',
  })
  await mkdir(join(site.root, 'dist'), { recursive: true })
  await mkdir(join(site.root, '.elsewhere'))
  own = await serveFolder(join(site.root, 'dist'), { csp: STRICT_CSP })
  elsewhere = await serveFolder(join(site.root, '.elsewhere'))
  const small = `small: { widths: [60, 120], formats: ['webp', 'fallback'], effort: 0 }`
  await site.configure(`presets: { ${small} }, defaultPreset: 'small', assets: 'media', site: '${own.origin}'`)
  await site.build()
  // Which browsers ask every host for.
  await writeFile(join(site.root, 'dist/favicon.ico'), '')
  browser = await launchBrowser()
}, 60_000)

afterEach(async () => {
  await visit?.close()
  visit = undefined
})

afterAll(async () => {
  await browser?.close()
  await Promise.all([own?.close(), elsewhere?.close()])
  await site?.dispose()
})

/** A bare file of another origin with this code pasted into it, open in the browser. Nobody else may be asked for anything. */
async function paste(code: string, options: BrowserContextOptions = {}): Promise<Page> {
  const html = `<!doctype html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,"><body>${code}`
  await writeFile(join(site.root, '.elsewhere/index.html'), html)
  return open(`${elsewhere.origin}/index.html`, options)
}

async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  visit = await openPage(browser, [own.origin, elsewhere.origin], options)
  await visit.page.goto(url, { waitUntil: 'load' })
  return visit.page
}

async function codeAs(form: EmbedForm): Promise<string> {
  return (await site.json<EmbedReport>('embed', 'media/press/boot.jpg', '--as', form, '--viewer', 'zoom')).code
}

/** Width in pixels of the picture that is really there. */
function decodedWidth(within: Page | Frame): Promise<number> {
  return within.locator('img').evaluate(async (image: HTMLImageElement) => {
    await image.decode()
    return image.naturalWidth
  })
}

async function frameOf(shown: Page): Promise<Frame> {
  const frame = await (await shown.waitForSelector('iframe')).contentFrame()
  if (!frame) throw new Error('There is no frame.')
  await frame.waitForLoadState()
  return frame
}

/** Opens and closes the viewer by mouse, then by keyboard. */
async function usesViewer(within: Page | Frame): Promise<void> {
  await within.waitForFunction(() => customElements.get('rendition-zoom') !== undefined)
  const dialog = within.locator('dialog.rendition-zoom-dialog')
  const link = within.locator('rendition-zoom a')
  await link.click()
  await dialog.waitFor()
  expect(await within.evaluate(() => document.activeElement?.tagName)).toBe('DIALOG')
  await dialog.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await link.press('Enter')
  await dialog.waitFor()
}

describe('pasted into a page of another origin', () => {
  test.each(['img', 'picture'] as const)('%s shows the picture', async (form) => {
    const shown = await paste(await codeAs(form))
    expect(await decodedWidth(shown)).toBeGreaterThanOrEqual(60)
    expect(visit?.problems()).toEqual([])
  })

  test('iframe shows the viewer, whole at any width, which opens by mouse and by keys', async () => {
    const shown = await paste(await codeAs('iframe'), { viewport: { width: 320, height: 500 } })
    const frame = await frameOf(shown)
    expect(await decodedWidth(frame)).toBeGreaterThanOrEqual(60)
    const [box, scroll] = await Promise.all([
      shown.locator('iframe').boundingBox(),
      frame.evaluate(() => document.documentElement.scrollHeight - innerHeight),
    ])
    expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(1.5, 1)
    expect(scroll).toBeLessThanOrEqual(0)
    await usesViewer(frame)
    expect(visit?.problems()).toEqual([])
  })

  test('script makes an element that opens the viewer', async () => {
    const shown = await paste(await codeAs('script'))
    expect(await decodedWidth(shown)).toBeGreaterThanOrEqual(60)
    await usesViewer(shown)
    expect(visit?.problems()).toEqual([])
  })

  test('what oEmbed gives for a link to the page is the page', async () => {
    const found = elements(await (await fetch(`${own.origin}/${PAGE}`)).text(), 'link').find(
      (element) => attribute(element, 'type') === 'application/json+oembed',
    )
    const answer = (await (await fetch(found ? (attribute(found, 'href') ?? '') : '')).json()) as Record<string, string>
    expect(answer).toMatchObject({ type: 'rich', title: 'The boot', author_name: 'Ada', width: 120, height: 80 })
    expect((await fetch(answer['thumbnail_url'] ?? '')).headers.get('content-type')).toBe('image/jpeg')
    const frame = await frameOf(await paste(answer['html'] ?? ''))
    expect(await frame.title()).toBe('The boot')
    expect(await decodedWidth(frame)).toBeGreaterThanOrEqual(60)
    expect(visit?.problems()).toEqual([])
  })
})

describe('the page of a viewer by itself', () => {
  test('stands under a strict policy, and has nothing that axe minds', async () => {
    await writeFile(join(site.root, 'dist/axe.js'), await readFile(axe))
    const shown = await open(`${own.origin}/${PAGE}`)
    expect(await decodedWidth(shown)).toBeGreaterThanOrEqual(60)
    expect(await shown.locator('figcaption').textContent()).toBe('Ada')
    expect(visit?.problems()).toEqual([])
    await shown.addScriptTag({ url: `${own.origin}/axe.js` })
    const violations = await shown.evaluate(async () => {
      const { violations: found } = await (
        globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string }[] }> } }
      ).axe.run()
      return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)
    })
    expect(violations).toEqual([])
  })

  test('shows the picture, and the large one behind it, without JavaScript', async () => {
    const shown = await open(`${own.origin}/${PAGE}`, { javaScriptEnabled: false, viewport: { width: 600, height: 300 } })
    const image = shown.locator('img')
    // As large as its 300 × 200 pixels, in the middle of what the credits leave.
    expect(await image.boundingBox()).toMatchObject({ x: 150, width: 300, height: 200 })
    expect(await decodedWidth(shown)).toBe(300)
    await shown.setViewportSize({ width: 200, height: 400 })
    expect((await image.boundingBox())?.width).toBeCloseTo(200, 0)
    await shown.locator('a').click()
    await shown.waitForURL(/assets\/media\/boot-300\..*\.jpg$/)
    expect(visit?.failedRequests).toEqual([])
  })
})
