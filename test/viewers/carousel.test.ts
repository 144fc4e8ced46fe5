import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawPictures, html, member, setOf } from './slides-site.js'
import { eventsOn, makeViewerSite, recordEvents, violations, type ViewerSite } from './viewer-site.js'

const three = [member('a', { title: 'The first', link: 'other.html' }), member('tall'), member('wide')]
const moving = { reducedMotion: 'no-preference' } as const
const touching = { hasTouch: true, ...moving } as const

/** A button on a page by itself, so that there is a place for the focus and the pointer beside the carousel. */
const around = (content: string): string => `<button id="before">Before</button>${content}<p id="after">After</p>`

let site: ViewerSite

beforeAll(async () => {
  site = await makeViewerSite(['carousel'], {
    plain: around(html(setOf('carousel', three))),
    ends: around(html(setOf('carousel', three, { loop: false, indicators: 'numbers' }))),
    fade: around(html(setOf('carousel', three, { transition: 'fade', indicators: 'none' }, ''))),
    turning: around(html(setOf('carousel', three, { seconds: 0.3 }))),
    once: around(html(setOf('carousel', three, { seconds: 0.2, loop: false }))),
    below: `<div id="space">${'<p>Text</p>'.repeat(40)}</div>${html(setOf('carousel', three, { seconds: 0.2 }))}`,
    rtl: `<div dir="rtl" lang="de-AT">${html(setOf('carousel', three))}</div>`,
    hidden: `<div id="tab" hidden>${html(setOf('carousel', three, { seconds: 9 }))}</div>`,
    two: html(setOf('carousel', three, { seconds: 9 })) + html(setOf('carousel', three, { indicators: 'numbers' }, 'Shoes')),
    other: '',
  })
  await drawPictures(site.folder)
}, 60_000)

afterAll(() => site?.close())

const carousel = (page: Page, at = 0): Locator => page.locator('rendition-carousel').nth(at)
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })
const list = (page: Page): Locator => page.locator('[data-slides]')

/** Place of the slide that is shown, both as it says and as one sees it. */
async function shown(page: Page, at = 0): Promise<number> {
  return carousel(page, at).evaluate((element) => {
    const slides = [...element.querySelectorAll('[data-slides] > li')]
    const { left, top } = element.getBoundingClientRect()
    const isInPlace = (slide: Element): boolean =>
      Math.abs(slide.getBoundingClientRect().left - left) < 1 && slide.checkVisibility({ visibilityProperty: true })
    const place = slides.findIndex((slide) => !slide.hasAttribute('inert'))
    const others = slides.filter((slide) => slide !== slides[place] && isInPlace(slide))
    return isInPlace(slides[place] as Element) && others.length === 0 && top > -1e6 ? place : -1
  })
}

async function comes(page: Page, place: number): Promise<void> {
  await expect.poll(() => shown(page)).toBe(place)
}

/** A finger that goes sideways by `distance` pixels. */
async function swipe(page: Page, distance: number): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Input.synthesizeScrollGesture', {
    x: distance < 0 ? 700 : 100,
    y: 300,
    xDistance: distance,
    speed: 2000,
    preventFling: true,
    gestureSourceType: 'touch',
  })
}

describe('a carousel', () => {
  test('goes on and back by buttons, and round the end', () =>
    site.on('plain', async (page) => {
      await recordEvents(page, ['change'])
      await button(page, 'Next').click()
      await comes(page, 1)
      await button(page, 'Previous').click()
      await button(page, 'Previous').click()
      await comes(page, 2)
      await button(page, 'Next').click()
      await comes(page, 0)
      const seen = await eventsOn(page)
      expect(seen.map(({ index }) => index)).toEqual([1, 0, 2, 0])
      expect(seen[0]).toEqual({ name: 'change', from: 'rendition-carousel', index: 1, count: 3 })
    }))

  test('goes round the end in the direction one went, and leaves nothing behind of it', () =>
    site.on(
      'plain',
      async (page) => {
        const most = () => list(page).evaluate((element) => Number(element.dataset['most'] ?? 0))
        await list(page).evaluate((element) => {
          element.addEventListener('scroll', () => {
            element.dataset['most'] = String(
              Math.max(Number(element.dataset['most'] ?? 0), element.scrollLeft / element.clientWidth),
            )
          })
        })
        await button(page, 'Previous').click()
        await comes(page, 2)
        expect(await most()).toBeGreaterThan(2.5)
        await button(page, 'Next').click()
        await comes(page, 0)
        await expect.poll(() => list(page).evaluate((element) => element.scrollLeft)).toBe(0)
        expect(await page.locator('li[style]').count()).toBe(0)
      },
      moving,
    ))

  test('hurried clicks arrive where they were to', () =>
    site.on(
      'plain',
      async (page) => {
        await button(page, 'Next').evaluate((next: HTMLElement) => [1, 2, 3, 4].forEach(() => next.click()))
        await comes(page, 1)
      },
      moving,
    ))

  test('without `loop` ends, and says so', () =>
    site.on('ends', async (page) => {
      const previous = button(page, 'Previous')
      expect(await previous.getAttribute('aria-disabled')).toBe('true')
      await previous.click({ force: true })
      await comes(page, 0)
      await page.getByRole('tab', { name: '3 of 3' }).click()
      await comes(page, 2)
      expect(await button(page, 'Next').getAttribute('aria-disabled')).toBe('true')
    }))

  test('that fades shows one at a time, and is swiped', () =>
    site.on(
      'fade',
      async (page) => {
        await swipe(page, -500)
        await comes(page, 1)
        await swipe(page, 500)
        await comes(page, 0)
        expect(await page.getByRole('tab').count()).toBe(0)
      },
      touching,
    ))

  test('is swiped by fingers, also round the end', () =>
    site.on(
      'plain',
      async (page) => {
        await swipe(page, -500)
        await comes(page, 1)
        await swipe(page, 500)
        await comes(page, 0)
        await swipe(page, 500)
        await comes(page, 2)
      },
      touching,
    ))

  test('is dragged by a mouse, which then follows no link; a press that stays does', () =>
    site.on('plain', async (page) => {
      await page.mouse.move(600, 300)
      await page.mouse.down()
      await page.mouse.move(300, 300, { steps: 4 })
      await page.mouse.up()
      await comes(page, 1)
      await page.mouse.move(300, 300)
      await page.mouse.down()
      await page.mouse.move(600, 300, { steps: 4 })
      await page.mouse.up()
      await comes(page, 0)
      expect(page.url()).toContain('plain')
      await page.mouse.click(400, 300)
      await page.waitForURL('**/other.html')
    }))
})

describe('by keyboard', () => {
  test('the dots are one stop, with arrows, Home and End within', () =>
    site.on('plain', async (page) => {
      await page.locator('#before').focus()
      await page.keyboard.press('Tab')
      expect(await focused(page)).toBe('1 of 3: The first')
      await page.keyboard.press('ArrowRight')
      await comes(page, 1)
      expect(await focused(page)).toBe('2 of 3: Picture tall')
      await page.keyboard.press('End')
      await comes(page, 2)
      await page.keyboard.press('ArrowRight')
      await comes(page, 0)
      await page.keyboard.press('Tab')
      expect(await focused(page)).toBe('Previous')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await comes(page, 1)
    }))

  test('arrows on a slide change it, and the focus comes along', () =>
    site.on('plain', async (page) => {
      await page.locator('li a').focus()
      await page.keyboard.press('ArrowRight')
      await comes(page, 1)
      expect(await page.evaluate(() => document.activeElement?.localName)).toBe('ul')
      await page.keyboard.press('End')
      await comes(page, 2)
      expect(await carousel(page).getByRole('status').textContent()).toBe('3 of 3: Picture wide')
    }))

  test('from right to left arrows follow the text, and words are those of the language', () =>
    site.on('rtl', async (page) => {
      await page.getByRole('tab').first().focus()
      await page.keyboard.press('ArrowLeft')
      await comes(page, 1)
      await button(page, 'Weiter').click()
      await comes(page, 2)
      await button(page, 'Weiter').click()
      await comes(page, 0)
      expect(await carousel(page).getAttribute('aria-roledescription')).toBe('Karussell')
      const [next, previous] = await Promise.all([button(page, 'Weiter').boundingBox(), button(page, 'Zurück').boundingBox()])
      expect(next?.x).toBeLessThan(previous?.x ?? 0)
    }))
})

describe('one that goes on by itself', () => {
  test('stops for the pointer and the focus, and for good by its button', () =>
    site.on(
      'turning',
      async (page) => {
        await recordEvents(page, ['pause', 'play'])
        await expectTurning(page)
        await page.mouse.move(400, 300)
        await expectStill(page)
        await page.locator('#before').hover()
        await expectTurning(page)
        await page.locator('#before').focus()
        await page.keyboard.press('Tab')
        expect(await focused(page)).toBe('Pause')
        await expectStill(page)
        await page.keyboard.press('Enter')
        expect(await focused(page)).toBe('Play')
        await page.locator('#before').focus()
        await expectStill(page)
        await button(page, 'Play').click()
        await expectTurning(page)
        expect((await eventsOn(page)).map(({ name }) => name)).toEqual(['pause', 'play'])
        expect(await carousel(page).getByRole('status').textContent()).toBe('')
      },
      moving,
    ))

  test('does not start for who asked for less motion, until they say so', () =>
    site.on('turning', async (page) => {
      await expectStill(page)
      await button(page, 'Play').click()
      await expectTurning(page)
    }))

  test('waits while it is out of sight', () =>
    site.on(
      'below',
      async (page) => {
        await expectStill(page)
        await carousel(page).evaluate((element) => element.scrollIntoView({ behavior: 'instant' }))
        await expectTurning(page)
      },
      moving,
    ))

  test('without `loop` ends at the last, and begins anew when asked', () =>
    site.on(
      'once',
      async (page) => {
        await button(page, 'Play').waitFor()
        await comes(page, 2)
        await recordEvents(page, ['change', 'play'])
        await button(page, 'Play').click()
        expect((await eventsOn(page)).slice(0, 2)).toMatchObject([{ name: 'change', index: 0 }, { name: 'play' }])
      },
      moving,
    ))
})

describe('on a page', () => {
  test('it moves nothing, and each picture is whole in its box, whatever its shape', () =>
    site.on('plain', async (page) => {
      const after = () => page.locator('#after').evaluate((element) => element.getBoundingClientRect().top + window.scrollY)
      const before = await after()
      for (const [place, ratio] of [1.5, 2 / 3, 4].entries()) {
        await page.getByRole('tab').nth(place).click()
        await comes(page, place)
        const boxes = await page.locator('[data-current]').evaluate((slide) => {
          const of = (selector: string) => slide.querySelector(selector)?.getBoundingClientRect().toJSON() as DOMRect
          return { shown: of('[data-shown]'), image: of('img'), frame: of('[data-frame]') }
        })
        expect(boxes.shown).toEqual(boxes.image)
        expect(boxes.image.width / boxes.image.height).toBeCloseTo(ratio, 1)
        expect(boxes.image.height).toBeLessThanOrEqual(boxes.frame.height + 0.5)
        expect(boxes.image.width).toBeLessThanOrEqual(boxes.frame.width + 0.5)
      }
      expect(await after()).toBe(before)
    }))

  test('without scripts it is a list that is scrolled, as high as with them', async () => {
    const heights: (number | undefined)[] = []
    for (const javaScriptEnabled of [true, false]) {
      await site.on(
        'plain',
        async (page) => {
          heights.push((await carousel(page).boundingBox())?.height)
          if (javaScriptEnabled) return
          await list(page).focus()
          await page.keyboard.press('ArrowRight')
          const image = page.locator('[data-frame="tall"] img')
          await expect.poll(async () => (await image.boundingBox())?.x).toBeGreaterThan(100)
          await expect.poll(async () => (await image.boundingBox())?.x).toBeLessThan(400)
          expect(await page.getByText('The first').count()).toBe(1)
        },
        { javaScriptEnabled },
      )
    }
    expect(heights[0]).toBe(heights[1])
  })

  test.each(['fade', 'two'])('axe finds nothing in another form (%s)', (name) =>
    site.on(name, async (page) => expect(await violations(page)).toEqual([])),
  )

  test('two know nothing of each other', () =>
    site.on('two', async (page) => {
      await page.getByRole('tab', { name: '2 of 3' }).nth(1).click()
      await expect.poll(() => shown(page, 1)).toBe(1)
      expect(await shown(page)).toBe(0)
      expect(await page.getByRole('region', { name: 'Shoes' }).getByRole('tab').allTextContents()).toEqual(['1', '2', '3'])
    }))

  test('it works in a tab that is shown later, and stays where it was while hidden', () =>
    site.on('hidden', async (page) => {
      const hide = (hidden: boolean) => page.locator('#tab').evaluate((tab, is) => tab.toggleAttribute('hidden', is), hidden)
      await hide(false)
      await button(page, 'Next').click()
      await comes(page, 1)
      await hide(true)
      await page.evaluate(() => new Promise((done) => setTimeout(done, 50)))
      await hide(false)
      await comes(page, 1)
      await page.setViewportSize({ width: 500, height: 600 })
      await comes(page, 1)
    }))

  test('removed and added again twenty times it is as at first, and works', () =>
    site.on('hidden', async (page) => {
      const leftovers = await carousel(page).evaluate(
        async (element, written) => {
          const parent = element.parentElement as Element
          const soon = (): Promise<void> => new Promise((done) => setTimeout(done))
          element.remove()
          await soon()
          const bare = element.outerHTML
          const fresh = document.createElement('template')
          fresh.innerHTML = written
          if (!fresh.content.firstElementChild?.isEqualNode(element)) return bare
          const shadow = (): string => element.shadowRoot?.innerHTML ?? ''
          const emptied = shadow()
          for (let round = 0; round < 20; round++) {
            parent.append(element)
            element.remove()
            parent.append(element)
            await soon()
            element.remove()
            await soon()
            if (element.outerHTML !== bare || shadow() !== emptied) return `round ${round}: ${element.outerHTML}`
          }
          parent.append(element)
          return undefined
        },
        html(setOf('carousel', three, { seconds: 9 })),
      )
      expect(leftovers).toBeUndefined()
      await page.locator('#tab').evaluate((tab) => tab.toggleAttribute('hidden', false))
      await button(page, 'Next').click()
      await comes(page, 1)
      expect(await page.getByRole('tab').count()).toBe(3)
    }))

  test('script and style for it are small', async () => {
    const bytes = await readFile(join(site.folder, 'carousel.embed.js'))
    expect(gzipSync(bytes).length).toBeLessThan(12_000)
  })
})

/** Name of what has the focus, in shadow roots too. */
function focused(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => {
    const { activeElement } = document
    return (activeElement?.shadowRoot?.activeElement ?? activeElement)?.getAttribute('aria-label')
  })
}

async function expectStill(page: Page): Promise<void> {
  await page.waitForTimeout(100)
  const place = await index(page)
  await page.waitForTimeout(500)
  expect(await index(page)).toBe(place)
}

async function expectTurning(page: Page): Promise<void> {
  const place = await index(page)
  await expect.poll(() => index(page)).not.toBe(place)
}

/** The place the element says it is at, whatever moves. */
function index(page: Page): Promise<number> {
  return carousel(page).evaluate((element) => (element as unknown as { index: number }).index)
}
