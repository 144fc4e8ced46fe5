import { tokenize, TokenType } from '@csstools/css-tokenizer'
import { parseFragment } from 'parse5'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { escapeFor } from '../../src/rewrite/escape.js'
import { nastyStrings } from './nasty.js'

const STRINGS = nastyStrings(400)
/** HTML and CSS cannot hold NUL. */
const withoutNul = (text: string): string => text.replaceAll('\0', '\ufffd')

function attributeValue(html: string): string | undefined {
  const element = parseFragment(html).childNodes[0]
  return element && 'attrs' in element ? element.attrs[0]?.value : undefined
}

function cssString(css: string): unknown {
  const token = tokenize({ css })[0]
  if (token?.[0] !== TokenType.String && token?.[0] !== TokenType.URL) return `no string: ${css}`
  return token[4].value
}

describe('escaped text is read back as it was', () => {
  test('in HTML attributes of either quotes', () => {
    for (const text of STRINGS) {
      expect(attributeValue(`<i title="${escapeFor('html-attribute', text)}">`)).toBe(withoutNul(text))
      expect(attributeValue(`<i title='${escapeFor('html-attribute', text)}'>`)).toBe(withoutNul(text))
    }
  })

  test('between HTML tags', () => {
    for (const text of STRINGS) {
      const element = parseFragment(`<i>${escapeFor('html', text)}</i>`).childNodes[0]
      const inner = element && 'childNodes' in element ? element.childNodes : []
      expect(inner.map((node) => ('value' in node ? node.value : node.nodeName)).join('')).toBe(withoutNul(text))
    }
  })

  test('in CSS strings of either quotes and in a bare url()', () => {
    for (const text of STRINGS) {
      const escaped = escapeFor('css', text)
      expect(cssString(`"${escaped}"`)).toBe(withoutNul(text))
      expect(cssString(`'${escaped}'`)).toBe(withoutNul(text))
      expect(cssString(`url(${escaped})`)).toBe(withoutNul(text))
      expect(escaped).not.toContain('<')
    }
  })

  test('in CSS inside a style attribute', () => {
    for (const text of STRINGS) {
      const css = attributeValue(`<i style="--x:&quot;${escapeFor('css-in-attribute', text)}&quot;">`) ?? ''
      expect(cssString(css.slice('--x:'.length))).toBe(withoutNul(text))
    }
  })

  test('in JavaScript literals of any quotes, also in an inline script', () => {
    for (const text of STRINGS) {
      const escaped = escapeFor('js', text)
      for (const quote of ['"', "'", '`']) expect(new Function(`return ${quote}${escaped}${quote}`)()).toBe(text)
      expect(escaped).not.toContain('<')
    }
  })
})

describe('a URL means the same after escaping', () => {
  const urls = STRINGS.map((text) => `media/${text}.jpg`)

  test('as a Markdown destination, bare, in angle brackets and in a definition', () => {
    for (const url of urls) {
      const escaped = escapeFor('markdown', url)
      const expected = url.replace(/[\s\p{Cc}<>]/gu, encodeURIComponent)
      for (const markdown of [`![a](${escaped})`, `![a](<${escaped}> "t")`]) {
        expect(imageUrl(markdown)).toBe(withoutNul(expected))
      }
      expect(definitionUrl(`[a]: ${escaped}`)).toBe(withoutNul(expected))
    }
  })

  test('as a YAML scalar in any quotes or none, alone, in a list and in braces', () => {
    for (const url of [
      ...urls,
      ...STRINGS.filter((text) => /^[^%\s]/.test(text) && !/[\0~0]/.test(text)).map((text) => `${text}.jpg`),
    ]) {
      const escaped = escapeFor('yaml', url)
      const forms = [
        parse(`a: ${escaped}`).a,
        parse(`a: '${escaped}'`).a,
        parse(`a: "${escaped}"`).a,
        parse(`a: [${escaped}, b]`).a[0],
        parse(`{ a: ${escaped} }`).a,
      ]
      expect(new Set(forms)).toEqual(new Set([escaped]))
      expect(lenientDecode(escaped.replace(/^\.\/%/, '%'))).toBe(lenientDecode(url))
    }
  })

  test('as a YAML scalar when it starts percent-encoded', () => {
    expect(escapeFor('yaml', '%20a.jpg')).toBe('./%20a.jpg')
  })
})

function imageUrl(markdown: string): string | undefined {
  const paragraph = unified().use(remarkParse).parse(markdown).children[0]
  const image = paragraph?.type === 'paragraph' ? paragraph.children[0] : undefined
  return image?.type === 'image' ? image.url : undefined
}

function definitionUrl(markdown: string): string | undefined {
  const node = unified().use(remarkParse).parse(markdown).children[0]
  return node?.type === 'definition' ? node.url : undefined
}

/** Decodes each well-formed escape and leaves a lone `%` alone, as a resolver of paths does. */
function lenientDecode(url: string): string {
  return url.replace(/(?:%[\dA-F]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded)
    } catch {
      return encoded
    }
  })
}
