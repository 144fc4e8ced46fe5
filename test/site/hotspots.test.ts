import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import { attribute, elements, page, tempSite, type BuildLog, type TempSite } from './temp-site.js'

/** Each shows the same picture otherwise; the mark in it must be found where the hotspot says it is. */
const presets = {
  whole: { width: 100 },
  square: { width: 80, ratio: 1, crop: { x: 0.2, y: 0.5 } },
  cover: { width: 90, height: 40, fit: 'cover', crop: 'centre' },
  bars: { width: 120, height: 60, fit: 'contain', background: '#222' },
  stretched: { width: 60, height: 90, fit: 'fill' },
  turned: { width: 70, rotate: 90 },
  leaning: { width: 150, rotate: 25, background: '#222' },
  mirrored: { width: 80, flip: true, flop: true, ratio: '4:3', crop: { x: 0.3, y: 0.3 } },
  everything: { width: 90, ratio: 1, rotate: 270, flop: true, crop: { x: 0.5, y: 0.7 } },
} as const satisfies Options['presets']

const SIDECAR = `alt: A mark
hotspots:
  - { label: The mark, at: { x: 0.3, y: 0.4 }, link: "/mark?a=1&b=2" }
  - { label: The other end, at: { x: 0.98, y: 0.98 }, dialog: "Far **off**." }
`

let site: TempSite
let log: BuildLog
let html: string
beforeAll(async () => {
  const mark = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const picture = await sharp({ create: { width: 400, height: 240, channels: 3, background: '#222' } })
    .composite([{ input: mark, left: 110, top: 86 }])
    .jpeg({ quality: 95 })
    .toBuffer()
  site = await tempSite({
    'media/mark.jpg': picture,
    'media/mark.jpg.media.yaml': SIDECAR,
    'media/plain.jpg': picture,
    'index.html': page(
      [
        ...Object.keys(presets).map((name) => `<p><img id="${name}" src="/media/mark.jpg?preset=${name}"></p>`),
        '<img id="zoomed" src="/media/mark.jpg?preset=square&viewer=zoom">',
      ].join('\n'),
    ),
    'plain.html': page('<img src="/media/plain.jpg?preset=whole" alt="">'),
  })
  const formats = Object.fromEntries(
    Object.entries(presets).map(([name, preset]) => [name, { formats: ['png'], ...preset }]),
  ) as Options['presets']
  const input = ['index.html', 'plain.html'].map((name) => join(site.root, name))
  log = await site.build({ assets: 'media', presets: formats }, { build: { rolldownOptions: { input } } } as never)
  html = await site.read('dist/index.html')
})
afterAll(() => site?.dispose())

function hostOf(id: string) {
  return elements(html, 'rendition-hotspots').find((host) =>
    elementsIn(host, 'img').some((image) => attribute(image, 'id') === id),
  )
}

describe('hotspots of a built page', () => {
  test.each(Object.keys(presets))('lie where the pixels are (%s)', async (name) => {
    const host = hostOf(name)
    const image = host && elementsIn(host, 'img')[0]
    const item = host && elementsIn(host, 'span').find((span) => attribute(span, 'data-x') !== undefined)
    const { data, info } = await sharp(await site.bytes(`dist/${attribute(image, 'src')}`))
      .flatten()
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true })
    let [sum, x, y] = [0, 0, 0]
    for (const [at, value] of data.entries()) {
      if (value < 128) continue
      sum += 1
      x += (at % info.width) + 0.5
      y += Math.floor(at / info.width) + 0.5
    }
    expect(sum).toBeGreaterThan(0)
    expect(Math.abs(x / sum - Number(attribute(item, 'data-x')) * info.width)).toBeLessThan(1.5)
    expect(Math.abs(y / sum - Number(attribute(item, 'data-y')) * info.height)).toBeLessThan(1.5)
  })

  test('stand in the paragraph of the picture, as links and text', () => {
    const host = hostOf('whole')
    expect(host?.parentNode && 'tagName' in host.parentNode && host.parentNode.tagName).toBe('p')
    expect(html).toContain('<a href="/mark?a=1&amp;b=2" data-label>The mark</a>')
    expect(html).toContain('Far <strong>off</strong>.')
  })
  test('are around a viewer, and know where they are on its large picture', () => {
    const host = hostOf('zoomed')
    expect(host && elementsIn(host, 'rendition-zoom')).toHaveLength(1)
    const item = host && elementsIn(host, 'span').find((span) => attribute(span, 'data-x') !== undefined)
    expect([attribute(item, 'data-large-x'), attribute(item, 'data-large-y')]).toEqual(['0.3', '0.4'])
  })
  test('that a crop cuts off are told of, with the place in the sidecar', () => {
    const warnings = log.warnings.join('\n')
    expect(warnings).toContain(
      'The hotspot "The other end" lies outside what the preset "square" shows of "media/mark.jpg" at index.html:',
    )
    expect(warnings).toContain('media/mark.jpg.media.yaml:4:')
    expect(warnings).not.toContain('"The mark"')
  })
  test('bring their script and style to the pages that have some, and to no other', async () => {
    const plain = await site.read('dist/plain.html')
    expect(plain).not.toMatch(/<script|rel="stylesheet"/)
    expect(html).toMatch(/<script type="module"[^>]+><\/script>/)
    expect(html).toContain('rel="stylesheet"')
  })
})

/** Elements of a tag below another, in document order. */
function elementsIn(root: NonNullable<ReturnType<typeof elements>[number]>, tag: string): ReturnType<typeof elements> {
  const inside = new Set<unknown>()
  const visit = (node: unknown): void => {
    inside.add(node)
    for (const child of (node as { childNodes?: unknown[] }).childNodes ?? []) visit(child)
  }
  visit(root)
  return [...inside].filter((node) => (node as { tagName?: string }).tagName === tag) as ReturnType<typeof elements>
}
