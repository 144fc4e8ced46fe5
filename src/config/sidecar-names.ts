import { posix } from 'node:path'
import { stemOf } from '../base/site-path.js'
import { errorOf } from '../errors.js'
import type { Problem } from '../types.js'

/** The sidecars in one folder's listing. */
export interface SidecarNames {
  /** Site path of the folder's own sidecar. */
  folder: string | undefined
  /** Files that look like the folder's sidecar, but are none. */
  folderProblems: Problem[]
  /** Asset's name (NFC) → site path of its sidecar. */
  assets: ReadonlyMap<string, string>
  /** Asset's name (NFC) → files that look like its sidecar, but are none. */
  assetProblems: ReadonlyMap<string, readonly Problem[]>
}

const FOLDER_SIDECAR = '_media.yaml'
const SUFFIX = '.media.yaml'

/**
 * Finds the sidecars among the names in a folder (site path). A slip in such a name would silently publish what it was
 * to keep back, so `_media.yml`, `hero.jpg.Media.yaml` and, beside `hero.jpg`, `hero.media.yaml` are errors.
 */
export function sidecarNames(folder: string, names: readonly string[]): SidecarNames {
  const assets = new Map<string, string>()
  const folderProblems: Problem[] = []
  const assetProblems = new Map<string, Problem[]>()
  // Most names are those of pictures.
  for (const name of names.filter((one) => /\.ya?ml$/i.test(one)).sort()) {
    const path = posix.join(folder, name)
    const asset = /^(.+)\.media\.ya?ml$/i.exec(name)?.[1]
    if (asset !== undefined) {
      if (name.endsWith(SUFFIX)) assets.set(asset.normalize('NFC'), path)
      for (const meant of meantAssets(name, asset, names)) {
        assetProblems.set(meant, [...(assetProblems.get(meant) ?? []), misnamed(path, `${meant}${SUFFIX}`)])
      }
    } else if (/^_media\.ya?ml$/i.test(name) && name !== FOLDER_SIDECAR) {
      folderProblems.push(misnamed(path, FOLDER_SIDECAR))
    }
  }
  return {
    folder: names.includes(FOLDER_SIDECAR) ? posix.join(folder, FOLDER_SIDECAR) : undefined,
    folderProblems,
    assets,
    assetProblems,
  }
}

/** The files beside a sidecar that it is not read for, though somebody may think so. */
function meantAssets(name: string, asset: string, names: readonly string[]): string[] {
  if (name.endsWith(SUFFIX) && names.some((other) => same(other, asset))) return []
  const wanted = asset.normalize('NFC').toLowerCase()
  return names
    .filter((other) => !/\.ya?ml$/i.test(other))
    .map((other) => other.normalize('NFC'))
    .filter((other) => other.toLowerCase() === wanted || stemOf(other).toLowerCase() === wanted)
}

function same(a: string, b: string): boolean {
  return a === b || a.normalize('NFC') === b.normalize('NFC')
}

function misnamed(path: string, wanted: string): Problem {
  return errorOf('sidecar-name', { name: path, wanted }, { file: path, line: 1, column: 1 })
}
