import { resolve } from 'node:path'
import { toSitePath } from '../base/site-path.js'
import { join, type Findings } from './findings.js'
import { escapeGlob } from './globs.js'
import type { Config } from './types.js'

/** Folders that a target must not share; relative ones are below the root. */
export interface OtherFolders extends Pick<Config, 'assets' | 'publicDir'> {
  /** Absolute. */
  root: string
  outDir: string
  cacheFolder: string
}

/**
 * Checks that each target which is a folder has one of its own: not where sources are read, not where a build empties
 * or copies, not another target's. Gives globs of those inside the root, because what was published there is no asset.
 */
export function apartFrom(targets: Config['targets'], others: OtherFolders, findings: Findings): string[] {
  const { root, assets, publicDir } = others
  const outDir = resolve(root, others.outDir)
  const cache = resolve(root, others.cacheFolder)
  const taken = new Set<string>()
  return Object.entries(targets).flatMap(([name, target]) => {
    if (target.kind !== 'folder') return []
    const { folder } = target
    const holds = [root, cache, ...assets.map((path) => resolve(root, path))].some((other) => isIn(other, folder))
    const lies = [outDir, cache, ...(publicDir === '' ? [] : [resolve(root, publicDir)])].some((other) => isIn(folder, other))
    if (holds || lies || taken.has(folder)) {
      const expected =
        'a folder of its own (no other target, nothing that holds sources, not in the output, public or cache folder)'
      findings.invalid(join(join('targets', name), 'folder'), expected, toSitePath(root, folder) ?? folder)
    }
    taken.add(folder)
    const path = toSitePath(root, folder)
    return path ? [`${escapeGlob(path)}/**`] : []
  })
}

/** Absolute paths; a folder is in itself. */
function isIn(path: string, folder: string): boolean {
  return toSitePath(folder, path) !== undefined
}
