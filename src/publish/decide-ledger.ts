import { groupBy } from '../base/group-by.js'
import { addressAt, OUTPUT } from '../base/target-address.js'
import type { DecideInput, KnownAsset, WantedAsset } from './decision.js'
import { identify, type Identities } from './identity.js'
import { hasPromises, idOf, inherit, ledgerOf, moved, without, type Ledger, type LedgerEntry } from './ledger.js'

/** Name under which a stable address without a preset stands in the ledger. */
export const NO_PRESET = 'original'

/** Stands between preset and viewer in the name of a viewer page's address: `hero+zoom`. In no name of either. */
export const VIEWER_MARK = '+'

/** Each asset's entry after this publish, before addresses claimed twice are settled. */
export function draftLedger(
  input: Pick<DecideInput, 'ledger' | 'assets' | 'wanted' | 'now' | 'complete'>,
  identities: Identities,
): Ledger {
  const assets = new Map(input.assets.map((asset) => [asset.path, asset]))
  const wanted = new Map(input.wanted.map((asset) => [asset.path, asset]))
  const heirs = groupBy(input.complete ? identities.merged : [], ({ into }) => into)
  const entries = identities.found.map(({ entry, path }) => {
    const today = updated(entry, path, assets.get(path), wanted.get(path))
    return (heirs.get(path) ?? []).reduce((heir, { entry: from }) => inherit(heir, from), today)
  })
  const left = identities.gone.map((entry): LedgerEntry => (input.complete ? { ...entry, state: 'deleted' } : entry))
  const waiting = input.complete ? [] : identities.merged.map(({ entry }) => entry)
  const known = [...entries, ...left.filter((entry) => entry.state !== 'deleted' || hasPromises(entry)), ...waiting]
  return ledgerOf([...known, ...firstEntries(input, identities, assets, wanted, known)])
}

/**
 * Presets of stable addresses that living, published assets have promised, by site path of today (an asset that moved
 * is meant by its new path). The pipeline renders and wants these too, whether a page shows the asset or not.
 */
export function owedPresets(input: Pick<DecideInput, 'ledger' | 'assets' | 'renames'>): Map<string, Set<string>> {
  const published = new Set(input.assets.filter((asset) => asset.state === 'published').map((asset) => asset.path))
  const owed = new Map<string, Set<string>>()
  const { found, merged } = identify(input.ledger, input.assets, input.renames)
  for (const [entry, path] of [
    ...found.map((item) => [item.entry, item.path] as const),
    ...merged.map((item) => [item.entry, item.into] as const),
  ]) {
    const presets = Object.values(entry.stable)
    if (presets.length > 0 && published.has(path)) owed.set(path, new Set([...(owed.get(path) ?? []), ...presets]))
  }
  return owed
}

/** Viewers in whose pages an asset was ever promised, whatever became of it: pages of others may use their scripts. */
export function promisedViewers({ entries }: Ledger): Set<string> {
  const names = entries.flatMap(({ stable, former }) => [...Object.values(stable), ...Object.values(former)])
  return new Set(names.flatMap((name) => name.split(VIEWER_MARK).slice(1)))
}

function updated(entry: LedgerEntry, path: string, asset: KnownAsset | undefined, wanted: WantedAsset | undefined): LedgerEntry {
  if (asset === undefined || asset.state === 'unknown' || asset.digest === undefined) return entry
  const here: LedgerEntry = { ...moved(entry, path), digest: asset.digest, state: asset.state }
  if (asset.state !== 'published' || wanted === undefined) return here
  const stable = { ...(wanted.keepsPromises && entry.stable), ...stableOf(wanted) }
  const dropped = without(entry.stable, Object.keys(stable))
  return { ...here, stable, former: without({ ...entry.former, ...dropped }, Object.keys(stable)) }
}

function firstEntries(
  input: Pick<DecideInput, 'now'>,
  identities: Identities,
  assets: ReadonlyMap<string, KnownAsset>,
  wanted: ReadonlyMap<string, WantedAsset>,
  known: readonly LedgerEntry[],
): LedgerEntry[] {
  const taken = new Set(known.map((entry) => entry.id))
  const since = new Date(input.now).toISOString().slice(0, 10)
  const entries: LedgerEntry[] = []
  for (const { path } of identities.fresh) {
    const digest = assets.get(path)?.digest
    const files = wanted.get(path)
    if (!files || files.files.length === 0 || digest === undefined || assets.get(path)?.state !== 'published') continue
    const id = idOf(path, digest, taken)
    taken.add(id)
    entries.push({ path, id, digest, state: 'published', since, stable: stableOf(files), former: {}, was: [] })
  }
  return entries
}

function stableOf(wanted: WantedAsset): Record<string, string> {
  const stable = wanted.files.filter((file) => file.kind === 'stable')
  const target = wanted.target ?? OUTPUT
  return Object.fromEntries(stable.map((file) => [addressAt(target, file.path), file.preset ?? NO_PRESET]))
}
