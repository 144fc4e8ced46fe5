import { chromium, type Browser, type BrowserContextOptions, type Page, type Request } from 'playwright-core'
import { SLOW } from './slowness.js'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A page in the browser, and everything that went wrong on it so far. */
export interface Visit {
  page: Page
  /** Texts of console errors and warnings of the browser, and of exceptions nobody caught. */
  errors: string[]
  /** `404 http://…` or `net::ERR_… http://…`; not what a page still waited for when another took its place. */
  readonly failedRequests: string[]
  /** Every address asked for, in order. */
  requests: string[]
  /** Requests to an origin that was not allowed. */
  offOrigin: string[]
  /** All of the above that should be empty, in one list, for one assertion. */
  problems(): string[]
  close(): Promise<void>
}

/** Starts Chromium: the one in `CHROMIUM_PATH`, else `/usr/bin/chromium`. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: FLAGS })
}

/** An empty page in a context of its own. `origins` are those the page may load from. */
export async function openPage(
  browser: Browser,
  origins: readonly string[],
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  if (SLOW > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOW })
  const failures = watchFailures(page)
  const visit: Visit = {
    page,
    errors: [],
    get failedRequests() {
      return failures.stillWanted()
    },
    requests: [],
    offOrigin: [],
    problems: () => [...visit.errors, ...visit.failedRequests, ...visit.offOrigin],
    close: () => context.close(),
  }
  page.on('console', (message) => {
    // What WebGL costs without a graphics card, on a machine that is busy, is no fault of the page.
    const isOurs = !/GPU stall due to ReadPixels|rAF timed out in updateSource/.test(message.text())
    if (isOurs && ['error', 'warning'].includes(message.type())) visit.errors.push(message.text())
  })
  page.on('pageerror', (error) => visit.errors.push(String(error)))
  page.on('request', (request) => {
    const url = request.url()
    visit.requests.push(url)
    if (/^(https?|wss?):/.test(url) && !origins.includes(new URL(url).origin)) visit.offOrigin.push(url)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) failures.add(response.request(), String(response.status()))
  })
  page.on('requestfailed', (request) => failures.add(request, request.failure()?.errorText ?? 'failed'))
  return visit
}

/** Failed requests of a page. What was given up because the page was left is none: nobody wanted the answer any more. */
function watchFailures(page: Page): { add(request: Request, what: string): void; stillWanted(): string[] } {
  let pages = 0
  const madeBy = new WeakMap<Request, number>()
  const failed: { text: string; page: number }[] = []
  page.on('request', (request) => madeBy.set(request, isForPage(page, request) ? ++pages : pages))
  return {
    add(request, what) {
      // Of the browser's own viewer of documents, which may be closed before it is there.
      if (/^chrome(?:-extension)?:/.test(request.url())) return
      const isGivenUp = what === 'net::ERR_ABORTED'
      failed.push({ text: `${what} ${request.url()}`, page: isGivenUp ? (madeBy.get(request) ?? pages) : Infinity })
    },
    stillWanted: () => failed.filter((one) => one.page >= pages).map(({ text }) => text),
  }
}

function isForPage(page: Page, request: Request): boolean {
  if (!request.isNavigationRequest()) return false
  try {
    return request.frame() === page.mainFrame()
  } catch {
    // Of a frame that is still to come.
    return false
  }
}
