import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { cliSite, type CliSite } from '../cli/cli-site.js'
import { launchBrowser, openPage } from '../e2e/browser.js'
import { serveFolder } from '../e2e/static-server.js'
import { freePort, startServer } from '../hosts/servers.js'
import { page } from '../site/temp-site.js'
import { ffmpeg } from '../viewers/media-files.js'
import { FaultProxy, type Fault, type ProxiedRequest } from './fault-proxy.js'
import { bucket, type Bucket } from './radosgw.js'

const CDN = 'https://cdn.example.org/'
const FOR_EVER = 'public, max-age=31536000, immutable'

/** Copies what it is told to copy, removes what it is told to remove, and keeps the lists of paths, one line for each run. */
const SEND = `
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
const steps = readFileSync(process.argv[2], 'utf8').trim().split('\\n').map((line) => JSON.parse(line))
for (const { action, path, file } of steps) {
  if (action === 'remove') rmSync(join('remote', path), { force: true })
  else mkdirSync(dirname(join('remote', path)), { recursive: true }), cpSync(file, join('remote', path))
}
appendFileSync('runs.jsonl', JSON.stringify(steps) + '\\n')
`

let site: CliSite
let store: Bucket
let proxy: FaultProxy
let port: number
/** Keys in the bucket when one that names others was sent, or when anything was removed. */
const moments: { operation: string; key: string; held: Set<string> }[] = []
/** Bytes of texts that ever stood in the bucket, by key. */
const texts = new Map<string, string>()
let fault: (request: ProxiedRequest) => Fault = () => 'pass'

beforeAll(async () => {
  ;[store, port] = await Promise.all([bucket(), freePort()])
  proxy = await FaultProxy.start(store)
  proxy.script = async (request) => {
    const { operation, key } = request
    if (operation === 'delete' || (operation === 'put' && namesOthers(key)))
      moments.push({ operation, key, held: new Set(await store.keys()) })
    return fault(request)
  }
  for (const [name, value] of Object.entries(store.env)) vi.stubEnv(name, value)
  const show = (folder: string): string =>
    `<p><img src="/media/${folder}/evening.mp4" data-viewer="video" alt="In ${folder}"></p>`
  const said = (folder: string): string => `WEBVTT\n\n00:00.000 --> 00:01.000\nGood evening, ${folder}\n`
  site = await cliSite(
    {
      'index.html': page(['press', 'disk', 'srv'].map(show).join('\n')),
      'send.mjs': SEND,
      ...Object.fromEntries(['press', 'disk', 'srv'].map((folder) => [`media/${folder}/evening.en.vtt`, said(folder)])),
    },
    `assets: 'media', site: 'https://example.org', grace: 0, hosts: ['caddy'],
     presets: { default: { widths: [40], formats: ['webp'], effort: 0 } },
     videoPresets: { film: { heights: [36, 72], stream: true, dash: true, storyboard: { every: 1, width: 32 }, effort: 0 } },
     targets: {
       cdn: { bucket: '${store.bucket}', endpoint: '${proxy.endpoint}', region: 'us-east-1', prefix: 'site', url: '${CDN}', redirects: 'website' },
       disk: { folder: 'disk-target', url: 'http://127.0.0.1:${port}/' },
       srv: { command: ['${process.execPath}', 'send.mjs', '{list}'], read: ['cat', 'remote/{path}'], url: 'https://srv.example.org/' },
     },
     profiles: {
       'media/press/**': { publish: 'selective', target: 'cdn' },
       'media/disk/**': { publish: 'selective', target: 'disk' },
       'media/srv/**': { publish: 'selective', target: 'srv' },
     }`,
  )
  const tone = ['-f', 'lavfi', '-i', 'sine=d=1']
  const quick = ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast']
  const clip = join(site.root, 'media/press/evening.mp4')
  await ffmpeg(
    join(site.root, 'media/press'),
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=128x72:r=10:d=1',
    ...tone,
    ...quick,
    'evening.mp4',
  )
  for (const folder of ['disk', 'srv']) await site.write({ [`media/${folder}/evening.mp4`]: await readFile(clip) })
}, 90_000)

afterAll(async () => {
  vi.unstubAllEnvs()
  await proxy?.close()
  await site?.dispose()
})

function namesOthers(path: string): boolean {
  return /\.m3u8$|\.mpd$|\/storyboard\.vtt$/.test(path)
}

/** Paths that a playlist, a manifest of DASH or cues of thumbnails name, as they stand beside it. */
function namedIn(path: string, text: string): string[] {
  const found = [
    ...text.matchAll(/URI="([^"]+)"/g),
    ...text.matchAll(/(?:initialization|media)="([^"]+)"/g),
    ...text.matchAll(/^((?!#|<|\s)[\w./-]+\.(?:m3u8|mp4|m4a|vtt|jpg))(?:#.*)?$/gm),
  ]
  return found.map(([, name = '']) => posix.join(posix.dirname(path), name.replace('$Number$', '1')))
}

async function textAt(key: string): Promise<string> {
  const text = texts.get(key) ?? (await store.get(key))?.body.toString() ?? ''
  texts.set(key, text)
  return text
}

/** What every live playlist of the bucket names, and what of it is missing. */
async function broken(): Promise<string[]> {
  const keys = await store.keys()
  const named = await Promise.all(keys.filter(namesOthers).map(async (key) => namedIn(key, await textAt(key))))
  return named.flat().filter((key) => !keys.includes(key))
}

test('a film of which a segment is refused has no playlist at its bucket', async () => {
  await site.build()
  fault = ({ operation, key }) => (operation === 'put' && key.endsWith('/72p/1.mp4') ? { answer: 403 } : 'pass')
  expect(await site.run('publish', '--target', 'cdn')).toMatchObject({ exit: 1, errors: expect.stringContaining('403') })
  fault = () => 'pass'
  const keys = await store.keys()
  expect(keys.filter((key) => /\.(?:mp4|m4a|jpg)$/.test(key)).length).toBeGreaterThan(3)
  expect(keys.filter(namesOthers)).toEqual([])
}, 120_000)

test('segments are there before the playlist that names them, and all has its type and may be kept for ever', async () => {
  moments.length = 0
  expect(await site.run('publish', '--target', 'cdn')).toMatchObject({ exit: 0, errors: '' })
  const html = await site.read('dist/index.html')
  const master = new RegExp(`src="${CDN}(assets/[^"]+/master[^"]*\\.m3u8)"`).exec(html)?.[1] ?? ''
  expect(await textAt(`site/${master}`)).toMatch(/TYPE=SUBTITLES/)
  const sent = moments.filter(({ operation }) => operation === 'put')
  expect(sent.map(({ key }) => posix.basename(key).replace(/\.[0-9a-f]+/, '')).sort()).toEqual(
    ['36p', '72p', 'index', 'index', 'index', 'manifest', 'master', 'master', 'storyboard', 'subtitles'].map((name) =>
      expect.stringContaining(name),
    ),
  )
  for (const { key, held } of sent) {
    const named = namedIn(key, await textAt(key))
    expect(named.length, key).toBeGreaterThan(0)
    expect(named.filter((one) => !held.has(one)), key).toEqual([]) // oxfmt-ignore
  }
  const types: Record<string, string> = {
    m3u8: 'application/vnd.apple.mpegurl',
    mpd: 'application/dash+xml',
    mp4: 'video/mp4',
    m4a: 'audio/mp4',
    vtt: 'text/vtt; charset=utf-8',
    jpg: 'image/jpeg',
  }
  const immutable = (await store.keys()).filter((key) => key.startsWith('site/assets/'))
  expect(immutable.length).toBeGreaterThan(15)
  for (const key of immutable) {
    const headers = (await store.get(key))?.headers
    const type = types[posix.extname(key).slice(1)]
    expect([key, headers?.get('cache-control')]).toEqual([key, FOR_EVER])
    if (type !== undefined) expect([key, headers?.get('content-type')]).toEqual([key, type])
  }
  expect(await broken()).toEqual([])
}, 120_000)

test('a command gets segments in a run before that of the playlists which name them', async () => {
  expect(await site.run('publish', '--target', 'srv')).toMatchObject({ exit: 0, errors: '' })
  const runs = (await site.read('runs.jsonl')).trim().split('\n')
  const held = new Set<string>()
  let checked = 0
  for (const run of runs.map((line) => JSON.parse(line) as { action: string; path: string; contentType: string }[])) {
    for (const { path } of run.filter((step) => namesOthers(step.path))) {
      const named = namedIn(path, await site.read(`remote/${path}`))
      expect(named.filter((one) => !held.has(one)), path).toEqual([]) // oxfmt-ignore
      checked++
    }
    for (const { path } of run) held.add(path)
  }
  expect(checked).toBe(10)
}, 120_000)

test('a page plays the stream of another origin, with captions, as the headers at its folder let it', async () => {
  expect(await site.run('publish', '--target', 'disk')).toMatchObject({ exit: 0, errors: '' })
  const target = await startServer('caddy', join(site.root, 'disk-target'), port)
  const server = await serveFolder(join(site.root, 'dist'))
  const browser = await launchBrowser()
  try {
    const visit = await openPage(browser, [server.origin, target.origin, 'https://cdn.example.org', 'https://srv.example.org'])
    await visit.page.addInitScript(() => {
      HTMLMediaElement.prototype.canPlayType = (type) => (type.includes('mpegurl') ? '' : 'maybe')
    })
    await visit.page.goto(`${server.origin}/index.html`)
    await visit.page.getByRole('button', { name: 'Play' }).nth(1).click()
    const film = visit.page.locator('video').nth(1)
    await expect.poll(() => film.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0)
    expect(await film.evaluate((video: HTMLVideoElement) => video.currentSrc)).toMatch(/^blob:/)
    await film.evaluate((video: HTMLVideoElement) => {
      for (const track of Array.from(video.textTracks)) track.mode = 'showing'
    })
    await expect
      .poll(() => film.evaluate((video: HTMLVideoElement) => Array.from(video.textTracks).map(({ cues }) => cues?.length ?? 0)))
      .toContain(1)
    const asked = visit.requests.filter((url) => url.startsWith(target.origin))
    expect(asked.some((url) => url.endsWith('/72p/1.mp4') || url.endsWith('/36p/1.mp4'))).toBe(true)
    for (const [ending, type] of [
      ['.m3u8', 'application/vnd.apple.mpegurl'],
      ['.mpd', 'application/dash+xml'],
      ['1.mp4', 'video/mp4'],
    ] as const) {
      const path = [...(await site.snapshot()).keys()].find((one) => one.startsWith('disk-target/') && one.endsWith(ending)) ?? ''
      const { headers } = await target.ask(path.slice('disk-target'.length))
      expect([ending, headers['content-type'], headers['access-control-allow-origin']]).toEqual([ending, type, '*'])
      expect(headers['cache-control']).toBe(FOR_EVER)
    }
    expect(visit.problems().filter((text) => text.includes(target.origin) && !text.includes('ERR_ABORTED'))).toEqual([])
  } finally {
    await browser.close()
    await Promise.all([server.close(), target.close()])
  }
}, 120_000)

test('when a film is edited, what names others goes first; what may still be named stays when that cannot go', async () => {
  const before = (await store.keys()).filter((key) => key.startsWith('site/assets/') && key.includes('evening'))
  const clip = await readFile(join(site.root, 'media/press/evening.mp4'))
  await ffmpeg(join(site.root, 'media/press'), '-i', 'evening.mp4', '-c', 'copy', '-metadata', 'title=Other', 'other.mp4')
  await site.write({ 'media/press/evening.mp4': await readFile(join(site.root, 'media/press/other.mp4')) })
  expect(clip.equals(await readFile(join(site.root, 'media/press/evening.mp4')))).toBe(false)
  await site.build()
  moments.length = 0
  fault = ({ operation, key }) => (operation === 'delete' && /master[^/]*\.m3u8$/.test(key) ? { answer: 403 } : 'pass')
  expect(await site.run('publish', '--target', 'cdn')).toMatchObject({ exit: 1, errors: expect.stringContaining('403') })
  fault = () => 'pass'
  expect(await broken()).toEqual([])
  const left = new Set(await store.keys())
  expect(before.filter((key) => /\d\.(?:mp4|m4a)$/.test(key) && !left.has(key))).toEqual([])

  moments.length = 0
  expect(await site.run('publish', '--target', 'cdn')).toMatchObject({ exit: 0, errors: '' })
  const removed = moments.filter(({ operation }) => operation === 'delete')
  expect(removed.length).toBeGreaterThan(10)
  for (const { key, held } of removed) {
    const living = [...held].filter((one) => namesOthers(one) && namedIn(one, texts.get(one) ?? '').includes(key))
    expect(living, key).toEqual([])
  }
  const after = new Set(await store.keys())
  expect(before.filter((key) => after.has(key) && key.includes('/master'))).toEqual([])
  expect(await broken()).toEqual([])
}, 120_000)

test('a film that moves leaves nothing but a redirect, and one that is removed nothing', async () => {
  const stable = 'site/media/press/evening.film.mp4'
  expect(await store.get(stable)).toBeDefined()
  expect((await site.run('mv', 'media/press/evening.mp4', 'media/press/night.mp4')).exit).toBe(0)
  await site.build()
  expect(await site.run('publish', '--target', 'cdn')).toMatchObject({ exit: 0 })
  expect((await store.get(stable))?.headers.get('x-amz-website-redirect-location')).toBe(`${CDN}media/press/night.film.mp4`)
  expect((await store.keys()).filter((key) => key.startsWith('site/assets/') && key.includes('evening'))).toEqual([])
  expect(await broken()).toEqual([])
  await site.write({ 'index.html': page('<p>No film.') })
  expect((await site.run('rm', '--force', 'media/press/night.mp4')).exit).toBe(0)
  await site.build()
  moments.length = 0
  expect(await site.run('publish', '--target', 'cdn')).toMatchObject({ exit: 0 })
  expect((await store.keys()).filter((key) => /night|evening/.test(key) && key.includes('/assets/'))).toEqual([])
  expect(await store.openUploads()).toEqual([])
}, 120_000)
