import { describe, expect, test } from 'vitest'
import { parseInstant } from '../../src/config/instant.js'
import { publishState } from '../../src/config/publish-state.js'
import type { Sidecar } from '../../src/types.js'

const at = (text: string): number => Date.parse(text)
const noon = at('2026-05-10T12:00:00Z')
const stateOf = (sidecar: Omit<Sidecar, 'files'>, now = noon): ReturnType<typeof publishState> =>
  publishState({ ...sidecar, files: [] }, now)

describe('state', () => {
  test('an asset that says nothing is published, for good', () => {
    expect(stateOf({})).toEqual({ state: 'published', reason: 'nothing keeps it off' })
    expect(stateOf({ publish: 'published' }).state).toBe('published')
  })
  test('draft and unpublished hold whatever the dates say', () => {
    expect(stateOf({ publish: 'draft', on: '2020-01-01' })).toEqual({
      state: 'draft',
      reason: 'its sidecar says "publish: draft"',
    })
    expect(stateOf({ publish: 'unpublished', expires: '2020-01-01' }).state).toBe('unpublished')
    expect(stateOf({ publish: 'draft', on: 'garbage' }).state).toBe('draft')
  })
  test('before "on" it is scheduled, also when it says published', () => {
    expect(stateOf({ publish: 'published', on: '2026-05-11' })).toEqual({
      state: 'scheduled',
      reason: 'it goes on on 2026-05-11',
      changesAt: at('2026-05-11T00:00:00Z'),
    })
  })
  test('after "off" it is unpublished, after "expires" expired', () => {
    expect(stateOf({ off: '2026-05-01T08:30Z' })).toEqual({ state: 'unpublished', reason: 'it went off on 2026-05-01T08:30:00Z' })
    expect(stateOf({ expires: '2026-05-01' })).toEqual({ state: 'expired', reason: 'it expired on 2026-05-01' })
    expect(stateOf({ off: '2026-05-01', expires: '2026-05-02' }).state).toBe('expired')
    expect(stateOf({ on: '2026-06-01', expires: '2026-05-02' })).toEqual({ state: 'expired', reason: 'it expired on 2026-05-02' })
  })
  test('a date counts from its very moment on', () => {
    const midnight = at('2026-05-10T00:00:00Z')
    for (const name of ['on', 'off', 'expires'] as const) {
      const [before, then] = [stateOf({ [name]: '2026-05-10' }, midnight - 1), stateOf({ [name]: '2026-05-10' }, midnight)]
      expect(before.changesAt).toBe(midnight)
      expect(then.changesAt).toBeUndefined()
      expect([before.state, then.state]).toEqual(
        { on: ['scheduled', 'published'], off: ['published', 'unpublished'], expires: ['published', 'expired'] }[name],
      )
    }
  })
  test('a date that cannot be read keeps it off the web', () => {
    expect(stateOf({ on: 'soon' })).toEqual({ state: 'unpublished', reason: 'its "on" date "soon" cannot be read' })
    expect(stateOf({ expires: '2026-02-30' }).state).toBe('unpublished')
  })
})

describe('a life told by its changes', () => {
  /** The states from long ago on, each with the moment it begins. */
  function lifeOf(sidecar: Omit<Sidecar, 'files'>): string[] {
    const life: string[] = []
    for (let now: number | undefined = at('2000-01-01T00:00:00Z'); now !== undefined;) {
      const { state, changesAt } = stateOf(sidecar, now)
      life.push(`${new Date(now).toISOString().slice(0, 10)} ${state}`)
      now = changesAt
    }
    return life
  }
  test.each([
    [
      { on: '2026-01-01', off: '2026-02-01', expires: '2026-03-01' },
      ['2000-01-01 scheduled', '2026-01-01 published', '2026-02-01 unpublished', '2026-03-01 expired'],
    ],
    [{ off: '2026-01-01', on: '2026-02-01' }, ['2000-01-01 published', '2026-01-01 unpublished', '2026-02-01 published']],
    [{ on: '2026-01-01', off: '2026-01-01' }, ['2000-01-01 scheduled', '2026-01-01 unpublished']],
    [{ on: '2026-03-01', expires: '2026-02-01' }, ['2000-01-01 scheduled', '2026-02-01 expired']],
    [{ off: '2026-02-01', expires: '2026-01-01' }, ['2000-01-01 published', '2026-01-01 expired']],
    [{ publish: 'draft' as const, on: '2026-01-01' }, ['2000-01-01 draft']],
  ])('%o', (sidecar, life) => {
    expect(lifeOf(sidecar)).toEqual(life)
  })
  test('the reason of a pause says when it ends', () => {
    expect(stateOf({ off: '2026-05-01', on: '2026-06-01' }).reason).toBe('it went off on 2026-05-01 until 2026-06-01')
  })
})

describe('dates', () => {
  test.each([
    ['2026-05-01', '2026-05-01T00:00:00.000Z'],
    ['2026-05-01T09:30', '2026-05-01T09:30:00.000Z'],
    ['2026-05-01 09:30:15', '2026-05-01T09:30:15.000Z'],
    ['2026-05-01T09:30:15.25Z', '2026-05-01T09:30:15.250Z'],
    ['2026-05-01T09:30:15+02:00', '2026-05-01T07:30:15.000Z'],
    ['2026-05-01t00:30:00-0530', '2026-05-01T06:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['0050-01-01', '0050-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(new Date(parseInstant(text) ?? Number.NaN).toISOString()).toBe(iso)
  })
  test.each([
    '',
    'tomorrow',
    '2026',
    '2026-13-01',
    '2026-00-10',
    '2026-02-29',
    '2026-04-31',
    '1.5.2026',
    '05/01/2026',
    '2026-05-01T24:00',
    '2026-05-01T10:60',
    '2026-05-01T10:00+25:00',
    '2026-5-1',
    '20260501',
  ])('%o is no date', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })
  test('the machine’s own time zone changes nothing', () => {
    const zone = process.env['TZ']
    try {
      for (const other of ['Pacific/Kiritimati', 'America/Los_Angeles']) {
        process.env['TZ'] = other
        expect(parseInstant('2026-05-01T09:30')).toBe(at('2026-05-01T09:30:00Z'))
      }
    } finally {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    }
  })
})
