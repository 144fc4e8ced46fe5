import { posix } from 'node:path'
import picomatch from 'picomatch'
import type { Config } from '../../config/types.js'
import type { Tree } from './choose-moves.js'
import type { LeftOver } from './relocate.js'

const FOLDER_SIDECARS = ['_media.yaml', '_media.yml']

/**
 * Assets that come under other folder sidecars: what they inherit (credit, focal point, above all whether they are
 * published) may change. Said once per folder.
 */
export function inheritanceChanges(
  assets: readonly string[],
  files: ReadonlyMap<string, string>,
  tree: Pick<Tree, 'kindOf'>,
): LeftOver[] {
  const arrived = new Set(files.values())
  const isThereNow = (path: string): boolean => tree.kindOf(path) === 'file'
  const isThereThen = (path: string): boolean => arrived.has(path) || (isThereNow(path) && !files.has(path))
  return oncePerFolder(assets, files, (from, to) => {
    const before = sidecarsAbove(from)
      .filter(isThereNow)
      .map((path) => files.get(path) ?? path)
    const after = sidecarsAbove(to).filter(isThereThen)
    const lost = before.filter((path) => !after.includes(path))
    const won = after.filter((path) => !before.includes(path))
    const parts = [
      lost.length > 0 && `no longer inherits from ${listOf(lost)}`,
      won.length > 0 && `now inherits from ${listOf(won)}`,
    ]
    return parts.filter(Boolean).join(', ')
  })
}

/** Assets that fall under other profiles of the config: their presets and viewers may change. */
export function profileChanges(
  assets: readonly string[],
  files: ReadonlyMap<string, string>,
  config: Pick<Config, 'profiles'>,
  configFile: string,
): LeftOver[] {
  const profiles = config.profiles.map(({ glob }) => ({ glob, isMatch: picomatch(glob, { dot: true }) }))
  const found = oncePerFolder(assets, files, (from, to) => {
    const changed = profiles.filter(({ isMatch }) => isMatch(from) !== isMatch(to))
    return changed
      .map(({ glob, isMatch }) => `the profile "${glob}" ${isMatch(to) ? 'applies now' : 'applies no more'}`)
      .join(', ')
  })
  return found.map((left) => ({
    ...left,
    place: { file: configFile, line: 1, column: 1 },
    reason: `${left.place.file}: ${left.reason}`,
  }))
}

function oncePerFolder(
  assets: readonly string[],
  files: ReadonlyMap<string, string>,
  explain: (from: string, to: string) => string,
): LeftOver[] {
  const told = new Map<string, LeftOver>()
  for (const from of assets) {
    const to = files.get(from)
    if (to === undefined) continue
    const reason = explain(from, to)
    const key = `${posix.dirname(from)}\0${posix.dirname(to)}\0${reason}`
    if (reason !== '' && !told.has(key)) told.set(key, { place: { file: to, line: 1, column: 1 }, text: from, reason })
  }
  return [...told.values()]
}

function sidecarsAbove(path: string): string[] {
  const folders: string[] = []
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    folders.push(folder === '.' ? '' : `${folder}/`)
    if (folder === '.') return folders.flatMap((prefix) => FOLDER_SIDECARS.map((name) => prefix + name))
  }
}

function listOf(paths: readonly string[]): string {
  return paths.map((path) => `"${path}"`).join(', ')
}
