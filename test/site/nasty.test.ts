import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, describe, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import {
  filterBomb,
  ftyp,
  gif,
  laughs,
  png,
  pngChunk,
  profileBomb,
  scanBomb,
  textBomb,
  useBomb,
  webpHeader,
} from './hostile-files.js'
import { watchTree } from './process-tree.js'
import { attribute, elements, page, photo, srcsetUrls, tempSite, type TempSite } from './temp-site.js'

const sites: TempSite[] = []
afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.dispose()))
})

const options: Options = {
  onError: 'warn',
  presets: {
    hero: { widths: [40, 80], formats: ['webp', 'fallback'] },
    smart: { width: 60, height: 60, fit: 'cover', crop: 'attention', formats: ['webp', 'fallback'] },
  },
}

interface Ran {
  logs: { error?: string; warnings: string[]; info: string[]; seconds: number }[]
  /** Bytes of the whole process tree at its largest. */
  peak: number
  /** Processes that outlived the build. */
  left: number[]
}

/** Builds sites one after the other in one process, which is watched with all its children. */
async function run(roots: readonly string[], changes: Options = {}): Promise<Ran> {
  const script = join(import.meta.dirname, 'build-child.mjs')
  const child = spawn(process.execPath, [script, JSON.stringify({ ...options, ...changes }), ...roots], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // As many renderers as the machine gives, because their memory adds up.
    env: { ...process.env, RENDITIONS_CORES: '' },
  })
  const watch = watchTree(child.pid ?? 0)
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await new Promise((resolve) => child.once('close', resolve))
  watch.stop()
  await new Promise((resolve) => setTimeout(resolve, 300))
  return { logs: JSON.parse(output.trim().split('\n').at(-1) ?? ''), peak: watch.peak(), left: watch.left() }
}

interface Nasty {
  name: string
  bytes: Buffer | string
  preset?: 'hero' | 'smart'
  /** Why it is refused; left out where it is published. */
  code?: RegExp
  /** What the build says about it although it is published. */
  warning?: RegExp
}

async function nastyFiles(): Promise<Nasty[]> {
  const real = await photo(120, 90)
  const pixels = await sharp(real).png().toBuffer()
  /** Puts chunks behind the header of a real PNG. */
  const withChunks = (...chunks: Buffer[]): Buffer => Buffer.concat([pixels.subarray(0, 33), ...chunks, pixels.subarray(33)])
  const thin = (width: number, height: number): Promise<Buffer> =>
    sharp({ create: { width, height, channels: 3, background: '#369' } })
      .png()
      .toBuffer()
  const large = /asset-too-large/
  const damaged = /asset-damaged/
  const unknown = /asset-unknown-type/
  return [
    {
      name: 'header-33-bytes.png',
      bytes: png(16_383, 16_383, { kind: 'rgba16' }).subarray(0, 33),
      code: /asset-(?:damaged|too-large)/,
    },
    { name: 'header-wide.png', bytes: png(786_464, 32), code: large },
    { name: 'header-tall.png', bytes: png(32, 786_464), code: large },
    { name: 'header-deep.png', bytes: png(8_388_607, 32, { kind: 'rgba16', interlaced: true }), code: large },
    { name: 'header-square.png', bytes: png(16_383, 16_383, { kind: 'rgba16', interlaced: true }), code: large },
    { name: 'header-zero.png', bytes: png(0, 0), code: damaged },
    { name: 'header-canvas.webp', bytes: webpHeader(16_383, 16_383), code: /asset-(?:damaged|too-large)/ },
    { name: 'at-the-limit.png', bytes: png(10_000, 10_000, { kind: 'grey1', interlaced: true, data: Buffer.alloc(12_600_000) }) },
    { name: 'text-bomb.png', bytes: withChunks(textBomb(300e6)), code: /asset-damaged|^$/ },
    { name: 'profile-bomb.png', bytes: withChunks(profileBomb(300e6)), code: /asset-damaged|^$/ },
    {
      name: 'many-chunks.png',
      bytes: withChunks(...Array.from({ length: 100_000 }, () => pngChunk('tEXt', Buffer.from('a\0b')))),
      code: /asset-damaged|^$/,
    },
    {
      name: 'scans.jpg',
      bytes: scanBomb(await sharp(real).jpeg({ progressive: true }).toBuffer(), 5000),
      code: /asset-damaged|render-timeout|^$/,
    },
    {
      name: 'aspect-tall.png',
      bytes: await thin(1, 20_000),
      preset: 'smart',
      warning: /too long and thin for an "attention" crop/,
    },
    {
      name: 'aspect-wide.png',
      bytes: await thin(20_000, 1),
      preset: 'smart',
      warning: /too long and thin for an "attention" crop/,
    },
    { name: 'frames.gif', bytes: gif(16, 16, 2000), code: large },
    { name: 'frames-add-up.gif', bytes: gif(2000, 2000, 66), code: large },
    { name: 'one-big-frame.gif', bytes: gif(16_000, 16_000, 1), code: /asset-too-large|^$/ },
    { name: 'laughs.svg', bytes: laughs(), code: unknown },
    { name: 'uses.svg', bytes: useBomb() },
    { name: 'filter.svg', bytes: filterBomb() },
    { name: 'uses.jpg', bytes: useBomb(), warning: /is really SVG/ },
    { name: 'jpeg-and-zip.jpg', bytes: Buffer.concat([real, Buffer.from('PK\x03\x04POLYGLOT<script>alert(1)</script>')]) },
    {
      name: 'png-and-page.png',
      bytes: Buffer.concat([
        withChunks(pngChunk('tEXt', Buffer.from('POLYGLOT\0<script>alert(1)</script>'))),
        Buffer.from('<html>POLYGLOT'),
      ]),
    },
    { name: 'gif-and-script.gif', bytes: 'GIF89a/*POLYGLOT*/=1;alert(1)', code: /asset-(?:damaged|too-large)/ },
    { name: 'page.jpg', bytes: '<html><body>POLYGLOT</body></html>', code: unknown },
    { name: 'program.png', bytes: Buffer.concat([Buffer.from('MZ\x90\0', 'latin1'), real]), code: unknown },
    { name: 'archive.png', bytes: Buffer.concat([Buffer.from('\x1f\x8b\x08\0', 'latin1'), real]), code: unknown },
    { name: 'playlist.jpg', bytes: '#EXTM3U\nfile:///etc/passwd\n', code: unknown },
    { name: 'phone.jpg', bytes: ftyp('heic', 'mif1', 'heic'), code: /asset-heic/ },
  ]
}

const good = '<img id="good" src="/media/good.jpg?preset=hero" alt="Good">'
const reference = ({ name, preset = 'hero' }: Pick<Nasty, 'name' | 'preset'>): string =>
  `<img src="/media/${name}?preset=${preset}" alt="${name}">`

async function open(files: readonly Nasty[]): Promise<TempSite> {
  const site = await tempSite({
    'index.html': page([...files.map(reference), good].join('\n')),
    'media/good.jpg': await photo(300, 200),
    ...Object.fromEntries(files.map(({ name, bytes }) => [`media/${name}`, bytes])),
  })
  sites.push(site)
  return site
}

/** Images of the built page by their alt text, with the code of what went wrong ('' for none). */
async function outcomes(site: TempSite): Promise<Map<string, string>> {
  const images = elements(await site.read('dist/index.html'), 'img')
  return new Map(images.map((image) => [attribute(image, 'alt') ?? '', attribute(image, 'data-rendition-error') ?? '']))
}

async function expectGood(site: TempSite): Promise<void> {
  const image = elements(await site.read('dist/index.html'), 'img').find((element) => attribute(element, 'id') === 'good')
  const urls = srcsetUrls(attribute(image, 'srcset'))
  expect(urls).toHaveLength(2)
  for (const url of urls)
    expect(
      (
        await sharp(await site.bytes(`dist${url}`))
          .raw()
          .toBuffer()
      ).length,
    ).toBeGreaterThan(0)
}

/** Each was refused for its reason, and named with its line; or it is published, and clean. */
async function expectOutcome(site: TempSite, files: readonly Nasty[], log: Ran['logs'][number]): Promise<void> {
  expect(log.error).toBeUndefined()
  const found = await outcomes(site)
  for (const [index, { name, code = /^$/, warning }] of files.entries()) {
    const outcome = found.get(name) ?? 'not there'
    expect(outcome, name).toMatch(code)
    const own = log.warnings
      .filter((line) => line.includes(`"media/${name}"`) && line.includes(`index.html:${index + 9}:`))
      .join('\n')
    if (outcome !== '') expect(own, name).toContain(`(${outcome})`)
    if (warning) expect(own, name).toMatch(warning)
  }
  for (const file of await site.list('dist')) {
    if (/\.(?:webp|jpg|png|gif)$/.test(file)) expect((await site.bytes(`dist/${file}`)).includes('POLYGLOT'), file).toBe(false)
  }
  await expectGood(site)
}

test('hostile pictures cost an error each, one by one', async () => {
  const files = await nastyFiles()
  const each = await Promise.all(files.map((file) => open([file])))
  // One cache for all, so that the good picture is encoded once.
  const [first] = each
  const { logs, peak, left } = await run(
    each.map(({ root }) => root),
    { cache: { folder: `${first?.root}/.renditions` } },
  )
  for (const [index, file] of files.entries()) {
    const [site, log] = [each[index], logs[index]]
    if (!site || !log) throw new Error('a build gave no answer')
    await expectOutcome(site, [file], log)
    expect(log.seconds, file.name).toBeLessThan(15)
  }
  expect(peak).toBeLessThan(1e9)
  expect(left).toEqual([])
}, 150_000)

test('hostile pictures cost an error each, all at once', async () => {
  const files = await nastyFiles()
  const site = await open(files)
  const { logs, peak, left } = await run([site.root])
  const [log] = logs
  if (!log) throw new Error('the build gave no answer')
  await expectOutcome(site, files, log)
  expect(log.seconds).toBeLessThan(30)
  expect(peak).toBeLessThan(1e9)
  expect(left).toEqual([])
}, 150_000)

const folder = join(import.meta.dirname, '../../../shared/cases/nasty')
describe.skipIf(!existsSync(folder))('files that hang or blow up a plain encoder', () => {
  test('end in bounded time and memory, each named or published, and the good picture is there', async () => {
    const EXTENSIONS = /\.(?:png|gif|svg)$/
    const listed = [...readdirSync(folder), ...readdirSync(join(folder, 'hang')).map((name) => `hang/${name}`)].filter(
      (name) => EXTENSIONS.test(name) || name.endsWith('.in'),
    )
    const nameOf = (name: string): string => {
      const stem = name
        .replace('hang/', 'hang-')
        .replace(/\.in$/, '')
        .replace(/\.svgz$/, '.svg')
      return EXTENSIONS.test(stem) ? stem : `${stem}.png`
    }
    const files = listed.map((name, index): Nasty => ({
      name: nameOf(name),
      bytes: readFileSync(join(folder, name)),
      preset: index % 2 === 0 ? 'hero' : 'smart',
    }))
    expect(files.length).toBeGreaterThan(30)
    const site = await open(files)
    const { logs, peak, left } = await run([site.root], { limits: { seconds: 4 } })
    const [log] = logs
    const found = await outcomes(site)
    expect(log?.error).toBeUndefined()
    for (const { name } of files) {
      const outcome = found.get(name)
      expect(outcome, name).toBeDefined()
      if (outcome !== '')
        expect(
          log?.warnings.some((line) => line.includes(`"media/${name}"`) && line.includes(`(${outcome})`)),
          name,
        ).toBe(true)
    }
    expect([...found.values()].filter((outcome) => outcome !== '').length).toBeGreaterThan(15)
    await expectGood(site)
    expect(log?.seconds).toBeLessThan(45)
    expect(peak).toBeLessThan(1e9)
    expect(left).toEqual([])
  }, 150_000)
})
