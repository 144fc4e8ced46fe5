import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawPictures, html, member, setOf } from './slides-site.js'
import { comeAndGo, eventsOn, makeViewerSite, recordEvents, violations, type ViewerSite } from './viewer-site.js'

const four = [member('a', { title: 'The first' }), member('tall'), member('wide'), member('b', { poster: member('c') })]
/** In an order in which the style of the carousel, which shares much, comes last. */
const viewers = ['mixed', 'gallery', 'carousel']
const scripts = [...viewers, 'zoom'].map((name) => `<script type="module" src="/${name}.js"></script>`).join('')
const styles = viewers.map((name) => `<link rel="stylesheet" href="/${name}.css">`).join('')

/** With the lightbox, and with rules of a site that would break the shape of slides and small pictures. */
function page(content: string, lang = 'en'): string {
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>Sets</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/site.css">${styles}${scripts}</head>
<body><main><h1>Sets</h1>${content}<p id="after">After</p></main></body></html>`
}

const siteStyle =
  'main ul{margin:3em;padding:2em;list-style:disc}main li{margin:1em}img{max-width:100%;height:auto}main a{padding:4px}'
const film = `<video controls muted width="300" height="200" aria-label="A film"></video>`

let site: ViewerSite

beforeAll(async () => {
  const mixed = html(setOf('mixed', [member('a'), setOf('gallery', [member('tall'), member('b')], {}, 'Inner'), member('c')]))
  const video = html(setOf('mixed', [member('a'), setOf('gallery', [member('b')])]))
  site = await makeViewerSite([], {
    plain: page(html(setOf('gallery', four))),
    beside: page(html(setOf('gallery', four, { thumbnails: 'beside', loop: true }))),
    none: page(html(setOf('gallery', four, { thumbnails: 'none' })), 'de'),
    many: page(
      html(
        setOf(
          'gallery',
          Array.from({ length: 16 }, () => member('a')),
        ),
      ),
    ),
    mixed: page(mixed),
    video: page(
      video.replace(/<rendition-gallery>.*?<\/rendition-gallery>/, film).replace('data-kind="gallery"', 'data-kind="video"'),
      'fr',
    ),
    alone: page(html(setOf('gallery', four))).replace('<script type="module" src="/zoom.js"></script>', ''),
    hidden: page(`<dialog id="box" aria-label="Box">${mixed}</dialog>`),
  })
  await Promise.all([drawPictures(site.folder), writeFile(join(site.folder, 'site.css'), siteStyle)])
}, 60_000)

afterAll(() => site?.close())

const tab = (page: Page, name: string): Locator => page.getByRole('tab', { name, exact: true })
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })
const current = (page: Page): Locator => page.locator('main > :is(rendition-gallery, rendition-mixed) > ul > [data-current]')

/** Alternative text of the picture that stands on the stage. */
function shown(page: Page): Promise<string | undefined> {
  return current(page).evaluate((slide) => {
    const stage = slide.parentElement?.getBoundingClientRect()
    const isInPlace = Math.abs(slide.getBoundingClientRect().left - (stage?.left ?? 0)) < 1
    return isInPlace ? slide.querySelector('img')?.alt : undefined
  })
}

describe('a gallery', () => {
  test('shows what a small picture stands for, by mouse and by keyboard', () =>
    site.on('plain', async (page) => {
      await recordEvents(page, ['change'])
      await tab(page, 'Picture wide').click()
      await expect.poll(() => shown(page)).toBe('Picture wide')
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => shown(page)).toBe('Picture b')
      await page.keyboard.press('Home')
      await expect.poll(() => shown(page)).toBe('Picture a')
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('')
      expect(await tab(page, 'The first').getAttribute('aria-selected')).toBe('true')
      expect((await eventsOn(page)).map(({ index }) => index)).toEqual([2, 3, 0])
    }))

  test('keeps its shape, whatever the pictures and the rules of the site', () =>
    site.on('plain', async (page) => {
      const sizes = await page.evaluate(() =>
        [
          '[data-slides]',
          '[data-frame=tall] [data-shown]',
          '[data-frame=tall] img',
          '[data-frame=wide] [data-shown]',
          '[data-frame=wide] img',
          '[data-thumbnails] a',
        ]
          .map((selector) => document.querySelector(selector)?.getBoundingClientRect() as DOMRect)
          .map(({ width, height }) => [Math.round(width), Math.round(height)]),
      )
      const [stage, tall, tallImage, wide, wideImage, small] = sizes
      expect(stage?.[0]).toBe(784)
      expect(tallImage).toEqual(tall)
      expect(wideImage).toEqual(wide)
      expect(tall).toEqual([348, 523])
      expect(wide).toEqual([784, 196])
      expect(small).toEqual([72, 72])
      expect(await page.locator('[data-thumbnails] img').nth(3).getAttribute('src')).toBe('c-small.jpg')
    }))

  test('opens the picture on the stage large, and comes back to the one that was shown last', () =>
    site.on('plain', async (page) => {
      await button(page, 'Next').click()
      await current(page).locator('a').click()
      await page.locator('.pswp--ui-visible').waitFor()
      await expect
        .poll(() => page.evaluate(() => [...document.images].some((image) => image.src.endsWith('/tall.jpg'))))
        .toBe(true)
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Escape')
      await page.locator('dialog').waitFor({ state: 'detached' })
      await expect.poll(() => shown(page)).toBe('Picture wide')
      expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('wide.jpg')
    }))

  test('beside its small pictures is as wide as is left, and arrows go up and down there', () =>
    site.on('beside', async (page) => {
      const [small, stage] = await Promise.all([
        page.locator('[data-thumbnails]').boundingBox(),
        page.locator('[data-slides]').boundingBox(),
      ])
      expect(stage?.x).toBeGreaterThan((small?.x ?? 0) + (small?.width ?? 0))
      expect(small?.height).toBeLessThanOrEqual((stage?.height ?? 0) + 0.5)
      await tab(page, 'The first').focus()
      await page.keyboard.press('ArrowUp')
      await expect.poll(() => shown(page)).toBe('Picture b')
      await page.setViewportSize({ width: 400, height: 600 })
      const below = await page.locator('[data-thumbnails]').boundingBox()
      expect(below?.y).toBeGreaterThan((await page.locator('[data-slides]').boundingBox())?.y ?? 0)
    }))

  test('without small pictures says where one is, in the language of the page', () =>
    site.on('none', async (page) => {
      await button(page, 'Weiter').click()
      await expect.poll(() => shown(page)).toBe('Picture tall')
      await expect.poll(() => page.getByText('2 von 4', { exact: true }).count()).toBe(1)
      await expect.poll(() => page.getByRole('status').textContent()).toBe('2 von 4: Picture tall')
    }))

  test('brings the small picture into sight, and does not scroll the page', () =>
    site.on('many', async (page) => {
      await page.getByRole('tab').first().focus()
      const scrolled = await page.evaluate(() => window.scrollY)
      await page.keyboard.press('End')
      expect(await page.evaluate(() => window.scrollY)).toBe(scrolled)
      const row = await page.locator('[data-thumbnails]').boundingBox()
      const end = async (): Promise<number> => {
        const last = await page.getByRole('tab').last().boundingBox()
        return (last?.x ?? 0) + (last?.width ?? 0)
      }
      await expect.poll(end).toBeLessThanOrEqual((row?.x ?? 0) + (row?.width ?? 0) + 1)
    }))

  test('loads large pictures only when asked', () =>
    site.on('plain', async (page, visit) => {
      await tab(page, 'Picture wide').click()
      await expect.poll(() => shown(page)).toBe('Picture wide')
      expect(visit.requests.filter((url) => /\/\w+\.jpg$/.test(url))).toEqual([])
    }))

  test('and a mixed set are lists of links without scripts, and as high as with them', async () => {
    const places: Record<string, number | undefined>[] = []
    for (const javaScriptEnabled of [true, false]) {
      const found: Record<string, number | undefined> = {}
      for (const name of ['plain', 'mixed'])
        await site.on(
          name,
          async (page) => {
            found[name] = (await page.locator('#after').boundingBox())?.y
            expect(await page.locator('[inert]').count()).toBe(javaScriptEnabled ? 3 : 0)
          },
          { javaScriptEnabled },
        )
      places.push(found)
    }
    expect(places[0]).toEqual(places[1])
  })
})

describe('a mixed set', () => {
  test('marks what is more than a picture, and lets the viewer within have its keys', () =>
    site.on('mixed', async (page) => {
      await tab(page, 'Set: Picture tall').click()
      await expect.poll(() => shown(page)).toBe('Picture tall')
      const inner = page.getByRole('region', { name: 'Inner' })
      await inner.getByRole('tab', { name: 'Picture b' }).click()
      expect(await inner.evaluate((element) => (element as unknown as { index: number }).index)).toBe(1)
      expect(await page.locator('rendition-mixed').evaluate((element) => (element as unknown as { index: number }).index)).toBe(1)
      await page.keyboard.press('ArrowLeft')
      expect(await inner.evaluate((element) => (element as unknown as { index: number }).index)).toBe(0)
      const [stage, within] = await Promise.all([page.locator('rendition-mixed > ul').boundingBox(), inner.boundingBox()])
      expect(within?.height).toBeLessThan((stage?.height ?? 0) * 1.2)
      expect(await page.locator('[data-badge]').count()).toBe(1)
    }))

  test('stops a film that is left', () =>
    site.on('video', async (page) => {
      await tab(page, 'Vidéo: 2').click()
      const paused = await page.locator('video').evaluate((video: HTMLVideoElement) => {
        let count = 0
        video.pause = () => void count++
        document.querySelector<HTMLElement>('[data-thumbnails] a')?.click()
        return count
      })
      expect(paused).toBe(1)
    }))

  test('in a dialog works once that is open, and leaves nothing behind when it is removed', () =>
    site.on('hidden', async (page) => {
      const { markup } = await comeAndGo(page, 'rendition-mixed')
      expect(markup).not.toMatch(/tablist|inert|data-badge|data-current/)
      await page.locator('#box').evaluate((box: HTMLDialogElement) => box.showModal())
      await tab(page, 'Picture c').click()
      await expect
        .poll(() => page.locator('rendition-mixed > ul').evaluate((list) => Math.round(list.scrollLeft / list.clientWidth)))
        .toBe(2)
    }))
})

describe('of both', () => {
  test('axe finds nothing', () => site.on('beside', async (page) => expect(await violations(page)).toEqual([])))

  test('in forced colours one sees which small picture is on the stage', () =>
    site.on(
      'mixed',
      async (page) => {
        await page.getByRole('tab').first().waitFor()
        const borders = await page.locator('rendition-mixed > [data-thumbnails] > a').evaluateAll((links) => {
          const probe = document.body.appendChild(document.createElement('i'))
          const names = ['Highlight', 'Canvas'].map((name) => {
            probe.style.color = name
            return [getComputedStyle(probe).color, name] as const
          })
          return links.map((link) => new Map(names).get(getComputedStyle(link).borderTopColor))
        })
        expect(borders).toEqual(['Highlight', 'Canvas', 'Canvas'])
      },
      { forcedColors: 'active' },
    ))

  test('the lightbox is fetched when somebody comes near, and opens for who is quicker than that', () =>
    site.on('alone', async (page, visit) => {
      const fetched = (): string[] => visit.requests.filter((address) => address.includes('/zoom.js'))
      await expect.poll(() => page.getByRole('tab').count()).toBe(4)
      expect(fetched()).toEqual([])
      await current(page)
        .locator('a')
        .evaluate((link: HTMLElement) => link.click())
      const lightbox = page.getByRole('dialog')
      await lightbox.waitFor()
      expect(fetched()).toHaveLength(1)
      await page.keyboard.press('Escape')
      await lightbox.waitFor({ state: 'detached' })
      expect(page.url()).not.toContain('.jpg')
    }))

  test('the scripts are small', async () => {
    const sizes = await Promise.all(
      ['gallery', 'mixed'].map(async (name) => gzipSync(await readFile(join(site.folder, `${name}.embed.js`))).length),
    )
    expect(Math.max(...sizes)).toBeLessThan(12_000)
  })
})
