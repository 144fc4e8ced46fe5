import { describe, expect, test } from 'vitest'
import type { Markup, MarkupNode } from '../../src/base/markup.js'
import { attributeOf } from '../../src/rewrite/markup-tree.js'
import { html, markup, member, setOf } from '../viewers/slides-site.js'

function all(nodes: readonly MarkupNode[], tag: string): Markup[] {
  return nodes.flatMap((node) =>
    typeof node === 'string' ? [] : [...(node.tag === tag ? [node] : []), ...all(node.children, tag)],
  )
}

function having(nodes: readonly MarkupNode[], name: string): (string | undefined)[] {
  const found = nodes.flatMap((node) => (typeof node === 'string' ? [] : [node, ...descendants(node)]))
  return found.map(({ attributes }) => attributeOf(attributes, name)).filter((value) => value !== undefined)
}

function descendants(node: Markup): Markup[] {
  return node.children.flatMap((child) => (typeof child === 'string' ? [] : [child, ...descendants(child)]))
}

const three = [member('a'), member('tall'), member('wide')]

describe('a gallery', () => {
  test('is a named list of links to the large pictures, which the lightbox can open as one group', () => {
    const [gallery] = markup(setOf('gallery', three, { loop: true, thumbnails: 'below' }))
    expect(gallery).toMatchObject({
      tag: 'rendition-gallery',
      attributes: [
        ['loop', true],
        ['thumbnails', 'below'],
      ],
    })
    const [list] = all([gallery as Markup], 'ul')
    expect(list?.attributes).toEqual([
      ['data-slides', true],
      ['role', 'list'],
      ['data-zoom-group', true],
      ['aria-label', 'Boots'],
    ])
    const links = all(all(list ? [list] : [], 'rendition-zoom'), 'a')
    expect(links.map(({ attributes }) => attributes.slice(0, 3))).toEqual([
      [
        ['href', 'a.jpg'],
        ['data-width', '1200'],
        ['data-height', '800'],
      ],
      [
        ['href', 'tall.jpg'],
        ['data-width', '800'],
        ['data-height', '1200'],
      ],
      [
        ['href', 'wide.jpg'],
        ['data-width', '1600'],
        ['data-height', '400'],
      ],
    ])
  })

  test('says of each picture how it fits into the frame of the first', () => {
    expect(having(markup(setOf('gallery', three)), 'data-frame')).toEqual(['stage', 'tall', 'wide'])
    expect(having(markup(setOf('gallery', three.toReversed())), 'data-frame')).toEqual(['stage', 'tall', 'tall'])
  })

  test('leaves it to the browser where no size is known', () => {
    const sizeless = member('b')
    const svg = { ...sizeless, groups: [], width: 0, height: 0 }
    expect(having(markup(setOf('gallery', [member('a'), svg])), 'data-frame')).toEqual(['stage', 'free'])
  })

  test('has small pictures that lead to the large ones, out of the way of keyboards and screen readers; a poster is one', () => {
    const set = setOf('gallery', [member('a'), member('b', { poster: member('c') })])
    const row = all(markup(set), 'div')[0]
    expect(row?.attributes).toEqual([
      ['data-thumbnails', true],
      ['slot', 'thumbnails'],
      ['aria-hidden', 'true'],
    ])
    expect(having(row ? [row] : [], 'src')).toEqual(['a-small.jpg', 'c-small.jpg'])
    expect(having(row ? [row] : [], 'tabindex')).toEqual(['-1', '-1'])
    expect(having(row ? [row] : [], 'href')).toEqual(['a.jpg', 'b.jpg'])
  })

  test('has none where none are wanted, or there is nothing to choose', () => {
    expect(html(setOf('gallery', three, { thumbnails: 'none' }))).not.toContain('data-thumbnails')
    expect(html(setOf('gallery', [member('a')]))).not.toContain('data-thumbnails')
  })

  test('has no id, so that a page can hold it twice, and nothing inline', () => {
    expect(html(setOf('gallery', three))).not.toMatch(/\s(id|style|onclick)=|<script|<style/)
  })

  test('holds hostile texts as text', () => {
    const hostile = member('a', { title: '</ul><script>alert(1)</script>', alt: '"><img src=x onerror=alert(1)>' })
    const text = html(setOf('gallery', [hostile, member('b')], {}, '"><script>'))
    expect(text).not.toContain('<script')
    expect(text).not.toContain('<img src=x')
  })
})

describe('a carousel', () => {
  test('has a caption from the title, and a link where one was given', () => {
    const set = setOf('carousel', [member('a', { title: 'New', link: '/new?a=1&b=2' }), member('b')], { seconds: 9 })
    const [carousel] = markup(set)
    expect(carousel).toMatchObject({ tag: 'rendition-carousel', attributes: [['seconds', '9']] })
    expect(having([carousel as Markup], 'href')).toEqual(['/new?a=1&b=2'])
    expect(html(set)).toContain('<span data-caption>New</span>')
  })

  test('can be scrolled by keyboard where not every slide holds a link', () => {
    const linked = [member('a', { link: '/a' }), member('b', { link: '/b' })]
    expect(having(markup(setOf('carousel', linked)), 'tabindex')).toEqual([])
    expect(having(markup(setOf('carousel', [...linked, member('c')])), 'tabindex')).toEqual(['0'])
  })

  test('names a link whose picture says nothing', () => {
    expect(html(setOf('carousel', [member('a', { alt: '', link: '/a' }), member('b')]))).toContain('aria-label="a-small"')
  })
})

describe('a mixed set', () => {
  const inner = setOf('gallery', [member('tall'), member('b')])

  test('holds members in their own viewers, and says which in the small pictures', () => {
    const [mixed] = markup(setOf('mixed', [member('a'), inner]))
    expect(all([mixed as Markup], 'rendition-gallery')).toHaveLength(1)
    expect(having([mixed as Markup], 'data-shown')).toEqual(['picture', 'viewer', 'picture', 'picture'])
    expect(having([mixed as Markup], 'data-kind')).toEqual(['gallery'])
  })

  test('makes viewers that would be higher than the first slide narrower, in steps the style knows', () => {
    expect(having(markup(setOf('mixed', [member('a'), inner])), 'data-fit')).toEqual(['40'])
    expect(having(markup(setOf('mixed', [member('tall'), setOf('gallery', [member('a')])])), 'data-fit')).toEqual([])
  })

  test('shows no small picture of what has none', () => {
    const sound = member('b', { viewer: { name: 'audio', viewer: 'audio', large: 'zoom', options: {} }, groups: [] })
    const { large: _, ...file } = { ...sound, asset: { ...sound.asset, probe: { ...sound.asset.probe, kind: 'audio' as const } } }
    const links = all(all(markup(setOf('mixed', [member('a'), file])), 'div'), 'a')
    expect(links.map(({ children }) => children.length)).toEqual([1, 0])
  })
})
