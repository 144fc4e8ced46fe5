import { readdir } from 'node:fs/promises'
import { posix } from 'node:path'
import { nearestName } from '../base/nearest-name.js'
import { composed, fromSitePath } from '../base/site-path.js'
import { errorOf } from '../errors.js'
import type { Problem, Sidecar } from '../types.js'
import type { ParsedSidecar } from './parse-sidecar.js'
import { NO_VIEWER } from './defaults.js'
import { readSidecar, type SidecarMemory } from './read-sidecar.js'
import { sidecarNames, type SidecarNames } from './sidecar-names.js'
import { isWithin } from './site-folders.js'
import { isRuledByFolder, NOTHING_SAID, publishRule, sayMore, type RuleSource, type Said } from './publish-rule.js'

/** A sidecar for one asset, and what is wrong with the files it was read from. */
export interface SidecarFinding {
  sidecar: Sidecar
  /** The same objects for every asset that a file speaks for. */
  problems: Problem[]
}

export interface Sidecars {
  /**
   * What `<asset>.media.yaml` and the `_media.yaml` of its folder and of those above it, up to the root, say about an
   * asset (site path): for each field the nearest file that gives it. With a problem of severity `error` it is not known
   * whether the asset may be published: treat it as failed, never as published. Never rejects.
   */
  of(assetPath: string): Promise<SidecarFinding>
  /** A folder (site path), listed once. */
  folder(path: string): Promise<ListedFolder>
  /** What an asset inherits: all that is said but by its own sidecar. */
  inherited(assetPath: string): Promise<ReadSidecars>
  /** A file was made, changed or removed (site path); nothing given: anything may have been. */
  invalidate(path?: string): void
}

/** What the listing of a folder alone tells of its assets: who asks about very many need not wait for each. */
export interface ListedFolder {
  /** True when there is a file of that name. */
  has(name: string): boolean
  /** What is said about the asset of that name, when neither a sidecar of its own nor a profile may say otherwise. */
  shared(name: string): SidecarFinding | undefined
}

/** What files say, before profiles and site are asked. */
export interface ReadSidecars extends SidecarFinding {
  said: Said
}

/** A folder, listed once, with what all its assets inherit. */
interface Folder {
  names: SidecarNames
  /** Every name in it, NFC. */
  listed: ReadonlySet<string>
  read: ReadSidecars
  /** What holds for its assets that have no sidecar, when no profile tells them apart. */
  finding: SidecarFinding | undefined
  /** By asset name, so that a sidecar is looked at once. */
  assets: Map<string, Promise<SidecarFinding>>
}

/** Names that a sidecar may use. */
export interface KnownNames {
  presets: Readonly<Record<string, unknown>>
  viewers: Readonly<Record<string, unknown>>
}

/**
 * Sidecars below a root (absolute). One listing per folder tells which exist, so that assets without one cost nothing.
 * With `known`, the names of presets and viewers in sidecars are checked, which can tell the line; without, `resolveWish`
 * finds them. With `rules`, each finding has its `rule`.
 */
export function createSidecars(root: string, known?: KnownNames, rules?: RuleSource): Sidecars {
  const folders = new Map<string, Promise<Folder>>()
  const memory: SidecarMemory = new Map()

  const add = async (path: string, inherited: ReadSidecars): Promise<ReadSidecars> =>
    addSidecar(path, withKnownNames(await readSidecar(root, path, memory), known), inherited)
  const open = async (path: string): Promise<Folder> => {
    const parent = path === '' ? NOTHING : (await folderAt(parentOf(path))).read
    const listing = await list(root, path)
    const names = sidecarNames(path, listing.names)
    const own = names.folder === undefined ? parent : await add(names.folder, parent)
    const problems = [...listing.problems, ...names.folderProblems]
    const read = problems.length === 0 ? own : { ...own, problems: [...problems, ...own.problems] }
    const isAlike = !rules || isRuledByFolder(rules)
    const finding = isAlike ? ruled(posix.join(path, '*'), read, rules) : undefined
    const listed = new Set(listing.names.map(composed))
    return { names, listed, read, finding, assets: new Map() }
  }
  const folderAt = (path: string): Promise<Folder> => {
    const folder = folders.get(path) ?? open(path)
    folders.set(path, folder)
    return folder
  }
  const readAsset = async (assetPath: string, name: string, { names, read }: Folder): Promise<SidecarFinding> => {
    const path = names.assets.get(name)
    const found = path === undefined ? read : await add(path, read)
    return ruled(assetPath, { ...found, problems: [...(names.assetProblems.get(name) ?? []), ...found.problems] }, rules)
  }

  return {
    async of(assetPath) {
      if (isOutside(assetPath)) return ruled(assetPath, NOTHING, rules)
      const folder = await folderAt(parentOf(assetPath))
      const name = nameOf(assetPath)
      const shared = sharedIn(folder, name)
      if (shared) return shared
      const finding = folder.assets.get(name) ?? readAsset(assetPath, name, folder)
      folder.assets.set(name, finding)
      return finding
    },
    async folder(path) {
      if (isOutside(path)) return { has: () => false, shared: () => undefined }
      const folder = await folderAt(path)
      return { has: (name) => folder.listed.has(composed(name)), shared: (name) => sharedIn(folder, composed(name)) }
    },
    inherited: async (assetPath) => (await folderAt(parentOf(assetPath))).read,
    invalidate(path) {
      if (path === undefined) return folders.clear()
      memory.delete(path)
      const changed = parentOf(path)
      for (const folder of folders.keys()) if (isWithin(folder, changed)) folders.delete(folder)
    },
  }
}

const NOTHING: ReadSidecars = { sidecar: { files: [] }, problems: [], said: NOTHING_SAID }

/** What holds once a sidecar that is nearer to the asset is read on top of those above it. */
export function addSidecar(path: string, parsed: ParsedSidecar, { sidecar, problems, said }: ReadSidecars): ReadSidecars {
  return {
    sidecar: { ...sidecar, ...parsed.fields, files: [path, ...sidecar.files] },
    problems: [...parsed.problems, ...problems],
    said: sayMore(said, parsed.fields, parsed.places),
  }
}

/** The finding with what follows from it. */
export function ruled(
  assetPath: string,
  { sidecar, problems, said }: ReadSidecars,
  rules: RuleSource | undefined,
): SidecarFinding {
  if (!rules) return { sidecar, problems }
  const { rule, problems: found } = publishRule(rules, assetPath, sidecar, said)
  return { sidecar: { ...sidecar, rule }, problems: found.length === 0 ? problems : [...problems, ...found] }
}

function isOutside(path: string): boolean {
  return posix.isAbsolute(path) || path.split('/').includes('..')
}

function sharedIn({ names, finding }: Folder, name: string): SidecarFinding | undefined {
  return names.assets.has(name) || names.assetProblems.has(name) ? undefined : finding
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '' : path.slice(0, slash)
}

/** Its name as sidecars are looked up by. */
function nameOf(path: string): string {
  return composed(path.slice(path.lastIndexOf('/') + 1))
}

/** Names in a folder; a folder that is gone has none. */
async function list(root: string, path: string): Promise<{ names: string[]; problems: Problem[] }> {
  try {
    return { names: await readdir(fromSitePath(root, path)), problems: [] }
  } catch (error) {
    const reason = String((error as NodeJS.ErrnoException).code)
    const isGone = reason === 'ENOENT' || reason === 'ENOTDIR'
    return { names: [], problems: isGone ? [] : [errorOf('asset-unreadable', { path: path || '.', reason })] }
  }
}

/** Leaves unknown names out, with their lines. */
function withKnownNames(parsed: ParsedSidecar, known: KnownNames | undefined): ParsedSidecar {
  if (!known) return parsed
  const { preset, viewer, ...fields } = parsed.fields
  const [presets, viewers] = [Object.keys(known.presets), [...Object.keys(known.viewers), NO_VIEWER]]
  const problems: Problem[] = []
  if (preset !== undefined && !presets.includes(preset)) {
    const suggestion = nearestName(preset, presets)
    problems.push(errorOf('unknown-preset', { preset, suggestion, known: presets }, parsed.places.preset))
  }
  if (viewer !== undefined && !viewers.includes(viewer)) {
    const suggestion = nearestName(viewer, viewers)
    problems.push(errorOf('unknown-viewer', { viewer, suggestion, known: viewers }, parsed.places.viewer))
  }
  if (problems.length === 0) return parsed
  const kept = { ...(presets.includes(preset ?? '') && { preset }), ...(viewers.includes(viewer ?? '') && { viewer }) }
  return { ...parsed, fields: { ...fields, ...kept }, problems: [...parsed.problems, ...problems] }
}
