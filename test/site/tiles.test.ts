import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { createServer } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tileLayout } from '../../src/base/tile-layout.js'
import renditions from '../../src/index.js'
import type { Options } from '../../src/config/options.js'
import { MANIFEST_PATH } from '../../src/publish/manifest.js'
import { quarters } from '../render/workbench.js'
import { manifestProblems } from '../rewrite/iiif-validator.js'
import { attribute, elements, page, tempSite, type TempSite } from './temp-site.js'

const options = {
  assets: 'media',
  presets: {
    tiny: { widths: [40], formats: ['fallback'], placeholder: 'none' },
    zoom: { widths: [80], formats: ['fallback'], placeholder: 'none' },
  },
  site: 'https://example.org',
  grace: 0,
  hosts: ['netlify'],
  limits: { megapixels: 0.3 },
} as const satisfies Options

const config = { build: { emptyOutDir: false, minify: false, reportCompressedSize: false } }
const [width, height] = [700, 500]
const show = (path: string): string => page(`<img src="/${path}?preset=tiny&viewer=deep-zoom" alt="The map">`)

let site: TempSite
let folder: string

beforeAll(async () => {
  site = await tempSite({
    'media/map.jpg': await (await quarters(width, height)).jpeg().toBuffer(),
    'media/map.jpg.media.yaml': 'title: A map\ncredit: Jo\nlicence: https://creativecommons.org/licenses/by/4.0/\nstable: true\n',
    'index.html': show('media/map.jpg'),
  })
  await site.build(options, config)
  const [element] = elements(await site.read('dist/index.html'), 'rendition-deep-zoom')
  folder = (attribute(element, 'src') ?? '').slice(1).replace('/info.json', '')
})

afterAll(() => site?.dispose())

const { tiles, wholes } = tileLayout(width, height)
const names = ['info.json', ...tiles, ...wholes.map(({ path }) => path)].sort()

describe('a picture in tiles', () => {
  test('is published with every file that its description names, which other viewers can read', async () => {
    expect(folder).toMatch(/^assets\/media\/map\.[0-9a-f]{16}$/)
    expect(await site.list(`dist/${folder}`)).toEqual(names)
    const info = JSON.parse(await site.read(`dist/${folder}/info.json`)) as Record<string, unknown>
    expect(info).toEqual({
      '@context': 'http://iiif.io/api/image/3/context.json',
      id: `https://example.org/${folder}`,
      type: 'ImageService3',
      protocol: 'http://iiif.io/api/image',
      profile: 'level0',
      width,
      height,
      sizes: [
        { width: 175, height: 125 },
        { width: 350, height: 250 },
        { width: 700, height: 500 },
      ],
      tiles: [{ width: 512, height: 512, scaleFactors: [1, 2, 4] }],
    })
    const whole = await sharp(await site.bytes(`dist/${folder}/full/max/0/default.jpg`)).metadata()
    expect(whole).toMatchObject({ width, height })
  })

  test('has a manifest at a lasting address that leads to files which are there', async () => {
    const text = await site.read('dist/media/map.deep-zoom.manifest.json')
    expect(manifestProblems(text)).toEqual([])
    expect(JSON.parse(text)).toMatchObject({
      id: 'https://example.org/media/map.deep-zoom.manifest.json',
      type: 'Manifest',
      label: { en: ['A map'] },
      rights: 'http://creativecommons.org/licenses/by/4.0/',
      requiredStatement: { value: { en: ['Jo'] } },
      homepage: [{ id: 'https://example.org/media/map.deep-zoom.html' }],
      items: [{ type: 'Canvas', width, height, label: { en: ['The map'] } }],
    })
    for (const [url] of text.matchAll(/https:\/\/example\.org\/[^"]+\.(?:jpg|html)/g))
      expect(existsSync(join(site.root, 'dist', new URL(url).pathname)), url).toBe(true)
    expect(await site.read('renditions.lock')).toContain('media/map.deep-zoom.manifest.json')
  })

  test('is shown in small in the same page, though it is over the limit of other pictures', async () => {
    const html = await site.read('dist/index.html')
    const [link] = elements(html, 'a')
    expect(await sharp(await site.bytes(`dist${attribute(link, 'href') ?? ''}`)).metadata()).toMatchObject({ width: 80 })
    await site.write({ 'other.html': page('<img src="/media/map.jpg?preset=tiny" alt="">') })
    const rolldownOptions = { input: join(site.root, 'other.html') }
    const failure = await site.build(options, { build: { outDir: 'other', rolldownOptions } }).catch(String)
    expect(failure).toMatch(/other\.html:\d+:\d+[\s\S]*over the limit of 0\.3 megapixels[\s\S]*"deep-zoom" takes it as it is/)
    await site.remove('other.html', 'other')
  })

  test('is neither made nor put again by the next build, and what was lost is', async () => {
    const manifest = await site.read(`dist/${MANIFEST_PATH}`)
    const again = await site.build(options, config)
    expect(again.info.join('\n')).toMatch(/renditions: 0 made, 3 from the cache/)
    expect(await site.read(`dist/${MANIFEST_PATH}`)).toBe(manifest)
    await site.remove(`dist/${folder}/${names[0] ?? ''}`, '.renditions/files-v1')
    const log = await site.build(options, config)
    expect(log.info.join('\n')).toMatch(/renditions: 3 made[^]*6 of the files are tiles or parts of streams[^]*1 published/)
    expect(await site.list(`dist/${folder}`)).toEqual(names)
  })

  test('goes where its asset goes, and away with it', async () => {
    await site.write({ 'media/maps/.keep': '' })
    for (const name of ['map.jpg', 'map.jpg.media.yaml'])
      await rename(join(site.root, 'media', name), join(site.root, 'media/maps', name))
    await site.write({ 'index.html': show('media/maps/map.jpg') })
    await site.build(options, config)
    expect(await site.list(`dist/${folder}`)).toEqual(names)
    expect(await site.read('dist/_redirects')).toContain(
      '/media/map.deep-zoom.manifest.json /media/maps/map.deep-zoom.manifest.json 301',
    )
    await site.write({ 'media/maps/map.jpg.media.yaml': 'publish: unpublished\n', 'index.html': page('nothing') })
    await site.build(options, config)
    expect(existsSync(join(site.root, 'dist', folder))).toBe(false)
    expect(existsSync(join(site.root, 'dist/media/maps'))).toBe(false)
  })
})

test('too many tiles are an error at their place before anything is made', async () => {
  const other = await tempSite({
    'media/map.jpg': await (await quarters(width, height)).jpeg().toBuffer(),
    'index.html': show('media/map.jpg'),
  })
  const failure = await other.build({ ...options, limits: { ...options.limits, tileFiles: 5 } }, config).catch(String)
  expect(failure).toMatch(/index\.html:\d+:\d+[\s\S]*would be 6 files; the limit is 5[\s\S]*limits\.tileFiles/)
  expect(await other.list('.renditions/files-v1')).toEqual([])
  await other.dispose()
})

test('the dev server answers for the description and its tiles, made at the first request', async () => {
  const other = await tempSite({
    'media/map.jpg': await (await quarters(width, height)).jpeg().toBuffer(),
    'index.html': show('media/map.jpg'),
  })
  const plugins = [renditions(options)]
  const server = await createServer({ root: other.root, configFile: false, logLevel: 'silent', plugins, server: { port: 0 } })
  try {
    await server.listen()
    const origin = (server.resolvedUrls?.local[0] ?? '').replace(/\/$/, '')
    const html = await (await fetch(`${origin}/`)).text()
    const [element] = elements(html, 'rendition-deep-zoom')
    const address = `${origin}${attribute(element, 'src') ?? ''}`
    const info = (await (await fetch(address)).json()) as { id: string; width: number }
    expect(`${info.id}/info.json`).toBe(address)
    expect(info.width).toBe(width)
    for (const path of [...tiles, ...wholes.map((whole) => whole.path)]) {
      const answer = await fetch(`${info.id}/${path}`)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    }
    expect((await fetch(`${info.id}/0,0,9,9/9,9/0/default.jpg`)).status).toBe(404)
    const [image] = elements(html, 'img')
    expect((await fetch(`${origin}${attribute(image, 'src') ?? ''}`)).status).toBe(200)
  } finally {
    await server.close()
    await other.dispose()
  }
})
