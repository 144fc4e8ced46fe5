import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, CDPSession, Page } from 'playwright-core'
import sharp from 'sharp'
import { expect } from 'vitest'
import { distFile } from '../../src/wiring.js'
import { launchBrowser, openPage, type Visit } from '../e2e/browser.js'
import { serveFolder, STRICT_CSP } from '../e2e/static-server.js'
import { addAxe } from './build-viewers.js'

/** Pages with viewers on them, as a site would serve them: strict policy, scripts and styles of the built package. */
export interface ViewerSite {
  /** Absolute; for files a test adds. */
  folder: string
  origin: string
  browser: Browser
  /**
   * Opens a page, runs the steps, and expects that nothing failed, left the origin or broke the policy, and that nothing
   * moved by itself (CLS 0). Less motion is asked for unless a test says otherwise, because waiting for motion takes time.
   */
  on(name: string, steps: (page: Page, visit: Visit) => Promise<void>, options?: BrowserContextOptions): Promise<void>
  close(): Promise<void>
}

/**
 * Makes a site of `pages` (name → content of `<main>`; or a whole document), and of pictures `a`, `b`, `c` … in plain
 * colours: `a.jpg` of 1200 × 800 and `a-small.jpg` of 300 × 200.
 */
export async function makeViewerSite(
  viewers: readonly string[],
  pages: Readonly<Record<string, string>>,
  pictures: readonly string[] = ['a', 'b', 'c'],
): Promise<ViewerSite> {
  const folder = await mkdtemp(join(tmpdir(), 'renditions-viewers-'))
  const files = (await readdir(distFile('viewers'), { withFileTypes: true })).filter((entry) => entry.isFile())
  await Promise.all([
    addAxe(folder),
    ...files.map(({ name }) => copyFile(distFile(`viewers/${name}`), join(folder, name))),
    ...pictures.map((name, at) => drawPicture(folder, name, at)),
    ...Object.entries(pages).map(([name, content]) => writeFile(join(folder, `${name}.html`), pageOf(viewers, content))),
  ])
  const [browser, server] = await Promise.all([launchBrowser(), serveFolder(folder, { csp: STRICT_CSP })])
  return {
    folder,
    origin: server.origin,
    browser,
    async on(name, steps, options) {
      const visit = await openPage(browser, [server.origin], {
        reducedMotion: 'reduce',
        viewport: { width: 800, height: 600 },
        ...options,
      })
      try {
        await visit.page.addInitScript(watchShifts)
        await visit.page.goto(`${server.origin}/${name}.html`)
        await steps(visit.page, visit)
        expect(visit.problems()).toEqual([])
        if (options?.javaScriptEnabled !== false) expect(await visit.page.evaluate('globalThis.shifts ?? 0')).toBe(0)
      } finally {
        await visit.close()
      }
    },
    async close() {
      await Promise.all([browser.close(), server.close()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Keeps what follows where it is while an element is out of the page. */
export function keepRoom(page: Page, selector: string): Promise<void> {
  return page
    .locator(selector)
    .first()
    .evaluate(({ parentElement }) => {
      if (parentElement) parentElement.style.height = `${parentElement.offsetHeight}px`
    })
}

/**
 * Takes the first element that fits out of the page and puts it back at the end of its parent, twenty times: how it looks while it
 * is out, its shadow root included. Throws where it does not look the same each time.
 */
export function comeAndGo(page: Page, selector: string): Promise<{ markup: string; shadow: string }> {
  return page
    .locator(selector)
    .first()
    .evaluate(async (element) => {
      const parent = element.parentElement as Element
      const looks: string[] = []
      for (let round = 0; round < 20; round++) {
        element.remove()
        // It notices once the script that took it out has ended.
        await new Promise((resolve) => setTimeout(resolve))
        looks.push(JSON.stringify({ markup: element.outerHTML, shadow: element.shadowRoot?.innerHTML ?? '' }))
        parent.append(element)
      }
      const other = looks.find((look) => look !== looks[0])
      if (other !== undefined) throw new Error(`It does not leave as it was: ${other}`)
      return JSON.parse(looks[0] ?? '') as { markup: string; shadow: string }
    })
}

/** What axe finds on the page: the names of all rules broken, with the elements. */
export async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ url: '/axe.js' })
  return page.evaluate(async () => {
    interface Found {
      violations: { id: string; nodes: { target: unknown[] }[] }[]
    }
    const { axe } = window as unknown as { axe: { run(): Promise<Found> } }
    const found = await axe.run()
    return found.violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
  })
}

/** Collects every `rendition:*` event of the given names on the page, to be read with `eventsOn`. */
export function recordEvents(page: Page, names: readonly string[]): Promise<void> {
  return page.evaluate((wanted) => {
    const seen: unknown[] = []
    Object.assign(window, { seen })
    for (const name of wanted) {
      document.addEventListener(`rendition:${name}`, (event) => {
        const { detail, target } = event as CustomEvent<Record<string, unknown>>
        const plain = Object.fromEntries(Object.entries(detail).filter(([, value]) => !(value instanceof Element)))
        seen.push({ name, from: (target as Element).localName, ...plain })
      })
    }
  }, names)
}

export function eventsOn(page: Page): Promise<Record<string, unknown>[]> {
  return page.evaluate(() => (window as unknown as { seen: Record<string, unknown>[] }).seen)
}

/** A finger that comes down at a point of the window and goes a way, in pixels, in four steps. */
export async function swipeOn(client: CDPSession, from: readonly [number, number], by: readonly [number, number]): Promise<void> {
  const at = (share: number): { x: number; y: number } => ({ x: from[0] + by[0] * share, y: from[1] + by[1] * share })
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at(0)] })
  for (const share of [0.25, 0.5, 0.75, 1])
    await client.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [at(share)] })
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

/** The browser makes both taps by itself, so that they come soon after each other on a busy machine, too. */
export async function tapTwice(page: Page, x: number, y: number): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Input.synthesizeTapGesture', {
    x: Math.round(x),
    y: Math.round(y),
    tapCount: 2,
    gestureSourceType: 'touch',
  })
  await session.detach()
}

/** A `<picture>` as the build writes it, of `name-small.jpg`. */
export function pictureOf(name: string, alt: string): string {
  return `<picture><source type="image/jpeg" srcset="${name}-small.jpg"><img src="${name}-small.jpg" width="300" height="200" alt="${alt}"></picture>`
}

/** A picture that leads to its large form, as the build writes it. */
export function linkedPicture(name: string, alt: string): string {
  return `<a href="${name}.jpg" data-width="1200" data-height="800">${pictureOf(name, alt)}</a>`
}

async function drawPicture(folder: string, name: string, at: number): Promise<void> {
  const background = { r: (40 + at * 50) % 256, g: (120 + at * 70) % 256, b: 90 }
  const draw = (width: number, height: number, file: string): Promise<unknown> =>
    sharp({ create: { width, height, channels: 3, background } })
      .jpeg()
      .toFile(join(folder, file))
  await Promise.all([draw(1200, 800, `${name}.jpg`), draw(300, 200, `${name}-small.jpg`)])
}

function pageOf(viewers: readonly string[], content: string): string {
  if (content.startsWith('<!doctype')) return content
  const scripts = viewers.map((name) => `<script type="module" src="/${name}.js"></script>`)
  const styles = viewers.map((name) => `<link rel="stylesheet" href="/${name}.css">`)
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Viewers</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">${styles.join('')}${scripts.join('')}</head>
<body><main><h1>Viewers</h1>${content}</main></body></html>`
}

interface Shift extends PerformanceEntry {
  value: number
  hadRecentInput: boolean
  /** Without a node where that is in a shadow tree. */
  sources: { node: Node | null; currentRect: DOMRectReadOnly }[]
}

/**
 * https://web.dev/articles/cls: what moves within half a second of an input is the input's doing. Chromium moves its own captions
 * into their place in a film, which may be later.
 */
export function watchShifts(): void {
  const isCaption = ({ node, currentRect: { left, top, right, bottom } }: Shift['sources'][number]): boolean =>
    node === null &&
    [...document.querySelectorAll('video')].some((video) => {
      const shown = Array.from(video.textTracks).some(({ mode }) => mode === 'showing')
      const box = video.getBoundingClientRect()
      return shown && box.left <= left && box.top <= top && right <= box.right && bottom <= box.bottom
    })
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
      if (hadRecentInput || (sources.length > 0 && sources.every(isCaption))) continue
      Object.assign(globalThis, { shifts: ((globalThis as { shifts?: number }).shifts ?? 0) + value })
    }
  }).observe({ type: 'layout-shift', buffered: true })
}
