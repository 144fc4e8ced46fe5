import { expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import { formatLedger, idOf, ledgerOf, type LedgerEntry } from '../../src/publish/ledger.js'
import { ledgerOutline } from '../../src/publish/ledger-outline.js'

const PATHS = ['a.jpg', 'ünï ✓/b "c".jpg', "d','e\\u0041.jpg", 'f","state":"deleted.jpg', 'g}.jpg']

function entryOf(path: string, more: Partial<LedgerEntry> = {}): LedgerEntry {
  const digest = digestOf(path)
  const id = idOf(path, digest, new Set())
  return { path, id, digest, state: 'published', since: '2026-01-01', stable: {}, former: {}, was: [], ...more }
}

test('the outline of a ledger has the path, id and state of every line, whatever stands in them', () => {
  const entries = PATHS.flatMap((path) => [
    entryOf(path, { stable: { [`media/${path}`]: 'card' }, former: { 'media/x"}.jpg': 'card' }, was: [`old/${path}`] }),
    entryOf(`more/${path}`, { state: 'draft' }),
  ])
  const ledger = ledgerOf(entries)
  const heads = ledger.entries.map(({ path, id, state }) => ({ path, id, state }))
  expect(ledgerOutline([formatLedger(ledger)])).toEqual(heads)
  expect(ledgerOutline(formatLedger(ledger).split(/(?<=\n)/))).toEqual(heads)
  expect(ledgerOutline([formatLedger(ledgerOf([]))])).toEqual([])
})

test('a ledger that is not as a build writes it has no outline', () => {
  const text = formatLedger(ledgerOf(PATHS.map((path) => entryOf(path))))
  const odd = [
    '',
    text.slice(0, -1),
    text.slice(text.indexOf('\n') + 1),
    text.replace('}\n{', '\n{'),
    text.replace('a.jpg', 'a\\x.jpg'),
    text.replaceAll('\n', '\r\n'),
    text.replace('"published"', '"secret"'),
    text.replace('{"path"', '<<<<<<< ours\n{"path"'),
    text.replace('"since":"2026', '"since":"26'),
    text.replace('{"renditions":1}', '{"renditions":2}'),
    text.slice(0, -20),
  ]
  expect(ledgerOutline([])).toBeUndefined()
  for (const one of odd) expect(ledgerOutline([one]), JSON.stringify(one.slice(0, 80))).toBeUndefined()
})
