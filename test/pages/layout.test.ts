import { HtmlValidate } from 'html-validate'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import { describe, expect, test } from 'vitest'
import { DEFAULT_LAYOUT, fillLayout, titleOf } from '../../src/pages/layout.js'
import { nastyStrings } from '../rewrite/nasty.js'

const fill = (layout: string, frontmatter: Record<string, unknown> = {}, content = '<p>Text</p>', title = 'The lake') =>
  fillLayout(layout, { content, frontmatter, title })

describe('a layout', () => {
  test('takes content as it is and fields escaped', () => {
    expect(fill('<h1>{{title}}</h1>{{ content }}<i title="{{ author.name }}">', { author: { name: '"A" & <B>' } })).toBe(
      '<h1>The lake</h1><p>Text</p><i title="&quot;A&quot; &amp; &lt;B&gt;">',
    )
  })

  test('writes numbers, dates, booleans and lists, and nothing for what is missing', () => {
    const frontmatter = { n: 1, on: true, date: new Date(0), tags: ['a', 'b', ['c']], object: { a: 1 }, nothing: null }
    expect(fill('{{n}} {{on}} {{date}} {{tags}} {{tags.1}}[{{object}}{{nothing}}{{none}}{{none.at.all}}]', frontmatter)).toBe(
      '1 true 1970-01-01T00:00:00.000Z a, b, c b[]',
    )
  })

  test('reaches no inherited field', () => {
    expect(fill('[{{ __proto__ }}{{ constructor.name }}{{ toString }}{{ a.length }}]', { a: 'text' })).toBe('[]')
  })

  test('leaves braces of the content, dollar signs and foreign braces alone', () => {
    expect(fill('{{ content }}{{ a b }}{ title }', {}, '{{ title }} $& $1')).toBe('{{ title }} $& $1{{ a b }}{ title }')
  })

  test('keeps any title in text and attribute', () => {
    for (const text of nastyStrings(100).filter((candidate) => !/[\0\r]/.test(candidate))) {
      const page = parse(fill('<!DOCTYPE html><body title="{{ title }}"><b>{{ title }}</b>', {}, '', text))
      const body = bodyOf(page)
      expect(body?.attrs[0]?.value).toBe(text)
      const bold = body?.childNodes[0]
      expect(
        bold && 'childNodes' in bold && bold.childNodes.map((node) => ('value' in node ? node.value : node.nodeName)).join(''),
      ).toBe(text)
    }
  })
})

describe('the layout of a site without one', () => {
  test('is a valid page', async () => {
    const validator = new HtmlValidate({ extends: ['html-validate:standard'] })
    const report = await validator.validateString(fill(DEFAULT_LAYOUT))
    expect(report.results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual([])
  })

  test('is English unless the page says otherwise', () => {
    expect(fill(DEFAULT_LAYOUT)).toContain('<html lang="en">')
    expect(fill(DEFAULT_LAYOUT, { lang: 'de' })).toContain('<html lang="de">')
  })
})

test('a title comes from front matter, else the first heading, else the file name', () => {
  expect(titleOf({ title: 'A' }, [{ text: 'B' }], 'c.md')).toBe('A')
  expect(titleOf({ title: 2024 }, [], 'c.md')).toBe('2024')
  expect(titleOf({ title: { a: 1 } }, [{ text: '' }, { text: 'B' }], 'c.md')).toBe('B')
  expect(titleOf({}, [], 'content/my.page.md')).toBe('my.page')
})

function bodyOf(page: DefaultTreeAdapterTypes.Document): DefaultTreeAdapterTypes.Element | undefined {
  const html = page.childNodes.find((node) => node.nodeName === 'html')
  return html && 'childNodes' in html
    ? (html.childNodes.find((node) => node.nodeName === 'body') as DefaultTreeAdapterTypes.Element)
    : undefined
}
