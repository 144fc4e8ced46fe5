import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import { launchBrowser, openPage, type Visit } from '../e2e/browser.js'
import { serveFolder, type StaticServer } from '../e2e/static-server.js'
import { ffmpeg } from '../viewers/media-files.js'
import { attribute, elements, page, tempSite, type BuildLog, type TempSite } from './temp-site.js'

/** Small and quick; `trailer` is a stream although the film is short. */
const OPTIONS: Options = {
  site: 'https://example.org',
  structuredData: true,
  presets: { default: { widths: [40], formats: ['webp', 'fallback'], effort: 0 } },
  videoPresets: {
    trailer: { heights: [90, 180], stream: true, storyboard: { every: 1, width: 40 }, preview: 1, dash: true, poster: 1.5 },
  },
  audioPresets: { talk: { formats: ['opus', 'aac'], waveform: 20 } },
  pages: 'notes.md',
}

let site: TempSite
let log: BuildLog
let html: string
let notes: string
beforeAll(async () => {
  site = await tempSite({
    'index.html': page(
      `
<img src="/media/clip.mp4?preset=trailer" data-viewer="video" class="wide" alt="Evening">
<video src="/media/clip.mp4" data-preset="trailer" class="own" controls><p>No film.</p></video>
<video class="inner" data-preset="trailer" controls>
  <source src="/media/clip.mp4" type="video/mp4"><p>No film.</p></video>
<audio controls><source src="/media/tone.mp3?preset=talk"></audio>
<audio controls src="/media/voice.mp4?preset=talk"></audio>
<img src="/media/move.gif?preset=loop" alt="Waving">
<img src="/media/plain.gif" alt="Plain">
<script type="module" src="/main.js"></script>`,
      '<meta property="og:image" content="/media/clip.mp4?preset=social">',
    ),
    'main.js': "import clip from './media/clip.mp4?preset=trailer'\nglobalThis.clip = clip\n",
    'notes.md': '# Notes\n\n![Evening](media/short.mp4)\n\n![Talk](media/tone.mp3)\n',
  })
  const media = join(site.root, 'media')
  await site.write({
    'media/clip.en.vtt': 'WEBVTT\n\n00:00.000 --> 00:02.000\nHello\n',
    'media/clip.de.srt': '1\n00:00:00,000 --> 00:00:02,000\nHallo\n',
  })
  const tone = ['-f', 'lavfi', '-i', 'sine=440:duration=3']
  const quick = ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast']
  await ffmpeg(media, '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=3', ...tone, ...quick, 'clip.mp4')
  await Promise.all([
    ffmpeg(media, '-i', 'clip.mp4', '-t', '1', '-c', 'copy', 'short.mp4'),
    ffmpeg(media, ...tone, '-t', '1', 'tone.mp3'),
    ffmpeg(media, ...tone, '-t', '1', '-c:a', 'aac', 'voice.mp4'),
    ffmpeg(media, '-f', 'lavfi', '-i', 'testsrc=size=64x36:rate=5:duration=1', 'move.gif'),
  ])
  await site.write({ 'media/plain.gif': Buffer.concat([await readFile(join(media, 'move.gif')), Buffer.from(';')]) })
  log = await site.build(OPTIONS)
  html = await site.read('dist/index.html')
  notes = await site.read('dist/notes.html')
}, 120_000)
afterAll(() => site?.dispose())

function fileAt(address: string | undefined): Promise<Buffer> {
  return site.bytes(`dist${address}`)
}

describe('a film that is encoded', () => {
  test('is a stream whose playlists lead to files that are there, then a file', async () => {
    const [viewer] = elements(html, 'rendition-video')
    const [stream, file] = elements(html, 'source')
    expect([attribute(stream, 'type'), attribute(file, 'type')]).toEqual(['application/vnd.apple.mpegurl', 'video/mp4'])
    const master = attribute(stream, 'src') ?? ''
    const folder = master.slice(0, master.lastIndexOf('/'))
    const playlists = (await fileAt(master)).toString().match(/^[^#\n].*m3u8$/gm) ?? []
    expect(playlists.length).toBeGreaterThanOrEqual(2)
    for (const playlist of playlists) {
      const segments = (await fileAt(`${folder}/${playlist}`)).toString().match(/^[^#\n].*$/gm) ?? []
      expect(segments.length).toBeGreaterThan(0)
      for (const segment of segments)
        expect((await fileAt(`${folder}/${playlist.replace(/[^/]*$/, '')}${segment}`)).length).toBeGreaterThan(0)
    }
    expect((await fileAt(attribute(file, 'src'))).subarray(4, 8).toString()).toBe('ftyp')
    expect((await fileAt(attribute(viewer, 'storyboard'))).toString()).toContain('#xywh=')
    expect((await fileAt(attribute(viewer, 'preview'))).length).toBeGreaterThan(0)
    expect((await fileAt(`${folder}/manifest.mpd`)).toString()).toContain('<MPD')
  })

  test('has its captions in the stream, too, for who gets nothing but that', async () => {
    const master = attribute(elements(html, 'source')[0], 'src') ?? ''
    const folder = master.slice(0, master.lastIndexOf('/'))
    const text = (await fileAt(master)).toString()
    const named = [...text.matchAll(/TYPE=SUBTITLES.*NAME="(.*?)",LANGUAGE="(.*?)".*URI="(.*?)"/g)]
    expect(named.map(([, label, lang]) => [label, lang])).toEqual([
      ['Deutsch', 'de'],
      ['English', 'en'],
    ])
    const playlist = (await fileAt(`${folder}/${named[0]?.[3]}`)).toString()
    const [, seconds, captions = ''] = /#EXTINF:([\d.]+),\n(.*)\n/.exec(playlist) ?? []
    expect(Number(seconds)).toBeCloseTo(3, 0)
    expect((await fileAt(posix.join(folder, captions))).toString()).toContain('Hallo')
    const tracks = elements(html, 'track').map((track) => attribute(track, 'src'))
    expect(tracks).toContain(posix.join(folder, captions))
  })

  test('has a frame of its own as poster, of its size', async () => {
    const [video] = elements(html, 'video')
    const poster = await sharp(await fileAt(attribute(video, 'poster'))).metadata()
    expect([poster.format, poster.width]).toEqual(['jpeg', 40])
    expect([attribute(video, 'width'), attribute(video, 'height')]).toEqual(['320', '180'])
  })

  test('has addresses to copy: its file, its poster, its page', async () => {
    const files = await site.list('dist/media')
    expect(files).toEqual(expect.arrayContaining(['clip.trailer.mp4', 'clip.trailer.jpg', 'clip.video.html', 'clip.video.json']))
    expect(JSON.parse(await site.read('dist/media/clip.video.json'))).toMatchObject({
      type: 'video',
      thumbnail_url: 'https://example.org/media/clip.trailer.jpg',
    })
  })

  test('is told to search engines with its length', () => {
    expect(html).toMatch(
      /"@type":"VideoObject","contentUrl":"https:\/\/example.org\/assets\/media\/clip-320\.[0-9a-f]{16}\.mp4".*"duration":"PT3S"/,
    )
  })

  test('of a second is one file, by the preset nobody names', () => {
    const sources = elements(notes, 'source').map((source) => attribute(source, 'src'))
    expect(sources.map((source) => source?.replace(/[0-9a-f]{16}/, 'KEY'))).toContain('/assets/media/short-320.KEY.mp4')
  })

  test('plays in an element of the author, which stays what it is', () => {
    const video = elements(html, 'video').find((element) => attribute(element, 'class') === 'own')
    expect(['preload', 'width', 'data-preset', 'src'].map((name) => attribute(video, name))).toEqual([
      'none',
      '320',
      undefined,
      undefined,
    ])
    const inner = elements(html, 'video').find((element) => attribute(element, 'class') === 'inner')
    expect(inner?.attrs.filter(({ name }) => name !== 'class')).toEqual(video?.attrs.filter(({ name }) => name !== 'class'))
    expect(attribute(inner, 'poster')).toMatch(/\.jpg$/)
    expect(html).toMatch(/<video class="own" [^>]*><source [^>]*m3u8"[^>]*><source [^>]*><p>No film.<\/p><\/video>/)
  })

  test('gives a picture of a frame where others look for one', async () => {
    const content = /property="og:image" content="https:\/\/example.org(\/[^"]+)"/.exec(html)?.[1]
    expect(content).toBe('/media/clip.social.jpg')
    expect((await sharp(await fileAt(content)).metadata()).width).toBe(320)
  })

  test('gives its addresses to scripts', async () => {
    const scripts = (await site.list('dist/assets')).filter((name) => name.endsWith('.js'))
    const texts = await Promise.all(scripts.map((name) => site.read(`dist/assets/${name}`)))
    const own = texts.find((text) => text.includes('globalThis.clip')) ?? ''
    expect([own.includes('manifest.mpd'), /"?duration"?:3/.test(own), own.length < 10_000]).toEqual([true, true, true])
  })
})

describe('in a browser', () => {
  let browser: Browser
  let server: StaticServer
  beforeAll(async () => {
    server = await serveFolder(join(site.root, 'dist'))
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })
  const visited = async (javaScriptEnabled: boolean, work: (visit: Visit) => Promise<void>): Promise<void> => {
    const visit = await openPage(browser, [server.origin, 'https://example.org'], { javaScriptEnabled })
    await visit.page.goto(`${server.origin}/`)
    await work(visit)
    await visit.close()
  }

  test('the stream is played once somebody presses play, and nothing of it is loaded before', async () => {
    await visited(true, async ({ page: tab, requests }) => {
      await tab.locator('rendition-video:defined video').waitFor()
      const before = requests.filter((url) => /clip.*\.(?:m3u8|mp4|m4a)$/.test(url))
      expect(before).toEqual([])
      await tab.locator('rendition-video video').evaluate((video: HTMLVideoElement) => {
        video.muted = true
        return video.play()
      })
      await tab.waitForFunction(() => document.querySelector<HTMLVideoElement>('rendition-video video')?.ended)
      expect(await tab.locator('rendition-video video').evaluate((video: HTMLVideoElement) => video.currentSrc)).toMatch(
        /\/master(?:\.[0-9a-f]+)?\.m3u8$/,
      )
      expect(await tab.locator('rendition-video video').evaluate((video: HTMLVideoElement) => video.videoHeight)).toBeGreaterThan(
        0,
      )
    })
  })

  test('without scripts a player plays, too, and an animated picture moves', async () => {
    await visited(false, async ({ page: tab }) => {
      await tab.locator('video.own').focus()
      await tab.keyboard.press(' ')
      const timeOf = (selector: string) => () => tab.locator(selector).evaluate((video: HTMLVideoElement) => video.currentTime)
      await expect.poll(timeOf('video.own')).toBeGreaterThan(0)
      await tab.locator('rendition-loop video').scrollIntoViewIfNeeded()
      await expect.poll(timeOf('rendition-loop video')).toBeGreaterThan(0)
      // The browser's own controls stop it.
      await tab.locator('rendition-loop video').focus()
      await tab.keyboard.press(' ')
      await expect.poll(() => tab.locator('rendition-loop video').evaluate((video: HTMLVideoElement) => video.paused)).toBe(true)
    })
  })

  test('an animated picture is stopped and goes on by one button, in the language of its page', async () => {
    await visited(true, async ({ page: tab }) => {
      const loop = tab.locator('rendition-loop:defined')
      await loop.scrollIntoViewIfNeeded()
      const isPaused = () => loop.locator('video').evaluate((video: HTMLVideoElement) => video.paused)
      await expect.poll(isPaused).toBe(false)
      const opacity = () => loop.getByRole('button').evaluate((button) => getComputedStyle(button).opacity)
      await expect.poll(opacity).toBe('0')
      await loop.hover()
      await expect.poll(opacity).toBe('1')
      await loop.getByRole('button', { name: 'Pause' }).click()
      await expect.poll(isPaused).toBe(true)
      await tab.mouse.move(0, 0)
      // What stands still says how it goes on.
      expect(await opacity()).toBe('1')
      await tab.keyboard.press('Enter')
      await expect.poll(isPaused).toBe(false)
      await loop.getByRole('button', { name: 'Pause' }).waitFor()
      expect(await loop.getByRole('img', { name: 'Waving' }).count()).toBe(1)
      const again = await loop.evaluate((element: HTMLElement) => {
        const [parent, next] = [element.parentElement, element.nextSibling]
        document.documentElement.lang = 'de'
        element.remove()
        return new Promise<boolean>((tell) => {
          setTimeout(() => {
            const had = element.querySelector('video')?.controls === true
            parent?.insertBefore(element, next)
            tell(had)
          })
        })
      })
      expect(again).toBe(true)
      await loop.getByRole('button', { name: /Anhalten|Abspielen/ }).waitFor()
      expect(await loop.locator('video').evaluate((video: HTMLVideoElement) => video.controls)).toBe(false)
    })
  })

  test.each([true, false])(
    'an animated picture stands still for who asked for less motion, until it is started (scripts: %s)',
    async (javaScriptEnabled) => {
      const visit = await openPage(browser, [server.origin], { reducedMotion: 'reduce', javaScriptEnabled })
      await visit.page.goto(`${server.origin}/`)
      const video = visit.page.locator('rendition-loop video')
      expect(await video.evaluate(({ currentSrc, readyState }: HTMLVideoElement) => [currentSrc, readyState])).toEqual(['', 0])
      if (javaScriptEnabled) {
        await visit.page.locator('rendition-loop').getByRole('button', { name: 'Play' }).click()
        await expect.poll(() => video.evaluate(({ currentTime }: HTMLVideoElement) => currentTime)).toBeGreaterThan(0)
        await visit.page.locator('rendition-loop').getByRole('button', { name: 'Pause' }).waitFor()
      }
      await visit.close()
    },
  )
})

test('a sound is encoded in its formats, with the picture of its loudness', async () => {
  const sources = elements(html, 'source').map((source) => attribute(source, 'src') ?? '')
  expect(sources.filter((address) => address.includes('tone')).map((address) => address.slice(-4))).toEqual(['opus', '.m4a'])
})

test('a film without pictures is a sound', () => {
  const sources = elements(html, 'source').map((source) => attribute(source, 'src') ?? '')
  expect(sources.filter((address) => address.includes('voice')).map((address) => address.slice(-4))).toEqual(['opus', '.m4a'])
})

describe('an animated GIF', () => {
  test('becomes a silent film where it is asked for, and keeps still for who wants that', async () => {
    const video = elements(html, 'video').find((element) => attribute(element, 'aria-label') === 'Waving')
    const [source] = elements(html, 'source').filter((one) => attribute(one, 'media'))
    expect(['autoplay', 'muted', 'loop', 'playsinline', 'controls', 'width'].map((name) => attribute(video, name))).toEqual([
      '',
      '',
      '',
      '',
      '',
      '64',
    ])
    expect((await fileAt(attribute(source, 'src'))).subarray(4, 8).toString()).toBe('ftyp')
    expect((await sharp(await fileAt(attribute(video, 'poster'))).metadata()).width).toBe(40)
  })

  test('stays a picture elsewhere', () => {
    expect(elements(html, 'img').map((image) => attribute(image, 'alt'))).toContain('Plain')
  })
})

test('nothing is wrong with any of it', () => {
  expect(log.warnings.filter((warning) => /\([a-z]+(?:-[a-z]+)+\)/.test(warning))).toEqual([])
})
