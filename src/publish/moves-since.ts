import type { Action } from './decision.js'
import type { LedgerEntry } from './ledger.js'

/**
 * Assets that have another path than when something was last published at a target. Nothing is done for it, it is told:
 * the ledger itself may say so for long, where it was committed elsewhere.
 */
export function movesSince(before: readonly LedgerEntry[], after: readonly LedgerEntry[]): Action[] {
  if (before === after) return []
  const paths = new Map(before.map(({ id, path }) => [id, path]))
  return after.flatMap(({ id, path, state }): Action[] => {
    const from = paths.get(id)
    if (from === undefined || from === path || state === 'deleted') return []
    return [{ kind: 'move', address: path, reason: `was "${from}"`, asset: path, from }]
  })
}
