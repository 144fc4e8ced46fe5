import { describe, expect, test } from 'vitest'
import { discoverMarkdown } from '../../src/discover/markdown.js'
import { expectExactRanges, expectPlaces, seen } from './seen.js'

const find = (text: string, options = {}) => seen(text, discoverMarkdown(text, 'content/a.md', options).references)
const only = (text: string) => {
  const { references } = discoverMarkdown(text, 'content/a.md')
  expect(references).toHaveLength(1)
  return references[0]!
}

describe('Markdown', () => {
  test.each([
    ['![a](a.jpg)', 'picture', 'a.jpg', 'a.jpg', '![a](a.jpg)'],
    ['x ![a](<a b.jpg> "T") y', 'picture', 'a b.jpg', 'a b.jpg', '![a](<a b.jpg> "T")'],
    ['![a]( a%20b.jpg )', 'picture', 'a%20b.jpg', 'a%20b.jpg', '![a]( a%20b.jpg )'],
    ['![a](a\\(b&amp;c.jpg)', 'picture', 'a(b&c.jpg', 'a\\(b&amp;c.jpg', '![a](a\\(b&amp;c.jpg)'],
    ['![a [b] ![c]](a_(1).jpg)', 'picture', 'a_(1).jpg', 'a_(1).jpg', '![a [b] ![c]](a_(1).jpg)'],
    ['![a](\na.jpg\n"T")', 'picture', 'a.jpg', 'a.jpg', '![a](\na.jpg\n"T")'],
    ['> * ![a](a.jpg?preset=x)', 'picture', 'a.jpg?preset=x', 'a.jpg?preset=x', '![a](a.jpg?preset=x)'],
    ['| a |\n|-|\n| ![a](a.jpg) |', 'picture', 'a.jpg', 'a.jpg', '![a](a.jpg)'],
    ['[a](doc.pdf#page=2)', 'link', 'doc.pdf#page=2', 'doc.pdf#page=2', 'doc.pdf'],
    ['![a][b]\n\n[b]: <a b.jpg> "T"', 'address', 'a b.jpg', 'a b.jpg', 'a b.jpg'],
    ['![B][]\n\n> [b]: a.jpg', 'address', 'a.jpg', 'a.jpg', 'a.jpg'],
    ['[b]\n\n[b]: a.pdf', 'link', 'a.pdf', 'a.pdf', 'a.pdf'],
    ['x <img src="a.jpg"> y', 'picture', 'a.jpg', 'a.jpg', '<img src="a.jpg">'],
    ['<p>\n<img src="a.jpg">\n</p>', 'picture', 'a.jpg', 'a.jpg', '<img src="a.jpg">'],
    [':media[A]{src=a.jpg}', 'viewer', 'a.jpg', 'a.jpg', ':media[A]{src=a.jpg}'],
    ['::media[A *b*]{src="a.jpg" viewer="zoom"}', 'viewer', 'a.jpg', 'a.jpg', '::media[A *b*]{src="a.jpg" viewer="zoom"}'],
    ["::media{.wide src='a b.jpg' #id}", 'viewer', 'a b.jpg', 'a b.jpg', "::media{.wide src='a b.jpg' #id}"],
    ['---\ncover: a.jpg\n---', 'address', 'a.jpg', 'a.jpg', 'a.jpg'],
  ])('%j', (text, role, url, raw, replaces) => {
    expect(find(text)).toMatchObject([{ role, url, raw, replaces }])
  })

  test.each([
    '`![a](a.jpg)`',
    '```\n![a](a.jpg)\n<img src="a.jpg">\n```',
    '    ![a](a.jpg)',
    '\\![a](',
    '![a]()',
    '![a](https://example.org/a.jpg)',
    '![a](//example.org/a.jpg)',
    '![a](a.jpg?raw)',
    '[a](page.md)',
    '[a]: page.md',
    '<!-- ![a](a.jpg) <img src="a.jpg"> -->',
    '---js\n{ "cover": "a.jpg" }\n---',
    '---\ntitle: How I made lake.jpg\ntext: |\n  a.jpg\na.jpg: key\n---',
    ':note{src=a.jpg}',
    '::media{viewer=zoom}',
  ])('leaves %j alone', (text) => {
    expect(discoverMarkdown(text, 'a.md')).toEqual({ references: [], problems: [] })
  })

  test('knows the alt text, the title and the link around an image', () => {
    expect(only('[![The *lake*](a.jpg "T")](/page)')).toMatchObject({
      role: 'picture',
      attributes: [
        ['alt', 'The lake'],
        ['title', 'T'],
      ],
      insideLink: true,
    })
    expect(find('[![a](a.jpg)](b.jpg)').map(({ role, raw }) => [role, raw])).toEqual([
      ['picture', 'a.jpg'],
      ['link', 'b.jpg'],
    ])
  })

  test('gives a set’s wish to every picture in it, which may say otherwise', () => {
    const text = ':::media-set{viewer="zoom" preset="hero"}\n![a](a.jpg)\n\n![b](b.jpg?preset=thumb)\n:::\n\n![c](c.jpg)'
    const { references } = discoverMarkdown(text, 'a.md')
    expect(references.map(({ wish, explicit }) => [wish.preset, wish.viewer, explicit])).toEqual([
      ['hero', 'zoom', true],
      ['thumb', 'zoom', true],
      [undefined, undefined, false],
    ])
  })

  test('names the attributes of a directive, its label as alt', () => {
    expect(only('::media[The *boot*]{src="a.jpg" viewer=zoom class=wide crop=attention}')).toMatchObject({
      wish: { viewer: 'zoom', overrides: { crop: 'attention' } },
      attributes: [
        ['alt', 'The boot'],
        ['class', 'wide'],
      ],
      explicit: true,
    })
  })

  test('reads HTML that is spread over several pieces as one', () => {
    const text = 'Inline <picture> <source srcset="a.avif"> <img src="a.jpg"> </picture> and <a href="/x"> <img src="b.jpg"> </a>'
    const { references } = discoverMarkdown(text, 'a.md')
    expect(references.map(({ insidePicture, insideLink }) => [insidePicture, insideLink])).toEqual([
      [true, undefined],
      [true, false],
      [false, true],
    ])
  })

  test('reads HTML in a quote without the quote’s marks', () => {
    const text = '> <p\n>  class="x">\n> <img alt="b"\n>\tsrc="a&amp;b.jpg"\n> ></p>'
    const reference = only(text)
    expect(reference.url).toBe('a&b.jpg')
    expectPlaces(text, [reference])
  })
})

describe('front matter', () => {
  test('fields and lists are found with exact ranges, however they are quoted', () => {
    const text =
      '---\r\ncover: ../a.jpg # c\r\nhero: { image: "/b c.jpg?preset=hero", alt: x }\r\nlist:\r\n  - \'d.PNG\'\r\n  - &x ./e.pdf\r\n  - *x\r\nog_image: "f\\u0061.jpg"\r\nremote: https://example.org/a.jpg\r\n---\r\n'
    const { references, problems } = discoverMarkdown(text, 'a.md')
    expect(problems).toEqual([])
    expect(seen(text, references).map(({ raw, explicit }) => [raw, explicit])).toEqual([
      ['../a.jpg', false],
      ['/b c.jpg?preset=hero', true],
      ['d.PNG', false],
      ['./e.pdf', false],
    ])
    expectPlaces(text, references)
  })

  test('that is not YAML is a warning with its line', () => {
    const { references, problems } = discoverMarkdown('---\na: b\nc: [d\n---\n![a](a.jpg)', 'a.md')
    expect(references).toHaveLength(1)
    expect(problems).toMatchObject([{ code: 'markdown-page', severity: 'warning', place: { file: 'a.md' } }])
  })

  test('cannot run code, expand aliases without end, or touch prototypes', () => {
    const laughs = Array.from(
      { length: 30 },
      (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}, *a${index}]`,
    ).join('\n')
    const text = `---\na0: &a0 x.jpg\n${laughs}\n<<: { __proto__: { polluted: ./p.jpg } }\nf: !!js/function 'function () { process.exit(1) }'\n---\n`
    const started = performance.now()
    expect(find(text).map(({ raw }) => raw)).toEqual(['x.jpg', './p.jpg'])
    expect(performance.now() - started).toBeLessThan(2000)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test('nested deeper than the stack is a warning', () => {
    const { problems } = discoverMarkdown(`---\na: ${'['.repeat(20_000)}\n---\n`, 'a.md')
    expect(problems).toMatchObject([{ code: 'markdown-page' }])
  })
})

const HOSTILE = `\ufeff---
cover: "./cover.jpg"
---

# \u{1f600} ![one](one.jpg?preset=x) \u0000 text ![t\\]wo](<t wo.jpg> 't')\r
\tcode ![no](no.jpg)

1. * > ![three](three.jpg)
     > <picture>
     > <source srcset="four.avif"><img
     > src="five&amp;.jpg">
     > </picture>

[![six](six.jpg)](seven.jpg#x)\\
![eight][e] [nine][n] ![eight][E]

[e]: <eight .jpg>
[n]:
  nine.pdf
  "T"

:media[T]{src="ten.jpg" src='eleven.jpg'} [^1] 12:30 :a{src=no.jpg}

::::media-set{viewer=zoom}
:::media{src=twelve.jpg}
[![a](b.jpg)](c.jpg)
:::
::::

[^1]: ![foot](foot.jpg)

<div style="background: url(&quot;d.jpg?preset=x&quot;)">

![last](last.jpg)

</div>
`

describe('ranges', () => {
  test.each([{}, { everything: true }])('are exact in a hostile document %o', (options) => {
    const { references } = discoverMarkdown(HOSTILE, 'a.md', options)
    expectExactRanges(HOSTILE, references, 'urlRange')
    expectPlaces(HOSTILE, references)
    expect(seen(HOSTILE, references).map(({ raw }) => raw)).toEqual([
      './cover.jpg',
      'one.jpg?preset=x',
      't wo.jpg',
      'three.jpg',
      'four.avif',
      'five&amp;.jpg',
      'six.jpg',
      'seven.jpg#x',
      'eight .jpg',
      'nine.pdf',
      'eleven.jpg',
      'twelve.jpg',
      'b.jpg',
      'c.jpg',
      'foot.jpg',
      'd.jpg?preset=x',
      'last.jpg',
    ])
  })

  test('hold with CRLF everywhere', () => {
    const text = HOSTILE.replace(/\r?\n/g, '\r\n')
    const { references } = discoverMarkdown(text, 'a.md')
    expect(references).toHaveLength(17)
    expectPlaces(text, references)
  })
})
