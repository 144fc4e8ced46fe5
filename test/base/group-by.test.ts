import { expect, test } from 'vitest'
import { byCodeUnit } from '../../src/base/by-code-unit.js'
import { groupBy } from '../../src/base/group-by.js'

test('groups keep the order in which keys and items appear', () => {
  expect([...groupBy(['b1', 'a1', 'b2'], (name) => name[0])]).toEqual([
    ['b', ['b1', 'b2']],
    ['a', ['a1']],
  ])
})

test('names are ordered by code units, whatever the locale', () => {
  expect(['ä', 'b', 'a', 'Z', 'a'].sort(byCodeUnit)).toEqual(['Z', 'a', 'a', 'b', 'ä'])
})
