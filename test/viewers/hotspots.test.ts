import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { markupOf } from '../../src/rewrite/picture.js'
import type { PlannedHotspot, Point, ViewerName } from '../../src/types.js'
import { besidePlace } from '../../src/viewers/hotspots/dialog.js'
import { drawnBox } from '../../src/viewers/hotspots/drawn-box.js'
import { isThere } from '../../src/viewers/hotspots/timing.js'
import { planned, view } from '../rewrite/example.js'
import { drawPictures, markup, member, setOf } from './slides-site.js'
import { eventsOn, makeViewerSite, recordEvents, violations, type ViewerSite } from './viewer-site.js'

const place = { file: 'a.yaml', line: 1, column: 1 }

function spot(at: Point, label: string, more: Partial<PlannedHotspot['hotspot']> = {}, planned: Partial<PlannedHotspot> = {}) {
  const shape = { kind: 'point', at } as const
  return { hotspot: { place, shape, label, ...more }, shown: shape, ...planned } satisfies PlannedHotspot
}

const paragraph = {
  tag: 'span',
  attributes: [['data-block', 'paragraph']],
  children: ['Stitched. ', { tag: 'a', attributes: [['href', '/a.html']], children: ['How'] }],
} as const
const corners: Point[] = [
  [0.5, 0.5],
  [0.9, 0.5],
  [0.9, 0.9],
  [0.5, 0.9],
]

const hotspots: PlannedHotspot[] = [
  spot([0.25, 0.5], 'Lace', { link: '/plain.html?lace' }, { large: { kind: 'point', at: [0.5, 0.25] } }),
  spot([0.75, 0.25], 'Sole', { content: [paragraph] }, { large: { kind: 'point', at: [0.75, 0.75] } }),
  spot([0.7, 0.7], 'Boot', { data: { sku: 'B-7', price: 129 } }, { shown: { kind: 'polygon', at: [0.7, 0.7], points: corners } }),
  spot([0.1, 0.1], 'Ring', {}, { shown: { kind: 'ellipse', at: [0.1, 0.1], radii: [0.005, 0.005] } }),
]

function shown(viewer?: ViewerName): string {
  const base = planned({ formats: ['jpeg'], widths: [300], attributes: [['alt', 'A boot']], ...(viewer && { viewer }) })
  const address = view({ address: ({ recipe }) => (recipe.width > 300 ? '/a.jpg' : '/a-small.jpg') })
  return serialize(markupOf({ ...base, hotspots }, address))
}

const film = `<rendition-hotspots><video controls width="300" height="200" aria-label="A film"></video><span data-hotspots role="list">
<span role="listitem" data-x="0.5" data-y="0.5" data-from="1" data-to="3"><a href="/plain.html?early" data-label>Early</a></span>
<span role="listitem" data-x="0.5" data-y="0.5" data-from="4" data-to="6"><span data-label>Late</span></span></span></rendition-hotspots>`
const art = `<rendition-hotspots><picture><source media="(max-width: 500px)" srcset="b.jpg" width="1200" height="800"><img src="a-small.jpg" width="300" height="200" alt="A"></picture>
<span data-hotspots role="list"><span role="listitem" data-x="0.5" data-y="0.5" data-art0-x="0.1" data-art0-y="0.2"><span data-label>Both</span></span>
<span role="listitem" data-x="0.2" data-y="0.2"><span data-label>Wide</span></span></span></rendition-hotspots>`

const cues = `WEBVTT

00:01.000 --> 00:03.000
{ "label": "Cue", "at": { "x": 0.25, "y": 0.75 }, "link": "/plain.html?cue", "data": { "sku": "C" } }

00:02.000 --> 00:04.000
[{ "label": "Aside", "link": "javascript:alert(1)" }, { "no": "label" }]

00:05.000 --> 00:06.000
chapter 2
`
const banner = serialize(
  markup(
    setOf('carousel', [
      member('a', { hotspots: hotspots.slice(0, 2) }),
      member('tall', { hotspots: [spot([0.5, 0.75], 'Second')] }),
    ]),
  ),
)

let site: ViewerSite
beforeAll(async () => {
  site = await makeViewerSite(['hotspots'], {
    plain: `<p>Text ${shown()} around <a id="after" href="#after">it</a>.</p>`,
    zoom: `<script type="module" src="/zoom.js"></script>${shown('zoom')}`,
    film,
    cues: film.replace('></video>', '><track kind="metadata" src="/cues.vtt"></video>'),
    banner: `<link rel="stylesheet" href="/carousel.css"><script type="module" src="/carousel.js"></script>${banner}`,
    art,
    tab: `<details><summary>Open</summary>${shown()}</details>`,
    german: `<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>Right to left</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/hotspots.css"><script type="module" src="/hotspots.js"></script></head><body><main lang="de"><h1>Stiefel</h1>${shown()}</main></body></html>`,
  })
  await Promise.all([drawPictures(site.folder), writeFile(join(site.folder, 'cues.vtt'), cues)])
})
afterAll(() => site?.close())

const pin = (page: Page, name: string) => page.locator('rendition-hotspots .pin', { hasText: name })
const centreIn = async (page: Page, name: string, fraction: Point): Promise<[number, number]> => {
  const [at, box] = await Promise.all([pin(page, name).boundingBox(), page.locator('img').boundingBox()])
  if (!at || !box) throw new Error('It is not shown.')
  return [at.x + at.width / 2 - box.x - fraction[0] * box.width, at.y + at.height / 2 - box.y - fraction[1] * box.height]
}
const near = (offset: readonly number[]): boolean => offset.every((one) => Math.abs(one) < 1.5)

describe('hotspots on a picture', () => {
  test('lie where they belong, are large enough, and are named; nothing moves, axe finds nothing', () =>
    site.on('plain', async (page) => {
      await pin(page, 'Lace').waitFor()
      for (const [name, at] of [
        ['Lace', [0.25, 0.5]],
        ['Sole', [0.75, 0.25]],
        ['Boot', [0.7, 0.7]],
        ['Ring', [0.1, 0.1]],
      ] as const)
        await expect.poll(async () => near(await centreIn(page, name, at))).toBe(true)
      for (const name of ['Lace', 'Ring']) expect(Math.min(...(await sizeOf(page, name)))).toBeGreaterThanOrEqual(24)
      expect(await sizeOf(page, 'Boot')).toEqual([120, 80])
      expect(await page.getByRole('link', { name: 'Lace' }).count()).toBe(1)
      expect(await page.getByRole('button', { name: 'Boot' }).count()).toBe(1)
      expect(await violations(page)).toEqual([])
    }))

  test('are gone through by Tab in their order; Enter follows, opens and tells, Esc closes and gives the focus back', () =>
    site.on('plain', async (page) => {
      await pin(page, 'Lace').waitFor()
      await recordEvents(page, ['hotspot'])
      const focused = () =>
        page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent ?? document.activeElement?.id)
      const order: unknown[] = []
      for (let i = 0; i < 5; i++) {
        await page.keyboard.press('Tab')
        order.push(await focused())
      }
      expect(order).toEqual(['Lace', 'Sole', 'Boot', 'Ring', 'after'])
      for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('dialog', { name: 'Sole' })
      await dialog.waitFor()
      expect(await page.locator('[slot="dialog"]').getByText('Stitched.').isVisible()).toBe(true)
      expect(await violations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      expect(await focused()).toBe('Sole')
      expect(await page.locator('[slot="dialog"]').count()).toBe(0)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Space')
      expect(await eventsOn(page)).toMatchObject([
        { name: 'hotspot', from: 'rendition-hotspots', index: 1, label: 'Sole', data: {} },
        { name: 'hotspot', index: 2, label: 'Boot', data: { sku: 'B-7', price: 129 }, x: 0.7, y: 0.7 },
      ])
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/plain.html?lace')
    }))

  test('answer the mouse, close by a press beside the dialog, and do nothing more where a listener says so', () =>
    site.on('plain', async (page) => {
      await pin(page, 'Sole').click()
      const dialog = page.getByRole('dialog', { name: 'Sole' })
      await dialog.waitFor()
      await page.mouse.click(790, 590)
      await dialog.waitFor({ state: 'detached' })
      await page.evaluate(() => document.addEventListener('rendition:hotspot', (event) => event.preventDefault()))
      await pin(page, 'Sole').click()
      await pin(page, 'Lace').click()
      expect(await page.getByRole('dialog').count()).toBe(0)
      expect(page.url()).toMatch(/plain\.html$/)
      // Beside the outline, the area is not pressed.
      expect(
        await page.evaluate(
          () => document.querySelector('rendition-hotspots')?.shadowRoot?.querySelectorAll('svg polygon').length,
        ),
      ).toBe(1)
    }))

  test('are a list below the picture without a script', () =>
    site.on(
      'plain',
      async (page) => {
        const [image, list] = await Promise.all([
          page.locator('img').boundingBox(),
          page.locator('[data-hotspots]').boundingBox(),
        ])
        expect((list?.y ?? 0) >= (image?.y ?? 0) + 200).toBe(true)
        expect(await page.getByText('Stitched.').isVisible()).toBe(true)
        await page.getByRole('link', { name: 'Lace' }).click()
        await page.waitForURL('**/plain.html?lace')
      },
      { javaScriptEnabled: false },
    ))

  test('come when a tab is opened, and leave nothing behind when they go', () =>
    site.on('tab', async (page) => {
      await page.locator('summary').click()
      await pin(page, 'Lace').waitFor()
      await expect.poll(async () => near(await centreIn(page, 'Lace', [0.25, 0.5]))).toBe(true)
      const left = await page.evaluate(async () => {
        const host = document.querySelector('rendition-hotspots') as HTMLElement
        const parent = host.parentElement as HTMLElement
        for (let round = 0; round < 20; round++) {
          host.remove()
          await new Promise((done) => setTimeout(done))
          parent.append(host)
        }
        host.remove()
        await new Promise((done) => setTimeout(done))
        const gone = [
          host.shadowRoot?.querySelectorAll('.pin').length,
          host.querySelector<HTMLElement>('[data-hotspots]')?.hidden,
        ]
        parent.append(host)
        return [...gone, host.shadowRoot?.querySelectorAll('.pin').length]
      })
      expect(left).toEqual([0, false, 4])
    }))

  test('follow another crop of the picture, chosen by the width of the window', () =>
    site.on('art', async (page) => {
      await pin(page, 'Wide').waitFor()
      await page.setViewportSize({ width: 400, height: 600 })
      await pin(page, 'Wide').waitFor({ state: 'detached' })
      const [at, box] = await Promise.all([pin(page, 'Both').boundingBox(), page.locator('img').boundingBox()])
      expect(((at?.x ?? 0) + (at?.width ?? 0) / 2 - (box?.x ?? 0)) / (box?.width ?? 1)).toBeCloseTo(0.1, 1)
    }))

  test('are where they belong from right to left, in the language around, and with forced colours', () =>
    site.on(
      'german',
      async (page) => {
        await pin(page, 'Lace').waitFor()
        await expect.poll(async () => near(await centreIn(page, 'Lace', [0.25, 0.5]))).toBe(true)
        expect(await page.getByRole('group', { name: 'Stellen im Bild' }).count()).toBe(1)
        await pin(page, 'Sole').click()
        await page.getByRole('button', { name: 'Schließen' }).click()
        await page.getByRole('dialog').waitFor({ state: 'detached' })
      },
      { forcedColors: 'active' },
    ))
})

describe('hotspots in other viewers', () => {
  test('lie on the large picture of a lightbox, go where it is zoomed, and keep their size', () =>
    site.on('zoom', async (page) => {
      await pin(page, 'Lace').waitFor()
      await recordEvents(page, ['hotspot', 'close'])
      await page
        .locator('img')
        .first()
        .click({ position: { x: 150, y: 20 } })
      const large = page.locator('.rendition-zoom-hotspots')
      await large.getByText('Lace').waitFor({ state: 'attached' })
      const offsets = async (): Promise<number[]> => {
        const image = page.locator('.pswp__item[aria-hidden="false"] .pswp__img').last()
        const [at, box] = await Promise.all([large.getByRole('link', { name: 'Lace' }).boundingBox(), image.boundingBox()])
        if (!at || !box) return [NaN]
        return [at.x + at.width / 2 - box.x - 0.5 * box.width, at.y + at.height / 2 - box.y - 0.25 * box.height, at.width]
      }
      await expect.poll(async () => near((await offsets()).slice(0, 2))).toBe(true)
      const [, , size = 0] = await offsets()
      expect(await large.getByRole('button').count()).toBe(1)
      const width = (): Promise<number> =>
        page
          .locator('.pswp__item[aria-hidden="false"] .pswp__img')
          .last()
          .evaluate((image) => image.getBoundingClientRect().width)
      const before = await width()
      await page.keyboard.press('+')
      await expect.poll(width).toBeGreaterThan(before)
      await expect.poll(async () => near((await offsets()).slice(0, 2))).toBe(true)
      expect(Math.abs(((await offsets())[2] ?? 0) - size)).toBeLessThan(1)
      await page.keyboard.press('0')
      await large.getByRole('button', { name: 'Sole' }).click()
      const dialog = page.getByRole('dialog', { name: 'Sole' })
      await dialog.waitFor()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      expect(await page.locator('.rendition-zoom-dialog').count()).toBe(1)
      expect(await eventsOn(page)).toMatchObject([
        { name: 'hotspot', from: 'rendition-hotspots', label: 'Sole', x: 0.75, y: 0.75 },
      ])
      await page.keyboard.press('Escape')
      await page.locator('.rendition-zoom-dialog').waitFor({ state: 'detached' })
      expect((await eventsOn(page)).map(({ name }) => name)).toEqual(['hotspot', 'close'])
    }))

  test('of a film come at their times, and all of them in a list at its end', () =>
    site.on('film', async (page) => {
      await page.locator('rendition-hotspots .hotspots').waitFor({ state: 'attached' })
      const at = (seconds: number, ended = false) =>
        page.evaluate(
          ([time, isOver]) => {
            const video = document.querySelector('video') as HTMLVideoElement
            Object.defineProperty(video, 'currentTime', { configurable: true, get: () => time })
            Object.defineProperty(video, 'ended', { configurable: true, get: () => isOver })
            video.dispatchEvent(new Event(isOver ? 'ended' : 'timeupdate'))
            const pins = [
              ...(document.querySelector('rendition-hotspots')?.shadowRoot?.querySelectorAll<HTMLElement>('.pin') ?? []),
            ]
            return pins.filter(({ hidden }) => !hidden).map(({ textContent }) => textContent)
          },
          [seconds, ended] as const,
        )
      expect([await at(0), await at(1), await at(3), await at(5)]).toEqual([[], ['Early'], [], ['Late']])
      expect(await at(6, true)).toEqual([])
      const recap = page.locator('[part="recap"]')
      expect(await recap.getByRole('listitem').allTextContents()).toEqual(['Early', 'Late'])
      expect(await violations(page)).toEqual([])
      await at(2)
      expect(await recap.count()).toBe(0)
    }))
})

describe('hotspots that others bring', () => {
  test('in the cues of a film are read when it is first played; what they say runs nothing', () =>
    site.on('cues', async (page) => {
      await pin(page, 'Early').waitFor({ state: 'attached' })
      expect(await pin(page, 'Cue').count()).toBe(0)
      await page.evaluate(() => document.querySelector('video')?.dispatchEvent(new Event('play')))
      await pin(page, 'Cue').waitFor({ state: 'attached' })
      expect(
        await page.evaluate(() => {
          const pins = [
            ...(document.querySelector('rendition-hotspots')?.shadowRoot?.querySelectorAll<HTMLElement>('.pin') ?? []),
          ]
          return pins.map((one) => [one.textContent, one.localName, one.getAttribute('href')?.replace(/^.*\//, '')])
        }),
      ).toEqual([
        ['Early', 'a', 'plain.html?early'],
        ['Late', 'button', undefined],
        ['Cue', 'a', 'plain.html?cue'],
        ['Aside', 'button', undefined],
      ])
    }))
  test('in the slides of a carousel lie on each picture, and can be reached on the slide that is shown alone', () =>
    site.on('banner', async (page) => {
      const first = page.locator('rendition-hotspots').nth(0)
      await page.locator('rendition-carousel button[part~="next"]').waitFor()
      const offset = (name: string, at: Point, image: number) =>
        Promise.all([pin(page, name).boundingBox(), page.locator('img').nth(image).boundingBox()]).then(([box, frame]) =>
          box && frame
            ? [box.x + box.width / 2 - frame.x - at[0] * frame.width, box.y + box.height / 2 - frame.y - at[1] * frame.height]
            : [NaN],
        )
      expect(near(await offset('Lace', [0.25, 0.5], 0))).toBe(true)
      expect(await page.getByRole('link', { name: 'Lace' }).count()).toBe(1)
      const isOut = () =>
        page
          .locator('rendition-hotspots')
          .nth(1)
          .evaluate((host) => host.closest('[inert]') !== null)
      expect(await isOut()).toBe(true)
      await first.locator('.pin', { hasText: 'Sole' }).click()
      await page.getByRole('dialog', { name: 'Sole' }).waitFor()
      await page.keyboard.press('Escape')
      await page.locator('rendition-carousel button[part~="next"]').click()
      await expect.poll(isOut).toBe(false)
      await expect.poll(async () => near(await offset('Second', [0.5, 0.75], 1))).toBe(true)
      expect(await violations(page)).toEqual([])
    }))
})

describe('what hotspots are placed by', () => {
  const box = { left: 10, top: 20, width: 200, height: 100 }
  // oxfmt-ignore
  test.each([
    ['fill', '50% 50%', box],
    ['contain', '50% 50%', { left: 60, top: 20, width: 100, height: 100 }],
    ['contain', '0% 0%', { left: 10, top: 20, width: 100, height: 100 }],
    ['cover', '50% 50%', { left: 10, top: -30, width: 200, height: 200 }],
    ['cover', '0px 10px', { left: 10, top: 30, width: 200, height: 200 }],
    ['none', '100% 100%', { left: 170, top: 80, width: 40, height: 40 }],
    ['scale-down', '50% 50%', { left: 90, top: 50, width: 40, height: 40 }],
  ])('is where the picture is drawn with object-fit: %s at %s', (fit, position, expected) => {
    expect(drawnBox(box, { width: 40, height: 40 }, fit, position)).toEqual(expected)
  })
  test('a dialog goes below what opened it, above where there is no room, and never out of the window', () => {
    const size = { width: 100, height: 80 }
    const window = { width: 400, height: 300 }
    const opener = (left: number, top: number) => ({ left, top, width: 20, height: 20 })
    expect(besidePlace(opener(190, 50), size, window)).toEqual({ left: 150, top: 82 })
    expect(besidePlace(opener(190, 250), size, window)).toEqual({ left: 150, top: 158 })
    expect(besidePlace(opener(0, 50), size, window)).toEqual({ left: 12, top: 82 })
    expect(besidePlace(opener(390, 50), { width: 100, height: 290 }, window)).toEqual({ left: 288, top: 12 })
  })
  test('a hotspot of a film is there from its start until before its end', () => {
    expect([0.9, 1, 2.9, 3].map((at) => isThere({ time: [1, 3] }, at))).toEqual([false, true, true, false])
    expect(isThere({ time: undefined }, 99)).toBe(true)
  })
})

async function sizeOf(page: Page, name: string): Promise<number[]> {
  const box = await pin(page, name).boundingBox()
  return [Math.round(box?.width ?? 0), Math.round(box?.height ?? 0)]
}
