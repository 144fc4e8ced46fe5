import sharp from 'sharp'
import { afterEach, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import { attribute, elements, page, photo, srcsetUrls, tempSite, type TempSite } from './temp-site.js'

let site: TempSite
afterEach(() => site.dispose())

const source = await photo(300, 200)

/** Files that answer `<img id>` in the built page: those of the sources of its picture, then its own. */
async function filesOf(id: string): Promise<Buffer[]> {
  const image = elements(await site.read('dist/index.html'), 'img').find((each) => attribute(each, 'id') === id)
  const parent = image?.parentNode
  const around = parent && 'tagName' in parent && parent.tagName === 'picture' ? parent.childNodes : [image]
  const urls = around.flatMap((node) =>
    node && 'attrs' in node ? [...srcsetUrls(attribute(node, 'srcset')), attribute(node, 'src') ?? ''] : [],
  )
  return Promise.all([...new Set(urls.filter(Boolean))].map((url) => site.bytes(`dist${url}`)))
}

async function built(files: Record<string, string | Uint8Array>, body: string, options: Options<string>): Promise<void> {
  site = await tempSite({ 'index.html': page(body), ...files })
  await site.build({ hosts: [], ...options })
}

async function means(bytes: Buffer): Promise<number[]> {
  return (await sharp(bytes).stats()).channels.map(({ mean }) => mean)
}

test('every kind of source comes out upright, in sRGB of 8 bits, with its own colours, alpha and shape', async () => {
  const plain = sharp(source)
  const colour = await means(source)
  const [grey = 0] = await means(await plain.clone().greyscale().toColourspace('b-w').png().toBuffer())
  const mask = { create: { width: 300, height: 200, channels: 3, background: '#808080' } } as const
  const alpha = plain.clone().joinChannel(await sharp(mask).greyscale().png().toBuffer())
  const turned = await plain.clone().jpeg().withMetadata({ orientation: 6 }).toBuffer()
  const sources: [name: string, bytes: Buffer, expected: number[], formats: string[]][] = [
    ['cmyk.jpg', await plain.clone().toColourspace('cmyk').jpeg().toBuffer(), colour, ['heif', 'webp', 'jpeg']],
    ['deep.png', await plain.clone().toColourspace('rgb16').png().toBuffer(), colour, ['heif', 'webp', 'jpeg']],
    ['grey.jpg', await plain.clone().toColourspace('b-w').jpeg().toBuffer(), [grey, grey, grey], ['heif', 'webp', 'jpeg']],
    ['palette.png', await plain.clone().png({ palette: true }).toBuffer(), colour, ['heif', 'webp', 'jpeg']],
    ['alpha.png', await alpha.clone().png().toBuffer(), [...colour, 128], ['heif', 'webp', 'png']],
    ['p3.jpg', await plain.clone().withIccProfile('p3').jpeg().toBuffer(), colour, ['heif', 'webp', 'jpeg']],
    ['turned.jpg', turned, colour, ['heif', 'webp', 'jpeg']],
  ]
  await built(
    Object.fromEntries(sources.map(([name, bytes]) => [`media/${name}`, bytes])),
    sources.map(([name]) => `<img id="${name}" src="/media/${name}" alt="">`).join('\n'),
    { presets: { default: { widths: [90] } } },
  )
  for (const [name, , expected, formats] of sources) {
    const files = await filesOf(name)
    const facts = await Promise.all(files.map((file) => sharp(file).metadata()))
    expect(
      facts.map(({ format }) => format),
      name,
    ).toEqual(formats)
    for (const [index, { space, depth, icc, exif, width, height }] of facts.entries()) {
      expect([space, depth, icc, exif], name).toEqual(['srgb', 'uchar', undefined, undefined])
      expect([width, height], name).toEqual(name === 'turned.jpg' ? [90, 135] : [90, 60])
      const found = await means(files[index] ?? source)
      // CMYK holds fewer colours, so it may be further off.
      expect(found, name).toHaveLength(expected.length)
      found.forEach((mean, channel) =>
        expect(Math.abs(mean - (expected[channel] ?? 0)), name).toBeLessThan(name === 'cmyk.jpg' ? 30 : 4),
      )
    }
  }
})

test('an animated WebP stays one moving WebP', async () => {
  const frames = await Promise.all([1, 2, 3].map(async (seed) => photo(80, 60, seed)))
  const moving = await sharp(frames, { join: { animated: true } })
    .webp({ loop: 0, delay: [100, 100, 100] })
    .toBuffer()
  await built({ 'media/moving.webp': moving }, '<img id="moving" src="/media/moving.webp" alt="">', {})
  const files = await filesOf('moving')
  const facts = await Promise.all(files.map((file) => sharp(file, { animated: true }).metadata()))
  expect(facts.map(({ format, pages, pageHeight }) => [format, pages, pageHeight])).toEqual([['webp', 3, 60]])
})

test('copyright comes from the nearest sidecar, and without place or camera; icc: keep keeps the gamut', async () => {
  const exif = {
    IFD0: { Copyright: 'Old Owner', Artist: 'Ada', Model: 'Camera X' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '10/1 0/1 0/1' },
  }
  const tagged = await sharp(source).withExif(exif).withIccProfile('p3', { attach: true }).jpeg().toBuffer()
  await built(
    {
      'media/own.jpg': tagged,
      'media/own.jpg.media.yaml': 'credit: Ada Example\n',
      'media/_media.yaml': 'credit: Folder Credit\n',
      'media/trip/none.jpg': await sharp(tagged).keepMetadata().modulate({ brightness: 1.1 }).toBuffer(),
    },
    '<img id="own" src="/media/own.jpg?preset=credited" alt=""><img id="folder" src="/media/trip/none.jpg?preset=credited" alt=""><img id="wide" src="/media/own.jpg?preset=wide" alt="">',
    { presets: { credited: { widths: [50], metadata: 'copyright' }, wide: { widths: [50], icc: 'keep' } } },
  )
  const wanted = { own: 'Ada Example', folder: 'Folder Credit' }
  for (const [id, credit] of Object.entries(wanted)) {
    for (const file of await filesOf(id)) {
      const text = (await sharp(file).metadata()).exif?.toString('latin1') ?? ''
      expect(text).toContain(credit)
      expect(text).not.toMatch(/Old Owner|Camera X/)
      expect(file.includes('GPSLatitude') || text.includes('N\0\0\0')).toBe(false)
    }
  }
  const profiles = await Promise.all((await filesOf('wide')).map(async (file) => (await sharp(file).metadata()).icc?.length ?? 0))
  expect(profiles).toHaveLength(3)
  expect(Math.min(...profiles)).toBeGreaterThan(100)
})

test('PNG is lossless, and a palette once its quality is named', async () => {
  await built(
    { 'media/lake.jpg': source },
    '<img id="whole" src="/media/lake.jpg?format=png&amp;width=100" alt=""><img id="few" src="/media/lake.jpg?format=png&amp;width=100&amp;quality=png:60" alt="">',
    {},
  )
  const [[whole], [few]] = [await filesOf('whole'), await filesOf('few')]
  // Colour type of the header: 2 is RGB, 3 a palette (https://www.w3.org/TR/png-3/#11IHDR).
  expect([whole?.[25], few?.[25]]).toEqual([2, 3])
  expect(few?.length).toBeLessThan((whole?.length ?? 0) / 2)
})

test('what is smaller than asked is never enlarged, however it is asked', async () => {
  const wishes = [
    'widths=1000,2000',
    'width=1000',
    'height=1000',
    'width=1000&amp;height=1000&amp;fit=cover',
    'width=1000&amp;fit=fill&amp;height=900',
    'ratio=1:1&amp;width=1000',
    'width=200&amp;densities=1,2,3',
  ]
  await built(
    { 'media/lake.jpg': source },
    wishes.map((wish, index) => `<img id="w${index}" src="/media/lake.jpg?format=jpeg&amp;${wish}" alt="">`).join('\n'),
    {},
  )
  for (const index of wishes.keys()) {
    const facts = await Promise.all((await filesOf(`w${index}`)).map((file) => sharp(file).metadata()))
    expect(facts.length).toBeGreaterThan(0)
    for (const { width, height } of facts) expect([width <= 300, height <= 200]).toEqual([true, true])
  }
})
