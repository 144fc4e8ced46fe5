import { createHash } from 'node:crypto'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PlaceholderData } from '../../src/types.js'
import { named, openWorkbench, photo, quarters, quartersOf, wish, type Workbench } from './workbench.js'

let bench: Workbench
beforeAll(async () => {
  bench = await openWorkbench()
}, 60_000)
afterAll(() => bench.close())

const formats = ['avif', 'webp', 'jpeg', 'png'] as const
const xmp =
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="48,1N"/></rdf:RDF></x:xmpmeta>'

/** A camera's JPEG: owner, serial number, place, XMP. */
async function cameraPhoto(): Promise<Buffer> {
  return (await quarters())
    .withExif({
      IFD0: { Copyright: 'Agency 2025', Artist: 'Ines', Model: 'Secretcam 7', Software: 'S' },
      IFD2: { BodySerialNumber: 'SN-4711' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 0/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '11/1 0/1 0/1' },
    })
    .withXmp(xmp)
    .jpeg({ quality: 100 })
    .toBuffer()
}

describe('metadata', () => {
  test('is noticed by the probe', async () => {
    const { probe } = await bench.engine.probe('camera.jpg', await bench.file('camera.jpg', await cameraPhoto()))
    expect(probe.metadata).toEqual({ exif: true, gps: true, serial: true, gainMap: false })
    const clean = await bench.engine.probe('clean.jpg', await bench.file('clean.jpg', await (await quarters()).jpeg().toBuffer()))
    expect(clean.probe.metadata).toEqual({ exif: false, gps: false, serial: false, gainMap: false })
  })

  test.each(formats)('is gone from %s when stripped', async (format) => {
    const [made] = await bench.render(await cameraPhoto(), [wish({ format, width: 32, height: 24 })])
    const found = await sharp(made?.bytes).metadata()
    expect([found.exif, found.xmp, found.iptc, found.icc]).toEqual([undefined, undefined, undefined, undefined])
    for (const secret of ['Secretcam', 'SN-4711', 'GPSLatitude', 'Ines']) expect(made?.bytes.includes(secret)).toBe(false)
  })

  test.each(formats)('is the copyright alone in %s when that is the policy', async (format) => {
    const source = await cameraPhoto()
    const [own, given] = await bench.render(source, [
      wish({ format, width: 32, height: 24, metadata: 'copyright', copyright: '© Ines Müller & Co' }),
      wish({ format, width: 32, height: 24, metadata: 'copyright' }),
    ])
    const found = await sharp(own?.bytes).metadata()
    expect(found.xmp?.toString()).toContain('© Ines Müller &#38; Co')
    expect(found.exif?.toString('latin1')).toMatch(/\(C\) Ines M.ller & Co/)
    expect((await sharp(given?.bytes).metadata()).exif?.includes('Agency 2025')).toBe(true)
    expect((await sharp(given?.bytes).metadata()).exif?.includes('Ines')).toBe(true)
    for (const secret of ['Secretcam', 'SN-4711', 'GPSLatitude']) expect(own?.bytes.includes(secret)).toBe(false)
    expect((await sharp(given?.bytes).metadata()).xmp).toBeUndefined()
  })

  test.each(formats)('comes through in %s when kept, turned upright', async (format) => {
    const turned = await sharp(await (await quarters()).rotate(270).png().toBuffer()).toBuffer()
    const described = await sharp(turned)
      .withExif({ IFD0: { Model: 'Secretcam 7' } })
      .withXmp(xmp)
      .jpeg({ quality: 100 })
      .toBuffer()
    const source = await sharp(described).keepExif().keepXmp().withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer()
    expect((await sharp(source).metadata()).orientation).toBe(6)
    const [made] = await bench.render(source, [wish({ format, width: 32, height: 24, metadata: 'keep' })])
    const found = await sharp(made?.bytes).metadata()
    expect(found.exif?.includes('Secretcam')).toBe(true)
    expect(found.xmp?.includes('GPSLatitude')).toBe(true)
    expect([found.width, found.height, found.orientation ?? 1]).toEqual([32, 24, 1])
    expect((await quartersOf(made?.bytes ?? Buffer.alloc(0))).map(named)).toEqual(['red', 'green', 'blue', 'white'])
  })
})

describe('animations', () => {
  const colours = ['#ff0000', '#00ff00', '#0000ff']
  const frames = () =>
    Promise.all(
      colours.map((background) =>
        sharp({ create: { width: 40, height: 30, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )

  test.each(['gif', 'webp'] as const)('stay animations in %s, with their delays and loops', async (format) => {
    const source = await sharp(await frames(), { join: { animated: true } })
      .gif({ delay: [100, 200, 300], loop: 3 })
      .toBuffer()
    const { probe } = await bench.engine.probe('a.gif', await bench.file('a.gif', source))
    expect([probe.width, probe.height, probe.pages]).toEqual([40, 30, 3])
    const [made] = await bench.render(source, [wish({ format, width: 20, height: 15, animated: true })])
    const found = await sharp(made?.bytes, { animated: true }).metadata()
    expect([found.pages, found.pageHeight, found.width, found.delay, found.loop]).toEqual([3, 15, 20, [100, 200, 300], 3])
    expect([made?.artifact.width, made?.artifact.height]).toEqual([20, 15])
    for (const [page, expected] of ['red', 'green', 'blue'].entries()) {
      const still = await sharp(made?.bytes, { page }).png().toBuffer()
      expect((await quartersOf(still)).map(named)[0]).toBe(expected)
    }
  })

  test('are cropped and coloured in every frame', async () => {
    const source = await sharp(await frames(), { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer()
    const crop = { left: 10, top: 10, width: 20, height: 10 }
    const [made] = await bench.render(source, [
      wish({
        format: 'webp',
        width: 20,
        height: 10,
        crop,
        animated: true,
        operations: [{ name: 'grayscale' }, { name: 'brightness', factor: 1.2 }],
      }),
    ])
    expect([made?.artifact.width, made?.artifact.height]).toEqual([20, 10])
    const found = await sharp(made?.bytes, { animated: true }).metadata()
    expect(found.pages).toBe(3)
    const [first] = await quartersOf(await sharp(made?.bytes, { page: 2 }).png().toBuffer())
    expect(Math.abs((first?.[0] ?? 0) - (first?.[2] ?? 255))).toBeLessThan(6)
  })

  test('are never made into a format that would lose the movement', async () => {
    const source = await sharp(await frames(), { join: { animated: true } })
      .gif()
      .toBuffer()
    await expect(bench.render(source, [wish({ format: 'avif', width: 20, height: 15, animated: true })])).rejects.toMatchObject({
      code: 'render-impossible',
    })
    await expect(
      bench.render(source, [
        wish({ format: 'gif', width: 15, height: 20, animated: true, operations: [{ name: 'rotate', angle: 90 }] }),
      ]),
    ).rejects.toMatchObject({
      code: 'render-impossible',
    })
  })
})

describe('gain maps', () => {
  test('are noticed, kept in a JPEG that keeps wide colour, and left behind elsewhere', async () => {
    // sharp has had this since 0.35.0; its types do not.
    const hdr = ((await quarters()) as Sharp & { withGainMap(): Sharp }).withGainMap()
    const source = await hdr.jpeg({ quality: 95 }).toBuffer()
    const { probe } = await bench.engine.probe('hdr.jpg', await bench.file('hdr.jpg', source))
    expect(probe.metadata.gainMap).toBe(true)
    const [kept, webp] = await bench.render(source, [
      wish({ format: 'jpeg', width: 32, height: 24, icc: 'keep' }),
      wish({ format: 'webp', width: 32, height: 24, icc: 'keep' }),
    ])
    const [plain] = await bench.render(source, [wish({ format: 'jpeg', width: 32, height: 24 })])
    expect((await sharp(kept?.bytes).metadata()).gainMap).toBeDefined()
    for (const made of [plain, webp]) {
      const found = await sharp(made?.bytes).metadata()
      expect([found.gainMap, found.width]).toEqual([undefined, 32])
      expect((await quartersOf(made?.bytes ?? Buffer.alloc(0))).map(named)).toEqual(['red', 'green', 'blue', 'white'])
    }
  })
})

describe('placeholders', () => {
  test('tell colour, blur and thumbhash of the cropped picture', async () => {
    const source = await (await quarters(640, 480)).jpeg({ quality: 95 }).toBuffer()
    const crop = { left: 0, top: 0, width: 320, height: 240 }
    const [made] = await bench.render(source, [wish({ kind: 'placeholder', format: 'json', width: 100, height: 75, crop })])
    const data = JSON.parse(made?.bytes.toString() ?? '') as PlaceholderData
    expect(data.color).toMatch(/^#f[c-f]0[0-4]0[0-4]$/)
    const blur = await sharp(Buffer.from(data.blur.replace('data:image/webp;base64,', ''), 'base64')).metadata()
    expect([blur.format, blur.width, blur.height]).toEqual(['webp', 16, 12])
    const { thumbHashToAverageRGBA } = await import('thumbhash')
    const average = thumbHashToAverageRGBA(Buffer.from(data.thumbhash, 'base64'))
    expect(average.r).toBeGreaterThan(0.9)
    expect(average.g).toBeLessThan(0.1)
  })
})

describe('originals', () => {
  test('are copied byte for byte, pictures and others', async () => {
    const png = await (await quarters()).png().toBuffer()
    const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(3_000_000, 7)])
    for (const source of [png, pdf]) {
      const [made] = await bench.render(source, [wish({ kind: 'original', format: 'x', width: 0, height: 0 })])
      expect(made?.bytes.equals(source)).toBe(true)
      expect(made?.artifact.digest).toBe(createHash('sha256').update(source).digest('hex'))
    }
  })

  test('that changed since they were looked at are refused', async () => {
    const file = await bench.file('changed.pdf', '%PDF-1.7 second')
    const digest = createHash('sha256').update('%PDF-1.7 first').digest('hex')
    const recipe = wish({ kind: 'original', format: 'pdf' })
    const job = {
      asset: 'changed.pdf',
      file,
      digest,
      pixels: 0,
      renditions: [{ key: 'changed', asset: 'changed.pdf', digest, recipe, extension: 'pdf', stem: 'changed' }],
    }
    await expect(bench.engine.render(job, () => {})).rejects.toMatchObject({ code: 'asset-changed' })
  })
})

describe('JPEGs', () => {
  test('are progressive, and smaller than without mozjpeg', async () => {
    const source = await (await photo(400, 300)).png().toBuffer()
    const [made] = await bench.render(source, [wish({ format: 'jpeg', width: 400, height: 300, effort: 0 })])
    expect((await sharp(made?.bytes).metadata()).isProgressive).toBe(true)
    const plain = await sharp(source).jpeg({ quality: 80 }).toBuffer()
    expect(made?.artifact.bytes).toBeLessThan(plain.length * 0.97)
  })
})
