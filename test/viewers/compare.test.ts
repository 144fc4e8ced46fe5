import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { markupOf } from '../../src/rewrite/picture.js'
import { view, type Example } from '../rewrite/example.js'
import { plannedSet } from '../rewrite/example-set.js'
import { comeAndGo, eventsOn, makeViewerSite, recordEvents, swipeOn, violations, type ViewerSite } from './viewer-site.js'

/** The build's own markup of two pictures of the site; with titles unless they are to have none. */
function compare(options: NonNullable<Example['options']> = {}, titles = ['Old roof', 'New roof'], more: Example = {}): string {
  const set = plannedSet(2, { viewer: 'compare', options, attributes: [], ...more }, { widths: [300], formats: ['jpeg'] })
  const members = set.members?.map((member, at) => {
    const attributes: [string, string][] = [
      ['alt', `Roof ${at + 1}`],
      ...(titles[at] ? [['title', titles[at]] as [string, string]] : []),
    ]
    return { ...member, reference: { ...member.reference, attributes } }
  })
  const address = view({ address: ({ stem, recipe }) => `${stem}${recipe.width > 300 ? '' : '-small'}.jpg` })
  return serialize(markupOf({ ...set, members: members ?? [] }, address))
}

let site: ViewerSite
beforeAll(async () => {
  site = await makeViewerSite(
    ['compare'],
    {
      one: `<p>${compare({ start: 30 })}</p>`,
      vertical: compare({ vertical: true }),
      several: `<div dir="rtl" lang="de">${compare({}, [])}</div><dialog>${compare({ start: 10 })}</dialog>`,
      link: `<a href="other.html">${compare({}, [], { insideLink: true })}</a>`,
      other: '<p>Other</p>',
      tall: `<p>${compare()}</p>${'<p>…</p>'.repeat(60)}`,
    },
    ['f1', 'f2'],
  )
})
afterAll(() => site.close())

const range = 'rendition-compare input'

function value(page: Page, at = 0): Promise<string | null> {
  return page.locator(range).nth(at).getAttribute('aria-valuetext')
}

/** What is clipped of the first and the second picture. */
function clips(page: Page): Promise<string[]> {
  return page.locator('rendition-compare > span').evaluateAll((sides) => sides.map((side) => getComputedStyle(side).clipPath))
}

async function boxOf(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  return (await page.locator('rendition-compare').first().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
}

describe('a comparison', () => {
  test('shows half of each without a script, the whole of the one that is pointed at, and links to both', async () => {
    await site.on(
      'one',
      async (page) => {
        const { x, y, width, height } = await boxOf(page)
        expect([width, height]).toEqual([300, 200])
        await expect.poll(() => clips(page)).toEqual(['inset(0px 50% 0px 0px)', 'inset(0px 0px 0px 50%)'])
        await page.mouse.move(x + 250, y + 150)
        await expect.poll(() => clips(page)).toEqual(['inset(0px 50% 0px 0px)', 'none'])
        await page.mouse.move(x + 50, y + 150)
        await expect.poll(() => clips(page)).toEqual(['none', 'inset(0px 0px 0px 50%)'])
        await page.mouse.click(x + 250, y + 150)
        await page.waitForURL(/f2\.jpg/)
      },
      { javaScriptEnabled: false },
    )
  })

  test('has its line where it is to start, in the same room', async () => {
    await site.on('one', async (page) => {
      const { width, height } = await boxOf(page)
      expect([width, height]).toEqual([300, 200])
      await expect.poll(() => clips(page)).toEqual(['inset(0px 70% 0px 0px)', 'inset(0px 0px 0px 30%)'])
      expect(await value(page)).toBe('30 % Old roof')
      expect(await page.locator(range).getAttribute('aria-label')).toBe('Line between “Old roof” and “New roof”')
    })
  })

  test('moves its line to wherever the mouse goes, and says once where it was left', async () => {
    await site.on('one', async (page) => {
      await recordEvents(page, ['change'])
      const { x, y } = await boxOf(page)
      await page.mouse.move(x + 150, y + 20)
      await page.mouse.down()
      expect(await value(page)).toBe('50 % Old roof')
      await page.mouse.move(x + 200, y + 150)
      await page.mouse.move(x + 240, y + 500)
      await page.mouse.up()
      expect(await value(page)).toBe('80 % Old roof')
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.press('PageDown')
      await expect.poll(() => clips(page)).toEqual(['inset(0px 31% 0px 0px)', 'inset(0px 0px 0px 69%)'])
      expect((await eventsOn(page)).map(({ percent }) => Math.round(Number(percent)))).toEqual([80, 79, 69])
    })
  })

  test('has one stop for the keyboard, with keys to both ends', async () => {
    await site.on('one', async (page) => {
      await page.keyboard.press('Tab')
      await page.keyboard.press('Home')
      expect(await value(page)).toBe('0 % Old roof')
      await page.keyboard.press('End')
      await page.keyboard.press('ArrowRight')
      expect(await value(page)).toBe('100 % Old roof')
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.localName)).toBe('body')
    })
  })

  test('goes up and down where it is to', async () => {
    await site.on('vertical', async (page) => {
      const { x, y } = await boxOf(page)
      await page.mouse.click(x + 10, y + 40)
      await expect.poll(() => clips(page)).toEqual(['inset(0px 0px 80%)', 'inset(20% 0px 0px)'])
      await page.keyboard.press('ArrowDown')
      expect(await value(page)).toBe('21 % Old roof')
      expect(await page.locator(range).getAttribute('aria-orientation')).toBe('vertical')
      expect(await violations(page)).toEqual([])
    })
  })

  test('begins on the right where people read from there, and speaks their language', async () => {
    await site.on('several', async (page) => {
      expect(await value(page)).toBe('50 % Vorher')
      const { x, y } = await boxOf(page)
      await page.mouse.click(x + 75, y + 50)
      expect(await value(page)).toBe('75 % Vorher')
      expect((await clips(page)).slice(0, 2)).toEqual(['inset(0px 0px 0px 25%)', 'inset(0px 75% 0px 0px)'])
      await page.keyboard.press('ArrowLeft')
      expect(await value(page)).toBe('76 % Vorher')
      await page.evaluate(() => document.querySelector('dialog')?.showModal())
      await page.locator(range).nth(1).press('ArrowRight')
      expect(await value(page, 1)).toBe('11 % Old roof')
    })
  })

  test('follows a finger across, and lets it scroll the page up and down', async () => {
    await site.on(
      'tall',
      async (page) => {
        const client = await page.context().newCDPSession(page)
        const { x, y } = await boxOf(page)
        const swipe = (from: [number, number], by: [number, number]): Promise<void> =>
          swipeOn(client, [x + from[0], y + from[1]], by)
        await swipe([150, 100], [60, 0])
        expect(await value(page)).toBe('70 % Old roof')
        await swipe([30, 190], [0, -120])
        await page.waitForFunction(() => scrollY > 50)
        expect(await value(page)).toBe('70 % Old roof')
      },
      { hasTouch: true },
    )
  })

  test('loads less than 12 kB of script', async () => {
    expect(gzipSync(await readFile(join(site.folder, 'compare.embed.js'))).length).toBeLessThan(12_000)
  })

  test('inside a link is dragged without following it', async () => {
    await site.on('link', async (page) => {
      const { x, y } = await boxOf(page)
      await page.mouse.move(x + 100, y + 50)
      await page.mouse.down()
      await page.mouse.move(x + 150, y + 50)
      await page.mouse.move(x + 225, y + 50)
      await page.mouse.up()
      expect(await value(page)).toBe('75 % Before')
      expect(page.url()).toContain('link.html')
      await page.mouse.click(x + 30, y + 50)
      await page.waitForURL(/other\.html/)
    })
  })

  test('comes and goes twenty times, keeps its line, and leaves the page’s markup as it was', async () => {
    await site.on('one', async (page) => {
      await page.locator(range).press('End')
      const { markup } = await comeAndGo(page, 'rendition-compare')
      expect(markup.replace(' style=""', '')).toBe(compare({ start: 30 }))
      expect(await page.locator(range).count()).toBe(1)
      expect(await value(page)).toBe('100 % Old roof')
    })
  })
})
