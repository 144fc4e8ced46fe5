import { OUTPUT } from '../base/target-address.js'
import { decide } from './decide.js'
import type { Action, DecideInput, Decision } from './decision.js'
import { wantsRenames } from './identity.js'
import type { ManifestEntry } from './manifest.js'

/** An action as it is told, not performed. */
export interface ForeseenAction extends Omit<Action, 'file' | 'text'> {
  file?: Pick<ManifestEntry, 'bytes' | 'kind'>
}

/** What a publish would do at the output. */
export interface Outlook extends Pick<Decision, 'ledgerChanges' | 'problems'> {
  actions: readonly ForeseenAction[]
  /** How many assets go to other targets than the output. */
  elsewhere: number
}

/** A site after a publish that left nothing to do. */
export interface Rest {
  /** Every file, kept. */
  outlook: Outlook
  /** Site paths of the assets on whose state this depends. */
  watched: readonly string[]
}

/** A target as a publish that left nothing to do leaves it. */
export interface TargetRest {
  /** Paths below the target that tell whether it was touched. */
  paths: readonly string[]
  /** A build in which nothing changed need not publish again. */
  canSkip: boolean
  /** What is left to do, when it was decided that nothing is. */
  rest: Rest | undefined
}

export function outlookOf({ actions, ledgerChanges, problems }: Decision, wanted: DecideInput['wanted']): Outlook {
  const elsewhere = wanted.filter(({ target = OUTPUT }) => target !== OUTPUT).length
  return { actions, ledgerChanges, problems, elsewhere }
}

/**
 * What the next publish would do when nothing changes before it, decided by the same rules from what this one leaves;
 * undefined unless it would keep everything. `lost` are paths that could not be put.
 */
export function restAfter(input: DecideInput, decision: Decision, lost: readonly string[]): Rest | undefined {
  const isDoubtful = lost.length > 0 || !input.complete || input.assets.some(({ state }) => state === 'unknown')
  // What stays for its grace goes by and by.
  if (isDoubtful || decision.problems.length > 0 || decision.actions.some(({ kind }) => kind === 'retire')) return undefined
  const next = isAtRest(decision) && decision.isSaved ? decision : decideNext(input, decision)
  if (!next || !isAtRest(next)) return undefined
  const watched = next.ledger.entries.filter(({ state }) => state !== 'deleted').map(({ path }) => path)
  return { outlook: outlookOf(next, input.wanted), watched }
}

function isAtRest({ actions, ledgerChanges, problems }: Decision): boolean {
  return ledgerChanges.length === 0 && problems.length === 0 && actions.every(({ kind }) => kind === 'keep')
}

function decideNext(input: DecideInput, { ledger, ledgerChanges, manifest }: Decision): Decision | undefined {
  // A frozen ledger was not written; the next run finds the old one, or none.
  if (input.frozen !== false && ledgerChanges.length > 0) return undefined
  if (wantsRenames(ledger, input.assets)) return undefined
  return decide({ ...input, ledger, manifest, standing: new Map(), renames: [] })
}

type Told = [address: string, asset: string | null, reason: string, bytes: number, kind: ManifestEntry['kind'] | null]

/** A rest as text, with what is said of the watched assets. */
export function formatRest({ outlook, watched }: Rest, said: string): string {
  const kept = outlook.actions.map(({ address, asset = null, reason, file }): Told => [
    address,
    asset,
    reason,
    file?.bytes ?? 0,
    file?.kind ?? null,
  ])
  return JSON.stringify({ said, watched, elsewhere: outlook.elsewhere, kept })
}

/** The text read back; it has to be one that `formatRest` has written. */
export function parseRest(text: string): Rest & { said: string } {
  const { said, watched, elsewhere, kept } = JSON.parse(text) as {
    said: string
    watched: string[]
    elsewhere: number
    kept: Told[]
  }
  const actions = kept.map(([address, asset, reason, bytes, kind]): ForeseenAction => {
    const action: ForeseenAction = { kind: 'keep', address, reason, ...(asset !== null && { asset }) }
    if (kind !== null) action.file = { bytes, kind }
    return action
  })
  return { said, watched, outlook: { actions, ledgerChanges: [], problems: [], elsewhere } }
}
