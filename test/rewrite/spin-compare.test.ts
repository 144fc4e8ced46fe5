import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { markupOf } from '../../src/rewrite/picture.js'
import type { PlannedHotspot, PlannedReference, Point, Rendition } from '../../src/types.js'
import { plannedSet as set } from './example-set.js'
import { view, type Example } from './example.js'

function html(reference: PlannedReference, from = view()): string {
  return serialize(markupOf(reference, from))
}

function attribute(markup: string, name: string): string[] | undefined {
  return new RegExp(` ${name}="([^"]*)"`).exec(markup)?.[1]?.split(' ')
}

describe('hotspots of what is shown in turn', () => {
  const place = { file: 'a.yaml', line: 1, column: 1 }
  const spot = (label: string, at: Point, more: Partial<PlannedHotspot['hotspot']> = {}): PlannedHotspot => {
    const shown = { kind: 'point', at } as const
    return { hotspot: { place, shape: shown, label, ...more }, shown, large: shown }
  }
  const frames: (PlannedHotspot[] | undefined)[] = [
    [spot('Screw', [0.1, 0.2]), spot('Screw', [0.3, 0.4])],
    undefined,
    [spot('Screw', [0.5, 0.6]), spot('Screw', [0.1, 0.1], { link: '/screw' })],
  ]
  const listed = (viewer: 'spin' | 'compare', hotspots: typeof frames, more: Example = {}): string => {
    const whole = set(hotspots.length, { viewer, ...more })
    const members = whole.members?.map((one, at) => ({ ...one, ...(hotspots[at] && { hotspots: hotspots[at] }) }))
    return html({ ...whole, ...(members && { members }) })
  }

  test('are one list around all of it: each once, with its place on every picture it is on', () => {
    const markup = listed('spin', frames)
    expect(markup.match(/<rendition-hotspots>/g)).toHaveLength(1)
    expect(markup.slice(markup.indexOf('<span data-hotspots'))).toBe(
      '<span data-hotspots role="list">' +
        '<span role="listitem" data-x="0.1" data-y="0.2" data-frame2-x="0.5" data-frame2-y="0.6"><span data-label>Screw</span></span>' +
        '<span role="listitem" data-x="0.3" data-y="0.4"><span data-label>Screw</span></span>' +
        '<span role="listitem" data-frame2-x="0.1" data-frame2-y="0.1"><a href="/screw" data-label>Screw</a></span>' +
        '</span></rendition-hotspots>',
    )
    expect(listed('compare', frames.slice(1))).toContain('data-frame1-x="0.5"')
  })

  test('bring their element only where there are some', () => {
    expect(listed('spin', [undefined, undefined])).not.toContain('rendition-hotspots')
  })
})

describe('markup of a spin', () => {
  test('is the first frame with a link to its large picture, and the addresses of all', () => {
    const markup = html(set(3, { viewer: 'spin', options: { rows: 1, loop: false, autospin: true } }))
    expect(markup).toMatch(
      /^<rendition-spin frames="\/a\/f1-800\.webp \/a\/f2-800\.webp \/a\/f3-800\.webp" large="\/a\/f1-2400\.jpg \/a\/f2-2400\.jpg \/a\/f3-2400\.jpg" autospin loop="false" rows="1"><a href="\/a\/f1-2400\.jpg" data-width="2400" data-height="1600"><picture>/,
    )
    expect(markup).toContain('src="/a/f1-800.jpg"')
    expect(markup.match(/<img /g)).toHaveLength(1)
  })

  test('says of the picture what the author said of the whole', () => {
    const attributes = [
      ['class', 'hero'],
      ['alt', 'The boot'],
    ] as const
    const fromPattern = html(set(2, { viewer: 'spin', role: 'viewer', attributes }))
    expect(fromPattern).toMatch(/<img [^>]*class="hero"[^>]* alt="The boot"/)
    const fromFile = html(
      set(2, { viewer: 'spin', attributes: [], sidecar: { alt: 'A boot', title: 'Boot' } }, { sidecar: { alt: 'Front' } }),
    )
    expect(fromFile).toMatch(/<img [^>]*alt="A boot"/)
    expect(html(set(2, { viewer: 'spin', attributes: [] }, { attributes: [['alt', 'Front']] }))).toMatch(/<img [^>]*alt="Front"/)
  })

  test('takes WebP where it is smaller, else the format for all, and no AVIF', () => {
    const bytes = { 'webp-400-f2': 900, 'webp-800-f2': 900, 'jpeg-400-f2': 100, 'jpeg-800-f2': 100 }
    expect(attribute(html(set(2, { viewer: 'spin' }), view({ bytes })), 'frames')).toEqual(['/a/f1-800.webp', '/a/f2-800.jpg'])
    expect(attribute(html(set(2, { viewer: 'spin' }, { formats: ['avif', 'png'] })), 'frames')?.[0]).toBe('/a/f1-800.png')
  })

  test('takes frames of at most two megapixels where the preset leaves a choice', () => {
    const framesOf = (widths: number[]): string[] | undefined => attribute(html(set(2, { viewer: 'spin' }, { widths })), 'frames')
    expect(framesOf([400, 1600, 2000])?.[0]).toBe('/a/f1-1600.webp')
    expect(framesOf([2200])?.[0]).toBe('/a/f1-2200.webp')
  })

  test('names no large pictures where they are no larger', () => {
    expect(attribute(html(set(2, { viewer: 'spin' }, { widths: [2400] })), 'large')).toBeUndefined()
  })

  test('keeps an author’s link around it, and writes hostile names so that they stay what they are', () => {
    const inLink = html(set(2, { viewer: 'spin', insideLink: true }))
    expect(inLink).not.toContain('<a ')
    const odd = html(
      set(2, { viewer: 'spin', attributes: [['alt', '"><script>']] }),
      view({ address: ({ stem }) => `/a b"<${stem}>` }),
    )
    expect(odd).toContain('frames="/a%20b&quot;&lt;f1> /a%20b&quot;&lt;f2>"')
    expect(odd).not.toContain('<script')
  })

  test('counts every address it writes as used', () => {
    const used = new Set<string>()
    const markup = html(set(4, { viewer: 'spin' }), view({ address: ({ key }) => (used.add(key), `/${key}`) }))
    const written = [...(attribute(markup, 'frames') ?? []), ...(attribute(markup, 'large') ?? [])]
    expect(written).toHaveLength(8)
    expect(written.filter((address) => !used.has(address.slice(1)))).toEqual([])
  })

  test('of 72 frames in two sizes costs less than 3 kB of a compressed page', () => {
    const hash = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 16)
    const address = ({ stem, key, extension, recipe }: Rendition): string =>
      `/assets/media/trail-boot-${stem}-${recipe.width}.${hash(key)}.${extension}`
    expect(gzipSync(html(set(72, { viewer: 'spin' }), view({ address }))).length).toBeLessThan(3000)
  })
})

describe('markup of a comparison', () => {
  test('is both pictures with their titles and links, in elements a paragraph may hold', () => {
    const member = {
      attributes: [
        ['alt', 'A roof'],
        ['title', 'Before & after'],
      ] as const,
    }
    const markup = html(set(2, { viewer: 'compare', options: { start: 30, vertical: true }, attributes: [] }, member))
    expect(markup).toMatch(/^<rendition-compare start="30" vertical><span><a href="\/a\/f1-2400\.jpg"[^>]*><picture>/)
    expect(markup).toMatch(/<span>Before &amp; after<\/span><\/span><\/rendition-compare>$/)
    expect(markup.match(/<img /g)).toHaveLength(2)
    expect(markup).not.toMatch(/<(figure|div|ul)/)
  })

  test('has no labels without titles, no links inside a link, and keeps class and id', () => {
    const attributes = [
      ['src', 'x'],
      ['class', 'wide'],
      ['id', 'roof'],
      ['width', '3'],
      ['alt', 'The roof'],
    ] as const
    const markup = html(set(2, { viewer: 'compare', insideLink: true, attributes }))
    expect(markup).toMatch(/^<rendition-compare role="group" aria-label="The roof" class="wide" id="roof"><span><picture>/)
    expect(markup).not.toContain('<a ')
  })
})
