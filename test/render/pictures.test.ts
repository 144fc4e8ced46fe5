import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { named, openWorkbench, photo, quarters, quartersOf, wish, type Workbench } from './workbench.js'

let bench: Workbench
beforeAll(async () => {
  bench = await openWorkbench()
}, 60_000)
afterAll(() => bench.close())

const all = ['red', 'green', 'blue', 'white']
const formats = ['avif', 'webp', 'jpeg', 'png'] as const

async function coloursOf(source: Buffer, recipe = wish({ width: 64, height: 48 })): Promise<string[]> {
  const [made] = await bench.render(source, [recipe])
  return made ? (await quartersOf(made.bytes)).map(named) : []
}

describe('the pixels of', () => {
  // How to undo EXIF orientation 1–8 when making the source: what a camera held that way would have stored.
  const stored: ((picture: Sharp) => Sharp)[] = [
    (picture) => picture,
    (picture) => picture.flop(),
    (picture) => picture.rotate(180),
    (picture) => picture.flip(),
    // sharp mirrors before it turns.
    (picture) => picture.flop().rotate(270),
    (picture) => picture.rotate(270),
    (picture) => picture.flop().rotate(90),
    (picture) => picture.rotate(90),
  ]
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('a JPEG with orientation %i are upright', async (orientation) => {
    const make = stored[orientation - 1]
    const turned = await make?.(await quarters())
      .png()
      .toBuffer()
    const source = await sharp(turned).withMetadata({ orientation }).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer()
    const probed = await bench.engine.probe('turned.jpg', await bench.file(`turned-${orientation}.jpg`, source))
    expect([probed.probe.width, probed.probe.height]).toEqual([64, 48])
    const [made] = await bench.render(source, [wish({ width: 32, height: 24 })])
    expect((await quartersOf(made?.bytes ?? Buffer.alloc(0))).map(named)).toEqual(all)
    expect([made?.artifact.width, made?.artifact.height]).toEqual([32, 24])
    expect((await sharp(made?.bytes).metadata()).orientation).toBeUndefined()
  })

  test('an oriented JPEG with a crop rectangle are those of the upright rectangle', async () => {
    const turned = await (await quarters()).rotate(270).png().toBuffer()
    const source = await sharp(turned).withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer()
    const crop = { left: 32, top: 24, width: 32, height: 24 }
    expect(await coloursOf(source, wish({ width: 16, height: 12, crop }))).toEqual(['white', 'white', 'white', 'white'])
  })

  test('a CMYK JPEG are converted to sRGB', async () => {
    const source = await (await quarters()).withIccProfile('cmyk').jpeg({ quality: 100 }).toBuffer()
    expect((await sharp(source).metadata()).space).toBe('cmyk')
    const [made] = await bench.render(source, [wish({ width: 64, height: 48, icc: 'keep' })])
    const [red, green, blue, white] = await quartersOf(made?.bytes ?? Buffer.alloc(0))
    // Print inks are dull: the hue is what must be right.
    expect(red?.[0]).toBeGreaterThan(200)
    expect(red?.[1]).toBeLessThan(80)
    expect(green?.[1]).toBeGreaterThan(Math.max(green?.[0] ?? 255, green?.[2] ?? 255) + 40)
    expect(blue?.[2]).toBeGreaterThan((blue?.[0] ?? 255) + 60)
    expect(white?.every((value) => value > 245)).toBe(true)
  })

  test('a 16-bit PNG become 8-bit of the same colour', async () => {
    const half = new Uint16Array(64 * 48 * 3).fill(0x8080)
    const source = await sharp(half, { raw: { width: 64, height: 48, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer()
    expect((await sharp(source).metadata()).depth).toBe('ushort')
    const [made] = await bench.render(source, [wish({ width: 32, height: 24 })])
    expect((await sharp(made?.bytes).metadata()).depth).toBe('uchar')
    expect((await quartersOf(made?.bytes ?? Buffer.alloc(0)))[0]).toEqual([128, 128, 128])
  })

  test('a grey picture stay grey in every format', async () => {
    const source = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#646464' } })
      .toColourspace('b-w')
      .png()
      .toBuffer()
    expect((await sharp(source).metadata()).space).toBe('b-w')
    const made = await bench.render(
      source,
      formats.map((format) => wish({ format, width: 32, height: 24 })),
    )
    for (const { bytes } of made)
      for (const value of (await quartersOf(bytes))[0] ?? []) expect(Math.abs(value - 100)).toBeLessThanOrEqual(2)
  })

  test('a palette PNG stay a palette PNG and keep transparency', async () => {
    const source = await (await quarters()).ensureAlpha(0.5).png({ palette: true }).toBuffer()
    const [made] = await bench.render(source, [wish({ width: 32, height: 24 })])
    const metadata = await sharp(made?.bytes).metadata()
    expect(metadata.isPalette).toBe(true)
    expect(metadata.hasAlpha).toBe(true)
    expect((await quartersOf(made?.bytes ?? Buffer.alloc(0))).map(named)).toEqual(all)
  })

  test('a picture with alpha keep it where the format can, and lie on the background where not', async () => {
    const source = await sharp({ create: { width: 64, height: 48, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } })
      .png()
      .toBuffer()
    const [png, webp, avif, jpeg, green] = await bench.render(source, [
      wish({ width: 32, height: 24 }),
      wish({ format: 'webp', width: 32, height: 24 }),
      wish({ format: 'avif', width: 32, height: 24 }),
      wish({ format: 'jpeg', width: 32, height: 24 }),
      wish({ format: 'jpeg', width: 32, height: 24, background: '#00ff00' }),
    ])
    for (const made of [png, webp, avif]) expect((await sharp(made?.bytes).stats()).channels[3]?.max).toBe(0)
    expect((await quartersOf(jpeg?.bytes ?? Buffer.alloc(0))).map(named)[0]).toBe('white')
    expect((await quartersOf(green?.bytes ?? Buffer.alloc(0))).map(named)[0]).toBe('green')
  })

  test('a Display P3 picture are converted, or kept with the profile', async () => {
    const source = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#c83232' } })
      .withIccProfile('p3')
      .jpeg({ quality: 100 })
      .toBuffer()
    const probed = await bench.engine.probe('wide.jpg', await bench.file('wide.jpg', source))
    expect(probed.probe.colour).toBe('p3')
    const [made] = await bench.render(source, [wish({ width: 32, height: 24 })])
    expect((await sharp(made?.bytes).metadata()).icc).toBeUndefined()
    for (const [index, value] of ((await quartersOf(made?.bytes ?? Buffer.alloc(0)))[0] ?? []).entries()) {
      expect(Math.abs(value - ([200, 50, 50][index] ?? 0))).toBeLessThanOrEqual(4)
    }
    const kept = await bench.render(
      source,
      formats.map((format) => wish({ format, width: 32, height: 24, icc: 'keep' })),
    )
    for (const { bytes } of kept) {
      expect((await sharp(bytes).metadata()).icc?.length).toBeGreaterThan(100)
      const [shown] = await quartersOf(bytes)
      for (const [index, value] of (shown ?? []).entries())
        expect(Math.abs(value - ([200, 50, 50][index] ?? 0))).toBeLessThanOrEqual(8)
    }
  })

  test('a 16-bit P3 picture come out in the same colour', async () => {
    const eight = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#c83232' } })
      .png()
      .toBuffer()
    const source = await sharp(eight).toColourspace('rgb16').withIccProfile('p3').png().toBuffer()
    const [made] = await bench.render(source, [wish({ width: 16, height: 16 })])
    const expected = (await quartersOf(await sharp(source).toColourspace('srgb').png().toBuffer()))[0]
    expect((await quartersOf(made?.bytes ?? Buffer.alloc(0)))[0]).toEqual(expected)
  })

  test('an SVG are drawn at the size that is wanted when somebody asks for that', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="2" height="1.5" fill="red"/><rect x="2" width="2" height="1.5" fill="lime"/><rect y="1.5" width="2" height="1.5" fill="blue"/></svg>'
    const [made] = await bench.render(Buffer.from(svg), [wish({ format: 'webp', width: 400, height: 300, background: '#fff' })])
    expect([made?.artifact.width, made?.artifact.height]).toEqual([400, 300])
    expect((await quartersOf(made?.bytes ?? Buffer.alloc(0))).map(named).slice(0, 3)).toEqual(['red', 'green', 'blue'])
  })
})

describe('sizes', () => {
  test('are never above the source, whatever is asked', async () => {
    const source = await (await quarters(40, 30)).png().toBuffer()
    const made = await bench.render(source, [
      wish({ width: 400, height: 300 }),
      wish({ width: 400, height: 400, fit: 'inside' }),
      wish({ width: 400, height: 400, fit: 'outside' }),
      wish({ width: 80, height: 30, fit: 'cover' }),
      wish({ width: 20, height: 15, crop: { left: 0, top: 0, width: 10, height: 8 } }),
    ])
    for (const { artifact } of made) {
      expect(artifact.width).toBeLessThanOrEqual(40)
      expect(artifact.height).toBeLessThanOrEqual(30)
    }
    expect(made[4]?.artifact.width).toBe(10)
  })

  test('a contained picture has bars and its own size inside', async () => {
    const source = await (await quarters(60, 30)).png().toBuffer()
    const [made] = await bench.render(source, [wish({ width: 60, height: 60, fit: 'contain', background: '#000000' })])
    expect([made?.artifact.width, made?.artifact.height]).toEqual([60, 60])
    const { data } = await sharp(made?.bytes)
      .removeAlpha()
      .extract({ left: 30, top: 5, width: 1, height: 1 })
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect([...data]).toEqual([0, 0, 0])
  })

  test('a picture too wide for its format is refused by name while its other files are made', async () => {
    const source = await sharp({ create: { width: 17_000, height: 4, channels: 3, background: '#888' } })
      .png()
      .toBuffer()
    const file = await bench.file('wide.png', source)
    const { digest } = await bench.engine.probe('wide.png', file)
    const recipes = [wish({ format: 'webp', width: 17_000, height: 4 }), wish({ width: 17_000, height: 4 })]
    const renditions = recipes.map((recipe, index) => ({
      key: `wide-${index}`,
      asset: 'wide.png',
      digest,
      recipe,
      extension: 'x',
      stem: 'wide',
    }))
    const made: string[] = []
    const job = bench.engine.render({ asset: 'wide.png', file, digest, pixels: 68_000, renditions }, ({ key }) => made.push(key))
    await expect(job).rejects.toMatchObject({ code: 'render-impossible', message: expect.stringContaining('16383') })
    expect(made).toEqual(['wide-1'])
  })
})

describe('crops', () => {
  test('a rectangle cuts exactly that part', async () => {
    const source = await (await quarters(640, 480)).jpeg({ quality: 100 }).toBuffer()
    const crop = { left: 320, top: 0, width: 320, height: 240 }
    expect(await coloursOf(source, wish({ width: 160, height: 120, crop }))).toEqual(['green', 'green', 'green', 'green'])
  })

  test.each(['attention', 'saliency'] as const)('%s finds the one lively spot, the same in all widths', async (rule) => {
    const spot = await sharp({ create: { width: 120, height: 120, channels: 3, background: '#e02010' } })
      .png()
      .toBuffer()
    const source = await sharp({ create: { width: 1600, height: 400, channels: 3, background: '#667788' } })
      .composite([{ input: spot, left: 1300, top: 140 }])
      .jpeg({ quality: 95 })
      .toBuffer()
    const crop = { rule }
    const made = await bench.render(
      source,
      [400, 333, 200].map((width) => wish({ width, height: width, crop })),
    )
    const shares = await Promise.all(made.map(async ({ bytes }) => (await sharp(bytes).stats()).channels[0]?.mean ?? 0))
    expect(Math.min(...shares)).toBeGreaterThan(0x66 + 5)
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThan(2)
  })

  test('a crop by rule of a thread is centred at once, with a warning', async () => {
    const source = await sharp({ create: { width: 1, height: 20_000, channels: 3, background: '#123456' } })
      .png()
      .toBuffer()
    const begun = performance.now()
    const [made] = await bench.render(source, [wish({ width: 200, height: 200, crop: { rule: 'attention' } })])
    expect(performance.now() - begun).toBeLessThan(5000)
    expect([made?.artifact.width, made?.artifact.height]).toEqual([1, 1])
    expect(bench.warnings.map(({ code }) => code)).toContain('crop-extreme')
  })

  test('turning comes before the crop', async () => {
    const source = await (await quarters(64, 48)).png().toBuffer()
    const operations = [{ name: 'rotate', angle: 90 }] as const
    expect(await coloursOf(source, wish({ width: 48, height: 64, operations }))).toEqual(['blue', 'red', 'white', 'green'])
    const crop = { left: 24, top: 0, width: 24, height: 32 }
    expect(await coloursOf(source, wish({ width: 24, height: 32, operations, crop }))).toEqual(['red', 'red', 'red', 'red'])
  })
})

describe('operations', () => {
  const flat = (background: string) =>
    sharp({ create: { width: 32, height: 32, channels: 3, background } })
      .png()
      .toBuffer()
  const colourAfter = async (background: string, operations: Parameters<typeof wish>[0]['operations']) => {
    const [made] = await bench.render(await flat(background), [wish({ width: 16, height: 16, operations })])
    return (await quartersOf(made?.bytes ?? Buffer.alloc(0)))[0]
  }
  test('run in the order of the list', async () => {
    const brighten = { name: 'brightness', factor: 2 } as const
    const flatten = { name: 'contrast', factor: 0.5 } as const
    const [a, b] = [await colourAfter('#404040', [brighten, flatten]), await colourAfter('#404040', [flatten, brighten])]
    expect(a?.[0]).toBeLessThan(140)
    expect(b?.[0]).toBeGreaterThan(160)
  })
  test('do what their names say', async () => {
    const grey = await colourAfter('#ff0000', [{ name: 'grayscale' }])
    expect(grey?.[0]).toBe(grey?.[2])
    const tinted = await colourAfter('#808080', [{ name: 'grayscale' }, { name: 'tint', colour: '#ff0000' }])
    expect(tinted?.[0]).toBeGreaterThan((tinted?.[2] ?? 255) + 50)
    const turned = await colourAfter('#ff0000', [{ name: 'hue', degrees: 120 }])
    expect(turned?.[1]).toBeGreaterThan(turned?.[0] ?? 255)
    const dull = await colourAfter('#c04040', [{ name: 'saturation', factor: 0 }])
    expect(Math.abs((dull?.[0] ?? 0) - (dull?.[2] ?? 255))).toBeLessThan(6)
    const source = await (await quarters(64, 48)).png().toBuffer()
    expect(await coloursOf(source, wish({ width: 64, height: 48, operations: [{ name: 'flip' }, { name: 'flop' }] }))).toEqual(
      all.toReversed(),
    )
    const [soft] = await bench.render(source, [wish({ width: 64, height: 48, operations: [{ name: 'blur', sigma: 30 }] })])
    expect((await quartersOf(soft?.bytes ?? Buffer.alloc(0))).map(named)).not.toEqual(all)
  })
  test('trim cuts an even border and never stretches what is left', async () => {
    const source = await sharp({ create: { width: 200, height: 100, channels: 3, background: '#ffffff' } })
      .composite([{ input: await flat('#ff0000'), left: 20, top: 30 }])
      .png()
      .toBuffer()
    const [made] = await bench.render(source, [
      wish({ width: 100, height: 50, fit: 'inside', operations: [{ name: 'trim', threshold: 10 }] }),
    ])
    expect([made?.artifact.width, made?.artifact.height]).toEqual([32, 32])
    expect((await quartersOf(made?.bytes ?? Buffer.alloc(0))).map(named)).toEqual(['red', 'red', 'red', 'red'])
  })
})

describe('the same input', () => {
  test('gives the same bytes alone, among others, from another engine and with other cores', async () => {
    const source = await (await photo(2600, 1900)).jpeg({ quality: 88 }).toBuffer()
    const sizes = [
      [1600, 1169],
      [800, 585],
      [400, 292],
    ] as const
    const recipes = sizes.flatMap(([width, height]) =>
      (['webp', 'jpeg'] as const).map((format) => wish({ format, width, height })),
    )
    const small = wish({ format: 'avif', width: 400, height: 292 })
    const together = await bench.render(source, [...recipes, small])
    const alone = await bench.render(source, [small])
    const other = await openWorkbench({}, 1)
    try {
      const again = await other.render(source, [small, ...recipes.toReversed()])
      expect(alone[0]?.artifact.digest).toBe(together.at(-1)?.artifact.digest)
      expect(again.map(({ artifact }) => artifact.digest)).toEqual(together.toReversed().map(({ artifact }) => artifact.digest))
    } finally {
      await other.close()
    }
  })
})
