import { parseFragment, serialize as serializeTree } from 'parse5'
import rehypeStringify from 'rehype-stringify'
import remarkDirective from 'remark-directive'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import { describe, expect, test } from 'vitest'
import { createRemarkPlugin, type MarkdownRequest } from '../../src/remark/index.js'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { markupOf } from '../../src/rewrite/picture.js'
import { planned, view } from '../rewrite/example.js'
import { nastyStrings } from '../rewrite/nasty.js'
import { answering, markupFor, type Answering } from './answering.js'

/** A pipeline as anyone has one: no raw HTML allowed. */
async function render(markdown: string, answerer: Answering = answering(), data: Record<string, unknown> = {}): Promise<string> {
  const processor = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkFrontmatter)
    .use(remarkDirective)
    .use(createRemarkPlugin(answerer, (path) => path.replace(/^\/root\//, '')))
    .use(remarkRehype)
    .use(rehypeStringify)
  return String(await processor.process({ value: markdown, path: '/root/content/a.md', data }))
}

async function requestsOf(markdown: string): Promise<MarkdownRequest[]> {
  const answerer = answering()
  await render(markdown, answerer)
  return answerer.requests
}

/** What a browser makes of it. */
const dom = (html: string): string => serializeTree(parseFragment(html))
const PICTURE = '<picture><source'

describe('markup from Markdown', () => {
  test('is the same as from HTML for the same wish', async () => {
    const attributes = [
      ['src', 'a.jpg?preset=hero'],
      ['alt', 'The lake'],
      ['title', 'At dawn'],
    ] as const
    const fromHtml = serialize(markupOf(planned({ attributes }), view()))
    expect(dom(await render('![The lake](a.jpg?preset=hero "At dawn")'))).toBe(dom(`<p>${fromHtml}</p>`))
  })

  test('is the same as from HTML inside a viewer, with a placeholder and every kind of attribute', async () => {
    const attributes = [
      ['src', 'a.jpg'],
      ['alt', 'a > b "q" <i> & c'],
      ['class', 'wide  round'],
      ['id', 'x'],
      ['data-count-2', '1'],
      ['aria-hidden', 'false'],
      ['hidden', ''],
      ['tabindex', '0'],
      ['itemprop', 'image'],
      ['crossorigin', ''],
    ] as const
    const markup = markupOf(
      planned({ attributes, viewer: 'zoom', placeholder: true, preset: { placeholder: 'thumbhash', priority: true } }),
      view(),
    )
    const normal = (html: string): string => dom(html).replaceAll('wide  round', 'wide round')
    expect(
      normal(
        await render(
          '![](a.jpg)',
          answering(() => markup),
        ),
      ),
    ).toBe(normal(`<p>${serialize(markup)}</p>`))
  })

  test('keeps any text', async () => {
    // rehype-stringify itself loses NUL and carriage returns.
    for (const text of nastyStrings(60).filter((candidate) => !/[\0\r]/.test(candidate))) {
      const markup = markupOf(
        planned({
          attributes: [
            ['src', 'a'],
            ['alt', text],
            ['data-x', text],
          ],
        }),
        view(),
      )
      expect(
        dom(
          await render(
            '![](a.jpg)',
            answering(() => markup),
          ),
        ),
      ).toBe(dom(`<p>${serialize(markup)}</p>`))
    }
  })

  test('may be plain text, which stands where the picture was', async () => {
    expect(
      await render(
        'a ![b](c.jpg) d',
        answering(() => ['renditions://0123']),
      ),
    ).toBe('<p>a renditions://0123 d</p>')
  })

  test('that may stand in no paragraph ends the line of text before it, and the text after it begins a new one', async () => {
    const answerer = (): Answering => answering(({ url }) => [`(${url})`])
    expect(await render('See ![a](ends.jpg) and *more* ![b](b.jpg).', answerer())).toBe(
      '<p>See </p>\n(ends.jpg)\n<p> and <em>more</em> (b.jpg).</p>',
    )
    expect(await render('![a](ends.jpg)\n![b](ends-2.jpg)\nText\\\n![c](ends-3.jpg)', answerer())).toBe(
      '(ends.jpg)\n(ends-2.jpg)\n<p>\nText<br>\n</p>\n(ends-3.jpg)',
    )
  })

  test('is left as the author wrote it when there is no answer', async () => {
    expect(
      await render(
        '![a](https://example.org/b.jpg)',
        answering(() => undefined),
      ),
    ).toBe('<p><img src="https://example.org/b.jpg" alt="a"></p>')
  })
})

describe('images', () => {
  test('say where they stand and what they mean', async () => {
    const markdown = '# Title\n\nText ![The *lake* & more](<../media/a b.jpg?preset=hero> "A \\"title\\"")'
    expect(await requestsOf(markdown)).toEqual([
      {
        role: 'picture',
        url: '../media/a b.jpg?preset=hero',
        alt: 'The lake & more',
        title: 'A "title"',
        attributes: [
          ['src', '../media/a b.jpg?preset=hero'],
          ['alt', 'The lake & more'],
          ['title', 'A "title"'],
        ],
        wish: { overrides: {} },
        file: 'content/a.md',
        place: { file: 'content/a.md', line: 3, column: 6 },
        frontmatter: {},
        insideLink: false,
      },
    ])
  })

  test('written by reference use the first definition', async () => {
    const requests = await requestsOf(
      '![one][Photo] ![two][] ![three]\n\n[photo]: a.jpg "t"\n[PHOTO]: b.jpg\n[two]: c.jpg\n[three]: <d e.jpg>',
    )
    expect(requests.map(({ url, alt, title }) => [url, alt, title])).toEqual([
      ['a.jpg', 'one', 't'],
      ['c.jpg', 'two', undefined],
      ['d e.jpg', 'three', undefined],
    ])
  })

  test('without text leave it to the sidecar', async () => {
    expect((await requestsOf('![](a.jpg)'))[0]).toMatchObject({ alt: undefined, attributes: [['src', 'a.jpg']] })
  })

  test('in links of Markdown or HTML are known to stand in one', async () => {
    const markdown =
      '[![a](a.jpg)](b.html) ![b](b.jpg) <a href="c.html">![c](c.jpg)</a> ![d](d.jpg) [![e](e.jpg)][r]\n\n[r]: r.html'
    expect(Object.fromEntries((await requestsOf(markdown)).map(({ alt, insideLink }) => [alt, insideLink]))).toEqual({
      a: true,
      b: false,
      c: true,
      d: false,
      e: true,
    })
  })

  test('are found in lists, tables, quotes, headings and footnotes, and not in code', async () => {
    const markdown =
      '- ![1](1.jpg)\n\n> ![2](2.jpg)\n\n| a |\n| - |\n| ![3](3.jpg) |\n\n## ![4](4.jpg)\n\n[^n]\n\n[^n]: ![5](5.jpg)\n\n`![6](6.jpg)`\n\n```\n![7](7.jpg)\n```\n\n    ![8](8.jpg)\n'
    expect((await requestsOf(markdown)).map(({ alt }) => alt).sort()).toEqual(['1', '2', '3', '4', '5'])
  })

  test('keep attributes that another plugin gave them', async () => {
    const answerer = answering()
    const addClass = () => (tree: { children: { children: { data?: object }[] }[] }) => {
      const image = tree.children[0]?.children[0]
      if (image) image.data = { hProperties: { className: ['wide', 'round'], dataX: '1', hidden: true } }
    }
    const processor = unified()
      .use(remarkParse)
      .use(addClass as () => () => undefined)
      .use(createRemarkPlugin(answerer))
      .use(remarkRehype)
      .use(rehypeStringify)
    await processor.process('![a](a.jpg)')
    expect(answerer.requests[0]?.attributes).toEqual([
      ['src', 'a.jpg'],
      ['alt', 'a'],
      ['class', 'wide round'],
      ['data-x', '1'],
      ['hidden', ''],
    ])
  })
})

describe('raw HTML', () => {
  const texts = async (markdown: string): Promise<string[]> => {
    const answerer = answering()
    await render(markdown, answerer)
    return answerer.htmlRequests.map(({ text }) => text)
  }

  test('is handed over with its place', async () => {
    const answerer = answering()
    await render('Text\n\n<figure>\n<img src="a.jpg">\n</figure>\n', answerer)
    expect(answerer.htmlRequests).toEqual([
      {
        text: '<figure>\n<img src="a.jpg">\n</figure>',
        file: 'content/a.md',
        place: { file: 'content/a.md', line: 3, column: 1 },
        offset: 6,
        frontmatter: {},
        insideLink: false,
      },
    ])
  })

  test('of one element comes in one piece, in a line or with blank lines between', async () => {
    expect(await texts('See <picture><source srcset="a.webp"> <img src="a.jpg"></picture> and <b>this</b>.')).toEqual([
      '<picture><source srcset="a.webp"> <img src="a.jpg"></picture>',
      '<b>',
      '</b>',
    ])
    expect(await texts('<picture>\n\n<img src="a.jpg">\n\n</picture>')).toEqual(['<picture>\n\n<img src="a.jpg">\n\n</picture>'])
    expect(await texts('> <picture>\n>\n> <img src="a.jpg">\n>\n> </picture>')).toEqual([
      '<picture>\n\n <img src="a.jpg">\n\n </picture>',
    ])
  })

  test('keeps the answer', async () => {
    const answerer = answering()
    answerer.html = async ({ text }) => text.replace('a.jpg', 'b.jpg')
    const processor = unified()
      .use(remarkParse)
      .use(createRemarkPlugin(answerer))
      .use(remarkRehype, { allowDangerousHtml: true })
      .use(rehypeStringify, { allowDangerousHtml: true })
    expect(String(await processor.process('a <img src="a.jpg"> b'))).toBe('<p>a <img src="b.jpg"> b</p>')
  })
})

describe('directives', () => {
  test('ask with preset, viewer, overrides and attributes', async () => {
    const answerer = answering()
    const html = await render(
      '::media[The *boot*]{src="b.jpg" preset=hero viewer=zoom crop=attention .wide #boot width=300 data-x=1}',
      answerer,
    )
    expect(answerer.requests[0]).toMatchObject({
      role: 'viewer',
      url: 'b.jpg',
      wish: { preset: 'hero', viewer: 'zoom', overrides: { crop: 'attention' } },
      place: { file: 'content/a.md', line: 1, column: 1 },
    })
    expect(answerer.requests[0]?.attributes.toSorted()).toEqual([
      ['alt', 'The boot'],
      ['class', 'wide'],
      ['data-x', '1'],
      ['id', 'boot'],
      ['src', 'b.jpg'],
      ['width', '300'],
    ])
    expect(html).toMatch(
      /^<rendition-zoom><a href="\/a\/lake-2400.jpg" data-width="2400" data-height="1600"><picture>.*<\/picture><\/a><\/rendition-zoom>$/,
    )
    expect(answerer.problems).toEqual([])
  })

  test('in a line stay in the line, and alt wins over the label', async () => {
    const answerer = answering()
    expect(await render('See :media[label]{src=a.jpg alt="text"}.', answerer)).toMatch(/^<p>See <picture>.*<\/picture>\.<\/p>$/)
    expect(answerer.requests[0]).toMatchObject({ alt: 'text' })
  })

  test('without an answer are plain images', async () => {
    expect(
      await render(
        ':media[a]{src="https://example.org/a.jpg" .wide}',
        answering(() => undefined),
      ),
    ).toBe('<p><img src="https://example.org/a.jpg" alt="a" class="wide"></p>')
  })

  test('reject an unknown attribute with a suggestion and its place', async () => {
    const answerer = answering()
    await render('\n::media{src=a.jpg perset=hero}', answerer)
    expect(answerer.problems).toEqual([
      {
        code: 'unknown-attribute',
        severity: 'error',
        message: '"perset" is not something a reference can ask for.',
        hint: 'Did you mean "preset"?',
        place: { file: 'content/a.md', line: 2, column: 1 },
      },
    ])
  })

  test.each(['onerror=alert(1)', 'OnClick=x', 'srcdoc=x', 'style="color:red"'])('drop %s with a warning', async (attribute) => {
    const answerer = answering()
    const html = await render(`::media{src=a.jpg ${attribute}}`, answerer)
    expect(html).toContain(PICTURE)
    expect(html).not.toMatch(/onerror|onclick|srcdoc|style/i)
    expect(answerer.problems.map(({ code, severity }) => [code, severity])).toEqual([['unsafe-attribute', 'warning']])
  })

  test('cannot reach the prototype of anything', async () => {
    await render('::media{src=a.jpg __proto__=x constructor=y}')
    expect(Object.prototype).not.toHaveProperty('x')
  })

  test('without an address are an error', async () => {
    const answerer = answering()
    await render('::media[a]{preset=hero}', answerer)
    expect(answerer.problems[0]).toMatchObject({ code: 'invalid-attribute', place: { line: 1 } })
    expect(answerer.requests).toEqual([])
  })

  test('of other names, and a mere "social:media", are nobody\'s request', async () => {
    const answerer = answering()
    await render('social:media :note[a]{src=a.jpg}', answerer)
    expect(answerer).toMatchObject({ requests: [], problems: [] })
  })
})

describe('a set', () => {
  const SET =
    ':::media-set[Boots]{viewer=zoom preset=hero sizes=50vw .row #boots}\n![First](a.jpg)\n![Second](b.jpg?preset=thumb)\n\n::media[Third]{src=c.jpg preset=thumb sizes=33vw}\n\nA note.\n:::'

  test('gives its preset, viewer and attributes to each picture that says nothing else', async () => {
    const requests = await requestsOf(SET)
    expect(
      requests.map(({ url, role, wish, attributes }) => [
        url,
        role,
        wish.preset,
        wish.viewer,
        Object.fromEntries(attributes)['sizes'],
      ]),
    ).toEqual([
      ['a.jpg', 'viewer', 'hero', 'zoom', '50vw'],
      ['b.jpg?preset=thumb', 'viewer', undefined, 'zoom', '50vw'],
      ['c.jpg', 'viewer', 'thumb', 'zoom', '33vw'],
    ])
  })

  test('gives way to the query of a picture, field by field', async () => {
    const [request] = await requestsOf(':::media-set{preset=hero crop=centre quality=50}\n![a](a.jpg?quality=80&x#f)\n:::')
    expect(request?.wish).toEqual({ preset: 'hero', overrides: { crop: 'centre' } })
  })

  test('is a named group of its pictures, with what else stands in it', async () => {
    const html = await render(SET)
    expect(html).toMatch(/^<div class="media-set row" role="group" aria-label="Boots" id="boots"><rendition-zoom>/)
    expect(html.match(/<rendition-zoom>/g)).toHaveLength(3)
    expect(html).toMatch(/<\/rendition-zoom><p>A note\.<\/p><\/div>$/)
  })

  test('has no address and no alt text of its own', async () => {
    const answerer = answering(markupFor)
    await render(':::media-set{src=a.jpg}\n![a](a.jpg)\n:::', answerer)
    expect(answerer.problems).toMatchObject([{ code: 'unknown-attribute' }])
  })
})

describe('front matter', () => {
  const seen = async (markdown: string, data?: Record<string, unknown>): Promise<unknown> => {
    const answerer = answering()
    await render(markdown, answerer, data)
    return [answerer.requests[0]?.frontmatter, answerer.problems.map(({ code, place }) => [code, place?.line])]
  }

  test('goes along with every request', async () => {
    expect(await seen('---\npreset: hero\n---\n\n![a](a.jpg)')).toEqual([{ preset: 'hero' }, []])
  })

  test('that the pipeline has read already is used as it is', async () => {
    expect(await seen('![a](a.jpg)', { astro: { frontmatter: { preset: 'thumb' } } })).toEqual([{ preset: 'thumb' }, []])
    expect(await seen('![a](a.jpg)', { matter: { preset: 'thumb' } })).toEqual([{ preset: 'thumb' }, []])
  })

  test('that is malformed is a finding, and the pictures are answered', async () => {
    expect(await seen('---\na: 1\nb: [\n---\n\n![a](a.jpg)')).toEqual([{}, [['markdown-page', 3]]])
  })
})
