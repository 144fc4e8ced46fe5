import { createHash } from 'node:crypto'
import { byCodeUnit } from '../base/by-code-unit.js'
import type { Digest, PublishState } from '../types.js'

/** Format version in the ledger's first line. */
export const LEDGER_VERSION = 1

/** `deleted`: the source file is gone, but addresses it once had still have to answer. */
export type LedgerState = PublishState | 'deleted'

/** One asset that was ever published, and everything it promised. One line of `renditions.lock`. */
export interface LedgerEntry {
  /** Site path of the source. */
  path: string
  /** Stays the same when the asset is moved, renamed or edited. */
  id: string
  /** Digest of the source when it was last published. */
  digest: Digest
  state: LedgerState
  /** Day of the first publication, `YYYY-MM-DD`, UTC. */
  since: string
  /** Stable address → preset. Each shows the asset while `state` is `published`, else answers 410. */
  stable: Readonly<Record<string, string>>
  /** Address it once had → preset. Each redirects to a stable address of the asset (same preset first), else answers 410. */
  former: Readonly<Record<string, string>>
  /** Site paths the source once had, latest last. */
  was: readonly string[]
}

/** What is live, committed to git. Entries are sorted by path; paths and ids are unique. */
export interface Ledger {
  entries: readonly LedgerEntry[]
}

export const emptyLedger: Ledger = { entries: [] }

/** A ledger of these entries, in the order the file has. */
export function ledgerOf(entries: Iterable<LedgerEntry>): Ledger {
  return { entries: [...entries].sort((a, b) => byCodeUnit(a.path, b.path)) }
}

/** The text of `renditions.lock`: a version line, then one JSON line per asset with keys in a fixed order; nothing empty is written. */
export function formatLedger(ledger: Ledger): string {
  const lines = ledgerOf(ledger.entries).entries.map(formatEntry)
  return [JSON.stringify({ renditions: LEDGER_VERSION }), ...lines, ''].join('\n')
}

/** One line of the ledger, without its end. */
export function formatEntry(entry: LedgerEntry): string {
  const { path, id, digest, state, since, stable, former, was } = entry
  return JSON.stringify({
    path,
    id,
    digest,
    state,
    since,
    ...(hasAny(stable) && { stable: sortedRecord(stable) }),
    ...(hasAny(former) && { former: sortedRecord(former) }),
    ...(was.length > 0 && { was }),
  })
}

/** True when two entries have one line. */
export function isSameEntry(a: LedgerEntry, b: LedgerEntry): boolean {
  if (a === b) return true
  const sameFields = a.path === b.path && a.id === b.id && a.digest === b.digest && a.state === b.state && a.since === b.since
  return (
    sameFields &&
    isSameRecord(a.stable, b.stable) &&
    isSameRecord(a.former, b.former) &&
    a.was.length === b.was.length &&
    a.was.every((path, index) => path === b.was[index])
  )
}

function isSameRecord(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}

/** True when something outside the site may still ask for an address of this asset. */
export function hasPromises(entry: LedgerEntry): boolean {
  return hasAny(entry.stable) || hasAny(entry.former)
}

/**
 * A short name for an asset: 12 characters of base32 (60 bits of SHA-256) over its first path and first digest,
 * so that two branches that add the same file give it the same id. Counts on until it is not in `taken`.
 */
export function idOf(path: string, digest: Digest, taken: ReadonlySet<string>): string {
  for (let round = 0; ; round++) {
    const bytes = createHash('sha256')
      .update(`${path}\0${digest}${round ? `\0${round}` : ''}`)
      .digest()
    const id = Array.from(bytes.subarray(0, 12), (byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('')
    if (!taken.has(id)) return id
  }
}

/**
 * The ledger after `renditions mv FROM TO`: the asset keeps its identity and remembers where it was. The next build
 * gives it its new addresses and turns the old ones into redirects. Unchanged when nothing is known of `from`.
 */
export function moveEntry(ledger: Ledger, from: string, to: string): Ledger {
  if (from === to || !ledger.entries.some((entry) => entry.path === from)) return ledger
  // What the ledger still says of a file long gone from `to` becomes a memory of the asset that is there now.
  const displaced = ledger.entries.find((entry) => entry.path === to)
  const entries = ledger.entries
    .filter((entry) => entry !== displaced)
    .map((entry) => (entry.path === from ? inherit(moved(entry, to), displaced) : entry))
  return ledgerOf(entries)
}

/** The entry at another path, remembering this one. */
export function moved(entry: LedgerEntry, to: string): LedgerEntry {
  if (entry.path === to) return entry
  return { ...entry, path: to, was: unique([...entry.was, entry.path]).filter((path) => path !== to) }
}

/** The entry with everything another one promised, when both turned out to be one asset. */
export function inherit(entry: LedgerEntry, from: LedgerEntry | undefined): LedgerEntry {
  if (from === undefined) return entry
  return {
    ...entry,
    since: entry.since < from.since ? entry.since : from.since,
    former: without({ ...from.former, ...from.stable, ...entry.former }, Object.keys(entry.stable)),
    was: unique([...from.was, from.path, ...entry.was]).filter((path) => path !== entry.path),
  }
}

/** A record without these keys. */
export function without(record: Readonly<Record<string, string>>, keys: Iterable<string>): Record<string, string> {
  const drop = new Set(keys)
  return Object.fromEntries(Object.entries(record).filter(([key]) => !drop.has(key)))
}

export function hasAny(record: Readonly<Record<string, string>>): boolean {
  for (const _ in record) return true
  return false
}

function sortedRecord(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => byCodeUnit(a, b)))
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)]
}
