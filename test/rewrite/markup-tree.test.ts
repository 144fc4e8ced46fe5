import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5'
import { expect, test } from 'vitest'
import { serialize, type Markup, type MarkupNode } from '../../src/rewrite/markup-tree.js'
import { nastyStrings } from './nasty.js'

type Parsed = DefaultTreeAdapterTypes.ChildNode

function read(nodes: readonly Parsed[]): MarkupNode[] {
  return nodes.map((node) => {
    if ('value' in node) return node.value
    if (!('attrs' in node)) return node.nodeName
    return {
      tag: node.tagName,
      attributes: node.attrs.map(({ name, value }) => [name, value] as const),
      children: read(node.childNodes),
    }
  })
}

test('parsing what was serialised gives the same tree, whatever text it holds', () => {
  for (const text of nastyStrings(400)) {
    const value = text.replaceAll('\0', '\ufffd')
    const tree = (inner: string): Markup => ({
      tag: 'rendition-zoom',
      attributes: [
        ['data-a', inner],
        ['class', inner],
      ],
      children: [
        {
          tag: 'img',
          attributes: [
            ['src', inner],
            ['alt', inner],
          ],
          children: [],
        },
        ...(inner ? [inner] : []),
        { tag: 'b', attributes: [], children: inner ? [inner] : [] },
      ],
    })
    expect(read(parseFragment(serialize(tree(text))).childNodes)).toEqual([tree(value)])
  }
})

test('an attribute without a value has none', () => {
  expect(
    serialize({
      tag: 'img',
      attributes: [
        ['hidden', true],
        ['alt', ''],
      ],
      children: [],
    }),
  ).toBe('<img hidden alt="">')
})

test.each(['=x', 'a b', 'a"b', 'a>b', '', '1a', 'a/b', 'onclick=alert(1) x', 'a\nb'])(
  'an attribute named %j is left out',
  (name) => {
    expect(
      serialize({
        tag: 'img',
        attributes: [
          [name, 'v'],
          ['alt', ''],
        ],
        children: [],
      }),
    ).toBe('<img alt="">')
  },
)

test('several nodes are written one after the other', () => {
  expect(serialize([{ tag: 'br', attributes: [], children: [] }, 'a < b', { tag: 'i', attributes: [], children: [] }])).toBe(
    '<br>a &lt; b<i></i>',
  )
})
