import { expect, test } from 'vitest'
import { serialize } from '../../src/rewrite/markup-tree.js'
import { markupOf } from '../../src/rewrite/picture.js'
import type { PlannedReference } from '../../src/types.js'
import { planned, view, type Example } from './example.js'

const telling = view({ structuredData: true, site: 'https://example.org' })
const photo: Example = {
  role: 'picture',
  attributes: [
    ['alt', 'The </script> lake'],
    ['title', 'Dawn'],
  ],
  sidecar: { credit: 'Ada', licence: 'https://creativecommons.org/licenses/by/4.0/' },
}

function dataIn(html: string): unknown {
  const [, json] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html) ?? []
  return json === undefined ? undefined : JSON.parse(json)
}

test('a page that tells search engines says what a picture shows, by whom, under which licence, at a whole address', () => {
  const html = serialize(markupOf(planned(photo), telling))
  expect(dataIn(html)).toEqual({
    '@context': 'https://schema.org/',
    '@type': 'ImageObject',
    contentUrl: 'https://example.org/a/lake-800.jpg',
    name: 'Dawn',
    description: 'The </script> lake',
    width: 800,
    height: 533,
    creditText: 'Ada',
    creator: { '@type': 'Organization', name: 'Ada' },
    license: 'https://creativecommons.org/licenses/by/4.0/',
  })
})

test('of a set, its members are told, in one block', () => {
  const set: PlannedReference = { ...planned({ ...photo, viewer: 'compare' }), members: [planned(photo), planned(photo)] }
  expect(dataIn(serialize(markupOf(set, telling)))).toMatchObject({
    '@graph': [{ '@type': 'ImageObject' }, { '@type': 'ImageObject' }],
  })
})

test('nothing is told of decoration, where the origin is not known, inside an author’s picture, or unasked', () => {
  const silent = { ...photo, attributes: [['alt', '']] as const }
  expect(dataIn(serialize(markupOf(planned(silent), telling)))).toBeUndefined()
  expect(dataIn(serialize(markupOf(planned(photo), view({ structuredData: true }))))).toBeUndefined()
  expect(dataIn(serialize(markupOf(planned({ ...photo, insidePicture: true }), telling)))).toBeUndefined()
  expect(dataIn(serialize(markupOf(planned(photo), view({ site: 'https://example.org' }))))).toBeUndefined()
})
