import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import { launchBrowser, openPage } from '../e2e/browser.js'
import { serveFolder, STRICT_CSP } from '../e2e/static-server.js'
import { page as pageOf, photo, tempSite, type BuildLog, type TempSite } from './temp-site.js'

const root = join(import.meta.dirname, '../..')
const options: Options = {
  assets: 'media',
  site: 'https://example.org',
  presets: {
    small: { widths: [120], formats: ['fallback'], placeholder: 'none' },
    cut: { width: 120, ratio: 1, crop: { x: 0, y: 0 }, formats: ['fallback'], placeholder: 'none' },
    zoom: { widths: [240], formats: ['fallback'] },
    panorama: { widths: [240], formats: ['fallback'] },
  },
}

const spots = (...lines: string[]): string => `alt: A picture\nhotspots:\n${lines.map((line) => `  - { ${line} }\n`).join('')}`
const shoe = spots('label: Lace, at: [0.25, 0.5], link: /other.html', 'label: Sole, at: [0.75, 0.25], dialog: "Not **glued**."')

/** Page by viewer, each with one line for the author. */
const pages: Readonly<Record<string, string>> = {
  panorama: '<img src="/media/hut.jpg?preset=small&viewer=panorama">',
  'deep-zoom': '<img src="/media/map.jpg?preset=cut&viewer=deep-zoom">',
  'inline-zoom': '<img src="/media/shoe.jpg?preset=small&viewer=inline-zoom">',
  flyout: '<img src="/media/shoe.jpg?preset=small&viewer=flyout">',
  gallery: '<img src="/media/pair/*.jpg?preset=small&viewer=gallery" alt="Pair">',
  spin: '<img src="/media/turn/*.jpg?preset=small&viewer=spin" alt="Shoe">',
  compare: '<img src="/media/pair/*.jpg?preset=small&viewer=compare" alt="Pair">',
  mixed: '<img src="/media/all.set.yaml?preset=small" alt="All">',
  video: '<img src="/media/film.mp4?viewer=video" alt="Evening">',
  linked: '<a href="/other.html"><img src="/media/pair/*.jpg?preset=small&viewer=compare" alt="Pair"></a>',
}

let site: TempSite
let log: BuildLog
let browser: Browser
let server: Awaited<ReturnType<typeof serveFolder>>
beforeAll(async () => {
  const frames = Array.from({ length: 8 }, (_, at) => at + 1)
  const picture = await photo(240, 160)
  site = await tempSite({
    'media/hut.jpg': await photo(240, 120),
    'media/hut.jpg.media.yaml': spots(
      'label: Door, direction: { yaw: 90, pitch: -45 }, link: /other.html',
      'label: Roof, at: [0.5, 0.4]',
    ),
    'media/map.jpg': picture,
    'media/map.jpg.media.yaml': spots('label: Jetty, at: [0.9, 0.5], link: /other.html'),
    'media/shoe.jpg': picture,
    'media/shoe.jpg.media.yaml': shoe,
    'media/pair/1.jpg': picture,
    'media/pair/1.jpg.media.yaml': shoe,
    'media/pair/2.jpg': await photo(240, 160, 2),
    'media/pair/2.jpg.media.yaml': spots('label: Lace, at: [0.75, 0.5], link: /other.html', 'label: Heel, at: [0.9, 0.8]'),
    ...Object.fromEntries(frames.map((at) => [`media/turn/${at}.jpg`, picture])),
    'media/turn/1.jpg.media.yaml': spots('label: Lace, at: [0.5, 0.5], link: /other.html'),
    'media/turn/3.jpg.media.yaml': spots(
      'label: Lace, at: [0.2, 0.5], link: /other.html',
      'label: Toe, circle: { x: 0.9, y: 0.8, r: 0.2 }',
    ),
    'media/all.set.yaml': 'viewer: mixed\nitems:\n  - shoe.jpg\n  - { src: hut.jpg, viewer: panorama }\n  - film.mp4\n',
    'media/film.mp4': await readFile(join(root, 'playground/media/evening.mp4')),
    'media/film.mp4.media.yaml': spots(
      'label: Early, at: [0.5, 0.5], time: [0, 1], link: /other.html',
      'label: Late, at: [0.25, 0.5], time: [1, 3], dialog: "The *end*."',
    ),
    'other.html': pageOf('<p>Other</p>', '<link rel="icon" href="data:,">'),
    ...Object.fromEntries(
      Object.entries(pages).map(([name, body]) => [
        `${name}.html`,
        pageOf(`<main>${body}</main>`, '<link rel="icon" href="data:,">'),
      ]),
    ),
  })
  const input = ['other', ...Object.keys(pages)].map((name) => join(site.root, `${name}.html`))
  // Vitest rewrites the code by which Vite loads modules early, so that it fails in a browser.
  const build = { modulePreload: false, rolldownOptions: { input } } as const
  log = await site.build(options, { build })
  ;[browser, server] = await Promise.all([launchBrowser(), serveFolder(join(site.root, 'dist'), { csp: STRICT_CSP })])
}, 90_000)
afterAll(async () => {
  await Promise.all([browser?.close(), server?.close()])
  await site?.dispose()
})

async function on(path: string, steps: (page: Page) => Promise<void>, context: BrowserContextOptions = {}): Promise<void> {
  const visit = await openPage(browser, [server.origin], {
    reducedMotion: 'reduce',
    viewport: { width: 800, height: 600 },
    ...context,
  })
  try {
    await visit.page.goto(`${server.origin}/${path}`)
    await steps(visit.page)
    expect(visit.problems()).toEqual([])
  } finally {
    await visit.close()
  }
}

/** Generous, for machines with more to do. */
const soon = <T>(look: () => Promise<T> | T) => expect.poll(look, { timeout: 15_000 })

const pin = (page: Page, name: string) => page.locator('rendition-hotspots .pin', { hasText: name })
const over = (page: Page, name: string) => page.locator('[slot="hotspots"] .pin', { hasText: name })
const isOut = (page: Page, name: string) => over(page, name).evaluate((element) => element.classList.contains('out'))

/** Where a pin is on its picture, in hundredths of that. */
async function shareOf(page: Page, name: string, picture: string): Promise<number[]> {
  const [at, box] = await Promise.all([pin(page, name).first().boundingBox(), page.locator(picture).first().boundingBox()])
  if (!at || !box) return []
  return [(at.x + at.width / 2 - box.x) / box.width, (at.y + at.height / 2 - box.y) / box.height].map((share) =>
    Math.round(share * 100),
  )
}

/** By Escape; the focus has gone back then. */
async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

const camera = (page: Page) =>
  page.evaluate(() => Object.values(document.querySelector('rendition-panorama')?.camera ?? {}).map(Math.round))

describe('hotspots of a sidecar, in a built page', () => {
  test('of a panorama are seen in their directions', () =>
    on('panorama.html', async (page) => {
      await over(page, 'Roof').waitFor()
      expect([await isOut(page, 'Roof'), await isOut(page, 'Door')]).toEqual([false, true])
      await over(page, 'Door').focus()
      expect(await camera(page)).toEqual([90, -45, 100])
      expect(await isOut(page, 'Door')).toBe(false)
      // What is not there yet when the page goes would be a failed request.
      await page.waitForLoadState('networkidle')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/other.html')
    }))

  test('lie on a picture in tiles also where the small picture has no place for them', () =>
    on('deep-zoom.html', async (page) => {
      await soon(() => shareOf(page, 'Jetty', 'rendition-deep-zoom')).toEqual([90, 50])
    }))

  test('lie on what is zoomed or magnified, and open there', async () => {
    await on('inline-zoom.html', async (page) => {
      await over(page, 'Sole').click()
      await page.getByRole('dialog', { name: 'Sole' }).waitFor()
    })
    await on('flyout.html', async (page) => {
      await pin(page, 'Sole').waitFor()
      expect(await shareOf(page, 'Sole', 'img')).toEqual([75, 25])
      await pin(page, 'Sole').click()
      await page.getByRole('dialog', { name: 'Sole' }).waitFor()
      await closeDialog(page)
      await page.locator('rendition-flyout a').focus()
      await page.locator('rendition-flyout [part~="panel"]').waitFor()
      await pin(page, 'Lace').click({ trial: true })
    })
  })

  test('of a gallery lie on each picture, and on it in the lightbox', () =>
    on('gallery.html', async (page) => {
      await pin(page, 'Sole').waitFor()
      expect(await shareOf(page, 'Lace', 'img')).toEqual([25, 50])
      await page.locator('[data-thumbnails] a').nth(1).click()
      await soon(() => page.evaluate(() => document.querySelector('rendition-gallery')?.index)).toBe(1)
      await page
        .locator('li')
        .nth(1)
        .locator('img')
        .click({ position: { x: 20, y: 10 } })
      const large = page.locator('.rendition-zoom-hotspots')
      await large.getByRole('button', { name: 'Heel' }).waitFor()
      await large.getByRole('link', { name: 'Lace' }).click({ trial: true })
    }))

  test('of a spin and a comparison are on the frames and sides that their sidecars belong to', async () => {
    await on('spin.html', async (page) => {
      await page.locator('rendition-spin progress').waitFor({ state: 'hidden' })
      await over(page, 'Toe').focus()
      await soon(() => page.locator('[role=slider]').getAttribute('aria-valuenow')).toBe('3')
      expect(await shareOf(page, 'Lace', 'rendition-spin')).toEqual([20, 50])
    })
    await on('compare.html', async (page) => {
      await over(page, 'Sole').waitFor({ state: 'attached' })
      expect([await isOut(page, 'Sole'), await isOut(page, 'Heel')]).toEqual([true, false])
      await over(page, 'Sole').focus()
      expect([await isOut(page, 'Sole'), await isOut(page, 'Heel')]).toEqual([false, true])
    })
    expect(await site.read('dist/linked.html')).not.toContain('rendition-hotspots')
    const told = log.warnings
      .join('\n')
      .match(/"media\/pair\/\d\.jpg" were left out at linked\.html:\d+: the picture is inside a link/g)
    expect(told).toHaveLength(2)
  })

  test('of a mixed set are on its picture, in its panorama and in its film', () =>
    on('mixed.html', async (page) => {
      await pin(page, 'Lace').waitFor()
      expect(await shareOf(page, 'Lace', 'img')).toEqual([25, 50])
      const go = async (to: number): Promise<void> => {
        await page.locator('[data-thumbnails] a').nth(to).click()
        await soon(() => page.evaluate(() => document.querySelector('rendition-mixed')?.index)).toBe(to)
      }
      await go(1)
      await over(page, 'Roof').waitFor()
      await page.locator('rendition-panorama [role="application"]').focus()
      for (let at = 0; at < 2; at++) await page.keyboard.press('Tab')
      expect(await isOut(page, 'Roof')).toBe(false)
      expect(await page.evaluate(() => document.querySelector('rendition-mixed')?.index)).toBe(1)
      await go(2)
      await soon(() => shareOf(page, 'Early', 'video')).toEqual([50, 50])
    }))

  test('of a film come at their times while it plays, and all of them in a list at its end', () =>
    on('video.html', async (page) => {
      await pin(page, 'Early').waitFor()
      expect(await shareOf(page, 'Early', 'video')).toEqual([50, 50])
      expect(await pin(page, 'Late').isVisible()).toBe(false)
      const jump = (to: number) =>
        page.locator('video').evaluate((video: HTMLVideoElement, time) => void (video.currentTime = time), to)
      await page.locator('video').evaluate((video: HTMLVideoElement) => {
        video.muted = true
        return video.play().then(() => video.pause())
      })
      await jump(1.5)
      await pin(page, 'Late').waitFor()
      await pin(page, 'Early').waitFor({ state: 'hidden' })
      await pin(page, 'Late').click()
      await page.getByRole('dialog', { name: 'Late' }).getByRole('button', { name: 'Close' }).click()
      await jump(2.9)
      await page.locator('video').evaluate((video: HTMLVideoElement) => video.play())
      const recap = page.locator('[part="recap"]')
      await recap.getByRole('link', { name: 'Early' }).click({ trial: true })
    }))

  test('are on the page of a viewer, too, which fills its frame with them, and has room for their list without a script', async () => {
    await on('media/hut.panorama.html', async (page) => {
      await over(page, 'Roof').waitFor()
      expect(await page.locator('rendition-panorama').boundingBox()).toEqual({ x: 0, y: 0, width: 800, height: 600 })
      expect(await isOut(page, 'Roof')).toBe(false)
    })
    const still = async (page: Page): Promise<void> => {
      const [picture, list] = await Promise.all(['video', '[data-hotspots]'].map((part) => page.locator(part).boundingBox()))
      expect([picture?.width, (picture?.height ?? 0) + (list?.height ?? 0)]).toEqual([800, 600])
    }
    await on('media/film.video.html', still, { javaScriptEnabled: false })
  })
})
