import { errorOf } from '../errors.js'
import type { Problem } from '../types.js'
import type { Action, DecideInput } from './decision.js'
import type { Identities } from './identity.js'

const FEW = 20
const SHARE = 0.1

/**
 * Stops a run that would take away more than 20 live addresses and more than a tenth of them because their source or
 * every reference to it is not there: an unmounted folder or a mistyped glob looks just so. What a publish state says
 * goes without asking, and so does what is replaced because its asset or preset changed.
 */
export function removalGuard(input: DecideInput, identities: Identities, actions: readonly Action[]): Problem | undefined {
  const withdrawn = withdrawnIds(input, identities)
  if (withdrawn.size === 0) return undefined
  const live = new Set(input.ledger.entries.flatMap((entry) => (entry.state === 'published' ? Object.keys(entry.stable) : [])))
  for (const file of input.manifest.files.values()) if (!file.retired && !file.pending && file.asset !== '') live.add(file.path)
  const lost = new Set(identities.gone.flatMap((entry) => (entry.state === 'published' ? Object.keys(entry.stable) : [])))
  for (const { kind, file, address } of actions) {
    const taken = (kind === 'remove' || kind === 'retire') && file !== undefined && withdrawn.has(file.asset)
    if (taken && live.has(address)) lost.add(address)
  }
  return tooMuch(lost.size, live.size)
}

/** The finding when more than 20 of what is live, and more than a tenth of it, would go. */
export function tooMuch(removals: number, live: number): Problem | undefined {
  return removals > Math.max(FEW, live * SHARE) ? errorOf('removal-guard', { removals, live }) : undefined
}

function withdrawnIds(input: DecideInput, identities: Identities): Set<string> {
  const wanted = new Set(input.wanted.map((asset) => asset.path))
  const hidden = new Set(input.assets.filter((asset) => asset.state !== 'published').map((asset) => asset.path))
  const unreferenced = identities.found.filter(({ path }) => !wanted.has(path) && !hidden.has(path))
  return new Set([...identities.gone, ...unreferenced.map(({ entry }) => entry)].map((entry) => entry.id))
}
