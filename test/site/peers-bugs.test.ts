import { spawnSync } from 'node:child_process'
import { readFile, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { createServer, type InlineConfig, type ViteDevServer } from 'vite'
import { afterEach, describe, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import renditions from '../../src/index.js'
import { watching } from '../vite/watching.js'
import { attribute, elements, page, photo, srcsetUrls, tempSite, type TempSite } from './temp-site.js'

let site: TempSite
let server: ViteDevServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
  await site?.dispose()
})

const hero: Options = { presets: { hero: { widths: [100, 200] }, small: { width: 60 } }, grace: 0 }

const RED = [220, 30, 30] as const
const BLUE = [30, 30, 220] as const

function flat([r, g, b]: readonly [number, number, number], width = 300, height = 200): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
    .jpeg()
    .toBuffer()
}

/** Every URL of a picture that a page asks for, in document order. */
function pictureUrls(html: string): string[] {
  const attributesOf = (tag: string, name: string): string[] =>
    elements(html, tag).map((element) => attribute(element, name) ?? '')
  const srcsets = [...attributesOf('source', 'srcset'), ...attributesOf('img', 'srcset')].flatMap(srcsetUrls)
  return [...new Set([...srcsets, ...attributesOf('img', 'src')])].filter(Boolean)
}

async function colourOf(bytes: Uint8Array): Promise<'red' | 'blue' | 'other'> {
  const { data } = await sharp(bytes).toColourspace('srgb').removeAlpha().resize(1, 1).raw().toBuffer({ resolveWithObject: true })
  const [r = 0, , b = 0] = data
  return r > 180 && b < 80 ? 'red' : b > 180 && r < 80 ? 'blue' : 'other'
}

async function coloursOf(html: string): Promise<string[]> {
  const urls = pictureUrls(html)
  expect(urls.length).toBeGreaterThan(0)
  return [...new Set(await Promise.all(urls.map(async (url) => colourOf(await site.bytes(`dist${url}`)))))]
}

async function serve(options: Options = hero, config: InlineConfig = {}): Promise<string> {
  server = await createServer({
    root: site.root,
    configFile: false,
    logLevel: 'silent',
    plugins: [renditions(options)],
    server: { port: 0, host: '127.0.0.1' },
    ...config,
  })
  await server.listen()
  return String(server.resolvedUrls?.local[0]).replace(/\/$/, '')
}

const pageText = async (url: string): Promise<string> => (await fetch(url, { headers: { accept: 'text/html' } })).text()
const bytesAt = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer())
const made = (log: { info: string[] }): number => Number(/(\d+) made/.exec(log.info.join('\n'))?.[1])

describe('a picture replaced at the same path', () => {
  test.each(['media/a.jpg', 'public/a.jpg'])('is published anew though size and time say it is the same (%s)', async (path) => {
    const [red, blue] = [await flat(RED), await flat(BLUE)]
    const size = Math.max(red.length, blue.length)
    // A decoder ignores what follows the end of a JPEG, so both files can have one size.
    const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(size - bytes.length)])
    site = await tempSite({
      'index.html': page(`<img src="/${path.replace('public/', '')}?preset=hero" alt="A">`),
      [path]: padded(red),
    })
    const then = new Date(2020, 1, 1)
    await utimes(join(site.root, path), then, then)
    await site.build(hero)
    expect(await coloursOf(await site.read('dist/index.html'))).toEqual(['red'])
    await site.write({ [path]: padded(blue) })
    await utimes(join(site.root, path), then, then)
    expect((await stat(join(site.root, path))).size).toBe(size)
    await site.build(hero)
    expect(await coloursOf(await site.read('dist/index.html'))).toEqual(['blue'])
    for (const file of await site.list('dist/assets/media'))
      expect(await colourOf(await site.bytes(`dist/assets/media/${file}`))).toBe('blue')
  })

  test('is what the dev server sends next, under the page’s new address and the old one', async () => {
    site = await tempSite({ 'index.html': page('<img src="/media/a.jpg?preset=hero" alt="A">'), 'media/a.jpg': await flat(RED) })
    const origin = await serve()
    const [url = ''] = pictureUrls(await pageText(`${origin}/`))
    expect(await colourOf(await bytesAt(origin + url))).toBe('red')
    await watching(server!, site)
    await site.write({ 'media/a.jpg': await flat(BLUE) })
    await expect.poll(async () => pictureUrls(await pageText(`${origin}/`))[0]).not.toBe(url)
    const [fresh = ''] = pictureUrls(await pageText(`${origin}/`))
    expect(await colourOf(await bytesAt(origin + fresh))).toBe('blue')
    const old = await fetch(origin + url)
    expect(await colourOf(Buffer.from(await old.arrayBuffer()))).toBe('blue')
    expect(old.headers.get('cache-control')).toBe('no-cache')
  })
})

describe('metadata', () => {
  const withGps = async (): Promise<Buffer> =>
    sharp(await photo(300, 200))
      .withExif({ IFD0: { Copyright: 'Jo', Make: 'CanaryCam' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '47/1 0/1 0/1' } })
      .jpeg()
      .toBuffer()
  const presets = (metadata: 'keep' | 'strip'): Options => ({
    presets: { hero: { widths: [100], metadata }, small: { width: 60 } },
    grace: 0,
  })
  const withExif = async (files: string[]): Promise<string[]> => {
    const found = await Promise.all(
      files.map(async (file) => ((await sharp(await site.bytes(file)).metadata()).exif ? [file] : [])),
    )
    return found.flat()
  }

  test('goes from every published file when a preset turns from keep to strip, and nothing else is rendered', async () => {
    site = await tempSite({
      'index.html': page('<img src="/media/a.jpg?preset=hero" alt="A"><img id="small" src="/media/a.jpg?preset=small" alt="A">'),
      'media/a.jpg': await withGps(),
    })
    await site.build(presets('keep'))
    const files = async (): Promise<string[]> => (await site.list('dist/assets/media')).map((file) => `dist/assets/media/${file}`)
    const before = await files()
    const kept = await withExif(before)
    expect(kept).toHaveLength(3)
    const log = await site.build(presets('strip'))
    const after = await files()
    expect(await withExif(after)).toEqual([])
    for (const file of after) expect((await site.bytes(file)).includes('CanaryCam')).toBe(false)
    expect(made(log)).toBe(3)
    expect(after.filter((file) => before.includes(file))).toEqual(before.filter((file) => !kept.includes(file)))
    // Back again: the cache may answer, and must answer with the kept ones.
    await site.build(presets('keep'))
    expect(await files()).toEqual(before)
    expect(await withExif(await files())).toEqual(kept)
  })
})

test('honours an upper-case extension in HTML, Markdown, styles and scripts', async () => {
  site = await tempSite({
    'index.html': page(
      '<img src="/media/A.JPG?preset=hero" alt="A"><img src="/media/A.JPG" alt="plain"><script type="module" src="/main.js"></script>',
      '<link rel="stylesheet" href="/style.css">',
    ),
    'post.md': '![A](media/A.JPG?preset=hero)\n',
    'main.js': `import a from './media/A.JPG?preset=hero'\nwindow.a = a.srcset`,
    'style.css': `.a { background: url('/media/A.JPG?preset=hero') }`,
    'media/A.JPG': await photo(300, 200),
  })
  await site.build({ ...hero, pages: '*.md' })
  const files = await site.list('dist')
  const texts = await Promise.all(
    files.filter((file) => /\.(?:html|js|css)$/.test(file)).map(async (file) => [file, await site.read(`dist/${file}`)] as const),
  )
  expect(texts).toHaveLength(4)
  for (const [file, text] of texts) {
    expect(text, file).toMatch(/\/assets\/media\/a-\d+[\w.-]+\.(?:avif|webp|jpg)/)
    expect(text, file).not.toMatch(/\.JPG|preset=/)
  }
  expect(files.filter((file) => file.endsWith('.JPG'))).toEqual([])
})

describe('a changed encoder setting', () => {
  const changes: [what: string, options: Options, formats: string[]][] = [
    [
      'quality of one preset',
      { ...hero, presets: { ...hero.presets, hero: { widths: [100, 200], quality: { webp: 30 } } } },
      ['webp'],
    ],
    [
      'effort of one preset',
      { ...hero, presets: { ...hero.presets, hero: { widths: [100, 200], effort: { avif: 0 } } } },
      ['avif'],
    ],
    ['quality of everything', { ...hero, presets: { default: { quality: 40 }, ...hero.presets } }, ['avif', 'webp', 'jpg']],
  ]
  test.each(changes)('re-renders exactly what it affects and takes the rest away: %s', async (_what, changed, formats) => {
    site = await tempSite({
      'index.html': page('<img src="/media/a.jpg?preset=hero" alt="A">'),
      'media/a.jpg': await photo(300, 200),
    })
    await site.build(hero)
    const before = await site.list('dist/assets/media')
    const log = await site.build(changed)
    const after = await site.list('dist/assets/media')
    expect(made(log)).toBe(formats.length * 2)
    const isAffected = (file: string): boolean => formats.some((format) => file.endsWith(`.${format}`))
    expect(after).toHaveLength(before.length)
    expect(after.filter((file) => before.includes(file))).toEqual(before.filter((file) => !isAffected(file)))
    const referenced = pictureUrls(await site.read('dist/index.html')).map((url) => url.slice('/assets/media/'.length))
    expect(referenced.sort()).toEqual(after)
  })

  test('leaves nothing behind in the cache once gc has run', async () => {
    const config = (quality: number): string =>
      `const { default: renditions } = await import(${JSON.stringify(join(import.meta.dirname, '../../dist/index.js'))})\n` +
      `export default { plugins: [renditions({ presets: { hero: { widths: [100], quality: ${quality} } }, grace: 0 })] }`
    site = await tempSite({
      'index.html': page('<img src="/media/a.jpg?preset=hero" alt="A">'),
      'media/a.jpg': await photo(300, 200),
    })
    const options = (quality: number): Options => ({ presets: { hero: { widths: [100], quality } }, grace: 0 })
    await site.build(options(70))
    await site.build(options(40))
    await site.write({ 'vite.config.mjs': config(40) })
    // Two hours later: what is younger than one may belong to a build that is running.
    const env = { ...process.env, SOURCE_DATE_EPOCH: String(Math.round(Date.now() / 1000) + 7200) }
    const gc = spawnSync(process.execPath, [join(import.meta.dirname, '../../dist/cli.js'), 'gc', '--json'], {
      cwd: site.root,
      encoding: 'utf8',
      env,
    })
    const steps = (JSON.parse(gc.stdout) as { steps: { step: string }[] }).steps
    expect(steps.filter(({ step }) => step === 'remove-file')).toHaveLength(3)
    const log = await site.build(options(40))
    expect(made(log)).toBe(0)
    expect(made(await site.build(options(70)))).toBe(3)
  })
})

describe('one photo on two pages', () => {
  const body = page('<img src="/media/a.jpg?preset=hero" alt="A">')
  const inputs = (...names: string[]): InlineConfig => ({
    build: { rollupOptions: { input: names.map((name) => join(site.root, `${name}.html`)) } },
  })

  test('is one set of files, and a page that goes takes only its own pictures with it', async () => {
    const bare: Options = { ...hero, stable: false, hosts: [] }
    site = await tempSite({
      'index.html': body,
      'other.html': page('<img src="/media/a.jpg?preset=hero" alt="A"><img src="/media/b.jpg?preset=hero" alt="B">'),
      'media/a.jpg': await photo(300, 200, 1),
      'media/b.jpg': await photo(300, 200, 2),
    })
    await site.build(bare, inputs('index', 'other'))
    const of = async (name: string): Promise<string[]> =>
      (await site.list('dist/assets/media')).filter((file) => file.startsWith(`${name}-`))
    const first = await of('a')
    expect([first.length, (await of('b')).length]).toEqual([6, 6])
    await site.remove('other.html', 'media/b.jpg')
    await site.build(bare, inputs('index'))
    expect(await site.list('dist/assets/media')).toEqual(first)
    expect(await site.list('dist')).toEqual([
      '.vite/renditions.json',
      ...first.map((file) => `assets/media/${file}`),
      'index.html',
    ])
    expect(await site.read('renditions.lock')).not.toContain('"published","path":"media/b.jpg"')
    await site.remove('media/a.jpg')
    await site.write({ 'index.html': page('<p>Nothing</p>') })
    await site.build(bare, inputs('index'))
    expect(await site.list('dist/assets/media')).toEqual([])
  })

  test('and its copy under another name are one set of files, too', async () => {
    const bytes = await photo(300, 200, 1)
    site = await tempSite({
      'index.html': `${body}<img src="/media/copy.jpg?preset=hero" alt="A">`,
      'media/a.jpg': bytes,
      'media/copy.jpg': bytes,
    })
    await site.build(hero)
    expect(await site.list('dist/assets/media')).toHaveLength(6)
  })
})

test('keeps every frame of an animation in dev, after a restart, and in the build', async () => {
  const frames = await Promise.all([RED, BLUE, [30, 220, 30] as const].map((colour) => sharp(solid(colour)).png().toBuffer()))
  const gif = await sharp(frames, { join: { animated: true } })
    .gif({ delay: [100, 200, 300], loop: 2 })
    .toBuffer()
  site = await tempSite({ 'index.html': page('<img src="/media/a.gif?preset=hero" alt="A">'), 'media/a.gif': gif })
  const check = async (bytes: Uint8Array): Promise<void> => {
    const { pages, delay, loop } = await sharp(bytes, { animated: true }).metadata()
    expect({ pages, delay, loop }).toEqual({ pages: 3, delay: [100, 200, 300], loop: 2 })
  }
  const first = await serve()
  const urls = pictureUrls(await pageText(`${first}/`))
  expect(urls.some((url) => url.includes('format=webp'))).toBe(true)
  await server?.close()
  const second = await serve()
  for (const url of urls) await check(await bytesAt(second + url))
  await site.build(hero)
  const built = pictureUrls(await site.read('dist/index.html'))
  expect(built.map((url) => url.split('.').at(-1)).sort()).toEqual(expect.arrayContaining(['gif', 'webp']))
  for (const url of built) await check(await site.bytes(`dist${url}`))
})

function solid([r, g, b]: readonly [number, number, number]): {
  create: { width: number; height: number; channels: 3; background: { r: number; g: number; b: number } }
} {
  return { create: { width: 300, height: 200, channels: 3, background: { r, g, b } } }
}

describe('what is Vite’s stays Vite’s', () => {
  const queries = [
    'url',
    'raw',
    'inline',
    'no-inline',
    'url&preset=hero',
    'preset=hero&url',
    'preset=hero&raw',
    'inline&preset=hero&width=100',
    'url&no-inline',
    'v=3&raw',
    'inline&v=3',
  ]

  test('in imports, whatever else the query says', async () => {
    const bytes = await photo(300, 200)
    const names = queries.map((query, index) => `import a${index} from './media/a.jpg?${query}'`)
    site = await tempSite({
      'index.html': page('<script type="module" src="/main.js"></script>'),
      'main.js': `${names.join('\n')}\nglobalThis.answers = [${queries.map((_, index) => `a${index}`).join(', ')}]`,
      'media/a.jpg': bytes,
    })
    await site.build(hero, { build: { modulePreload: false } })
    const [script] = (await site.list('dist/assets')).filter((file) => file.endsWith('.js'))
    const ran = spawnSync(
      process.execPath,
      [
        '-e',
        `import(${JSON.stringify(join(site.root, 'dist/assets', script ?? ''))}).then(() => console.log(JSON.stringify(answers)))`,
      ],
      { encoding: 'utf8' },
    )
    const answers = JSON.parse(ran.stdout) as unknown[]
    expect(answers).toHaveLength(queries.length)
    for (const [index, query] of queries.entries()) {
      const answer = answers[index]
      expect(typeof answer, query).toBe('string')
      if (query.includes('raw')) expect(answer, query).toBe(bytes.toString('utf8'))
      else if (/(?:^|&)inline/.test(query))
        expect(Buffer.from(String(answer).split(',')[1] ?? '', 'base64').equals(bytes), query).toBe(true)
      else expect((await site.bytes(`dist${String(answer).replace(/\?.*/, '')}`)).equals(bytes), query).toBe(true)
    }
    expect(await site.list('dist/assets/media')).toEqual([])
  })

  test('in pages, Markdown and styles', async () => {
    const bytes = await photo(300, 200)
    site = await tempSite({
      'index.html': page(
        '<img src="/media/a.jpg?url" alt="A"><img src="/media/a.jpg?no-inline&preset=hero" alt="B"><img vite-ignore src="/elsewhere.jpg" alt="C">',
        '<link rel="stylesheet" href="/style.css">',
      ),
      'post.md': '![A](/media/a.jpg?url&preset=hero)\n',
      'style.css': `.a { background: url('/media/a.jpg?url&preset=hero') } .b { background: url('/media/a.jpg?inline') }`,
      'media/a.jpg': bytes,
    })
    await site.build({ ...hero, pages: '*.md' })
    expect(await site.list('dist/assets/media')).toEqual([])
    for (const name of ['index.html', 'post.html']) {
      const text = await site.read(`dist/${name}`)
      expect(elements(text, 'picture')).toEqual([])
      for (const url of pictureUrls(text).filter((found) => found !== '/elsewhere.jpg'))
        expect((await site.bytes(`dist${url.replace(/\?.*/, '')}`)).equals(bytes), url).toBe(true)
    }
    expect(await site.read('dist/index.html')).toContain('src="/elsewhere.jpg"')
    const [style] = (await site.list('dist/assets')).filter((file) => file.endsWith('.css'))
    expect(await site.read(`dist/assets/${style}`)).toMatch(/\.b\{background:url\(data:image\/jpeg;base64,/)
  })
})

test('names a Git LFS pointer with file, line and what to run', async () => {
  site = await tempSite({
    'index.html': page('<p>One</p>\n  <img src="/media/a.jpg" alt="A">'),
    'media/a.jpg':
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n',
  })
  await expect(site.build()).rejects.toThrow(/index\.html:10:13 "media\/a\.jpg" is a Git LFS pointer[^\n]*git lfs pull/)
})

test('leaves no query in a static page, and every link and picture of it leads to a file', async () => {
  const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')
  site = await tempSite({
    'index.html': page(
      `<img src="media/a.jpg?preset=hero" alt="A"><img src="./media/a.jpg?preset=hero&width=90" alt="B">
<a href="media/guide.pdf">Guide</a> <a href="/media/guide.pdf#page=2">Page 2</a>
<a href="media/a.jpg">Photo</a> <a href="media/a.jpg?preset=hero">Photo, hero</a>
<a href="https://example.org/x.pdf?v=1">Elsewhere</a>
<video src="media/clip.mp4" poster="media/a.jpg?preset=hero"></video>`,
      '<link rel="preload" as="image" href="media/a.jpg?preset=hero"><meta property="og:image" content="media/a.jpg">',
    ),
    'media/a.jpg': await photo(300, 200),
    'media/guide.pdf': pdf,
    'media/clip.mp4': await readFile(join(import.meta.dirname, '../../playground/media/evening.mp4')),
  })
  await site.build(hero, { build: { assetsInlineLimit: 0 } })
  const html = await site.read('dist/index.html')
  const from = (tag: string, name: string): string[] => elements(html, tag).flatMap((element) => attribute(element, name) ?? [])
  const urls = [
    ...pictureUrls(html),
    ...from('a', 'href'),
    ...from('video', 'src'),
    ...from('video', 'poster'),
    ...from('link', 'href'),
    ...from('meta', 'content').filter((value) => value.includes('/')),
  ]
  const local = urls.filter((url) => !url.startsWith('https://'))
  expect(local.length).toBeGreaterThan(12)
  for (const url of local) {
    expect(url).not.toContain('?')
    expect((await site.bytes(`dist/${url.replace(/^\//, '').replace(/#.*/, '')}`)).length, url).toBeGreaterThan(0)
  }
  const links = from('a', 'href')
  expect((await site.bytes(`dist${links[0]}`)).equals(pdf)).toBe(true)
  expect(links[1]).toBe(`${links[0]}#page=2`)
  expect((await sharp(await site.bytes(`dist${links[2]}`)).metadata()).width).toBe(300)
  expect((await sharp(await site.bytes(`dist${links[3]}`)).metadata()).width).toBe(200)
})
