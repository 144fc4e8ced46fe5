import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { markupOf } from '../../src/rewrite/picture.js'
import type { PlannedReference } from '../../src/types.js'
import { openPage } from '../e2e/browser.js'
import { serveFolder, STRICT_CSP } from '../e2e/static-server.js'
import { planned, view, type Example } from '../rewrite/example.js'
import { makeFilms, pdfOf } from './media-files.js'
import { eventsOn, makeViewerSite, recordEvents, violations, type ViewerSite } from './viewer-site.js'

const FILES: Readonly<Record<string, string>> = {
  mp4: 'clip.mp4',
  mp3: 'tone.mp3',
  pdf: 'kit.pdf',
  vtt: 'parts.vtt',
  txt: 'talk.txt',
  jpg: 'a.jpg',
  webp: 'a.webp',
}

/** What the build writes, of the files of this site. */
function markup(example: Example, more: Partial<PlannedReference> = {}): string {
  const files = view({ address: ({ extension }) => `/${FILES[extension]}`, stableAddress: (path) => `/${path}` })
  return serialize(markupOf({ ...planned(example), ...more }, files))
}

const size = { width: 320, height: 180 }
const poster = planned({ formats: ['webp', 'jpeg'], widths: [320, 640], attributes: [['alt', '']] })
const chapters = { file: planned({ original: 'vtt' }), kind: 'chapters', lang: 'en', label: 'Parts' } as const
const transcript = planned({ original: 'txt' })

function film(alt: string, options: Record<string, string | boolean> = {}, more: Partial<PlannedReference> = {}): string {
  return markup({ viewer: 'video', original: 'mp4', attributes: [['alt', alt]], options }, { ...size, poster, ...more })
}

const wave = '<img src="a-small.jpg" alt="" width="300" height="64">'
const heard = markup({ viewer: 'audio', original: 'mp3', attributes: [['alt', 'Talk']] }).replace('<audio', `${wave}<audio`)
const sound = markup({ viewer: 'audio', original: 'mp3', attributes: [['alt', 'Talk']] }, { transcript })
const paper = (options: Record<string, boolean> = {}): string =>
  markup({ viewer: 'document', original: 'pdf', attributes: [['alt', 'Press kit']], stable: 'kit.pdf', options })
const paged = markup(
  { viewer: 'document', original: 'pdf', attributes: [['alt', 'Press kit']], stable: 'kit.pdf' },
  { poster: planned({ formats: ['jpeg'], widths: [300], attributes: [] }) },
)

const TWENTY = Array.from({ length: 20 }, (_, at) => film(`Film ${at}`)).join('')
const PARTS =
  'WEBVTT\n\n00:00.000 --> 00:01.000\nArrival\n\n00:01.000 --> 00:02.000\nThe <lake>\n\n00:02.000 --> 00:03.000\nHome\n'

let site: ViewerSite
beforeAll(async () => {
  site = await makeViewerSite(['video', 'audio', 'document'], {
    film: `<p>${film('Evening', {}, { tracks: [chapters], transcript })}</p>`,
    both: `<p>${film('Evening')}</p><p>${sound}</p>`,
    heard,
    twenty: TWENTY,
    two: film('First') + film('Second'),
    auto: `${film('Auto', { autoplay: true })}${'<br>'.repeat(200)}`,
    stream: film('Stream', { hls: '/clip.m3u8' }),
    papers: `<p>${paged}</p><p>${paper()}</p><p>${paper({ inline: false })}</p>`,
    foreign: `<div lang="de" dir="rtl">${film('Abend', {}, { tracks: [chapters], transcript })}${paper()}</div>`,
    hidden: `<dialog>${film('Inside')}</dialog><button>Open</button>`,
  })
  await makeFilms(site.folder)
  await sharp(join(site.folder, 'a.jpg')).webp({ effort: 0 }).toFile(join(site.folder, 'a.webp'))
  await Promise.all([
    writeFile(join(site.folder, 'parts.vtt'), PARTS),
    writeFile(join(site.folder, 'talk.txt'), 'Hello.'),
    writeFile(join(site.folder, 'kit.pdf'), pdfOf(300, 400)),
  ])
}, 60_000)
afterAll(() => site?.close())

/** A browser that knows no streams, and whose controls have neither speed nor picture in picture. */
async function likeFirefox(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Reflect.deleteProperty(HTMLVideoElement.prototype, 'controlsList')
    Reflect.deleteProperty(HTMLMediaElement.prototype, 'controlsList')
    HTMLMediaElement.prototype.canPlayType = (type) => (type.includes('mpegurl') ? '' : 'maybe')
  })
}

const isPlaying = (page: Page, at = 0): Promise<unknown> =>
  page.waitForFunction((index) => {
    const media = [...document.querySelectorAll('video, audio')][index] as HTMLMediaElement
    return !media.paused && media.currentTime > 0
  }, at)

describe('films', () => {
  test('load nothing of themselves before somebody plays them, twenty on a page', async () => {
    await site.on('twenty', async (page, { requests }) => {
      await page.mouse.wheel(0, 1500)
      await page.waitForTimeout(300)
      expect(requests.filter((url) => /\.(?:mp4|ts|m3u8|vtt)$/.test(url))).toEqual([])
    })
  })

  test('play from the large button, tell how far they got, and end', async () => {
    await site.on('film', async (page) => {
      await recordEvents(page, ['play', 'pause', 'progress', 'ended'])
      await page.getByRole('button', { name: 'Play' }).first().click()
      await isPlaying(page)
      expect(await page.locator('rendition-video .start').isHidden()).toBe(true)
      await page.locator('video').evaluate((video: HTMLVideoElement) => void (video.playbackRate = 8))
      await expect.poll(async () => (await eventsOn(page)).at(-1)?.['name']).toBe('ended')
      const events = await eventsOn(page)
      expect(events.filter(({ name }) => name === 'progress').map(({ percent }) => percent)).toEqual([25, 50, 75, 100])
      expect(events[0]).toMatchObject({ name: 'play', from: 'rendition-video' })
      expect(events.at(-1)).toMatchObject({ name: 'ended', src: `${site.origin}/clip.mp4` })
    })
  })

  test('are heard one at a time, also beside sounds', async () => {
    // Not `site.on`: inside the controls of a sound Chromium itself moves the parts it makes them of.
    const { page, problems, close } = await openPage(site.browser, [site.origin])
    await page.goto(`${site.origin}/both.html`)
    await page.getByRole('button', { name: 'Play' }).click()
    await isPlaying(page)
    await page.locator('audio').press('Space')
    await isPlaying(page, 1)
    expect(await page.locator('video').evaluate((video: HTMLVideoElement) => video.paused)).toBe(true)
    // The browser's own button stands where the controls begin.
    const { x = 0, y = 0, height = 0 } = (await page.locator('audio').boundingBox()) ?? {}
    await page.mouse.click(x + 25, y + height / 2)
    await expect.poll(() => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.paused)).toBe(true)
    expect(await violations(page)).toEqual([])
    expect(problems()).toEqual([])
    await close()
  })

  test('stop when they leave the page, and come back twenty times without a trace', async () => {
    await site.on('two', async (page) => {
      await page.getByRole('button', { name: 'Play' }).last().click()
      await isPlaying(page, 1)
      const left = await page.evaluate(async () => {
        const element = document.querySelector('rendition-video:last-of-type') as HTMLElement
        const parent = element.parentElement as HTMLElement
        const video = element.querySelector('video') as HTMLVideoElement
        video.pause()
        const lightDom = element.outerHTML
        for (let round = 0; round < 20; round++) {
          element.remove()
          await new Promise((resolve) => setTimeout(resolve))
          parent.append(element)
        }
        const overs = element.shadowRoot?.querySelectorAll('.over').length
        let plays = 0
        document.addEventListener('rendition:play', () => plays++)
        const isPlaying = new Promise((resolve) => video.addEventListener('playing', resolve, { once: true }))
        video.currentTime = 0
        await Promise.all([video.play(), isPlaying])
        return { same: element.outerHTML === lightDom, overs, plays }
      })
      expect(left).toEqual({ same: true, overs: 1, plays: 1 })
    })
  })

  test('remember the volume for the next one, but not that one was silent from the start', async () => {
    await site.on('two', async (page) => {
      await page
        .locator('video')
        .first()
        .evaluate((video: HTMLVideoElement) => void (video.volume = 0.25))
      await page.waitForFunction(() => sessionStorage.length > 0)
      await page.reload()
      expect(
        await page
          .locator('video')
          .last()
          .evaluate((video: HTMLVideoElement) => video.volume),
      ).toBe(0.25)
    })
  })

  test('list their chapters, go there, and close the list with Escape', async () => {
    await site.on('film', async (page) => {
      const control = page.getByRole('button', { name: 'Chapters' })
      await control.focus()
      await page.keyboard.press('Enter')
      const parts = page.locator('rendition-video .chapters button')
      await expect.poll(() => parts.allTextContents()).toEqual(['0:00 Arrival', '0:01 The <lake>', '0:02 Home'])
      await page.keyboard.press('Escape')
      expect(await control.getAttribute('aria-expanded')).toBe('false')
      expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.ariaLabel)).toBe('Chapters')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await isPlaying(page)
      expect(await page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThanOrEqual(1)
    })
  })

  test('play by themselves only in view, silent, and where motion is welcome', async () => {
    await site.on('auto', async (page) => {
      await page.waitForTimeout(200)
      expect(await page.locator('video').evaluate((video: HTMLVideoElement) => video.paused)).toBe(true)
    })
    await site.on(
      'auto',
      async (page) => {
        await isPlaying(page)
        await page.evaluate(() => scrollTo(0, 3000))
        await page.waitForFunction(() => document.querySelector('video')?.paused)
        await page.evaluate(() => scrollTo(0, 0))
        await isPlaying(page)
        await page.locator('video').evaluate((video: HTMLVideoElement) => video.pause())
        await page.evaluate(() => scrollTo(0, 3000))
        await page.waitForTimeout(100)
        await page.evaluate(() => scrollTo(0, 0))
        await page.waitForTimeout(100)
        expect(await page.locator('video').evaluate((video: HTMLVideoElement) => [video.paused, video.muted])).toEqual([
          true,
          true,
        ])
      },
      { reducedMotion: 'no-preference' },
    )
  })

  test('get a menu of speeds and picture in picture where the browser’s controls have none', async () => {
    const visit = await openPage(site.browser, [site.origin])
    await likeFirefox(visit.page)
    await visit.page.goto(`${site.origin}/two.html`)
    const speed = visit.page.getByRole('combobox', { name: 'Speed' }).first()
    await speed.selectOption('1.5')
    expect(
      await visit.page
        .locator('video')
        .first()
        .evaluate((video: HTMLVideoElement) => video.playbackRate),
    ).toBe(1.5)
    expect(await visit.page.getByRole('button', { name: 'Picture in picture' }).count()).toBe(2)
    expect(await violations(visit.page)).toEqual([])
    await visit.close()
    await site.on('two', async (page) => expect(await page.getByRole('combobox').count()).toBe(0))
  })

  test('stream by themselves where the browser can', async () => {
    await site.on('stream', async (page, { requests }) => {
      await page.getByRole('button', { name: 'Play' }).click()
      await isPlaying(page)
      expect(await page.locator('video').evaluate((video: HTMLVideoElement) => video.currentSrc)).toBe(`${site.origin}/clip.m3u8`)
      expect(requests.filter((url) => /hls-stream|\.mp4$/.test(url))).toEqual([])
    })
  })

  test('stream with hls.js elsewhere, which is loaded when play is pressed; the file plays where a policy forbids that', async () => {
    const lax = await serveFolder(site.folder, { csp: STRICT_CSP.replace("media-src 'self'", "media-src 'self' blob:") })
    const sources: string[] = []
    for (const origin of [lax.origin, site.origin]) {
      const visit = await openPage(site.browser, [origin])
      await likeFirefox(visit.page)
      await visit.page.goto(`${origin}/stream.html`)
      expect(visit.requests.filter((url) => /hls-stream|clip/.test(url))).toEqual([])
      await visit.page.getByRole('button', { name: 'Play' }).click()
      await isPlaying(visit.page)
      sources.push(await visit.page.locator('video').evaluate((video: HTMLVideoElement) => video.currentSrc))
      expect(visit.requests.some((url) => url.includes('hls-stream'))).toBe(true)
      if (origin === lax.origin) expect(visit.problems()).toEqual([])
      await visit.close()
    }
    await lax.close()
    expect(sources[0]).toMatch(/^blob:/)
    expect(sources[1]).toMatch(/^http/)
  })
})

describe('sounds', () => {
  test('are gone through on the picture of their loudness, which plays from where it is pressed', async () => {
    const { page, problems, requests, close } = await openPage(site.browser, [site.origin])
    await likeFirefox(page)
    await page.goto(`${site.origin}/heard.html`)
    const line = page.getByRole('slider', { name: 'Position in the sound' })
    const [over, under] = [await line.boundingBox(), await page.locator('rendition-audio img').boundingBox()]
    expect(over).toEqual(under)
    expect(requests.filter((url) => url.endsWith('.mp3'))).toEqual([])
    expect(await violations(page)).toEqual([])
    await page.mouse.click((over?.x ?? 0) + (over?.width ?? 0) / 2, (over?.y ?? 0) + 10)
    await isPlaying(page)
    const at = (): Promise<number> => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime)
    expect(await at()).toBeGreaterThan(0.8)
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('1.5')
    expect(await page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.playbackRate)).toBe(1.5)
    await page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.pause())
    await line.focus()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(at).toBe(0)
    expect(await line.getAttribute('aria-valuetext')).toBe('0:00 / 0:02')
    const left = await page.evaluate(async () => {
      const element = document.querySelector('rendition-audio')
      element?.remove()
      await new Promise((resolve) => setTimeout(resolve))
      return element?.querySelectorAll('input, select').length
    })
    expect(left).toBe(0)
    expect(problems()).toEqual([])
    await close()
  })
})

describe('documents', () => {
  test('are shown in the page by the browser’s own viewer, for those who ask', async () => {
    const { page, requests, close } = await openPage(site.browser, [site.origin])
    await page.goto(`${site.origin}/papers.html`)
    await recordEvents(page, ['open', 'close'])
    const control = page.getByRole('button', { name: 'Show here' })
    expect(await control.count()).toBe(2)
    expect(requests.some((url) => url.endsWith('.pdf'))).toBe(false)
    await control.first().focus()
    await page.keyboard.press('Enter')
    expect(await page.locator('rendition-document iframe').getAttribute('title')).toBe('Press kit')
    await expect.poll(() => page.frames().some((frame) => frame.url() === `${site.origin}/kit.pdf`)).toBe(true)
    await page.keyboard.press('Escape')
    await page.locator('rendition-document iframe').waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent)).toBe('Show here')
    expect((await eventsOn(page)).map(({ name, src }) => [name, src])).toEqual([
      ['open', `${site.origin}/kit.pdf`],
      ['close', `${site.origin}/kit.pdf`],
    ])
    await control.last().click()
    await page.locator('rendition-document iframe').waitFor()
    await page.getByRole('button', { name: 'Hide' }).click()
    await page.locator('rendition-document iframe').waitFor({ state: 'detached' })
    await close()
  })

  test('are plain links where the browser has no viewer for them', async () => {
    const visit = await openPage(site.browser, [site.origin])
    await visit.page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'pdfViewerEnabled', { get: () => false }))
    await visit.page.goto(`${site.origin}/papers.html`)
    expect(await visit.page.getByRole('button').count()).toBe(0)
    expect(await visit.page.getByRole('link', { name: 'Press kit PDF' }).count()).toBe(3)
    await visit.close()
  })
})

describe('players', () => {
  test('break no rule of accessibility, with and without scripts', async () => {
    for (const name of ['film', 'papers']) await site.on(name, async (page) => expect(await violations(page)).toEqual([]))
  })

  test('are of use without scripts: controls, captions, links, and the same room', async () => {
    const boxes = (page: Page): Promise<unknown> =>
      page.locator('rendition-video, rendition-audio, rendition-document').evaluateAll((all) =>
        all.map((element) => {
          const { width, height } = element.getBoundingClientRect()
          return [element.localName, width, height]
        }),
      )
    for (const name of ['film', 'papers']) {
      let enhanced: unknown
      await site.on(name, async (page) => void (enhanced = await boxes(page)))
      await site.on(
        name,
        async (page) => {
          const plain = await page.content()
          expect(plain).toContain(name === 'film' ? '<video controls' : 'href="/kit.pdf"')
        },
        { javaScriptEnabled: false },
      )
      const bare = await openPage(site.browser, [site.origin], { viewport: { width: 800, height: 600 } })
      await bare.page.route('**/{video,audio,document}.js', (route) =>
        route.fulfill({ body: '', contentType: 'text/javascript' }),
      )
      await bare.page.goto(`${site.origin}/${name}.html`)
      expect(await boxes(bare.page)).toEqual(enhanced)
      await bare.close()
    }
  })

  test('speak the language of the page, and follow its direction', async () => {
    await site.on('foreign', async (page) => {
      expect(await page.getByRole('button', { name: 'Kapitel' }).count()).toBe(1)
      expect(await page.getByRole('button', { name: 'Hier anzeigen' }).count()).toBe(1)
      expect(await page.getByRole('link', { name: 'Abschrift' }).getAttribute('lang')).toBe('de')
      const bar = await page.locator('rendition-video .bar').boundingBox()
      const video = await page.locator('video').boundingBox()
      expect((bar?.x ?? 0) - (video?.x ?? 0)).toBeLessThan(20)
    })
  })

  test('in a dialog have their shape once it is opened', async () => {
    await site.on('hidden', async (page) => {
      await page.evaluate(() => document.querySelector('dialog')?.showModal())
      expect(await page.locator('video').boundingBox()).toMatchObject({ width: 320, height: 180 })
      await page.getByRole('button', { name: 'Play' }).click()
      await isPlaying(page)
    })
  })
})
