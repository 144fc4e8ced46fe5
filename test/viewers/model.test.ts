import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modelTexts } from '../../src/viewers/model/texts.js'
import { launchBrowser, openPage, type Visit } from '../e2e/browser.js'
import { serveFolder, STRICT_CSP, type StaticServer } from '../e2e/static-server.js'
import { attribute, elements, page, photo, tempSite, type BuildLog, type TempSite } from '../site/temp-site.js'
import { addAxe } from './build-viewers.js'
import { glbOfSquare } from './glb.js'
import { eventsOn, recordEvents, swipeOn, violations } from './viewer-site.js'

const OPTIONS = { pages: 'notes.md', presets: { default: { widths: [320], formats: ['fallback'], effort: 0 } } } as const
const PACKAGE = '@google/model-viewer'

/** Its decoders are started as soon as it is loaded, whether a model needs them or not. */
const CSP = STRICT_CSP.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")

let site: TempSite
let missing: unknown
let log: BuildLog
let html: string
let server: StaticServer
let browser: Browser
beforeAll(async () => {
  site = await tempSite({
    'index.html': page('<h1>Start</h1>'),
    'notes.md': `# Models

![The boot](media/boot.glb)

![The sole](media/sole.glb?viewer=model&usdz=/sole.usdz&autorotate=false&ar=false)

![Packed](media/packed.glb) ![Decoded](media/packed.glb?viewer=model&decoders=/decoders)
`,
    'media/boot.glb': glbOfSquare(),
    'media/boot.glb.media.yaml': 'poster: boot.jpg\n',
    'media/boot.jpg': await photo(320, 240),
    // A USDZ is a ZIP file.
    'media/boot.usdz': Buffer.from('PK\x03\x04room', 'latin1'),
    'media/packed.glb': glbOfSquare({
      extensionsRequired: ['KHR_draco_mesh_compression', 'KHR_texture_basisu', 'EXT_meshopt_compression', 'KHR_materials_unlit'],
      images: [{ uri: 'red.png' }, { uri: 'data:image/png;base64,AA' }],
    }),
    'media/sole.glb': Buffer.concat([glbOfSquare()]),
  })
  missing = await site.build(OPTIONS).catch((error: unknown) => error)
  await mkdir(join(site.root, 'node_modules/@google'), { recursive: true })
  await symlink(join(import.meta.dirname, '../../node_modules', PACKAGE), join(site.root, 'node_modules', PACKAGE), 'dir')
  log = await site.build(OPTIONS)
  html = await site.read('dist/notes.html')
  const folder = join(site.root, 'dist')
  await addAxe(folder)
  await site.write({ 'dist/favicon.ico': '' })
  ;[server, browser] = await Promise.all([serveFolder(folder, { csp: CSP }), launchBrowser()])
}, 120_000)
afterAll(async () => {
  await Promise.all([browser?.close(), server?.close()])
  await site?.dispose()
})

async function on(steps: (page: Page, visit: Visit) => Promise<void>, options: BrowserContextOptions = {}): Promise<void> {
  const visit = await openPage(browser, [server.origin], {
    viewport: { width: 800, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  })
  try {
    await visit.page.goto(`${server.origin}/notes.html`)
    await steps(visit.page, visit)
    expect(visit.problems()).toEqual([])
  } finally {
    await visit.close()
  }
}

const boot = 'rendition-model >> nth=0'

describe('a model in a page', () => {
  test('asks for the package that shows it where that is not installed', () => {
    expect(String(missing)).toContain(`The package "${PACKAGE}" is needed for the viewer "model" but is not installed.`)
    expect(String(missing)).toContain(`npm install ${PACKAGE}`)
  })

  test('is a link with its poster, name and size', async () => {
    const [first, second] = elements(html, 'rendition-model')
    const [link] = elements(html, 'a')
    expect(attribute(link, 'type')).toBe('model/gltf-binary')
    expect(await site.bytes(`dist${attribute(link, 'href')}`)).toEqual(glbOfSquare())
    expect(attribute(elements(html, 'img')[0], 'alt')).toBe('The boot')
    expect(html).toMatch(/<span>The boot<\/span><span> GLB, \d+ B<\/span><\/a><\/rendition-model>/)
    // The one for the room is found by its name.
    expect(first?.attrs.map(({ name, value }) => [name, value])).toEqual([['usdz', '/media/boot.usdz']])
    expect((await site.bytes('dist/media/boot.usdz')).toString('latin1')).toBe('PK\x03\x04room')
    expect(second?.attrs.map(({ name, value }) => [name, value])).toEqual([
      ['ar', 'false'],
      ['autorotate', 'false'],
      ['usdz', '/sole.usdz'],
    ])
  })

  test('tells what it lacks to be shown', () => {
    const told = log.warnings.join('\n')
    expect(told).toMatch(/notes\.md:7:1 "media\/packed\.glb" is compressed with Draco, and nothing says where its decoder is/)
    expect(told).toMatch(/has textures in KTX2, and nothing says/)
    expect(told).toMatch(/compressed with Meshopt, which the viewer does not read/)
    expect(told).toMatch(/needs other files, which are not published with it/)
    expect(told).not.toMatch(/"media\/boot\.glb"/)
    // With a folder of decoders only the last two are left.
    expect(
      told.match(/notes\.md:7:\d\d "media\/packed\.glb"[^\n]*/g)?.map((line) => /Meshopt|other files/.exec(line)?.[0]),
    ).toEqual(['Meshopt', 'other files'])
  })

  test('is loaded when its poster is pressed, takes its place, and is turned by keys, fingers and mouse', async () => {
    await on(
      async (page, visit) => {
        const show = page.getByRole('button', { name: 'Show in 3D: The boot' })
        await show.waitFor()
        const before = await page.locator(boot).boundingBox()
        expect(await violations(page)).toEqual([])
        expect(visit.requests.filter((url) => /\.glb|model-viewer/.test(url))).toEqual([])
        await recordEvents(page, ['open'])
        await show.press('Enter')
        await page.locator(`${boot} >> .stage.open`).waitFor({ timeout: 80_000 })
        expect(await eventsOn(page)).toEqual([
          { name: 'open', from: 'rendition-model', src: expect.stringMatching(/boot\.glb$/) },
        ])
        expect(await page.locator(boot).boundingBox()).toEqual(before)
        expect(await violations(page)).toEqual([])
        await expect.poll(() => redInTheMiddle(page)).toBe(true)
        const asked = ['ar', 'ios-src']
        const forTheRoom = page
          .locator(`${boot} >> .view`)
          .evaluate((view, names) => names.map((name) => view.getAttribute(name)), asked)
        expect(await forTheRoom).toEqual(['', '/media/boot.usdz'])
        const theta = (): Promise<number> => page.locator(`${boot} >> .view`).evaluate(angle)
        expect(await theta()).toBeCloseTo(0)
        // The focus went with it.
        await page.keyboard.press('ArrowRight')
        await expect.poll(theta).not.toBeCloseTo(0)
        const reset = page.getByRole('button', { name: 'Reset view' })
        await reset.click()
        await expect.poll(theta).toBeCloseTo(0)
        const { x = 0, y = 0, width = 0, height = 0 } = (await page.locator(`${boot} >> .view`).boundingBox()) ?? {}
        const middle = [x + width / 2, y + height / 2] as const
        await swipeOn(await page.context().newCDPSession(page), middle, [80, 0])
        await expect.poll(theta).not.toBeCloseTo(0)
        await reset.tap()
        await expect.poll(theta).toBeCloseTo(0)
        await page.mouse.move(...middle)
        await page.mouse.down()
        await page.mouse.move(middle[0] + 80, middle[1], { steps: 3 })
        await page.mouse.up()
        await expect.poll(theta).not.toBeCloseTo(0)
        await page.emulateMedia({ forcedColors: 'active' })
        await page.evaluate(() => void (document.documentElement.dir = 'rtl'))
        const fromLeft = async (): Promise<number> => {
          const [button, whole] = [await reset.boundingBox(), await page.locator(boot).boundingBox()]
          return (button?.x ?? 0) - (whole?.x ?? 0)
        }
        await expect.poll(fromLeft).toBeLessThan(width / 2)
        expect(await violations(page)).toEqual([])
        expect(await page.getByRole('button', { name: /turning|Turn/ }).count()).toBe(0)
        const canvases = (): Promise<number> => page.locator(`${boot} >> canvas >> visible=true`).count()
        expect(await canvases()).toBe(1)
        await page.locator(boot).evaluate((viewer) => {
          const place = viewer.parentElement
          viewer.remove()
          setTimeout(() => place?.append(viewer))
        })
        await page.getByRole('button', { name: 'Show in 3D: The boot' }).waitFor()
        expect(await page.locator('.view').count()).toBe(0)
      },
      { hasTouch: true },
    )
    // Without a graphics card, its shaders take their time.
  }, 100_000)

  test('leaves the poster and the link where it cannot be loaded, and without a script', async () => {
    await on(
      async (page) => {
        expect(await page.getByRole('link', { name: 'The boot' }).isVisible()).toBe(true)
      },
      { javaScriptEnabled: false },
    )
    await site.remove(...(await site.list('dist')).filter((file) => /sole.*\.glb$/.test(file)).map((file) => `dist/${file}`))
    const visit = await openPage(browser, [server.origin])
    await visit.page.goto(`${server.origin}/notes.html`)
    await visit.page.getByRole('button', { name: 'Show in 3D: The sole' }).click()
    await visit.page.getByText('This cannot be shown.').waitFor({ state: 'attached' })
    expect(await visit.page.getByRole('button', { name: 'Show in 3D: The sole' }).isVisible()).toBe(true)
    expect(visit.offOrigin).toEqual([])
    await visit.close()
  })
})

test('the viewer of models has all its words in six languages', () => {
  const names = Object.keys(modelTexts.en)
  for (const language of ['de', 'fr', 'es', 'ja', 'zh']) expect(Object.keys(modelTexts[language] ?? {})).toEqual(names)
})

function angle(view: Element): number {
  return (view as unknown as { getCameraOrbit(): { theta: number } }).getCameraOrbit().theta
}

async function redInTheMiddle(page: Page): Promise<boolean> {
  const { x, y, width, height } = (await page.locator(`${boot} >> .view`).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  const png = await page.screenshot({ clip: { x: x + width / 2, y: y + height / 2, width: 2, height: 2 } })
  const [red = 0, green = 0, blue = 0] = await sharp(png).removeAlpha().raw().toBuffer()
  return red > 150 && green < 100 && blue < 100
}
