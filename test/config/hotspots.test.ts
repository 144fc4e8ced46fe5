import { beforeAll, describe, expect, test } from 'vitest'
import { hotspotContent } from '../../src/config/hotspot-content.js'
import { parseSidecar } from '../../src/config/parse-sidecar.js'
import { formatProblem } from '../../src/errors.js'
import { serialize } from '../../src/rewrite/markup-tree.js'

async function messagesFor(...lines: string[]): Promise<string[]> {
  const { problems } = await parseSidecar(['hotspots:', ...lines].join('\n'), 'boot.jpg.media.yaml')
  return problems.map(formatProblem)
}

// The parser of Markdown is many small files, which a busy machine is long to find.
beforeAll(() => hotspotContent(''))

describe('hotspots in a sidecar', () => {
  test('are read with all that can be said of them, each with its place', async () => {
    const text = `alt: A boot
hotspots:
  - { label: Lace, at: { x: 0.5, y: 0.25 }, link: /shop/lace, newTab: true, data: { sku: L-1, price: 12.5, sale: true } }
  - label: 2024
    rect: { x: 0.1, y: 0.7, width: 0.9, height: 0.3 }
  - { label: Eyelet, circle: { x: 0.4, y: 0.4, r: 0.1 }, time: [1, 2.5] }
  - { label: Tongue, polygon: [[0, 0], [1, 0], [0.5, 1]], dialog: "*Soft*" }
  - { label: Door, direction: { yaw: 90, pitch: -45 } }
`
    const { fields, problems } = await parseSidecar(text, 'boot.jpg.media.yaml')
    expect(problems).toEqual([])
    const at = (line: number): unknown => ({ file: 'boot.jpg.media.yaml', line, column: 5 })
    expect(fields.hotspots).toEqual([
      {
        place: at(3),
        label: 'Lace',
        shape: { kind: 'point', at: [0.5, 0.25] },
        link: '/shop/lace',
        newTab: true,
        data: { sku: 'L-1', price: 12.5, sale: true },
      },
      {
        place: at(4),
        label: '2024',
        shape: {
          kind: 'polygon',
          points: [
            [0.1, 0.7],
            [1, 0.7],
            [1, 1],
            [0.1, 1],
          ],
        },
      },
      { place: at(6), label: 'Eyelet', shape: { kind: 'circle', at: [0.4, 0.4], radius: 0.1 }, time: [1, 2.5] },
      {
        place: at(7),
        label: 'Tongue',
        shape: {
          kind: 'polygon',
          points: [
            [0, 0],
            [1, 0],
            [0.5, 1],
          ],
        },
        content: [
          {
            tag: 'span',
            attributes: [['data-block', 'paragraph']],
            children: [{ tag: 'em', attributes: [], children: ['Soft'] }],
          },
        ],
      },
      { place: at(8), label: 'Door', shape: { kind: 'direction', yaw: 90, pitch: -45 } },
    ])
  })

  // oxfmt-ignore
  test.each([
    ['{ label: A, at: { x: 1.2, y: 0 } }', 'expected a point'],
    ['{ label: A, rect: { x: 0.5, y: 0, width: 0.6, height: 1 } }', 'expected a rectangle inside the picture'],
    ['{ label: A, rect: { x: 0.5, y: 0, width: 0.5 } }', 'expected a rectangle inside the picture'],
    ['{ label: A, circle: { x: 0.5, y: 0.5, r: 0 } }', 'expected a circle'],
    ['{ label: A, polygon: [[0, 0], [1, 1]] }', 'expected a list of 3 to 100 corners'],
    ['{ label: A, direction: { yaw: 270, pitch: 0 } }', 'expected a direction'],
    ['{ label: A, at: [0.5, 0.5], time: [5, 5] }', 'expected two times in seconds'],
    ['{ label: A, at: [0.5, 0.5], link: "javascript:alert(1)" }', 'expected an address'],
    ['{ label: A, at: [0.5, 0.5], link: " java\\nscript:x" }', 'expected an address'],
    ['{ label: A, at: [0.5, 0.5], data: { deep: { er: 1 } } }', 'expected a map of up to 50 names'],
    ['{ label: A, at: [0.5, 0.5], link: /a, dialog: Text }', 'a "link" or a "dialog", not both'],
    ['{ at: [0.5, 0.5] }', 'a hotspot has no "label"'],
    ['{ label: A }', 'a hotspot needs one of "at", "rect", "circle", "polygon", "direction"'],
    ['{ label: A, at: [0, 0], circle: { x: 0.5, y: 0.5, r: 0.1 } }', 'a hotspot needs one of'],
    ['lace', 'a hotspot should hold fields'],
  ])('%s is refused with its line', async (line, reason) => {
    const messages = await messagesFor('  - { label: Fine, at: [0.1, 0.1] }', `  - ${line}`)
    expect(messages).toEqual([expect.stringContaining(reason)])
    expect(messages[0]).toContain('boot.jpg.media.yaml:3:')
  })

  test('a slip in a name is told with what was meant', async () => {
    const [message] = await messagesFor('  - { label: A, at: [0.5, 0.5], lnik: /a }')
    expect(message).toContain('"lnik" in a hotspot')
    expect(message).toContain('Did you mean "link"?')
  })
  test('anything but a list is refused', async () => {
    expect((await parseSidecar('hotspots: 3', 'a.yaml')).problems.map(formatProblem)).toEqual([
      expect.stringContaining('expected a list for "hotspots"'),
    ])
  })
})

describe('what a dialog of a hotspot holds', () => {
  test('is Markdown as elements that may stand in a paragraph', async () => {
    const { nodes, left } = await hotspotContent('# Lace\n\nOf **wax**, [more](/lace)\n\n1. `tie`\n\n| a |\n|---|\n| b |')
    const html = serialize(nodes)
    expect(left).toEqual([])
    expect(html.replace(/<\/?(?:span|strong|a|code)\b[^>]*>/g, '')).not.toContain('<')
    expect(html).toContain('<span data-block="heading" role="heading" aria-level="3">Lace</span>')
    expect(html).toContain('<a href="/lace">more</a>')
    expect(html).toContain('<span data-block="numbers" role="list"><span data-block="item" role="listitem">')
  })
  test('can run nothing, and says what was left out', async () => {
    const hostile =
      'a <img src=x onerror=alert(1)>\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![alt](b.jpg) <b>&lt;i>'
    const { nodes, left } = await hotspotContent(hostile)
    expect(serialize(nodes)).not.toMatch(/<(?!\/?span)|javascript/)
    expect(serialize(nodes)).toContain('alt')
    expect(left.toSorted()).toEqual(['a picture', 'raw HTML', 'the address of a link'])
  })
})
