import { expect, test } from 'vitest'
import { createPositions } from '../../src/discover/position.js'

test('lines end at LF, CRLF and CR; columns count UTF-16 units from 1', () => {
  const text = 'ab\ncd\r\nef\rg\u{1f600}h'
  const position = createPositions(text)
  const at = (needle: string) => position(text.indexOf(needle))
  expect([at('a'), at('b'), at('c'), at('e'), at('g'), at('h'), position(text.length)]).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 2 },
    { line: 2, column: 1 },
    { line: 3, column: 1 },
    { line: 4, column: 1 },
    { line: 4, column: 4 },
    { line: 4, column: 5 },
  ])
})

test('an empty text has one place', () => {
  expect(createPositions('')(0)).toEqual({ line: 1, column: 1 })
})
