import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EncodeReport, StatusReport } from '../../src/cli/reports.js'
import { digestOf } from '../../src/base/hash.js'
import { until } from '../render/processes.js'
import { ffmpeg } from '../viewers/media-files.js'
import { cliSite, type CliSite } from './cli-site.js'

const PRESETS = `presets: { default: { widths: [40], formats: ['jpeg'] } }, videoPresets: { trailer: { heights: [90], stream: false } }, ffmpeg: './bin/ffmpeg'`
const PAGE =
  '<!doctype html><html lang="en"><head><title>Films</title></head><body><img src="/media/clip.mp4?preset=trailer" data-viewer="video" alt="Evening"></body></html>'

let site: CliSite
/** The encoder of this site begins nothing before this file is there, and makes another one once it is asked. */
let gate: string
let asked: string
/** It makes this one whenever it is started. */
let ran: string
beforeAll(async () => {
  site = await cliSite({ 'index.html': PAGE, 'media/.keep': '' }, `${PRESETS}, pending: 'poster'`)
  gate = join(site.root, 'gate')
  asked = join(site.root, 'asked')
  ran = join(site.root, 'ran')
  const real = execFileSync('which', ['ffmpeg'], { encoding: 'utf8' }).trim()
  await site.write({
    'bin/ffmpeg': `#!/bin/sh\n: > "${ran}"\ncase "$*" in *lavfi*) ;; *libx264*) : > "${asked}"; while [ ! -e "${gate}" ]; do sleep 0.05; done;; esac\nexec "${real}" "$@"\n`,
  })
  await chmod(join(site.root, 'bin/ffmpeg'), 0o755)
  await makeFilm(440)
}, 60_000)
afterAll(() => site?.dispose())

async function makeFilm(tone: number): Promise<void> {
  const sources = ['-f', 'lavfi', '-i', 'testsrc=size=160x90:rate=10:duration=1', '-f', 'lavfi', '-i', `sine=${tone}:duration=1`]
  await ffmpeg(join(site.root, 'media'), ...sources, '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', 'clip.mp4')
}

async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(join(site.root, folder), { recursive: true })
  return found.map((name) => name.replaceAll('\\', '/')).sort()
}

/** What stands in the output, by path. */
async function output(): Promise<Map<string, string>> {
  const all = await site.snapshot()
  return new Map([...all].filter(([path]) => path.startsWith('dist/')).map(([path, text]) => [path, digestOf(text)]))
}

/** No file is new or another one; a build that fails has emptied the folder of pages, as Vite does. */
async function expectNothingNew(before: ReadonlyMap<string, string>): Promise<void> {
  const after = await output()
  expect([...after].filter(([path, digest]) => before.get(path) !== digest)).toEqual([])
  expect([...after.keys()]).toEqual(expect.arrayContaining([...before.keys()].filter((path) => path.startsWith('dist/media/'))))
}

async function films(): Promise<string[]> {
  return (await filesIn('dist')).filter((name) => name.endsWith('.mp4'))
}

test('a page whose film is not encoded shows its poster, and no film is published', async () => {
  await site.build()
  expect(await site.read('dist/index.html')).toMatch(/<img [^>]*alt="Evening" data-rendition-pending="" width="\d+" height="\d+"/)
  expect(await films()).toEqual([])
  expect((await filesIn('dist/media')).filter((name) => name.startsWith('clip'))).toContain('clip.trailer.jpg')
}, 60_000)

test('status says that it waits', async () => {
  expect((await site.run('status')).out).toContain('published, waiting')
  const { assets, encodings } = await site.json<StatusReport>('status')
  expect(assets.map(({ asset, encoding }) => [asset, encoding])).toEqual([
    ['media/clip.mp4', { state: 'waiting', part: expect.any(Number) }],
  ])
  expect(encodings).toEqual([{ asset: 'media/clip.mp4', state: 'waiting', part: expect.any(Number) }])
})

test('encode makes what it is asked for, and writes nothing but the cache', async () => {
  await site.write({ gate: '', 'other/a.jpg': 'x' })
  const before = await output()
  const { encoded, exit } = await site.json<EncodeReport>('encode', 'media/*.mp4')
  expect([exit, encoded.map(({ asset }) => asset)]).toEqual([0, ['media/clip.mp4']])
  expect(await output()).toEqual(before)
  expect((await site.run('encode')).out).toContain('Nothing to encode.')
  expect((await site.run('encode', 'media/none.mp4')).exit).toBe(2)
}, 60_000)

test('the next build publishes it, without encoding anything', async () => {
  await rm(gate)
  await rm(asked)
  await site.build()
  expect(await site.read('dist/index.html')).toMatch(
    /<video [^>]*><source src="\/assets\/media\/clip-160\.[0-9a-f]{16}\.mp4" type="video\/mp4">/,
  )
  expect(await films()).toHaveLength(2)
  expect(existsSync(asked)).toBe(false)
  expect((await site.run('status')).out).toContain('published, encoded')
}, 60_000)

test('an edited film leaves what was promised of it where it is until it is encoded', async () => {
  const before = await readFile(join(site.root, 'dist/media/clip.trailer.mp4'))
  const ledger = await site.read('renditions.lock')
  await makeFilm(880)
  await site.build()
  expect(await site.read('dist/index.html')).toContain('data-rendition-pending')
  expect(await readFile(join(site.root, 'dist/media/clip.trailer.mp4'))).toEqual(before)
  const addresses = (text: string): string[] => text.match(/media\/clip\.[\w.]+/g)?.toSorted() ?? []
  expect(addresses(await site.read('renditions.lock'))).toEqual(addresses(ledger))
}, 60_000)

test('a build that may not wait ends, says where, and publishes nothing', async () => {
  await site.configure(`${PRESETS}, pending: 'error'`)
  await rm(asked, { force: true })
  const before = await output()
  await expect(site.build()).rejects.toThrow(/"media\/clip.mp4" is not encoded yet.*film-pending/s)
  await expectNothingNew(before)
  expect(existsSync(asked)).toBe(false)
}, 60_000)

test('a build that is killed while it waits has published nothing, and the next one has the film', async () => {
  await site.configure(`${PRESETS}, pending: 'wait'`)
  const before = await output()
  const vite = join(import.meta.dirname, '../../node_modules/vite/bin/vite.js')
  const child = spawn(process.execPath, [vite, 'build'], { cwd: site.root, stdio: 'ignore' })
  const ended = once(child, 'exit')
  expect(await until(() => existsSync(asked), 60_000)).toBe(true)
  child.kill('SIGKILL')
  await ended
  await rm(asked)
  await expectNothingNew(before)
  await site.write({ gate: '' })
  await site.build()
  const source = /<source src="(\/[^"]+\.mp4)"/.exec(await site.read('dist/index.html'))?.[1] ?? ''
  const film = await readFile(join(site.root, 'dist', source))
  expect(digestOf(await readFile(join(site.root, 'dist/media/clip.trailer.mp4')))).toBe(digestOf(film))
}, 120_000)

test('a build in which nothing is new starts no encoder', async () => {
  await rm(ran)
  await site.build()
  expect(existsSync(ran)).toBe(false)
}, 60_000)

const STREAM = PRESETS.replace('stream: false', 'stream: true')

test('a film that moves keeps its addresses by redirects', async () => {
  expect((await site.run('mv', 'media/clip.mp4', 'media/evening.mp4')).exit).toBe(0)
  await site.configure(`${STREAM}, pending: 'wait'`)
  await site.build()
  const redirects = await site.read('dist/_redirects')
  for (const ending of ['trailer.mp4', 'trailer.jpg', 'video.html'])
    expect(redirects).toContain(`/media/clip.${ending} /media/evening.${ending} 301`)
  const page = await site.read('dist/index.html')
  const master = /<source src="\/([^"]+master\.m3u8)"/.exec(page)?.[1] ?? ''
  expect(await site.read(`dist/${master}`)).toContain('#EXT-X-STREAM-INF')
}, 60_000)

test('a stream goes to another target with all its parts, and leaves it with its film', async () => {
  const elsewhere = `targets: { cdn: { folder: 'cdn', url: 'https://cdn.example/' } }, publish: 'selective', target: 'cdn', grace: 0`
  await site.configure(`${STREAM}, ${elsewhere}`)
  await site.build()
  expect((await site.run('publish')).exit).toBe(0)
  const page = await site.read('dist/index.html')
  expect(page).toMatch(/<source src="https:\/\/cdn\.example\/assets\/media\/evening\.[0-9a-f]{16}\/master\.m3u8"/)
  const there = await filesIn('cdn')
  expect(
    there.filter((name) => /master\.m3u8|index\.m3u8|init\.mp4|evening\.trailer\.mp4/.test(name)).length,
  ).toBeGreaterThanOrEqual(5)
  expect((await filesIn('dist')).filter((name) => /m3u8|evening\.trailer\.mp4$/.test(name))).toEqual([])

  await site.write({ 'index.html': PAGE.replace(/<img[^>]*>/, 'No film.') })
  expect((await site.run('unpublish', 'media/evening.mp4')).exit).toBe(0)
  await site.build()
  expect((await site.run('publish', '--confirm')).exit).toBe(0)
  expect((await filesIn('cdn')).filter((name) => /evening.*\.(?:m3u8|mp4|jpg)$/.test(name))).toEqual([])
}, 60_000)
