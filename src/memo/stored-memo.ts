import { renditionKeyOf } from '../base/bundle.js'
import { digestOf } from '../base/hash.js'
import type { Problem } from '../types.js'
import type { RememberedAsset } from '../wanted/wanted-files.js'
import type { MemoParts } from './memo-parts.js'
import { said } from './said.js'

/** What a document became in the last build: its text with slots, the viewers it uses, its findings. */
export interface RememberedDocument {
  text: string
  viewers: readonly string[]
  problems: readonly Problem[]
}

/** The target as a publish that left nothing to do found it. */
export interface TargetMark {
  /** Paths below the target that say whether it was touched. */
  paths: readonly string[]
  look: string
  boot: string
  /** What a close look told; asked for after another start of the machine. */
  closely: string
  /** Digest of the slots whose answers the pages held. */
  slots: string
  /** A build need not publish again. */
  canSkip: boolean
  /** Digest of the `rest` file that belongs to this; absent when it was not decided that nothing is left to do. */
  rest?: string
}

/** What the `documents` file holds, for one state of everything that all documents depend on. */
export interface StoredMemo {
  version: number
  fingerprint: string
  /** Asset → its state and its sidecar as JSON. */
  sidecars: Record<string, string>
  documents: Record<string, { input: string } & RememberedDocument>
  /** Slot → its final text. */
  answers: Record<string, string>
  /** Renditions behind the answers, and their bytes, for the report. */
  renditions: number
  bytes: number
  /** Digest of the `assets` file that belongs to this one, and how the file looked when it was written. */
  assets: string
  assetsStamp: string
  mark?: TargetMark
}

/** What the `assets` file holds: what each slot makes wanted. */
export type AssetsOfSlots = Record<string, readonly RememberedAsset[]>

/** Format version of a memo. */
export const MEMO_VERSION = 5

/** The memo as it was left; undefined when there is none, or something has changed that all of it depends on. */
export async function loadMemo(parts: MemoParts, fingerprint: string): Promise<StoredMemo | undefined> {
  const stored = parse<StoredMemo>(await parts.read('documents'))
  if (stored?.version !== MEMO_VERSION || stored.fingerprint !== fingerprint) return undefined
  // Half of a memo is none: what is recalled could not say what it wants.
  if (parts.stamp('assets') !== stored.assetsStamp) return undefined
  for (const [path, text] of Object.entries(stored.sidecars)) {
    const { sidecar, problems } = await parts.sidecar(path)
    if (problems.length > 0 || said(parts, sidecar, parts.now()) !== text) return undefined
  }
  return stored
}

/** Undefined when the file is not the one that belongs to the memo. */
export async function loadAssets(parts: MemoParts, stored: StoredMemo): Promise<AssetsOfSlots | undefined> {
  const text = await parts.read('assets')
  return text !== undefined && digestOf(text) === stored.assets ? parse<AssetsOfSlots>(text) : undefined
}

/** The same; undefined unless the cache can still supply all of it. */
export async function loadCached(parts: MemoParts, stored: StoredMemo): Promise<AssetsOfSlots | undefined> {
  const assets = await loadAssets(parts, stored)
  if (!assets) return undefined
  const keys = new Set(
    Object.values(assets).flatMap((wanted) => wanted.flatMap(({ files }) => renditionsAmong(files).map(({ key }) => key))),
  )
  for (const key of keys) if (!(await parts.isCached(key))) return undefined
  return assets
}

/** A memo that cannot be read is no memo. */
function parse<T>(text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}

/** Texts are remembered whole. */
function renditionsAmong(files: RememberedAsset['files']): RememberedAsset['files'] {
  return files.filter((file) => file.text === undefined)
}

/** Renditions behind all slots, and their bytes. */
export function countsOf(assets: AssetsOfSlots): { renditions: number; bytes: number } {
  const files = new Map(
    Object.values(assets).flatMap((wanted) =>
      wanted.flatMap((asset) => renditionsAmong(asset.files).map((file) => [file.key, file.bytes] as const)),
    ),
  )
  return {
    renditions: new Set([...files.keys()].map(renditionKeyOf)).size,
    bytes: [...files.values()].reduce((sum, bytes) => sum + bytes, 0),
  }
}
