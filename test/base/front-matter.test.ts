import { expect, test } from 'vitest'
import { parseFrontMatter } from '../../src/base/front-matter.js'
import { RenditionsError } from '../../src/errors.js'

const START = { file: 'content/a.md', line: 2, column: 1 }

test('reads fields as data and nothing as no fields', () => {
  expect(parseFrontMatter('title: The lake\ntags: [a, b]', START)).toEqual({ title: 'The lake', tags: ['a', 'b'] })
  expect(parseFrontMatter('', START)).toEqual({})
})

test('names the line in the file of what it cannot read', () => {
  const places = ['a: 1\nb: "open', '- a', 'a: *nowhere'].map((text) => {
    try {
      return parseFrontMatter(text, START)
    } catch (error) {
      return error instanceof RenditionsError ? [error.code, error.problem.place?.line] : error
    }
  })
  expect(places).toEqual([
    ['markdown-page', 3],
    ['markdown-page', 2],
    ['markdown-page', 2],
  ])
})

test('takes keys out that would change a prototype', () => {
  const fields = parseFrontMatter('a: { __proto__: { polluted: 1 }, b: 1 }', START)
  expect(Object.assign({}, fields['a'])).toEqual({ b: 1 })
  expect(Object.getPrototypeOf(Object.assign({}, fields['a']))).toBe(Object.prototype)
})
