import { describe, expect, test } from 'vitest'
import { discoverHtml } from '../../src/discover/html.js'
import { expectExactRanges, expectPlaces, seen } from './seen.js'

const find = (html: string, options = {}) => seen(html, discoverHtml(html, 'pages/a.html', options).references)
const only = (html: string) => {
  const { references } = discoverHtml(html, 'pages/a.html')
  expect(references).toHaveLength(1)
  return references[0]!
}

describe('what a page may ask with', () => {
  test.each([
    ['<img src="a.jpg">', 'picture', 'a.jpg', '<img src="a.jpg">'],
    ['<IMG SRC=a.jpg>', 'picture', 'a.jpg', '<IMG SRC=a.jpg>'],
    ["<img alt='a > b' src='a.jpg'/>", 'picture', 'a.jpg', "<img alt='a > b' src='a.jpg'/>"],
    ['<img src="  a.jpg\n">', 'picture', 'a.jpg', '<img src="  a.jpg\n">'],
    ['<img src="rose&amp;rose.jpg">', 'picture', 'rose&amp;rose.jpg', '<img src="rose&amp;rose.jpg">'],
    ['<picture><source srcset="a.avif"></picture>', 'source', 'a.avif', '<source srcset="a.avif">'],
    [
      '<picture><source srcset="a.avif 640w" sizes="50vw"></picture>',
      'source',
      'a.avif',
      '<source srcset="a.avif 640w" sizes="50vw">',
    ],
    ['<video src="a.mp4"></video>', 'address', 'a.mp4', 'a.mp4'],
    ['<video poster="a.jpg"></video>', 'address', 'a.jpg', 'a.jpg'],
    ['<video><source src="a.webm"></video>', 'address', 'a.webm', 'a.webm'],
    ['<audio src="a.mp3"></audio>', 'address', 'a.mp3', 'a.mp3'],
    ['<video><track src="a.vtt"></video>', 'address', 'a.vtt', 'a.vtt'],
    ['<link rel="shortcut ICON" href="/icon.png">', 'address', '/icon.png', '/icon.png'],
    ['<link rel="apple-touch-icon" href="/touch.png">', 'address', '/touch.png', '/touch.png'],
    ['<link rel="image_src" href="/share.png">', 'address', '/share.png', '/share.png'],
    ['<link rel=preload as=image href=hero.jpg>', 'address', 'hero.jpg', 'hero.jpg'],
    [
      '<link rel="preload" as="image" imagesrcset=" hero.jpg?preset=hero ">',
      'srcset',
      'hero.jpg?preset=hero',
      ' hero.jpg?preset=hero ',
    ],
    ['<meta property="og:image" content="/card.jpg">', 'address', '/card.jpg', '/card.jpg'],
    ['<meta property="og:image:secure_url" content="/card.jpg">', 'address', '/card.jpg', '/card.jpg'],
    ['<meta property="og:video" content="/film.mp4">', 'address', '/film.mp4', '/film.mp4'],
    ['<meta name="twitter:image" content="/card.jpg">', 'address', '/card.jpg', '/card.jpg'],
    ['<meta name="twitter:image:src" content="/card.jpg">', 'address', '/card.jpg', '/card.jpg'],
    ['<object data="map.svg"></object>', 'address', 'map.svg', 'map.svg'],
    ['<embed src="doc.pdf">', 'address', 'doc.pdf', 'doc.pdf'],
    ['<input type="IMAGE" src="go.png">', 'address', 'go.png', 'go.png'],
    ['<svg><image href="a.png"/></svg>', 'address', 'a.png', 'a.png'],
    ['<svg><image xlink:href="a.png"/></svg>', 'address', 'a.png', 'a.png'],
    ['<a href="big.jpg">x</a>', 'link', 'big.jpg', 'big.jpg'],
    ['<a href="doc.pdf#page=2">x</a>', 'link', 'doc.pdf#page=2', 'doc.pdf'],
    ['<a href="model.GLB">x</a>', 'link', 'model.GLB', 'model.GLB'],
    ['<a href="all.zip" download>x</a>', 'link', 'all.zip', 'all.zip'],
    [
      '<p style="background: url(&quot;a.jpg?preset=hero&quot;)">',
      'css',
      'a.jpg?preset=hero',
      'url(&quot;a.jpg?preset=hero&quot;)',
    ],
    ['<style>a { b: url(a.jpg?preset=hero) }</style>', 'css', 'a.jpg?preset=hero', 'url(a.jpg?preset=hero)'],
    ['<noscript><img src="a.jpg"></noscript>', 'picture', 'a.jpg', '<img src="a.jpg">'],
  ])('%s', (html, role, raw, replaces) => {
    expect(find(html)).toMatchObject([{ role, raw, replaces }])
  })

  test.each([
    '<img src="https://example.org/a.jpg">',
    '<img src="//example.org/a.jpg">',
    '<img src="\\\\example.org/a.jpg">',
    '<img src="/\\example.org/a.jpg">',
    '<img src="\t//example.org/a.jpg">',
    '<img src="/\n/example.org/a.jpg">',
    '<img src="https:a.jpg">',
    '<img src="http:/\\example.org/a.jpg">',
    '<img src="data:image/png;base64,AAAA">',
    '<img src="file:///etc/a.jpg">',
    '<img src="C:\\a.jpg">',
    '<img src="">',
    '<img>',
    '<a href="#a.jpg">x</a>',
    '<a href="?a.jpg">x</a>',
    '<a href="page.html">x</a>',
    '<a href="javascript:a.jpg">x</a>',
    '<img src="a.jpg?url">',
    '<img src="a.jpg?raw&preset=hero">',
    '<img src="a.jpg?inline">',
    '<img src="a.jpg?no-inline">',
    '<img vite-ignore src="a.jpg?preset=hero">',
    '<img src="/api/render?width=200">',
    '<img src="{{ hero }}.avif">',
    '<img src="<%= hero %>.jpg">',
    '<img src="%VITE_ORIGIN%/a.jpg">',
    '<!-- <img src="a.jpg"> -->',
    '<!--[if IE]><img src="a.jpg"><![endif]-->',
    '<template><img src="a.jpg"></template>',
    '<textarea><img src="a.jpg"></textarea>',
    '<xmp><img src="a.jpg"></xmp>',
    '<title><img src="a.jpg"></title>',
    '<iframe><img src="a.jpg"></iframe>',
    '<script>const a = `<img src="a.jpg">`; import "./b.jpg?preset=hero"</script>',
    '<script type="text/template"><img src="a.jpg"></script>',
    '<plaintext><img src="a.jpg">',
    '<svg><![CDATA[<img src="a.jpg">]]></svg>',
    '<p style="background: url(a.jpg)">',
    '<link rel="stylesheet" href="a.svg">',
    '<meta property="og:title" content="a.jpg">',
    '<img src="a.jpg"',
  ])('leaves %s alone', (html) => {
    expect(discoverHtml(html, 'a.html')).toEqual({ references: [], problems: [] })
  })

  test('reads "a.jpg" of an unclosed quote as part of nothing', () => {
    expect(find('<img src="a.jpg>\n<p>text')).toEqual([])
  })

  test('says nothing about a link that the parser had to repeat', () => {
    expect(find('<p><a href="a.pdf">one<p>two<p>three')).toMatchObject([{ role: 'link', raw: 'a.pdf' }])
  })

  test('keeps the first of two attributes with one name, as browsers do', () => {
    expect(find('<img src="a.jpg" src="b.jpg">')).toMatchObject([{ raw: 'a.jpg' }])
  })
})

describe('wishes', () => {
  test('come from the query', () => {
    const reference = only('<img src="a.jpg?preset=hero&amp;width=1280&viewer=zoom">')
    expect(reference.wish).toEqual({ preset: 'hero', viewer: 'zoom', overrides: { width: '1280' } })
    expect(reference.explicit).toBe(true)
    expect(reference.url).toBe('a.jpg?preset=hero&width=1280&viewer=zoom')
  })

  test('come from data attributes, which win over the query; unknown ones stay the author’s', () => {
    const reference = only('<img src="a.jpg?preset=hero&quality=50" data-preset="thumb" data-quality="80" data-id="7">')
    expect(reference.wish).toEqual({ preset: 'thumb', overrides: { quality: '80' } })
    expect(reference.attributes).toContainEqual(['data-id', '7'])
  })

  test('are not made by a field in a data attribute alone', () => {
    const reference = only('<img src="a.jpg" data-width="640" data-crop="x">')
    expect(reference).toMatchObject({ wish: { overrides: {} }, explicit: false })
  })

  test('may stand on an element whose URL has no extension', () => {
    expect(only('<img src="photo" data-preset="hero">')).toMatchObject({ role: 'picture', explicit: true })
  })

  test('of a player count for its film, with its poster, and for the sources in it', () => {
    const { references } = discoverHtml('<video src="a.mp4" poster="a.jpg" data-preset="hero"></video>', 'a.html')
    expect(references.map(({ url, role, wish, range }) => [url, role, wish.preset, range])).toEqual([
      ['a.mp4', 'player', 'hero', { start: 0, end: 53 }],
    ])
    const sources = discoverHtml(
      '<audio data-preset="talk"><source src="a.mp3"><source src="b.mp3?preset=x"></audio><video src="c.mp4"><source src="d.mp4"></video>',
      'a.html',
    )
    expect(sources.references.map(({ url, role, wish }) => [url, role, wish.preset])).toEqual([
      ['a.mp3', 'player', 'talk'],
      ['b.mp3?preset=x', 'player', 'x'],
      ['c.mp4', 'address', undefined],
      ['d.mp4', 'address', undefined],
    ])
  })

  test('of the source that comes first in a video make it the video’s own, with its poster', () => {
    const found = (html: string): unknown[] =>
      discoverHtml(html, 'a.html').references.map(({ url, role, playerTag, wish, range }) => [
        url,
        playerTag ?? role,
        wish.preset,
        html.slice(range.start, range.end),
      ])
    const start = '<video id="v" poster="a.jpg" data-preset="hero">\n <source src="a.mp4" type="video/mp4">'
    expect(found(`${start}<source src="b.webm"><p>None.</video>`)).toEqual([
      ['a.mp4', 'video', 'hero', start],
      ['b.webm', 'source', 'hero', '<source src="b.webm">'],
    ])
    const asked = '<video poster="a.jpg"><source src="a.mp4?preset=film">'
    expect(found(`${asked}</video>`)).toEqual([['a.mp4?preset=film', 'video', 'film', asked]])
    for (const html of [
      '<video data-preset="hero"><source src="a.mp4" media="(width > 9em)"></video>',
      '<video data-preset="hero">Text<source src="a.mp4"></video>',
      '<audio data-preset="hero"><source src="a.mp4"></audio>',
    ])
      expect(found(html).map((one) => (one as string[]).slice(0, 3))).toEqual([['a.mp4', 'source', 'hero']])
    expect(found('<video poster="a.jpg"><source src="a.mp4"></video>').map((one) => (one as string[])[1])).toEqual([
      'address',
      'address',
    ])
  })

  test('of a player let its poster be found by itself, where everything is looked for', () => {
    const { references } = discoverHtml('<video src="a.mp4?preset=film" poster="a.jpg"></video>', 'a.html', { everything: true })
    expect(references.map(({ urlRange }) => [urlRange.start, urlRange.end])).toEqual([
      [12, 29],
      [39, 44],
    ])
  })
})

describe('attributes and surroundings', () => {
  test('are kept decoded, in order, in lower case', () => {
    const { attributes } = only('<img CLASS="x" alt="a &gt; &quot;b&quot; <i>" src="a.jpg" hidden data-X=1>')
    expect(attributes).toEqual([
      ['class', 'x'],
      ['alt', 'a > "b" <i>'],
      ['src', 'a.jpg'],
      ['hidden', ''],
      ['data-x', '1'],
    ])
  })

  test('inside a picture and inside a link are told apart', () => {
    expect(only('<picture><img src="a.jpg"></picture>')).toMatchObject({ insidePicture: true, insideLink: false })
    expect(only('<a href="/page"><b><img src="a.jpg"></b></a>')).toMatchObject({ insidePicture: false, insideLink: true })
    expect(only('<a name="x"><img src="a.jpg"></a>')).toMatchObject({ insideLink: false })
  })

  test('inside a paragraph is told from beside one that the parser ended', () => {
    expect(only('<p>See <b><img src="a.jpg"></b></p>')).toMatchObject({ insideParagraph: true })
    expect(only('<p>See<div><img src="a.jpg"></div>')).not.toHaveProperty('insideParagraph')
  })
})

describe('srcset', () => {
  test('of the author’s own makes an address of every URL', () => {
    const html = '<img src="a.jpg" srcset="a.jpg?preset=s 1x,b,c.jpg?preset=m 2x, data:image/png,AA 3x">'
    expect(find(html)).toEqual([
      { role: 'address', url: 'a.jpg', raw: 'a.jpg', replaces: 'a.jpg', explicit: false },
      { role: 'address', url: 'a.jpg?preset=s', raw: 'a.jpg?preset=s', replaces: 'a.jpg?preset=s', explicit: true },
      { role: 'address', url: 'b,c.jpg?preset=m', raw: 'b,c.jpg?preset=m', replaces: 'b,c.jpg?preset=m', explicit: true },
    ])
  })

  test('with several candidates in a source makes addresses', () => {
    const html = '<picture><source srcset="a.avif 1x, b.avif 2x"></picture>'
    expect(find(html).map(({ role, raw }) => [role, raw])).toEqual([
      ['address', 'a.avif'],
      ['address', 'b.avif'],
    ])
  })

  test('keeps exact ranges behind character references', () => {
    const html = '<img srcset="a&amp;b.jpg 1x, c&#x20;.jpg 2x,&#100;.jpg&#32;3x">'
    expect(find(html).map(({ url, raw }) => [url, raw])).toEqual([
      ['a&b.jpg', 'a&amp;b.jpg'],
      ['d.jpg', '&#100;.jpg'],
    ])
  })

  test('with an impossible descriptor is a warning with its place, and is kept', () => {
    const { references, problems } = discoverHtml('<img\n  srcset="a.jpg 100w 2x, b.jpg 2x">', 'a.html')
    expect(references).toHaveLength(2)
    expect(problems).toMatchObject([
      { code: 'invalid-attribute', severity: 'warning', place: { file: 'a.html', line: 2, column: 11 } },
    ])
  })
})

describe('inline styles', () => {
  test('are mapped through character references exactly', () => {
    const html = `<p style="a: '&amp;&quot;\u{1f600}'; background: url('a&amp;b.jpg?preset=hero'), image-set(url(b.jpg?preset=x) 1x, &quot;c.jpg?preset=y&quot; 2x)">`
    expect(find(html)).toEqual([
      {
        role: 'css',
        url: 'a&b.jpg?preset=hero',
        raw: 'a&amp;b.jpg?preset=hero',
        replaces: "url('a&amp;b.jpg?preset=hero')",
        explicit: true,
      },
      { role: 'address', url: 'b.jpg?preset=x', raw: 'b.jpg?preset=x', replaces: 'b.jpg?preset=x', explicit: true },
      { role: 'address', url: 'c.jpg?preset=y', raw: 'c.jpg?preset=y', replaces: 'c.jpg?preset=y', explicit: true },
    ])
    expect(discoverHtml(html, 'a.html').references[0]!.escape).toBe('css-in-attribute')
  })

  test('need quotes, because the answer has spaces', () => {
    const { references, problems } = discoverHtml('<p style=background:url(a.jpg?preset=hero)>', 'a.html')
    expect(references).toEqual([])
    expect(problems).toMatchObject([{ code: 'invalid-attribute', severity: 'error' }])
  })

  test('with a wish on a picture itself are refused instead of overlapping it', () => {
    const { references, problems } = discoverHtml('<img src="a.jpg" style="background: url(b.jpg?preset=blur)">', 'a.html')
    expect(references).toMatchObject([{ role: 'picture' }])
    expect(problems).toMatchObject([{ code: 'invalid-attribute', severity: 'error', place: { line: 1 } }])
  })
})

describe('base', () => {
  test.each([
    ['/docs/', 'a.jpg?preset=x', '/docs/a.jpg?preset=x'],
    ['../other/page.html', 'a.jpg', '/other/a.jpg'],
    ['/docs/', '/a.jpg', '/a.jpg'],
    ['/docs/', '../../../a.jpg', '/a.jpg'],
  ])('%s makes %s mean %s', (base, src, url) => {
    expect(only(`<base href="${base}"><img src="${src}">`).url).toBe(url)
  })

  test('of another origin makes nothing local', () => {
    expect(find('<base href="//evil.example/"><img src="a.jpg"><p style="b: url(c.jpg?preset=x)"><a href="/d.pdf">')).toEqual([])
  })

  test('without an address changes nothing', () => {
    expect(only('<base target="_blank"><img src="a.jpg">').url).toBe('a.jpg')
  })
})

describe('everything', () => {
  test('adds what is left to Vite, asking for nothing', () => {
    const html = [
      '<img vite-ignore src="a.jpg?preset=hero">',
      '<img src="b.jpg?url">',
      '<template><img src="c.jpg"></template>',
      '<p style="b: url(d.jpg)" data-src="./e.jpg" alt="./f.jpg is">',
      '<style>p { b: url(g.jpg) }</style>',
      '<script type="module">import h from "./h.jpg"</script>',
      '<svg><use href="./i.svg#x"/></svg>',
    ].join('\n')
    const found = find(html, { everything: true })
    expect(found.map(({ raw }) => raw)).toEqual([
      'a.jpg?preset=hero',
      'b.jpg?url',
      'c.jpg',
      'd.jpg',
      './e.jpg',
      'g.jpg',
      './h.jpg',
      './i.svg#x',
    ])
    expect(found.every(({ explicit }) => !explicit)).toBe(true)
    expect(find(html)).toEqual([])
  })
})

const HOSTILE = `\ufeff<!doctype html>\r\n<base href="x/">
<table><img src="foster.jpg"><tr><td><IMG
 alt="a > b" SRC='q&amp;&notit;&copy=&copy;\u{1f600}.jpg' onerror="x" style="color:red">
<p><b><a href="a.pdf">x<p>y</b><img src=unquoted.jpg></a>
<image src="old.jpg"><img/src="slash.jpg"/><img src=a&amp;b.jpg alt>
<picture><source srcset=" ,,one.avif,,"><source srcset="one.webp 1x,two.webp 2x" ><img src="i.jpg" srcset="i.jpg 1x"></picture>
<svg viewBox="0 0 1 1"><image xlink:href="s.png" href="t.png"></image><style>a{b:url(u.png?preset=x)}</style></svg>
<video poster="p.jpg?preset=thumb#t" src=m.mp4><source src="n.webm"></video>\r<noscript><img src="n.jpg"></noscript>
<p style="b:url( &quot;w&apos;s.jpg?preset=x&quot; );c:image-set('z.jpg?preset=x' 1x)">
<style>/* url(no.jpg?preset=x) */ a::after{content:"url(no.jpg?preset=x)";b:url( y\\ .jpg?preset=x )}</style>
<img src="last.jpg"><img src="`

describe('ranges', () => {
  test.each([{}, { everything: true }, { fragment: true, everything: true }])('are exact in a hostile page %o', (options) => {
    const { references } = discoverHtml(HOSTILE, 'a.html', options)
    expect(references.length).toBeGreaterThan(18)
    expectExactRanges(HOSTILE, references, 'urlRange')
    expectPlaces(HOSTILE, references)
    if (!('everything' in options)) expectExactRanges(HOSTILE, references, 'range')
  })

  test('name the raw text of each URL in a hostile page', () => {
    expect(find(HOSTILE).map(({ raw }) => raw)).toEqual([
      'foster.jpg',
      'q&amp;&notit;&copy=&copy;\u{1f600}.jpg',
      'a.pdf',
      'unquoted.jpg',
      'old.jpg',
      'slash.jpg',
      'a&amp;b.jpg',
      'one.avif',
      'one.webp',
      'two.webp',
      'i.jpg',
      'i.jpg',
      's.png',
      't.png',
      'p.jpg?preset=thumb#t',
      'm.mp4',
      'n.webm',
      'n.jpg',
      'w&apos;s.jpg?preset=x',
      'z.jpg?preset=x',
      'y\\ .jpg?preset=x',
      'last.jpg',
    ])
  })

  test('survive thousands of levels and candidates in bounded time', () => {
    const deep = `${'<div>'.repeat(5000)}<img src="a.jpg">`
    expect(discoverHtml(deep, 'a.html').references).toHaveLength(1)
    const wide = `<img srcset="${Array.from({ length: 10_000 }, (_, index) => `a${index}.jpg ${index + 1}w`).join(', ')}">`
    const { references } = discoverHtml(wide, 'a.html')
    expect(references).toHaveLength(10_000)
    expectExactRanges(wide, references, 'range')
  })
})

test('takes upper-case percent-encoding for a name, not for a variable of the build', () => {
  const { references } = discoverHtml(
    '<img src="media/%C3%BCber.jpg?preset=hero"><img src="%VITE_CDN%/a.jpg?preset=hero">',
    'index.html',
  )
  expect(references.map((reference) => reference.url)).toEqual(['media/%C3%BCber.jpg?preset=hero'])
})
