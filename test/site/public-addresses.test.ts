import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import { digestOf } from '../../src/base/hash.js'
import { MANIFEST_PATH } from '../../src/publish/manifest.js'
import { plainPhoto } from './photo-site.js'
import { attribute, elements, page, srcsetUrls, tempSite, type TempSite } from './temp-site.js'

const options = {
  assets: 'media',
  presets: { tiny: { widths: [20, 40], formats: ['webp', 'fallback'], effort: 0 }, other: { extends: 'tiny', widths: [30] } },
  defaultPreset: 'tiny',
  site: 'https://example.org',
  grace: 0,
  hosts: 'netlify',
} as const satisfies Options
const lenient: Options = { ...options, onError: 'warn' }

let site: TempSite
beforeEach(async () => {
  site = await tempSite({ 'media/press/boot.jpg': await plainPhoto(3), 'index.html': page(shown()) })
})
afterEach(() => site.dispose())

function shown(path = 'press/boot.jpg', more = 'alt="A boot" data-viewer="zoom"'): string {
  return `<img src="/media/${path}" ${more}>`
}

const read = (path: string): Promise<string> => site.read(`dist/${path}`)
const stableFiles = (): Promise<string[]> => site.list('dist/media')

/** Every address in a viewer page, as paths of the output. */
async function namedBy(path: string): Promise<string[]> {
  const html = await read(path)
  const urls = ['a', 'script', 'link', 'img', 'source'].flatMap((tag) =>
    elements(html, tag).flatMap((element) => [
      attribute(element, 'href'),
      attribute(element, 'src'),
      ...srcsetUrls(attribute(element, 'srcset')),
    ]),
  )
  return urls
    .filter((url) => url !== undefined && !url.startsWith('https:'))
    .map((url) => posix.join(posix.dirname(path), url ?? ''))
}

describe('the page of a viewer', () => {
  const address = 'media/press/boot.zoom.html'

  test.each(['/', '/docs/', './'])('names only files that are there, whatever the base (%s)', async (base) => {
    await site.build(options, { base })
    const named = await namedBy(address)
    expect(named.length).toBeGreaterThan(6)
    expect(named.filter((path) => !existsSync(join(site.root, 'dist', path)))).toEqual([])
    const url = `https://example.org${base.replace('.', '')}${address}`
    expect(await read(address)).toContain(`<link rel="canonical" href="${url}">`)
    expect(JSON.parse(await read('media/press/boot.zoom.json'))).toMatchObject({
      version: '1.0',
      type: 'rich',
      width: 40,
      height: 27,
      thumbnail_url: url.replace('zoom.html', 'tiny.jpg'),
      html: expect.stringContaining(`<iframe src="${url}"`),
    })
  })

  test('says whose picture it is, in its own language, and takes texts for texts', async () => {
    const nasty = `"><script>alert('1')</script>&amp;`
    await site.write({
      'media/press/_media.yaml': `lang: de\nlicence: CC BY 4.0\ncredit: '${nasty.replaceAll("'", "''")}'\n`,
      'media/press/boot.jpg.media.yaml': `title: '</title>${nasty.replaceAll("'", "''")}'\n`,
    })
    await site.build(options)
    const html = await read(address)
    expect(attribute(elements(html, 'html')[0]!, 'lang')).toBe('de')
    expect(elements(html, 'script')).toHaveLength(1)
    expect(elements(html, 'script')[0]?.childNodes).toEqual([])
    expect(textOf(html, 'title')).toBe(`</title>${nasty}`)
    expect(textOf(html, 'figcaption')).toBe(`${nasty} · CC BY 4.0`)
    expect(attribute(elements(html, 'img')[0]!, 'alt')).toBe('A boot')
    const answer = JSON.parse(await read('media/press/boot.zoom.json')) as Record<string, string>
    expect(answer).toMatchObject({ title: `</title>${nasty}`, author_name: nasty })
    expect(elements(answer['html'] ?? '', 'script')).toEqual([])
    expect(html).not.toMatch(/style="|<style| on\w+=/)
  })

  test('keeps its address while the picture changes, moves and goes', async () => {
    await site.build(options)
    const first = await read(address)
    await site.write({ 'media/press/boot.jpg': await plainPhoto(9) })
    await site.build(options)
    expect(await read(address)).not.toBe(first)
    expect((await namedBy(address)).filter((path) => !existsSync(join(site.root, 'dist', path)))).toEqual([])

    await site.remove('media/press/boot.jpg')
    await site.write({ 'media/new/shoe.jpg': await plainPhoto(9), 'index.html': page(shown('new/shoe.jpg')) })
    await site.build(options)
    const rules = await read('_redirects')
    for (const end of ['tiny.jpg', 'zoom.jpg', 'zoom.html', 'zoom.json'])
      expect(rules).toContain(`/media/press/boot.${end} /media/new/shoe.${end} 301`)

    await site.write({ 'media/new/_media.yaml': 'publish: unpublished\n', 'index.html': page('') })
    await site.build(options)
    expect(await stableFiles()).toEqual(['viewers/page.1.css', 'viewers/zoom.1.css', 'viewers/zoom.1.js'])
    expect(await read('_redirects')).toContain('# gone: /media/new/shoe.zoom.html')
  })

  test('outlives the page that asked for it, also in a fresh output without a cache', async () => {
    await site.build(options)
    const files = await stableFiles()
    await site.write({ 'index.html': page('<p>No picture</p>') })
    await site.build(options)
    expect(await stableFiles()).toEqual(files)
    expect((await namedBy(address)).filter((path) => !existsSync(join(site.root, 'dist', path)))).toEqual([])
    await site.remove('dist', '.renditions')
    await site.build(options)
    expect(await stableFiles()).toEqual(files)
    expect((await namedBy(address)).filter((path) => !existsSync(join(site.root, 'dist', path)))).toEqual([])
  })

  test('is the same whatever the order of pages, and comes back from the memo', async () => {
    const both = [shown(), shown('press/boot.jpg', 'alt="Again" data-viewer="zoom" data-preset="other"')]
    await site.write({ 'index.html': page(both.join('\n')) })
    await site.build(options)
    const [html, json] = [await read(address), await read('media/press/boot.zoom.json')]
    await site.write({ 'index.html': page(both.toReversed().join('\n')) })
    await site.build(options)
    expect([await read(address), await read('media/press/boot.zoom.json')]).toEqual([html, json])
    await site.remove('dist')
    const log = await site.build(options)
    expect(log.info.join('\n')).toMatch(/0 made/)
    expect([await read(address), await read('media/press/boot.zoom.json')]).toEqual([html, json])
  })

  test('comes without oEmbed and absolute addresses while nobody knows where the site stands', async () => {
    await site.build({ ...options, site: undefined })
    expect(await stableFiles()).not.toContain('press/boot.zoom.json')
    expect(await read(address)).not.toMatch(/https?:|oembed/)
  })

  test('is not made where stable addresses are off', async () => {
    await site.build({ ...options, stable: false })
    expect(await stableFiles()).toEqual(['viewers/page.1.css', 'viewers/zoom.1.css', 'viewers/zoom.1.js'])
    await site.write({ 'media/_media.yaml': 'stable: true\n' })
    await site.build({ ...options, stable: false })
    expect(await stableFiles()).toContain('press/boot.zoom.html')
    await site.remove('dist', 'renditions.lock', '.renditions')
    await site.write({ 'media/_media.yaml': 'stable: false\n' })
    await site.build(options)
    expect(await stableFiles()).toEqual(['viewers/page.1.css', 'viewers/zoom.1.css', 'viewers/zoom.1.js'])
  })
})

describe('the script of a viewer', () => {
  test('stays for pages of others when no page of the site has the viewer any more', async () => {
    await site.build(options)
    const script = await site.bytes('dist/media/viewers/zoom.1.js')
    await site.remove('media/press/boot.jpg')
    await site.write({ 'index.html': page('') })
    await site.build(options)
    // CI begins with nothing but what is committed.
    await site.remove('dist', '.renditions')
    await site.build(options)
    expect(await site.bytes('dist/media/viewers/zoom.1.js')).toEqual(script)
  })

  test('given away under a former address stays there, and is not put back wrong', async () => {
    await site.build(options)
    const former = ['media/viewers/zoom-0123456789abcdef.js', 2, '0'.repeat(64), 'viewer:zoom', 'viewer', '']
    const manifest = await read(MANIFEST_PATH)
    const [header = '', ...lines] = manifest.split('\n')
    await site.write({
      'dist/media/viewers/zoom-0123456789abcdef.js': '{}',
      [`dist/${MANIFEST_PATH}`]: [header, JSON.stringify(withDigestOf('{}', former)), ...lines].join('\n'),
    })
    await site.build(options)
    expect(await read('media/viewers/zoom-0123456789abcdef.js')).toBe('{}')
    await site.remove('dist/media/viewers/zoom-0123456789abcdef.js')
    await site.build(options)
    expect(await stableFiles()).not.toContain('viewers/zoom-0123456789abcdef.js')
  })
})

describe('two assets with one address', () => {
  beforeEach(async () => {
    const png = await sharp(await plainPhoto(7))
      .png()
      .toBuffer()
    await site.write({ 'media/press/boot.png': png, 'index.html': page(`${shown()}\n${shown('press/boot.png')}`) })
  })

  test('are both shown, and the first keeps it, with a warning', async () => {
    const { warnings } = await site.build(options)
    expect(warnings.join('\n')).toMatch(/want the address "media\/press\/boot\.tiny\.jpg"/)
    expect(await sharp(await site.bytes('dist/media/press/boot.tiny.jpg')).stats()).toMatchObject({
      channels: (await sharp(await site.bytes('media/press/boot.jpg')).stats()).channels.map(({ mean }) => ({
        mean: expect.closeTo(mean, -0.5),
      })),
    })
    expect((await site.build(options)).warnings.join('\n')).toMatch(/want the address/)
  })

  test('are an error where it was asked for', async () => {
    await site.write({ 'media/press/_media.yaml': 'stable: true\n' })
    await expect(site.build(options)).rejects.toThrow(/want the address "media\/press\/boot\.tiny\.jpg"/)
  })
})

test('the address of a preset that is no more leads to the picture as the default preset makes it', async () => {
  await site.write({ 'index.html': page(shown('press/boot.jpg', 'alt="" data-preset="other"')) })
  await site.build(options)
  await site.write({ 'index.html': page('') })
  await site.build({ ...options, presets: { tiny: options.presets.tiny } })
  expect(await read('_redirects')).toContain('/media/press/boot.other.jpg /media/press/boot.tiny.jpg 301')
  expect(await stableFiles()).toContain('press/boot.tiny.jpg')
})

describe('the original', () => {
  const allowed = { 'media/press/boot.jpg.media.yaml': 'original: true\n' }

  test('is published untouched when it is asked for, and gone when it is not any more', async () => {
    await site.build(options)
    expect(await stableFiles()).not.toContain('press/boot.jpg')
    await site.write(allowed)
    await site.build(options)
    expect(await site.bytes('dist/media/press/boot.jpg')).toEqual(await site.bytes('media/press/boot.jpg'))
    // No page shows it any more, and the permission is withdrawn.
    await site.write({ 'index.html': page('') })
    await site.build(options)
    expect(await stableFiles()).toContain('press/boot.jpg')
    await site.remove('media/press/boot.jpg.media.yaml')
    await site.build(options)
    expect(await stableFiles()).not.toContain('press/boot.jpg')
    expect(await read('_redirects')).toMatch(/\/media\/press\/boot\.jpg \/media\/press\/boot\.\S+ 301/)
  })

  test.each([
    ['where it was taken', { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } }],
    ['the number of the camera', { IFD2: { BodySerialNumber: '4711' } }],
    ['the name of its owner', { IFD2: { CameraOwnerName: 'Ada' } }],
  ])('is refused when it tells %s', async (_what, exif) => {
    const telling = await sharp(await plainPhoto(3))
      .withExif(exif)
      .jpeg()
      .toBuffer()
    await site.write({ ...allowed, 'media/press/boot.jpg': telling })
    await expect(site.build(options)).rejects.toThrow(/may be published untouched.*but it tells (?:where|which camera)/)
    const { warnings } = await site.build(lenient)
    expect(warnings.join('\n')).toMatch(/exiftool/)
    expect(await stableFiles()).not.toContain('press/boot.jpg')
    expect(await stableFiles()).toContain('press/boot.tiny.jpg')
  })
})

function textOf(html: string, tag: string): string {
  return (elements(html, tag)[0]?.childNodes ?? []).map((node) => ('value' in node ? node.value : '')).join('')
}

function withDigestOf(text: string, [path, , , ...rest]: readonly unknown[]): unknown[] {
  return [path, Buffer.byteLength(text), digestOf(text), ...rest]
}
