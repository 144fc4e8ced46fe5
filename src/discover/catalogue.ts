import { statSync } from 'node:fs'
import { posix } from 'node:path'
import picomatch from 'picomatch'
import { byCodeUnit } from '../base/by-code-unit.js'
import { groupBy } from '../base/group-by.js'
import { nearestName } from '../base/nearest-name.js'
import { collisionKey, fromSitePath } from '../base/site-path.js'
import { errorOf } from '../errors.js'
import type { Problem } from '../types.js'
import { judge, listMedia } from './list-media.js'
import { isAssetPath } from './media-extensions.js'

/** What identifies a file's content without reading it. */
export interface Stamp {
  /** Bytes. */
  size: number
  mtimeNs: bigint
  ctimeNs: bigint
  ino: bigint
}

/** The assets of a site, by name and stamp; nothing is read. All methods stand alone (no `this`). */
export interface Catalogue {
  has(path: string): boolean
  /** Site paths in code-unit order. */
  all(): readonly string[]
  /** Assets with the same name but for case and Unicode form, the path itself included when it is one. */
  alike(path: string): readonly string[]
  /** Assets in the folder of a path, in no order; the path itself included when it is one. */
  beside(path: string): readonly string[]
  /** What an author most likely meant by a path that is not there. */
  nearest(path: string): string | undefined
  /** Why something that stands at a path, or above it, is no asset. */
  refusal(path: string): Problem | undefined
  /** A look at the disk: why a file that stands at a path is no asset by its name. */
  unread(path: string): Problem | undefined
  /** Groups of two or more assets that are one file on some systems. */
  collisions(): readonly (readonly string[])[]
  /** Assets with as many bytes, the path itself included. Stats every asset once. */
  sameSize(path: string): readonly string[]
  /** Follows links; undefined when the file is gone. Kept until the path is added, removed or touched. */
  stamp(path: string): Stamp | undefined
  /** A look at the disk: an asset stands at a path now, listed or not. */
  stands(path: string): boolean
  /** True when a path would be an asset if it were there: by extension, folder and `ignore`. */
  concerns(path: string): boolean
  /** For the watcher: a file came. True when it is an asset now. */
  add(path: string): boolean
  /** For the watcher: a file went. True when it was an asset. */
  remove(path: string): boolean
  /** For the watcher: a file changed. */
  touch(path: string): void
  /** Findings of the listing. */
  readonly problems: readonly Problem[]
  /** False when a folder could not be read: then nothing may be taken for deleted. */
  readonly complete: boolean
}

export interface CatalogueOptions {
  /** Absolute root folder. */
  root: string
  /** Asset folders as site paths; `''` is the whole root. */
  assets: readonly string[]
  /** Site path; `''` when there is none. Its files are assets, too. */
  publicDir: string
  /** Globs on site paths. */
  ignore: readonly string[]
}

/** A file is there, of which nothing is known by its name. */
function unreadName(root: string, path: string): Problem | undefined {
  if (!statSync(fromSitePath(root, path), { throwIfNoEntry: false })?.isFile()) return undefined
  const ending = posix.extname(path)
  const found = `files named "${ending || posix.basename(path)}" are not read; convert films to MP4, pictures to JPEG or PNG`
  return errorOf('asset-unknown-type', { path, found })
}

/** How many missing names are compared with all others; beyond it a page full of dead references would take minutes. */
const MOST_COMPARISONS = 50

export async function createCatalogue(options: CatalogueOptions): Promise<Catalogue> {
  const { root, publicDir, ignore } = options
  const folders = [...new Set([...options.assets, ...(publicDir === '' ? [] : [publicDir])])]
  const listing = await listMedia(root, folders, ignore)
  const files = new Set(listing.files.sort(byCodeUnit))
  const { refused } = listing
  const stamps = new Map<string, Stamp | undefined>()
  const isIgnored = picomatch([...ignore], { dot: true })
  let sorted: readonly string[] | undefined
  let indexes: Indexes | undefined
  let sizes: ReadonlyMap<number | undefined, string[]> | undefined
  let comparisons = 0

  const touch = (path: string): void => {
    stamps.delete(path)
    sizes = undefined
  }
  const forget = (path: string): void => {
    touch(path)
    refused.delete(path)
    indexes = undefined
    sorted = undefined
  }
  const stamp = (path: string): Stamp | undefined => {
    if (!stamps.has(path)) stamps.set(path, stampOf(fromSitePath(root, path)))
    return stamps.get(path)
  }
  const concerns = (path: string): boolean =>
    isAssetPath(path) &&
    folders.some((folder) => folder === '' || path.startsWith(`${folder}/`)) &&
    !isDotted(path) &&
    !isIgnored(path)

  return {
    problems: listing.problems,
    complete: listing.complete,
    has: (path) => files.has(path),
    all: () => (sorted ??= [...files].sort(byCodeUnit)),
    alike: (path) => (indexes ??= indexesOf(files)).byKey.get(collisionKey(path)) ?? [],
    beside: (path) => (indexes ??= indexesOf(files)).byFolder.get(posix.dirname(path)) ?? [],
    nearest(path) {
      indexes ??= indexesOf(files)
      return nearestIn(indexes, path, () => comparisons++ < MOST_COMPARISONS)
    },
    refusal(path) {
      for (let at = path; at !== '.'; at = posix.dirname(at)) {
        const problem = refused.get(at)
        if (problem || at === '/') return problem
      }
      return undefined
    },
    unread: (path) => (isAssetPath(path) ? undefined : unreadName(root, path)),
    collisions: () => [...(indexes ??= indexesOf(files)).byKey.values()].filter((paths) => paths.length > 1),
    sameSize(path) {
      sizes ??= groupBy(files, (file) => stamp(file)?.size)
      const size = stamp(path)?.size
      return size === undefined ? [] : (sizes.get(size) ?? [])
    },
    stamp,
    concerns,
    stands: (path) => concerns(path) && 'file' in (judge(root, path) ?? {}),
    add(path) {
      forget(path)
      const found = concerns(path) ? judge(root, path) : undefined
      if (found && 'refused' in found) refused.set(path, found.refused)
      if (!found || 'refused' in found) return false
      files.add(path)
      return true
    },
    remove(path) {
      forget(path)
      return files.delete(path)
    },
    touch,
  }
}

/** Each made when it is first asked for. */
interface Indexes {
  readonly byKey: Map<string, string[]>
  readonly byFolder: Map<string, string[]>
  readonly byName: Map<string, string[]>
}

function indexesOf(files: ReadonlySet<string>): Indexes {
  let byKey: Indexes['byKey'] | undefined
  let byFolder: Indexes['byFolder'] | undefined
  let byName: Indexes['byName'] | undefined
  return {
    get byKey() {
      return (byKey ??= groupBy(files, collisionKey))
    },
    get byFolder() {
      return (byFolder ??= groupBy(files, (path) => posix.dirname(path)))
    },
    get byName() {
      return (byName ??= groupBy(files, (path) => posix.basename(path).toLowerCase()))
    },
  }
}

/** The same name in another folder, else the nearest name in the folder, else the nearest anywhere. */
function nearestIn(indexes: Indexes, path: string, mayCompare: () => boolean): string | undefined {
  const name = posix.basename(path)
  const elsewhere = indexes.byName.get(name.toLowerCase())
  if (elsewhere) return nearestName(path, elsewhere) ?? elsewhere[0]
  const folder = indexes.byFolder.get(posix.dirname(path)) ?? []
  if (!mayCompare()) return undefined
  const beside = nearestName(
    name,
    folder.map((file) => posix.basename(file)),
  )
  if (beside !== undefined) return folder.find((file) => posix.basename(file) === beside)
  const anywhere = nearestName(name, indexes.byName.keys())
  return anywhere === undefined ? undefined : indexes.byName.get(anywhere)?.[0]
}

/** The stamp of a file right now; links are followed. */
export function stampOf(file: string): Stamp | undefined {
  try {
    const { size, mtimeNs, ctimeNs, ino } = statSync(file, { bigint: true })
    return { size: Number(size), mtimeNs, ctimeNs, ino }
  } catch {
    return undefined
  }
}

/** fast-glob leaves dot files and folders out; the watcher must agree. */
function isDotted(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.'))
}
