import picomatch from 'picomatch'
import { nearestName } from '../../base/nearest-name.js'
import { errorOf, RenditionsError } from '../../errors.js'
import { readPath, type ArgumentPlace } from '../asset-argument.js'
import type { Tree } from '../move/choose-moves.js'

/** Names of an asset's sidecar, by what they add to its own. */
export const SIDECAR_ENDINGS: readonly string[] = ['.media.yaml', '.media.yml']
const FOLDER_SIDECAR = /(?:^|\/)_media\.ya?ml$/

/** What an argument chose. Site paths, sorted as the site lists them. */
export interface Chosen {
  assets: readonly string[]
  /** Sidecars of these assets, and of folders of which nothing else is left. */
  sidecars: readonly string[]
  /** Other files below a folder that was named: they stay. */
  others: readonly string[]
}

/**
 * The assets that a file, a folder or a glob means, with their sidecars. Throws `no-such-asset` for what is there and is no
 * asset, and for what is not there, with the nearest name.
 */
export function chooseAssets(argument: string, place: ArgumentPlace, command: string, tree: Tree): Chosen {
  const { isGlob } = picomatch.scan(argument)
  const isKnown = (path: string): boolean => tree.kindOf(path) !== undefined || (isGlob && matching(path, tree).length > 0)
  const { path } = readPath(argument, place, command, isKnown)
  const kind = tree.kindOf(path)
  if (kind === 'folder') return inFolder(path, tree)
  if (kind === 'file' && !tree.assets.includes(path)) throw missing(path, 'it is no asset of this site', tree)
  const assets = kind === 'file' ? [path] : matching(path, tree)
  if (assets.length === 0) throw missing(path, isGlob ? 'no asset matches it' : 'there is no such file or folder', tree)
  return { assets, sidecars: sidecarsOf(assets, tree), others: [] }
}

/** Sidecars of assets, each of which stands beside its own. */
export function sidecarsOf(assets: readonly string[], tree: Pick<Tree, 'kindOf'>): string[] {
  return assets.flatMap((path) => SIDECAR_ENDINGS.map((ending) => path + ending).filter((file) => tree.kindOf(file) === 'file'))
}

function matching(glob: string, { assets }: Pick<Tree, 'assets'>): string[] {
  const isMatch = picomatch(glob, { dot: true })
  return assets.filter((path) => isMatch(path))
}

function inFolder(folder: string, tree: Tree): Chosen {
  const prefix = folder === '' ? '' : `${folder}/`
  const assets = tree.assets.filter((path) => path.startsWith(prefix))
  if (assets.length === 0) throw missing(folder, 'there is no asset in it', tree)
  const own = new Set([...assets, ...sidecarsOf(assets, tree)])
  const others = folder === '' ? [] : tree.filesBelow(folder).filter((path) => !own.has(path))
  const isEmptied = folder !== '' && others.every((path) => FOLDER_SIDECAR.test(path))
  const sidecars = sidecarsOf(assets, tree)
  return isEmptied ? { assets, sidecars: [...sidecars, ...others], others: [] } : { assets, sidecars, others }
}

function missing(path: string, reason: string, { assets }: Pick<Tree, 'assets'>): RenditionsError {
  return new RenditionsError(errorOf('no-such-asset', { path, reason, nearest: nearestName(path, assets) }))
}
