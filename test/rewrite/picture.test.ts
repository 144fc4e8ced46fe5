import { HtmlValidate } from 'html-validate'
import { describe, expect, test } from 'vitest'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { failedMarkup, markupOf } from '../../src/rewrite/picture.js'
import { planned, view, type Example } from './example.js'
import type { View } from '../../src/rewrite/view.js'

function html(example: Example = {}, using: View = view()): string {
  return serialize(markupOf(planned(example), using))
}

/** Attributes of the only `<img>` in a text that the tests wrote themselves. */
function image(example: Example, using?: View): string {
  return /<img[^>]*>/.exec(html(example, using))?.[0] ?? ''
}

const SRC = ['src', 'a.jpg'] as const

describe('a picture', () => {
  test('offers every format, the most modern first, and falls back to an image with its size', () => {
    expect(html()).toBe(
      '<picture>' +
        '<source type="image/avif" srcset="/a/lake-400.avif 400w, /a/lake-800.avif 800w" sizes="auto, (max-width: 800px) 100vw, 800px">' +
        '<source type="image/webp" srcset="/a/lake-400.webp 400w, /a/lake-800.webp 800w" sizes="auto, (max-width: 800px) 100vw, 800px">' +
        '<img src="/a/lake-800.jpg" srcset="/a/lake-400.jpg 400w, /a/lake-800.jpg 800w" sizes="auto, (max-width: 800px) 100vw, 800px"' +
        ' alt="The lake" width="800" height="533" loading="lazy" decoding="async">' +
        '</picture>',
    )
  })

  test('of one width has neither descriptors nor sizes', () => {
    expect(html({ widths: [400], formats: ['webp', 'jpeg'] })).toBe(
      '<picture><source type="image/webp" srcset="/a/lake-400.webp">' +
        '<img src="/a/lake-400.jpg" alt="The lake" width="400" height="267" loading="lazy" decoding="async"></picture>',
    )
  })

  test('of densities has x descriptors, no sizes, and the layout size of one times', () => {
    const out = html({ widths: [300, 600], descriptors: ['1x', '2x'], formats: ['webp', 'jpeg'] })
    expect(out).toContain('<source type="image/webp" srcset="/a/lake-300.webp 1x, /a/lake-600.webp 2x">')
    expect(out).toContain('width="300" height="200"')
    expect(out).not.toContain('sizes')
  })

  test('of high priority loads at once and never with automatic sizes', () => {
    const out = image({ preset: { priority: true, sizes: 'auto, 50vw' } })
    expect(out).toContain('loading="eager" decoding="async" fetchpriority="high"')
    expect(out).toContain('sizes="50vw"')
    expect(image({ preset: { priority: true } })).toContain('sizes="(max-width: 800px) 100vw, 800px"')
  })

  test('of an SVG is an image with its dimensions only', () => {
    expect(html({ svg: true })).toBe('<img src="/a/lake-300.svg" alt="The lake" width="300" height="200">')
  })

  test('inside a picture of the author adds sources beside the image and no second wrapper', () => {
    const out = html({ insidePicture: true, formats: ['avif', 'jpeg'] })
    expect(out).toMatch(/^<source type="image\/avif"[^>]*><img [^>]*>$/)
  })

  test('for a source of the author becomes one source per format with its media and size', () => {
    const out = html({
      role: 'source',
      formats: ['avif', 'jpeg'],
      attributes: [
        ['media', '(min-width: 40em)'],
        ['srcset', 'a.jpg'],
        ['type', 'image/jpeg'],
        ['id', 'wide'],
      ],
    })
    const sizes = 'sizes="(max-width: 800px) 100vw, 800px"'
    expect(out).toBe(
      `<source type="image/avif" srcset="/a/lake-400.avif 400w, /a/lake-800.avif 800w" ${sizes} media="(min-width: 40em)" id="wide" width="800" height="533">` +
        `<source type="image/jpeg" srcset="/a/lake-400.jpg 400w, /a/lake-800.jpg 800w" ${sizes} media="(min-width: 40em)" width="800" height="533">`,
    )
  })
})

describe("the author's attributes", () => {
  const kept: [string, Example, string[], string[]][] = [
    [
      'class, id, style and data-* are kept',
      { attributes: [SRC, ['class', 'a b'], ['id', 'x'], ['style', 'width:50%'], ['data-track', '1']] },
      ['class="a b" id="x" style="width:50%" data-track="1"'],
      [],
    ],
    [
      'unknown, event and aria attributes are kept',
      { attributes: [SRC, ['onload', 'go()'], ['aria-describedby', 'c'], ['itemprop', 'image'], ['crossorigin', '']] },
      ['onload="go()" aria-describedby="c" itemprop="image" crossorigin=""'],
      [],
    ],
    [
      'what named the wish goes',
      { attributes: [SRC, ['data-preset', 'hero'], ['data-viewer', 'none'], ['srcset', 'b.jpg 2x']] },
      [],
      ['data-preset', 'data-viewer', 'b.jpg'],
    ],
    [
      'an override that was used goes, a like-named one with another value stays',
      { attributes: [SRC, ['data-crop', 'attention'], ['data-quality', '9']], overrides: { crop: 'attention', quality: '50' } },
      ['data-quality="9"'],
      ['data-crop'],
    ],
    ['sizes of the author win', { attributes: [SRC, ['sizes', '33vw']] }, ['sizes="33vw"'], ['100vw']],
    ['sizes of the preset come next', { preset: { sizes: '50vw' } }, ['sizes="50vw"'], ['100vw']],
    [
      'loading of the author wins, and automatic sizes go with laziness',
      { attributes: [SRC, ['loading', 'eager']] },
      ['loading="eager"'],
      ['lazy', 'auto,'],
    ],
    ['decoding of the author wins', { attributes: [SRC, ['decoding', 'sync']] }, ['decoding="sync"'], ['async']],
    [
      'fetchpriority of the author wins',
      { attributes: [SRC, ['fetchpriority', 'low']], preset: { priority: true } },
      ['fetchpriority="low"'],
      ['high'],
    ],
    [
      'high fetchpriority is not made lazy',
      { attributes: [SRC, ['fetchpriority', 'high']] },
      ['fetchpriority="high"', 'loading="eager"'],
      ['lazy'],
    ],
    [
      'a lazy picture of the author does not become urgent',
      { attributes: [SRC, ['loading', 'lazy']], preset: { priority: true } },
      ['loading="lazy"'],
      ['fetchpriority'],
    ],
    [
      'width alone gets its height',
      { attributes: [SRC, ['width', '300']] },
      ['width="300" height="200"', '(max-width: 300px) 100vw, 300px'],
      [],
    ],
    ['height alone gets its width', { attributes: [SRC, ['height', '100']] }, ['height="100" width="150"'], []],
    [
      'width and height both stay',
      { attributes: [SRC, ['width', '10'], ['height', '10']] },
      ['width="10" height="10"'],
      ['800"', '533'],
    ],
    ['a width in per cent gets no partner', { attributes: [SRC, ['width', '50%']] }, ['width="50%"'], ['height']],
    ['an empty alt is kept as decoration', { attributes: [SRC, ['alt', '']], sidecar: { alt: 'Lake' } }, ['alt=""'], ['Lake']],
    [
      'alt and title come from the sidecar where the author gave none',
      { attributes: [SRC], sidecar: { alt: 'Lake', title: 'At dawn' } },
      ['alt="Lake" title="At dawn"'],
      [],
    ],
    ['a missing alt is not invented', { attributes: [SRC] }, [], ['alt']],
  ]
  test.each(kept)('%s', (_, example, present, absent) => {
    const out = image(example)
    for (const text of present) expect(out).toContain(text)
    for (const text of absent) expect(out).not.toContain(text)
  })

  test('survive escaping', () => {
    expect(html({ attributes: [SRC, ['alt', 'a > b "q" <i> & \'c\'']] })).toContain(
      'alt="a > b &quot;q&quot; &lt;i> &amp; &#39;c&#39;"',
    )
  })
})

describe('a format larger than the fallback', () => {
  const bytes = { 'avif-400': 90, 'avif-800': 300, 'webp-400': 60, 'webp-800': 150, 'jpeg-400': 80, 'jpeg-800': 200 }

  test('is dropped, and the smaller one stays', () => {
    const out = html({}, view({ bytes }))
    expect(out).not.toContain('avif')
    expect(out).toContain('image/webp')
  })

  test('is dropped when it is exactly as large', () => {
    expect(html({ formats: ['avif', 'jpeg'], widths: [400] }, view({ bytes: { 'avif-400': 80, 'jpeg-400': 80 } }))).toMatch(
      /^<picture><img [^>]*><\/picture>$/,
    )
  })

  test('stays when it is larger at one width but smaller over all', () => {
    expect(html({}, view({ bytes: { ...bytes, 'avif-800': 120 } }))).toContain('image/avif')
  })

  test('stays while sizes are unknown', () => {
    expect(html({}, view({ bytes: { 'avif-400': 90, 'jpeg-400': 80 } }))).toContain('image/avif')
  })
})

describe('a placeholder', () => {
  const style = 'background:#336699 url(&quot;data:image/webp;base64,UklGRg==&quot;) center/cover no-repeat'

  test('of colour is a background colour', () => {
    expect(image({ placeholder: true, preset: { placeholder: 'color' } })).toContain('style="background-color:#336699"')
  })

  test("of blur stands before the author's own style, which wins", () => {
    const out = image({ placeholder: true, preset: { placeholder: 'blur' }, attributes: [SRC, ['style', 'background: none']] })
    expect(out).toContain(`style="${style};background: none"`)
    expect(out.match(/style=/g)).toHaveLength(1)
  })

  test('of thumbhash adds the hash for scripts', () => {
    expect(image({ placeholder: true, preset: { placeholder: 'thumbhash' } })).toContain(
      `data-thumbhash="3OcRJYB4d3h/iIeHeEh3eIhw+j3A" style="${style}"`,
    )
  })

  test('uses no style attribute when inline style is off', () => {
    const out = image(
      { placeholder: true, preset: { placeholder: 'blur' }, attributes: [SRC, ['style', 'color:red']] },
      view({ inlineStyle: false }),
    )
    expect(out).toContain('data-placeholder-color="#336699"')
    expect(out).toContain('style="color:red"')
  })

  test('is left out behind a transparent picture and where it is not known yet', () => {
    const see = {
      placeholder: true,
      preset: { placeholder: 'color' as const },
      formats: ['webp', 'png'] as const,
      probe: { hasAlpha: true },
    }
    expect(image(see)).not.toContain('style')
    expect(image({ placeholder: true, preset: { placeholder: 'color' } }, view({ placeholder: () => undefined }))).not.toContain(
      'style',
    )
  })
})

describe('the zoom viewer', () => {
  test('puts the picture into a link to the large one', () => {
    const out = html({ viewer: 'zoom', formats: ['jpeg'], widths: [400] })
    expect(out).toMatch(
      /^<rendition-zoom><a href="\/a\/lake-2400.jpg" data-width="2400" data-height="1600"><img [^>]*><\/a><\/rendition-zoom>$/,
    )
  })

  test('makes no second link inside a link of the author', () => {
    expect(html({ viewer: 'zoom', insideLink: true })).toMatch(
      /^<rendition-zoom src="\/a\/lake-2400.jpg" width="2400" height="1600"><picture>.*<\/picture><\/rendition-zoom>$/,
    )
  })

  test('names the link of a picture without alt text', () => {
    expect(html({ viewer: 'zoom', attributes: [SRC, ['alt', ''], ['title', 'The lake']] })).toContain(
      'data-height="1600" aria-label="The lake">',
    )
    expect(html({ viewer: 'zoom', attributes: [SRC, ['alt', '']] })).toContain('aria-label="lake"')
  })

  test('opens the drawing itself for an SVG', () => {
    expect(html({ viewer: 'zoom', svg: true })).toContain('<a href="/a/lake-300.svg" data-width="300" data-height="200">')
  })

  test('leaves sources and pictures of the author valid', () => {
    expect(html({ viewer: 'zoom', insidePicture: true })).not.toContain('rendition-zoom')
    expect(html({ viewer: 'zoom', role: 'source' })).not.toContain('rendition-zoom')
  })
})

describe('a picture that could not be made', () => {
  const problem = { code: 'asset-damaged', severity: 'error', message: '' } as const
  const { reference } = planned({
    attributes: [SRC, ['class', 'wide'], ['data-preset', 'hero'], ['sizes', '50vw'], ['alt', 'The lake']],
  })

  test("keeps the author's element and alt text, without an address", () => {
    expect(serialize(failedMarkup(reference, problem))).toBe(
      '<img class="wide" alt="The lake" data-rendition-error="asset-damaged">',
    )
  })

  test('shows a picture of the error where there is one', () => {
    expect(serialize(failedMarkup(reference, problem, '/error'))).toBe(
      '<img src="/error" class="wide" alt="The lake" data-rendition-error="asset-damaged">',
    )
  })

  test('leaves out a source, so that the browser takes the next', () => {
    expect(failedMarkup({ ...reference, role: 'source' }, problem)).toEqual([])
  })
})

describe('an HTML validator', () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:standard'],
    rules: { 'no-inline-style': 'off', 'no-implicit-close': 'error' },
  })
  const examples: [string, Example][] = [
    ['a picture', {}],
    ['one width', { widths: [400] }],
    ['densities', { widths: [300, 600], descriptors: ['1x', '2x'] }],
    ['a placeholder', { placeholder: true, preset: { placeholder: 'thumbhash' } }],
    ['a priority picture', { preset: { priority: true } }],
    ['an SVG', { svg: true }],
    ['the zoom viewer', { viewer: 'zoom' }],
    ['nasty text', { attributes: [SRC, ['alt', '"><script>alert(1)</script>&amp;']] }],
  ]
  test.each(examples)('accepts %s', async (_, example) => {
    const page = `<!DOCTYPE html>\n<html lang="en"><head><title>t</title></head><body><p>${html(example)}</p></body></html>`
    const report = await validator.validateString(page)
    expect(report.results.flatMap((result) => result.messages.map((message) => `${message.ruleId}: ${message.message}`))).toEqual(
      [],
    )
  })

  test.each(['insidePicture', 'source'])('accepts an enriched picture of the author (%s)', async (kind) => {
    const inner =
      kind === 'source'
        ? `${html({
            role: 'source',
            attributes: [
              ['srcset', 'a.jpg'],
              ['media', '(min-width: 40em)'],
            ],
          })}<img src="b.jpg" alt="">`
        : html({ insidePicture: true })
    const report = await validator.validateString(
      `<!DOCTYPE html>\n<html lang="en"><head><title>t</title></head><body><picture>${inner}</picture></body></html>`,
    )
    expect(report.results.flatMap((result) => result.messages.map((message) => message.message))).toEqual([])
  })
})
