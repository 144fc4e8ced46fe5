import { collisionKey } from '../../base/site-path.js'
import { groupBy } from '../../base/group-by.js'
import type { Config } from '../../config/types.js'
import type { World } from '../../discover/locate.js'

/** The site as `locate` sees it, with exactly these assets. */
export function worldOf(
  assets: Iterable<string>,
  config: Pick<Config, 'assets' | 'publicDir'>,
  vite: Pick<World, 'base' | 'aliases'>,
): World {
  const paths = new Set(assets)
  const forms = groupBy(paths, collisionKey)
  return {
    has: (path) => paths.has(path),
    alike: (path) => forms.get(collisionKey(path)) ?? [],
    nearest: () => undefined,
    refusal: () => undefined,
    publicDir: config.publicDir,
    base: vite.base,
    aliases: vite.aliases,
    roots: config.assets,
  }
}

/** The assets after files have moved. */
export function assetsAfter(assets: Iterable<string>, files: ReadonlyMap<string, string>): string[] {
  return [...new Set([...assets].map((path) => files.get(path) ?? path))]
}
