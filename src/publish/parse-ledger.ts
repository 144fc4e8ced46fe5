import type { Digest } from '../types.js'
import { isSafeAddress } from './is-safe-address.js'
import { readLedgerLines } from './ledger-lines.js'
import {
  formatEntry,
  idOf,
  inherit,
  LEDGER_VERSION,
  ledgerOf,
  type Ledger,
  type LedgerEntry,
  type LedgerState,
} from './ledger.js'

/** What a ledger's text turned out to be. */
export type ParsedLedger =
  | { status: 'ok'; ledger: Ledger }
  | { status: 'newer'; version: number }
  /** Git conflict markers, the first at this line (from 1). */
  | { status: 'conflict'; line: number }
  /** `salvaged` holds the lines that could be read. */
  | { status: 'damaged'; reason: string; salvaged: Ledger }

const STATES: ReadonlySet<string> = new Set([
  'published',
  'draft',
  'unpublished',
  'scheduled',
  'expired',
  'deleted',
] satisfies LedgerState[])
const KEYS: ReadonlySet<string> = new Set([
  'path',
  'id',
  'digest',
  'state',
  'since',
  'stable',
  'former',
  'was',
] satisfies (keyof LedgerEntry)[])
const MARKER = /^(<{7}|={7}|>{7}|\|{7})( |$)/

/**
 * Reads the text of `renditions.lock`. Accepts what git does to it: lines in any order, CRLF, a missing last line end,
 * and two lines for one asset (a union merge), which become one entry that keeps both sides' promises.
 */
export function parseLedger(text: string): ParsedLedger {
  const whole = parseWhole(text)
  if (whole) return { status: 'ok', ledger: whole }
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const marker = lines.findIndex((line) => MARKER.test(line))
  if (marker >= 0) return { status: 'conflict', line: marker + 1 }
  const version = versionOf(lines[0] ?? '')
  if (version !== undefined && version > LEDGER_VERSION) return { status: 'newer', version }
  const entries: LedgerEntry[] = []
  let bad = version === undefined ? 1 : 0
  for (const [index, line] of lines.entries()) {
    // A union merge can leave the version line twice.
    if (line === '' || (version !== undefined && line === lines[0])) continue
    const entry = ledgerEntryOf(parseJson(line))
    if (entry) entries.push(entry)
    else bad ||= index + 1
  }
  const ledger = mergeDuplicates(entries)
  return bad ? { status: 'damaged', reason: `line ${bad} is not a ledger line`, salvaged: ledger } : { status: 'ok', ledger }
}

/** A ledger that is as a build has written it: the usual case, and several times faster than line by line. */
function parseWhole(text: string): Ledger | undefined {
  const end = text.indexOf('\n')
  if (end < 0 || text.includes('\r') || !text.endsWith('\n')) return undefined
  const version = versionOf(text.slice(0, end))
  if (version === undefined || version > LEDGER_VERSION) return undefined
  const lines = readLedgerLines(text.slice(end + 1, -1), ledgerEntryOf)
  return lines?.isTidy ? { entries: lines.entries } : undefined
}

/** Most entries leave these out; they are never changed in place, so one of each will do. */
const NONE: Readonly<Record<string, string>> = Object.freeze({})
const NOWHERE: readonly string[] = Object.freeze([])

/** What a line's JSON means; undefined unless every field is there and sane. */
export function ledgerEntryOf(value: unknown): LedgerEntry | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  for (const key in value) if (!KEYS.has(key)) return undefined
  const { path, id, digest, state, since, stable = NONE, former = NONE, was = NOWHERE } = value as Record<string, unknown>
  const sane =
    isPath(path) &&
    typeof id === 'string' &&
    /^[a-z2-7]{12}$/.test(id) &&
    isDigest(digest) &&
    typeof state === 'string' &&
    STATES.has(state) &&
    typeof since === 'string' &&
    /^\d{4}-\d\d-\d\d$/.test(since) &&
    isAddressRecord(stable) &&
    isAddressRecord(former) &&
    Array.isArray(was) &&
    was.every(isPath)
  return sane ? { path, id, digest, state: state as LedgerState, since, stable, former, was } : undefined
}

export function isDigest(value: unknown): value is Digest {
  // A class is looked for faster than it is counted.
  return typeof value === 'string' && value.length === 64 && !/[^0-9a-f]/.test(value)
}

function versionOf(line: string): number | undefined {
  const value = parseJson(line)
  if (typeof value !== 'object' || value === null || !('renditions' in value)) return undefined
  const version = value.renditions
  return Number.isInteger(version) && Object.keys(value).length === 1 && (version as number) >= 1
    ? (version as number)
    : undefined
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && isSafeAddress(value)
}

function isAddressRecord(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  // An own key of this name would be lost by assignments; no address of ours is called so.
  if (Object.hasOwn(value, '__proto__')) return false
  const record = value as Record<string, unknown>
  for (const address in record) {
    const preset = record[address]
    if (!isSafeAddress(address) || typeof preset !== 'string' || preset === '') return false
  }
  return true
}

/** One entry per path, one id per entry: a merge of two branches can leave two of either. */
function mergeDuplicates(entries: readonly LedgerEntry[]): Ledger {
  const byPath = new Map<string, LedgerEntry>()
  for (const entry of entries) {
    const other = byPath.get(entry.path)
    byPath.set(entry.path, other ? combine(other, entry) : entry)
  }
  const taken = new Set<string>()
  const merged: LedgerEntry[] = []
  for (const entry of ledgerOf(byPath.values()).entries) {
    const id = taken.has(entry.id) ? idOf(entry.path, entry.digest, taken) : entry.id
    taken.add(id)
    merged.push(id === entry.id ? entry : { ...entry, id })
  }
  return { entries: merged }
}

function combine(a: LedgerEntry, b: LedgerEntry): LedgerEntry {
  // Either line may come first in the file; the outcome must not depend on that.
  const [first, second] = formatEntry(a) <= formatEntry(b) ? [a, b] : [b, a]
  return inherit(first, second)
}
