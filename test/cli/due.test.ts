import { afterEach, describe, expect, test } from 'vitest'
import { dueRows } from '../../src/cli/due/due-rows.js'
import type { DueReport } from '../../src/cli/reports.js'
import { formatLedger, ledgerOf, type LedgerEntry } from '../../src/publish/ledger.js'
import type { LedgerState } from '../../src/publish/ledger.js'
import type { Sidecar } from '../../src/types.js'
import { cliSite, runCli, type CliSite } from './cli-site.js'

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`)
const NOW = day('2026-05-10')

describe('dates of one asset', () => {
  const told = (sidecar: Partial<Sidecar>, recorded?: LedgerState): string[] =>
    dueRows('a.jpg', { files: [], ...sidecar }, recorded, { now: NOW, until: NOW + 14 * 86_400_000 }).map(
      ({ field, state, overdue }) => `${field} ${state}${overdue ? ' overdue' : ''}`,
    )

  test.each<[string, Partial<Sidecar>, LedgerState | undefined, string[]]>([
    ['within the time', { on: '2026-05-12' }, undefined, ['on published']],
    ['beyond it', { on: '2026-05-25' }, undefined, []],
    ['at its very end', { off: '2026-05-24' }, 'published', ['off unpublished']],
    ['both ways', { on: '2026-05-12', expires: '2026-05-20' }, undefined, ['on published', 'expires expired']],
    ['without effect, as of a draft', { publish: 'draft', on: '2026-05-12' }, undefined, []],
    ['past, and the ledger knows', { expires: '2026-05-09' }, 'expired', []],
    ['past, and the ledger does not know', { expires: '2026-05-09' }, 'published', ['expires expired overdue']],
    ['at this very moment', { on: '2026-05-10' }, 'scheduled', ['on published overdue']],
    ['past, of what was never published', { expires: '2026-05-09' }, undefined, []],
    ['past, of what should be on and never was', { on: '2026-05-09' }, undefined, ['on published overdue']],
    ['past, of a draft that never was on', { publish: 'draft', on: '2026-05-09' }, undefined, []],
    ['past, of a file that was gone', { on: '2026-05-09' }, 'deleted', []],
    ['past, but unpublished by hand since', { on: '2026-05-01', publish: 'unpublished' }, 'published', []],
    ['past twice: the latest counts', { on: '2026-05-01', off: '2026-05-08' }, 'scheduled', ['off unpublished overdue']],
    ['a pause that ends', { off: '2026-05-01', on: '2026-05-12' }, 'published', ['off unpublished overdue', 'on published']],
  ])('%s', (_, sidecar, recorded, expected) => {
    expect(told(sidecar, recorded)).toEqual(expected)
  })
})

describe('due', () => {
  let site: CliSite
  afterEach(() => site.dispose())

  const entry: LedgerEntry = {
    path: 'media/old.jpg',
    id: 'a'.repeat(12),
    digest: 'f'.repeat(64),
    state: 'published',
    since: '2026-01-01',
    stable: {},
    former: {},
    was: [],
  }
  const env = { SOURCE_DATE_EPOCH: String(NOW / 1000) }

  test('lists by date with the line of the sidecar, and fails only when something is overdue', async () => {
    site = await cliSite({
      'media/old.jpg': 'a',
      'media/old.jpg.media.yaml': 'alt: Old\nexpires: 2026-05-09\n',
      'media/soon/_media.yaml': '# All of them\non: 2026-05-11T09:00:00+02:00\n',
      'media/soon/b.jpg': 'b',
      'media/soon/c.jpg': 'c',
      'media/soon/c.jpg.media.yaml': 'off: 2026-05-20\n',
      'renditions.lock': formatLedger(ledgerOf([entry])),
    })
    const ran = await runCli(['due', '--json'], { cwd: site.root, env })
    expect(ran.exit).toBe(1)
    const { due, overdue } = JSON.parse(ran.out) as DueReport
    expect(overdue).toBe(1)
    expect(due.map(({ date, field, asset, place }) => [date, field, asset, `${place?.file}:${place?.line}`])).toEqual([
      ['2026-05-09', 'expires', 'media/old.jpg', 'media/old.jpg.media.yaml:2'],
      ['2026-05-11T07:00:00Z', 'on', 'media/soon/b.jpg', 'media/soon/_media.yaml:2'],
      ['2026-05-11T07:00:00Z', 'on', 'media/soon/c.jpg', 'media/soon/_media.yaml:2'],
      ['2026-05-20', 'off', 'media/soon/c.jpg', 'media/soon/c.jpg.media.yaml:1'],
    ])
    const text = await runCli(['due', '--days', '2'], { cwd: site.root, env })
    expect(text.out).toMatch(/2026-05-09 +1 day ago +expires +media\/old\.jpg/)
    expect(text.out).toMatch(/old\.jpg\.media\.yaml:2:1 error "media\/old\.jpg" expired on 2026-05-09, .* \(due-overdue\)/)
    expect(text.out).not.toContain('2026-05-20')
    await site.write({ 'renditions.lock': formatLedger(ledgerOf([{ ...entry, state: 'expired' }])) })
    expect(await runCli(['due', '--days', '0'], { cwd: site.root, env })).toMatchObject({
      exit: 0,
      out: 'Nothing goes on, off or expires within 0 days, and nothing is overdue.\n',
    })
  })

  test('tells of what should be on and was never published, when a page is waiting for it', async () => {
    site = await cliSite({
      'index.html': '<img src="/media/shown.jpg?preset=thumb" alt="">',
      'media/_media.yaml': 'on: 2026-05-01\n',
      'media/shown.jpg': 'a',
      'media/unused.jpg': 'b',
    })
    const ran = await runCli(['due'], { cwd: site.root, env })
    expect(ran.exit).toBe(1)
    expect(ran.out).toMatch(/2026-05-01 +9 days ago +goes on +media\/shown\.jpg/)
    expect(ran.out).toContain('"media/shown.jpg" should have gone on on 2026-05-01, but it was never published.')
    expect(ran.out).not.toContain('unused')
  })
})
