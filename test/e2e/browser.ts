import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'

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
  /** `404 http://…` or `net::ERR_… http://…`. */
  failedRequests: string[]
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
  const visit: Visit = {
    page,
    errors: [],
    failedRequests: [],
    requests: [],
    offOrigin: [],
    problems: () => [...visit.errors, ...visit.failedRequests, ...visit.offOrigin],
    close: () => context.close(),
  }
  page.on('console', (message) => {
    // What a screenshot of WebGL costs without a graphics card is no fault of the page.
    const isOurs = !message.text().includes('GPU stall due to ReadPixels')
    if (isOurs && ['error', 'warning'].includes(message.type())) visit.errors.push(message.text())
  })
  page.on('pageerror', (error) => visit.errors.push(String(error)))
  page.on('request', (request) => {
    const url = request.url()
    visit.requests.push(url)
    if (/^(https?|wss?):/.test(url) && !origins.includes(new URL(url).origin)) visit.offOrigin.push(url)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) visit.failedRequests.push(`${response.status()} ${response.url()}`)
  })
  page.on('requestfailed', (request) => {
    visit.failedRequests.push(`${request.failure()?.errorText ?? 'failed'} ${request.url()}`)
  })
  return visit
}
