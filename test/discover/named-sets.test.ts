import { describe, expect, test } from 'vitest'
import { namedSets } from '../../src/discover/named-sets.js'

const rule = { match: '{style}-{colour}-{view}', by: 'view' }

function membersOf(
  paths: readonly string[],
  rules = [rule] as Parameters<typeof namedSets>[1],
): Record<string, readonly string[]> {
  return Object.fromEntries([...namedSets(paths, rules).sets].map(([path, { members }]) => [path, members]))
}

describe('naming rules', () => {
  test('put files that differ in one part into a set that is named by the others, in natural order', () => {
    const paths = ['m/0123-red-10.jpg', 'm/0123-red-2.jpg', 'm/0123-red-1.jpg', 'm/0123-blue-1.jpg', 'm/0123-blue-2.jpg']
    expect(membersOf(paths)).toEqual({
      'm/0123-red.set': ['m/0123-red-1.jpg', 'm/0123-red-2.jpg', 'm/0123-red-10.jpg'],
      'm/0123-blue.set': ['m/0123-blue-1.jpg', 'm/0123-blue-2.jpg'],
    })
  })
  test('keep folders apart, and need two files', () => {
    expect(membersOf(['a/x-red-1.jpg', 'b/x-red-2.jpg', 'c/x-red-3.jpg', 'c/x-red-4.jpg'])).toEqual({
      'c/x-red.set': ['c/x-red-3.jpg', 'c/x-red-4.jpg'],
    })
  })
  test('can go by another part than the last', () => {
    expect(
      membersOf(['0123_front_red.jpg', '0123_front_blue.jpg'], [{ match: '{style}_{view}_{colour}', by: 'colour' }]),
    ).toEqual({
      '0123_front.set': ['0123_front_blue.jpg', '0123_front_red.jpg'],
    })
    expect(membersOf(['1-boot.jpg', '2-boot.jpg'], [{ match: '{n}-{name}', by: 'n' }])).toEqual({
      'boot.set': ['1-boot.jpg', '2-boot.jpg'],
    })
  })
  test('apply in their folders, the first that matches, and tell what none matches there', () => {
    const rules = [
      { match: '{style}_{view}', by: 'view', in: 'spins/**' },
      { match: '{style}-{view}', by: 'view', in: 'spins/**' },
    ]
    const { sets, unmatched } = namedSets(
      ['spins/a_1.jpg', 'spins/a_2.jpg', 'spins/b-1.jpg', 'spins/b-2.jpg', 'spins/odd.jpg', 'x.jpg'],
      rules,
    )
    expect([...sets.keys()]).toEqual(['spins/a.set', 'spins/b.set'])
    expect(unmatched).toEqual(['spins/odd.jpg'])
  })
  test('take names with characters of patterns as they are', () => {
    expect(membersOf(['a(1).b-1.jpg', 'a(1).b-2.jpg'], [{ match: '{style}.b-{view}', by: 'view' }])).toEqual({
      'a(1).b.set': ['a(1).b-1.jpg', 'a(1).b-2.jpg'],
    })
  })
  test('are quick on thousands of names, also on those made to be slow', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => `m/${at % 1000}-red-${at}.jpg`)
    const started = performance.now()
    expect(namedSets([...many, `${'a-'.repeat(5000)}.jpg`], [rule]).sets.size).toBe(1000)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
