import { groupBy } from '../../base/group-by.js'
import { warningOf, errorOf } from '../../errors.js'
import { defaultsOf, mayHaveProfile } from '../../plan/reference-defaults.js'
import type { Config } from '../../config/types.js'
import type { Place, Problem, Reference } from '../../types.js'
import { readPath } from '../asset-argument.js'
import { chooseAssets } from '../change/choose-assets.js'
import type { Call } from '../command.js'
import { isMediaYaml, isSet, readDocuments, type Document } from '../documents.js'
import type { LoadedSite } from '../load-site.js'
import { locateIn } from '../locate-in.js'
import { diskTree } from '../move/disk-tree.js'
import { nowOf } from '../now.js'
import { listAssets, siteWorld, usesOf } from '../site-world.js'
import { adjustable, stateReader, type Adjustable, type AssetState } from './asset-states.js'
import { fallbackOf, filesOf, namedFilesOf, shownTogether, type Companion } from './companions.js'
import { decidePublish, decideUnpublish, type StateStep } from './decide-state.js'

/** What a change of state would do, and what it means for others. */
export interface StatePlan {
  /** What was asked for comes first, then what belongs to it. */
  steps: readonly StateStep[]
  /** What belongs to the assets that were asked for, whether it goes along or not. */
  companions: readonly Companion[]
  /** Where each asset is used today. */
  uses: ReadonlyMap<string, readonly Place[]>
  /** Pages that would lose a picture (errors), or would show another one (warnings). */
  needs: readonly Problem[]
  unreadable: readonly string[]
}

/** What `publish GLOB…` means. What belongs to the assets goes along, unless `--only`. Reads; changes nothing. */
export async function planPublish(call: Call, site: LoadedSite): Promise<StatePlan> {
  const known = await readSite(call, site, 'publish')
  const paths = new Set(known.chosen)
  const companions: Companion[] = []
  for (const path of paths) {
    const found = await companionsOf(path, known)
    companions.push(...found)
    if (!call.has('only')) for (const { asset } of found) paths.add(asset)
  }
  const steps = await mapInTurn(await adjustable(site, paths, nowOf(call.env)), decidePublish)
  return { ...known, steps, companions, needs: [] }
}

/** What `unpublish GLOB…` means. What belongs to the assets keeps its state: something else may need it. */
export async function planUnpublish(call: Call, site: LoadedSite): Promise<StatePlan> {
  const known = await readSite(call, site, 'unpublish')
  const assets = await adjustable(site, known.chosen, nowOf(call.env))
  const steps = await mapInTurn(assets, decideUnpublish)
  const found = await mapInTurn(known.chosen, (path) => companionsOf(path, known))
  return { ...known, steps, companions: found.flat(), needs: await needsOf(steps, assets, known, site) }
}

interface Known {
  chosen: readonly string[]
  assets: readonly string[]
  documents: readonly Document[]
  unreadable: readonly string[]
  uses: ReadonlyMap<string, readonly Place[]>
  together: ReadonlyMap<string, readonly Companion[]>
  stateOf(path: string): Promise<AssetState>
  /** Where a URL in a document leads. */
  find(url: string, from: string): string | undefined
}

async function readSite(call: Call, site: LoadedSite, command: string): Promise<Known> {
  const [{ documents, unreadable }, assets] = await Promise.all([readDocuments(site.root, site.config), listAssets(site)])
  const { locate } = await import('../../discover/locate.js')
  const world = siteWorld(site, assets)
  const find = (url: string, from: string): string | undefined => {
    const { located } = locateIn(url, from, (one, document) => locate(one, document, world))
    return 'path' in located ? located.path : undefined
  }
  const tree = diskTree(site.root, assets)
  const place = { root: site.root, cwd: call.cwd }
  const sets = documents.filter(({ path }) => isSet(path))
  const members = async (argument: string): Promise<readonly string[]> => {
    const { path } = readPath(argument, place, command, (candidate) => sets.some((set) => set.path === candidate))
    const set = sets.filter((one) => one.path === path)
    return set.length > 0 ? [...(await usesOf(set, world, assets)).keys()] : chooseAssets(argument, place, command, tree).assets
  }
  const chosen = new Set((await mapInTurn(call.arguments, members)).flat())
  return {
    chosen: [...chosen],
    assets,
    documents,
    unreadable,
    uses: await usesOf(documents, world, assets),
    stateOf: stateReader(site, nowOf(call.env)),
    together: groupBy(shownTogether(documents, find), ({ of }) => of),
    find,
  }
}

async function companionsOf(path: string, { together, assets, stateOf, find }: Known): Promise<Companion[]> {
  const state = await stateOf(path)
  const told = [...(together.get(path) ?? []), ...filesOf(path, state, find)]
  // A page or sidecar that names the file is the better reason.
  const named = namedFilesOf(path, assets).filter(({ asset }) => !told.some((one) => one.asset === asset))
  const found = [...told, ...named, ...fallbackOf(path, state)]
  const unique = new Map(found.map((companion) => [companion.asset, companion]))
  unique.delete(path)
  return [...unique.values()].filter(({ asset }) => assets.includes(asset))
}

/** What the pages that show these assets will be like. */
async function needsOf(
  steps: readonly StateStep[],
  assets: readonly Adjustable[],
  { documents, uses, stateOf }: Known,
  { config }: LoadedSite,
): Promise<Problem[]> {
  const replaceable = new Set(
    documents.flatMap(({ references }) => references.filter((one) => isReplaceable(config, one)).map(keyOf)),
  )
  const going = new Set(steps.map(({ asset }) => asset))
  const problems: Problem[] = []
  for (const { asset, action, from } of steps) {
    if (action !== 'change' || from !== 'published') continue
    const fallback = assets.find(({ path }) => path === asset)?.sidecar.rule?.fallback
    const standIn = fallback === undefined || going.has(fallback) ? undefined : await stateOf(fallback)
    for (const place of uses.get(asset) ?? []) {
      const isShown =
        fallback !== undefined && standIn?.state === 'published' && replaceable.has(`${place.file}:${place.line}:${place.column}`)
      problems.push(
        isShown ? warningOf('use-replaced', { path: asset, fallback }, place) : errorOf('use-breaks', { path: asset }, place),
      )
    }
  }
  return problems
}

/** True where a build would answer with the fallback; what it leaves to Vite has none. */
function isReplaceable(config: Config, reference: Reference): boolean {
  if (reference.glob === true || isMediaYaml(reference.place.file)) return false
  return reference.explicit || defaultsOf(config, reference).may || mayHaveProfile(config, reference)
}

function keyOf({ place }: Reference): string {
  return `${place.file}:${place.line}:${place.column}`
}

async function mapInTurn<T, R>(items: Iterable<T>, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await work(item))
  return results
}
