import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyText } from '../../src/cli/clipboard.js'
import { publicAddresses } from '../../src/cli/public-addresses.js'
import type { EmbedReport, UrlReport } from '../../src/cli/reports.js'
import { plainPhoto } from '../site/photo-site.js'
import { page } from '../site/temp-site.js'
import { cliSite, runCli, type CliSite, type Ran } from './cli-site.js'

const PRESETS = `presets: { small: { widths: [20, 40], formats: ['webp', 'fallback'] } }, defaultPreset: 'small', assets: 'media'`
const SITE = `${PRESETS}, site: 'https://example.org'`

let site: CliSite
beforeAll(async () => {
  site = await cliSite(
    {
      'index.html': page('<img src="/media/boot.jpg" alt="Boot" data-viewer="zoom">\n<img src="/media/plain.jpg" alt="">'),
      'media/boot.jpg': await plainPhoto(2),
      'media/boot.jpg.media.yaml': `title: The "boot" & more\noriginal: true\n`,
      'media/plain.jpg': await plainPhoto(3),
      'media/alone.jpg': await plainPhoto(4),
      'media/late.jpg': await plainPhoto(5),
      'media/late.jpg.media.yaml': 'on: 2126-01-01\n',
    },
    SITE,
  )
  await site.build()
})
afterAll(() => site.dispose())

const url = (...words: string[]): Promise<Ran> => site.run('url', ...words)
const embed = (...words: string[]): Promise<Ran> => site.run('embed', ...words)

describe('url', () => {
  test('prints every stable address with what it is', async () => {
    const { out } = await url('media/boot.jpg')
    expect(
      out
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(/ {2,}/)),
    ).toEqual([
      ['https://example.org/media/boot.small.jpg', 'picture, preset small'],
      ['https://example.org/media/boot.zoom.jpg', 'picture, preset zoom'],
      ['https://example.org/media/boot.zoom.html', 'page with the viewer zoom'],
      ['https://example.org/media/boot.zoom.json', 'oEmbed of the viewer zoom'],
      ['https://example.org/media/boot.jpg', 'the file as it is'],
    ])
    expect(await site.json<UrlReport>('url', 'media/boot.jpg')).toMatchObject({
      exit: 0,
      asset: 'media/boot.jpg',
      details: { length: 5, 2: { kind: 'viewer', preset: 'small', viewer: 'zoom' } },
      copied: false,
    })
  })

  test('gives no address away that only hosts choose', () => {
    const stable = {
      'media/a.card.jpg': 'card',
      'media/a.card.jpg.avif': 'card',
      'media/a.b.html': 'card+b',
      'media/a.b.json': 'card+b',
    }
    const given = publicAddresses({ state: 'published', stable }, { base: '/', targets: {} })
    expect(given.map(({ url: path }) => path)).toEqual(['/media/a.card.jpg', '/media/a.b.html', '/media/a.b.json'])
    expect(publicAddresses({ state: 'expired', stable }, { base: '/', targets: {} })).toEqual([])
  })

  test.each([
    [['--preset', 'small'], 'boot.small.jpg'],
    [['--viewer', 'zoom'], 'boot.zoom.html'],
    [['--oembed'], 'boot.zoom.json'],
    [['--original'], 'boot.jpg'],
  ])('prints the one that is asked for by itself (%s)', async (flags, file) => {
    expect(await url('media/boot.jpg', ...flags)).toEqual({ exit: 0, out: `https://example.org/media/${file}\n`, errors: '' })
  })

  test.each([
    ['media/alone.jpg', [], /no page shows it.*Refer to it from a page/],
    ['media/late.jpg', [], /it is scheduled: it goes on on 2126-01-01.*Build on that day/],
    ['media/boot.jpg', ['--preset', 'thumb'], /no page shows it with the preset "thumb".*It has: small, zoom/],
    ['media/boot.jpg', ['--preset', 'smal'], /There is no preset named "smal".*Did you mean "small"/],
    ['media/boot.jpg', ['--viewer', 'zom'], /There is no viewer named "zom".*Did you mean "zoom"/],
    ['media/plain.jpg', ['--viewer', 'zoom'], /no page shows it in that viewer.*viewer="zoom"/],
    ['media/plain.jpg', ['--oembed'], /no page shows it in that viewer/],
    ['media/plain.jpg', ['--original'], /the untouched file is not published.*original: true/],
  ])('says why %s has none (%s)', async (asset, flags, why) => {
    expect(await url(asset, ...flags)).toMatchObject({ exit: 1, out: '', errors: expect.stringMatching(why) })
  })

  test('says what has happened since the last build', async () => {
    const before = await site.snapshot()
    await site.write({
      'media/plain.jpg': await plainPhoto(8),
      'media/boot.jpg.media.yaml': 'expires: 2020-01-01\n',
      'index.html': page('<img src="/media/alone.jpg" alt="">'),
    })
    expect(await url('media/plain.jpg', '--preset', 'small')).toMatchObject({
      exit: 0,
      errors: expect.stringMatching(/has changed since the site was last built/),
    })
    expect((await url('media/boot.jpg')).errors).toMatch(
      /It is expired now: it expired on 2020-01-01\. The next build takes it down/,
    )
    expect((await url('media/alone.jpg')).errors).toMatch(/not published yet, though index\.html:9 names it.*Build the site/)
    await site.write(Object.fromEntries([...before].map(([path, text]) => [path, Buffer.from(text, 'latin1')])))
  })

  test('says what is lost without the site’s origin', async () => {
    await site.configure(PRESETS)
    expect(await url('media/boot.jpg', '--preset', 'small')).toEqual({
      exit: 0,
      out: '/media/boot.small.jpg\n',
      errors: expect.stringMatching(/paths on your server: the "site" option/),
    })
    await site.configure(SITE)
  })
})

describe('embed', () => {
  test.each<[string[], RegExp]>([
    [
      ['--as', 'img'],
      /^<img src="https:\/\/example\.org\/media\/boot\.small\.jpg" alt="" loading="lazy" [^>]*width="40" height="27">\n$/,
    ],
    [
      ['--as', 'iframe'],
      /^<iframe src="https:\/\/example\.org\/media\/boot\.zoom\.html" title="The &quot;boot&quot; &amp; more" width="40" height="27" loading="lazy"[^]*<\/iframe>\n$/,
    ],
    [['--viewer', 'zoom'], /^<iframe /],
    [[], /^<img /],
    [
      ['--as', 'script', '--viewer', 'zoom'],
      /^<rendition-zoom><a href="https:\/\/example\.org\/media\/boot\.zoom\.jpg" data-width="60" data-height="40"[^]*src="https:\/\/example\.org\/media\/boot\.small\.jpg"[^]*<\/rendition-zoom>\n<link rel="stylesheet" href="https:\/\/example\.org\/media\/viewers\/zoom\.1\.css"><script src="https:\/\/example\.org\/media\/viewers\/zoom\.1\.js" async><\/script>\n$/,
    ],
  ])('%s holds only addresses that answer for ever', async (flags, code) => {
    const more = flags.includes('iframe') ? ['--viewer', 'zoom'] : []
    const { exit, out, errors } = await embed('media/boot.jpg', ...flags, ...more)
    expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
    expect(out).toMatch(code)
    expect(out).not.toContain('assets/media')
  })

  test('--as oembed is what an endpoint answers: the picture, or with a viewer what stands beside its page', async () => {
    const photo = await site.json<EmbedReport>('embed', 'media/boot.jpg', '--as', 'oembed')
    expect(photo).toMatchObject({ exit: 0, as: 'oembed', preset: 'small', notes: [] })
    expect(JSON.parse(photo.code)).toEqual({
      version: '1.0',
      type: 'photo',
      title: 'The "boot" & more',
      provider_name: 'example.org',
      provider_url: 'https://example.org',
      url: 'https://example.org/media/boot.small.jpg',
      width: 40,
      height: 27,
    })
    const rich = await embed('media/boot.jpg', '--as', 'oembed', '--viewer', 'zoom')
    expect(rich.out).toBe(await site.read('dist/media/boot.zoom.json'))
  })

  test('--as picture has every size and format, and says how long they stay', async () => {
    const report = await site.json<EmbedReport>('embed', 'media/boot.jpg', '--as', 'picture')
    expect(report).toMatchObject({
      exit: 0,
      as: 'picture',
      preset: 'small',
      notes: [expect.stringMatching(/carry a hash.*30 days/)],
    })
    expect(report.code).toMatch(/^<picture><source type="image\/webp" srcset="https:\/\/example\.org\/assets\/media\/boot-20\./)
  })

  test.each<[string, string[], number, RegExp]>([
    ['media/boot.jpg', ['--as', 'ifram'], 2, /--as takes img, picture, iframe, script, oembed.*did you mean "iframe"/],
    ['media/plain.jpg', ['--as', 'iframe'], 1, /"iframe" needs a viewer.*--viewer zoom/],
    ['media/plain.jpg', ['--viewer', 'zoom'], 1, /no page shows it with the preset "small" in the viewer "zoom"/],
    ['media/plain.jpg', ['--preset', 'thumb'], 1, /nothing of it is published with the preset "thumb"/],
    ['media/plain.jpg', ['--as', 'oembed', '--viewer', 'zoom'], 1, /no page shows it with.*in the viewer "zoom"/],
    ['media/alone.jpg', [], 1, /no page shows it/],
    ['media/late.jpg', [], 1, /it is scheduled/],
  ])('says why %s has none (%s)', async (asset, flags, exit, why) => {
    expect(await embed(asset, ...flags)).toMatchObject({ exit, out: '', errors: expect.stringMatching(why) })
  })

  test('needs the site’s origin', async () => {
    await site.configure(PRESETS)
    for (const flags of [[], ['--as', 'oembed'], ['--as', 'oembed', '--viewer', 'zoom']])
      expect(await embed('media/boot.jpg', ...flags)).toMatchObject({
        exit: 1,
        errors: expect.stringMatching(/"site" option is not set/),
      })
    await site.configure(SITE)
  })
})

describe('--copy', () => {
  test('puts what is printed on the clipboard, by the program that is there', async () => {
    const bin = join(site.root, '.bin')
    await mkdir(bin, { recursive: true })
    const clipboard = join(bin, 'clipboard')
    await writeFile(join(bin, 'xsel'), `#!/bin/sh\nexec /bin/cat > '${clipboard}'\n`)
    await chmod(join(bin, 'xsel'), 0o755)
    const host = { cwd: site.root, env: { PATH: bin, DISPLAY: ':0' } }
    expect(await runCli(['url', 'media/boot.jpg', '--viewer', 'zoom', '--copy'], host)).toEqual({
      exit: 0,
      out: 'https://example.org/media/boot.zoom.html\n',
      errors: 'It is on the clipboard.\n',
    })
    expect(await readFile(clipboard, 'utf8')).toBe('https://example.org/media/boot.zoom.html')
    const { out } = await runCli(['embed', 'media/boot.jpg', '--copy'], host)
    expect(await readFile(clipboard, 'utf8')).toBe(out.trimEnd())
    expect(await runCli(['url', 'media/boot.jpg', '--copy'], host)).toMatchObject({
      exit: 2,
      errors: expect.stringMatching(/--copy needs one address, and there are 5/),
    })
  })

  test('prints all the same where there is no clipboard', async () => {
    expect(await embed('media/boot.jpg', '--copy')).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/^<img /),
      errors: expect.stringMatching(/There is no clipboard here/),
    })
    expect(await copyText('x', { PATH: '/nowhere', DISPLAY: ':0', WAYLAND_DISPLAY: 'w' }, 'linux')).toBe(false)
    expect(await copyText('x', { PATH: '/nowhere' }, 'darwin')).toBe(false)
  })
})

test('an asset at another target has all its addresses there, and its viewer page works from there', async () => {
  const other = await cliSite(
    {
      'index.html': page('<img src="/media/boot.jpg" alt="Boot" data-viewer="zoom">'),
      'media/boot.jpg': await plainPhoto(2),
      'media/_media.yaml': 'publish: selective\ntarget: disk\n',
    },
    `${SITE}, targets: { disk: { folder: 'shared', url: 'https://files.example.org/' } }`,
  )
  try {
    await other.build()
    const picture = (): Promise<Ran> => other.run('embed', 'media/boot.jpg', '--as', 'picture')
    expect(await picture()).toMatchObject({ exit: 1, errors: expect.stringMatching(/nothing here tells what is at.*"disk"/) })
    expect((await other.run('publish')).exit).toBe(0)
    const html = await other.read('shared/media/boot.zoom.html')
    expect(html).toContain('<script src="https://example.org/media/viewers/zoom.1.js" async>')
    expect(html).toContain('<link rel="canonical" href="https://files.example.org/media/boot.zoom.html">')
    const files = await other.snapshot()
    expect(files.has('dist/media/viewers/zoom.1.js')).toBe(true)
    const named = [...html.matchAll(/\.\.\/assets\/media\/[\w.-]+/g)].map(([path]) => path.replace('../', 'shared/'))
    expect(named.length).toBeGreaterThan(3)
    expect(named.filter((path) => !files.has(path))).toEqual([])
    expect((await other.run('url', 'media/boot.jpg', '--oembed')).out).toBe('https://files.example.org/media/boot.zoom.json\n')
    expect((await other.run('embed', 'media/boot.jpg', '--viewer', 'zoom', '--as', 'script')).out).toMatch(
      /href="https:\/\/files\.example\.org\/media\/boot\.zoom\.jpg"[^]*src="https:\/\/example\.org\/media\/viewers\/zoom\.1\.js"/,
    )
    const { exit, out } = await picture()
    const shown = [...out.matchAll(/https:\/\/files\.example\.org\/([\w./-]+)/g)].map(([, path]) => `shared/${path}`)
    expect([exit, shown.length]).toEqual([0, 5])
    expect(shown.filter((path) => !files.has(path))).toEqual([])
    await other.write({ 'media/boot.jpg': await plainPhoto(7) })
    await other.build()
    expect(await picture()).toMatchObject({ exit: 1, errors: expect.stringMatching(/has not been sent.*"renditions publish"/) })
  } finally {
    await other.dispose()
  }
})
