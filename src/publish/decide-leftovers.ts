import { warningOf } from '../errors.js'
import type { Problem } from '../types.js'
import type { Action, DecideInput } from './decision.js'
import type { Identities } from './identity.js'
import type { Ledger } from './ledger.js'
import type { ManifestEntry } from './manifest.js'
import type { Found } from './survey.js'

const DAY = 86_400_000

/** What decides about files at the target that nothing wants any more. */
export interface LeftoverContext extends Pick<DecideInput, 'now' | 'grace' | 'complete'> {
  build: number
  /** Site path and whether it may be seen, by ledger id. */
  owners: ReadonlyMap<string, { path: string; hidden: boolean; unknown: boolean }>
  /** Stable addresses kept for their promise. */
  kept: ReadonlySet<string>
}

/** Owners of files as a ledger and the files of today tell. */
export function ownersOf(ledger: Ledger, identities: Identities, assets: DecideInput['assets']): LeftoverContext['owners'] {
  const unreadable = new Set(assets.filter((asset) => asset.state === 'unknown').map((asset) => asset.path))
  const unknown = new Set(identities.found.filter(({ path }) => unreadable.has(path)).map(({ entry }) => entry.id))
  return new Map(
    ledger.entries.map(({ id, path, state }) => [
      id,
      { path, hidden: state !== 'published' && state !== 'deleted', unknown: unknown.has(id) },
    ]),
  )
}

/**
 * What becomes of a file of ours that nothing wants. Files of an asset that may not be seen go at once. Immutable
 * ones stay for their grace, because pages that name them may still be open or cached. A file that is not the bytes
 * we recorded is somebody else's by now.
 */
export function leftoverAction(
  file: ManifestEntry,
  found: Found | undefined,
  context: LeftoverContext,
): { action: Action; problem?: Problem } {
  const owner = context.owners.get(file.asset)
  const common = { address: file.path, ...(owner && { asset: owner.path }) }
  const fate = fateOf(file, owner, context)
  if (typeof found === 'object') {
    const action: Action = { kind: 'forget', ...common, reason: 'not ours any more, changed at the target', file }
    return { action, problem: warningOf('target-edited', { address: file.path }) }
  }
  if (fate.kind === 'remove') {
    if (found === 'nothing') return { action: { kind: 'forget', ...common, reason: 'already gone', file } }
    return { action: { kind: 'remove', ...common, reason: fate.reason, file } }
  }
  const record = fate.record
  if (found === 'nothing' || file.pending === 'unsure') {
    const missing = found === 'nothing' ? 'missing at the target' : 'a stopped run may not have sent it'
    return {
      action: { kind: 'restore', ...common, reason: `${missing}, ${fate.reason}`, file: record, optional: true },
    }
  }
  return { action: { kind: record.retired ? 'retire' : 'keep', ...common, reason: fate.reason, file: record } }
}

type Fate = { kind: 'remove'; reason: string } | { kind: 'stay'; reason: string; record: ManifestEntry }

function fateOf(file: ManifestEntry, owner: { hidden: boolean; unknown: boolean } | undefined, context: LeftoverContext): Fate {
  const { now, grace, build } = context
  if (owner?.hidden) return { kind: 'remove', reason: 'its asset is not published' }
  if (context.kept.has(file.path)) return stay(file, 'promised')
  if (owner?.unknown) return stay(file, 'its asset cannot be read')
  if (!context.complete) return stay(file, 'not everything could be read')
  if (file.pending) return { kind: 'remove', reason: 'left by a run that was stopped' }
  // Scripts and styles of viewers stand in pages of other sites, which nobody can list.
  if (file.asset === '' && (file.kind === 'viewer' || file.kind === 'stable')) return stay(file, 'given to other sites')
  if (file.kind === 'stable' || file.kind === 'stub') return { kind: 'remove', reason: 'its address answers otherwise' }
  // A clock that was wrong once must not keep a file for years.
  const known = file.retired && file.retired.time <= now ? file.retired : undefined
  const retired = known ?? { build: file.retired?.build ?? build, time: now }
  const until = retired.time + grace.days * DAY
  if (build - retired.build >= grace.builds && now >= until)
    return { kind: 'remove', reason: file.retired ? 'its grace is over' : 'not wanted any more' }
  const builds = Math.max(0, grace.builds - (build - retired.build))
  const reason = `not wanted since build ${retired.build}, stays until ${new Date(until).toISOString().slice(0, 10)} and for ${builds} more builds`
  return { kind: 'stay', reason, record: file.retired === retired ? file : { ...file, retired } }
}

/** Stays as it is; what a killed run left is recorded from now on. */
function stay(file: ManifestEntry, reason: string): Fate {
  if (!file.pending && !file.retired) return { kind: 'stay', reason, record: file }
  const { pending: _, ...record } = file
  return { kind: 'stay', reason, record }
}
