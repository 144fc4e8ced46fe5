import { digestOf } from './base/hash.js'
import { errorOf, RenditionsError } from './errors.js'
import { formatRest, parseRest, type Outlook, type TargetRest } from './publish/outlook.js'
import type { Problem, PublishState, Sidecar } from './types.js'
import type { RememberedAsset } from './wanted-files.js'

/** What a document became in the last build: its text with slots, the viewers it uses, its findings. */
export interface RememberedDocument {
  text: string
  viewers: readonly string[]
  problems: readonly Problem[]
}

/** What a memo looks at; `wiring.ts` gives the real files. */
export interface MemoParts {
  /** Everything that all documents depend on: options, encoders, base, name and stamp of every asset. Looks anew each time. */
  fingerprint(): string
  sidecar(path: string): Promise<{ sidecar: Sidecar; problems: readonly Problem[] }>
  /** What its sidecar makes of an asset at a time (milliseconds since 1970). */
  stateOf(sidecar: Sidecar, time: number): PublishState
  now(): number
  /** Nothing is published: all that is asked is what would be. */
  isDryRun: boolean
  /** How the target's files and records look now, by their paths below it. Equal text, untouched target. */
  look(paths: readonly string[]): string
  /** Differs after every start of the machine: of what was written before a power cut, the name may be there and the bytes not. */
  boot(): string
  /** How each file looks that `look` tells only by the folder it is in. */
  lookClosely(): string
  /** True when the cache holds a rendition whole. */
  isCached(key: string): Promise<boolean>
  read(name: MemoFile): Promise<string | undefined>
  /** How one of its own files looks now. */
  stamp(name: MemoFile): string
  write(name: MemoFile, text: string): Promise<void>
}

/** `documents` is read at every start, `assets` only when the target is not as it was left, `rest` only to tell a plan. */
export type MemoFile = 'documents' | 'assets' | 'rest'

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

interface Stored {
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

type AssetsOfSlots = Record<string, readonly RememberedAsset[]>

const VERSION = 5

/**
 * Remembers what documents became, so that a build in which nothing changed reads, plans and decides nothing again.
 * It is all or nothing: one asset, sidecar or option that differs, and every document is read anew. Documents whose own
 * text differs are read anew by themselves.
 */
export interface Memo {
  /** The target is exactly as the last publish left it. */
  readonly isUntouched: boolean
  /** What a document became, if it has the same text and every slot in it is known. */
  recall(name: string, input: string): RememberedDocument | undefined
  /** The remembered text of a slot; using it makes wanted what it made wanted then. */
  answer(slot: string): string | undefined
  remember(name: string, input: string, document: RememberedDocument): void
  note(slot: string, text: string, wanted: readonly RememberedAsset[]): void
  /** Renditions that needed no look because their documents were recalled. */
  recalled(): { renditions: number; bytes: number }
  /** True for what an untouched target holds, by its path or its folder's. */
  holds(path: string): boolean
  /** What all answers that were recalled make wanted. */
  wanted(): Promise<RememberedAsset[]>
  /** True when these slots ask for nothing but what the untouched target holds. */
  isSettled(slots: Iterable<string>): boolean
  /** In a dry run: what a publish would do, when it is certain that it would keep everything. Else undefined. */
  outlook(slots: Iterable<string>): Promise<Outlook | undefined>
  /**
   * Keeps what this build found. `judged` are assets that Vite answered or that were replaced: nothing is wanted of
   * them, but their state must stay what it is. `left` is undefined when the publish left something to do, or did not happen.
   */
  save(slots: Iterable<string>, judged: Iterable<string>, left: TargetRest | undefined): Promise<void>
}

export async function openMemo(parts: MemoParts): Promise<Memo> {
  const fingerprint = parts.fingerprint()
  const stored = await load(parts, fingerprint)
  const mark = stored?.mark?.canSkip || parts.isDryRun ? stored?.mark : undefined
  const isUntouched = mark !== undefined && isAsLeft(parts, mark)
  // What is not at the target has to be in the cache, because nothing is rendered for a document that is recalled.
  const assets = stored && !isUntouched ? await loadCached(parts, stored) : undefined
  return new DocumentMemo(parts, fingerprint, isUntouched || assets ? stored : undefined, assets, isUntouched)
}

function isAsLeft(parts: MemoParts, { paths, look, boot, closely }: TargetMark): boolean {
  return parts.look(paths) === look && (parts.boot() === boot || parts.lookClosely() === closely)
}

class DocumentMemo implements Memo {
  readonly isUntouched: boolean
  readonly #parts: MemoParts
  readonly #fingerprint: string
  readonly #known: Stored | undefined
  #knownAssets: AssetsOfSlots | undefined
  readonly #documents: Stored['documents'] = {}
  readonly #answers: Record<string, string> = {}
  readonly #assets: Record<string, readonly RememberedAsset[]> = {}
  readonly #recalled = new Set<string>()
  readonly #openedAt: number
  #isNew = false

  constructor(
    parts: MemoParts,
    fingerprint: string,
    known: Stored | undefined,
    assets: AssetsOfSlots | undefined,
    isUntouched: boolean,
  ) {
    this.#parts = parts
    this.#openedAt = parts.now()
    this.#fingerprint = fingerprint
    this.#known = known
    this.#knownAssets = assets
    this.isUntouched = isUntouched
  }

  recall(name: string, input: string): RememberedDocument | undefined {
    const known = this.#known?.documents[name]
    if (!known || known.input !== digestOf(input)) return undefined
    this.#documents[name] = known
    return known
  }

  answer(slot: string): string | undefined {
    const text = this.#known?.answers[slot]
    if (text === undefined) return undefined
    this.#answers[slot] = text
    this.#recalled.add(slot)
    return text
  }

  remember(name: string, input: string, document: RememberedDocument): void {
    this.#documents[name] = { input: digestOf(input), ...document }
    this.#isNew = true
  }

  note(slot: string, text: string, wanted: readonly RememberedAsset[]): void {
    this.#answers[slot] = text
    this.#assets[slot] = wanted
    if (this.#known?.answers[slot] !== text) this.#isNew = true
  }

  async wanted(): Promise<RememberedAsset[]> {
    if (this.#recalled.size === 0) return []
    const assets = await this.#loadAssets()
    return [...this.#recalled].flatMap((slot) => assets[slot] ?? [])
  }

  recalled(): { renditions: number; bytes: number } {
    if (!this.#known || this.#recalled.size === 0) return { renditions: 0, bytes: 0 }
    const { renditions, bytes } = this.#known
    return { renditions, bytes }
  }

  holds(path: string): boolean {
    const paths = this.isUntouched ? (this.#known?.mark?.paths ?? []) : []
    return paths.some((held) => path === held || path.startsWith(`${held}/`))
  }

  isSettled(slots: Iterable<string>): boolean {
    return this.#known?.mark?.canSkip === true && this.#asksTheSame(slots)
  }

  async outlook(slots: Iterable<string>): Promise<Outlook | undefined> {
    const mark = this.#known?.mark
    if (mark?.rest === undefined || !this.#asksTheSame(slots)) return undefined
    const text = await this.#parts.read('rest')
    if (text === undefined || digestOf(text) !== mark.rest) return undefined
    const rest = parseRest(text)
    return rest.said === (await saidOf(this.#parts, rest.watched, this.#parts.now())) ? rest.outlook : undefined
  }

  #asksTheSame(slots: Iterable<string>): boolean {
    return this.isUntouched && !this.#isNew && this.#known?.mark?.slots === digestOfSlots(slots)
  }

  async save(slots: Iterable<string>, judged: Iterable<string>, left: TargetRest | undefined): Promise<void> {
    const used = [...slots]
    if (this.isSettled(used)) return
    // What changed while the build ran may or may not have been seen by it.
    if (this.#parts.fingerprint() !== this.#fingerprint) return
    const known = this.#recalled.size > 0 ? await this.#loadAssets() : {}
    const assets = Object.fromEntries(Object.keys(this.#answers).map((slot) => [slot, this.#assets[slot] ?? known[slot] ?? []]))
    const sidecars: Stored['sidecars'] = {}
    const seen = Object.values(assets).flatMap((wanted) => wanted.map(({ path }) => path))
    // Documents that were recalled did not say again which assets they judged.
    for (const path of new Set([...seen, ...judged, ...Object.keys(this.#known?.sidecars ?? {})])) {
      sidecars[path] = said(this.#parts, (await this.#parts.sidecar(path)).sidecar, this.#parts.now())
    }
    const text = JSON.stringify(assets)
    await this.#parts.write('assets', text)
    const stored: Stored = {
      version: VERSION,
      fingerprint: this.#fingerprint,
      sidecars,
      documents: this.#documents,
      answers: this.#answers,
      ...countsOf(assets),
      assets: digestOf(text),
      assetsStamp: this.#parts.stamp('assets'),
      ...(left && { mark: await this.#markOf(left, digestOfSlots(used)) }),
    }
    await this.#parts.write('documents', JSON.stringify(stored))
  }

  async #markOf({ paths, canSkip, rest }: TargetRest, slots: string): Promise<TargetMark> {
    const looks = { look: this.#parts.look(paths), boot: this.#parts.boot(), closely: this.#parts.lookClosely() }
    const mark = { paths, ...looks, slots, canSkip }
    if (!rest) return mark
    const atFirst = await saidOf(this.#parts, rest.watched, this.#openedAt)
    // Whatever came due while the build ran may or may not have been seen by it.
    if (atFirst !== (await saidOf(this.#parts, rest.watched, this.#parts.now()))) return mark
    const text = formatRest(rest, atFirst)
    await this.#parts.write('rest', text)
    return { ...mark, rest: digestOf(text) }
  }

  async #loadAssets(): Promise<AssetsOfSlots> {
    if (this.#knownAssets) return this.#knownAssets
    const loaded = this.#known && (await loadAssets(this.#parts, this.#known))
    if (!loaded) throw new RenditionsError(errorOf('memo-damaged', { file: 'memo-assets.json' }))
    return (this.#knownAssets = loaded)
  }
}

async function load(parts: MemoParts, fingerprint: string): Promise<Stored | undefined> {
  const stored = parse<Stored>(await parts.read('documents'))
  if (stored?.version !== VERSION || stored.fingerprint !== fingerprint) return undefined
  // Half of a memo is none: what is recalled could not say what it wants.
  if (parts.stamp('assets') !== stored.assetsStamp) return undefined
  for (const [path, text] of Object.entries(stored.sidecars)) {
    const { sidecar, problems } = await parts.sidecar(path)
    if (problems.length > 0 || said(parts, sidecar, parts.now()) !== text) return undefined
  }
  return stored
}

function said(parts: MemoParts, sidecar: Sidecar, time: number): string {
  return JSON.stringify([parts.stateOf(sidecar, time), sidecar])
}

/** Digest of all that is said about assets, and of what follows from it at a time. */
async function saidOf(parts: MemoParts, paths: readonly string[], time: number): Promise<string> {
  // Assets without a sidecar of their own share what is said about them.
  const texts = new Map<object, string>()
  const all: string[] = []
  for (const path of paths) {
    const finding = await parts.sidecar(path)
    let text = texts.get(finding)
    if (text === undefined) {
      text = said(parts, finding.sidecar, time) + JSON.stringify(finding.problems)
      texts.set(finding, text)
    }
    all.push(text)
  }
  return digestOf(all.join('\n'))
}

async function loadAssets(parts: MemoParts, stored: Stored): Promise<AssetsOfSlots | undefined> {
  const text = await parts.read('assets')
  return text !== undefined && digestOf(text) === stored.assets ? parse<AssetsOfSlots>(text) : undefined
}

/** What each slot makes wanted; undefined unless the cache can still supply all of it. */
async function loadCached(parts: MemoParts, stored: Stored): Promise<AssetsOfSlots | undefined> {
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

function countsOf(assets: AssetsOfSlots): { renditions: number; bytes: number } {
  const files = new Map(
    Object.values(assets).flatMap((wanted) =>
      wanted.flatMap((asset) => renditionsAmong(asset.files).map((file) => [file.key, file.bytes] as const)),
    ),
  )
  return { renditions: files.size, bytes: [...files.values()].reduce((sum, bytes) => sum + bytes, 0) }
}

function digestOfSlots(slots: Iterable<string>): string {
  return digestOf([...slots].sort().join())
}
