import { readdirSync } from 'node:fs'
import { posix } from 'node:path'
import picomatch from 'picomatch'
import { collisionKey, fromSitePath } from '../base/site-path.js'
import { judge } from '../discover/list-media.js'
import type { World } from '../discover/locate.js'
import { isAssetPath } from '../discover/media-extensions.js'
import { aliasesOf, type LoadedSite } from './load-site.js'

/**
 * The site as `locate` sees it, looked at where a reference leads and nowhere else: the documents of a site name far fewer
 * paths than it has files. Names that differ from the disk by case or Unicode form are found in the folder they name.
 */
export function diskWorld({ root, config, vite }: LoadedSite): World {
  const isIgnored = picomatch([...config.ignore], { dot: true })
  const folders = [...config.assets, ...(config.publicDir === '' ? [] : [config.publicDir])]
  const found = new Map<string, boolean>()
  const names = new Map<string, readonly string[]>()
  const isAsset = (path: string): boolean => {
    const isInside = folders.some((folder) => folder === '' || path.startsWith(`${folder}/`))
    const isDotted = path.split('/').some((part) => part.startsWith('.'))
    if (!isInside || isDotted || !isAssetPath(path) || isIgnored(path)) return false
    const judged = judge(root, path)
    return judged !== undefined && 'file' in judged
  }
  const has = (path: string): boolean => remembered(found, path, () => isAsset(path))
  return {
    has,
    alike(path) {
      const folder = posix.dirname(path)
      const key = collisionKey(posix.basename(path))
      const beside = remembered(names, folder, () => namesIn(fromSitePath(root, folder)))
      return beside
        .filter((name) => collisionKey(name) === key)
        .map((name) => posix.join(folder, name))
        .filter(has)
    },
    nearest: () => undefined,
    refusal: () => undefined,
    publicDir: config.publicDir,
    base: vite.base,
    aliases: aliasesOf(vite),
    roots: config.assets,
  }
}

function remembered<T>(memory: Map<string, T>, key: string, find: () => T): T {
  const known = memory.get(key)
  if (known !== undefined) return known
  const value = find()
  memory.set(key, value)
  return value
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
