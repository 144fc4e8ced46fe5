import { lstatSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs'
import { posix } from 'node:path'
import { byCodeUnit } from '../base/by-code-unit.js'
import { fromSitePath, toSitePath } from '../base/site-path.js'
import { errorOf, warningOf } from '../errors.js'
import type { Problem } from '../types.js'
import { isAssetPath } from './media-extensions.js'

/** What stands in the asset folders. */
export interface Listing {
  /** Site paths of regular files, and of links to files inside the site. */
  files: string[]
  /** What looks like an asset or holds some, and may not be used; by site path. */
  refused: Map<string, Problem>
  problems: Problem[]
  /** False when a folder could not be read: what is not listed may still be there. */
  complete: boolean
}

interface Entry {
  path: string
  dirent: Pick<Dirent, 'isFile' | 'isDirectory' | 'isFIFO' | 'isSocket' | 'isSymbolicLink'>
}

/**
 * Lists media files below `folders` (site paths, '' for all) with fast-glob. Links are never followed out of the root;
 * a linked folder is, once: links inside it and links to a folder above themselves are refused, so no cycle can be.
 */
export async function listMedia(root: string, folders: readonly string[], ignore: readonly string[]): Promise<Listing> {
  const listing: Listing = { files: [], refused: new Map(), problems: [], complete: true }
  const realRoot = realpathSync(root)
  const invalid: string[] = []
  const inside = folders.filter((folder) => isInside(listing, root, realRoot, folder))
  for (const entry of await entriesOf(listing, root, inside, ignore)) {
    if (entry.path.includes('\ufffd') && !exists(root, entry.path)) invalid.push(entry.path)
    else await take(listing, { root, realRoot, ignore, isLinked: false }, entry)
  }
  if (invalid.length > 0) listing.problems.push(invalidName(root, invalid.sort(byCodeUnit)))
  for (const [path, problem] of listing.refused) if (isAssetPath(path)) listing.problems.push({ ...problem, severity: 'warning' })
  return listing
}

/** What one path is, by the same rules; undefined when nothing of ours stands there. */
export function judge(root: string, path: string): { file: true } | { refused: Problem } | undefined {
  try {
    const stat = lstatSync(fromSitePath(root, path))
    if (!stat.isSymbolicLink()) return stat.isFile() ? { file: true } : { refused: notAFile(path, whatOf(stat)) }
    const target = linkTarget(root, realpathSync(root), path)
    if ('problem' in target) return { refused: target.problem }
    return target.isFolder ? { refused: notAFile(path, 'a link to a folder') } : { file: true }
  } catch {
    return undefined
  }
}

interface Walk {
  root: string
  realRoot: string
  ignore: readonly string[]
  /** Already below a linked folder. */
  isLinked: boolean
}

async function take(listing: Listing, walk: Walk, { path, dirent }: Entry): Promise<void> {
  if (dirent.isSymbolicLink()) return takeLink(listing, walk, path)
  if (!isAssetPath(path)) return
  if (dirent.isFile()) listing.files.push(path)
  else listing.refused.set(path, notAFile(path, whatOf(dirent)))
}

async function takeLink(listing: Listing, walk: Walk, path: string): Promise<void> {
  const target = linkTarget(walk.root, walk.realRoot, path)
  if ('problem' in target) {
    listing.refused.set(path, target.problem)
  } else if (!target.isFolder) {
    if (isAssetPath(path)) listing.files.push(path)
  } else if (walk.isLinked) {
    listing.refused.set(path, notAFile(path, 'a link inside a linked folder'))
  } else {
    for (const entry of await entriesOf(listing, walk.root, [path], walk.ignore))
      await take(listing, { ...walk, isLinked: true }, entry)
  }
}

function linkTarget(root: string, realRoot: string, path: string): { isFolder: boolean } | { problem: Problem } {
  const file = fromSitePath(root, path)
  try {
    const real = realpathSync(file)
    if (toSitePath(realRoot, real) === undefined) return { problem: notAFile(path, 'a link that leads out of the site') }
    const stat = statSync(real)
    if (!stat.isFile() && !stat.isDirectory()) return { problem: notAFile(path, `a link to ${whatOf(stat)}`) }
    const above = toSitePath(real, realpathSync(posix.dirname(file)))
    if (stat.isDirectory() && above !== undefined) return { problem: notAFile(path, 'a link to a folder it stands in') }
    return { isFolder: stat.isDirectory() }
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'ELOOP' ? 'it is a link that leads to itself' : 'it is a link to nothing'
    return { problem: errorOf('asset-unreadable', { path, reason }) }
  }
}

/** An asset folder may itself be a link; it has to stay inside. */
function isInside(listing: Listing, root: string, realRoot: string, folder: string): boolean {
  if (!exists(root, folder)) return false
  const real = realpathSync(fromSitePath(root, folder))
  if (toSitePath(realRoot, real) !== undefined) return true
  listing.problems.push({ ...notAFile(folder, 'a link that leads out of the site'), severity: 'warning' })
  listing.refused.set(folder, notAFile(folder, 'a link that leads out of the site'))
  return false
}

async function entriesOf(
  listing: Listing,
  root: string,
  folders: readonly string[],
  ignore: readonly string[],
): Promise<Entry[]> {
  if (folders.length === 0) return []
  // Costs 30 ms to load, which only a site that is really opened should pay.
  const { default: glob } = await import('fast-glob')
  const patterns = folders.map((folder) => (folder === '' ? '**/*' : `${glob.escapePath(folder)}/**/*`))
  const options = { cwd: root, ignore: [...ignore], objectMode: true as const, onlyFiles: false, followSymbolicLinks: false }
  try {
    return await glob.async(patterns, options)
  } catch (error) {
    const { path, code } = error as NodeJS.ErrnoException
    const folder = path && toSitePath(root, path)
    const problem = { path: folder ?? folders.join(', '), reason: code ?? 'unknown error' }
    listing.complete = false
    listing.problems.push(warningOf('asset-unreadable', problem))
    // A reference into it is told why, not that there is no such file.
    if (folder) listing.refused.set(folder, errorOf('asset-unreadable', problem))
    return glob.async(patterns, { ...options, suppressErrors: true })
  }
}

function notAFile(path: string, what: string): Problem {
  return errorOf('asset-not-a-file', { path, what })
}

function whatOf(stat: Pick<Dirent, 'isDirectory' | 'isFIFO' | 'isSocket'>): string {
  if (stat.isDirectory()) return 'a folder'
  return stat.isFIFO() ? 'a named pipe' : stat.isSocket() ? 'a socket' : 'a device'
}

function exists(root: string, path: string): boolean {
  return lstatSync(fromSitePath(root, path), { throwIfNoEntry: false }) !== undefined
}

/** One warning for all names that no URL can say, with the bytes of the first. */
function invalidName(root: string, paths: readonly string[]): Problem {
  const [first = ''] = paths
  const names = readdirSync(fromSitePath(root, posix.dirname(first)), { encoding: 'buffer' })
  const bytes = names.find((name) => name.toString() === posix.basename(first))
  const more = paths.length > 1 ? `, and ${paths.length - 1} more` : ''
  return warningOf('asset-unreadable', {
    path: first,
    reason: `its name is not valid UTF-8 (bytes ${bytes?.toString('hex') ?? 'unknown'})${more}`,
  })
}
