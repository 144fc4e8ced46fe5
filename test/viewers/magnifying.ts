import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { viewerMarkup } from '../../src/rewrite/viewer.js'
import type { Markup } from '../../src/base/markup.js'
import type { ViewerName, ViewerPreset } from '../../src/types.js'
import { planned, view } from '../rewrite/example.js'

/** What one picture of a page is: all of it has a default. */
export interface Shown {
  alt?: string
  options?: ViewerPreset['options']
  insideLink?: boolean
  /** The picture on the page; the large one is `q.png`. */
  image?: Markup
}

const picture: Markup = {
  tag: 'img',
  attributes: [
    ['src', 'q-small.png'],
    ['width', '300'],
    ['height', '200'],
  ],
  children: [],
}

/** A viewer as the build writes it, around a picture in four colours. */
export function viewerOf(
  viewer: ViewerName,
  { alt = 'Four colours', options = {}, insideLink = false, image = picture }: Shown = {},
): string {
  const reference = planned({ viewer, options, insideLink, attributes: [['alt', alt]] })
  const written = { ...image, attributes: [...image.attributes, ['alt', alt] as const] }
  return serialize(viewerMarkup(reference, view({ address: () => 'q.png' }), () => [written]))
    .replace(/width="2400" height="1600"/, 'width="1200" height="800"')
    .replace(/data-width="2400" data-height="1600"/, 'data-width="1200" data-height="800"')
}

/** `q.png` of 1200 × 800 and `q-small.png` of 300 × 200: red and green above, blue and white below. */
export async function drawQuarters(folder: string): Promise<void> {
  const quarter = (background: string, left: number, top: number) => ({
    input: { create: { width: 600, height: 400, channels: 3 as const, background } },
    left,
    top,
  })
  const large = await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#fff' } })
    .composite([quarter('#f00', 0, 0), quarter('#0a0', 600, 0), quarter('#00f', 0, 400)])
    .png()
    .toBuffer()
  await writeFile(join(folder, 'q.png'), large)
  await sharp(large).resize(300, 200, { kernel: 'nearest' }).png().toFile(join(folder, 'q-small.png'))
}

/** The colour of the page at a point, as `red`, `green`, `blue`, `white` or `other`. */
export async function colourAt(page: Page, x: number, y: number): Promise<string> {
  const shot = await page.screenshot({ clip: { x: Math.round(x), y: Math.round(y), width: 1, height: 1 } })
  const [r = 0, g = 0, b = 0] = await sharp(shot).removeAlpha().raw().toBuffer()
  if (r > 240 && g > 240 && b > 240) return 'white'
  if (r > 200 && g < 60 && b < 60) return 'red'
  if (g > 120 && r < 60 && b < 60) return 'green'
  return b > 200 && r < 60 && g < 60 ? 'blue' : 'other'
}

/** Puts fingers on the page, moves and lifts them, as a touch screen would: each step is where all fingers are. */
export async function touch(page: Page, steps: readonly (readonly { x: number; y: number }[])[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  let before = 0
  for (const fingers of steps) {
    const type = fingers.length > before ? 'touchStart' : fingers.length < before ? 'touchEnd' : 'touchMove'
    await session.send('Input.dispatchTouchEvent', { type, touchPoints: fingers.map((at, id) => ({ ...at, id })) })
    before = fingers.length
  }
  await session.detach()
}
