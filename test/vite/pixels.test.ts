import { afterAll, beforeAll, expect, test } from 'vitest'
import sharp from 'sharp'
import { attribute, elements, page, tempSite, type TempSite } from '../site/temp-site.js'

/** Four quarters of plain colours, so that turning and mirroring show; a grey band below, so that cutting does. */
const quarters = { red: [200, 40, 40], green: [40, 180, 40], blue: [40, 40, 200], yellow: [200, 190, 40] } as const
const [width, height] = [200, 120]

interface Case {
  query: string
  /** What is expected of the picture and of its top left, top right, bottom left and bottom right quarters. */
  check(found: Picture): void
}

interface Picture {
  width: number
  height: number
  hasAlpha: boolean
  corners: readonly (readonly [number, number, number])[]
  /** Mean difference of neighbouring pixels in the middle row, where two quarters meet. */
  edge: number
}

const near = (a: readonly number[], b: readonly number[], by = 30): boolean =>
  a.every((value, index) => Math.abs(value - (b[index] ?? 0)) <= by)
const order =
  (...names: (keyof typeof quarters)[]) =>
  ({ corners }: Picture) =>
    expect(corners.map((corner) => Object.entries(quarters).find(([, colour]) => near(corner, colour))?.[0])).toEqual(names)
const luma = ([r = 0, g = 0, b = 0]: readonly number[]): number => 0.3 * r + 0.59 * g + 0.11 * b
const spread = (colour: readonly number[]): number => Math.max(...colour) - Math.min(...colour)

let plain: Picture
const cases: Record<string, Case> = {
  none: { query: '', check: order('red', 'green', 'blue', 'yellow') },
  flip: { query: 'flip', check: order('blue', 'yellow', 'red', 'green') },
  flop: { query: 'flop', check: order('green', 'red', 'yellow', 'blue') },
  rotate: {
    query: 'rotate=90',
    check(found) {
      order('blue', 'red', 'yellow', 'green')(found)
      expect([found.width, found.height]).toEqual([height, width])
    },
  },
  grayscale: { query: 'grayscale', check: ({ corners }) => corners.forEach((corner) => expect(spread(corner)).toBeLessThan(8)) },
  tint: { query: 'tint=%23ff8000', check: ({ corners }) => corners.forEach(([r, , b]) => expect(r).toBeGreaterThanOrEqual(b)) },
  brightness: {
    query: 'brightness=0.5',
    check: ({ corners }) => expect(luma(corners[1] ?? [])).toBeLessThan(0.7 * luma(plain.corners[1] ?? [])),
  },
  saturation: {
    query: 'saturation=0.2',
    check: ({ corners }) => expect(spread(corners[0] ?? [])).toBeLessThan(0.6 * spread(plain.corners[0] ?? [])),
  },
  hue: { query: 'hue=120', check: ({ corners: [corner] }) => expect(corner?.[1]).toBeGreaterThan(corner?.[0] ?? 255) },
  contrast: {
    query: 'contrast=0.2',
    check: ({ corners }) => corners.flat().forEach((value) => expect(Math.abs(value - 128)).toBeLessThan(40)),
  },
  blur: { query: 'blur=8', check: ({ edge }) => expect(edge).toBeLessThan(0.5 * plain.edge) },
  sharpen: { query: 'sharpen=3', check: ({ edge }) => expect(edge).toBeGreaterThan(plain.edge) },
  fill: {
    query: 'width=60&height=60&fit=fill',
    check: (found) => (order('red', 'green', 'blue', 'yellow')(found), expect([found.width, found.height]).toEqual([60, 60])),
  },
  cover: {
    query: 'width=60&height=60&fit=cover',
    check: (found) => (order('red', 'green', 'blue', 'yellow')(found), expect([found.width, found.height]).toEqual([60, 60])),
  },
  contain: {
    query: 'width=60&height=60&fit=contain&background=%23ffffff',
    check(found) {
      expect([found.width, found.height]).toEqual([60, 60])
      found.corners.forEach((corner) => expect(luma(corner)).toBeGreaterThan(0))
    },
  },
  ratio: { query: 'ratio=1', check: ({ width: w, height: h }) => expect(w).toBe(h) },
  width: { query: 'width=50', check: (found) => expect([found.width, found.height]).toEqual([50, 30]) },
}

let site: TempSite
beforeAll(async () => {
  const raw = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [left, right] = y < height / 2 ? [quarters.red, quarters.green] : [quarters.blue, quarters.yellow]
      // A soft step, so that sharpening has something to work on.
      const share = Math.min(1, Math.max(0, (x - width / 2 + 2) / 4))
      for (let c = 0; c < 3; c++) raw[(y * width + x) * 3 + c] = (left[c] ?? 0) * (1 - share) + (right[c] ?? 0) * share
    }
  }
  const png = sharp(raw, { raw: { width, height, channels: 3 } }).png()
  const seeThrough = sharp({ create: { width: 40, height: 40, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } }).png()
  const bordered = sharp({ create: { width: 100, height: 60, channels: 3, background: '#c82828' } })
    .extend({ top: 30, bottom: 30, left: 20, right: 20, background: '#ffffff' })
    .png()
  site = await tempSite({
    'index.html': page(
      [
        ...Object.entries(cases).map(
          ([name, { query }]) => `<img id="${name}" src="/q.png?preset=plain${query && `&${query}`}" alt="">`,
        ),
        '<img id="trim" src="/border.png?preset=plain&trim" alt="">',
        '<img id="flatten" src="/clear.png?preset=plain&flatten&background=%2300ff00" alt="">',
        '<img id="clear" src="/clear.png?preset=plain" alt="">',
      ].join('\n'),
    ),
    'q.png': await png.toBuffer(),
    'clear.png': await seeThrough.toBuffer(),
    'border.png': await bordered.toBuffer(),
  })
  await site.build({ presets: { plain: { widths: [200], formats: ['png'] } } })
  plain = await pictureOf('none')
})
afterAll(() => site?.dispose())

test.each(Object.keys(cases))('%s reaches the pixels', async (name) => {
  cases[name]?.check(await pictureOf(name))
})

test('trim cuts a border of one colour', async () => {
  const found = await pictureOf('trim')
  expect([found.width, found.height]).toEqual([100, 60])
})

test('flatten puts a background behind what can be seen through, and only then', async () => {
  const [flat, clear] = [await pictureOf('flatten'), await pictureOf('clear')]
  expect([flat.hasAlpha, clear.hasAlpha]).toEqual([false, true])
  expect(near(flat.corners[0] ?? [], [0, 255, 0], 4)).toBe(true)
})

async function pictureOf(id: string): Promise<Picture> {
  const image = elements(await site.read('dist/index.html'), 'img').find((element) => attribute(element, 'id') === id)
  const file = await site.bytes(`dist${attribute(image, 'src')}`)
  const { hasAlpha } = await sharp(file).metadata()
  const { data, info } = await sharp(file).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  expect([String(info.width), String(info.height)]).toEqual([attribute(image, 'width'), attribute(image, 'height')])
  const at = (x: number, y: number): [number, number, number] => {
    const index = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels
    return [data[index] ?? 0, data[index + 1] ?? 0, data[index + 2] ?? 0]
  }
  const row = Array.from({ length: info.width }, (_, x) => at(x / info.width, 0.25))
  const steps = row.slice(1).map((colour, x) => Math.abs(colour[0] - (row[x]?.[0] ?? 0)))
  return {
    width: info.width,
    height: info.height,
    hasAlpha,
    corners: [at(0.2, 0.25), at(0.8, 0.25), at(0.2, 0.75), at(0.8, 0.75)],
    edge: Math.max(...steps),
  }
}
