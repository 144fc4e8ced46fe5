import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { markupOf } from '../../src/rewrite/picture.js'
import type { PlannedReference, Transcript } from '../../src/types.js'
import { subtitlePlaylist, withSubtitles } from '../../src/base/stream-playlists.js'
import { externalFilm } from '../../src/base/external-film.js'
import { openPage, type Visit } from '../e2e/browser.js'
import { serveFolder, STRICT_CSP, type StaticServer } from '../e2e/static-server.js'
import { planned, view } from '../rewrite/example.js'
import { makeStream } from './media-files.js'
import { eventsOn, makeViewerSite, recordEvents, violations, watchShifts, type ViewerSite } from './viewer-site.js'

const FILES: Readonly<Record<string, string>> = { mp4: 'film.mp4', jpg: 'a.jpg', webp: 'a.webp', json: 'text' }

const SAID: Transcript = {
  spoken: [
    { time: 0, speaker: 'Ann', text: 'It is <red>.' },
    { time: 4.25, text: 'It is green.' },
  ],
}

function film(options: Record<string, string | boolean>, more: Partial<PlannedReference> = {}): string {
  const files = view({
    address: ({ extension, stem }) => (extension === 'vtt' ? `/${stem}.vtt` : `/${FILES[extension]}`),
    transcript: () => SAID,
  })
  const example = planned({ viewer: 'video', original: 'mp4', attributes: [['alt', 'Colours']], options })
  return serialize(markupOf({ ...example, width: 320, height: 180, ...more }, files))
}

const track = (stem: string, words: object): PlannedReference['tracks'] => {
  const file = planned({ original: 'vtt' })
  return [{ file: { ...file, main: { ...file.main, stem } }, kind: 'captions', ...words }]
}
const tracks = [...(track('en', { lang: 'en' }) ?? []), ...(track('de', { lang: 'de', kind: 'subtitles' }) ?? [])]
const text = planned({ original: 'vtt' })
const transcript = { ...text, main: { ...text.main, recipe: { ...text.main.recipe, kind: 'transcript' as const } } }
const poster = planned({ formats: ['webp', 'jpeg'], widths: [320, 640], attributes: [['alt', '']] })
const STREAM = { hls: '/film/said.m3u8' }

/** A film at another site, as the build writes it. */
function talk(address: string, alt: string, more: Partial<Parameters<typeof planned>[0]> = {}): string {
  const external = externalFilm(address)
  const shown = planned({ formats: ['webp', 'jpeg'], widths: [320], attributes: [['alt', alt]], viewer: 'video', ...more })
  return serialize(
    markupOf({ ...shown, external } as PlannedReference, view({ address: ({ extension }) => `/${FILES[extension]}` })),
  )
}

let site: ViewerSite
let lax: StaticServer
beforeAll(async () => {
  site = await makeViewerSite(['video'], {
    stream: film({ ...STREAM, qualities: '90p 54p', storyboard: '/storyboard.vtt' }, { tracks, transcript, poster }),
    file: film({ storyboard: '/storyboard.vtt', preview: '/film.mp4' }, { tracks, transcript, poster }),
    talks: `<p>${talk('https://youtu.be/abcdefghijk?t=1m5s', 'The "talk"')}</p><p>${talk('https://vimeo.com/123456/abc', 'Second')}</p>`,
    broken: film({ hls: '/film/broken.m3u8' }),
    many: Array.from({ length: 20 }, () =>
      film({ ...STREAM, storyboard: '/storyboard.vtt', preview: '/film.mp4' }, { poster }),
    ).join('<br>'),
  })
  await makeStream(site.folder)
  const fileOf = (name: string): string => join(site.folder, `film/${name}`)
  const [master, playlist] = await Promise.all([readFile(fileOf('master.m3u8'), 'utf8'), readFile(fileOf('0.m3u8'), 'utf8')])
  await Promise.all([
    writeFile(
      fileOf('said.m3u8'),
      withSubtitles(master, [{ playlist: 'said.en.m3u8', label: 'English', lang: 'en', default: true }]),
    ),
    writeFile(fileOf('90p.m3u8'), master.replace(/\n#EXT-X-STREAM-INF[^\n]*\n1\.m3u8/, '')),
    writeFile(fileOf('54p.m3u8'), master.replace(/\n#EXT-X-STREAM-INF[^\n]*\n0\.m3u8/, '')),
    writeFile(fileOf('said.en.m3u8'), subtitlePlaylist('../en.vtt', 8)),
    writeFile(fileOf('0-broken.m3u8'), playlist.replace('0-2.mp4', 'gone.mp4')),
    writeFile(fileOf('broken.m3u8'), master.replace(/\n#EXT-X-STREAM-INF[^\n]*\n1\.m3u8/, '').replace('0.m3u8', '0-broken.m3u8')),
    ...['en', 'de'].map((name) => writeFile(join(site.folder, `${name}.vtt`), `WEBVTT\n\n00:00.000 --> 00:08.000\nIn ${name}\n`)),
    sharp(join(site.folder, 'a.jpg')).webp({ effort: 0 }).toFile(join(site.folder, 'a.webp')),
  ])
  lax = await serveFolder(site.folder, { csp: STRICT_CSP.replace("media-src 'self'", "media-src 'self' blob:") })
}, 60_000)
afterAll(async () => {
  await lax?.close()
  await site?.close()
})

/** A page in a browser that knows no streams, whose policy lets scripts feed a player. */
async function withoutStreams(name: string): Promise<Visit> {
  const visit = await openPage(site.browser, [lax.origin], { reducedMotion: 'reduce', viewport: { width: 800, height: 600 } })
  await visit.page.addInitScript(() => {
    HTMLMediaElement.prototype.canPlayType = (type) => (type.includes('mpegurl') ? '' : 'maybe')
  })
  await visit.page.goto(`${lax.origin}/${name}.html`)
  return visit
}

const isPlaying = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => {
    const video = document.querySelector('video')
    return video && !video.paused && video.currentTime > 0
  })

/** A property of the film. */
const of = (page: Page, name: keyof HTMLVideoElement): Promise<unknown> =>
  page.locator('rendition-video > video').evaluate((video: HTMLVideoElement, key) => video[key], name)

const start = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Play' }).click()
  await isPlaying(page)
}

describe('a stream', () => {
  test('plays by hls.js: quality is chosen, captions are there once, and it ends', async () => {
    const { page, problems, requests, close } = await withoutStreams('stream')
    await recordEvents(page, ['quality', 'ended', 'progress'])
    await start(page)
    const quality = page.getByRole('combobox', { name: 'Quality' })
    expect(await quality.locator('option').allTextContents()).toEqual([expect.stringMatching(/^Automatic/), '90p', '54p'])
    await quality.selectOption('54p')
    await page.waitForFunction(() => document.querySelector('video')?.videoWidth === 96)
    await quality.selectOption('90p')
    await page.locator('video').evaluate((video: HTMLVideoElement) => void (video.currentTime = 5))
    await page.waitForFunction(() => document.querySelector('video')?.videoWidth === 160)
    expect(
      await page.evaluate(() => Array.from(document.querySelector('video')?.textTracks ?? [], ({ language }) => language)),
    ).toEqual(['en', 'de'])
    expect(await violations(page)).toEqual([])
    await page.locator('video').evaluate((video: HTMLVideoElement) => void (video.playbackRate = 8))
    await expect.poll(async () => (await eventsOn(page)).at(-1)?.['name']).toBe('ended')
    const events = await eventsOn(page)
    expect(events.filter(({ name }) => name === 'quality').map(({ side }) => side)).toEqual([54, 90])
    expect(requests.filter((url) => url.endsWith('film.mp4'))).toEqual([])
    // A segment of the quality that was left is not waited for.
    expect(problems().filter((problem) => !problem.startsWith('net::ERR_ABORTED'))).toEqual([])
    await close()
  })

  test('plays by the browser itself where it can, with its sound, and seeks', async () => {
    await site.on('stream', async (page, { requests }) => {
      await start(page)
      expect(await of(page, 'currentSrc')).toBe(`${site.origin}/film/said.m3u8`)
      expect(requests.filter((url) => /hls-stream|film\.mp4/.test(url))).toEqual([])
      await page.keyboard.press('7')
      await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 5.5)
    })
  })

  test('that the browser plays itself has qualities, too: each is a playlist that goes on where the other was', async () => {
    const { page, problems, close } = await openPage(site.browser, [site.origin], { reducedMotion: 'reduce' })
    await page.addInitScript(watchShifts)
    await page.goto(`${site.origin}/stream.html`)
    await recordEvents(page, ['quality', 'progress'])
    await start(page)
    await page.keyboard.press('7')
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 5.5)
    await page.locator('video').evaluate((video: HTMLVideoElement) => video.pause())
    const quality = page.getByRole('combobox', { name: 'Quality' })
    const shows = (file: string, width: number): Promise<unknown> =>
      page.waitForFunction(
        ([name, wide]) => {
          const video = document.querySelector('video')
          return video?.currentSrc.endsWith(`/${name}`) && video.videoWidth === wide && video.currentTime > 5.5
        },
        [file, width] as const,
      )
    await quality.selectOption('54p')
    await shows('54p.m3u8', 96)
    await quality.selectOption('90p')
    await shows('90p.m3u8', 160)
    expect(await of(page, 'paused')).toBe(true)
    await page.locator('video').evaluate((video: HTMLVideoElement) => video.play())
    await quality.selectOption({ index: 0 })
    await page.waitForFunction(() => document.querySelector('video')?.currentSrc.endsWith('/said.m3u8'))
    await expect.poll(() => of(page, 'ended')).toBe(true)
    const decoded = (video: HTMLVideoElement): number => Object(video).webkitAudioDecodedByteCount as number
    expect(await page.locator('video').evaluate(decoded)).toBeGreaterThan(0)
    const events = await eventsOn(page)
    expect(events.filter(({ name }) => name === 'quality').map(({ side }) => side)).toEqual([54, 90, 0])
    expect(events.flatMap(({ percent }) => (percent === undefined ? [] : [percent]))).toEqual([25, 50, 75, 100])
    expect(await page.evaluate('globalThis.shifts ?? 0')).toBe(0)
    // A segment of the quality that was left is not waited for.
    expect(problems().filter((problem) => !problem.startsWith('net::ERR_ABORTED'))).toEqual([])
    await close()
  })

  test('that breaks off goes on as a file, from where it was', async () => {
    const { page, close } = await withoutStreams('broken')
    await page.locator('video').evaluate((video: HTMLVideoElement) => void (video.defaultPlaybackRate = 4))
    await start(page)
    await page.waitForFunction(() => {
      const video = document.querySelector('video')
      return video?.currentSrc.endsWith('/film.mp4') && video.currentTime > 3.5
    })
    await close()
  })

  test('that the browser waits for in vain is given up for the file', async () => {
    const { page, close } = await openPage(site.browser, [site.origin])
    await page.clock.install()
    await page.goto(`${site.origin}/broken.html`)
    await page.getByRole('button', { name: 'Play' }).click()
    await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) > 1)
    await page.clock.fastForward(13_000)
    await page.waitForFunction(() => {
      const video = document.querySelector('video')
      return video?.currentSrc.endsWith('/film.mp4') && video.currentTime > 0
    })
    await close()
  })

  test('brings captions of its own: those of the page that are the same step back until it is gone', async () => {
    await site.on('stream', async (page) => {
      const languages = (): Promise<string[]> =>
        page.evaluate(() => Array.from(document.querySelectorAll('track'), ({ srclang }) => srclang))
      await page.evaluate(() => void document.querySelector('video')?.addTextTrack('subtitles', 'English', 'en'))
      await expect.poll(languages).toEqual(['de'])
      const back = await page.evaluate(async () => {
        const element = document.querySelector('rendition-video')
        element?.remove()
        await new Promise((resolve) => setTimeout(resolve))
        return element?.querySelectorAll('track').length
      })
      expect(back).toBe(2)
    })
  })
})

describe('the line of a film', () => {
  test('shows what is where under the pointer and by keys, and goes there', async () => {
    await site.on('file', async (page, { requests }) => {
      await start(page)
      expect(requests.filter((url) => /storyboard|sprite/.test(url))).toEqual([])
      await page.locator('video').evaluate((video: HTMLVideoElement) => video.pause())
      const line = page.getByRole('slider', { name: 'Position in the film' })
      const box = (await line.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
      const picture = page.locator('rendition-video .picture')
      await page.mouse.move(box.x + box.width * 0.7, box.y + 3)
      const drawn = (): Promise<string[]> =>
        picture.evaluate(({ style }) => [style.backgroundPosition, style.width, /[^/]*$/.exec(style.backgroundImage)?.[0] ?? ''])
      await expect.poll(drawn).toEqual(['0px -36px', '64px', 'sprite-1.jpg")'])
      expect(await page.locator('rendition-video .thumbnail .time').textContent()).toBe('0:05')
      await page.mouse.down()
      await page.mouse.up()
      await page.waitForFunction(() => Math.abs((document.querySelector('video')?.currentTime ?? 0) - 5.6) < 0.3)
      await page.mouse.move(box.x + 50, box.y + 120)
      expect(await picture.isVisible()).toBe(false)
      await line.focus()
      await page.keyboard.press('Home')
      await page.waitForFunction(() => document.querySelector('video')?.currentTime === 0)
      await expect.poll(drawn).toEqual(['0px 0px', '64px', 'sprite-1.jpg")'])
      expect(await line.getAttribute('aria-valuetext')).toBe('0:00')
      expect(await violations(page)).toEqual([])
    })
  })
})

describe('keys', () => {
  test('play, seek, change volume, speed and captions, and leave other controls alone', async () => {
    await site.on('file', async (page) => {
      await start(page)
      await page.keyboard.press('k')
      await expect.poll(() => of(page, 'paused')).toBe(true)
      await page.keyboard.press('3')
      await expect.poll(() => of(page, 'currentTime')).toBeCloseTo(2.4, 0)
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => of(page, 'currentTime')).toBeCloseTo(7.4, 0)
      await page.keyboard.press('j')
      await expect.poll(() => of(page, 'currentTime')).toBe(0)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('m')
      await page.keyboard.press('>')
      expect([await of(page, 'volume'), await of(page, 'muted'), await of(page, 'playbackRate')]).toEqual([0.95, true, 1.25])
      const shown = (): Promise<string[]> =>
        page.evaluate(() =>
          Array.from(document.querySelector('video')?.textTracks ?? [])
            .filter(({ mode }) => mode === 'showing')
            .map(({ language }) => language),
        )
      await page.keyboard.press('c')
      expect(await shown()).toEqual(['en'])
      await page.keyboard.press('c')
      expect(await shown()).toEqual([])
      await page.keyboard.press(' ')
      await expect.poll(() => of(page, 'paused')).toBe(false)
      await page.keyboard.press('Control+k')
      expect(await of(page, 'paused')).toBe(false)
      await page.reload()
      expect([await of(page, 'playbackRate'), await of(page, 'volume')]).toEqual([1.25, 0.95])
    })
  })
})

describe('a transcript', () => {
  test('plays from its times in the page', async () => {
    await site.on('file', async (page) => {
      await recordEvents(page, ['seek'])
      await page.getByText('Transcript', { exact: true }).click()
      await page.getByRole('link', { name: '0:04' }).click()
      await isPlaying(page)
      expect(await of(page, 'currentTime')).toBeGreaterThanOrEqual(4.25)
      expect(page.url()).toBe(`${site.origin}/file.html`)
      expect(await eventsOn(page)).toMatchObject([{ name: 'seek', time: 4.25 }])
    })
  })
})

describe('before it is played', () => {
  test('twenty on a page load no byte of film, storyboard or preview', async () => {
    await site.on('many', async (page, { requests }) => {
      await page.waitForFunction(() => (document.querySelector<HTMLImageElement>('rendition-video img')?.naturalWidth ?? 0) > 0)
      expect(requests.filter((url) => /\.(?:mp4|m3u8|vtt|ts)$|sprite|hls-stream/.test(url))).toEqual([])
    })
  })

  test('its poster is a picture in its formats, which goes when the film comes', async () => {
    await site.on('file', async (page) => {
      const image = page.locator('rendition-video img')
      await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.currentSrc)).toBe(`${site.origin}/a.webp`)
      const [over, under] = [await image.boundingBox(), await page.locator('rendition-video > video').boundingBox()]
      expect(over).toEqual(under)
      await start(page)
      await expect.poll(() => image.isVisible()).toBe(false)
    })
  })

  test('a mouse that rests on it sees a part of it, unless less motion is wanted', async () => {
    for (const reducedMotion of ['no-preference', 'reduce'] as const) {
      await site.on(
        'file',
        async (page) => {
          await page.locator('rendition-video > video').hover({ position: { x: 20, y: 150 } })
          const preview = page.locator('rendition-video .preview video')
          if (reducedMotion === 'no-preference') {
            await page.waitForFunction(() => {
              const shown = document
                .querySelector('rendition-video')
                ?.shadowRoot?.querySelector<HTMLVideoElement>('.preview .playing')
              return shown && shown.muted && shown.currentTime > 0
            })
            await page.mouse.move(790, 590)
            await expect.poll(() => preview.count()).toBe(0)
          } else expect(await preview.count()).toBe(0)
        },
        { reducedMotion },
      )
    }
  })
})

test('without scripts the file plays, its poster is there, and the times lead into it', async () => {
  await site.on(
    'file',
    async (page) => {
      expect(await page.locator('rendition-video > picture').isVisible()).toBe(false)
      expect(await page.locator('video').getAttribute('poster')).toBe('/a.jpg')
      await page.locator('video').focus()
      await page.keyboard.press(' ')
      await expect.poll(() => of(page, 'currentTime')).toBeGreaterThan(0)
      expect(await page.locator('details a').last().getAttribute('href')).toBe('/film.mp4#t=4.25')
    },
    { javaScriptEnabled: false },
  )
})

describe('a film at another site', () => {
  const player = '<!doctype html><html lang="en"><title>Player</title><main><h1>Player</h1></main>'

  test('is its poster until somebody presses it; then its player stands there, and nowhere else is asked', async () => {
    const open = await serveFolder(site.folder, {
      csp: STRICT_CSP.replace("frame-src 'self'", 'frame-src https://www.youtube-nocookie.com'),
    })
    const { page, problems, requests, offOrigin, close } = await openPage(site.browser, [open.origin])
    await page.route('https://www.youtube-nocookie.com/**', (route) => route.fulfill({ body: player, contentType: 'text/html' }))
    await page.goto(`${open.origin}/talks.html`)
    await recordEvents(page, ['play'])
    expect(await page.getByText('Playing loads the film from YouTube, which learns that you are here.').isVisible()).toBe(true)
    expect(await violations(page)).toEqual([])
    const before = await page.locator('rendition-video').first().boundingBox()
    expect([problems(), requests.filter((url) => !url.startsWith(open.origin) && !url.startsWith('data:'))]).toEqual([[], []])
    await page.getByRole('button', { name: 'Play: The "talk"' }).focus()
    await page.keyboard.press('Enter')
    const frame = page.locator('rendition-video iframe')
    await expect.poll(() => page.frames().some((one) => one.url().includes('/embed/abcdefghijk'))).toBe(true)
    expect(offOrigin).toEqual(['https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1&rel=0&start=65'])
    expect(await frame.getAttribute('title')).toBe('The "talk"')
    expect(await frame.getAttribute('sandbox')).not.toMatch(/top-navigation|forms|modals/)
    expect(await frame.boundingBox()).toEqual(before)
    expect(await eventsOn(page)).toMatchObject([{ name: 'play', muted: false }])
    await page.evaluate(() => document.querySelector('rendition-video')?.remove())
    await expect.poll(() => page.frames().length).toBe(1)
    await close()
    await open.close()
  })

  test('is a link where the policy of the page forbids its player, without scripts, and where its address is not what it says', async () => {
    const forbidden = await openPage(site.browser, [site.origin])
    await forbidden.page.route('https://www.youtube.com/**', (route) => route.fulfill({ body: player, contentType: 'text/html' }))
    await forbidden.page.goto(`${site.origin}/talks.html`)
    await forbidden.page.getByRole('button', { name: 'Play: The "talk"' }).click()
    await forbidden.page.waitForURL('https://www.youtube.com/watch?v=abcdefghijk&t=65s')
    await forbidden.close()
    await site.on(
      'talks',
      async (page) => {
        const links = page.getByRole('link')
        expect(await links.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href))).toEqual([
          'https://www.youtube.com/watch?v=abcdefghijk&t=65s',
          'https://vimeo.com/123456/abc',
        ])
        expect(await page.getByText('Vimeo').isVisible()).toBe(true)
      },
      { javaScriptEnabled: false },
    )
    await site.on('talks', async (page) => {
      await page.evaluate(() => {
        const element = document.querySelector('rendition-video')
        const copy = element?.cloneNode(true) as HTMLElement
        copy.setAttribute('embed', 'https://www.youtube-nocookie.com.example.org/embed/abcdefghijk')
        element?.replaceWith(copy)
      })
      expect(await page.getByRole('button').count()).toBe(1)
    })
  })
})
