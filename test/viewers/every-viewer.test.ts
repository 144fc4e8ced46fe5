import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { VIEWER_NAMES } from '../../src/base/viewer-names.js'
import renditions from '../../src/index.js'
import { launchBrowser, openPage, type Visit } from '../e2e/browser.js'
import { serveFolder, STRICT_CSP, type StaticServer } from '../e2e/static-server.js'
import { tempSite, type TempSite } from '../site/temp-site.js'
import { axeFile } from './build-viewers.js'
import { addFilm, comesToLife, installModelViewer, mediaFiles, OPTIONS, reference } from './every-viewer.js'
import { touch } from './magnifying.js'
import { eventsOn, recordEvents, swipeOn } from './viewer-site.js'

/** What has to hold for each viewer, in one site with all of them: built under a strict policy, and while it is served. */
const VIEWERS = [...VIEWER_NAMES, 'hotspots', 'loop'] as const
type Viewer = (typeof VIEWERS)[number]

const VIEWPORT = { width: 800, height: 600 }

let site: TempSite
let axeSource: string
let built: StaticServer
let serving: ViteDevServer
let browser: Browser
beforeAll(async () => {
  site = await tempSite({ ...(await mediaFiles()), 'index.html': pageOf('en', 'ltr'), 'rtl.html': pageOf('ar', 'rtl') })
  // Which browsers ask every host for.
  await site.write({ 'public/favicon.ico': '' })
  await Promise.all([addFilm(site.root), installModelViewer(site.root)])
  axeSource = await readFile(axeFile, 'utf8')
  const input = ['index.html', 'rtl.html'].map((name) => join(site.root, name))
  browser = await launchBrowser()
  await site.build(OPTIONS, { build: { rolldownOptions: { input } } })
  built = await serveFolder(join(site.root, 'dist'), { csp: STRICT_CSP })
}, 60_000)
afterAll(async () => {
  await Promise.all([browser?.close(), built?.close(), serving?.close()])
  await site?.dispose()
})

/** What is no viewer of its own. */
const MORE = {
  hotspots: '<img src="/media/pins.jpg" alt="A boot">',
  loop: '<img src="/media/waves.gif?preset=loop" alt="Waves">',
} as const

function pageOf(lang: string, dir: string): string {
  const markup = (viewer: Viewer): string => (viewer === 'hotspots' || viewer === 'loop' ? MORE[viewer] : reference(viewer))
  const sections = VIEWERS.map((viewer) => `<section id="${viewer}"><h2>${viewer}</h2>${markup(viewer)}</section>`)
  return `<!doctype html><html lang="${lang}" dir="${dir}"><head><meta charset="utf-8"><title>Viewers</title>
<meta name="viewport" content="width=device-width"></head><body><main><h1>Viewers</h1>${sections.join('\n')}</main></body></html>`
}

/** Ways in which the page is visited, and on which all viewers must be fine. */
const ways = {
  'from left to right': { path: '/index.html', options: { reducedMotion: 'reduce' } },
  'from right to left': { path: '/rtl.html', options: { reducedMotion: 'reduce' } },
  'in forced colours, with motion': {
    path: '/index.html',
    options: { forcedColors: 'active', reducedMotion: 'no-preference' },
  },
} as const satisfies Record<string, { path: string; options: BrowserContextOptions }>

/** What came of a visit. */
interface Outcome {
  /** Those that did not come to life. */
  lifeless: Viewer[]
  /** Sections in which something moved by itself. */
  moved: string[]
  axe: Record<string, string[]>
  /** Width and height by section. */
  sizes: Record<string, [number, number]>
  problems: string[]
}

async function visited(url: string, options: BrowserContextOptions): Promise<Outcome> {
  const visit = await open(url, options)
  const { page } = visit
  try {
    const lifeless: Viewer[] = []
    for (const viewer of VIEWERS) await comesToLife(page, viewer).catch(() => void lifeless.push(viewer))
    const [sizes, axe] = [await page.evaluate(sizesOf), await axeOn(page)]
    const moved = (await page.evaluate('globalThis.moved')) as string[]
    return { lifeless, axe, sizes, moved, problems: visit.problems() }
  } finally {
    await visit.close()
  }
}

async function open(url: string, options: BrowserContextOptions): Promise<Visit> {
  const visit = await openPage(browser, [new URL(url).origin], { viewport: VIEWPORT, ...options })
  visit.page.setDefaultTimeout(20_000)
  await visit.page.addInitScript(watchMoves)
  await visit.page.goto(url)
  return visit
}

/** Runs in the page: keeps by section what moved by itself (https://web.dev/articles/cls). */
function watchMoves(): void {
  interface Shift extends PerformanceEntry {
    hadRecentInput: boolean
    sources: { node: Node | null }[]
  }
  const moved: string[] = []
  Object.assign(globalThis, { moved })
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, sources } of list.getEntries() as Shift[]) {
      if (hadRecentInput) continue
      for (const { node } of sources) moved.push(node?.parentElement?.closest('section')?.id ?? 'page')
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

async function axeOn(page: Page): Promise<Record<string, string[]>> {
  await page.evaluate(axeSource)
  return page.evaluate(runAxe)
}

/** Runs in the page: what axe finds, by the section it is in. */
async function runAxe(): Promise<Record<string, string[]>> {
  interface Found {
    violations: { id: string; nodes: { element: Element; html: string }[] }[]
  }
  const sectionOf = (element: Element): string => {
    const root = element.getRootNode()
    return element.closest('section')?.id ?? (root instanceof ShadowRoot ? sectionOf(root.host) : 'page')
  }
  const { axe } = window as unknown as { axe: { run(options: object): Promise<Found> } }
  const { violations } = await axe.run({ elementRef: true })
  const found: Record<string, string[]> = {}
  for (const { id, nodes } of violations)
    for (const { element, html } of nodes) (found[sectionOf(element)] ??= []).push(`${id}: ${html}`)
  return found
}

/** Runs in the page. */
function sizesOf(): Record<string, [number, number]> {
  const found = [...document.querySelectorAll('section')].map((section) => {
    const { width, height } = section.getBoundingClientRect()
    return [section.id, [width, height]] as const
  })
  return Object.fromEntries(found) as Record<string, [number, number]>
}

function expectFine(outcome: () => Outcome, viewers: readonly Viewer[] = VIEWERS): void {
  test('nothing fails, is asked for elsewhere, or breaks the policy', () => {
    expect(outcome().problems).toEqual([])
    expect([outcome().moved.filter((id) => id === 'page'), outcome().axe['page'] ?? []]).toEqual([[], []])
  })

  test.each(viewers)('%s comes to life, moves nothing by itself, and breaks no rule of axe', (viewer) => {
    const { lifeless, moved, axe } = outcome()
    const found = { isAlive: !lifeless.includes(viewer), moved: moved.filter((id) => id === viewer), axe: axe[viewer] ?? [] }
    expect(found).toEqual({ isAlive: true, moved: [], axe: [] })
  })
}

let enhanced: Outcome
describe.each(Object.entries(ways))('built, %s', (name, { path, options }) => {
  let outcome: Outcome
  beforeAll(async () => {
    outcome = await visited(built.origin + path, options)
    if (name === 'from left to right') enhanced = outcome
  }, 120_000)
  expectFine(() => outcome)
})

describe('built, without scripts, or before they have come', () => {
  let sizes: Outcome['sizes']
  let axe: Outcome['axe']
  let problems: string[]
  beforeAll(async () => {
    const url = `${built.origin}/index.html`
    const plain = await open(url, { javaScriptEnabled: false })
    // The poster that a script puts over a film is not seen.
    for (const image of await plain.page.locator('section img:visible').all()) await image.scrollIntoViewIfNeeded()
    problems = plain.problems()
    await plain.close()
    // Where no scripts run, axe does not either.
    const early = await openPage(browser, [built.origin], { viewport: VIEWPORT })
    await early.page.route('**/*.js', (route) => route.fulfill({ body: '', contentType: 'text/javascript' }))
    await early.page.goto(url)
    sizes = await early.page.evaluate(sizesOf)
    axe = await axeOn(early.page)
    await early.close()
  }, 120_000)

  test('nothing fails', () => {
    // "csp" is how Chromium calls scripts that it was told not to run.
    expect(problems.filter((problem) => !/^csp .*\.js$/.test(problem))).toEqual([])
  })

  test.each(VIEWERS)('%s takes the same room, and breaks no rule of axe', (viewer) => {
    expect({ size: sizes[viewer], axe: axe[viewer] ?? [] }).toEqual({ size: enhanced.sizes[viewer], axe: [] })
  })
})

describe('while serving', () => {
  let outcome: Outcome
  beforeAll(async () => {
    serving = await createServer({
      root: site.root,
      configFile: false,
      logLevel: 'silent',
      plugins: [renditions(OPTIONS)],
      server: { port: 0, host: '127.0.0.1' },
    })
    await serving.listen()
    const { port } = serving.httpServer?.address() as AddressInfo
    outcome = await visited(`http://127.0.0.1:${port}/index.html`, { reducedMotion: 'reduce' })
  }, 120_000)
  // Until the film of a GIF is encoded, the GIF is there.
  expectFine(
    () => outcome,
    VIEWERS.filter((viewer) => viewer !== 'loop'),
  )
})

const place = async (page: Page, viewer: Viewer): Promise<{ x: number; y: number; width: number; height: number }> => {
  const element = page.locator(`rendition-${viewer}`).first()
  await element.scrollIntoViewIfNeeded()
  const box = await element.boundingBox()
  if (!box) throw new Error('It is not shown.')
  return box
}

const isPlaying = async (page: Page, tag: string): Promise<void> => {
  await expect
    .poll(() =>
      page
        .locator(`section > * > ${tag}`)
        .first()
        .evaluate((media: HTMLMediaElement) => media.paused),
    )
    .toBe(false)
}

const isSwiped = async (page: Page, viewer: 'gallery' | 'mixed'): Promise<void> => {
  const { x, y, width } = await place(page, viewer)
  await swipeOn(await page.context().newCDPSession(page), [x + width * 0.8, y + 40], [-width * 0.6, 0])
  await expect
    .poll(() => page.locator(`rendition-${viewer}`).evaluate((set) => (set as HTMLElement & { index: number }).index))
    .toBe(1)
}

/** What fingers do with those whose own tests have none, and what comes of it. */
const fingers = {
  async zoom(page) {
    await page.locator('#zoom img').tap()
    await page.locator('.pswp--ui-visible').waitFor()
    await page.getByRole('button', { name: 'Close' }).tap()
    await page.locator('.rendition-zoom-dialog').waitFor({ state: 'detached' })
  },
  async 'deep-zoom'(page) {
    await comesToLife(page, 'deep-zoom')
    await page.getByRole('application').first().waitFor()
    await recordEvents(page, ['zoom'])
    const { x, y, width, height } = await place(page, 'deep-zoom')
    const apart = (by: number) => [-1, 1].map((way) => ({ x: x + width / 2 + way * by, y: y + height / 3 }))
    await touch(page, [apart(10), apart(30), apart(60), apart(90), []])
    await expect.poll(() => eventsOn(page)).toContainEqual(expect.objectContaining({ from: 'rendition-deep-zoom' }))
  },
  gallery: (page) => isSwiped(page, 'gallery'),
  mixed: (page) => isSwiped(page, 'mixed'),
  async video(page) {
    await page.locator('#video').getByRole('button', { name: 'Play' }).tap()
    await isPlaying(page, 'video')
  },
  async audio(page) {
    const { x, y, height } = await place(page, 'audio')
    await page.touchscreen.tap(x + 25, y + height / 2)
    await isPlaying(page, 'audio')
  },
  async document(page) {
    await page.getByRole('button', { name: 'Show here' }).tap()
    await page.locator('rendition-document iframe').waitFor()
  },
  async hotspots(page) {
    await page.locator('rendition-hotspots .pin').tap()
    await page.getByRole('dialog', { name: 'Lace' }).waitFor()
    await page.getByRole('button', { name: 'Close' }).tap()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  },
} satisfies Partial<Record<Viewer, (page: Page) => Promise<void>>>

describe('a touch screen', () => {
  let visit: Visit
  beforeAll(async () => {
    visit = await open(`${built.origin}/index.html`, { hasTouch: true, reducedMotion: 'reduce' })
  })
  afterAll(async () => {
    await visit?.close()
  })

  test.each(Object.entries(fingers))('%s answers fingers', async (_viewer, use) => {
    await use(visit.page)
    expect(visit.problems()).toEqual([])
  })
})
