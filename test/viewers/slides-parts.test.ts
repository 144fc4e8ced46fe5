import { describe, expect, test } from 'vitest'
import { kindIcons, kindOf, kindTexts } from '../../src/viewers/mixed/kinds.js'
import { moveForKey, placeAfter, placeOf, turnOf } from '../../src/viewers/slides/places.js'
import { slidesTexts } from '../../src/viewers/slides/texts.js'

describe('the next place', () => {
  test.each([
    [0, 1, false, 1],
    [2, 1, false, undefined],
    [2, 1, true, 0],
    [0, -1, false, undefined],
    [0, -1, true, 2],
  ] as const)('after %i, going %i, loop %s, is %s', (index, step, loop, next) => {
    expect(placeAfter(index, step, 3, loop)).toBe(next)
  })

  test('of a single slide is none', () => {
    expect(placeAfter(0, 1, 1, true)).toBeUndefined()
  })

  test('is an end for Home and End, wherever one is', () => {
    expect([placeOf('first', 1, 3, false), placeOf('last', 0, 3, false), placeOf('next', 2, 3, true)]).toEqual([0, 2, 0])
  })
})

describe('arrow keys', () => {
  test('follow the direction of the text', () => {
    expect([moveForKey('ArrowRight', false), moveForKey('ArrowRight', true)]).toEqual(['next', 'previous'])
    expect([moveForKey('ArrowLeft', false), moveForKey('ArrowLeft', true)]).toEqual(['previous', 'next'])
  })

  test('up and down are for columns only, so that the page scrolls elsewhere', () => {
    expect([moveForKey('ArrowDown', false), moveForKey('ArrowDown', false, true)]).toEqual([undefined, 'next'])
    expect(moveForKey('a', false, true)).toBeUndefined()
  })
})

describe('a drag', () => {
  test('turns when it went far, or was fast in its own direction', () => {
    expect(turnOf(-300, 0, 800)).toBe(1)
    expect(turnOf(300, 0, 800)).toBe(-1)
    expect(turnOf(-30, -1, 800)).toBe(1)
  })

  test('is taken back when it was neither, or ended the other way', () => {
    expect(turnOf(-30, 0, 800)).toBe(0)
    expect(turnOf(-30, 1, 800)).toBe(0)
    expect(turnOf(0, 0, 0)).toBe(0)
  })
})

describe('kinds of members', () => {
  test('have a drawing and a word in every language', () => {
    for (const words of Object.values(kindTexts)) expect(Object.keys(words).sort()).toEqual(Object.keys(kindIcons).sort())
  })

  test('are those of viewers that are more than a picture', () => {
    expect([kindOf('video'), kindOf('gallery'), kindOf('zoom'), kindOf(undefined), kindOf('constructor')]).toEqual([
      'video',
      'set',
      undefined,
      undefined,
      undefined,
    ])
  })
})

test('slides have their words in every language', () => {
  for (const words of Object.values(slidesTexts)) expect(Object.keys(words).sort()).toEqual(['choose', 'slide', 'slides'])
})
