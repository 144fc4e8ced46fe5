import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EmbedForm } from '../../src/cli/embed-code.js'
import type { EmbedReport } from '../../src/cli/reports.js'
import { cliSite, type CliSite } from '../cli/cli-site.js'
import { page, photo } from '../site/temp-site.js'
import { glbOfSquare } from '../viewers/glb.js'
import { pdfOf } from '../viewers/media-files.js'
import { launchBrowser, openPage, type Visit } from './browser.js'
import { serveFolder, STRICT_CSP, type StaticServer } from './static-server.js'

/** Viewers of one picture; each shows the same. */
const ofPictures = ['zoom', 'inline-zoom', 'flyout', 'deep-zoom', 'panorama'] as const
const ofSets = ['gallery', 'carousel', 'spin', 'mixed', 'compare'] as const
const ofFiles = { video: 'film.mp4', audio: 'tone.wav', document: 'kit.pdf', model: 'boot.glb' } as const
/** What `renditions embed` is asked for, by viewer. */
const assets: Readonly<Record<string, string>> = {
  ...Object.fromEntries(ofPictures.map((name) => [name, 'media/a.jpg'])),
  ...Object.fromEntries(ofSets.map((name) => [name, `media/${name}.set.yaml`])),
  ...Object.fromEntries(Object.entries(ofFiles).map(([name, file]) => [name, `media/${file}`])),
}
const viewers = Object.keys(assets)

let site: CliSite
/** The site's host, whose pages may use nothing but its own files, and somebody else's. */
let own: StaticServer
let elsewhere: StaticServer
let browser: Browser

beforeAll(async () => {
  const shown = [
    ...ofPictures.map((name) => `<img src="/media/a.jpg" alt="A boot" data-viewer="${name}">`),
    ...ofSets.map((name) => `<img src="/media/${name}.set.yaml" alt="Boots">`),
    ...Object.entries(ofFiles).map(([name, file]) => `<img src="/media/${file}" alt="The ${name}" data-viewer="${name}">`),
  ]
  const frames = await Promise.all(
    Array.from({ length: 8 }, async (_, at) => [`media/turn-${at}.jpg`, await photo(60, 40, at)] as const),
  )
  site = await cliSite({
    'index.html': page(shown.join('\n')),
    'media/a.jpg': await photo(300, 150),
    ...Object.fromEntries(frames),
    ...Object.fromEntries(ofSets.map((name) => [`media/${name}.set.yaml`, setOf(name)])),
    'media/tone.wav': silence(),
    'media/kit.pdf': pdfOf(200, 280),
    'media/boot.glb': glbOfSquare(),
    'media/boot.glb.media.yaml': 'poster: turn-1.jpg\n',
  })
  await copyFile(join(import.meta.dirname, '../../playground/media/evening.mp4'), join(site.root, 'media/film.mp4'))
  // What draws models is a package of the site's own.
  await mkdir(join(site.root, 'node_modules/@google'), { recursive: true })
  const library = join(import.meta.dirname, '../../node_modules/@google/model-viewer')
  await symlink(library, join(site.root, 'node_modules/@google/model-viewer'), 'dir')
  await Promise.all(['dist', '.elsewhere'].map((folder) => mkdir(join(site.root, folder), { recursive: true })))
  // Scripts of other origins read tiles and panoramas, which is for the host to allow.
  // Decoders of models are WebAssembly.
  const csp = STRICT_CSP.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
  own = await serveFolder(join(site.root, 'dist'), { csp, cors: true })
  elsewhere = await serveFolder(join(site.root, '.elsewhere'))
  const small = `{ widths: [60], formats: ['webp', 'fallback'], effort: 0 }`
  const presets = `presets: { small: ${small}, zoom: { ...${small}, widths: [300] }, panorama: { ...${small}, widths: [300] } }`
  await site.configure(
    `${presets}, defaultPreset: 'small', assets: 'media', site: '${own.origin}', texts: { en: { showModel: 'Look' } }`,
  )
  await site.build()
  // Which browsers ask every host for.
  await writeFile(join(site.root, 'dist/favicon.ico'), '')
  browser = await launchBrowser()
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await Promise.all([own?.close(), elsewhere?.close()])
  await site?.dispose()
})

function setOf(viewer: (typeof ofSets)[number]): string {
  const items = viewer === 'spin' ? ['turn-*.jpg'] : viewer === 'mixed' ? ['a.jpg', 'film.mp4'] : ['turn-1.jpg', 'turn-2.jpg']
  return `title: Boots\nviewer: ${viewer}\nitems: ${JSON.stringify(items)}\n`
}

/** A tenth of a second of nothing, as PCM of 8 kHz (http://soundfile.sapp.org/doc/WaveFormat/). */
function silence(): Buffer {
  const samples = 800
  const head = Buffer.alloc(44)
  head.write('RIFF')
  head.writeUInt32LE(36 + samples, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8000, 24)
  head.writeUInt32LE(8000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples, 40)
  return Buffer.concat([head, Buffer.alloc(samples, 128)])
}

/** A bare page of another origin that holds the code of every viewer in one form, as the command prints it. */
async function pasted(form: EmbedForm): Promise<Visit> {
  const codes: string[] = []
  for (const viewer of viewers) {
    const { code } = await site.json<EmbedReport>('embed', assets[viewer] ?? '', '--as', form, '--viewer', viewer)
    codes.push(`<section>${code.replaceAll('loading="lazy"', '')}</section>`)
  }
  const html = `<!doctype html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,"><body>${codes.join('\n')}`
  await writeFile(join(site.root, '.elsewhere/index.html'), html)
  const visit = await openPage(browser, [own.origin, elsewhere.origin], { reducedMotion: 'reduce' })
  visit.page.setDefaultTimeout(6000)
  await visit.page.goto(`${elsewhere.origin}/index.html`, { waitUntil: 'load' })
  return visit
}

/** Waits until a viewer has its controls. Those of the lightbox come with it, and sounds have the browser's own. */
async function comesToLife(within: Page | Frame, viewer: string): Promise<void> {
  const element = within.locator(`rendition-${viewer}`).first()
  await element.scrollIntoViewIfNeeded()
  await within.waitForFunction((name) => {
    const found = document.querySelector(`rendition-${name}`)
    if (!found?.matches(':defined')) return false
    return name === 'zoom' || name === 'audio' || found.shadowRoot?.querySelector(':not(slot)')
  }, viewer)
}

/** A key on a part of some, and what is another then. */
const keys: Readonly<Record<string, { part: string; key: string }>> = {
  carousel: { part: 'next', key: 'Enter' },
  compare: { part: 'range', key: 'ArrowRight' },
}

async function answersKeys(within: Page | Frame, viewer: string): Promise<void> {
  const { key, part } = keys[viewer] ?? { key: '', part: '' }
  const element = within.locator(`rendition-${viewer}`).first()
  await element.evaluate((one) => {
    one.addEventListener('rendition:change', () => one.setAttribute('data-changed', ''), { once: true })
  })
  await element.locator(`[part~="${part}"]`).first().press(key)
  await within.locator(`rendition-${viewer}[data-changed]`).waitFor()
}

/**
 * A model is loaded when somebody wants to see it, by the package's own script; the site's own words say how. Whether it is
 * drawn is `test/viewers/model.test.ts`: without a graphics card that takes its time.
 */
async function loadsModel(within: Page | Frame, { page, requests }: Visit): Promise<void> {
  const fetched = page.waitForResponse(/boot\.glb$/, { timeout: 30_000 })
  await within.getByRole('button', { name: /^Look: / }).press('Enter')
  expect((await fetched).ok()).toBe(true)
  const libraries = requests.filter((url) => url.includes('model-viewer'))
  expect(libraries).toEqual([expect.stringMatching(/\/assets\/media\/model-viewer\.[0-9a-f]{16}\.js$/)])
  expect(libraries[0]?.startsWith(own.origin)).toBe(true)
}

describe('pasted into a page of another origin', () => {
  test('the frame of every viewer comes to life', async () => {
    const visit = await pasted('iframe')
    try {
      const frames = await visit.page.locator('iframe').elementHandles()
      for (const [at, viewer] of viewers.entries()) {
        await frames[at]?.scrollIntoViewIfNeeded()
        const frame = await frames[at]?.contentFrame()
        if (!frame) throw new Error(`${viewer} has no frame`)
        await comesToLife(frame, viewer)
        if (viewer in keys) await answersKeys(frame, viewer)
        if (viewer === 'model') await loadsModel(frame, visit)
      }
      // Of several frames that ask for one picture at once, Chromium gives up some requests and takes what the first got.
      expect(visit.problems().filter((problem) => !problem.startsWith('net::ERR_ABORTED '))).toEqual([])
    } finally {
      await visit.close()
    }
  }, 60_000)

  test('the element and script of every viewer come to life, from addresses with a version', async () => {
    const visit = await pasted('script')
    try {
      for (const viewer of viewers) {
        await comesToLife(visit.page, viewer)
        if (viewer in keys) await answersKeys(visit.page, viewer)
      }
      await loadsModel(visit.page, visit)
      expect(visit.problems()).toEqual([])
      const scripts = visit.requests.filter((url) => url.endsWith('.js')).map((url) => new URL(url).pathname)
      expect(scripts).toEqual(expect.arrayContaining(viewers.map((name) => `/media/viewers/${name}.1.js`)))
    } finally {
      await visit.close()
    }
  }, 60_000)
})
