import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { colourAt, drawQuarters, touch, viewerOf } from './magnifying.js'
import {
  comeAndGo,
  eventsOn,
  keepRoom,
  makeViewerSite,
  recordEvents,
  tapTwice,
  violations,
  type ViewerSite,
} from './viewer-site.js'

let site: ViewerSite

beforeAll(async () => {
  site = await makeViewerSite(
    ['inline-zoom'],
    {
      two: `<p>${viewerOf('inline-zoom')}</p><p>${viewerOf('inline-zoom', { alt: 'Second', options: { factor: 2 } })}</p>${'<p>text</p>'.repeat(40)}`,
      german: `<div lang="de" dir="rtl">${viewerOf('inline-zoom')}</div>`,
      linked: `<p><a href="two.html">${viewerOf('inline-zoom', { insideLink: true })}</a></p>`,
      hidden: `<p id="tab" hidden>${viewerOf('inline-zoom')}</p>`,
    },
    [],
  )
  await drawQuarters(site.folder)
}, 60_000)

afterAll(() => site?.close())

const viewer = (page: Page, at = 0) => page.locator('rendition-inline-zoom').nth(at)
const link = (page: Page, at = 0) => viewer(page, at).locator('a')
const factor = (page: Page, at = 0) =>
  viewer(page, at).evaluate((element) => (element as HTMLElementTagNameMap['rendition-inline-zoom']).factor)
const button = (page: Page, name: string) => viewer(page).getByRole('button', { name, exact: true })

async function frame(page: Page, at = 0) {
  const box = await viewer(page, at).locator('img').first().boundingBox()
  if (!box) throw new Error('There is no picture.')
  return box
}

describe('zooming', () => {
  test('a click enlarges around the pointer, dragging moves, a double click shows the whole', () =>
    site.on('two', async (page, visit) => {
      await recordEvents(page, ['zoom'])
      const event = (size: number) => ({ name: 'zoom', from: 'rendition-inline-zoom', factor: size })
      const box = await frame(page)
      const middle = { x: box.x + 150, y: box.y + 100 }
      expect(visit.requests.filter((url) => url.endsWith('/q.png'))).toEqual([])
      await page.mouse.click(box.x + 75, box.y + 50)
      expect(await factor(page)).toBe(2.5)
      await expect.poll(() => colourAt(page, middle.x, middle.y)).toBe('red')
      await expect
        .poll(() => viewer(page).evaluate((element) => element.shadowRoot?.querySelectorAll('.enlarged img').length))
        .toBe(2)
      // Only what has settled is told: on a fast machine all of this would else be one change.
      await expect.poll(() => eventsOn(page)).toEqual([event(2.5)])
      await page.mouse.move(middle.x, middle.y + 30)
      await page.mouse.down()
      await page.mouse.move(middle.x - 130, middle.y - 80, { steps: 3 })
      await page.mouse.up()
      await expect.poll(() => colourAt(page, box.x + 250, box.y + 120)).toBe('white')
      expect(await factor(page)).toBe(2.5)
      await page.mouse.dblclick(middle.x, middle.y)
      expect(await factor(page)).toBe(1)
      await expect.poll(() => eventsOn(page)).toEqual([event(2.5), event(1)])
    }))

  test('the wheel scrolls the page, and zooms with Control or once the picture has the focus', () =>
    site.on('two', async (page) => {
      const box = await frame(page)
      await page.mouse.move(box.x + 75, box.y + 50)
      await page.mouse.wheel(0, 20)
      await expect.poll(() => page.evaluate(() => scrollY)).toBe(20)
      await page.keyboard.down('Control')
      await page.mouse.wheel(0, -100)
      await page.keyboard.up('Control')
      await expect.poll(() => factor(page)).toBeGreaterThan(1.1)
      await link(page, 1).focus()
      const second = await frame(page, 1)
      await page.mouse.move(second.x + 75, second.y + 50)
      await page.mouse.wheel(0, -2000)
      await page.mouse.wheel(0, -2000)
      await expect.poll(() => factor(page, 1)).toBeGreaterThan(1.4)
      await page.mouse.wheel(0, -2000)
      await expect.poll(() => factor(page, 1)).toBe(2)
      expect(await page.evaluate(() => scrollY)).toBe(20)
    }))

  test('keys enlarge, move and reset, and are the page’s own while the whole shows', () =>
    site.on('two', async (page) => {
      await link(page).focus()
      const box = await frame(page)
      const middle = [box.x + 150, box.y + 100] as const
      await page.keyboard.press('Enter')
      expect(await factor(page)).toBe(2.5)
      expect(page.url()).toContain('two.html')
      expect(await link(page).getAttribute('aria-pressed')).toBe('true')
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
      await expect.poll(() => colourAt(page, middle[0] - 20, middle[1] - 20)).toBe('white')
      await page.keyboard.press('+')
      expect(await factor(page)).toBeCloseTo(3.75)
      await page.keyboard.press('+')
      expect(await factor(page)).toBe(4)
      await expect.poll(() => viewer(page).getByRole('status').textContent()).toBe('Zoom 400%')
      await page.keyboard.press('Escape')
      expect(await factor(page)).toBe(1)
      await page.keyboard.press(' ')
      await page.keyboard.press('0')
      expect(await factor(page)).toBe(1)
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0)
    }))

  test('buttons do the same, keep the focus, and say what they cannot do', () =>
    site.on('two', async (page) => {
      expect(await button(page, 'Zoom out').getAttribute('aria-disabled')).toBe('true')
      await button(page, 'Zoom in').click()
      expect(await factor(page)).toBe(1.5)
      await button(page, 'Reset view').press('Enter')
      expect(await factor(page)).toBe(1)
      expect(await button(page, 'Reset view').evaluate((element) => element.matches(':focus'))).toBe(true)
    }))

  test('two taps and two fingers enlarge, one finger moves what is enlarged and else the page', () =>
    site.on(
      'two',
      async (page) => {
        const box = await frame(page)
        const [x, y] = [box.x + 150, box.y + 100]
        await touch(page, [
          [{ x: x - 20, y }],
          [
            { x: x - 20, y },
            { x: x + 20, y },
          ],
          [
            { x: x - 40, y },
            { x: x + 40, y },
          ],
          [
            { x: x - 60, y },
            { x: x + 60, y },
          ],
          [{ x: x - 60, y }],
          [],
        ])
        expect(await factor(page)).toBeCloseTo(3, 1)
        await touch(page, [[{ x, y }], [{ x: x + 60, y: y + 40 }], [{ x: x + 140, y: y + 90 }], []])
        await expect.poll(() => colourAt(page, x, y)).toBe('red')
        expect(await page.evaluate(() => scrollY)).toBe(0)
        await tapTwice(page, x, y)
        await expect.poll(() => factor(page)).toBe(1)
        await touch(page, [[{ x, y: y + 50 }], [{ x, y: y + 20 }], [{ x, y: y - 20 }], [{ x, y: y - 50 }], []])
        await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(20)
        expect(page.url()).toContain('two.html')
      },
      { hasTouch: true },
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

  test('in an author’s link a click goes where that says, and the buttons zoom', () =>
    site.on('linked', async (page) => {
      await button(page, 'Zoom in').click()
      expect(await factor(page)).toBe(1.5)
      await page.locator('main p > a').focus()
      await page.keyboard.press('+')
      expect(await factor(page)).toBeCloseTo(2.25)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/two.html')
    }))

  test('hidden at first, it works once it is shown', () =>
    site.on('hidden', async (page) => {
      await page.evaluate(() => document.querySelector('#tab')?.removeAttribute('hidden'))
      await button(page, 'Zoom in').click()
      expect(await factor(page)).toBe(1.5)
    }))

  test('speaks the language around it, and stands rightly from right to left', () =>
    site.on('german', async (page) => {
      await button(page, 'Vergrößern').click()
      await expect.poll(() => viewer(page).getByRole('status').textContent()).toBe('Zoom 150 %')
      const [box, control] = [await frame(page), await button(page, 'Verkleinern').boundingBox()]
      expect((control?.x ?? 0) - box.x).toBeLessThan(150)
    }))

  test('axe finds nothing in an enlarged one', () =>
    site.on('two', async (page) => {
      await button(page, 'Zoom in').click()
      expect(await violations(page)).toEqual([])
    }))

  test('taken out and put back twenty times it leaves nothing behind, and works', () =>
    site.on('two', async (page) => {
      await keepRoom(page, 'rendition-inline-zoom')
      const { markup, shadow } = await comeAndGo(page, 'rendition-inline-zoom')
      expect(markup).not.toContain('aria-')
      expect(shadow).toBe('<slot></slot>')
      await button(page, 'Zoom in').click()
      expect(await factor(page)).toBe(1.5)
    }))

  test('importing it on a server does nothing', async () => {
    const { RenditionInlineZoom } = await import('../../src/viewers/inline-zoom.js')
    expect(RenditionInlineZoom.name).toBe('RenditionInlineZoom')
  })
})
