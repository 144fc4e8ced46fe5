import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { colourAt, drawQuarters, touch, viewerOf } from './magnifying.js'
import { comeAndGo, eventsOn, keepRoom, makeViewerSite, recordEvents, violations, type ViewerSite } from './viewer-site.js'

let site: ViewerSite

const text = '<p>text</p>'.repeat(40)

beforeAll(async () => {
  site = await makeViewerSite(
    ['flyout'],
    {
      two: `<div id="cut">${viewerOf('flyout')}</div><p>${viewerOf('flyout', { alt: 'Second', options: { factor: 2, side: 'inside' } })}</p>${text}`,
      german: `<div lang="de" dir="rtl">${viewerOf('flyout')}</div>`,
      linked: `<p><a href="two.html">${viewerOf('flyout', { insideLink: true })}</a></p>`,
      hidden: `<dialog id="d" aria-label="D">${viewerOf('flyout')}</dialog>`,
    },
    [],
  )
  await drawQuarters(site.folder)
}, 60_000)

afterAll(() => site?.close())

const viewer = (page: Page, at = 0) => page.locator('rendition-flyout').nth(at)
const link = (page: Page, at = 0) => viewer(page, at).locator('a')
const panel = (page: Page, at = 0) => viewer(page, at).locator('.panel')
const lens = (page: Page, at = 0) => viewer(page, at).locator('.lens')

async function boxOf(locator: ReturnType<typeof panel>) {
  const box = await locator.boundingBox()
  if (!box) throw new Error('It is not shown.')
  return box
}

const picture = (page: Page, at = 0) => boxOf(viewer(page, at).locator('img').first())

/** The colour in the middle of the magnified part. */
async function magnified(page: Page, at = 0): Promise<string> {
  const { x, y, width, height } = await boxOf(panel(page, at))
  return colourAt(page, x + width / 2, y + height / 2)
}

describe('a pointer', () => {
  test('shows what is under it beside the picture, whatever cuts the page off, and loads the large picture only then', () =>
    site.on('two', async (page, visit) => {
      await page.evaluate(() => {
        const cut = document.querySelector<HTMLElement>('#cut')
        Object.assign(cut?.style ?? {}, { overflow: 'hidden', width: '320px', transform: 'translate(0)' })
      })
      await recordEvents(page, ['open', 'close'])
      const box = await picture(page)
      expect(visit.requests.filter((url) => url.endsWith('/q.png'))).toEqual([])
      await page.mouse.move(box.x + 70, box.y + 45)
      const shown = await boxOf(panel(page))
      expect(shown.x).toBeGreaterThanOrEqual(box.x + box.width)
      await expect.poll(() => magnified(page)).toBe('red')
      await page.mouse.move(box.x + 230, box.y + 45)
      await expect.poll(() => magnified(page)).toBe('green')
      expect((await boxOf(lens(page))).width).toBeCloseTo(shown.width / 3, 0)
      await expect.poll(() => visit.requests.filter((url) => url.endsWith('/q.png')).length).toBe(1)
      await page.mouse.move(790, 590)
      expect(await panel(page).isVisible()).toBe(false)
      const from = 'rendition-flyout'
      expect(await eventsOn(page)).toEqual([
        { name: 'open', from, factor: 3 },
        { name: 'close', from, factor: 3 },
      ])
    }))

  test('is followed when the page scrolls, and Escape or a press puts the magnifier away until it has left', () =>
    site.on('two', async (page) => {
      const box = await picture(page)
      await page.mouse.move(box.x + 70, box.y + 45)
      await page.mouse.wheel(0, 30)
      await expect.poll(async () => (await boxOf(panel(page))).y).toBe(box.y - 30)
      await page.keyboard.press('Escape')
      expect(await panel(page).isVisible()).toBe(false)
      await page.mouse.move(box.x + 80, box.y + 45)
      expect(await panel(page).isVisible()).toBe(false)
      await page.mouse.move(5, 590)
      await page.mouse.move(box.x + 80, box.y + 45)
      expect(await panel(page).isVisible()).toBe(true)
      await page.mouse.down()
      await page.mouse.up()
      expect(await panel(page).isVisible()).toBe(false)
      expect(page.url()).toContain('two.html')
    }))

  test('shows it inside the picture where the author says so', () =>
    site.on('two', async (page) => {
      const box = await picture(page, 1)
      await page.mouse.move(box.x + 20, box.y + 180)
      expect(await boxOf(panel(page, 1))).toEqual(box)
      expect(await lens(page, 1).isVisible()).toBe(false)
      await expect.poll(() => magnified(page, 1)).not.toBe('white')
    }))
})

describe('keys', () => {
  test('show it with the focus, move and change it, and put it away', () =>
    site.on('two', async (page) => {
      await page.keyboard.press('Tab')
      expect(await panel(page).isVisible()).toBe(true)
      expect(await link(page).getAttribute('aria-pressed')).toBe('true')
      expect(await viewer(page).getByRole('status').textContent()).toBe('Magnified 3 times')
      await page.keyboard.press('Home')
      await expect.poll(() => magnified(page)).toBe('red')
      for (let times = 0; times < 8; times++) await page.keyboard.press('ArrowRight')
      await expect.poll(() => magnified(page)).toBe('green')
      await page.keyboard.press('End')
      await expect.poll(() => magnified(page)).toBe('white')
      await page.keyboard.press('+')
      expect(await viewer(page).getByRole('status').textContent()).toBe('Magnified 3.5 times')
      await page.keyboard.press('0')
      await page.keyboard.press('Escape')
      expect(await panel(page).isVisible()).toBe(false)
      await page.keyboard.press('Enter')
      expect(await panel(page).isVisible()).toBe(true)
      await page.keyboard.press('Tab')
      expect(await panel(page).isVisible()).toBe(false)
      expect(page.url()).toContain('two.html')
    }))
})

describe('a finger', () => {
  test('magnifies while it is held, moves the lens and not the page; moved at once, it scrolls', () =>
    site.on(
      'two',
      async (page) => {
        const box = await picture(page)
        const [x, y] = [box.x + 70, box.y + 45]
        const session = await page.context().newCDPSession(page)
        const put = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
          session.send('Input.dispatchTouchEvent', { type, touchPoints })
        await put('touchStart', { x, y })
        await panel(page).waitFor()
        await put('touchMove', { x: x + 60, y })
        await put('touchMove', { x: x + 160, y: y + 100 })
        await expect.poll(() => magnified(page)).toBe('white')
        expect(await page.evaluate(() => scrollY)).toBe(0)
        await put('touchEnd')
        expect(await panel(page).isVisible()).toBe(false)
        await touch(page, [[{ x, y: y + 50 }], [{ x, y: y + 20 }], [{ x, y: y - 20 }], [{ x, y: y - 40 }], []])
        await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(20)
        expect(await panel(page).isVisible()).toBe(false)
      },
      { hasTouch: true },
    ))

  test('shows it by a tap until the next, inside the picture on a narrow screen', () =>
    site.on(
      'two',
      async (page) => {
        const box = await picture(page)
        await page.touchscreen.tap(box.x + 70, box.y + 45)
        expect(await boxOf(panel(page))).toEqual(box)
        await expect.poll(() => magnified(page)).toBe('red')
        await page.touchscreen.tap(10, 500)
        expect(await panel(page).isVisible()).toBe(false)
        expect(page.url()).toContain('two.html')
      },
      { hasTouch: true, viewport: { width: 360, height: 640 } },
    ))
})

describe('in all places', () => {
  test('without JavaScript it is a link to the large picture', () =>
    site.on(
      'two',
      async (page) => {
        await link(page).click()
        await page.waitForURL('**/q.png')
      },
      { javaScriptEnabled: false },
    ))

  test('in an author’s link it magnifies, and a click goes where that says', () =>
    site.on('linked', async (page) => {
      const box = await picture(page)
      await Promise.all([page.waitForEvent('requestfinished'), page.mouse.move(box.x + 70, box.y + 45)])
      expect(await panel(page).isVisible()).toBe(true)
      await page.mouse.down()
      await page.mouse.up()
      await page.waitForURL('**/two.html')
    }))

  test('works above a dialog it was hidden in', () =>
    site.on('hidden', async (page) => {
      await page.evaluate(() => (document.querySelector('#d') as HTMLDialogElement).showModal())
      const box = await picture(page)
      await page.mouse.move(box.x + 70, box.y + 45)
      await expect.poll(() => magnified(page)).toBe('red')
      await page.keyboard.press('Escape')
      expect(await page.evaluate(() => (document.querySelector('#d') as HTMLDialogElement).open)).toBe(true)
    }))

  test('speaks the language around it, and stands on the other side from right to left', () =>
    site.on('german', async (page) => {
      await page.keyboard.press('Tab')
      expect(await viewer(page).getByRole('status').textContent()).toBe('3-fach vergrößert')
      const [box, shown] = [await picture(page), await boxOf(panel(page))]
      expect(shown.x + shown.width).toBeLessThanOrEqual(box.x)
    }))

  test('axe finds nothing while it is shown', () =>
    site.on('two', async (page) => {
      await page.keyboard.press('Tab')
      expect(await panel(page).isVisible()).toBe(true)
      expect(await violations(page)).toEqual([])
    }))

  test('taken out while it shows and put back twenty times it leaves nothing behind, and works', () =>
    site.on('two', async (page) => {
      const box = await picture(page)
      await page.mouse.move(box.x + 70, box.y + 45)
      await keepRoom(page, 'rendition-flyout')
      const { markup, shadow } = await comeAndGo(page, 'rendition-flyout')
      expect(markup).not.toContain('aria-')
      expect(shadow).toBe('<slot></slot>')
      await page.mouse.move(5, 590)
      await page.mouse.move(box.x + 70, box.y + 45)
      await expect.poll(() => magnified(page)).toBe('red')
    }))

  test('importing it on a server does nothing', async () => {
    const { RenditionFlyout } = await import('../../src/viewers/flyout.js')
    expect(RenditionFlyout.name).toBe('RenditionFlyout')
  })
})
