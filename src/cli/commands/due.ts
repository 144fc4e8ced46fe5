import { errorOf, RenditionsError } from '../../errors.js'
import { emptyLedger } from '../../publish/ledger.js'
import type { Call, Command } from '../command.js'
import type { DateField, DueRow } from '../due/due-rows.js'
import { loadSite } from '../load-site.js'
import { readLedger } from '../move/move-ledger.js'
import { nowOf } from '../now.js'
import type { Reporter } from '../reporter.js'
import { listAssets } from '../site-world.js'
import type { Column } from '../table.js'

const DAY = 86_400_000
const DEFAULT_DAYS = 14
const MOST_DAYS = 36_500

export const command: Command = {
  summary: 'List what goes on, off or expires soon by the dates in its sidecar, and what is overdue',
  usage: '',
  arguments: [0, 0],
  flags: { days: { type: 'string', value: 'N', describes: `How far to look ahead (default: ${DEFAULT_DAYS} days)` } },
  example: ['renditions due --days 30', 'in a nightly job: exit code 1 says that the site has to be built and published'],
  findings: 'something is overdue',
  notes: [
    'Overdue is what the ledger records otherwise than its dates say by now: the date has passed since the last build. So is',
    'what should be on by now, is on a page, and was never published.',
    'Dates without a time mean the first moment of that day in UTC.',
  ],
  async run(call, reporter) {
    const days = daysOf(call)
    const site = await loadSite(call)
    const [{ findDue }, assets, known] = await Promise.all([
      import('../due/find-due.js'),
      listAssets(site),
      readLedger(site.root, site.config.ledger),
    ])
    const now = nowOf(call.env)
    const { rows, problems } = await findDue(site, assets, known?.ledger ?? emptyLedger, { now, until: now + days * DAY })
    const overdue = rows.filter((row) => row.overdue)
    reporter.data({ days, due: rows.map((row) => ({ ...row, date: dateText(row.at) })), overdue: overdue.length, problems })
    printRows(rows, { now, days }, reporter)
    for (const row of overdue) reporter.problem(overdueProblem(row))
    for (const problem of problems) reporter.problem(problem)
    return overdue.length > 0 ? 1 : 0
  },
}

function daysOf(call: Call): number {
  const text = call.value('days')
  const days = text === undefined ? DEFAULT_DAYS : /^\d{1,5}$/.test(text) ? Number(text) : NaN
  if (days <= MOST_DAYS) return days
  const reason = `--days takes a whole number from 0 to ${MOST_DAYS}, not "${text}"`
  throw new RenditionsError(errorOf('wrong-arguments', { command: 'due', reason }))
}

const COLUMNS: readonly Column[] = [
  { title: 'Date' },
  { title: 'When' },
  { title: 'What' },
  { title: 'Asset', shrinksTo: 20 },
  { title: 'Written in', shrinksTo: 16 },
]

const WORDS: Readonly<Record<DateField, string>> = { on: 'goes on', off: 'goes off', expires: 'expires' }
const PAST: Readonly<Record<DateField, string>> = { on: 'should have gone on', off: 'should have gone off', expires: 'expired' }

function printRows(rows: readonly DueRow[], { now, days }: { now: number; days: number }, reporter: Reporter): void {
  if (rows.length === 0) return reporter.line(`Nothing goes on, off or expires within ${days} days, and nothing is overdue.`)
  reporter.table(COLUMNS, () =>
    rows.map(({ at, field, asset, place }) => [
      dateText(at),
      whenText(at - now),
      WORDS[field],
      asset,
      place ? `${place.file}:${place.line}:${place.column}` : '-',
    ]),
  )
}

function overdueProblem({ asset, field, at, recorded, place }: DueRow): ReturnType<typeof errorOf> {
  return errorOf('due-overdue', { path: asset, what: PAST[field], date: dateText(at), state: recorded }, place)
}

function whenText(milliseconds: number): string {
  const days = Math.ceil(Math.abs(milliseconds) / DAY)
  const span = days === 1 ? '1 day' : `${days} days`
  return milliseconds > 0 ? `in ${span}` : `${span} ago`
}

/** `2026-05-01`, or with a time where it is not midnight; UTC. */
function dateText(instant: number): string {
  const text = new Date(instant).toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.replace('.000Z', 'Z')
}
