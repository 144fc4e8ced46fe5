import { tracksGoing } from '../../base/track-name.js'
import { errorOf } from '../../errors.js'
import type { Place, Problem } from '../../types.js'
import { chooseAssets, sidecarsOf, type Chosen } from '../change/choose-assets.js'
import { openRepository, type Repository } from '../change/git.js'
import type { Call } from '../command.js'
import type { Document } from '../documents.js'
import type { LoadedSite } from '../load-site.js'
import { diskTree } from '../move/disk-tree.js'
import { findMentions } from '../move/mentions.js'
import { readLedger } from '../move/move-ledger.js'
import { siteWorld, usesOf } from '../site-world.js'
import { addressFates, type AddressFate } from './address-fates.js'

/** A place that names an asset; `how` tells whether it surely means the file. */
export interface Use {
  asset: string
  place: Place
  how: 'reference' | 'mention'
}

/** Everything one `rm` would do, and what speaks against it. */
export interface RemovalPlan {
  chosen: Chosen
  uses: readonly Use[]
  addresses: readonly AddressFate[]
  /** Why it is not done without `--force`. */
  objections: readonly Problem[]
  repository: Repository | undefined
}

/** What `rm` with these arguments means. Reads; changes nothing. */
export async function planRemoval(
  call: Call,
  site: LoadedSite,
  assets: readonly string[],
  documents: readonly Document[],
): Promise<RemovalPlan> {
  const { root, config } = site
  const tree = diskTree(root, assets)
  const named = merge(call.arguments.map((argument) => chooseAssets(argument, { root, cwd: call.cwd }, 'rm', tree)))
  const tracks = tracksGoing(named.assets, assets).map(({ path }) => path)
  const chosen = merge([named, { assets: tracks, sidecars: sidecarsOf(tracks, tree), others: [] }])
  const [repository, known] = await Promise.all([openRepository(root), readLedger(root, config.ledger)])
  const uses = await usesBy(site, chosen, assets, documents)
  return {
    chosen,
    uses,
    addresses: known ? await addressFates(root, known.ledger, chosen.assets, assets) : [],
    objections: [...usedObjections(uses), ...(await uncommitted(chosen, repository))],
    repository,
  }
}

function merge(chosen: readonly Chosen[]): Chosen {
  const all = (pick: (one: Chosen) => readonly string[]): string[] => [...new Set(chosen.flatMap(pick))]
  const assets = all((one) => one.assets)
  const sidecars = all((one) => one.sidecars)
  const goes = new Set([...assets, ...sidecars])
  return { assets, sidecars, others: all((one) => one.others).filter((path) => !goes.has(path)) }
}

/** What goes along (an asset's own sidecar) is no use. */
async function usesBy(
  site: LoadedSite,
  { assets, sidecars }: Chosen,
  all: readonly string[],
  documents: readonly Document[],
): Promise<Use[]> {
  const going = new Set(sidecars)
  const staying = documents.filter(({ path }) => !going.has(path))
  const references = await usesOf(staying, siteWorld(site, all), all)
  const mentions = await findMentions(site, staying, new Map(assets.map((path) => [path, path])))
  return assets.flatMap((asset) => [
    ...(references.get(asset) ?? []).map((place): Use => ({ asset, place, how: 'reference' })),
    ...mentions.filter(({ text }) => text === asset).map(({ place }): Use => ({ asset, place, how: 'mention' })),
  ])
}

function usedObjections(uses: readonly Use[]): Problem[] {
  const counts = new Map<string, number>()
  for (const { asset } of uses) counts.set(asset, (counts.get(asset) ?? 0) + 1)
  return [...counts].map(([path, count]) => {
    const place = uses.find((use) => use.asset === path)?.place
    const first = place ? `${place.file}:${place.line}:${place.column}` : ''
    return errorOf('asset-in-use', { path, uses: count, first })
  })
}

async function uncommitted({ assets, sidecars }: Chosen, repository: Repository | undefined): Promise<Problem[]> {
  if (!repository) return []
  const files = [...assets, ...sidecars]
  const changed = await repository.changed()
  return files.flatMap((path) => {
    const what = !repository.tracked.has(path)
      ? 'was never committed'
      : changed.has(path)
        ? 'has changes that are not committed'
        : undefined
    return what === undefined ? [] : [errorOf('asset-uncommitted', { path, what })]
  })
}
