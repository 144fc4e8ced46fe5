import { chmod, mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { probe } from '../render/cutting-room.js'
import { bars, fast, makeFilm, tone } from '../render/films.js'
import { attribute, elements, page, photo, tempSite, type TempSite } from './temp-site.js'

let site: TempSite

beforeAll(async () => {
  site = await tempSite({
    'index.html': page(
      '<img src="/media/a.jpg?width=40" alt="A"><img src="/media/clip.mp4" data-viewer="video" alt="Clip"><a href="/media/bells.mp3">Bells</a><img src="/media/wave.gif?preset=loop" alt="Wave">',
    ),
    'media/a.jpg': await photo(60, 40),
  })
  const folder = join(site.root, 'media')
  await makeFilm(folder, `${bars()} ${tone} ${fast} -c:a aac -metadata artist=Someone clip.mp4`)
  await makeFilm(folder, `${tone} -c:a libmp3lame -b:a 32k bells.mp3`)
  await makeFilm(folder, '-f lavfi -i testsrc=s=32x18:r=5:d=1 wave.gif')
  // What was written a moment ago is read again by the next build, since it may have changed within the same tick.
  const before = new Date(Date.now() - 3_600_000)
  for (const name of ['a.jpg', 'clip.mp4', 'bells.mp3', 'wave.gif']) await utimes(join(folder, name), before, before)
})

afterAll(() => site.dispose())

/** Builds with a PATH that has no ffmpeg; the codes of warnings. */
async function buildWithout(options: Parameters<TempSite['build']>[0] = {}): Promise<string[]> {
  const path = process.env['PATH']
  process.env['PATH'] = dirname(process.execPath) === '/usr/bin' ? '/nowhere' : dirname(process.execPath)
  try {
    const { warnings } = await site.build(options)
    return warnings.flatMap((line) => [...line.matchAll(/\(([a-z]+-[a-z-]+)\)/g)].map(([, code = '']) => code))
  } finally {
    process.env['PATH'] = path
  }
}

test('a machine without ffmpeg builds: pictures as ever, films with their index in front, and one warning', async () => {
  const warnings = await buildWithout()
  expect(warnings.filter((code) => code === 'encoder-missing')).toHaveLength(1)
  const html = await site.read('dist/index.html')
  expect(elements(html, 'source').length).toBeGreaterThan(0)
  const source = attribute(elements(html, 'video')[0], 'src') ?? attribute(elements(html, 'source').at(-1), 'src') ?? ''
  const film = await site.bytes(`dist${source}`)
  const before = await site.bytes('media/clip.mp4')
  expect(film.length).toBe(before.length)
  // It plays while it loads, and does not say where it was taken, or by whom.
  expect(film.indexOf('moov')).toBeLessThan(film.indexOf('mdat'))
  expect([before, film].map((bytes) => bytes.includes('Someone'))).toEqual([true, false])
  const sound = attribute(elements(html, 'a')[0], 'href') ?? ''
  expect(await site.bytes(`dist${sound}`)).toEqual(await site.bytes('media/bells.mp3'))
})

test('the warning comes with every build until somebody acts, also when nothing changed', async () => {
  expect((await buildWithout()).filter((code) => code === 'encoder-missing')).toHaveLength(1)
  expect(await buildWithout({ ffmpeg: false })).not.toContain('encoder-missing')
})

test('a site without films starts no encoder, and one with films only until it is known', async () => {
  const folder = join(site.root, 'tools')
  await mkdir(folder)
  for (const name of ['ffmpeg', 'ffprobe']) {
    await writeFile(join(folder, name), `#!/bin/sh\necho ${name} >> '${folder}/started'\nexec ${name} "$@"\n`)
    await chmod(join(folder, name), 0o755)
  }
  const started = async (): Promise<number> => (await readFile(join(folder, 'started'), 'utf8').catch(() => '')).length
  const pictures = await tempSite({
    'index.html': page('<img src="/media/a.jpg?width=40" alt="A">'),
    'media/a.jpg': await photo(60, 40),
  })
  try {
    await pictures.build({ ffmpeg: join(folder, 'ffmpeg') })
    expect(await started()).toBe(0)
  } finally {
    await pictures.dispose()
  }
  await site.build({ ffmpeg: './tools/ffmpeg' })
  const once = await started()
  expect(once).toBeGreaterThan(0)
  await site.build({ ffmpeg: './tools/ffmpeg' })
  await site.write({ 'index.html': `${await site.read('index.html')}\n<p>More</p>` })
  await site.build({ ffmpeg: './tools/ffmpeg' })
  expect(await started()).toBe(once)
})

test('a machine without ffmpeg, but with the package node-av, shows the same film in the same markup', async () => {
  const there = join(site.root, 'node_modules/node-av')
  await mkdir(dirname(there), { recursive: true })
  await symlink(join(import.meta.dirname, '../../node_modules/node-av'), there)
  const options = { videoPresets: { film: { heights: [36], stream: true } } }
  const pages: string[] = []
  try {
    for (const build of [buildWithout, site.build]) {
      await build(options)
      const html = await site.read('dist/index.html')
      pages.push(html)
      const sources = elements(html, 'source').flatMap((one) => attribute(one, 'src') ?? [])
      for (const source of sources.filter((one) => one.includes('/clip'))) {
        const { streams } = await probe(
          join(site.root, 'dist', source),
          '-count_frames -show_entries stream=codec_name,height,nb_read_frames',
        )
        expect(streams).toContainEqual(expect.objectContaining({ codec_name: 'h264', height: 36, nb_read_frames: '25' }))
        expect(streams).toContainEqual(expect.objectContaining({ codec_name: 'aac' }))
      }
    }
  } finally {
    await rm(there)
  }
  const [byPackage = '', byFfmpeg = ''] = pages
  expect(byPackage).toContain('.m3u8')
  expect(byPackage).not.toBe(byFfmpeg)
  // The film of the package is another one than that of ffmpeg.
  const withoutKeys = (html: string): string => html.replace(/\b[0-9a-f]{8,}\b/g, 'KEY')
  expect(withoutKeys(byPackage)).toBe(withoutKeys(byFfmpeg))
}, 120_000)
