import { describe, expect, test } from 'vitest'
import { discoverCss } from '../../src/discover/css.js'
import { expectExactRanges, expectPlaces, seen } from './seen.js'

const find = (css: string, file = 'a.css', options = {}) => seen(css, discoverCss(css, file, options).references)

describe('style sheets', () => {
  test.each([
    ['a { b: url(./a.jpg?preset=hero) }', 'css', './a.jpg?preset=hero', './a.jpg?preset=hero', 'url(./a.jpg?preset=hero)'],
    ['a { b: URL( "a.jpg?preset=hero" ) }', 'css', 'a.jpg?preset=hero', 'a.jpg?preset=hero', 'URL( "a.jpg?preset=hero" )'],
    [
      'a { b: url(  a\\)b\\20 c.jpg?preset=hero  ) }',
      'css',
      'a)b c.jpg?preset=hero',
      'a\\)b\\20 c.jpg?preset=hero',
      'url(  a\\)b\\20 c.jpg?preset=hero  )',
    ],
    [
      'a { b: url("a\\"b.jpg?preset=hero") }',
      'css',
      'a"b.jpg?preset=hero',
      'a\\"b.jpg?preset=hero',
      'url("a\\"b.jpg?preset=hero")',
    ],
    [
      'a { b: url("a\\\nb.jpg?preset=hero") }',
      'css',
      'ab.jpg?preset=hero',
      'a\\\nb.jpg?preset=hero',
      'url("a\\\nb.jpg?preset=hero")',
    ],
    ['a { b: image-set(url(a.jpg?preset=x) 1x) }', 'address', 'a.jpg?preset=x', 'a.jpg?preset=x', 'url(a.jpg?preset=x)'],
    ['a { b: image-set(url("a.jpg?preset=x") 1x) }', 'address', 'a.jpg?preset=x', 'a.jpg?preset=x', 'url("a.jpg?preset=x")'],
    [
      'a { b: -webkit-image-set("a.jpg?preset=x" type("a.jpg?preset=y")) }',
      'address',
      'a.jpg?preset=x',
      'a.jpg?preset=x',
      '"a.jpg?preset=x"',
    ],
    ['a { --b: cross-fade(url(a.jpg?preset=x), red) }', 'css', 'a.jpg?preset=x', 'a.jpg?preset=x', 'url(a.jpg?preset=x)'],
  ])('%s', (css, role, url, raw, replaces) => {
    expect(find(css)).toEqual([{ role, url, raw, replaces, explicit: true }])
  })

  test.each([
    '@import url(a.jpg?preset=x);',
    '@import "a.jpg?preset=x" layer(url(b.jpg?preset=x));',
    '@namespace url(a.svg?preset=x);',
    '@font-face { src: url(a.svg?preset=x) format("svg") }',
    '/* url(a.jpg?preset=x) */',
    'a::after { content: "url(a.jpg?preset=x)" }',
    "a { b: url(/* a comment makes it a bad url */ 'a.jpg?preset=x') }",
    'a { b: url(a.jpg) }',
    'a { b: url(a.jpg?url) }',
    'a { b: url(https://example.org/a.jpg?preset=x) }',
    'a { b: url(data:image/png;base64,AA) }',
    'a { b: url(#a) }',
    'a { b: url("a.jpg?preset=x" b) }',
    'a { b: url("a.jpg" + "?preset=x") }',
  ])('leaves %s alone', (css) => {
    expect(find(css)).toEqual([])
  })

  test('goes on after an import and a font', () => {
    const css = '@import "x.css"; @font-face { src: url(f.svg?preset=x) } a { b: url(a.jpg?preset=x) }'
    expect(find(css).map(({ raw }) => raw)).toEqual(['a.jpg?preset=x'])
  })

  test('reports plain pictures, too, when everything is wanted', () => {
    const css = 'a { b: url(a.jpg), url(a.woff2), url("b.png?raw"), image-set("c.webp" 1x) }'
    expect(find(css, 'a.css', { everything: true }).map(({ raw, explicit }) => [raw, explicit])).toEqual([
      ['a.jpg', false],
      ['b.png?raw', false],
      ['c.webp', false],
    ])
  })
})

describe('preprocessors', () => {
  const scss = `// it's a comment with url(no.jpg?preset=x) and a "
$a: url('a.jpg?preset=hero'); // don't
.b { &:hover { background: url(//cdn.example/x.jpg?preset=x), url("#{$dir}/c.jpg?preset=x"), url(d.jpg?preset=x) } }
/* block // */ .c { background: url("https://example.org//x.jpg"), url(e.jpg?preset=x) } // end`

  test('may have line comments and interpolation', () => {
    expect(find(scss, 'a.scss').map(({ raw }) => raw)).toEqual(['a.jpg?preset=hero', 'd.jpg?preset=x', 'e.jpg?preset=x'])
    expect(
      find('.a { b: url("@{dir}/a.jpg?preset=x"), url(~"b.jpg") } // \'\n.c { d: url(e.jpg?preset=x) }', 'a.less').map(
        ({ raw }) => raw,
      ),
    ).toEqual(['e.jpg?preset=x'])
  })

  test('keep exact ranges and places behind line comments', () => {
    const { references } = discoverCss(scss, 'a.scss')
    expectExactRanges(scss, references, 'range')
    expectExactRanges(scss, references, 'urlRange')
    expectPlaces(scss, references)
  })

  test('are needed for line comments: in plain CSS the rest of the line is live', () => {
    expect(find('a { // b: url(a.jpg?preset=x)\n }', 'a.css')).toHaveLength(1)
  })
})

test('offsets hold behind emoji, CRLF, NUL and a byte order mark', () => {
  const css = '\ufeff/* \u{1f600} */\r\n\0 a\u{1f600} { b: url(a\u{1f600}.jpg?preset=x) }\r\nc { d: url( "e.jpg?preset=x" '
  const { references } = discoverCss(css, 'a.css')
  expect(references.map(({ urlRange }) => css.slice(urlRange.start, urlRange.end))).toEqual(['a\u{1f600}.jpg?preset=x'])
  expectPlaces(css, references)
})
