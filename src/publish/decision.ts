import { byCodeUnit } from '../base/by-code-unit.js'
import type { Config } from '../config/types.js'
import type { Digest, Problem, PublishState } from '../types.js'
import type { Rename } from './identity.js'
import type { Ledger } from './ledger.js'
import type { FileKind, Manifest, ManifestEntry } from './manifest.js'
import type { PublicUrls } from './public-url.js'
import type { Standing } from './survey.js'

/** What exists now at a path the ledger or a page knows. */
export interface KnownAsset {
  /** Site path. */
  path: string
  /** Absent when the file could not be read. */
  digest?: Digest
  /** `unknown`: it is there but could not be read or judged; nothing of it is changed or removed. */
  state: PublishState | 'unknown'
  /** The author allows it to take over a stable address of another asset. */
  reuse?: boolean
}

/** One file a page, a promise or a viewer wants at the target. */
export interface WantedFile {
  /** Path below the target's root, no leading slash. */
  path: string
  /** Key of the rendition, by which its artifact is found when it has to be put. */
  key: string
  /** Digest and size of the artifact; '' and 0 in a dry run before it is rendered. Such a decision cannot be performed. */
  digest: Digest
  bytes: number
  kind: 'immutable' | 'stable' | 'viewer'
  /** Preset of a stable address; `original` when it has none. */
  preset?: string
  /** Nobody asked for the address: where another asset has it, this one does without, which is no error. */
  isOffered?: true
  /** The file's own text, for what is no rendition. */
  text?: string
}

/**
 * Everything wanted of one published asset. Complete: a stable address that is not listed here is given up (it
 * redirects, or answers 410). An asset that is not wanted at all keeps its stable addresses: see `owedPresets`.
 */
export interface WantedAsset {
  path: string
  /** Where all its files go; absent: the output. */
  target?: string
  files: readonly WantedFile[]
  /** Not all of it is made yet: what was promised of it before stays as it is. */
  keepsPromises?: true
}

/** What stands at former addresses: nothing (rules answer), pages and copies, or objects that redirect. */
export type Stubs = 'none' | 'pages' | 'objects'

/** All that a decision depends on. Plain data. */
export interface DecideInput {
  ledger: Ledger
  manifest: Manifest
  /** Every path of the ledger that exists, every wanted asset, and what may be a new place of a vanished one. */
  assets: readonly KnownAsset[]
  wanted: readonly WantedAsset[]
  /** Scripts and styles of viewers. */
  viewerFiles: readonly WantedFile[]
  /** What the target holds, as far as it is not what the manifest says: see `surveyTarget`. */
  standing: Standing
  /** Renames git sees; needed only when `wantsRenames`. */
  renames: readonly Rename[]
  stubs: Stubs
  urls: PublicUrls
  /** Milliseconds since 1970. */
  now: number
  grace: Config['grace']
  frozen: Config['frozen']
  /** The author has agreed to many removals. */
  confirm: boolean
  /** False when a page or a folder could not be read: then nothing is removed for not being there. */
  complete: boolean
}

/** In the order in which they are performed; everything before `redirect` is done before pages are written. */
export const ACTION_KINDS = ['put', 'restore', 'keep', 'move', 'redirect', 'gone', 'retire', 'remove', 'forget'] as const

/**
 * `put`: a new or changed file. `restore`: a file of ours that was deleted or edited at the target. `keep`: nothing to
 * do. `move`: an asset has a new path. `redirect`, `gone`: a stable address answers 301 or 410 from now on. `retire`:
 * not wanted any more, stays for its grace. `remove`: removed. `forget`: no longer ours, left alone.
 */
export type ActionKind = (typeof ACTION_KINDS)[number]

export interface Action {
  kind: ActionKind
  /** Address without leading slash; for `move` the asset's new site path. */
  address: string
  /** Why, as people read it. */
  reason: string
  /** Site path of the asset it is about. */
  asset?: string
  /** `move`: former site path. `redirect`: where it leads. */
  from?: string
  to?: string
  /** The file as it will be recorded (`remove`: as it is). Absent for what is no file. */
  file?: ManifestEntry
  /** `put`, `restore`: the text to write instead of an artifact. */
  text?: string
  /** `put`, `restore`: URL the path leads to, at a target that can redirect; `text` is what stands there all the same. */
  leadsTo?: string
  /** `put`, `restore`: what stands there and may be replaced. */
  replaces?: { bytes: number; digest: Digest }
  /** `restore`: let be when the artifact is not in the cache any more. */
  optional?: boolean
}

/** What `status`, `plan`, the report print and `publishArtifacts`, `finishPublish` perform. */
export interface Decision {
  /** Ordered by kind as in `ACTION_KINDS`, then by address. */
  actions: readonly Action[]
  /** The ledger after this publish. */
  ledger: Ledger
  /** One line per change of the ledger; empty when its text stays as it is. */
  ledgerChanges: readonly string[]
  /** The manifest after this publish (the very one of before when it stays the same), files of redirect rules as they were. */
  manifest: Manifest
  /** The manifest on disk is this one. */
  isSaved: boolean
  /** Files the manifest on disk does not know (yet) that the target holds after the puts: for the intent record. */
  unrecorded: readonly ManifestEntry[]
  problems: readonly Problem[]
}

/** Actions as they are performed and told: by kind, then by address. */
export function inOrder(actions: readonly Action[]): Action[] {
  return actions.toSorted((a, b) => (ORDER.get(a.kind) ?? 0) - (ORDER.get(b.kind) ?? 0) || byCodeUnit(a.address, b.address))
}

const ORDER = new Map(ACTION_KINDS.map((kind, index) => [kind, index]))

export type { FileKind }
