import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleFolder } from '../../src/base/bundle.js'
import type { Picture } from '../../src/render/engines/sharp/base.js'
import { renderTiles } from '../../src/render/engines/sharp/tiles.js'
import { imageInfo } from '../../src/rewrite/iiif/info.js'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { markupOf } from '../../src/rewrite/picture.js'
import type { PlannedHotspot, PlannedReference, Point, Rendition, ShownShape, ViewerName } from '../../src/types.js'
import { limits, wish } from '../render/workbench.js'
import { planned, view, type Example } from '../rewrite/example.js'
import { plannedSet } from '../rewrite/example-set.js'
import { eventsOn, makeViewerSite, recordEvents, swipeOn, violations, type ViewerSite } from './viewer-site.js'

const place = { file: 'a.yaml', line: 1, column: 1 }

function spot(label: string, at: Point, more: Partial<PlannedHotspot['hotspot']> = {}, shape?: ShownShape): PlannedHotspot {
  const shown = shape ?? { kind: 'point', at }
  const source = shape ? ({ kind: 'circle', at, radius: 0.1 } as const) : ({ kind: 'point', at } as const)
  return { hotspot: { place, shape: source, label, ...more }, shown, large: shown }
}

const text = { tag: 'span', attributes: [['data-block', 'paragraph']], children: ['Twelve beds.'] } as const

/** The mark of a picture: white, and so many pixels wide and high, on the darkest blue. */
const MARK = { at: [0.6, 0.4] as Point, side: 12 }

const spots: PlannedHotspot[] = [
  spot('Mark', MARK.at, { link: '/other.html' }),
  spot('Hut', [0.25, 0.55], { content: [text] }),
  spot('Behind', [0.97, 0.5], { data: { sku: 'B' } }),
  spot(
    'Field',
    [0.5, 0.6],
    {},
    {
      kind: 'polygon',
      at: [0.5, 0.6],
      points: [
        [0.42, 0.55],
        [0.58, 0.55],
        [0.58, 0.65],
        [0.42, 0.65],
      ],
    },
  ),
]

const address = ({ recipe, stem }: Rendition): string => {
  if (recipe.kind === 'tiles') return '/tiles/info.json'
  return `${stem === 'lake' ? 'mark' : stem}${recipe.width > 300 ? '' : '-small'}.png`
}

function shown(viewer: ViewerName, more: Example = {}, hotspots = spots): string {
  const base = planned({ viewer, attributes: [['alt', 'The hut']], widths: [300], formats: ['jpeg'], ...more })
  const tiles = { ...base.main, key: 'tiles', recipe: wish({ kind: 'tiles', width: 1200, height: 800 }) }
  const all: PlannedReference = { ...base, hotspots, ...(viewer === 'deep-zoom' && { tiles }) }
  const round =
    viewer === 'panorama' ? { address: (one: Rendition) => address(one).replace(/^mark\.png/, 'round.png') } : { address }
  return serialize(markupOf(all, view(round)))
}

function setOf(
  viewer: ViewerName,
  options: Example['options'],
  hotspots: readonly (readonly PlannedHotspot[] | undefined)[],
): string {
  const set = plannedSet(
    hotspots.length,
    { viewer, options, attributes: [['alt', 'Boot']] },
    { widths: [300], formats: ['jpeg'], attributes: [['alt', 'Boot']] },
  )
  const members = set.members?.map((member, at) => ({ ...member, ...(hotspots[at] && { hotspots: hotspots[at] }) })) ?? []
  return serialize(markupOf({ ...set, members }, view({ address })))
}

const lace = (at: Point): PlannedHotspot => spot('Lace', at, { link: '/other.html?lace' })
const frames = [
  [lace([0.5, 0.5]), spot('Toe', [0.9, 0.8])],
  [lace([0.25, 0.5])],
  undefined,
  [spot('Heel', [0.2, 0.7], { content: [text] })],
  undefined,
  [lace([0.75, 0.5])],
]

let site: ViewerSite
beforeAll(async () => {
  const pages = {
    panorama: `<p>${shown('panorama')}</p><p id="after" tabindex="0">After</p>`,
    turning: shown('panorama', { options: { autorotate: 20 } }),
    'deep-zoom': shown('deep-zoom'),
    'inline-zoom': `<p>${shown('inline-zoom')}</p>`,
    spin: setOf('spin', {}, frames),
    reversed: setOf('spin', { reverse: true }, frames),
    compare: setOf('compare', {}, [
      [lace([0.25, 0.5]), spot('Old', [0.3, 0.2])],
      [lace([0.25, 0.5]), spot('New', [0.75, 0.5])],
    ]),
    other: '<p>Other</p>',
  }
  const viewers = ['hotspots', 'panorama', 'deep-zoom', 'inline-zoom', 'spin', 'compare']
  site = await makeViewerSite(viewers, pages, [])
  const large = await draw(1200, 800)
  const names = ['mark', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6']
  await Promise.all(
    names.flatMap((name) => [
      writeFile(join(site.folder, `${name}.png`), large),
      draw(300, 200, 4).then((small) => writeFile(join(site.folder, `${name}-small.png`), small)),
    ]),
  )
  await sharp(await draw(720, 360)).toFile(join(site.folder, 'round.png'))
  await cutTiles(large)
}, 60_000)
afterAll(() => site?.close())

async function draw(width: number, height: number, side = MARK.side): Promise<Buffer> {
  const mark = { create: { width: side, height: side, channels: 3 as const, background: '#fff' } }
  const [left, top] = [Math.round(MARK.at[0] * width - side / 2), Math.round(MARK.at[1] * height - side / 2)]
  return sharp({ create: { width, height, channels: 3, background: '#001' } })
    .composite([{ input: mark, left, top }])
    .png()
    .toBuffer()
}

async function cutTiles(input: Buffer): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'renditions-tiles-'))
  const source = { path: 'a.png', input, header: { width: 1200, height: 800 }, limits, unchanged: async () => {} }
  const made = await renderTiles(source as unknown as Picture, wish({ kind: 'tiles', quality: 80 }), join(folder, 'list'))
  await cp(bundleFolder(join(folder, 'list')), join(site.folder, 'tiles'), { recursive: true })
  await writeFile(join(site.folder, 'tiles/info.json'), imageInfo('https://example.org/elsewhere', made))
  await rm(folder, { recursive: true })
}

/** Generous, for machines with more to do. */
const soon = <T>(look: () => Promise<T> | T) => expect.poll(look, { timeout: 15_000 })

const pin = (page: Page, name: string) => page.locator('[slot="hotspots"] .pin', { hasText: name })

async function middleOf(page: Page, name: string): Promise<Point> {
  const box = await pin(page, name).boundingBox()
  return box ? [box.x + box.width / 2, box.y + box.height / 2] : [NaN, NaN]
}
const isOut = (page: Page, name: string) => pin(page, name).evaluate((element) => getComputedStyle(element).opacity === '0')

/** By Escape; the focus has gone back then. */
async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** The middle of what is white in a viewer, without pins and buttons: where the mark is. */
async function markIn(page: Page, viewer: string): Promise<Point> {
  const hide = (visibility: string) =>
    page.locator(viewer).evaluate((element, value) => {
      const over = element.shadowRoot?.querySelectorAll<HTMLElement>('[part~="controls"], [part~="line"], .bar') ?? []
      for (const one of [...over, ...element.querySelectorAll<HTMLElement>('[slot]')]) one.style.visibility = value
    }, visibility)
  await hide('hidden')
  const picture = page.locator(`${viewer} img`).first()
  const clip = (await picture.boundingBox()) ?? (await page.locator(viewer).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  const shot = sharp(await page.screenshot({ clip })).greyscale()
  await hide('')
  const { data, info } = await shot.raw().toBuffer({ resolveWithObject: true })
  let [sum, x, y] = [0, 0, 0]
  for (const [at, value] of data.entries()) {
    if (value < 100) continue
    sum += value
    x += value * ((at % info.width) + 0.5)
    y += value * (Math.floor(at / info.width) + 0.5)
  }
  return [clip.x + x / sum, clip.y + y / sum]
}

/** How far the pin of the mark is from the mark, in pixels. */
async function missOf(page: Page, viewer: string): Promise<number> {
  const [pinned, drawn] = [await middleOf(page, 'Mark'), await markIn(page, viewer)]
  return Math.hypot(pinned[0] - drawn[0], pinned[1] - drawn[1])
}

const focused = (page: Page) =>
  page.evaluate(() => {
    let at = document.activeElement
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
    return at?.textContent?.trim() || at?.getAttribute('aria-label') || at?.id
  })

describe('hotspots of a panorama', () => {
  const look = (page: Page, yaw: number, pitch: number, fov: number) =>
    page.evaluate((camera) => document.querySelector('rendition-panorama')?.look(camera), { yaw, pitch, fov })
  const camera = (page: Page) =>
    page.evaluate(() => Object.values(document.querySelector('rendition-panorama')?.camera ?? {}).map(Math.round))

  test('lie on their pixels wherever one looks, and are named; axe finds nothing', () =>
    site.on('panorama', async (page) => {
      await pin(page, 'Mark').waitFor()
      // oxfmt-ignore
      for (const to of [[0, 0, 100], [60, 30, 100], [20, 10, 70], [40, 60, 130], [36, 18, 30]] as [number, number, number][]) {
        await look(page, ...to)
        expect(await missOf(page, 'rendition-panorama')).toBeLessThan(1.5)
      }
      expect([await isOut(page, 'Hut'), await isOut(page, 'Field')]).toEqual([true, true])
      expect(await page.getByRole('group', { name: 'Points in the picture' }).getByRole('link').count()).toBe(1)
      expect(await violations(page)).toEqual([])
    }))

  test('are gone through by Tab, also behind one’s back: the view turns to the one with the focus', () =>
    site.on('panorama', async (page) => {
      await pin(page, 'Mark').waitFor()
      await recordEvents(page, ['hotspot'])
      await look(page, 180, 0, 90)
      await page.locator('rendition-panorama [role="application"]').focus()
      const order: unknown[] = []
      for (let at = 0; at < 3; at++) {
        await page.keyboard.press('Tab')
        order.push([await focused(page), await isOut(page, String(await focused(page))), ...(await camera(page))])
      }
      expect(order).toEqual([
        ['Mark', false, 36, 18, 90],
        ['Hut', false, -90, -9, 90],
        ['Behind', false, 169, 0, 90],
      ])
      await page.keyboard.press('Enter')
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog', { name: 'Hut' }).waitFor()
      expect(await page.locator('[slot="dialog"]').getByText('Twelve beds.').isVisible()).toBe(true)
      expect(await violations(page)).toEqual([])
      await closeDialog(page)
      expect(await focused(page)).toBe('Hut')
      expect(await eventsOn(page)).toMatchObject([
        { from: 'rendition-hotspots', label: 'Behind', data: { sku: 'B' }, x: 0.97, y: 0.5 },
        { label: 'Hut', x: 0.25, y: 0.55 },
      ])
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/other.html')
    }))

  test('let drags and the wheel through, and are still pressed', () =>
    site.on('panorama', async (page) => {
      await recordEvents(page, ['hotspot'])
      for (const name of ['Mark', 'Field']) {
        await look(page, 0, 0, 100)
        const [x, y] = await middleOf(page, name)
        await page.mouse.move(x, y)
        await page.mouse.down()
        await page.mouse.move(x - 30, y, { steps: 2 })
        await page.mouse.move(x - 60, y)
        await page.mouse.up()
        expect((await camera(page))[0]).toBeGreaterThan(10)
      }
      expect(await eventsOn(page)).toEqual([])
      await pin(page, 'Field').click()
      expect(await eventsOn(page)).toMatchObject([{ label: 'Field' }])
      await page.locator('rendition-panorama [role="application"]').focus()
      const [x, y] = await middleOf(page, 'Field')
      await page.mouse.move(x, y)
      await page.mouse.wheel(0, -100)
      await soon(async () => (await camera(page))[2]).toBeLessThan(100)
    }))

  test('let a finger turn the picture, and lean with a device that is held at a slant', () =>
    site.on(
      'panorama',
      async (page) => {
        await pin(page, 'Mark').waitFor()
        await recordEvents(page, ['hotspot'])
        // Before the swipe: a tap soon after one only ends what it set in motion.
        await page.touchscreen.tap(...(await middleOf(page, 'Field')))
        await soon(() => eventsOn(page)).toMatchObject([{ label: 'Field' }])
        const client = await page.context().newCDPSession(page)
        await swipeOn(client, await middleOf(page, 'Mark'), [-80, 0])
        await soon(async () => (await camera(page))[0]).toBeGreaterThan(10)
        // The browser of the test says that it has no such sensor.
        await page.evaluate(() =>
          addEventListener('deviceorientation', (event) => event.alpha ?? event.stopImmediatePropagation()),
        )
        await page.getByRole('button', { name: 'Look around by turning the device' }).click()
        await page.locator('rendition-panorama button[aria-pressed="true"]').waitFor()
        await look(page, 30, 0, 100)
        const hold = { alpha: 200, beta: 95, gamma: 25 }
        await page.evaluate((held) => dispatchEvent(new DeviceOrientationEvent('deviceorientation', held)), hold)
        await soon(() => missOf(page, 'rendition-panorama')).toBeLessThan(1.5)
      },
      { hasTouch: true },
    ))

  test('hold what turns by itself, when they are pointed at', () =>
    site.on(
      'turning',
      async (page) => {
        await pin(page, 'Mark').waitFor()
        await page.getByRole('button', { name: 'Stop turning' }).waitFor()
        await pin(page, 'Mark').dispatchEvent('pointerover')
        await page.getByRole('button', { name: 'Turn slowly' }).waitFor()
      },
      { reducedMotion: 'no-preference' },
    ))

  test('are on the whole screen, too, and leave nothing behind when they go', () =>
    site.on('panorama', async (page) => {
      await pin(page, 'Mark').waitFor()
      await page.getByRole('button', { name: 'Full screen' }).click()
      await page.waitForFunction(() => document.fullscreenElement !== null)
      await soon(() => missOf(page, 'rendition-panorama')).toBeLessThan(1.5)
      await page.getByRole('button', { name: 'Leave full screen' }).click()
      await page.waitForFunction(() => document.fullscreenElement === null)
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
        const gone = host.querySelectorAll('[slot]').length
        parent.append(host)
        return gone
      })
      expect(left).toBe(0)
      await pin(page, 'Mark').waitFor()
      expect(await page.locator('[slot="hotspots"]').count()).toBe(1)
    }))
})

describe('hotspots of a picture that is zoomed', () => {
  test('go with its tiles; a press is theirs, a drag the picture’s', () =>
    site.on('deep-zoom', async (page) => {
      await pin(page, 'Mark').waitFor()
      expect(await missOf(page, 'rendition-deep-zoom')).toBeLessThan(1.5)
      await recordEvents(page, ['hotspot', 'zoom'])
      await pin(page, 'Field').click()
      expect(await eventsOn(page)).toMatchObject([{ name: 'hotspot', label: 'Field' }])
      const show = (region: object) =>
        page.evaluate(
          (part) => (document.querySelector('rendition-deep-zoom') as unknown as { show(part: object): void }).show(part),
          region,
        )
      await show({ x: 480, y: 220, width: 480, height: 320 })
      await soon(() => isOut(page, 'Hut')).toBe(true)
      await soon(() => missOf(page, 'rendition-deep-zoom')).toBeLessThan(1.5)
      const [x, y] = await middleOf(page, 'Mark')
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(x + 20, y, { steps: 2 })
      await page.mouse.move(x + 40, y + 20, { steps: 2 })
      await page.mouse.up()
      await soon(async () => (await middleOf(page, 'Mark'))[0] - x).toBeGreaterThan(10)
      await soon(() => missOf(page, 'rendition-deep-zoom')).toBeLessThan(1.5)
      expect((await eventsOn(page)).filter(({ name }) => name === 'hotspot')).toHaveLength(1)
      await pin(page, 'Mark').focus()
      await page.keyboard.press('Tab')
      await soon(() => isOut(page, 'Hut')).toBe(false)
      expect(await focused(page)).toBe('Hut')
      const isLeftAlone = (place: string) =>
        page.locator(place).evaluate((element) => {
          const event = { key: '+', bubbles: true, composed: true, cancelable: true }
          return element.dispatchEvent(new KeyboardEvent('keydown', event))
        })
      await page.keyboard.press('Enter')
      await page.getByRole('dialog', { name: 'Hut' }).waitFor()
      expect([await isLeftAlone('dialog h2'), await isLeftAlone('rendition-deep-zoom canvas >> nth=0')]).toEqual([true, false])
      expect(await violations(page)).toEqual([])
    }))

  test('go with it in its own frame', () =>
    site.on('inline-zoom', async (page) => {
      await pin(page, 'Mark').waitFor()
      expect(await missOf(page, 'rendition-inline-zoom')).toBeLessThan(1.5)
      await recordEvents(page, ['hotspot'])
      await pin(page, 'Hut').click()
      await page.getByRole('dialog', { name: 'Hut' }).waitFor()
      await closeDialog(page)
      const factor = () => page.evaluate(() => document.querySelector('rendition-inline-zoom')?.factor)
      expect(await factor()).toBe(1)
      const box = await page.locator('img').first().boundingBox()
      await page.mouse.click((box?.x ?? 0) + 200, (box?.y ?? 0) + 30)
      expect(await factor()).toBe(2.5)
      expect(await missOf(page, 'rendition-inline-zoom')).toBeLessThan(1.5)
      expect([await isOut(page, 'Hut'), await isOut(page, 'Behind')]).toEqual([true, true])
      const [x, y] = await middleOf(page, 'Mark')
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(x - 20, y, { steps: 2 })
      await page.mouse.move(x - 40, y)
      await page.mouse.up()
      expect((await middleOf(page, 'Mark'))[0]).toBeCloseTo(x - 40, 0)
      expect(await missOf(page, 'rendition-inline-zoom')).toBeLessThan(1.5)
      await pin(page, 'Mark').focus()
      await page.keyboard.press('Tab')
      expect([await focused(page), await isOut(page, 'Hut'), await factor()]).toEqual(['Hut', false, 2.5])
      expect((await eventsOn(page)).map(({ label }) => label)).toEqual(['Hut'])
      expect(await violations(page)).toEqual([])
    }))

  test('arrive with it where it takes its time', () =>
    site.on(
      'inline-zoom',
      async (page) => {
        await pin(page, 'Mark').waitFor()
        await page.evaluate(() => document.querySelector('rendition-inline-zoom')?.zoomTo(2))
        await soon(() => missOf(page, 'rendition-inline-zoom')).toBeLessThan(1.5)
        expect(await isOut(page, 'Behind')).toBe(true)
      },
      { reducedMotion: 'no-preference' },
    ))
})

describe('hotspots of a set that is shown in one place', () => {
  const turn = 'rendition-spin [role=slider]'
  const frame = (page: Page) => page.locator(turn).getAttribute('aria-valuenow')
  const shares = async (page: Page, name: string, viewer: string): Promise<number[]> => {
    const [[x, y], box] = [await middleOf(page, name), await page.locator(viewer).boundingBox()]
    return box ? [(x - box.x) / box.width, (y - box.y) / box.height].map((share) => Math.round(share * 100) / 100) : []
  }

  test('come and go with the frames of a spin, which turns to the one that gets the focus', () =>
    site.on('spin', async (page) => {
      await page.locator('rendition-spin progress').waitFor({ state: 'hidden' })
      await pin(page, 'Lace').waitFor()
      await recordEvents(page, ['hotspot'])
      expect(await shares(page, 'Lace', 'rendition-spin')).toEqual([0.5, 0.5])
      expect(await pin(page, '').allTextContents()).toEqual(['Lace', 'Toe', 'Heel'])
      await page.locator(turn).focus()
      await page.keyboard.press('ArrowRight')
      await soon(() => shares(page, 'Lace', 'rendition-spin')).toEqual([0.25, 0.5])
      expect([await isOut(page, 'Toe'), await isOut(page, 'Heel')]).toEqual([true, true])
      await page.keyboard.press('+')
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('0')
      await page.keyboard.press('ArrowRight')
      await soon(() => isOut(page, 'Lace')).toBe(true)
      expect(await frame(page)).toBe('3')
      for (const [name, at] of [
        ['Lace', '2'],
        ['Toe', '1'],
        ['Heel', '4'],
      ]) {
        await page.keyboard.press('Tab')
        expect([await focused(page), await frame(page)]).toEqual([name, at])
      }
      expect(await shares(page, 'Heel', 'rendition-spin')).toEqual([0.2, 0.7])
      expect(await violations(page)).toEqual([])
      await page.keyboard.press('Enter')
      await page.getByRole('dialog', { name: 'Heel' }).waitFor()
      await closeDialog(page)
      expect(await eventsOn(page)).toMatchObject([{ index: 2, label: 'Heel', x: 0.2, y: 0.7 }])
    }))

  test('are on their frames also where these go the other way', () =>
    site.on('reversed', async (page) => {
      await page.locator('rendition-spin progress').waitFor({ state: 'hidden' })
      await page.locator(turn).focus()
      await page.keyboard.press('ArrowRight')
      await soon(() => shares(page, 'Lace', 'rendition-spin')).toEqual([0.75, 0.5])
    }))

  test('of a comparison are on the side of the line where their picture is seen', () =>
    site.on('compare', async (page) => {
      await pin(page, 'Old').waitFor()
      const out = () => Promise.all(['Lace', 'Old', 'New'].map((name) => isOut(page, name)))
      expect(await out()).toEqual([false, false, false])
      const box = await page.locator('rendition-compare').boundingBox()
      await page.mouse.click((box?.x ?? 0) + 80, (box?.y ?? 0) + 150)
      expect(await out()).toEqual([false, true, false])
      await page.mouse.click((box?.x ?? 0) + 270, (box?.y ?? 0) + 150)
      expect(await out()).toEqual([false, false, true])
      expect(await shares(page, 'Old', 'rendition-compare')).toEqual([0.3, 0.2])
      expect(await violations(page)).toEqual([])
      await pin(page, 'Old').focus()
      await page.keyboard.press('Tab')
      expect([await focused(page), await out()]).toEqual(['New', [false, true, false]])
      await page.evaluate(() =>
        document.querySelector('rendition-hotspots')?.addEventListener('rendition:hotspot', (event) => event.preventDefault()),
      )
      await recordEvents(page, ['hotspot'])
      await pin(page, 'Lace').click()
      expect(await eventsOn(page)).toMatchObject([{ label: 'Lace', x: 0.25 }])
      expect(page.url()).toContain('compare.html')
    }))
})

test.each(['spin', 'compare'])('hotspots of %s are a list below it without a script, each once', (name) =>
  site.on(
    name,
    async (page) => {
      const [box, list] = await Promise.all([
        page.locator(`rendition-${name}`).boundingBox(),
        page.locator('[data-hotspots]').boundingBox(),
      ])
      expect((list?.y ?? 0) >= (box?.y ?? 0) + (box?.height ?? 999)).toBe(true)
      const labels = await page.locator('[data-hotspots] [data-label]').allTextContents()
      expect([...new Set(labels)]).toEqual(labels)
      await page.locator('[data-hotspots] a').first().click({ trial: true })
    },
    { javaScriptEnabled: false },
  ),
)
