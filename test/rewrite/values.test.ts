import { tokenize } from '@csstools/css-tokenizer'
import { parseFragment } from 'parse5'
import { describe, expect, test } from 'vitest'
import { addressValue } from '../../src/rewrite/address.js'
import { cssValue } from '../../src/rewrite/css.js'
import { dataOf } from '../../src/rewrite/data.js'
import { srcsetOf } from '../../src/rewrite/srcset.js'
import { planned, view } from './example.js'

describe('a value in CSS', () => {
  test('offers every format of the largest width', () => {
    expect(cssValue(planned({ role: 'css' }), view(), 'css')).toBe(
      'image-set(url("/a/lake-800.avif") type("image/avif"), url("/a/lake-800.webp") type("image/webp"), url("/a/lake-800.jpg") type("image/jpeg"))',
    )
  })

  test('offers every density', () => {
    expect(
      cssValue(planned({ role: 'css', widths: [300, 600], descriptors: ['1x', '2x'], formats: ['webp', 'jpeg'] }), view(), 'css'),
    ).toBe(
      'image-set(url("/a/lake-300.webp") 1x type("image/webp"), url("/a/lake-600.webp") 2x type("image/webp"), url("/a/lake-300.jpg") 1x type("image/jpeg"), url("/a/lake-600.jpg") 2x type("image/jpeg"))',
    )
  })

  test('is a plain url() for one format, or where nothing is smaller than the fallback', () => {
    expect(cssValue(planned({ role: 'css', formats: ['jpeg'] }), view(), 'css')).toBe('url("/a/lake-800.jpg")')
    const bytes = { 'avif-800': 9, 'webp-800': 9, 'jpeg-800': 8, 'avif-400': 9, 'webp-400': 9, 'jpeg-400': 8 }
    expect(cssValue(planned({ role: 'css' }), view({ bytes }), 'css')).toBe('url("/a/lake-800.jpg")')
    expect(cssValue(planned({ role: 'css', svg: true }), view(), 'css')).toBe('url("/a/lake-300.svg")')
  })

  test('is the same CSS inside a style attribute, whatever the address holds', () => {
    const nasty = view({ address: () => `/a"b')\\c&amp;d<e.jpg` })
    const inSheet = cssValue(planned({ role: 'css' }), nasty, 'css')
    const element = parseFragment(`<i style="${cssValue(planned({ role: 'css' }), nasty, 'css-in-attribute')}">`).childNodes[0]
    expect(element && 'attrs' in element && element.attrs[0]?.value).toBe(inSheet)
    const strings = tokenize({ css: inSheet })
      .filter((token) => token[0] === 'string-token')
      .map((token) => (token[4] as { value: string }).value)
    expect(strings[0]).toBe(`/a"b')\\c&amp;d<e.jpg`)
  })
})

describe('data of an import', () => {
  test('holds addresses, size, alt and placeholder', () => {
    expect(
      dataOf(planned({ role: 'import', sidecar: { alt: 'Lake' }, placeholder: true, formats: ['avif', 'jpeg'] }), view()),
    ).toEqual({
      src: '/a/lake-800.jpg',
      srcset: '/a/lake-400.jpg 400w, /a/lake-800.jpg 800w',
      sizes: '(max-width: 800px) 100vw, 800px',
      sources: [{ type: 'image/avif', srcset: '/a/lake-400.avif 400w, /a/lake-800.avif 800w' }],
      width: 800,
      height: 533,
      alt: 'Lake',
      placeholder: { color: '#336699', blur: 'data:image/webp;base64,UklGRg==', thumbhash: '3OcRJYB4d3h/iIeHeEh3eIhw+j3A' },
    })
  })

  test('leaves out formats larger than the fallback', () => {
    const bytes = { 'avif-400': 9, 'jpeg-400': 8 }
    expect(dataOf(planned({ role: 'import', formats: ['avif', 'jpeg'], widths: [400] }), view({ bytes }))).toMatchObject({
      sources: [],
      srcset: '',
      sizes: '',
      placeholder: null,
    })
  })
})

describe('an address', () => {
  const og = {
    role: 'address',
    attributes: [
      ['property', 'og:image'],
      ['content', 'a.jpg'],
    ],
    stable: 'media/lake.social.jpg',
  } as const

  test('is immutable in pages, even when the asset has a stable one', () => {
    expect(addressValue(planned({ role: 'address', attributes: [['poster', 'a.jpg']], stable: 'media/lake.jpg' }), view())).toBe(
      '/a/lake-800.jpg',
    )
  })

  test('is stable in social cards and absolute once the origin is known', () => {
    expect(addressValue(planned(og), view())).toBe('/media/lake.social.jpg')
    expect(addressValue(planned(og), view({ site: 'https://example.org' }))).toBe('https://example.org/media/lake.social.jpg')
    expect(
      addressValue(
        planned({
          ...og,
          attributes: [
            ['name', 'twitter:image'],
            ['content', 'a.jpg'],
          ],
        }),
        view({ site: 'https://example.org' }),
      ),
    ).toBe('https://example.org/media/lake.social.jpg')
  })

  test('of a base on another origin stays there', () => {
    const cdn = view({ site: 'https://example.org', stableAddress: (path) => `https://cdn.example/${path}` })
    expect(addressValue(planned(og), cdn)).toBe('https://cdn.example/media/lake.social.jpg')
  })

  test('of a link is the stable one where there is one', () => {
    expect(addressValue(planned({ role: 'link', stable: 'media/kit.pdf' }), view({ site: 'https://example.org' }))).toBe(
      '/media/kit.pdf',
    )
    expect(addressValue(planned({ role: 'link' }), view())).toBe('/a/lake-800.jpg')
  })

  test('for a whole srcset lists every candidate of the fallback', () => {
    expect(addressValue(planned({ role: 'srcset', formats: ['jpeg'] }), view())).toBe(
      '/a/lake-400.jpg 400w, /a/lake-800.jpg 800w',
    )
  })

  test('in a srcset survives spaces and commas at its ends', () => {
    const candidates = planned().groups[0]?.candidates ?? []
    expect(srcsetOf(candidates, view({ address: ({ recipe }) => `,a b,c-${recipe.width},` }))).toBe(
      '%2Ca%20b,c-400%2C 400w, %2Ca%20b,c-800%2C 800w',
    )
  })
})
