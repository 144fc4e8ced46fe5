import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { markupOf } from '../../src/rewrite/picture.js'
import { view, type Example } from '../rewrite/example.js'
import { plannedSet } from '../rewrite/example-set.js'
import {
  comeAndGo,
  eventsOn,
  makeViewerSite,
  recordEvents,
  swipeOn,
  tapTwice,
  violations,
  type ViewerSite,
} from './viewer-site.js'

const names = Array.from({ length: 12 }, (_, at) => `f${at + 1}`)

/** The build's own markup of a spin of `count` frames, of the site's pictures. */
function spin(count: number, options: NonNullable<Example['options']> = {}, more: Example = {}): string {
  const address: Parameters<typeof view>[0] = {
    address: ({ stem, recipe }) => `${stem}${recipe.width > 300 ? '' : '-small'}.jpg`,
  }
  const whole: Example = { viewer: 'spin', options, attributes: [['alt', 'The boot']], ...more }
  return serialize(markupOf(plannedSet(count, whole, { widths: [300], formats: ['jpeg'] }), view(address)))
}

const far = '<p>Far down:</p>' + '<p>…</p>'.repeat(60)

let site: ViewerSite
beforeAll(async () => {
  site = await makeViewerSite(
    ['spin'],
    {
      one: `<p>${spin(12)}</p>`,
      rows: `${spin(12, { rows: 3, loop: false })}`,
      several: `<div dir="rtl" lang="de">${spin(8, { reverse: true })}</div><div id="hidden" hidden>${spin(4)}</div>`,
      far: `${far}${spin(6)}`,
      tall: `${spin(12, { rows: 3 })}${far}`,
      auto: spin(6, { autospin: true }),
      link: `<a href="other.html">${spin(8, {}, { insideLink: true })}</a>`,
      other: '<p>Other</p>',
    },
    names,
  )
})
afterAll(() => site.close())

const slider = 'rendition-spin [role=slider]'

function value(page: Page, at = 0): Promise<string | null> {
  return page.locator(slider).nth(at).getAttribute('aria-valuetext')
}

/** Name of the file on the stage, and whether a large one lies over it. */
function shown(page: Page): Promise<string[]> {
  return page
    .locator(`${slider} img`)
    .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).src.replace(/.*\//, '')))
}

async function loaded(page: Page): Promise<void> {
  await page.locator('rendition-spin progress').first().waitFor({ state: 'hidden' })
  await page.waitForFunction(() => document.querySelector('rendition-spin')?.shadowRoot?.querySelector('progress')?.value)
}

async function dragBy(page: Page, x: number, y = 0): Promise<void> {
  const box = await page.locator(slider).first().boundingBox()
  const [startX, startY] = [(box?.x ?? 0) + 150, (box?.y ?? 0) + 80]
  await page.mouse.move(startX, startY)
  await page.mouse.down()
  for (let step = 1; step <= 5; step++) await page.mouse.move(startX + (x * step) / 5, startY + (y * step) / 5)
  await page.mouse.up()
}

describe('a spin', () => {
  test('is its first picture with a link without a script, in the same room', async () => {
    let box: unknown
    await site.on(
      'one',
      async (page) => {
        expect(await page.locator('rendition-spin a').getAttribute('href')).toBe('f1.jpg')
        box = await page.locator('rendition-spin').boundingBox()
        expect(box).toMatchObject({ width: 300, height: 200 })
      },
      { javaScriptEnabled: false },
    )
    await site.on('one', async (page) => {
      await loaded(page)
      expect(await page.locator('rendition-spin').boundingBox()).toEqual(box)
    })
  })

  test('turns with the mouse as far as it is dragged, and says once where it rests', async () => {
    await site.on('one', async (page) => {
      await recordEvents(page, ['change'])
      await loaded(page)
      expect(await value(page)).toBe('frame 1 of 12, 0°')
      await dragBy(page, 75)
      expect(await value(page)).toBe('frame 4 of 12, 90°')
      await expect.poll(() => shown(page)).toEqual(['f4-small.jpg'])
      await dragBy(page, -100)
      expect(await value(page)).toBe('frame 12 of 12, 330°')
      expect(await eventsOn(page)).toEqual([
        { name: 'change', from: 'rendition-spin', index: 3, count: 12, column: 3, row: 0, degrees: 90 },
        { name: 'change', from: 'rendition-spin', index: 11, count: 12, column: 11, row: 0, degrees: 330 },
      ])
    })
  })

  test('goes on turning after it is let go, unless less motion is asked for', async () => {
    await site.on(
      'one',
      async (page) => {
        await recordEvents(page, ['change'])
        await loaded(page)
        // With times of its own: how fast this machine is must not matter.
        const { x, y } = (await page.locator(slider).boundingBox()) ?? { x: 0, y: 0 }
        const client = await page.context().newCDPSession(page)
        const start = Date.now() / 1000
        const mouse = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', by: number, at: number): Promise<unknown> =>
          client.send('Input.dispatchMouseEvent', {
            type,
            x: x + 100 + by,
            y: y + 80,
            button: 'left',
            buttons: 1,
            clickCount: 1,
            timestamp: start + at / 1000,
          })
        await mouse('mousePressed', 0, 0)
        for (let at = 20; at <= 60; at += 20) await mouse('mouseMoved', at, at)
        await mouse('mouseReleased', 60, 70)
        await page.waitForFunction(() => (window as unknown as { seen: unknown[] }).seen.length > 0)
        expect((await eventsOn(page))[0]?.['index']).not.toBe(2)
      },
      { reducedMotion: 'no-preference' },
    )
  })

  test('is a slider to the keyboard', async () => {
    await site.on('one', async (page) => {
      await loaded(page)
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.role)).toBe('slider')
      const after = async (...keys: string[]): Promise<string | null> => {
        for (const key of keys) await page.keyboard.press(key)
        return page.locator(slider).getAttribute('aria-valuenow')
      }
      expect(await after('ArrowRight', 'ArrowRight', 'ArrowUp')).toBe('4')
      expect(await after('ArrowLeft')).toBe('3')
      expect(await after('End')).toBe('12')
      expect(await after('ArrowRight')).toBe('1')
      expect(await after('PageUp')).toBe('3')
      expect(await after('Home')).toBe('1')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      expect(await value(page)).toBe('frame 12 of 12, 330°')
      expect(await page.locator('rendition-spin [role=status]').textContent()).toBe('frame 12 of 12, 330°')
    })
  })

  test('zooms on a press and with keys, fetches only that frame large, and pans', async () => {
    await site.on('one', async (page, { requests }) => {
      await recordEvents(page, ['zoom'])
      await loaded(page)
      await page.locator(slider).press('ArrowRight')
      expect(requests.filter((url) => /f\d+\.jpg$/.test(url))).toEqual([])
      await page.locator(slider).click({ position: { x: 10, y: 10 } })
      await page.waitForFunction(
        (at) => document.querySelector('rendition-spin')?.shadowRoot?.querySelectorAll(at).length === 2,
        '.layer img',
      )
      await expect.poll(() => shown(page)).toEqual(['f2-small.jpg', 'f2.jpg'])
      expect(requests.filter((url) => /f\d+\.jpg$/.test(url))).toHaveLength(1)
      const lie = (): Promise<number[]> =>
        page.locator('rendition-spin .layer').evaluate((element) => {
          const { a, e, f } = new DOMMatrix(getComputedStyle(element).transform)
          return [a, Math.round(e), Math.round(f)]
        })
      await expect.poll(lie).toEqual([2.5, -15, -15])
      await dragBy(page, -40, -10)
      await expect.poll(lie).toEqual([2.5, -55, -25])
      await page.keyboard.press('Escape')
      await expect.poll(lie).toEqual([1, 0, 0])
      await page.locator('rendition-spin [part~=zoom-in]').click()
      expect(await eventsOn(page)).toMatchObject([{ scale: 2.5 }, { scale: 1 }, { scale: 1.5 }])
    })
  })

  test('turns with the wheel only once it has the focus', async () => {
    await site.on('far', async (page) => {
      await page.locator('rendition-spin').scrollIntoViewIfNeeded()
      await loaded(page)
      await page.locator(slider).hover()
      const before = await page.evaluate(() => scrollY)
      await page.mouse.wheel(0, -120)
      await page.waitForFunction((y) => scrollY < y, before)
      expect(await value(page)).toBe('frame 1 of 6, 0°')
      await page.locator(slider).focus()
      await page.locator(slider).hover()
      const now = await page.evaluate(() => scrollY)
      await page.mouse.wheel(0, 120)
      await page.waitForFunction(
        (at) => document.querySelector('rendition-spin')?.shadowRoot?.querySelector(at),
        '[aria-valuenow="3"]',
      )
      expect(await page.evaluate(() => scrollY)).toBe(now)
    })
  })

  test('fetches frames on sight, not before', async () => {
    await site.on('far', async (page, { requests }) => {
      await page.waitForFunction(() => document.querySelector('rendition-spin')?.shadowRoot)
      await page.evaluate(() => new Promise(requestAnimationFrame))
      expect(requests.filter((url) => /f[2-9]-small/.test(url))).toEqual([])
      await page.locator('rendition-spin').scrollIntoViewIfNeeded()
      await loaded(page)
      expect(requests.filter((url) => /f[2-9]-small/.test(url))).toHaveLength(5)
    })
  })

  test('has rows, which end, as its turns do where they are not to go round', async () => {
    await site.on('rows', async (page) => {
      await loaded(page)
      await page.locator(slider).press('ArrowDown')
      expect(await value(page)).toBe('frame 1 of 4, 0°, row 2 of 3')
      await expect.poll(() => shown(page)).toEqual(['f5-small.jpg'])
      await dragBy(page, 150, 140)
      expect(await value(page)).toBe('frame 3 of 4, 180°, row 3 of 3')
      await page.locator(slider).press('ArrowLeft')
      for (let at = 0; at < 3; at++) await page.locator('rendition-spin [part~=turn-left]').click()
      expect(await value(page)).toBe('frame 1 of 4, 0°, row 3 of 3')
      await page.locator('rendition-spin [part~=higher]').click()
      await expect.poll(() => shown(page)).toEqual(['f5-small.jpg'])
      await page.locator('rendition-spin [part~=turn-right]').hover()
      await page.mouse.down()
      await page.waitForFunction(
        (at) => document.querySelector('rendition-spin')?.shadowRoot?.querySelector(at),
        '[aria-valuenow="4"]',
      )
      await page.mouse.up()
      expect(await violations(page)).toEqual([])
    })
  })

  test('turns with a finger that goes sideways, scrolls the page with one that goes up, and zooms on two taps', async () => {
    await site.on(
      'tall',
      async (page) => {
        await loaded(page)
        const client = await page.context().newCDPSession(page)
        const { x, y } = (await page.locator(slider).boundingBox()) ?? { x: 0, y: 0 }
        const swipe = (from: [number, number], by: [number, number]): Promise<void> =>
          swipeOn(client, [x + from[0], y + from[1]], by)
        await swipe([60, 50], [150, 0])
        expect(await value(page)).toBe('frame 3 of 4, 180°, row 1 of 3')
        await tapTwice(page, x + 50, y + 50)
        await expect.poll(() => page.locator(slider).getAttribute('class')).toContain('zoomed')
        await page.locator(slider).press('Escape')
        await swipe([30, 190], [0, -120])
        await page.waitForFunction(() => scrollY > 50)
        expect(await value(page)).toBe('frame 3 of 4, 180°, row 1 of 3')
      },
      { hasTouch: true },
    )
  })

  test('turns once by itself where it may, and never again', async () => {
    await site.on(
      'auto',
      async (page) => {
        await page.waitForFunction(
          (at) => document.querySelector('rendition-spin')?.shadowRoot?.querySelector(at),
          '[aria-valuenow="4"]',
        )
        await page.locator(slider).press('Home')
        await page.evaluate(() => {
          const viewer = document.querySelector('rendition-spin')
          document.querySelector('main')?.append(viewer ?? '')
        })
        expect(await value(page)).toBe('frame 1 of 6, 0°')
      },
      { reducedMotion: 'no-preference' },
    )
    await site.on('auto', async (page) => {
      await loaded(page)
      await expect.poll(() => shown(page)).toEqual([])
      expect(await value(page)).toBe('frame 1 of 6, 0°')
    })
  })

  test('speaks the language around it, backwards where told, with arrows that point where they turn', async () => {
    await site.on('several', async (page) => {
      await loaded(page)
      await page.locator(slider).first().press('ArrowRight')
      expect(await value(page)).toBe('Bild 2 von 8, 45°')
      await expect.poll(() => shown(page)).toEqual(['f8-small.jpg'])
      const left = await page.locator('[part~=turn-left]').first().boundingBox()
      const right = await page.locator('[part~=turn-right]').first().boundingBox()
      expect(left?.x).toBeLessThan(right?.x ?? 0)
      expect(await page.locator('[part~=turn-left]').first().getAttribute('aria-label')).toBe('Nach links drehen')
    })
  })

  test('inside something hidden starts when that is shown', async () => {
    await site.on('several', async (page) => {
      await loaded(page)
      await page.evaluate(() => document.querySelector('#hidden')?.removeAttribute('hidden'))
      await page
        .locator(slider)
        .nth(1)
        .click({ position: { x: 20, y: 20 } })
      await page.locator(slider).nth(1).press('Escape')
      await page.locator(slider).nth(1).press('End')
      await page.waitForFunction(
        (at) => document.querySelectorAll('rendition-spin')[1]?.shadowRoot?.querySelector(at),
        'img[src="f4-small.jpg"]',
      )
    })
  })

  test('inside a link turns without following it, and follows it on a press', async () => {
    await site.on('link', async (page) => {
      await loaded(page)
      await dragBy(page, 75)
      expect(await value(page)).toBe('frame 3 of 8, 90°')
      await page.locator('[part~=turn-right]').click()
      expect(page.url()).toContain('link.html')
      await page.locator(slider).click()
      await page.waitForURL(/other\.html/)
    })
  })

  test('comes and goes twenty times without leaving anything', async () => {
    await site.on('one', async (page) => {
      await loaded(page)
      await comeAndGo(page, 'rendition-spin')
      expect(await page.locator('rendition-spin [role=slider]').count()).toBe(1)
      expect(await page.locator('rendition-spin img').count()).toBe(1)
      await dragBy(page, 75)
      expect(await value(page)).toBe('frame 4 of 12, 90°')
      await page.evaluate(() => {
        const viewer = document.querySelector('rendition-spin') as HTMLElement
        Object.assign(window, { kept: viewer })
        viewer.remove()
      })
      expect(await page.evaluate(() => (window as unknown as { kept: HTMLElement }).kept.shadowRoot?.children.length)).toBe(1)
    })
  })

  test('loads less than 12 kB of script', async () => {
    expect(gzipSync(await readFile(join(site.folder, 'spin.embed.js'))).length).toBeLessThan(12_000)
  })

  test('shows on the whole screen, in the colours people have chosen', async () => {
    await site.on(
      'one',
      async (page) => {
        await loaded(page)
        await page.locator('[part~=full-screen]').click()
        await page.waitForFunction(() => document.fullscreenElement?.localName === 'rendition-spin')
        await expect.poll(async () => (await page.locator(slider).boundingBox())?.width).toBeGreaterThan(300)
        await page.waitForFunction(() => document.querySelector('rendition-spin')?.shadowRoot?.querySelector('img[src="f1.jpg"]'))
        await page.evaluate(() => document.exitFullscreen())
        expect(await violations(page)).toEqual([])
      },
      { forcedColors: 'active' },
    )
  })
})
