import type { World } from '../discover/locate.js'
import { splitUrl } from '../discover/query.js'
import type { Place } from '../types.js'
import type { Document } from './documents.js'
import { locateIn, patternsIn } from './locate-in.js'
import { aliasesOf, type LoadedSite } from './load-site.js'
import { worldOf } from './move/worlds.js'

/** Site paths of all assets there are, without opening the site: no cache, no child process. */
export async function listAssets({ root, config }: Pick<LoadedSite, 'root' | 'config'>): Promise<string[]> {
  const { createCatalogue } = await import('../discover/catalogue.js')
  const catalogue = await createCatalogue({ root, assets: config.assets, publicDir: config.publicDir, ignore: config.ignore })
  return [...catalogue.all()]
}

/** The site as `locate` sees it, with these assets. */
export function siteWorld(site: LoadedSite, assets: Iterable<string>): World {
  return worldOf(assets, site.config, { base: site.vite.base, aliases: aliasesOf(site.vite) })
}

/**
 * Every place in the documents that leads to an asset, by the asset's site path; patterns count for each of the `assets`
 * that they match.
 */
export async function usesOf(
  documents: readonly Document[],
  world: World,
  assets: Iterable<string>,
): Promise<Map<string, Place[]>> {
  const [{ locate }, { default: picomatch }] = await Promise.all([import('../discover/locate.js'), import('picomatch')])
  const uses = new Map<string, Place[]>()
  const note = (asset: string, place: Place): void => {
    const places = uses.get(asset)
    if (places) places.push(place)
    else uses.set(asset, [place])
  }
  for (const { path, references } of documents) {
    for (const { url, glob, place } of references) {
      const { located } = locateIn(url, path, (one, from) => locate(one, from, world))
      if ('path' in located) note(located.path, place)
      else if (glob) {
        const isMatch = picomatch(patternsIn(splitUrl(url).path, path).map(({ pattern }) => pattern))
        for (const asset of assets) if (isMatch(asset)) note(asset, place)
      }
    }
  }
  return uses
}
