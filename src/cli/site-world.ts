import type { World } from '../discover/locate.js'
import type { Place } from '../types.js'
import type { Document } from './documents.js'
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

/** Every place in the documents that leads to an asset, by the asset's site path. */
export async function usesOf(documents: readonly Document[], world: World): Promise<Map<string, Place[]>> {
  const { locate } = await import('../discover/locate.js')
  const uses = new Map<string, Place[]>()
  for (const { path, references } of documents) {
    for (const reference of references) {
      const located = reference.glob ? undefined : locate(reference.url, path, world)
      if (!located || !('path' in located)) continue
      const places = uses.get(located.path)
      if (places) places.push(reference.place)
      else uses.set(located.path, [reference.place])
    }
  }
  return uses
}
