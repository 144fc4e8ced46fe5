import { parseInstant } from '../../config/instant.js'
import { publishState } from '../../config/publish-state.js'
import type { LedgerState } from '../../publish/ledger.js'
import type { Place, PublishState, Sidecar } from '../../types.js'

/** A field of a sidecar that holds a date. */
export type DateField = 'on' | 'off' | 'expires'

/** A moment at which an asset comes or goes by itself. */
export interface DueRow {
  asset: string
  field: DateField
  /** Milliseconds since 1970. */
  at: number
  /** What it becomes. */
  state: PublishState
  /** The moment has passed, and what is live does not follow yet. */
  overdue: boolean
  /** What the ledger says it is; absent when it was never published. */
  recorded?: LedgerState
  /** Where the date is written. */
  place?: Place
}

const FIELDS: readonly DateField[] = ['on', 'off', 'expires']

/**
 * The moments after `now` and up to `until` at which an asset's state changes by its dates, and the latest one before, when
 * the ledger still has the state from before it, or does not know an asset that is on by now. Dates without an effect (an `on` of a draft) are left out. Times are
 * milliseconds since 1970.
 */
export function dueRows(
  asset: string,
  sidecar: Sidecar,
  recorded: LedgerState | undefined,
  { now, until }: { now: number; until: number },
): DueRow[] {
  const today = publishState(sidecar, now).state
  const rows = FIELDS.flatMap((field): DueRow[] => {
    const at = parseInstant(sidecar[field] ?? '')
    if (at === undefined) return []
    const state = publishState(sidecar, at).state
    if (state === publishState(sidecar, at - 1).state) return []
    return [{ asset, field, at, state, overdue: at <= now, ...(recorded !== undefined && { recorded }) }]
  })
  const isBehind = recorded === undefined ? today === 'published' : recorded !== 'deleted' && recorded !== today
  const last = rows.filter(({ overdue }) => overdue).sort((a, b) => b.at - a.at)[0]
  const overdue = isBehind && last?.state === today ? [last] : []
  return [...overdue, ...rows.filter(({ at }) => at > now && at <= until)]
}

/** What is overdue first, then by date; by path where that is the same. */
export function inOrder(rows: readonly DueRow[]): DueRow[] {
  return rows.toSorted(
    (a, b) => Number(b.overdue) - Number(a.overdue) || a.at - b.at || (a.asset < b.asset ? -1 : a.asset > b.asset ? 1 : 0),
  )
}
