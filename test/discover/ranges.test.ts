import { describe, expect, test } from 'vitest'
import { discoverComponent } from '../../src/discover/component.js'
import { discoverCss } from '../../src/discover/css.js'
import type { Discovered } from '../../src/discover/discovered.js'
import { discoverHtml } from '../../src/discover/html.js'
import { discoverMarkdown } from '../../src/discover/markdown.js'
import { discoverScript } from '../../src/discover/script.js'
import { expectExactRanges, expectPlaces } from './seen.js'

/** Pieces that break naive readers, put together at random. Every path in them is a token of its own that no decoding changes. */
const PIECES = [
  '<img src="',
  "<img alt='a > b' srcset='",
  '<a href=',
  '">',
  "'>",
  '>',
  '/>',
  '<picture>',
  '</picture>',
  '<source srcset="',
  '<p style="b:url(',
  '&quot;',
  '&amp;',
  '&copy',
  '=',
  ' 2x, ',
  '<style>',
  '</style>',
  '<script>',
  '</script>',
  '<template>',
  '</template>',
  '<textarea>',
  '<!--',
  '-->',
  '<svg>',
  '<image href="',
  '</svg>',
  '<table>',
  '<base href="x/">',
  '![',
  '](',
  '](<',
  '>)',
  ')',
  '[a]: ',
  '`',
  '```\n',
  '> ',
  '* ',
  '    ',
  '---\n',
  'cover: ',
  ':media[x]{src=',
  '::media{src="',
  '"}',
  '}',
  ':::media-set{viewer=zoom}\n',
  ':::\n',
  '| a |\n|-|\n',
  'url(',
  'url("',
  '")',
  'image-set(',
  '/*',
  '*/',
  '//',
  '@import ',
  ';',
  '{',
  '}',
  '\\',
  "import a from '",
  'new URL(`',
  '`, import.meta.url)',
  'import.meta.glob(',
  "'",
  '"',
  '${',
  '/x/',
  '<img src="a.jpg?preset=x">',
  "<a href='/c/d.pdf#e'>",
  '<p style="b: url(a.jpg?preset=x)">',
  '<style>a{b:url(a.jpg?preset=x)}</style>',
  '<script>"/c/d.pdf"</script>',
  'b:url(a.jpg?preset=x);',
  "b:image-set('a.jpg?preset=x' 1x);",
  "import a from './b.png?preset=x'\n",
  "f('/c/d.pdf');",
  '![a](a.jpg?preset=x)',
  '[b](</c/d.pdf#e>)',
  '\n\n',
  '\n\n',
  'a.jpg?preset=x',
  './b.png',
  '/c/d.pdf#e',
  '\u{1f600}.webp?preset=y',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '\t',
  '\0',
  '\ufeff',
  'text',
]

/** Mulberry32: small, fast, the same on every machine. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function nonsense(seed: number): string {
  const random = randomOf(seed)
  return Array.from({ length: 40 }, () => PIECES[Math.floor(random() * PIECES.length)]).join('')
}

const READERS: [string, (text: string) => Discovered, ('range' | 'urlRange')[]][] = [
  ['HTML', (text) => discoverHtml(text, 'a.html'), ['range', 'urlRange']],
  ['HTML, everything', (text) => discoverHtml(text, 'a.html', { everything: true }), ['urlRange']],
  ['CSS', (text) => discoverCss(text, 'a.css', { everything: true }), ['range', 'urlRange']],
  ['SCSS', (text) => discoverCss(text, 'a.scss', { everything: true }), ['range', 'urlRange']],
  ['TypeScript', (text) => discoverScript(text, 'a.ts'), ['range', 'urlRange']],
  ['TSX', (text) => discoverScript(text, 'a.tsx'), ['range', 'urlRange']],
  ['Vue', (text) => discoverComponent(text, 'a.vue'), ['range', 'urlRange']],
  ['Astro', (text) => discoverComponent(`---\n${text}`, 'a.astro'), ['urlRange']],
  ['Markdown', (text) => discoverMarkdown(text, 'a.md'), ['urlRange']],
]

describe('replacing every range with itself changes nothing', () => {
  test.each(READERS)('in random %s', (name, read, which) => {
    let found = 0
    for (let seed = 1; seed <= 120; seed++) {
      const text = nonsense(seed)
      const whole = name === 'Astro' ? `---\n${text}` : text
      const { references } = read(text)
      found += references.length
      for (const kind of which) expectExactRanges(whole, references, kind)
      expectPlaces(whole, references)
      for (const { urlRange, url } of references) {
        const raw = whole.slice(urlRange.start, urlRange.end)
        // Whatever surrounds it, the path's own characters stand in both.
        for (const mark of ['a.jpg', 'b.png', 'd.pdf', '.webp'])
          expect(raw.includes(mark), `${raw} of ${url}, seed ${seed}`).toBe(
            decodeURI(url.replace(/%(?![\da-f]{2})/gi, '%25')).includes(mark),
          )
      }
    }
    expect(found).toBeGreaterThan(50)
  })
})
