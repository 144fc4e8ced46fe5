import { execFileSync, spawnSync } from 'node:child_process'
import { chmod, chown, mkdir, readdir, rename, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { InlineConfig } from 'vite'
import { afterEach, describe, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import { ftyp, png } from './hostile-files.js'
import { attribute, elements, page, photo, srcsetUrls, tempSite, type TempSite } from './temp-site.js'

const sites: TempSite[] = []
afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.dispose()))
})

async function open(files: Record<string, string | Uint8Array>): Promise<TempSite> {
  const site = await tempSite(files)
  sites.push(site)
  return site
}

const hero: Options = { presets: { hero: { widths: [100, 200], formats: ['webp', 'fallback'] } } }
const lenient: Options = { ...hero, onError: 'warn' }
const good = '<img id="good" src="/media/good.jpg?preset=hero" alt="Good">'

/** True when a page of the output shows a picture whose files all decode. */
async function isWhole(site: TempSite, id = 'good', file = 'index.html'): Promise<boolean> {
  const image = elements(await site.read(`dist/${file}`), 'img').find((element) => attribute(element, 'id') === id)
  const urls = [...srcsetUrls(attribute(image, 'srcset')), attribute(image, 'src') ?? '']
  const sizes = await Promise.all(
    urls.map(
      async (url) =>
        (
          await sharp(await site.bytes(`dist${url}`))
            .raw()
            .toBuffer()
        ).length,
    ),
  )
  return urls.length > 0 && sizes.every((size) => size > 0)
}

const failureOf = async (building: Promise<unknown>): Promise<string> =>
  building.then(
    () => 'the build did not fail',
    (error: Error) => error.message,
  )

interface Bad {
  what: string
  /** Names the file below `media/`. */
  name: string
  bytes?: string | Uint8Array
  /** In place of `?preset=hero`. */
  query?: string
  make?(site: TempSite, file: string): Promise<unknown>
  says: RegExp
}

const BAD: Bad[] = [
  {
    what: 'a missing file',
    name: 'god.jpg',
    says: /No file for "\/media\/god\.jpg\?preset=hero"\. Tried: media\/god\.jpg[^\n]*Did you mean "media\/good\.jpg"\?/,
  },
  { what: 'an empty file', name: 'empty.jpg', bytes: '', says: /"media\/empty\.jpg" is empty \(0 bytes\)/ },
  {
    what: 'a Git LFS pointer',
    name: 'lfs.jpg',
    bytes: 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n',
    says: /"media\/lfs\.jpg" is a Git LFS pointer.*git lfs pull/,
  },
  {
    what: 'HEIC',
    name: 'phone.heic',
    bytes: ftyp('heic', 'mif1', 'heic'),
    says: /"media\/phone\.heic" is HEIC \(iPhone\).*Convert it to JPEG/,
  },
  {
    what: 'HEIC under the name of a JPEG',
    name: 'phone.jpg',
    bytes: ftyp('heic', 'mif1', 'heic'),
    says: /"media\/phone\.jpg" is HEIC/,
  },
  {
    what: 'a web page under the name of a picture',
    name: 'page.png',
    bytes: '<!doctype html><title>x</title>',
    says: /"media\/page\.png" is nothing that can be rendered[^\n]*an HTML page/,
  },
  {
    what: 'a PNG 65,000 pixels wide',
    name: 'wide.png',
    bytes: png(65_000, 10),
    says: /"media\/wide\.png" is over the limit of 32768 pixels a side: 65000 × 10/,
  },
  {
    what: 'a decompression bomb',
    name: 'bomb.png',
    bytes: png(20_000, 20_000, { kind: 'grey1', data: Buffer.alloc(20_000 * 2501) }),
    says: /"media\/bomb\.png" is over the limit of 100 megapixels: 400 megapixels/,
  },
  { what: 'a folder', name: 'folder.jpg', make: (_, file) => mkdir(file), says: /"media\/folder\.jpg" is a folder, not a file/ },
  {
    what: 'a named pipe',
    name: 'pipe.jpg',
    make: async (_, file) => execFileSync('mkfifo', [file]),
    says: /"media\/pipe\.jpg" is a named pipe, not a file/,
  },
  {
    what: 'a link out of the root',
    name: 'link.jpg',
    make: (_, file) => symlink('/etc/hostname', file),
    says: /"media\/link\.jpg" is a link that leads out of the site/,
  },
  {
    what: 'a link to nothing',
    name: 'nothing.jpg',
    make: (_, file) => symlink('gone.jpg', file),
    says: /"media\/nothing\.jpg" cannot be read: it is a link to nothing/,
  },
  {
    what: 'a link to itself',
    name: 'circle.jpg',
    make: (_, file) => symlink('circle.jpg', file),
    says: /"media\/circle\.jpg" cannot be read: it is a link that leads to itself/,
  },
  {
    what: 'a sparse file of a terabyte',
    name: 'sparse.jpg',
    bytes: Buffer.from('ffd8ffe0', 'hex'),
    make: (_, file) => truncate(file, 1e12),
    says: /"media\/sparse\.jpg" is over the limit of/,
  },
  {
    what: 'an unknown preset',
    name: 'good.jpg',
    query: '?preset=hreo',
    says: /There is no preset named "hreo"\. Did you mean "hero"\?/,
  },
  {
    what: 'an unknown viewer',
    name: 'good.jpg',
    query: '?preset=hero&viewer=zom',
    says: /There is no viewer named "zom"\. Did you mean "zoom"\?/,
  },
  {
    what: 'an unknown attribute',
    name: 'good.jpg',
    query: '?preset=hero&widht=3',
    says: /"widht" is not something a reference can ask for\. Did you mean "width"/,
  },
  {
    what: 'a prototype as attribute',
    name: 'good.jpg',
    query: '?preset=hero&__proto__[x]=1',
    says: /"__proto__\[x\]" is not something a reference can ask for/,
  },
  {
    what: 'a negative width',
    name: 'good.jpg',
    query: '?preset=hero&width=-5',
    says: /Expected [^\n]* for "width" but received "-5"/,
  },
  {
    what: 'a width that is no number',
    name: 'good.jpg',
    query: '?preset=hero&width=NaN',
    says: /for "width" but received "NaN"/,
  },
  {
    what: 'a width beyond all screens',
    name: 'good.jpg',
    query: '?preset=hero&width=1e9',
    says: /for "width" but received "1e9"/,
  },
  { what: 'an unknown format', name: 'good.jpg', query: '?preset=hero&formats=bmp', says: /for "formats" but received "bmp"/ },
  {
    what: 'a path that climbs out',
    name: '../../etc/passwd.jpg',
    says: /"\/media\/\.\.\/\.\.\/etc\/passwd\.jpg\?preset=hero" leads outside/,
  },
  { what: 'a path that climbs out in disguise', name: '%2e%2e/%2e%2e/etc/passwd.jpg', says: /leads outside/ },
  { what: 'a path with an encoded slash', name: '..%2f..%2fetc%2fpasswd.jpg', says: /leads outside/ },
  { what: 'a path of Windows', name: 'C:\\x.jpg', says: /leads outside/ },
  { what: 'a path encoded twice', name: '%252e%252e/x.jpg', says: /No file for/ },
  { what: 'a stream of NTFS', name: 'good.jpg::$DATA', says: /leads outside|No file for/ },
  { what: 'a truncated JPEG', name: 'cut.jpg', says: /"media\/cut\.jpg" is damaged/ },
  { what: 'a truncated PNG', name: 'cut.png', says: /"media\/cut\.png" is damaged/ },
]

async function badSite(): Promise<TempSite> {
  const whole = await photo(300, 200)
  const pixels = await sharp(whole).png().toBuffer()
  const site = await open({
    'media/good.jpg': whole,
    'media/cut.jpg': whole.subarray(0, Math.floor(whole.length * 0.6)),
    'media/cut.png': pixels.subarray(0, Math.floor(pixels.length * 0.6)),
    // Line 9 is the first of the body.
    'index.html': page(
      [
        ...BAD.map(({ name, query = '?preset=hero' }, index) => `<img id="bad${index}" src="/media/${name}${query}" alt="">`),
        good,
      ].join('\n'),
    ),
  })
  for (const { name, bytes, make } of BAD) {
    if (bytes !== undefined) await site.write({ [`media/${name}`]: bytes })
    await make?.(site, join(site.root, 'media', name))
  }
  return site
}

describe('every kind of bad input', () => {
  test('is named with its reference’s file, line and column, all at once; with onError: warn the rest is built', async () => {
    const site = await badSite()
    const begun = performance.now()
    const message = await failureOf(site.build(hero))
    const lines = message.split('\n')
    const missing = (said: readonly string[]): string[] =>
      BAD.flatMap(({ what, says }, index) => {
        const column = `<img id="bad${index}" src="`.length + 1
        const own = said.filter((line) => line.includes(`index.html:${index + 9}:${column} `))
        return own.some((line) => says.test(line)) ? [] : [`${what}: ${own.join(' | ')}`]
      })
    expect(missing(lines)).toEqual([])
    expect(message).not.toContain(site.root)
    expect(await site.list('dist')).toEqual([])

    const log = await site.build(lenient)
    expect(missing(log.warnings)).toEqual([])
    expect(log.warnings.join('\n')).not.toContain(site.root)
    expect(await isWhole(site)).toBe(true)
    const images = elements(await site.read('dist/index.html'), 'img')
    const unmarked = images
      .filter((image) => attribute(image, 'data-rendition-error') === undefined)
      .map((image) => attribute(image, 'id'))
    expect(unmarked).toEqual(['good'])
    expect(performance.now() - begun).toBeLessThan(20_000)
  }, 40_000)

  test('is named by its place in Markdown, styles and scripts, too', async () => {
    const site = await open({
      'index.html': page(
        `${good}\n<script type="module" src="/main.js"></script>`,
        '<link rel="stylesheet" href="/style.css">\n<style>\n.b { background: url(/media/empty.jpg?preset=hero) }\n</style>',
      ),
      'post.md':
        '---\ntitle: A\n---\n\n![A](media/empty.jpg?preset=hero)\n\n> ![B][b]\n\n[b]: media/empty.jpg?preset=hero\n\n<img src="media/empty.jpg?preset=hero" alt="C">\n\n::media[D]{src="media/empty.jpg" preset="hero"}\n',
      'style.css': `.a {\n  background: url('/media/empty.jpg?preset=hero');\n}`,
      'main.js': `// first\nimport empty from './media/empty.jpg?preset=hero'\nwindow.empty = empty\nwindow.url = new URL('./media/empty.jpg?preset=hero', import.meta.url)`,
      'media/good.jpg': await photo(300, 200),
      'media/empty.jpg': '',
    })
    const places = [
      'index.html:8:22',
      'main.js:2:20',
      'main.js:4:23',
      'post.md:11:11',
      'post.md:13:1',
      'post.md:5:1',
      'post.md:7:3',
      'style.css:2:20',
    ]
    const placesIn = (text: string): string[] =>
      [...text.matchAll(/([\w.]+:\d+:\d+) "media\/empty\.jpg" is empty/g)].map((match) => match[1] ?? '').sort()
    expect(placesIn(await failureOf(site.build({ ...hero, pages: '*.md' })))).toEqual(places)
    const log = await site.build({ ...lenient, pages: '*.md' })
    expect(placesIn(log.warnings.join('\n'))).toEqual(places)
    expect(await isWhole(site)).toBe(true)
    const texts = await Promise.all(
      (await site.list('dist')).filter((file) => /\.(?:html|js|css)$/.test(file)).map((file) => site.read(`dist/${file}`)),
    )
    expect(texts).toHaveLength(4)
    for (const text of texts) expect(text).not.toMatch(/renditions:\/\/|empty\.jpg/)
  })
})

test('what is no file is refused before Vite reads it, though the reference asks for nothing', async () => {
  const site = await open({
    'index.html': page(`<img src="/media/pipe.jpg" alt=""><img src="/media/link.jpg" alt="">${good}`),
    'media/good.jpg': await photo(300, 200),
  })
  execFileSync('mkfifo', [join(site.root, 'media/pipe.jpg')])
  await symlink('/etc/hostname', join(site.root, 'media/link.jpg'))
  const log = await site.build(lenient)
  expect(log.warnings.join('\n')).toMatch(
    /index\.html:9:11 "media\/pipe\.jpg" is a named pipe[\s\S]*index\.html:9:45 "media\/link\.jpg" is a link that leads out/,
  )
  expect((await site.list('dist/assets')).filter((file) => /pipe|link/.test(file))).toEqual([])
  expect(await isWhole(site)).toBe(true)
}, 10_000)

test.each<[what: string, damage: (bytes: Buffer) => Record<string, string | Uint8Array>]>([
  ['emptied', () => ({ 'media/good.jpg': '' })],
  ['cut short', (bytes) => ({ 'media/good.jpg': bytes.subarray(0, bytes.length >> 1) })],
  ['given a sidecar that cannot be read', () => ({ 'media/good.jpg.media.yaml': 'focal: [1, ' })],
])('a picture that is %s keeps what was published of it', async (_what, damage) => {
  const bytes = await photo(300, 200)
  const site = await open({ 'index.html': page(good), 'media/good.jpg': bytes })
  await site.build(hero)
  const [before, ledger] = [await site.list('dist/assets/media'), await site.read('renditions.lock')]
  await site.write(damage(bytes))
  const log = await site.build({ ...lenient, grace: 0 })
  expect(log.warnings).toHaveLength(1)
  expect(await site.list('dist/assets/media')).toEqual(before)
  expect(await site.read('renditions.lock')).toBe(ledger)
})

test('a picture with the wrong extension is published as what it is, with a warning at its place', async () => {
  const site = await open({
    'index.html': page('<img id="good" src="/media/a.jpg?preset=hero" alt="">'),
    'media/a.jpg': await sharp(await photo(300, 200))
      .png()
      .toBuffer(),
  })
  const log = await site.build(hero)
  expect(log.warnings.join('\n')).toMatch(/index\.html:9:21 "media\/a\.jpg" is really PNG/)
  expect(await isWhole(site)).toBe(true)
})

test('an SVG under the name of a JPEG is published under a name that browsers take for an SVG', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
  const site = await open({ 'index.html': page('<img src="/media/a.jpg" alt="">'), 'media/a.jpg': svg })
  const log = await site.build(hero)
  expect(log.warnings.join('\n')).toMatch(/index\.html:9:11 "media\/a\.jpg" is really SVG/)
  const url = attribute(elements(await site.read('dist/index.html'), 'img')[0], 'src') ?? ''
  expect(url).toMatch(/\.svg$/)
  expect(await site.read(`dist${url}`)).toBe(svg)
})

test('a picture taller than WebP and AVIF allow is published without them', async () => {
  const tall = await sharp({ create: { width: 60, height: 17_000, channels: 3, background: '#369' } })
    .png()
    .toBuffer()
  const site = await open({
    'index.html': page('<img src="/media/tall.png" alt=""><img src="/media/tall.png?preset=small" alt="">'),
    'media/tall.png': tall,
  })
  const log = await site.build({ presets: { small: { widths: [30] } } })
  expect(log.warnings).toEqual([])
  const [large, small] = elements(await site.read('dist/index.html'), 'img')
  const { width, height, format } = await sharp(await site.bytes(`dist${attribute(large, 'src')}`)).metadata()
  expect({ width, height, format }).toEqual({ width: 60, height: 17_000, format: 'jpeg' })
  expect(large?.parentNode?.nodeName).toBe('body')
  expect(small?.parentNode?.nodeName).toBe('picture')
})

test('what is told once is told in every build until it is put right', async () => {
  const site = await open({
    'index.html': page(good),
    'media/good.jpg': await photo(300, 200),
    'media/good.jpg.media.yaml': 'alt: Good\ncredt: Jo\n',
  })
  const told = [
    expect.stringMatching(/^media\/good\.jpg\.media\.yaml:2:1 Unknown option "credt" in a sidecar\. Did you mean "credit"/),
  ]
  expect((await site.build(hero)).warnings).toEqual(told)
  expect((await site.build(hero)).warnings).toEqual(told)
  await site.write({ 'media/good.jpg.media.yaml': 'alt: Good\ncredit: Jo\n' })
  expect((await site.build(hero)).warnings).toEqual([])
})

test('a picture too thin for a crop by its content is told at its reference, in every build', async () => {
  const site = await open({
    'index.html': page('<img src="/media/thin.png?preset=smart" alt="">'),
    'media/thin.png': await sharp({ create: { width: 2, height: 900, channels: 3, background: '#369' } })
      .png()
      .toBuffer(),
  })
  const options: Options = { presets: { smart: { width: 50, height: 50, crop: 'attention', fit: 'cover' } } }
  const told = [
    expect.stringMatching(/^index\.html:9:11 "media\/thin\.png" \(2 × 900\) is too long and thin for an "attention" crop/),
  ]
  expect((await site.build(options)).warnings).toEqual(told)
  expect((await site.build(options)).warnings).toEqual(told)
})

test.each<[string, Options['presets'], RegExp]>([
  ['a negative width', { hero: { width: -1 } }, /"presets\.hero\.width".*-1/],
  ['an unknown format', { hero: { formats: ['bmp' as 'png'] } }, /"presets\.hero\.formats.*bmp/],
  ['nothing to render', { hero: { formats: [] } }, /"presets\.hero\.formats/],
  ['a mistyped field', { hero: { widht: 3 } as object }, /"widht".*Did you mean "width/],
  ['two ways to say the size', { hero: { widths: [100], width: 100 } }, /hero/],
])('an impossible preset in the config ends the build before anything is read: %s', async (_what, presets, says) => {
  const site = await open({ 'index.html': page(good), 'media/good.jpg': await photo(60, 40) })
  expect(await failureOf(site.build({ presets, onError: 'warn' }))).toMatch(says)
})

describe('a malformed sidecar', () => {
  test.each([
    ['that is no YAML', 'alt: Fine\nfocal: [1, 2\n', /media\/bad\.jpg\.media\.yaml:\d+:\d+ The sidecar cannot be read/],
    [
      'with a value of the wrong kind',
      'alt: Fine\nfocal: everywhere\n',
      /media\/bad\.jpg\.media\.yaml:2:8 The sidecar cannot be read: expected .* for "focal" but received "everywhere"/,
    ],
    ['that runs code', 'alt: !!js/function "function(){}"\n', /media\/bad\.jpg\.media\.yaml:1:\d+ The sidecar cannot be read/],
    [
      'with a bomb of aliases',
      `a: &a [${'x,'.repeat(9)}x]\nb: &b [${'*a,'.repeat(9)}*a]\nc: &c [${'*b,'.repeat(9)}*b]\nalt: *c\n`,
      /media\/bad\.jpg\.media\.yaml:\d+:\d+ The sidecar cannot be read/,
    ],
    ['that is no text', Buffer.from([0xff, 0xfe, 0, 1, 2]), /media\/bad\.jpg\.media\.yaml:1:1 The sidecar cannot be read/],
  ])('%s is told with its own place, and its picture is never published', async (_what, text, says) => {
    const bytes = await photo(300, 200)
    const site = await open({
      'index.html': page(`<img src="/media/bad.jpg?preset=hero" alt="Bad">${good}`),
      'media/bad.jpg': await photo(300, 200, 7),
      'media/bad.jpg.media.yaml': text,
      'media/good.jpg': bytes,
    })
    expect(await failureOf(site.build(hero))).toMatch(says)
    const log = await site.build(lenient)
    expect(log.warnings.join('\n')).toMatch(says)
    expect(await isWhole(site)).toBe(true)
    expect((await site.list('dist/assets/media')).filter((file) => file.startsWith('bad'))).toEqual([])
  })
})

describe('a damaged ledger', () => {
  const options: Options = { ...hero, site: 'https://example.org', grace: 0 }
  const files = async (): Promise<Record<string, string | Uint8Array>> => ({
    'index.html': page(good, '<meta property="og:image" content="/media/a/card.jpg">'),
    'media/good.jpg': await photo(300, 200),
    'media/a/card.jpg': await photo(300, 200, 5),
  })

  test.each([
    ['cut in the middle of a line', (text: string) => text.slice(0, -30)],
    ['overwritten with something else', () => 'hello'],
    ['emptied', () => ''],
    ['full of bytes', (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe, 0x80]), Buffer.from(text)])],
  ])('%s is moved aside and rebuilt, and the addresses it promised still redirect', async (_what, damage) => {
    const site = await open(await files())
    await site.build(options)
    const before = await site.read('renditions.lock')
    const damaged = damage(before)
    await site.write({ 'renditions.lock': damaged })
    await mkdir(join(site.root, 'media/b'))
    await rename(join(site.root, 'media/a/card.jpg'), join(site.root, 'media/b/card.jpg'))
    await site.write({ 'index.html': page(good, '<meta property="og:image" content="/media/b/card.jpg">') })
    const log = await site.build(options)
    const [aside] = (await readdir(site.root)).filter((name) => name.startsWith('renditions.lock.'))
    expect(log.warnings.join('\n')).toMatch(
      new RegExp(`The ledger "renditions\\.lock" is damaged .*moved to "${aside?.replaceAll('.', '\\.')}" and rebuilt`),
    )
    expect((await site.bytes(aside ?? '')).equals(Buffer.from(damaged))).toBe(true)
    expect(await site.read('dist/_redirects')).toMatch(/\/media\/a\/card\.social\.jpg\s+\/media\/b\/card\.social\.jpg\s+301/)
    expect(await isWhole(site)).toBe(true)
  })

  test('with git’s conflict markers is left alone, and the build says what to do', async () => {
    const site = await open(await files())
    await site.build(options)
    const before = await site.list('dist')
    const conflict = `<<<<<<< HEAD\n${await site.read('renditions.lock')}=======\n>>>>>>> other\n`
    await site.write({ 'renditions.lock': conflict })
    expect(await failureOf(site.build({ ...options, onError: 'warn' }))).toMatch(
      /"renditions\.lock" has git conflict markers at line 1.*delete the markers/,
    )
    expect(await site.read('renditions.lock')).toBe(conflict)
    expect((await site.list('dist')).filter((file) => file.startsWith('assets/media/'))).toEqual(
      before.filter((file) => file.startsWith('assets/media/')),
    )
  })
})

test('damaged cache entries are made anew, byte for byte, and counted', async () => {
  const site = await open({ 'index.html': page(good), 'media/good.jpg': await photo(300, 200) })
  await site.build(hero)
  const files = (await site.list('dist/assets/media')).map((file) => `dist/assets/media/${file}`)
  const before = await Promise.all(files.map((file) => site.bytes(file)))
  const entries = (await site.list('.renditions')).filter((file) => /[0-9a-f]{64}$/.test(file))
  expect(entries).toHaveLength(4)
  for (const [index, entry] of entries.entries()) {
    const bytes = await site.bytes(`.renditions/${entry}`)
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0xff
    const damaged = [bytes, bytes.subarray(0, 10), Buffer.alloc(0)][index]
    if (damaged) await site.write({ [`.renditions/${entry}`]: damaged })
    else await site.remove(`.renditions/${entry}`)
  }
  await site.remove('dist')
  const log = await site.build(hero)
  expect(log.info.join('\n')).toMatch(/4 made[\s\S]*4 damaged in the cache, made again/)
  expect(await Promise.all(files.map((file) => site.bytes(file)))).toEqual(before)
  await site.write({ '.renditions/renditions.jsonl': 'no log at all\n', '.renditions/index.jsonl': '{"broken' })
  await site.remove('dist')
  await site.build(hero)
  expect(await Promise.all(files.map((file) => site.bytes(file)))).toEqual(before)
})

/** The lines of a run in a process of its own: as another user, or in another place. */
function buildApart(site: TempSite, options: Options, user?: number): { error?: string; warnings: string[]; info: string[] } {
  const script = join(import.meta.dirname, 'build-child.mjs')
  const ran = spawnSync(process.execPath, [script, JSON.stringify(options), site.root], {
    encoding: 'utf8',
    ...(user !== undefined && { uid: user, gid: user }),
  })
  try {
    return JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '')[0]
  } catch {
    throw new Error(`${ran.stdout}\n${ran.stderr}`)
  }
}

describe('what may not be read', () => {
  const NOBODY = 65_534
  const isRoot = process.getuid?.() === 0
  /** Root may read everything, so the build runs as nobody then. */
  const build = async (site: TempSite, options: Options): Promise<ReturnType<typeof buildApart>> => {
    if (!isRoot) return buildApart(site, options)
    await giveAway(site.root)
    return buildApart(site, options, NOBODY)
  }
  const giveAway = async (path: string): Promise<void> => {
    await chown(path, NOBODY, NOBODY)
    for (const entry of await readdir(path, { recursive: true })) await chown(join(path, entry), NOBODY, NOBODY)
  }

  test('is named, a file by its reference, and the rest is built', async () => {
    const site = await open({
      'index.html': page(`<img src="/media/secret.jpg?preset=hero" alt="">${good}`),
      'media/good.jpg': await photo(300, 200),
      'media/secret.jpg': await photo(300, 200, 2),
    })
    await chmod(join(site.root, 'media/secret.jpg'), 0)
    const says = /index\.html:9:11 "media\/secret\.jpg" cannot be read: /
    expect((await build(site, hero)).error).toMatch(says)
    const log = await build(site, lenient)
    expect([log.error, log.warnings.join('\n')]).toEqual([undefined, expect.stringMatching(says)])
    expect(await isWhole(site)).toBe(true)
  })

  test('counts as unknown, not as deleted: nothing published from a locked folder is removed', async () => {
    const site = await open({
      'index.html': page(
        `<img id="far" src="/media/far/a.jpg?preset=hero" alt="">${good}`,
        '<meta property="og:image" content="/media/far/a.jpg">',
      ),
      'media/good.jpg': await photo(300, 200),
      'media/far/a.jpg': await photo(300, 200, 2),
    })
    const options: Options = { ...lenient, grace: 0 }
    expect((await build(site, options)).error).toBeUndefined()
    const [before, ledger] = [await site.list('dist'), await site.read('renditions.lock')]
    await chmod(join(site.root, 'media/far'), 0)
    const log = await build(site, options)
    await chmod(join(site.root, 'media/far'), 0o755)
    expect(log.error).toBeUndefined()
    expect(log.warnings.join('\n')).toMatch(/"media\/far" cannot be read: EACCES/)
    expect(await site.list('dist')).toEqual(before)
    expect(await site.read('renditions.lock')).toBe(ledger)
  })

  test('and what may not be written is told, with what stood there untouched', async () => {
    const site = await open({ 'index.html': page(good), 'media/good.jpg': await photo(300, 200) })
    expect((await build(site, hero)).error).toBeUndefined()
    await site.write({ 'media/good.jpg': await photo(300, 200, 3) })
    const before = await site.list('dist/assets/media')
    await chmod(join(site.root, 'dist/assets/media'), 0o555)
    const log = await build(site, hero)
    await chmod(join(site.root, 'dist/assets/media'), 0o755)
    expect(log.error).toMatch(/EACCES|cannot be written/)
    expect(log.error).not.toContain(site.root)
    expect(await site.list('dist/assets/media')).toEqual(before)
  })
})

describe('a full disk', () => {
  /** Mounts a small disk; undefined where that is not allowed. */
  const mountSmall = async (folder: string, kilobytes: number): Promise<(() => void) | undefined> => {
    await mkdir(folder, { recursive: true })
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder])
    return mounted.status === 0 ? () => void spawnSync('umount', [folder]) : undefined
  }

  test.each([
    ['cache', '.renditions'],
    ['output', 'dist'],
  ])(
    'under the %s fails the build with its name; what was published stays whole, and the next run succeeds',
    async (_what, folder) => {
      const site = await open({ 'index.html': page(good), 'media/good.jpg': await photo(300, 200) })
      const unmount = await mountSmall(join(site.root, folder), 400)
      if (!unmount) throw new Error('This test has to mount a small disk and so needs root.')
      try {
        await site.build(hero)
        const [before, ledger] = [await site.list('dist/assets'), await site.read('renditions.lock')]
        const noise = await sharp({
          create: {
            width: 1500,
            height: 1500,
            channels: 3,
            background: '#888',
            noise: { type: 'gaussian', mean: 128, sigma: 60 },
          },
        })
          .jpeg({ quality: 95 })
          .toBuffer()
        const big: Options = { presets: { ...hero.presets, big: { widths: [1500], quality: 95, formats: ['webp', 'fallback'] } } }
        await site.write({
          'media/noise.jpg': noise,
          'index.html': page(`${good}<img src="/media/noise.jpg?preset=big" alt="">`),
        })
        const message = await failureOf(site.build(big))
        expect(message).toMatch(/No space left on the disk/)
        expect(message).not.toContain(site.root)
        expect(await site.list('dist/assets')).toEqual(expect.arrayContaining(before))
        expect(await site.read('renditions.lock')).toBe(ledger)
        await site.write({ 'index.html': page(good) })
        await site.build(hero)
        expect(await isWhole(site)).toBe(true)
        expect(await site.list('dist/assets')).toEqual(before)
      } finally {
        unmount()
      }
    },
  )
})

describe('two files that are one on other systems', () => {
  const pairs: [what: string, first: string, second: string][] = [
    ['by case', 'Lake.jpg', 'lake.JPG'],
    ['by Unicode form', 'caf\u00e9.jpg', 'cafe\u0301.jpg'],
    ['by a letter of another script', 'K.jpg', '\u212a.jpg'],
  ]
  test.each(pairs)('fail the build where one is shown, and warn where none is: %s', async (_what, first, second) => {
    const site = await open({
      'index.html': page(`${good}\n<img src="/media/${encodeURI(first)}?preset=hero" alt="">`),
      'media/good.jpg': await photo(300, 200),
      [`media/${first}`]: await photo(300, 200, 2),
      [`media/${second}`]: await photo(300, 200, 3),
    })
    const says = /These files differ only by case or Unicode form[^\n]*media\/[^\n]*, media\//
    expect(await failureOf(site.build(hero))).toMatch(new RegExp(`index\\.html:10:11 ${says.source}`))
    const log = await site.build(lenient)
    expect(log.warnings.join('\n')).toMatch(new RegExp(`index\\.html:10:11 ${says.source}`))
    expect(log.warnings.filter((line) => says.test(line))).toHaveLength(1)
    expect(await isWhole(site)).toBe(true)
    await site.write({ 'index.html': page(good) })
    const quiet = await site.build(hero)
    expect(quiet.warnings.filter((line) => says.test(line))).toHaveLength(1)
  })
})

describe('names', () => {
  test('that are written in another case or Unicode form than on disk are found, with a warning', async () => {
    const site = await open({
      'index.html': page(
        '<img id="good" src="/media/LAKE.jpg?preset=hero" alt=""><img id="form" src="/media/cafe%CC%81.jpg?preset=hero" alt="">',
      ),
      'media/lake.jpg': await photo(300, 200),
      'media/caf\u00e9.jpg': await photo(300, 200, 2),
    })
    const log = await site.build(hero)
    expect(log.warnings.filter((line) => line.includes('on disk; the difference breaks on other systems'))).toHaveLength(2)
    expect([await isWhole(site), await isWhole(site, 'form')]).toEqual([true, true])
  })

  const odd = [
    'a b.jpg',
    'trail #7.jpg',
    '100%.jpg',
    '%20.jpg',
    'x&y.jpg',
    "o'clock.jpg",
    'a+b.jpg',
    'a;b,c.jpg',
    '$(id)`.jpg',
    'q?.jpg',
    '\u202egpj.jpg',
    '🏞.jpg',
    'con.jpg',
    '[page=0].jpg',
    '-rf.jpg',
    'a<b>.jpg',
    'a"b.jpg',
    `${'ü'.repeat(120)}.jpg`,
  ]

  test('with characters that mean something elsewhere go through pages and Markdown to safe addresses', async () => {
    const bytes = await photo(220, 150)
    const html = (name: string): string => encodeURIComponent(name).replaceAll("'", '%27')
    const site = await open({
      'index.html': page(
        odd.map((name, index) => `<img id="i${index}" src="/media/${html(name)}?preset=hero" alt="">`).join('\n'),
      ),
      'post.md': odd.map((name) => `![x](</media/${html(name)}?preset=hero>)`).join('\n\n'),
      ...Object.fromEntries(odd.map((name, index) => [`media/${name}`, Buffer.concat([bytes, Buffer.alloc(index)])])),
    })
    const log = await site.build({ ...hero, pages: '*.md' })
    // Safe names of several are one; pages have addresses with a hash.
    const warnings = log.warnings.filter((text) => !text.includes('PLUGIN_TIMINGS'))
    expect(warnings).toEqual([expect.stringMatching(/want the address "media\/a-b\.hero\.jpg"/)])
    for (const index of odd.keys()) expect(await isWhole(site, `i${index}`), odd[index]).toBe(true)
    expect(elements(await site.read('dist/post.html'), 'picture')).toHaveLength(odd.length)
    for (const file of await site.list('dist/assets/media')) expect(file).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]*$/u)
    const ledger = await site.read('renditions.lock')
    for (const name of odd) expect(ledger, name).toContain(JSON.stringify(`media/${name}`))
  })

  test('that are not valid UTF-8 are told once, with their bytes', async () => {
    const site = await open({ 'index.html': page(good), 'media/good.jpg': await photo(300, 200) })
    await writeFile(
      Buffer.concat([Buffer.from(`${site.root}/media/caf`), Buffer.from([0xe9]), Buffer.from('.jpg')]),
      await photo(60, 40),
    )
    const log = await site.build(hero)
    expect(log.warnings).toEqual([expect.stringMatching(/its name is not valid UTF-8 \(bytes 636166e92e6a7067\)/)])
    expect(await isWhole(site)).toBe(true)
  })

  test('of a folder that only begins like an asset folder are outside of it', async () => {
    const site = await open({
      'index.html': page(`<img src="/media-secret/a.jpg?preset=hero" alt="">${good}`),
      'media/good.jpg': await photo(300, 200),
      'media-secret/a.jpg': await photo(300, 200, 2),
    })
    expect(await failureOf(site.build({ ...hero, assets: 'media' }))).toMatch(
      /index\.html:9:11 "\/media-secret\/a\.jpg\?preset=hero" leads outside the asset folders/,
    )
  })
})

describe('pages', () => {
  test('are touched only where a live element asks', async () => {
    const untouched = [
      '<!-- <img src="/media/good.jpg?preset=hero"> -->',
      '<textarea><img src="/media/good.jpg?preset=hero"></textarea>',
      '<!--[if IE]><img src="/media/good.jpg?preset=hero"><![endif]-->',
      '<p>a < b && c > d &amp;&copy; "quoted"</p>',
      '<P CLASS=x DATA-A=1>Kept  as   it is</P>',
    ]
    const site = await open({ 'index.html': page(`${untouched.join('\n')}\n${good}`), 'media/good.jpg': await photo(300, 200) })
    await site.build(hero)
    const html = await site.read('dist/index.html')
    for (const text of untouched) expect(html).toContain(text)
    expect(elements(html, 'picture')).toHaveLength(1)
  })

  test('keep texts that would break out of an attribute, from the page, from Markdown and from a sidecar', async () => {
    const texts = [
      '"><script>alert(1)</script>',
      "' onerror='x",
      '</script>',
      '&quot;&amp;',
      ']]>',
      'שלום \u202e',
      '`${x}`',
      '$& $1 $`',
      '\\',
      '🏞 é e\u0301',
    ]
    const files = await Promise.all(texts.map((_, index) => photo(60, 40, index + 1)))
    const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
    const site = await open({
      'index.html': page(
        texts
          .map((text, index) => `<img src="/media/${index}.jpg?preset=hero" alt="${escape(text)}" title="${escape(text)}">`)
          .join('\n'),
      ),
      'card.html': page(texts.map((_, index) => `<img src="/media/${index}.jpg?preset=hero">`).join('\n')),
      'post.md': texts
        .map((text, index) => `::media{src="/media/${index}.jpg" preset="hero" alt="${escape(text)}"}`)
        .join('\n\n'),
      ...Object.fromEntries(
        texts.flatMap((text, index) => [
          [`media/${index}.jpg`, files[index] ?? ''],
          [`media/${index}.jpg.media.yaml`, `alt: ${JSON.stringify(text)}\n`],
        ]),
      ),
    })
    const input: InlineConfig = {
      build: { rollupOptions: { input: ['index', 'card'].map((name) => join(site.root, `${name}.html`)) } },
    }
    await site.build({ ...hero, pages: '*.md' }, input)
    for (const name of ['index', 'card', 'post']) {
      const html = await site.read(`dist/${name}.html`)
      expect(
        elements(html, 'img').map((image) => attribute(image, 'alt')),
        name,
      ).toEqual(texts)
      expect(elements(html, 'script'), name).toEqual([])
    }
  })

  test('that give a directive handlers, styles or the like lose those, with a warning', async () => {
    const site = await open({
      'index.html': page(''),
      'post.md': '::media[A]{src="/media/good.jpg" preset="hero" onerror="x" srcdoc="x" style="x" class="kept"}\n',
      'media/good.jpg': await photo(60, 40),
    })
    const log = await site.build({ ...hero, pages: '*.md' })
    const [image] = elements(await site.read('dist/post.html'), 'img')
    expect(image?.attrs.map(({ name }) => name)).toEqual(expect.arrayContaining(['class', 'alt']))
    for (const name of ['onerror', 'srcdoc', 'style']) {
      expect(attribute(image, name)).toBeUndefined()
      expect(log.warnings.join('\n')).toMatch(new RegExp(`post\\.md:1:1 "${name}" may not be set from Markdown`))
    }
  })

  test('of another origin by <base> are left alone, and a local one is followed', async () => {
    const site = await open({
      'index.html': page('<img src="a.jpg" alt="">', '<base href="https://example.org/">'),
      'local.html': page('<img id="good" src="good.jpg?preset=hero" alt="">', '<base href="/media/">'),
      'media/good.jpg': await photo(300, 200),
    })
    await site.build(hero, {
      build: { rollupOptions: { input: ['index', 'local'].map((name) => join(site.root, `${name}.html`)) } },
    })
    expect(await site.read('dist/index.html')).toContain('<img src="a.jpg" alt="">')
    expect(await isWhole(site, 'good', 'local.html')).toBe(true)
  })
})
