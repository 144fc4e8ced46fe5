import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { viewersOf } from '../../src/plan/plan-reference.js'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { markupOf } from '../../src/rewrite/picture.js'
import type { PlannedHotspot } from '../../src/types.js'
import { planned, view } from '../rewrite/example.js'
import { ffmpeg } from './media-files.js'
import { EYES, isWorn, pressButton, seenByEyes, turn, wearHeadset } from './headset.js'
import { eventsOn, makeViewerSite, recordEvents, violations, type ViewerSite } from './viewer-site.js'

const words = planned({ original: 'vtt' })
const film = {
  ...planned({
    viewer: 'panorama',
    original: 'mp4',
    probe: { kind: 'video', format: 'mp4' },
    attributes: [['alt', 'The hut']],
    options: { yaw: 90 },
  }),
  width: 400,
  height: 200,
  tracks: [{ file: words, kind: 'captions' as const, lang: 'en', default: true }],
}
const hotspots = (
  [
    ['Blue', 0.75, [0, 2]],
    ['Red', 0.75, [2, 4]],
    ['Behind', 0.1, [0, 4]],
  ] as const
).map(([label, x, time]): PlannedHotspot => {
  const shape = { kind: 'point', at: [x, 0.5] } as const
  return { hotspot: { place: { file: 'a.yaml', line: 1, column: 1 }, shape, label, time }, shown: shape }
})
const files = view({ address: ({ extension }) => `/hut.${extension}` })

let site: ViewerSite
beforeAll(async () => {
  const pages = { film, spots: { ...film, hotspots } }
  const markups = Object.entries(pages).map(([name, shown]) => [name, `<p>${serialize(markupOf(shown, files))}</p>`])
  site = await makeViewerSite(['video', 'panorama', 'hotspots'], Object.fromEntries(markups), [])
  // Red to the left, blue to the right; after two seconds the other way round.
  const half = (colour: string): string => `color=${colour}:size=64x64:rate=10:duration=2`
  const sides = `${half('red')}[a];${half('blue')}[b];${half('blue')}[c];${half('red')}[d]`
  await Promise.all([
    ffmpeg(site.folder, '-filter_complex', `${sides};[a][b]hstack[x];[c][d]hstack[y];[x][y]concat=n=2,format=yuv420p`, '-c:v', 'libx264', '-preset', 'ultrafast', '-movflags', '+faststart', 'hut.mp4'), // oxfmt-ignore
    writeFile(join(site.folder, 'hut.vtt'), 'WEBVTT\n\n00:00.000 --> 00:04.000\nA <i>hut</i>\n'),
  ])
}, 60_000)
afterAll(() => site?.close())

const SURFACE = 'rendition-panorama .open .surface'

/** What stands in the middle of the view. */
async function seen(page: Page): Promise<'red' | 'blue' | undefined> {
  const box = (await page.locator('rendition-panorama').boundingBox()) ?? { x: 0, y: 0, width: 1, height: 1 }
  const clip = { x: box.x + box.width / 2, y: box.y + box.height / 2, width: 4, height: 4 }
  const { channels } = await sharp(await page.screenshot({ clip })).stats()
  return nameOf(channels.map(({ mean }) => mean))
}

function nameOf([red = 0, , blue = 0]: readonly number[]): 'red' | 'blue' | undefined {
  return red > 150 && blue < 100 ? 'red' : blue > 150 && red < 100 ? 'blue' : undefined
}

test('a film all round needs its player, too', () => expect(viewersOf(film)).toEqual(['panorama', 'video']))

test('a film is looked around in while it plays, and its frames come as it goes on', async () => {
  await site.on('film', async (page) => {
    await page.getByRole('button', { name: 'Play' }).click()
    await page.waitForSelector(SURFACE)
    await page.evaluate(() => document.querySelector('video')?.pause())
    await page.getByRole('slider', { name: 'Position in the film' }).fill('0')
    await expect.poll(() => seen(page)).toBe('blue')
    expect(await page.locator('rendition-panorama .captions').textContent()).toBe('A hut')
    expect(await violations(page)).toEqual([])
    await page.getByRole('application', { name: 'The hut' }).focus()
    for (let at = 0; at < 18; at++) await page.keyboard.press('ArrowLeft')
    await expect.poll(() => seen(page)).toBe('red')
    await page.getByRole('slider', { name: 'Position in the film' }).fill('3')
    await expect.poll(() => seen(page)).toBe('blue')
    expect(await page.getByRole('slider', { name: 'Position in the film' }).getAttribute('aria-valuetext')).toBe('0:03')
    await page.getByRole('application', { name: 'The hut' }).focus()
    await page.keyboard.press(' ')
    await expect.poll(() => page.evaluate(() => document.querySelector('video')?.paused)).toBe(false)
    const isMuted = (): Promise<boolean | undefined> => page.evaluate(() => document.querySelector('video')?.muted)
    await page.keyboard.press('m')
    expect(await isMuted()).toBe(true)
    await page.getByRole('button', { name: 'Unmute' }).click()
    expect(await isMuted()).toBe(false)
    await page.getByRole('button', { name: 'Mute', exact: true }).press('m')
    expect(await isMuted()).toBe(true)
    const { width, height } = (await page.locator('rendition-panorama').boundingBox()) ?? { width: 0, height: 0 }
    expect([width, height]).toEqual([400, 200])
  })
})

test('hotspots of a film all round are seen in their direction, at their time', async () => {
  await site.on('spots', async (page) => {
    await page.getByRole('button', { name: 'Play' }).click()
    await page.waitForSelector(SURFACE)
    await page.evaluate(() => document.querySelector('video')?.pause())
    const there = () => page.locator('[slot="hotspots"] .pin:not([hidden]):not(.out)').allTextContents()
    for (const [time, name] of [
      ['0', 'Blue'],
      ['3', 'Red'],
    ] as const) {
      await page.getByRole('slider', { name: 'Position in the film' }).fill(time)
      await expect.poll(there, { timeout: 15_000 }).toEqual([name])
    }
    const [pin, frame] = await Promise.all(
      ['.pin:not([hidden]):not(.out)', 'rendition-panorama'].map((part) => page.locator(part).boundingBox()),
    )
    expect(Math.abs((pin?.x ?? 0) + (pin?.width ?? 0) / 2 - (frame?.x ?? 0) - 200)).toBeLessThan(1.5)
    await page.locator('[slot="hotspots"] .pin', { hasText: 'Behind' }).focus()
    expect(await page.evaluate(() => Math.round(document.querySelector('rendition-panorama')?.camera.yaw ?? 0))).toBe(-144)
  })
})

test('in a headset a film goes on all around, is stopped by the trigger, and its hotspots are chosen where one points', async () => {
  await site.on(
    'spots',
    async (page) => {
      await wearHeadset(page)
      await page.getByRole('button', { name: 'Play' }).click()
      await page.getByRole('button', { name: 'View in VR' }).waitFor()
      await recordEvents(page, ['hotspot'])
      const video = page.locator('video')
      const isPaused = (): Promise<boolean> => video.evaluate((film: HTMLVideoElement) => film.paused)
      const goTo = (time: number): Promise<void> =>
        video.evaluate((film: HTMLVideoElement, to) => {
          film.pause()
          film.currentTime = to
        }, time)
      await goTo(0)
      // Its end must not come before somebody has looked.
      await video.evaluate((film: HTMLVideoElement) => (film.loop = true))
      await page.getByRole('button', { name: 'View in VR' }).press('Enter')
      // Beside the mark of the hotspot.
      const eyes = async (): Promise<unknown[]> =>
        (await seenByEyes(page, 0.2)).map((colour) => nameOf([...Buffer.from(colour.slice(1), 'hex')]))
      await expect.poll(eyes).toEqual(['blue', 'blue'])
      await expect.poll(() => seenByEyes(page)).toEqual(['#ffffff', '#ffffff'])
      await goTo(3)
      await expect.poll(eyes).toEqual(['red', 'red'])
      await turn(page, 'hand', 40)
      await pressButton(page, 'trigger')
      await expect.poll(isPaused).toBe(false)
      await pressButton(page, 'trigger')
      await expect.poll(isPaused).toBe(true)
      await goTo(1)
      await turn(page, 'hand', 2)
      await pressButton(page, 'trigger')
      await expect.poll(() => eventsOn(page)).toEqual([expect.objectContaining({ label: 'Blue' })])
      expect(await isWorn(page)).toBe(false)
      await expect.poll(() => seen(page)).toBe('blue')
    },
    EYES,
  )
})

test('without scripts, and without WebGL, it is the film in its player', async () => {
  await site.on('film', async (page) => expect(await page.locator('video').getAttribute('controls')).toBe(''), {
    javaScriptEnabled: false,
  })
  await site.on('film', async (page, visit) => {
    await page.addInitScript(() => {
      HTMLCanvasElement.prototype.getContext = () => null
    })
    await page.reload()
    await page.getByRole('button', { name: 'Play' }).click()
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0)
    expect(await page.locator(SURFACE).count()).toBe(0)
    // The renderer says what it lacks.
    visit.errors.length = 0
  })
})
