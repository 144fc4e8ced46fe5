import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'

/** What the tests use of the emulated headset (https://github.com/meta-quest/immersive-web-emulation-runtime, MIT). */
interface Headset {
  stereoEnabled: boolean
  visibilityMaskEnabled: boolean
  supportedSessionModes: string[]
  quaternion: { set(x: number, y: number, z: number, w: number): void }
  controllers: { right: { quaternion: Headset['quaternion']; updateButtonValue(id: string, value: number): void } }
  activeSession: { end(): Promise<void> } | undefined
  installRuntime(options: { forceInstall: boolean }): void
}

type Emulated = typeof globalThis & {
  IWER: { XRDevice: new (config: unknown) => Headset; metaQuest3: unknown }
  headset: Headset
  contexts: WebGLRenderingContext[]
}

const EMULATOR = join(import.meta.dirname, '../../node_modules/iwer/build/iwer.min.js')

/** Loads the page anew in a browser that has a headset, or one that knows of headsets and has none. */
export async function wearHeadset(page: Page, { isThere = true } = {}): Promise<void> {
  const url = page.url()
  // What the page still asks for is given up before it is asked for anew.
  await page.goto('about:blank')
  await page.addInitScript({ path: EMULATOR })
  await page.addInitScript((canShow) => {
    const world = globalThis as Emulated
    const headset = new world.IWER.XRDevice(world.IWER.metaQuest3)
    // Both eyes fill their half of the window.
    Object.assign(headset, { stereoEnabled: true, visibilityMaskEnabled: false })
    if (!canShow) headset.supportedSessionModes.splice(0)
    headset.installRuntime({ forceInstall: true })
    Object.assign(world, { headset, contexts: [] })
    // oxlint-disable-next-line typescript/unbound-method
    const { getContext } = HTMLCanvasElement.prototype
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...of: [never]) {
      const context = getContext.apply(this, of) as WebGLRenderingContext | null
      if ((of as string[])[0] === 'webgl' && context) world.contexts.push(context)
      return context as never
    }
  }, isThere)
  await page.goto(url)
}

/** A headset comes: browsers tell it once it is plugged in. */
export function plugIn(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    ;(globalThis as Emulated).headset.supportedSessionModes.push('immersive-vr')
    ;(navigator as unknown as { xr: EventTarget }).xr.dispatchEvent(new Event('devicechange'))
  })
}

/** Turns the head, or a controller, so many degrees to the left and up of where the headset is straight ahead. */
export function turn(page: Page, what: 'head' | 'hand', left: number, up = 0): Promise<void> {
  return page.evaluate(
    ([which, yaw, pitch]) => {
      const { headset } = globalThis as Emulated
      const [a, b] = [(yaw * Math.PI) / 360, (pitch * Math.PI) / 360]
      const { quaternion } = which === 'head' ? headset : headset.controllers.right
      quaternion.set(Math.cos(a) * Math.sin(b), Math.sin(a) * Math.cos(b), -Math.sin(a) * Math.sin(b), Math.cos(a) * Math.cos(b))
    },
    [what, left, up] as const,
  )
}

/** Presses a button of the right controller, and lets it go: each is told with a frame. */
export async function pressButton(page: Page, id: 'trigger' | 'squeeze'): Promise<void> {
  for (const value of [1, 0]) {
    await page.evaluate(
      async ([button, to]) => {
        ;(globalThis as Emulated).headset.controllers.right.updateButtonValue(button, to)
        for (let at = 0; at < 2; at++) await new Promise((resolve) => requestAnimationFrame(resolve))
      },
      [id, value] as const,
    )
  }
}

/** Something else of the page shows itself in it. */
export function useOtherwise(page: Page): Promise<void> {
  return page.evaluate(async () => {
    await (navigator as unknown as { xr: { requestSession(mode: string): Promise<unknown> } }).xr.requestSession('immersive-vr')
  })
}

export function isWorn(page: Page): Promise<boolean> {
  return page.evaluate(() => (globalThis as Emulated).headset.activeSession !== undefined)
}

/** It is taken off. */
export function takeOff(page: Page): Promise<void> {
  return page.evaluate(() => (globalThis as Emulated).headset.activeSession?.end())
}

/** How many contexts of pictures in a headset are not given back; those of pages are in the page. */
export function contextsLeft(page: Page): Promise<number> {
  return page.evaluate(() => {
    const all = (globalThis as Emulated).contexts
    const isOfPage = ({ canvas }: WebGLRenderingContext): boolean =>
      canvas instanceof HTMLCanvasElement && canvas.getRootNode() instanceof ShadowRoot
    return all.filter((context) => !isOfPage(context) && !context.isContextLost()).length
  })
}

/** A window that both eyes fill: small, because it is drawn without a graphics card. */
export const EYES = { viewport: { width: 480, height: 320 } }

/** What each eye sees in its middle, or `below` it by that part of the height, as `#rrggbb`. */
export async function seenByEyes(page: Page, below = 0): Promise<[left: string, right: string]> {
  const png = await page.screenshot()
  const { width, height } = EYES.viewport
  const colourAt = async (left: number): Promise<string> => {
    const { data } = await sharp(png)
      .extract({ left, top: height * (0.5 + below), width: 1, height: 1 })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    return `#${data.subarray(0, 3).toString('hex')}`
  }
  return [await colourAt(width / 4), await colourAt((width * 3) / 4)]
}
