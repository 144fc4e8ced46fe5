import { posix } from 'node:path'
import picomatch from 'picomatch'
import { groupBy } from '../../base/group-by.js'
import { nearestName } from '../../base/nearest-name.js'
import { collisionKey, extensionOf, stemOf } from '../../base/site-path.js'
import { tracksGoing } from '../../base/track-name.js'
import type { Config } from '../../config/types.js'
import { errorOf, RenditionsError } from '../../errors.js'
import { isSafeAddress } from '../../publish/is-safe-address.js'
import { SIDECAR_ENDINGS } from '../change/choose-assets.js'

/** What a choice of moves has to know of the disk. Paths are site paths. */
export interface Tree {
  kindOf(path: string): 'file' | 'folder' | undefined
  /** Every file below a folder, whatever it is. */
  filesBelow(folder: string): readonly string[]
  /** Both names lead to one file, as they do where case does not count. */
  isSame(a: string, b: string): boolean
  assets: readonly string[]
}

/** One rename on disk. */
export interface MoveStep {
  from: string
  to: string
  kind: 'file' | 'folder'
  /** A file stands at `to` and is replaced (`--force`). */
  overwrites: boolean
  /** The names differ only by case or Unicode form. */
  respells: boolean
}

/** What `mv` does on disk: the renames, and where every single file ends up. */
export interface Moves {
  steps: readonly MoveStep[]
  files: ReadonlyMap<string, string>
}

/** What was asked for: site paths, `from` perhaps a glob. */
export interface MoveWish {
  /** Copies leave what they are made from where it is. */
  command: 'mv' | 'cp'
  from: string
  to: string
  /** `to` was written with a slash at its end. */
  toFolder: boolean
  force: boolean
}

/**
 * Decides which renames a wish means, with the rules of the shell's own `mv`: into an existing folder (or one written
 * with a slash), else to that name; a glob goes into a folder and keeps its folders below the glob's fixed part.
 * Sidecars go along, and so do tracks that belong to a film by its name. Throws when a name is taken, unsafe, outside the asset folders, or would clash on other systems.
 */
export function chooseMoves(wish: MoveWish, tree: Tree, config: Pick<Config, 'assets' | 'publicDir'>): Moves {
  const pairs = pairsOf(wish, tree)
  const asked = pairs.map(([from, to]) => stepOf(from, to, tree))
  const steps = [...asked, ...trackSteps(asked, tree)]
  const withSidecars = [...steps, ...steps.flatMap((step) => sidecarSteps(step, tree))]
  const files = new Map(withSidecars.flatMap((step) => filesOf(step, tree)))
  for (const step of withSidecars) checkStep(step, wish, tree, config)
  checkClashes(files, wish, tree)
  return { steps: withSidecars, files }
}

function pairsOf(wish: MoveWish, tree: Tree): [string, string][] {
  const { from, to, toFolder } = wish
  const kind = tree.kindOf(from)
  if (kind === undefined) return globPairs(wish, tree)
  const isInto = (toFolder || tree.kindOf(to) === 'folder') && !tree.isSame(from, to)
  const target = isInto ? posix.join(to, posix.basename(from)) : to
  if (kind === 'file') {
    if (!tree.assets.includes(from))
      throw new RenditionsError(errorOf('no-such-asset', { path: from, reason: 'it is no asset of this site' }))
    if (extensionOf(target) === '') throw wrong(wish, `"${target}" has no extension; write "${to}/" for a folder`)
  }
  return [[from, target]]
}

function globPairs(wish: MoveWish, tree: Tree): [string, string][] {
  const { from, to } = wish
  const { base, isGlob } = picomatch.scan(from)
  const isMatch = picomatch(from, { dot: true })
  const found = isGlob ? tree.assets.filter((path) => isMatch(path)) : []
  if (found.length === 0) {
    const nearest = nearestName(from, tree.assets)
    throw new RenditionsError(
      errorOf('no-such-asset', {
        path: from,
        reason: isGlob ? 'no asset matches it' : 'there is no such file or folder',
        nearest,
      }),
    )
  }
  if (tree.kindOf(to) === 'file') throw wrong(wish, `"${to}" is a file, and several assets go there`)
  return found.map((path) => [path, posix.join(to, posix.relative(base, path))])
}

function stepOf(from: string, to: string, tree: Tree): MoveStep {
  const kind = tree.kindOf(from) ?? 'file'
  const respells = from !== to && (tree.isSame(from, to) || collisionKey(from) === collisionKey(to))
  return { from, to, kind, overwrites: !tree.isSame(from, to) && tree.kindOf(to) !== undefined, respells }
}

function sidecarSteps({ from, to, kind }: MoveStep, tree: Tree): MoveStep[] {
  if (kind === 'folder') return []
  return SIDECAR_ENDINGS.filter((ending) => tree.kindOf(from + ending) === 'file').map((ending) =>
    stepOf(from + ending, to + ending, tree),
  )
}

/** Captions and the like go along with their film, under its new name. */
function trackSteps(steps: readonly MoveStep[], tree: Tree): MoveStep[] {
  const targets = new Map(steps.filter(({ kind }) => kind === 'file').map(({ from, to }) => [from, to]))
  return tracksGoing([...targets.keys()], tree.assets).map(({ path, media }) => {
    const to = targets.get(media) ?? media
    const rest = posix.basename(path).slice(stemOf(media).length)
    return stepOf(path, posix.join(posix.dirname(to), stemOf(to) + rest), tree)
  })
}

function filesOf({ from, to, kind }: MoveStep, tree: Tree): [string, string][] {
  return kind === 'file' ? [[from, to]] : tree.filesBelow(from).map((path) => [path, to + path.slice(from.length)])
}

function checkStep(
  { from, to, kind, overwrites }: MoveStep,
  wish: MoveWish,
  tree: Tree,
  config: Pick<Config, 'assets' | 'publicDir'>,
): void {
  const { force } = wish
  if (from === to) throw wrong(wish, `"${from}" is there already`)
  if (to.startsWith(`${from}/`)) throw wrong(wish, `"${from}" cannot go into itself`)
  if (!isSafeAddress(to)) throw wrong(wish, `"${to}" is no path below the site's folder that every system can hold`)
  const roots = [...config.assets, config.publicDir].filter((root, index) => index < config.assets.length || root !== '')
  if (!roots.some((root) => root === '' || to === root || to.startsWith(`${root}/`)))
    throw new RenditionsError(errorOf('asset-outside', { url: to }))
  const cannotReplace = kind === 'folder' || tree.kindOf(to) === 'folder'
  if (overwrites && (!force || cannotReplace))
    throw new RenditionsError(errorOf('move-target-exists', { from, to, force: !cannotReplace }))
}

/** Two files must not end up as one, here or where case and Unicode form do not count. */
function checkClashes(files: ReadonlyMap<string, string>, wish: MoveWish, tree: Tree): void {
  const { force, command } = wish
  const staying = tree.assets.filter((path) => command === 'cp' || !files.has(path))
  const after = [...new Set([...staying, ...files.values()])]
  const moved = new Set(files.values())
  for (const paths of groupBy(after, collisionKey).values()) {
    if (paths.length > 1 && paths.some((path) => moved.has(path)) && !force)
      throw new RenditionsError(errorOf('asset-collision', { paths }))
  }
  for (const sources of groupBy(files, ([, to]) => to).values()) {
    if (sources.length > 1)
      throw wrong(wish, `these would all become "${sources[0]?.[1]}": ${sources.map(([from]) => from).join(', ')}`)
  }
}

function wrong({ command }: Pick<MoveWish, 'command'>, reason: string): RenditionsError {
  return new RenditionsError(errorOf('wrong-arguments', { command, reason }))
}
