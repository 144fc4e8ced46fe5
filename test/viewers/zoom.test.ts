import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser, openPage, type Visit } from '../e2e/browser.js'
import { serveFolder, STRICT_CSP, type StaticServer } from '../e2e/static-server.js'
import { builtFiles } from './build-viewers.js'
import { embedPage, makeZoomSite } from './zoom-site.js'

let site: Awaited<ReturnType<typeof makeZoomSite>>
let browser: Browser
let server: StaticServer

beforeAll(async () => {
  const made = await Promise.all([makeZoomSite(), launchBrowser()])
  site = made[0]
  browser = made[1]
  server = await serveFolder(site.folder, { csp: STRICT_CSP })
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await server?.close()
  await site?.remove()
})

/**
 * Visits a page, runs the steps, and expects that nothing failed, left the origin or broke the strict policy.
 * Motion is off unless a test asks for it, because waiting for it takes time.
 */
async function on(
  name: string,
  steps: (page: Page, visit: Visit) => Promise<void>,
  options?: BrowserContextOptions,
): Promise<void> {
  const visit = await openPage(browser, [server.origin], {
    reducedMotion: 'reduce',
    viewport: { width: 800, height: 600 },
    ...options,
  })
  try {
    await visit.page.goto(`${server.origin}/${name}.html`)
    await steps(visit.page, visit)
    expect(visit.problems()).toEqual([])
  } finally {
    await visit.close()
  }
}

const trigger = (page: Page, at = 0) => page.locator('main rendition-zoom').nth(at)
const link = (page: Page, at = 0) => trigger(page, at).locator('a')
const lightbox = (page: Page) => page.locator('dialog.rendition-zoom-dialog')
const button = (page: Page, name: string) => lightbox(page).getByRole('button', { name, exact: true })

/** The picture in the middle of the screen, once the opening has ended. */
async function shown(page: Page) {
  await expect.poll(() => page.locator('.pswp--ui-visible').count()).toBe(1)
  return page.evaluate(() => {
    const image = [...document.querySelectorAll<HTMLImageElement>('[aria-hidden=false] img.pswp__img')].at(-1)
    return { src: image?.src.split('/').at(-1), alt: image?.alt, width: image?.getBoundingClientRect().width ?? 0 }
  })
}

async function openedBy(page: Page, act: () => Promise<unknown>): Promise<void> {
  await page.evaluate(() => {
    const seen: unknown[] = []
    Object.assign(window, { seen })
    for (const name of ['open', 'change', 'close'] as const) {
      document.addEventListener(`rendition:${name}`, (event) => {
        const { detail, target, composed } = event as CustomEvent
        seen.push({ name, index: detail.index, count: detail.count, alt: detail.alt, composed, own: detail.element === target })
      })
    }
  })
  await act()
  await page.locator('.pswp--ui-visible').waitFor()
  const moving = await page.evaluate(() => !matchMedia('(prefers-reduced-motion: reduce)').matches)
  if (moving) await stands(page)
}

/** Nothing moves any more. */
async function stands(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.getAnimations().some((one) => one instanceof CSSTransition))
}

const seen = (page: Page) => page.evaluate(() => (window as unknown as { seen: { name: string }[] }).seen)

async function closed(page: Page): Promise<void> {
  await lightbox(page).waitFor({ state: 'detached' })
}

async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ url: '/axe.js' })
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string }[] }> } }
    const found = await axe.run()
    return found.violations.map(({ id, impact }) => `${impact} ${id}`)
  })
}

describe('opening and closing', () => {
  test('a click opens the large picture with its alternative text', () =>
    on('single', async (page) => {
      await openedBy(page, () => link(page).click())
      expect(await shown(page)).toMatchObject({ src: 'a.jpg', alt: 'A red square' })
      await page.waitForFunction(() => [...document.images].some((i) => i.src.endsWith('/a.jpg') && i.naturalWidth === 2400))
    }))

  test('it grows out of the small picture and shrinks back', () =>
    on(
      'single',
      async (page) => {
        await link(page).click()
        await page.waitForFunction(() =>
          document.getAnimations().some((a) => (a as CSSTransition).transitionProperty === 'transform'),
        )
        await stands(page)
        await page.keyboard.press('Escape')
        await page.waitForFunction(() =>
          document.getAnimations().some((a) => (a as CSSTransition).transitionProperty === 'transform'),
        )
        await closed(page)
      },
      { reducedMotion: 'no-preference' },
    ))

  test('Escape closes and the focus is back on the link', () =>
    on('single', async (page) => {
      await openedBy(page, () => link(page).click())
      await page.keyboard.press('Escape')
      await closed(page)
      expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('a.jpg')
    }))

  test('an Escape pressed while it is still opening is not lost', () =>
    on(
      'single',
      async (page) => {
        await link(page).click()
        await lightbox(page).waitFor()
        await page.keyboard.press('Escape')
        await closed(page)
      },
      { reducedMotion: 'no-preference' },
    ))

  test.each(['Enter', ' '])('the key "%s" opens it and the focus stays inside', (key) =>
    on('single', async (page) => {
      await link(page).focus()
      await openedBy(page, () => page.keyboard.press(key))
      for (let presses = 0; presses < 4; presses++) {
        await page.keyboard.press('Tab')
        expect(await page.evaluate(() => document.querySelector('#before')?.matches(':focus'))).toBe(false)
      }
      await button(page, 'Close').focus()
      await page.keyboard.press('Enter')
      await closed(page)
      expect(await link(page).evaluate((element) => element.matches(':focus'))).toBe(true)
    }),
  )

  test('a press beside the picture closes it', () =>
    on('single', async (page) => {
      await openedBy(page, () => link(page).click())
      await page.mouse.click(10, 590)
      await closed(page)
    }))

  test('it opens again after it was closed', () =>
    on('single', async (page) => {
      for (let times = 0; times < 3; times++) {
        await openedBy(page, () => link(page).click())
        await button(page, 'Close').click()
        await closed(page)
      }
      expect(await page.locator('.pswp').count()).toBe(0)
    }))

  test('events say what is shown, bubble and are composed', () =>
    on('single', async (page) => {
      await openedBy(page, () => link(page).click())
      await page.keyboard.press('Escape')
      await closed(page)
      const detail = { index: 0, count: 1, alt: 'A red square', composed: true, own: true }
      expect(await seen(page)).toEqual([
        { name: 'open', ...detail },
        { name: 'close', ...detail },
      ])
    }))
})

describe('a plain link', () => {
  test('leads to the large picture without JavaScript', () =>
    on(
      'single',
      async (page) => {
        await link(page).click()
        await page.waitForURL('**/a.jpg')
      },
      { javaScriptEnabled: false },
    ))

  test('keeps its meaning for a click with Control', () =>
    on('single', async (page) => {
      const [tab] = await Promise.all([page.context().waitForEvent('page'), link(page).click({ modifiers: ['Control'] })])
      await tab.waitForURL('**/a.jpg')
      expect(await lightbox(page).count()).toBe(0)
    }))

  test('stays one when the size of the large picture is not known', async () => {
    const visit = await openPage(browser, [server.origin])
    await visit.page.goto(`${server.origin}/broken.html`)
    await visit.page.locator('#sizeless').click()
    await visit.page.waitForURL('**/single.html')
    expect(visit.problems()).toEqual([])
    await visit.close()
  })

  test('is followed when the code of the lightbox cannot be loaded', async () => {
    const visit = await openPage(browser, [server.origin])
    await visit.page.route('**/lightbox-*.js', (route) => route.abort())
    await visit.page.goto(`${server.origin}/single.html`)
    await link(visit.page).click()
    await visit.page.waitForURL('**/a.jpg')
    await visit.close()
  })
})

describe('zooming by keyboard', () => {
  test('plus, minus and zero change the size, arrows move the picture', () =>
    on('single', async (page) => {
      await openedBy(page, () => link(page).click())
      const fitting = (await shown(page)).width
      await page.keyboard.press('+')
      await expect.poll(async () => (await shown(page)).width).toBeGreaterThan(fitting * 1.3)
      const place = () => page.evaluate(() => [...document.querySelectorAll('.pswp__img')].at(-1)?.getBoundingClientRect().left)
      const before = await place()
      await page.keyboard.press('ArrowRight')
      await expect.poll(place).toBeLessThan(before ?? 0)
      await page.keyboard.press('-')
      await expect.poll(async () => Math.round((await shown(page)).width)).toBe(Math.round(fitting))
      await page.keyboard.press('+')
      await page.keyboard.press('0')
      await expect.poll(async () => Math.round((await shown(page)).width)).toBe(Math.round(fitting))
    }))

  test('the zoom button says whether it is pressed', () =>
    on('single', async (page) => {
      await openedBy(page, () => link(page).click())
      await button(page, 'Zoom').click()
      await expect.poll(() => button(page, 'Zoom').getAttribute('aria-pressed')).toBe('true')
      await button(page, 'Zoom').click()
      await expect.poll(() => button(page, 'Zoom').getAttribute('aria-pressed')).toBe('false')
    }))
})

describe('a gallery', () => {
  test('holds the pictures of its group and goes through them in order', () =>
    on('gallery', async (page) => {
      await openedBy(page, () => link(page, 0).click())
      expect(await lightbox(page).getByText('1 of 3').count()).toBe(1)
      await button(page, 'Next picture').click()
      await expect.poll(async () => (await shown(page)).alt).toBe('Second')
      await page.keyboard.press('ArrowRight')
      await expect.poll(async () => (await shown(page)).alt).toBe('Third')
      await page.keyboard.press('Home')
      await expect.poll(async () => (await shown(page)).alt).toBe('First')
      await button(page, 'Previous picture').click()
      await expect.poll(async () => (await shown(page)).alt).toBe('Third')
      expect((await seen(page)).map(({ name }) => name)).toEqual(['open', 'change', 'change', 'change', 'change'])
      expect(await lightbox(page).getByRole('status').textContent()).toBe('3 of 3: Third')
    }))

  test('is a media set as well, apart from its neighbour', () =>
    on('gallery', async (page) => {
      await openedBy(page, () => link(page, 4).click())
      expect(await shown(page)).toMatchObject({ alt: 'Other two' })
      expect(await lightbox(page).getByText('2 of 2').count()).toBe(1)
      await page.keyboard.press('PageDown')
      await expect.poll(async () => (await shown(page)).alt).toBe('Other one')
    }))

  test('can be named on each element, wherever those stand', () =>
    on('named', async (page) => {
      await openedBy(page, () => link(page, 1).click())
      expect(await lightbox(page).getByText('2 of 3').count()).toBe(1)
    }))

  test('closes with the focus on the link that opened it', () =>
    on('gallery', async (page) => {
      await openedBy(page, () => link(page, 1).click())
      await page.keyboard.press('ArrowLeft')
      await expect.poll(async () => (await shown(page)).alt).toBe('First')
      await page.keyboard.press('Escape')
      await closed(page)
      expect(await link(page, 1).evaluate((element) => element.matches(':focus'))).toBe(true)
    }))

  test('runs from right to left in a right-to-left page', () =>
    on('rtl', async (page) => {
      await openedBy(page, () => link(page, 0).click())
      expect(await shown(page)).toMatchObject({ alt: 'First' })
      await page.keyboard.press('ArrowLeft')
      await expect.poll(async () => (await shown(page)).alt).toBe('Second')
      const box = await button(page, 'Next picture').boundingBox()
      expect(box?.x).toBe(0)
      await button(page, 'Next picture').click()
      await expect.poll(async () => (await shown(page)).alt).toBe('Third')
    }))
})

describe('the browser’s history', () => {
  const state = (page: Page) => page.evaluate(() => history.state as unknown)

  test('Back closes the lightbox and stays on the page, as often as it opens', () =>
    on('single', async (page) => {
      for (let times = 0; times < 2; times++) {
        await openedBy(page, () => link(page).click())
        await page.evaluate(() => history.back())
        await closed(page)
        expect(page.url()).toBe(`${server.origin}/single.html`)
      }
    }))

  test('closing otherwise leaves no entry behind', () =>
    on('linked', async (page) => {
      await page.goto(`${server.origin}/single.html`)
      await openedBy(page, () => link(page).click())
      await page.keyboard.press('Escape')
      await closed(page)
      await expect.poll(() => state(page)).toBe(null)
      await page.goBack()
      expect(page.url()).toBe(`${server.origin}/linked.html`)
    }))

  test('is left alone where the author says so', () =>
    on('single', async (page) => {
      await trigger(page).evaluate((element) => element.setAttribute('history', 'false'))
      await openedBy(page, () => link(page).click())
      expect(await state(page)).toBe(null)
    }))

  test('a picture with a name has an address that opens it, and is gone from it when it is closed', () =>
    on('linked', async (page) => {
      await openedBy(page, () => page.getByRole('button', { name: 'Bare' }).click())
      await page.waitForURL('**/linked.html#zoom=bare')
      await page.keyboard.press('Escape')
      await closed(page)
      await page.waitForURL('**/linked.html')
      await page.goto('about:blank')
      await page.goto(`${server.origin}/linked.html#zoom=bare`)
      expect(await shown(page)).toMatchObject({ src: 'c.jpg' })
      await page.keyboard.press('Escape')
      await closed(page)
      await page.waitForURL('**/linked.html')
    }))

  test('keeps a fragment of the page, and what others wrote into it', () =>
    on('linked', async (page) => {
      await page.evaluate(() => history.replaceState({ own: 1 }, '', '#card'))
      await openedBy(page, () => page.getByRole('button', { name: 'Bare' }).click())
      expect(page.url()).toContain('linked.html#card')
      expect(await state(page)).toMatchObject({ own: 1 })
      await page.keyboard.press('Escape')
      await closed(page)
      await expect.poll(() => state(page)).toEqual({ own: 1 })
    }))
})

describe('a download', () => {
  test('is offered where the author says so', () =>
    on('gallery', async (page) => {
      await openedBy(page, () => link(page).click())
      expect(await lightbox(page).getByRole('link').count()).toBe(0)
      await page.keyboard.press('Escape')
      await closed(page)
      await trigger(page).evaluate((element) => element.setAttribute('download', ''))
      await openedBy(page, () => link(page).click())
      await page.keyboard.press('ArrowRight')
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        lightbox(page).getByRole('link', { name: 'Download picture' }).click(),
      ])
      expect(file.suggestedFilename()).toBe('b.jpg')
      expect(await violations(page)).toEqual([])
    }))
})

describe('for everyone', () => {
  test.each(['gallery', 'rtl', 'linked'])('axe finds nothing on the page "%s" while it is open', (name) =>
    on(name, async (page) => {
      await openedBy(page, () => trigger(page).locator('img').click())
      expect(await violations(page)).toEqual([])
    }),
  )

  test('words of the site’s own come first', () =>
    on('german', async (page) => {
      await page.evaluate(() => {
        Object.assign(globalThis, { [Symbol.for('vite-plugin-renditions.texts')]: { de: { close: 'Zu' } } })
      })
      await openedBy(page, () => link(page).click())
      expect(await button(page, 'Zu').count()).toBe(1)
    }))

  test('the nearest language decides what the buttons are called', async () => {
    await on('german', async (page) => {
      await openedBy(page, () => link(page).click())
      expect(await button(page, 'Schließen').count()).toBe(1)
      expect(await lightbox(page).getAttribute('aria-label')).toBe('Vergrößertes Bild: Ein rotes Quadrat')
    })
    await on('japanese', async (page) => {
      await openedBy(page, () => link(page).click())
      expect(await button(page, '次の画像').count()).toBe(1)
    })
  })

  test('a link whose picture is decoration still has a name', () =>
    on('german', async (page) => {
      expect(await link(page, 1).getAttribute('aria-label')).toBe('Enlarge picture')
    }))

  test('nothing moves when the reader prefers reduced motion', () =>
    on(
      'gallery',
      async (page) => {
        await link(page).click()
        await lightbox(page).waitFor()
        await page.keyboard.press('+')
        expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
        expect(await page.locator('.pswp').evaluate((element) => getComputedStyle(element).opacity)).toBe('1')
      },
      { reducedMotion: 'reduce' },
    ))

  test('forced colours reach the background and the icons', () =>
    on(
      'single',
      async (page) => {
        await openedBy(page, () => link(page).click())
        const colours = await page.evaluate(() => {
          const probe = document.body.appendChild(document.createElement('i'))
          const named = (name: string) => {
            probe.style.color = name
            return getComputedStyle(probe).color
          }
          const style = (selector: string) => getComputedStyle(document.querySelector(selector) as Element)
          return {
            background: [style('.pswp__bg').backgroundColor, named('Canvas')],
            icon: [style('.pswp__button--close .pswp__icn').fill, named('ButtonText')],
            border: style('.pswp__button--close').borderTopWidth,
          }
        })
        expect(colours.background[0]).toBe(colours.background[1])
        expect(colours.icon[0]).toBe(colours.icon[1])
        expect(colours.border).toBe('1px')
      },
      { forcedColors: 'active' },
    ))

  test('a theme set on a part of the page reaches the lightbox', () =>
    on('single', async (page) => {
      await trigger(page).evaluate((element) => element.style.setProperty('--rendition-zoom-background', 'rgb(1, 2, 3)'))
      await openedBy(page, () => link(page).click())
      expect(await page.locator('.pswp__bg').evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(
        'rgb(1, 2, 3)',
      )
    }))

  test('a picture that cannot be loaded is said to be so, in the language of the page', async () => {
    const visit = await openPage(browser, [server.origin])
    await visit.page.goto(`${server.origin}/broken.html`)
    await openedBy(visit.page, () => link(visit.page).click())
    await lightbox(visit.page).getByText('L’image ne peut pas être chargée.').waitFor()
    expect(visit.failedRequests).toEqual([`404 ${server.origin}/missing.jpg`])
    await visit.close()
  })
})

describe('in all places', () => {
  test('opens above a modal dialog and goes back into it', () =>
    on('dialog', async (page) => {
      await page.evaluate(() => (document.querySelector('#outer') as HTMLDialogElement).showModal())
      await openedBy(page, () => link(page).click())
      await button(page, 'Close').click()
      await closed(page)
      expect(await page.evaluate(() => (document.querySelector('#outer') as HTMLDialogElement).open)).toBe(true)
      expect(await link(page).evaluate((element) => element.matches(':focus'))).toBe(true)
    }))

  test('works in a tab that was hidden when the page loaded', () =>
    on('dialog', async (page) => {
      await page.evaluate(() => document.querySelector('#tab')?.removeAttribute('hidden'))
      await openedBy(page, () => link(page, 1).click())
      expect(await shown(page)).toMatchObject({ alt: 'In a tab' })
    }))

  test('inside a shadow root, events reach the document', () =>
    on('single', async (page) => {
      await page.evaluate(() => {
        const host = document.querySelector('main')?.appendChild(document.createElement('div')) as HTMLElement
        host.lang = 'es'
        const root = host.attachShadow({ mode: 'open' })
        root.append(document.querySelector('rendition-zoom')?.cloneNode(true) as Node)
      })
      await openedBy(page, () => page.locator('main div rendition-zoom a').click())
      expect(await button(page, 'Cerrar').count()).toBe(1)
      expect((await seen(page)).map(({ name }) => name)).toEqual(['open'])
    }))

  test('opens in the stead of the link around a picture, and offers that link', () =>
    on('linked', async (page) => {
      await page.locator('#picture').focus()
      await openedBy(page, () => page.keyboard.press('Enter'))
      expect(await shown(page)).toMatchObject({ src: 'a.jpg' })
      await lightbox(page).getByRole('link', { name: 'Open linked page' }).click()
      await page.waitForURL('**/single.html')
    }))

  test('leaves the words of a linked card to the link', () =>
    on('linked', async (page) => {
      await page.getByText('Read on').click()
      await page.waitForURL('**/single.html')
    }))

  test('is a button where there is no link', () =>
    on('linked', async (page) => {
      await page.getByRole('button', { name: 'Bare' }).focus()
      await openedBy(page, () => page.keyboard.press('Enter'))
      expect(await shown(page)).toMatchObject({ src: 'c.jpg' })
      expect(await lightbox(page).getByRole('link').count()).toBe(0)
      await page.keyboard.press('Escape')
      await closed(page)
      expect(await page.locator('#bare').evaluate((element) => element.matches(':focus'))).toBe(true)
    }))
})

describe('at run time', () => {
  test('an element added later works, and one moved in the page goes on working', () =>
    on('single', async (page) => {
      await page.evaluate(() => {
        const main = document.querySelector('main') as HTMLElement
        const first = document.querySelector('rendition-zoom') as HTMLElement
        main.append(first.cloneNode(true))
        main.prepend(first)
      })
      for (const at of [0, 1]) {
        await openedBy(page, () => link(page, at).click())
        await page.keyboard.press('Escape')
        await closed(page)
      }
    }))

  test('removing the element that opened it closes the lightbox', () =>
    on('single', async (page) => {
      await openedBy(page, () => link(page).click())
      await page.evaluate(() => document.querySelector('rendition-zoom')?.remove())
      await closed(page)
    }))

  test('a removed element leaves nothing behind on the link around it', () =>
    on('linked', async (page) => {
      await page.evaluate(() => {
        const zoom = document.querySelector('#picture rendition-zoom') as HTMLElement
        zoom.replaceWith(...zoom.childNodes)
      })
      await page.locator('#picture').click()
      await page.waitForURL('**/single.html')
    }))

  test('opening and closing a hundred times adds no style sheet and no element', () =>
    on(
      'single',
      async (page) => {
        const count = () => page.evaluate(() => [document.adoptedStyleSheets.length, document.body.childElementCount])
        await openedBy(page, () => link(page).click())
        await page.keyboard.press('Escape')
        await closed(page)
        const once = await count()
        await page.evaluate(async () => {
          const element = document.querySelector('rendition-zoom') as HTMLElement & { open(): Promise<void>; close(): void }
          for (let times = 0; times < 100; times++) {
            const gone = new Promise((resolve) => element.addEventListener('rendition:close', resolve, { once: true }))
            await element.open()
            element.close()
            await gone
            await Promise.resolve()
          }
        })
        expect(await count()).toEqual(once)
      },
      { reducedMotion: 'reduce' },
    ))
})

describe('loading', () => {
  test('only the small entry is loaded until a picture is pressed', () =>
    on('single', async (page, visit) => {
      const scripts = () => visit.requests.filter((url) => url.endsWith('.js')).length
      expect(scripts()).toBe(1)
      await openedBy(page, () => link(page).click())
      expect(scripts()).toBe(2)
    }))

  test('the entry stays under 3.3 kB and the lightbox under 21.6 kB, compressed', async () => {
    const size = async (file: string) => gzipSync(await readFile(join(site.folder, file)), { level: 9 }).length
    const [core = ''] = await builtFiles(site.folder, 'lightbox-')
    expect(await size('zoom.js')).toBeLessThan(3_300)
    expect(await size(core)).toBeLessThan(21_600)
  })

  test('the embed script works from another origin, in one request, without permission to share', async () => {
    const other = await serveFolder(site.folder)
    await writeFile(join(site.folder, 'embed.html'), embedPage(server.origin))
    const visit = await openPage(browser, [server.origin, other.origin])
    await visit.page.goto(`${other.origin}/embed.html`)
    await openedBy(visit.page, () => link(visit.page).click())
    expect(await shown(visit.page)).toMatchObject({ src: 'a.jpg', alt: 'A red square' })
    const scripts = visit.requests.filter((url) => url.endsWith('.js'))
    expect(scripts).toEqual([`${server.origin}/zoom-embed.js`])
    expect(await violations(visit.page)).toEqual([])
    expect(visit.problems()).toEqual([])
    await visit.close()
    await other.close()
  })

  test('the embed beside the module registers the element once', () =>
    on('single', async (page) => {
      await page.addScriptTag({ url: '/zoom-embed.js' })
      await openedBy(page, () => link(page).click())
      expect(await lightbox(page).count()).toBe(1)
    }))

  test('importing it on a server does nothing', async () => {
    const viewer = await import('../../src/viewers/zoom.js')
    expect(viewer.RenditionZoom.name).toBe('RenditionZoom')
    expect('customElements' in globalThis).toBe(false)
  })
})
