import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleFolder } from '../../src/base/bundle.js'
import type { Picture } from '../../src/render/engines/sharp/base.js'
import { renderTiles } from '../../src/render/engines/sharp/tiles.js'
import { imageInfo } from '../../src/rewrite/iiif/info.js'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { viewerMarkup } from '../../src/rewrite/viewer.js'
import type { PlannedReference } from '../../src/types.js'
import { limits, quarters, wish } from '../render/workbench.js'
import { planned, view } from '../rewrite/example.js'
import { eventsOn, makeViewerSite, recordEvents, violations, type ViewerSite } from './viewer-site.js'

const [width, height] = [1500, 1000]

/** The markup as the build writes it, with files of this site in the place of renditions. */
function markup(options: Record<string, boolean> = {}, alt = 'Four colours'): string {
  const example = planned({ viewer: 'deep-zoom', options, attributes: [['alt', alt]], formats: ['jpeg'], widths: [300] })
  const tiles = { ...example.main, key: 'tiles', recipe: wish({ kind: 'tiles', width, height }) }
  const shown: PlannedReference = { ...example, tiles, width: 300, height: 200 }
  const address = ({ recipe }: { recipe: { kind: string; width: number } }): string =>
    recipe.kind === 'tiles' ? '/tiles/info.json' : '/quarters.jpg'
  const image = (): ReturnType<typeof viewerMarkup> => [
    {
      tag: 'img',
      attributes: [
        ['src', '/quarters.jpg'],
        ['width', '300'],
        ['height', '200'],
        ['alt', alt],
      ],
      children: [],
    },
  ]
  return serialize(viewerMarkup(shown, { ...view(), address }, image))
}

let site: ViewerSite

beforeAll(async () => {
  const picture = await (await quarters(width, height)).jpeg().toBuffer()
  site = await makeViewerSite(
    ['deep-zoom'],
    {
      one: `<p>${markup()}</p><p>After</p>`,
      two: `${markup()}${markup({ navigator: true }, 'With an overview')}`,
      broken: markup().replace('/tiles/info.json', '/none/info.json'),
      hidden: `<dialog>${markup()}</dialog>`,
      far: `<div class="far">${'<p>Text</p>'.repeat(100)}</div>${markup()}`,
      rtl: `<div dir="rtl" lang="de">${markup()}</div>`,
    },
    [],
  )
  const folder = await mkdtemp(join(tmpdir(), 'renditions-tiles-'))
  const source = { path: 'a.jpg', input: picture, header: { width, height }, limits, unchanged: async () => {} }
  const made = await renderTiles(source as unknown as Picture, wish({ kind: 'tiles', quality: 80 }), join(folder, 'list'))
  await cp(bundleFolder(join(folder, 'list')), join(site.folder, 'tiles'), { recursive: true })
  await writeFile(join(site.folder, 'tiles/info.json'), imageInfo('https://example.org/elsewhere', made))
  await mkdir(join(site.folder, 'empty'), { recursive: true })
  await cp(join(site.folder, 'tiles/full/375,250/0/default.jpg'), join(site.folder, 'quarters.jpg'))
  await rm(folder, { recursive: true })
}, 60_000)

afterAll(() => site?.close())

const element = (page: Page, at = 0) => page.locator('rendition-deep-zoom').nth(at)
const canvas = (page: Page, at = 0) => element(page, at).getByRole('application')
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Colours inside the four quarters of the element, as they are on the screen. */
async function colours(page: Page, at = 0): Promise<string[]> {
  const picture = (await element(page, at).screenshot()).toString('base64')
  return page.evaluate(async (data) => {
    const blob = new Blob([Uint8Array.from(atob(data), (char) => char.charCodeAt(0))])
    const image = await createImageBitmap(blob)
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d', { willReadFrequently: true })
    context?.drawImage(image, 0, 0)
    const names = ([r = 0, g = 0, b = 0]: Uint8ClampedArray): string =>
      [r > 200 && 'r', g > 200 && 'g', b > 200 && 'b'].filter(Boolean).join('')
    // The lower ones above the buttons.
    return [0.25, 0.62].flatMap((y) =>
      [0.25, 0.75].map((x) =>
        names(context?.getImageData(x * image.width, y * image.height, 1, 1).data ?? new Uint8ClampedArray()),
      ),
    )
  }, picture)
}

const WHOLE = ['r', 'g', 'b', 'rgb']

describe('a picture in tiles', () => {
  test('is shown by pixels where the picture was, zooms to its parts by key and button, and says so', async () => {
    await site.on('one', async (page) => {
      await recordEvents(page, ['open', 'zoom'])
      await expect.poll(() => canvas(page).count()).toBe(1)
      await expect.poll(() => colours(page)).toEqual(WHOLE)
      expect(await canvas(page).getAttribute('aria-label')).toBe('Four colours')
      expect(await violations(page)).toEqual([])
      await canvas(page).focus()
      for (const key of ['+', '+', '+', 'ArrowLeft', 'ArrowUp', 'ArrowLeft', 'ArrowUp', 'ArrowLeft', 'ArrowUp'])
        await page.keyboard.press(key)
      await expect.poll(() => colours(page)).toEqual(['r', 'r', 'r', 'r'])
      await page.keyboard.press('Home')
      await expect.poll(() => colours(page)).toEqual(WHOLE)
      await press(page, 'Zoom in')
      await expect.poll(() => page.getByRole('status').textContent()).toMatch(/^Zoom \d+ %$/)
      await press(page, 'Reset view')
      await expect.poll(() => colours(page)).toEqual(WHOLE)
      await expect
        .poll(async () => (await eventsOn(page)).at(-1))
        .toMatchObject({ name: 'zoom', region: { x: 0, y: 0, width, height } })
    })
  })

  test('goes to a part it is told, also before it is there, and takes the wheel only once it was asked to', async () => {
    await site.on('one', async (page) => {
      await page.evaluate(() => {
        const one = document.querySelector('rendition-deep-zoom') as unknown as { show(region: object): void }
        one.show({ x: 800, y: 50, width: 600, height: 400 })
      })
      await expect.poll(() => colours(page)).toEqual(['g', 'g', 'g', 'g'])
      await page.keyboard.press('Tab')
      await press(page, 'Reset view')
      await expect.poll(() => colours(page)).toEqual(WHOLE)
      await page.evaluate(() => (document.activeElement as HTMLElement).blur())
      await element(page).hover({ position: { x: 75, y: 50 } })
      await page.mouse.wheel(0, -400)
      await expect.poll(() => colours(page)).toEqual(WHOLE)
      await canvas(page).focus()
      // Turns that come too soon after one another are taken for one.
      const turned = async (): Promise<string[]> => {
        await page.mouse.wheel(0, -400)
        return colours(page)
      }
      await expect.poll(turned).toEqual(['r', 'r', 'r', 'r'])
    })
  })

  test('stays a picture with a link without a script, or where its tiles are not to be had', async () => {
    await site.on(
      'one',
      async (page) => {
        await expect.poll(() => colours(page)).toEqual(WHOLE)
        expect(await page.locator('rendition-deep-zoom > a').getAttribute('href')).toBe('/quarters.jpg')
        expect(await page.getByRole('link').count()).toBe(1)
      },
      { javaScriptEnabled: false },
    )
    const page = await site.browser.newPage()
    await page.goto(`${site.origin}/broken.html`)
    await page.waitForLoadState('networkidle')
    expect(await page.getByRole('link').count()).toBe(1)
    expect(await page.getByRole('application').count()).toBe(0)
    await page.close()
  })

  test('loads nothing before it is near, and starts in a dialog when that opens', async () => {
    await site.on('far', async (page) => {
      const asked: string[] = []
      page.on('request', (request) => void asked.push(new URL(request.url()).pathname))
      await page.waitForTimeout(100)
      expect(asked).toEqual([])
      await element(page).scrollIntoViewIfNeeded()
      await expect.poll(() => colours(page)).toEqual(WHOLE)
      await expect.poll(() => asked).toContain('/tiles/info.json')
    })
    await site.on('hidden', async (page) => {
      expect(await canvas(page).count()).toBe(0)
      await page.evaluate(() => document.querySelector('dialog')?.showModal())
      await expect.poll(() => canvas(page).count()).toBe(1)
      await expect.poll(() => colours(page)).toEqual(WHOLE)
    })
  })

  test('can stand there twice, with an overview or without, and be taken out and put back', async () => {
    await site.on('two', async (page) => {
      await expect.poll(() => page.getByRole('application').count()).toBe(2)
      expect(await element(page, 0).locator('.navigator').count()).toBe(0)
      await expect.poll(() => element(page, 1).locator('.navigator canvas').count()).toBe(1)
      expect((await element(page, 1).locator('.navigator').first().boundingBox())?.width).toBeGreaterThan(50)
      expect(await violations(page)).toEqual([])
      for (let round = 0; round < 20; round++) {
        await page.evaluate(async () => {
          const one = [...document.querySelectorAll('rendition-deep-zoom')].at(-1)
          const parent = one?.parentElement
          one?.remove()
          await new Promise((resolve) => setTimeout(resolve, 0))
          if (one) parent?.append(one)
        })
      }
      await expect.poll(() => page.getByRole('application').count()).toBe(2)
      expect(await page.locator('rendition-deep-zoom .stage').count()).toBe(2)
      await expect.poll(() => colours(page, 1)).toEqual(WHOLE)
    })
  })

  test('speaks German, and puts its buttons where the line ends', async () => {
    await site.on('rtl', async (page) => {
      await expect.poll(() => canvas(page).count()).toBe(1)
      expect(await page.getByRole('button', { name: 'Vergrößern' }).count()).toBe(1)
      const box = await element(page).locator('.controls').boundingBox()
      const whole = await element(page).boundingBox()
      expect((box?.x ?? 0) - (whole?.x ?? 0)).toBe(8)
      expect(await canvas(page).getAttribute('aria-roledescription')).toBe('Zoombares Bild')
    })
  })
})
