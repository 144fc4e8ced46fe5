import { mkdir, readFile, symlink } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { VIEWER_NAMES } from '../../src/base/viewer-names.js'
import type { Options } from '../../src/config/options.js'
import { glbOfSquare } from '../viewers/glb.js'
import { makeFilms, pdfOf } from '../viewers/media-files.js'
import { chapterOf, examplesIn, mediaIn, optionsIn, viewersIn, yamlFilesIn, yamlWith } from './readme-examples.js'
import { elements, page, tempSite, type BuildLog, type TempSite } from './temp-site.js'

/** Where the pages and media of the README's examples lie. */
const FOLDER = 'media'

const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8')
const chapter = chapterOf(readme, 'Films and sounds') + chapterOf(readme, 'Viewers')
const hotspots = yamlWith(chapterOf(readme, 'Sidecars'), 'hotspots')
const examples = examplesIn(chapter).map((example, at) => ({ ...example, name: `example-${at}` }))
const yaml = yamlFilesIn(chapter)
const config = optionsIn(chapter)
/** Viewers of sets by the address of the set. */
const sets: Record<string, string> = {
  ...Object.fromEntries(
    Object.entries(yaml).map(([path, text]) => [path, (parseYaml(text) as { viewer?: string }).viewer ?? '']),
  ),
  'shoes/0123-red.set': (config as { sets: { viewer: string }[] }).sets[0]!.viewer,
}

let site: TempSite
let log: BuildLog
beforeAll(async () => {
  site = await tempSite(await mediaFiles())
  // As a site has it that shows models.
  const installed = 'node_modules/@google'
  await mkdir(join(site.root, 'node_modules'))
  await symlink(join(import.meta.dirname, '../..', installed), join(site.root, installed), 'dir')
  await makeFilms(site.root)
  await site.write({ [`${FOLDER}/walk.mp4`]: await site.bytes('clip.mp4'), [`${FOLDER}/walk.mp4.media.yaml`]: hotspots })
  const films = { mp4: await site.bytes('clip.mp4'), mp3: await site.bytes('tone.mp3') }
  await site.write({ [`${FOLDER}/hotspots.md`]: '![A walk](walk.mp4)' })
  await site.write(Object.fromEntries(wanted(/\.mp[34]$/).map((path) => [path, films[path.endsWith('3') ? 'mp3' : 'mp4']])))
  await site.write(
    Object.fromEntries(
      examples.map(({ name, kind, text }) =>
        kind === 'html' ? [`${FOLDER}/${name}.html`, page(text)] : [`${FOLDER}/${name}.md`, text],
      ),
    ),
  )
  const pages = examples.filter(({ kind }) => kind === 'html').map(({ name }) => join(site.root, FOLDER, `${name}.html`))
  log = await site.build(
    {
      ...(config as Options),
      presets: { default: tiny, hero: {}, card: {}, zoom: {}, panorama: {} },
      pages: `${FOLDER}/*.md`,
      // All of it is looked at now.
      pending: 'wait',
    },
    { build: { rollupOptions: { input: pages } } },
  )
}, 120_000)
afterAll(() => site?.dispose())

const tiny = { widths: [24], formats: ['jpeg'], effort: 0 } as const

test('there is an example of every viewer', () => {
  expect([...new Set(examples.flatMap((example) => viewersIn(example, sets)))]).toEqual(expect.arrayContaining([...VIEWER_NAMES]))
})

test.each(examples)('becomes what it says: $text', async ({ name, kind, text }) => {
  const html = await site.read(`dist/${kind === 'html' ? `${FOLDER}/` : ''}${name}.html`)
  const viewers = viewersIn({ kind, text }, sets)
  expect(viewers).not.toEqual([])
  for (const viewer of new Set(viewers)) {
    const found = elements(html, { picture: 'img', moving: 'video' }[viewer] ?? `rendition-${viewer}`)
    // A set may hold further ones.
    expect(found.length, viewer).toBeGreaterThanOrEqual(viewers.filter((one) => one === viewer).length)
    if (viewer !== 'picture' && viewer !== 'moving') expect(html).toMatch(/<script type="module"/)
  }
})

test('hotspots of a sidecar lie over what it is about', async () => {
  const html = await site.read('dist/hotspots.html')
  expect(elements(html, 'rendition-hotspots')).toHaveLength(1)
  for (const { label } of (parseYaml(hotspots) as { hotspots: { label: string }[] }).hotspots) expect(html).toContain(label)
})

test('nothing is remarked on', () => {
  // The bundler itself remarks on the size of hls.js, and on the time that things took.
  expect(log.warnings.filter((warning) => !/vite-reporter|PLUGIN_TIMINGS/.test(warning))).toEqual([])
})

/** All but films and sounds. */
async function mediaFiles(): Promise<Record<string, string | Uint8Array>> {
  const pictures = [...wanted(/\.(?:jpg|png)$/), 'media/shoes/0123-red-1.jpg', 'media/shoes/0123-red-2.jpg']
  const drawn = pictures.map(async (path, at) => [path, await drawing(path, at)] as const)
  return {
    // What the set of the README names without showing it.
    [`${FOLDER}/boots/turn.set.yaml`]: 'viewer: spin\nitems: ../spins/boot-*.jpg\n',
    ...Object.fromEntries(Object.entries(yaml).map(([path, text]) => [posix.join(FOLDER, path), text])),
    ...Object.fromEntries(await Promise.all(drawn)),
    // What patterns and rules find has nothing else that says what it shows.
    ...Object.fromEntries(pictures.map((path) => [`${path}.media.yaml`, `alt: ${path}\n`])),
    ...Object.fromEntries(await Promise.all(wanted(/\.gif$/).map(async (path) => [path, await waves()] as const))),
    ...Object.fromEntries(wanted(/\.pdf$/).map((path) => [path, pdfOf(300, 400)])),
    ...Object.fromEntries(wanted(/\.glb$/).map((path) => [path, glbOfSquare()])),
    ...Object.fromEntries(wanted(/\.vtt$/).map((path) => [path, 'WEBVTT\n\n00:00.000 --> 00:01.000\nHallo\n'])),
  }
}

function drawing(path: string, at: number): Promise<Buffer> {
  const background = { r: (at * 40) % 256, g: (at * 90) % 256, b: 120 }
  const picture = sharp({ create: { width: 48, height: 24, channels: 3, background } })
  return (path.endsWith('.png') ? picture.png() : picture.jpeg()).toBuffer()
}

/** An animated picture. */
async function waves(): Promise<Buffer> {
  const pictures = ['#036', '#69c'].map((background) => sharp({ create: { width: 32, height: 16, channels: 3, background } }))
  const frames = await Promise.all(pictures.map((picture) => picture.png().toBuffer()))
  return sharp(frames, { join: { animated: true } })
    .gif({ delay: [100, 100] })
    .toBuffer()
}

/** Paths of media that examples and YAML files name, from the site's root, without patterns. */
function wanted(kind: RegExp): string[] {
  const named = [
    ...examples.flatMap(({ text }) => mediaIn(text)),
    ...Object.entries(yaml).flatMap(([path, text]) =>
      mediaIn(text.replace(/^#.*/, '')).map((name) => posix.join(dirname(path), name)),
    ),
  ]
  const paths = named.flatMap((name) => (name.includes('*') ? matches(name) : [name]))
  return [...new Set(paths)].filter((path) => kind.test(path)).map((path) => posix.join(FOLDER, path))
}

/** Names that a pattern matches; a turn has more of them. */
function matches(pattern: string): string[] {
  return Array.from({ length: pattern.startsWith('spins/') ? 8 : 2 }, (_, at) => pattern.replace('*', String(at + 1)))
}
