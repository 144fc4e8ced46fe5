import { byCodeUnit } from '../base/by-code-unit.js'
import { groupBy } from '../base/group-by.js'
import { errorOf } from '../errors.js'
import type { Problem } from '../types.js'
import { answersOfEntry, type Answer } from './answers.js'
import { hasPromises, ledgerOf, without, type Ledger, type LedgerEntry } from './ledger.js'

interface Claim {
  address: string
  entry: LedgerEntry
  answer: Answer['kind']
}

/**
 * Makes every stable address belong to one asset. Among assets that would show it, the one that showed it before
 * keeps it, else the first path has it. An asset that only has it in memory (as a redirect or 410) gives way to one
 * that showed it before, has the same bytes, or is in `reuse`; otherwise the old answer stays and it is told. Who loses an
 * address that was only `offered` (by `offerOf`) gets a warning, since no page and no author asked for it.
 */
export function settleClaims(
  draft: Ledger,
  before: Ledger,
  reuse: ReadonlySet<string>,
  offered: ReadonlySet<string> = new Set(),
): { ledger: Ledger; problems: Problem[] } {
  const problems: Problem[] = []
  const drops = new Map<LedgerEntry, string[]>()
  const showed = new Set(before.entries.flatMap((entry) => shownBy(entry).map((address) => `${entry.id} ${address}`)))
  for (const [address, claims] of groupBy(draft.entries.flatMap(claimsOf), (claim) => claim.address)) {
    if (claims.length === 1) continue
    const { losers, problem } = settle(claims, (entry) => showed.has(`${entry.id} ${address}`), reuse)
    for (const { entry } of losers) drops.set(entry, [...(drops.get(entry) ?? []), address])
    const wished = losers.filter(({ answer }) => answer === 'live')
    const isOffered = wished.every(({ entry }) => offered.has(offerOf(entry.path, address)))
    if (problem) problems.push(isOffered ? { ...problem, severity: 'warning' } : problem)
  }
  if (drops.size === 0) return { ledger: draft, problems }
  const entries = draft.entries.map((entry) => withoutAddresses(entry, drops.get(entry) ?? []))
  return { ledger: ledgerOf(entries.filter((entry) => entry.state !== 'deleted' || hasPromises(entry))), problems }
}

/** Names an address that an asset was offered. */
export function offerOf(path: string, address: string): string {
  return `${path}\n${address}`
}

function settle(
  claims: readonly Claim[],
  showedBefore: (entry: LedgerEntry) => boolean,
  reuse: ReadonlySet<string>,
): { losers: readonly Claim[]; problem?: Problem } {
  const address = claims[0]?.address ?? ''
  const live = claims
    .filter((claim) => claim.answer === 'live')
    .sort((a, b) => rank(b) - rank(a) || byCodeUnit(a.entry.path, b.entry.path))
  const memory = claims.filter((claim) => claim.answer !== 'live')
  function rank({ entry }: Claim): number {
    return showedBefore(entry) ? 1 : 0
  }
  const [winner, ...others] = live
  if (!winner) {
    const keeper = memory.find((claim) => claim.answer === 'redirect') ?? memory[0]
    return { losers: memory.filter((claim) => claim !== keeper) }
  }
  const blocker = memory.find(
    ({ entry }) => !(showedBefore(winner.entry) || reuse.has(winner.entry.path) || entry.digest === winner.entry.digest),
  )
  if (blocker) {
    return { losers: live, problem: errorOf('address-reused', { address, was: blocker.entry.path, now: winner.entry.path }) }
  }
  const losers = [...others, ...memory]
  if (others.length === 0) return { losers }
  return { losers, problem: errorOf('address-collision', { address, paths: live.map(({ entry }) => entry.path) }) }
}

function claimsOf(entry: LedgerEntry): Claim[] {
  return answersOfEntry(entry).map(([address, answer]) => ({ address, entry, answer: answer.kind }))
}

function shownBy(entry: LedgerEntry): string[] {
  return entry.state === 'published' ? Object.keys(entry.stable) : []
}

function withoutAddresses(entry: LedgerEntry, addresses: readonly string[]): LedgerEntry {
  if (addresses.length === 0) return entry
  return { ...entry, stable: without(entry.stable, addresses), former: without(entry.former, addresses) }
}
