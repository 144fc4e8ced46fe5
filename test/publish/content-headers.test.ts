import { expect, test } from 'vitest'
import { cacheControlOf, contentTypeOf } from '../../src/publish/content-headers.js'

test('a path is served as what its ending says, and as bytes where that says nothing', () => {
  expect(['a.AVIF', 'a/b.min.js', '_redirects', 'a.constructor', 'a.jpg/b'].map(contentTypeOf)).toEqual([
    'image/avif',
    'text/javascript; charset=utf-8',
    'application/octet-stream',
    'application/octet-stream',
    'application/octet-stream',
  ])
})

test('only what never changes is cached for good', () => {
  expect(cacheControlOf(true)).toContain('immutable')
  expect(cacheControlOf(false)).toMatch(/^public, max-age=300,/)
})
