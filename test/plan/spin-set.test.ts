import { describe, expect, test } from 'vitest'
import { formatProblem } from '../../src/errors.js'
import { ownRenditionsOf } from '../../src/plan/plan-reference.js'
import { spinFrames } from '../../src/plan/spin-frames.js'
import { spinSetProblems } from '../../src/plan/spin-set.js'
import type { Asset, PlannedReference } from '../../src/types.js'
import { plannedSet } from '../rewrite/example-set.js'

function frame(name: string, width = 900, height = 600): Asset {
  return {
    path: `media/spins/${name}`,
    digest: name,
    bytes: 1,
    probe: {
      kind: 'image',
      format: 'jpeg',
      width,
      height,
      pages: 1,
      hasAlpha: false,
      colour: 'srgb',
      metadata: { exif: false, gps: false, serial: false, gainMap: false },
    },
  }
}

/** Frames `boot-01.jpg` … without some numbers. */
function turn(count: number, { step = 1, without = [] as number[], prefix = 'boot-' } = {}): Asset[] {
  const numbers = Array.from({ length: count }, (_, at) => (at + 1) * step).filter((number) => !without.includes(number))
  return numbers.map((number) => frame(`${prefix}${String(number).padStart(2, '0')}.jpg`))
}

function found(frames: readonly Asset[], rows = 1): string[] {
  return spinSetProblems({ name: 'media/boot.set.yaml', frames, rows }).map(
    (problem) => `${problem.severity} ${formatProblem(problem)}`,
  )
}

describe('a spin', () => {
  test('of enough equal frames in a row is fine, whatever the steps of their numbers', () => {
    expect(found(turn(12))).toEqual([])
    expect(found(turn(36, { step: 10 }))).toEqual([])
    expect(found([...turn(8, { prefix: 'boot-1-' }), ...turn(8, { prefix: 'boot-2-' })], 2)).toEqual([])
    expect(found(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => frame(`${name}.jpg`)))).toEqual([])
  })

  test('of few frames is a warning, of one an error', () => {
    expect(found(turn(6))).toEqual([expect.stringMatching(/^warning .*6 frames, which makes a jerky turn.*\(spin-frames-few\)$/)])
    expect(found(turn(1))).toEqual([expect.stringMatching(/^error .*1 frame, which makes no turn/)])
    expect(found([...turn(6, { prefix: '1-' }), ...turn(6, { prefix: '2-' })], 2)).toEqual([
      expect.stringMatching(/^warning .*6 frames in each of 2 rows/),
    ])
  })

  test('has rows of equal length', () => {
    expect(found(turn(16), 3)).toEqual([
      expect.stringMatching(/^error .*16 frames, which do not fill 3 rows.*\(spin-rows-uneven\)$/),
    ])
  })

  test('has frames of one size; the odd ones are named, not all', () => {
    const frames = [...turn(10), frame('boot-11.jpg', 901), frame('boot-12.jpg', 600, 900)]
    expect(found(frames)).toEqual([
      expect.stringMatching(
        /^error .*are 900 × 600, but not these: media\/spins\/boot-11\.jpg \(901 × 600\), media\/spins\/boot-12\.jpg \(600 × 900\)\./,
      ),
    ])
    const many = [...turn(20), ...turn(9, { prefix: 'shoe-' }).map((one) => ({ ...one, probe: { ...one.probe, width: 1 } }))]
    expect(found(many)).toEqual([expect.stringMatching(/shoe-05\.jpg \(1 × 600\), …\./)])
  })

  test('without a frame in the middle is a warning that names it', () => {
    expect(found(turn(12, { without: [4] }))).toEqual([
      expect.stringMatching(
        /^warning .*between "boot-03\.jpg" and "boot-05\.jpg": boot-04\.jpg is missing\..*\(spin-frames-missing\)$/,
      ),
    ])
    expect(found(turn(24, { step: 15, without: [30, 45] }))).toEqual([
      expect.stringMatching(/between "boot-15\.jpg" and "boot-60\.jpg": boot-30\.jpg, boot-45\.jpg are missing/),
    ])
    expect(found([...turn(8, { prefix: 'b-1-' }), ...turn(9, { prefix: 'b-2-', without: [5] })], 2)).toEqual([
      expect.stringMatching(/b-2-05\.jpg is missing/),
    ])
  })

  test('may have numbers that only tell the time, or are huge', () => {
    const times = [113, 4451, 70_012, 9_000_113, 5, 77, 3_141_592, 9_999_999_999].map((number) => frame(`IMG${number}.jpg`))
    expect(found(times)).toEqual([])
    expect(found([...turn(12), frame('boot-9000000000.jpg')])).toEqual([expect.stringMatching(/boot-13\.jpg.*, … are missing/)])
  })
})

test('of a spin, only the first frame is planned in every form; the others keep their stable addresses', () => {
  const { members = [] } = plannedSet(3, { viewer: 'spin' }, { widths: [400, 1600, 2000] })
  const [first, second, third] = spinFrames(members.map((one, at) => (at === 2 ? { ...one, stable: 'media/f3.jpg' } : one)))
  expect(first).toEqual(members[0])
  const keysOf = (one: PlannedReference | undefined): string[] => (one ? ownRenditionsOf(one).map(({ key }) => key) : [])
  expect(keysOf(second)).toEqual(['webp-1600-f2', 'jpeg-1600-f2', 'jpeg-2400-f2'])
  expect(keysOf(third)).toEqual(['webp-1600-f3', 'jpeg-1600-f3', 'jpeg-2000-f3', 'jpeg-2400-f3'])
})
