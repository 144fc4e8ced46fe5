import { HtmlValidate } from 'html-validate'
import { parseFragment } from 'parse5'
import { describe, expect, test } from 'vitest'
import { RenditionsError } from '../../src/errors.js'
import { DEFAULT_LAYOUT, fillLayout } from '../../src/pages/layout.js'
import { renderMarkdown } from '../../src/pages/render-page.js'
import { answering } from '../remark/answering.js'

const FILE = 'content/a.md'

async function html(markdown: string): Promise<string> {
  return (
    await renderMarkdown(
      markdown,
      FILE,
      answering(() => undefined),
    )
  ).html
}

/** What a reader sees. */
async function textOf(markdown: string): Promise<string> {
  const texts: string[] = []
  const walk = (node: object): void => {
    if ('value' in node && typeof node.value === 'string') texts.push(node.value)
    if ('childNodes' in node) (node.childNodes as object[]).forEach(walk)
  }
  walk(parseFragment(await html(markdown)))
  return texts.join('')
}

async function problemOf(markdown: string): Promise<[string, number | undefined, string]> {
  try {
    await html(markdown)
  } catch (error) {
    if (error instanceof RenditionsError) return [error.code, error.problem.place?.line, error.problem.message]
    throw error
  }
  throw new Error('The page was made.')
}

describe('a page', () => {
  test('has answered pictures, GFM, raw HTML, headings and a title', async () => {
    const answerer = answering()
    const markdown =
      '---\ntags: [a, b]\n---\n\n# The *big* `lake`\n\n![Lake](a.jpg)\n\n| a |\n| - |\n| ~~b~~ |\n\n<details open><summary>More</summary>\n\n**bold**\n\n</details>\n\n## Sub\n'
    const page = await renderMarkdown(markdown, FILE, answerer)
    expect(page.frontmatter).toEqual({ tags: ['a', 'b'] })
    expect(page.headings).toEqual([
      { depth: 1, text: 'The big lake' },
      { depth: 2, text: 'Sub' },
    ])
    expect(page.title).toBe('The big lake')
    expect(page.html).toContain('<p><picture><source type="image/avif"')
    expect(page.html).toContain('<td><del>b</del></td>')
    expect(page.html).toMatch(/<details open><summary>More<\/summary>\s*<p><strong>bold<\/strong><\/p>\s*<\/details>/)
    expect(answerer.requests[0]).toMatchObject({ file: FILE, frontmatter: { tags: ['a', 'b'] } })
  })

  test('is valid HTML in the default layout', async () => {
    const markdown =
      '# Lake\n\n![Lake](a.jpg)\n\n::media[Boot]{src=b.jpg viewer=zoom}\n\n:::media-set[Boots]{viewer=zoom}\n![One](a.jpg)\n![Two](b.jpg)\n:::\n'
    const { html: content, frontmatter, title } = await renderMarkdown(markdown, FILE, answering())
    const validator = new HtmlValidate({
      extends: ['html-validate:standard'],
      rules: { 'prefer-native-element': 'off', 'no-trailing-whitespace': 'off' },
    })
    const report = await validator.validateString(fillLayout(DEFAULT_LAYOUT, { content, frontmatter, title }))
    expect(report.results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual([])
  })

  test('with a byte order mark and carriage returns reads its front matter', async () => {
    const page = await renderMarkdown('\ufeff---\r\ntitle: A\r\n---\r\n\r\nText\r\n', FILE, answering())
    expect(page).toMatchObject({ title: 'A', html: '<p>Text</p>' })
  })

  test('that is empty is an empty page', async () => {
    expect(await renderMarkdown('', FILE, answering())).toEqual({ html: '', frontmatter: {}, headings: [], title: 'a' })
  })

  test('nested without end is an error, not a crash', async () => {
    expect(await problemOf(`${'>'.repeat(8000)} a`)).toEqual(['markdown-page', 1, expect.stringContaining('nested too deeply')])
  })
})

describe('text that only looks like a directive', () => {
  test.each([
    'at 10:30 :smile: a:b',
    'ratio 16:9, C:\\temp, key:value, ::, :::',
    'std::vector and Foo::bar(x)',
    'mail :to[you and me]{now=1} today',
    'social:media',
  ])('comes out as it was: %s', async (text) => {
    expect(await textOf(text)).toBe(text)
  })

  test('keeps what stands in its label', async () => {
    expect(await html('see :ref[the *lake*]{x=1}!')).toBe('<p>see :ref[the <em>lake</em>]{x=1}!</p>')
  })

  test('keeps lines and blocks', async () => {
    expect(await html('::toc{depth=2}')).toBe('<p>::toc{depth=2}</p>')
    expect(await html(':::note[Hint]{.a}\nSome *text* at a:b.\n\n- c\n:::')).toBe(
      '<p>:::note[Hint]{.a}</p>\n<p>Some <em>text</em> at a:b.</p>\n<ul>\n<li>c</li>\n</ul>\n<p>:::</p>',
    )
    expect(await textOf(':::note\nunclosed')).toBe(':::note\nunclosed')
    expect(await textOf('> :::note\n> quoted\n> :::')).toBe('\n:::note\nquoted\n:::\n')
  })
})

describe('front matter', () => {
  const read = async (yaml: string): Promise<Record<string, unknown>> =>
    (await renderMarkdown(`---\n${yaml}\n---\n`, FILE, answering())).frontmatter

  test('is data only', async () => {
    expect(await read('a: yes\nb: 2024-01-02\nc: 0o10\nd: ~\ne: "<b>"')).toEqual({
      a: 'yes',
      b: '2024-01-02',
      c: 8,
      d: null,
      e: '<b>',
    })
    expect(await read('')).toEqual({})
    expect(await read('# nothing')).toEqual({})
  })

  test('that is malformed is an error with its line', async () => {
    expect(await problemOf('---\ntitle: A\ntags: [a\nb: c\n---\n')).toEqual([
      'markdown-page',
      4,
      expect.stringContaining('not valid YAML'),
    ])
    expect(await problemOf('---\na: 1\na: 2\n---\n')).toEqual(['markdown-page', 3, expect.stringContaining('unique')])
    expect(await problemOf('---\n- a\n---\n')).toEqual(['markdown-page', 2, expect.stringContaining('list of fields')])
    expect(await problemOf('---\njust text\n---\n')).toEqual(['markdown-page', 2, expect.stringContaining('list of fields')])
  })

  test('never runs code', async () => {
    const page = await renderMarkdown('---js\n{ a: globalThis.renditionsPwned = 1 }\n---\n\nText', FILE, answering())
    expect(page.frontmatter).toEqual({})
    const tagged = await read('a: !!js/function "function () { globalThis.renditionsPwned = 1 }"').catch(
      (error: unknown) => error,
    )
    expect(tagged instanceof RenditionsError || typeof (tagged as { a: unknown }).a === 'string').toBe(true)
    expect(globalThis).not.toHaveProperty('renditionsPwned')
  })

  test('cannot grow without bound', async () => {
    const laughs = [
      'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
      ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`),
    ].join('\n')
    expect(await problemOf(`---\n${laughs}\n---\n`)).toEqual(['markdown-page', 2, expect.stringContaining('alias')])
  })

  test('cannot change a prototype, here or in whoever copies it', async () => {
    const frontmatter = await read(
      '__proto__: { polluted: 1 }\na: { __proto__: { polluted: 1 }, b: 1 }\nconstructor: { prototype: { polluted: 1 } }\n<<: { polluted: 1 }',
    )
    const copy = Object.assign({}, frontmatter, Object.assign({}, frontmatter['a']))
    expect((copy as { polluted?: unknown }).polluted).toBeUndefined()
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(frontmatter['a']).toEqual({ b: 1 })
  })
})
