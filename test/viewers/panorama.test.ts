import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { markupOf } from '../../src/rewrite/picture.js'
import { planned, view, type Example } from '../rewrite/example.js'
import {
  contextsLeft,
  EYES,
  isWorn,
  plugIn,
  pressButton,
  seenByEyes,
  takeOff,
  turn,
  useOtherwise,
  wearHeadset,
} from './headset.js'
import { comeAndGo, eventsOn, makeViewerSite, recordEvents, violations, type ViewerSite } from './viewer-site.js'

/** The build's own markup of a panorama: a small picture of the site, and the large one all round. */
function panorama(options: NonNullable<Example['options']> = {}, more: Example = {}): string {
  const attributes: [string, string][] = [['alt', 'The hut']]
  const from = view({ address: ({ recipe }) => (recipe.width > 300 ? 'hut.png' : 'a-small.jpg') })
  const example = planned({ viewer: 'panorama', options, attributes, widths: [300], formats: ['jpeg'], ...more })
  return serialize(markupOf(example, from))
}

/** What is in the middle of each side, seen from inside. */
const colours = { back: '#ffff00', left: '#0000ff', front: '#ff0000', right: '#00ff00', up: '#ffffff', down: '#000000' }

let site: ViewerSite
beforeAll(async () => {
  site = await makeViewerSite(
    ['panorama'],
    {
      one: `<p>${panorama()}</p>`,
      several: `<div dir="rtl" lang="de">${panorama({ yaw: 90, autorotate: 30 })}</div><a href="other.html">${panorama({}, { insideLink: true })}</a>`,
      dialog: `<dialog>${panorama({ yaw: -90 })}</dialog><dialog>${panorama()}</dialog>`,
      tall: `<p>${panorama()}</p>${'<p>…</p>'.repeat(60)}`,
    },
    ['a'],
  )
  await drawAllRound(join(site.folder, 'hut.png'))
})
afterAll(() => site.close())

async function drawAllRound(file: string): Promise<void> {
  const { back, left, front, right, up, down } = colours
  const bands = [back, left, front, right, back].map(
    (fill, at) => `<rect x="${at * 90 - 45}" width="90" height="180" fill="${fill}"/>`,
  )
  const caps = [`<rect width="360" height="20" fill="${up}"/>`, `<rect y="160" width="360" height="20" fill="${down}"/>`]
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="360" height="180">${[...bands, ...caps].join('')}</svg>`
  await sharp(Buffer.from(drawing)).removeAlpha().png().toFile(file)
}

const SURFACE = 'rendition-panorama [part=surface][role]'

/** The colour in the middle of the picture, however it is shown. */
async function seen(page: Page, at = 0): Promise<keyof typeof colours | undefined> {
  const { x, y, width, height } = await boxOf(page, at)
  const png = await page.screenshot({ clip: { x: x + width / 2, y: y + height / 2, width: 2, height: 2 } })
  const { data } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const hex = `#${data.subarray(0, 3).toString('hex')}`
  return (Object.keys(colours) as (keyof typeof colours)[]).find((side) => colours[side] === hex)
}

async function boxOf(page: Page, at = 0): Promise<{ x: number; y: number; width: number; height: number }> {
  return (await page.locator('rendition-panorama').nth(at).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
}

function camera(page: Page, at = 0): Promise<number[]> {
  return page.evaluate((index) => {
    const { yaw, pitch, fov } = document.querySelectorAll('rendition-panorama')[index]?.camera ?? { yaw: 0, pitch: 0, fov: 0 }
    return [yaw, pitch, fov].map(Math.round)
  }, at)
}

describe('a panorama', () => {
  test('is a picture that links to the large one without a script', async () => {
    await site.on(
      'one',
      async (page) => {
        await expect.poll(() => seen(page)).toBeUndefined()
        await page.getByRole('link', { name: 'The hut' }).click()
        await page.waitForURL(/hut\.png/)
      },
      { javaScriptEnabled: false },
    )
  })

  test('opens on sight in the same room, and is looked around in with keys and buttons', async () => {
    await site.on('one', async (page) => {
      await page.waitForSelector(SURFACE)
      const { width, height } = await boxOf(page)
      expect([width, height]).toEqual([300, 200])
      await expect.poll(() => seen(page)).toBe('front')
      expect(await violations(page)).toEqual([])
      await recordEvents(page, ['change'])
      await page.keyboard.press('Tab')
      expect(await page.locator(SURFACE).evaluate((surface) => surface.matches(':focus-visible'))).toBe(true)
      for (let at = 0; at < 9; at++) await page.keyboard.press('ArrowRight')
      expect(await camera(page)).toEqual([90, 0, 100])
      await expect.poll(() => seen(page)).toBe('right')
      await page.getByText('Direction 90°, height 0°, width 100°').waitFor({ state: 'attached' })
      const told = { name: 'change', from: 'rendition-panorama', yaw: 90, pitch: 0, fov: 100 }
      expect((await eventsOn(page)).at(-1)).toEqual(told)
      await page.getByRole('button', { name: 'Zoom in' }).click()
      expect(await camera(page)).toEqual([90, 0, 80])
      await page.getByRole('button', { name: 'Reset view' }).click()
      expect(await camera(page)).toEqual([0, 0, 100])
      expect(await page.getByRole('button', { name: 'Turn slowly' }).count()).toBe(0)
    })
  })

  test('is dragged by mouse, and takes the wheel only once it has the focus', async () => {
    await site.on('tall', async (page) => {
      await page.waitForSelector(SURFACE)
      const { x, y } = await boxOf(page)
      await page.mouse.move(x + 200, y + 50)
      await page.mouse.wheel(0, 30)
      await page.waitForFunction(() => scrollY === 30)
      await page.mouse.wheel(0, -30)
      await page.waitForFunction(() => scrollY === 0)
      await page.mouse.down()
      await page.mouse.move(x + 140, y + 50)
      await page.mouse.move(x + 80, y + 50)
      await page.mouse.up()
      expect(await camera(page)).toEqual([40, 0, 100])
      await page.mouse.wheel(0, -100)
      await page.waitForFunction(() => document.querySelector('rendition-panorama')?.camera.fov !== 100)
      expect(await page.evaluate(() => scrollY)).toBe(0)
    })
  })

  test('follows fingers, and the device once somebody asks for that', async () => {
    const touch = { hasTouch: true }
    await site.on(
      'tall',
      async (page) => {
        await page.waitForSelector(SURFACE)
        const client = await page.context().newCDPSession(page)
        const { x, y } = await boxOf(page)
        type Point = { x: number; y: number }
        const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Point[]): Promise<unknown> =>
          client.send('Input.dispatchTouchEvent', { type, touchPoints })
        const at = (left: number, top = 100): Point => ({ x: x + left, y: y + top })
        await send('touchStart', [at(200)])
        for (const left of [170, 140]) await send('touchMove', [at(left)])
        await send('touchEnd', [])
        await expect.poll(async () => (await camera(page))[0]).toBe(20)
        await send('touchStart', [at(100), at(200)])
        for (const spread of [10, 30, 50]) await send('touchMove', [at(100 - spread), at(200 + spread)])
        await send('touchEnd', [])
        await expect.poll(async () => (await camera(page))[2]).toBe(50)
        // The browser of the test says that it has no such sensor.
        await page.evaluate(() =>
          addEventListener('deviceorientation', (event) => event.alpha ?? event.stopImmediatePropagation()),
        )
        await page.getByRole('button', { name: 'Look around by turning the device' }).click()
        const hold = (alpha: number): Promise<boolean> =>
          page.evaluate(
            (angle) => dispatchEvent(new DeviceOrientationEvent('deviceorientation', { alpha: angle, beta: 100, gamma: 0 })),
            alpha,
          )
        await page.locator('rendition-panorama button[aria-pressed="true"]').waitFor()
        await hold(200)
        await hold(130)
        await expect.poll(() => camera(page)).toEqual([90, 10, 50])
      },
      touch,
    )
  })

  test('turns by itself where that is asked for, until somebody acts, and stays still for those who want less motion', async () => {
    const steps = async (page: Page): Promise<void> => {
      await page.waitForSelector(SURFACE)
      await page.waitForFunction(() => (document.querySelector('rendition-panorama')?.camera.yaw ?? 0) > 92)
      await page.getByRole('button', { name: 'Drehen anhalten' }).click()
      const stopped = await camera(page)
      expect(await page.getByRole('application').first().getAttribute('aria-roledescription')).toBe('Panorama')
      expect(await camera(page)).toEqual(stopped)
    }
    await site.on('several', steps, { reducedMotion: 'no-preference' })
    await site.on('several', async (page) => {
      await page.waitForSelector(SURFACE)
      expect(await camera(page)).toEqual([90, 0, 100])
      expect(await page.getByRole('button', { name: 'Langsam drehen' }).isVisible()).toBe(true)
      const { x, y } = await boxOf(page, 1)
      await page.mouse.move(x + 200, y + 50)
      await page.mouse.down()
      await page.mouse.move(x + 80, y + 50, { steps: 2 })
      await page.mouse.up()
      expect(await camera(page, 1)).toEqual([40, 0, 100])
      expect(page.url()).toContain('several.html')
      expect(await violations(page)).toEqual([])
    })
  })

  test('is fetched when it is shown, and stays a picture where there is no WebGL', async () => {
    await site.on('dialog', async (page, visit) => {
      const open = (at: number): Promise<void> =>
        page.evaluate((index) => document.querySelectorAll('dialog')[index]?.showModal(), at)
      expect(visit.requests.filter((url) => url.endsWith('hut.png'))).toEqual([])
      await open(0)
      await page.waitForSelector(SURFACE)
      await expect.poll(() => seen(page)).toBe('left')
      await page.evaluate(() => {
        HTMLCanvasElement.prototype.getContext = () => {
          document.documentElement.dataset['asked'] = 'yes'
          return null
        }
      })
      await open(1)
      await page.waitForSelector('[data-asked]')
      const second = page.locator('rendition-panorama').nth(1)
      await second.locator('.surface').waitFor({ state: 'detached' })
      expect(await second.getByRole('link', { name: 'The hut' }).isVisible()).toBe(true)
    })
  })

  test('comes and goes, keeps where it looks, and is a picture again when the browser takes its context', async () => {
    await site.on('one', async (page) => {
      await page.waitForSelector(SURFACE)
      await page.evaluate(() => document.querySelector('rendition-panorama')?.look({ yaw: 90 }))
      const { markup } = await comeAndGo(page, 'rendition-panorama')
      expect(markup).toBe(panorama())
      await page.waitForSelector(SURFACE)
      expect(await page.locator('rendition-panorama canvas').count()).toBe(1)
      await expect.poll(() => seen(page)).toBe('right')
      await page.locator('rendition-panorama canvas').evaluate((canvas: HTMLCanvasElement) => {
        canvas.getContext('webgl')?.getExtension('WEBGL_lose_context')?.loseContext()
      })
      await page.waitForSelector(SURFACE, { state: 'detached' })
      await page.locator('rendition-panorama').hover()
      await page.waitForSelector(SURFACE)
      await expect.poll(() => seen(page)).toBe('right')
    })
  })
})

describe('a panorama in a headset', () => {
  const button = (page: Page) => page.getByRole('button', { name: 'View in VR' })
  const bothSee = (page: Page, side: keyof typeof colours): Promise<void> =>
    expect.poll(() => seenByEyes(page)).toEqual([colours[side], colours[side]])
  const vr = (status: string): unknown => ({ name: 'vr', from: 'rendition-panorama', status })

  test('is all around, from where the page looks, and goes back to the page', async () => {
    await site.on(
      'one',
      async (page) => {
        await wearHeadset(page)
        await button(page).waitFor()
        expect(await violations(page)).toEqual([])
        await recordEvents(page, ['vr'])
        await page.evaluate(() => document.querySelector('rendition-panorama')?.look({ yaw: 90, pitch: 40 }))
        await button(page).press('Enter')
        await bothSee(page, 'right')
        await turn(page, 'head', 90)
        await bothSee(page, 'front')
        await turn(page, 'head', 180)
        await bothSee(page, 'left')
        for (const [up, side] of [
          [80, 'up'],
          [-80, 'down'],
        ] as const) {
          // oxfmt-ignore
          await turn(page, 'head', 0, up)
          await bothSee(page, side)
        }
        await turn(page, 'head', 90)
        await pressButton(page, 'trigger')
        await bothSee(page, 'right')
        await page.keyboard.press('Enter')
        await button(page).waitFor()
        await expect.poll(() => isWorn(page)).toBe(false)
        expect([await camera(page), await contextsLeft(page)]).toEqual([[90, 40, 100], 0])
        expect(await eventsOn(page)).toEqual([vr('session-started'), vr('not-presenting')])
      },
      EYES,
    )
  })

  test('is there only while one is, which may come later', async () => {
    await site.on(
      'one',
      async (page) => {
        await page.waitForSelector(SURFACE)
        expect(await button(page).count()).toBe(0)
        await wearHeadset(page, { isThere: false })
        await page.waitForSelector(SURFACE)
        expect(await button(page).count()).toBe(0)
        await plugIn(page)
        await button(page).waitFor()
      },
      EYES,
    )
  })

  test('ends when that is taken off and when the viewer goes, and leaves nothing behind', async () => {
    await site.on(
      'one',
      async (page) => {
        await wearHeadset(page)
        await button(page).press('Enter')
        await bothSee(page, 'front')
        await takeOff(page)
        await button(page).press('Enter')
        await bothSee(page, 'front')
        await page.evaluate(() => document.querySelector('rendition-panorama')?.remove())
        await expect.poll(() => isWorn(page)).toBe(false)
        expect([await contextsLeft(page), await page.locator('canvas').count()]).toEqual([0, 0])
      },
      EYES,
    )
  })

  test('that is in use, or cannot draw, is told of, and the page stays as it is', async () => {
    await site.on(
      'one',
      async (page) => {
        await wearHeadset(page)
        await recordEvents(page, ['vr'])
        await button(page).waitFor()
        await useOtherwise(page)
        await button(page).press('Enter')
        const told = page.getByText('VR could not be started.')
        await told.waitFor({ state: 'attached' })
        await takeOff(page)
        await page.evaluate(() => {
          HTMLCanvasElement.prototype.getContext = () => null
        })
        await button(page).press('Enter')
        await expect.poll(() => eventsOn(page)).toEqual([vr('failed'), vr('failed')])
        await expect.poll(() => isWorn(page)).toBe(false)
        await expect.poll(() => seen(page)).toBe('front')
      },
      EYES,
    )
  })
})
