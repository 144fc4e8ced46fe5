import { HtmlValidate } from 'html-validate'
import { join } from 'node:path'
import { serialize } from 'parse5'
import sharp from 'sharp'
import { createServer } from 'vite'
import { afterEach, describe, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import renditions from '../../src/index.js'
import { attribute, elements, page, photo, tempSite, type Element, type TempSite } from './temp-site.js'

let site: TempSite
afterEach(() => site?.dispose())

const options: Options = {
  presets: {
    hero: { widths: [100, 200], sizes: '100vw', priority: true },
    card: { width: 80, height: 60, densities: [1, 2], placeholder: 'blur' },
    tint: { widths: [100], placeholder: 'color' },
    hash: { widths: [100], placeholder: 'thumbhash' },
    one: { widths: [100], formats: ['jpeg'] },
  },
  profiles: { 'media/press/**': { preset: 'card', viewer: 'zoom' } },
  pages: '*.md',
}

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><circle r="9" fill="red"/></svg>'

async function media(): Promise<Record<string, string | Uint8Array>> {
  const gif = await sharp(
    await Promise.all(
      [30, 200].map((r) =>
        sharp({ create: { width: 60, height: 40, channels: 3, background: { r, g: 0, b: 0 } } })
          .png()
          .toBuffer(),
      ),
    ),
    { join: { animated: true } },
  )
    .gif()
    .toBuffer()
  return {
    'media/a.jpg': await photo(300, 200),
    'media/b.jpg': await photo(240, 320, 2),
    'media/clear.png': await sharp({ create: { width: 200, height: 100, channels: 4, background: '#3388' } })
      .png()
      .toBuffer(),
    'media/moving.gif': gif,
    'media/sign.svg': SVG,
    'media/press/p.jpg': await photo(300, 200, 3),
    'media/said.jpg': await photo(300, 200, 4),
    'media/said.jpg.media.yaml': 'alt: Said by the sidecar\ntitle: Its title\n',
    'media/guide.pdf': '%PDF-1.4\n%%EOF\n',
  }
}

const body = `<main>
<h1>Variety</h1>
<img src="/media/a.jpg" alt="Plain">
<img src="/media/a.jpg?preset=hero" alt="Hero" class="big" id="hero" data-x="1" title="A &quot;title&quot;">
<img src="/media/a.jpg" data-preset="card" alt="Card" style="border:1px solid red">
<img src="/media/a.jpg?preset=tint" alt="Tint"> <img src="/media/a.jpg?preset=hash" alt="Hash">
<img src="/media/a.jpg?preset=one" alt="One format" width="50">
<img src="/media/clear.png?preset=card" alt="Clear"> <img src="/media/moving.gif?preset=one" alt="Moving"> <img src="/media/moving.gif" alt="Moving in all formats">
<img src="/media/sign.svg" alt="Sign"> <img src="/media/said.jpg"> <img src="/media/a.jpg" alt="">
<picture><source media="(min-width: 600px)" srcset="/media/a.jpg?preset=hero"><source srcset="/media/sign.svg" media="print"><img src="/media/b.jpg?preset=card" alt="Existing"></picture>
<figure><img src="/media/a.jpg?preset=card" data-viewer="zoom" alt="Zoom"><figcaption>A figure</figcaption></figure>
<p>In a line <img src="/media/press/p.jpg" alt="By profile"> and <a href="/media/press/p.jpg">to the large one</a>.</p>
<p><a href="https://example.org/"><img src="/media/a.jpg?preset=card&amp;viewer=zoom" alt="Linked"></a></p>
<p><a href="/media/guide.pdf">Guide</a> <a href="/media/a.jpg">Photo</a> <a href="/media/a.jpg?preset=hero">Hero</a></p>
<div style="background: url('/media/a.jpg?preset=one')">Styled</div>
<video src="/media/clip.mp4" poster="/media/a.jpg?preset=one" controls></video>
<svg viewBox="0 0 9 9"><image href="/media/a.jpg?preset=one" width="9" height="9"/></svg>
</main>`
const head =
  '<link rel="preload" as="image" imagesrcset="/media/a.jpg?preset=hero" imagesizes="100vw"><link rel="icon" href="/media/sign.svg"><meta property="og:image" content="/media/a.jpg">'

const markdown = `---
title: Variety
---

# Variety

![Plain](media/a.jpg) ![Hero](media/a.jpg?preset=hero "A title")

![By reference][a]

[![Linked](media/a.jpg?preset=card&viewer=zoom)](https://example.org/)

::media[A figure]{src="media/a.jpg" preset="card" viewer="zoom" class="wide"}

:::media-set[Two]{viewer="zoom" preset="card"}
![First](media/a.jpg)
![Second](media/b.jpg)
:::

<picture><source media="print" srcset="media/sign.svg"><img src="media/b.jpg?preset=card" alt="Existing"></picture>

| Table |
| --- |
| ![In a cell](media/clear.png) |

- ![In a list](media/moving.gif) and ![Sign](media/sign.svg)

![](media/said.jpg) and ![](media/a.jpg)

[Guide](media/guide.pdf) and [photo](media/a.jpg)

[a]: media/a.jpg?preset=tint
`

async function variety(changes: Options = {}): Promise<Record<string, string>> {
  site = await tempSite({ 'index.html': page(body, head), 'post.md': markdown, ...(await media()) })
  await site.build({ ...options, ...changes })
  return { 'index.html': await site.read('dist/index.html'), 'post.html': await site.read('dist/post.html') }
}

async function complaints(html: string): Promise<string[]> {
  const validator = new HtmlValidate({
    extends: ['html-validate:standard', 'html-validate:a11y'],
    rules: {
      'no-inline-style': 'off',
      'void-style': 'off',
      'no-trailing-whitespace': 'off',
      'require-sri': 'off',
      'long-title': 'off',
    },
  })
  const { results } = await validator.validateString(html)
  return results.flatMap(({ messages }) =>
    messages.map(({ line, ruleId, message }) => `${html.split('\n')[line - 1]?.slice(0, 200)}: ${ruleId} ${message}`),
  )
}

test('built pages with every kind of reference are valid HTML', async () => {
  expect(await complaints(page('<main><p><img src="a.jpg"></p></main>'))).toHaveLength(1)
  for (const [name, html] of Object.entries(await variety())) expect(await complaints(html), name).toEqual([])
})

test('with inlineStyle off no style is added, and no script is ever inline', async () => {
  const scripts = (html: string): Element[] => elements(html, 'script')
  const styled = (html: string): string[] => {
    const all = ['img', 'picture', 'source', 'a', 'rendition-zoom', 'div', 'figure', 'span']
    return all.flatMap((tag) => elements(html, tag).flatMap((element) => attribute(element, 'style') ?? []))
  }
  const lax = await variety()
  expect(styled(lax['index.html'] ?? '').length).toBeGreaterThan(3)
  await site.dispose()
  const strict = await variety({ inlineStyle: false })
  // What the author wrote stays: one border, one background.
  expect(styled(strict['index.html'] ?? '').map((style) => style.replace(/url\(.*/, 'url'))).toEqual([
    'border:1px solid red',
    'background: url',
  ])
  expect(styled(strict['post.html'] ?? '')).toEqual([])
  for (const html of [...Object.values(lax), ...Object.values(strict)]) {
    expect(scripts(html).length).toBeGreaterThan(0)
    for (const script of scripts(html))
      expect([attribute(script, 'src')?.startsWith('/assets/'), script.childNodes]).toEqual([true, []])
    expect(elements(html, 'style')).toEqual([])
    expect(html).not.toMatch(/\son\w+=|javascript:/)
  }
})

test('one script for the viewer, and none on a page without one', async () => {
  site = await tempSite({
    'index.html': page('<img src="/media/a.jpg" alt="A">'),
    'zoom.md': '![A](media/a.jpg?viewer=zoom)',
    'media/a.jpg': await photo(300, 200),
  })
  await site.build(options)
  expect(elements(await site.read('dist/index.html'), 'script')).toEqual([])
  expect(elements(await site.read('dist/zoom.html'), 'script')).toHaveLength(1)
})

describe('Markdown and HTML give the same markup for the same wish:', () => {
  const wishes: [what: string, html: string, markdown: string][] = [
    ['nothing', '<img src="/media/a.jpg" alt="A">', '![A](/media/a.jpg)'],
    ['a preset', '<img src="/media/a.jpg?preset=hero" alt="A">', '![A](/media/a.jpg?preset=hero)'],
    ['a title', '<img src="/media/a.jpg?preset=hero" alt="A &amp; B" title="T">', '![A & B](/media/a.jpg?preset=hero "T")'],
    [
      'overrides',
      '<img src="/media/a.jpg?preset=hero&amp;width=90&amp;crop=centre" alt="A">',
      '![A](/media/a.jpg?preset=hero&width=90&crop=centre)',
    ],
    ['a placeholder', '<img src="/media/a.jpg?preset=card" alt="A">', '![A](/media/a.jpg?preset=card)'],
    [
      'a viewer',
      '<img src="/media/a.jpg" data-preset="card" data-viewer="zoom" alt="A">',
      '::media[A]{src="/media/a.jpg" preset="card" viewer="zoom"}',
    ],
    ['a profile', '<img src="/media/press/p.jpg" alt="A">', '![A](/media/press/p.jpg)'],
    [
      'a link around it',
      '<a href="https://example.org/"><img src="/media/a.jpg?preset=card&amp;viewer=zoom" alt="A"></a>',
      '[![A](/media/a.jpg?preset=card&viewer=zoom)](https://example.org/)',
    ],
    ['alpha', '<img src="/media/clear.png" alt="A">', '![A](/media/clear.png)'],
    ['animation', '<img src="/media/moving.gif" alt="A">', '![A](/media/moving.gif)'],
    ['SVG', '<img src="/media/sign.svg" alt="A">', '![A](/media/sign.svg)'],
    ['the sidecar’s texts', '<img src="/media/said.jpg">', '![](/media/said.jpg)'],
    ['no text', '<img src="/media/a.jpg" alt="">', '![](/media/a.jpg)'],
    ['a file that is not there', '<img src="/media/no.jpg?preset=hero" alt="A">', '![A](/media/no.jpg?preset=hero)'],
    ['a link to media', '<a href="/media/a.jpg">A</a>', '[A](/media/a.jpg)'],
    ['a document', '<a href="/media/guide.pdf">A</a>', '[A](/media/guide.pdf)'],
  ]
  /** What stands inside the n-th marked block of a page. */
  const blocks = (html: string): string[] =>
    elements(html, 'section').map((section) =>
      serialize(section)
        .replace(/^\s*<p>|<\/p>\s*$/g, '')
        .trim(),
    )

  test('in a build and while serving', async () => {
    site = await tempSite({
      'index.html': page(wishes.map(([, html]) => `<section>${html}</section>`).join('\n')),
      'post.md': wishes.map(([, , text]) => `<section>\n\n${text}\n\n</section>`).join('\n\n'),
      ...(await media()),
    })
    await site.build({ ...options, onError: 'warn' })
    const compare = (html: string, post: string): void => {
      const [written, marked] = [blocks(html), blocks(post)]
      expect(written).toHaveLength(wishes.length)
      for (const [index, [what]] of wishes.entries()) expect(marked[index], what).toBe(written[index])
      expect(
        written.filter((text) => /^(?:<rendition-zoom>|<a [^>]*>)*(?:<picture|<img|<rendition-zoom)|^<a /.test(text)),
      ).toHaveLength(wishes.length)
    }
    compare(await site.read('dist/index.html'), await site.read('dist/post.html'))

    const server = await createServer({
      root: site.root,
      configFile: false,
      logLevel: 'silent',
      plugins: [renditions(options)],
      server: { port: 0, host: '127.0.0.1' },
    })
    try {
      await server.listen()
      const origin = String(server.resolvedUrls?.local[0])
      const text = async (path: string): Promise<string> => {
        const html = await (await fetch(origin + path, { headers: { accept: 'text/html' } })).text()
        // An error’s picture tells its own file and line.
        return html.replaceAll(/error\/[^"]*/g, 'error')
      }
      compare(await text('index.html'), await text('post.html'))
    } finally {
      await server.close()
    }
  })
})

describe('a missing alt', () => {
  const files = async (): Promise<Record<string, string | Uint8Array>> => ({
    'index.html': page(
      [
        '<img src="/media/a.jpg">',
        '<img src="/media/a.jpg?preset=one" alt="">',
        '<img src="/media/a.jpg?preset=one" alt="A">',
        '<img src="/media/said.jpg">',
        '<img src="/media/sign.svg">',
        '<picture><source srcset="/media/a.jpg?preset=one"><img src="/media/a.jpg?preset=one"></picture>',
        '<a href="/media/a.jpg">A</a>',
        '<video poster="/media/a.jpg?preset=one"></video>',
      ].join('\n'),
      '<link rel="icon" href="/media/a.jpg?preset=one">',
    ),
    'post.md':
      '![](media/a.jpg)\n\n![A](media/a.jpg)\n\n![](media/said.jpg)\n\n::media{src="media/a.jpg" preset="one"}\n\n::media[A]{src="media/a.jpg" preset="one"}\n\n::media{src="media/a.jpg" preset="one" alt=""}\n\n<img src="media/a.jpg">\n',
    'main.js': `import a from './media/a.jpg?preset=one'\nwindow.a = a`,
    ...(await media()),
  })
  const warned = (warnings: string[]): string[] =>
    warnings.filter((line) => line.includes('has no alt text')).map((line) => line.replace(/ has no alt text.*/, ''))
  const expected = [
    'index.html:9:11 The picture "media/a.jpg"',
    'index.html:13:11 The picture "media/sign.svg"',
    'index.html:14:61 The picture "media/a.jpg"',
    'post.md:1:1 The picture "media/a.jpg"',
    'post.md:7:1 The picture "media/a.jpg"',
    'post.md:13:11 The picture "media/a.jpg"',
  ]

  test('is a warning with its place, in every build, and an empty one is not', async () => {
    site = await tempSite(await files())
    const input = { build: { rollupOptions: { input: [join(site.root, 'index.html'), join(site.root, 'main.js')] } } }
    expect(warned((await site.build(options, input)).warnings)).toEqual(expected)
    expect(warned((await site.build(options, input)).warnings)).toEqual(expected)
    await site.write({ 'media/sign.svg.media.yaml': 'alt: A sign\n' })
    expect(warned((await site.build(options, input)).warnings)).toEqual(expected.filter((line) => !line.includes('sign.svg')))
  })

  test('becomes empty in Markdown, as Markdown itself would have it', async () => {
    site = await tempSite({
      'index.html': page('x'),
      'post.md': '![](media/a.jpg) ![](media/no.jpg?preset=one) ![](media/said.jpg)\n',
      ...(await media()),
    })
    await site.build({ ...options, onError: 'warn' })
    expect(elements(await site.read('dist/post.html'), 'img').map((image) => attribute(image, 'alt'))).toEqual([
      '',
      '',
      'Said by the sidecar',
    ])
  })
})
