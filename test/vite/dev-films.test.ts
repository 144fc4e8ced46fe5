import { execFileSync } from 'node:child_process'
import { chmod } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import renditions from '../../src/index.js'
import { launchBrowser, openPage, type Visit } from '../e2e/browser.js'
import { page, tempSite, type TempSite } from '../site/temp-site.js'
import { ffmpeg } from '../viewers/media-files.js'

let site: TempSite
let server: ViteDevServer
let browser: Browser
let origin: string
let visit: Visit
beforeAll(async () => {
  site = await tempSite({
    'index.html': page(
      `
<img src="/media/clip.mp4?preset=trailer" data-viewer="video" alt="Evening">
<video id="own"><source src="/media/clip.mp4?preset=trailer"><p>No film.</p></video>
<audio controls src="/media/tone.mp3?preset=sound"></audio>
<img src="/media/clip.mp4?preset=loop" alt="Loop"><img id="gif" src="/media/waves.gif?preset=loop" alt="Waves">`,
      '<link rel="icon" href="data:,">',
    ),
    'media/.keep': '',
  })
  const real = execFileSync('which', ['ffmpeg'], { encoding: 'utf8' }).trim()
  // It encodes nothing before there is a file "gate".
  const gate = join(site.root, 'gate')
  await site.write({
    'bin/ffmpeg': `#!/bin/sh\ncase "$*" in *lavfi*) ;; *libx264*) while [ ! -e "${gate}" ]; do sleep 0.05; done;; esac\nexec "${real}" "$@"\n`,
  })
  await chmod(join(site.root, 'bin/ffmpeg'), 0o755)
  const media = join(site.root, 'media')
  const tone = ['-f', 'lavfi', '-i', 'sine=440:duration=2']
  const quick = ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast']
  await ffmpeg(media, '-f', 'lavfi', '-i', 'testsrc=size=160x90:rate=10:duration=2', ...tone, ...quick, 'clip.mp4')
  await ffmpeg(media, ...tone, 'tone.mp3')
  await ffmpeg(media, '-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=5:duration=1', 'waves.gif')
  server = await createServer({
    root: site.root,
    configFile: false,
    logLevel: 'silent',
    plugins: [
      renditions({
        ffmpeg: './bin/ffmpeg',
        presets: { default: { widths: [40], formats: ['jpeg'] } },
        videoPresets: { trailer: { heights: [90], stream: true, storyboard: false } },
      }),
    ],
    server: { port: 0, host: '127.0.0.1' },
  })
  await server.listen()
  origin = `http://127.0.0.1:${(server.httpServer?.address() as AddressInfo).port}`
  browser = await launchBrowser()
  visit = await openPage(browser, [origin])
  await visit.page.goto(`${origin}/`, { timeout: 120_000 })
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await site?.dispose()
})

const sources = (selector: string): Promise<string[]> =>
  visit.page.$$eval(`${selector} source`, (found) => found.map((source) => source.getAttribute('src') ?? ''))

async function plays(selector: string): Promise<boolean> {
  await visit.page.$eval(selector, async (media) => {
    const player = media as HTMLMediaElement
    player.muted = true
    // What is loaded in its place when it is first played interrupts it.
    await player.play().catch((error: DOMException) => error.name === 'AbortError' || Promise.reject(error))
  })
  await visit.page.waitForFunction((one) => (document.querySelector<HTMLMediaElement>(one)?.currentTime ?? 0) > 0, selector)
  await visit.page.$eval(selector, (media) => (media as HTMLMediaElement).pause())
  return true
}

test('a page shows the source of a film at once, by ranges', async () => {
  const [source = ''] = await sources('rendition-video video')
  expect(source).toContain('format=original')
  const answer = await fetch(origin + source, { headers: { range: 'bytes=4-7' } })
  expect([answer.status, await answer.text()]).toEqual([206, 'ftyp'])
  expect(await plays('rendition-video video')).toBe(true)
  expect(await sources('#own')).toEqual([source])
}, 60_000)

test('what moves by itself moves before it is encoded: a film as a film, a GIF as a picture', async () => {
  expect((await sources('rendition-loop video'))[0]).toContain('format=original')
  await visit.page.waitForFunction(() => (document.querySelector<HTMLVideoElement>('rendition-loop video')?.currentTime ?? 0) > 0)
  const gif = visit.page.locator('img#gif')
  await expect.poll(() => gif.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(64)
  expect(visit.problems()).toEqual([])
})

test('and what it is encoded as once it is, without a reload', async () => {
  await visit.page.evaluate(() => Object.assign(globalThis, { isSamePage: true }))
  await site.write({ gate: '' })
  await visit.page.waitForFunction(() => document.querySelectorAll('[data-rendition-encoding]').length === 0)
  for (const selector of ['rendition-video video', '#own']) {
    const [stream = '', file = ''] = await sources(selector)
    expect([stream.split('/').at(-1), file.includes('format=film%3A')]).toEqual(['master.m3u8', true])
    expect(await plays(selector)).toBe(true)
  }
  const [sound = ''] = await sources('audio')
  expect((await fetch(origin + sound)).headers.get('content-type')).toBe('audio/mp4')
  expect(await visit.page.evaluate(() => (globalThis as { isSamePage?: boolean }).isSamePage)).toBe(true)
  expect((await sources('rendition-loop video'))[0]).toContain('format=film%3A')
  expect((await sources('rendition-loop video#gif'))[0]).toContain('format=film%3A')
  await visit.page.waitForFunction(() => (document.querySelector<HTMLVideoElement>('video#gif')?.currentTime ?? 0) > 0)
  await visit.page.waitForFunction(() => (document.querySelector<HTMLVideoElement>('rendition-loop video')?.currentTime ?? 0) > 0)
  await visit.page.goto(`${origin}/?again`)
  await visit.page.locator('rendition-loop').nth(1).waitFor()
  expect((await sources('rendition-video video'))[0]).toContain('master.m3u8')
  expect(visit.problems()).toEqual([])
}, 60_000)

test('its poster and its stable address answer, too', async () => {
  const poster = await visit.page.$eval('rendition-video video', (video) => video.getAttribute('poster') ?? '')
  expect((await fetch(origin + poster)).headers.get('content-type')).toBe('image/jpeg')
})
