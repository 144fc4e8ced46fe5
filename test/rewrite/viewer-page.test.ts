import { describe, expect, test } from 'vitest'
import { viewerMarkup } from '../../src/rewrite/viewer.js'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { viewerPage } from '../../src/rewrite/viewer-page.js'
import { attribute, elements } from '../site/temp-site.js'
import { planned, view, type Example } from './example.js'

const facts = { title: 'The lake', language: 'en', stylesheets: ['viewers.css'], scripts: ['zoom.js'], credits: '' }

/** What the page of a viewer holds: its image, its sources, its icon. */
function pageOf(example: Example) {
  const html = viewerPage(planned({ viewer: 'zoom', ...example }), view(), facts)
  const [image] = elements(html, 'img')
  return {
    image: (name: string) => (image ? attribute(image, name) : undefined),
    sources: elements(html, 'source').map((source) => attribute(source, 'srcset')),
    icon: elements(html, 'link').flatMap((link) => (attribute(link, 'rel') === 'icon' ? [attribute(link, 'href')] : [])),
    html,
  }
}

describe('the page of a viewer of one picture', () => {
  test.each(['zoom', 'inline-zoom', 'flyout'] as const)('offers the large one to large windows: %s', (viewer) => {
    const page = pageOf({ viewer })
    expect(page.image('srcset')).toBe('/a/lake-400.jpg 400w, /a/lake-800.jpg 800w, /a/lake-2400.jpg 2400w')
    expect(page.image('sizes')).toBe('min(100vw, 150vh, 2400px)')
    expect([page.image('width'), page.image('height')]).toEqual(['2400', '1600'])
    expect(page.sources).toEqual([])
  })

  test('leaves out no format that has it as large', () => {
    const page = pageOf({ formats: ['webp', 'jpeg'], widths: [800, 2400] })
    expect(page.sources).toEqual(['/a/lake-800.webp 800w, /a/lake-2400.webp 2400w'])
    expect(page.image('srcset')).toBe('/a/lake-800.jpg 800w, /a/lake-2400.jpg 2400w')
  })

  test('takes what was made for dense screens by its width, and no more than there is', () => {
    const page = pageOf({ widths: [320, 640], descriptors: ['1x', '2x'] })
    expect(page.image('srcset')).toBe('/a/lake-320.jpg 320w, /a/lake-640.jpg 640w, /a/lake-2400.jpg 2400w')
    const drawing = pageOf({ svg: true })
    expect(drawing.image('src')).toBe('/a/lake-300.svg')
    expect(drawing.icon).toEqual(['/a/lake-300.svg'])
  })

  test('has an icon that is there anyway, so that nobody asks the host for another', () => {
    expect(pageOf({}).icon).toEqual(['/a/lake-400.jpg'])
  })
})

describe('the markup of a viewer of one picture', () => {
  const markup = (example: Example) =>
    serialize(viewerMarkup(planned(example), view(), () => [{ tag: 'img', attributes: [['src', 's.jpg']], children: [] }]))

  test('is a link to the large one in an element with its options', () => {
    expect(markup({ viewer: 'flyout', options: { factor: 4, side: 'start' } })).toBe(
      '<rendition-flyout factor="4" side="start"><a href="/a/lake-2400.jpg" data-width="2400" data-height="1600"><img src="s.jpg"></a></rendition-flyout>',
    )
    expect(markup({ viewer: 'zoom', options: { download: true, history: false } })).toMatch(
      /^<rendition-zoom download history="false"><a /,
    )
  })

  test('says it on the element where the author has a link, and names a link without words', () => {
    expect(markup({ viewer: 'inline-zoom', insideLink: true })).toBe(
      '<rendition-inline-zoom src="/a/lake-2400.jpg" width="2400" height="1600"><img src="s.jpg"></rendition-inline-zoom>',
    )
    expect(markup({ viewer: 'flyout', attributes: [['alt', '']], sidecar: { title: 'A <lake>' } })).toContain(
      'aria-label="A &lt;lake>"',
    )
  })
})
