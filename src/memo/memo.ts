import { digestOf } from '../base/hash.js'
import { errorOf, RenditionsError } from '../errors.js'
import type { MemoParts } from './memo-parts.js'
import { said, saidOf } from './said.js'
import {
  countsOf,
  loadAssets,
  loadCached,
  loadMemo,
  MEMO_VERSION,
  type AssetsOfSlots,
  type RememberedDocument,
  type StoredMemo,
  type TargetMark,
} from './stored-memo.js'
import { formatRest, parseRest, type Outlook, type TargetRest } from '../publish/outlook.js'
import type { RememberedAsset } from '../wanted/wanted-files.js'

export type { MemoFile, MemoParts } from './memo-parts.js'
export type { RememberedDocument } from './stored-memo.js'

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
  const stored = await loadMemo(parts, fingerprint)
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
  readonly #known: StoredMemo | undefined
  #knownAssets: AssetsOfSlots | undefined
  readonly #documents: StoredMemo['documents'] = {}
  readonly #answers: Record<string, string> = {}
  readonly #assets: Record<string, readonly RememberedAsset[]> = {}
  readonly #recalled = new Set<string>()
  readonly #openedAt: number
  #isNew = false

  constructor(
    parts: MemoParts,
    fingerprint: string,
    known: StoredMemo | undefined,
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
    const sidecars: StoredMemo['sidecars'] = {}
    const seen = Object.values(assets).flatMap((wanted) => wanted.map(({ path }) => path))
    // Documents that were recalled did not say again which assets they judged.
    for (const path of new Set([...seen, ...judged, ...Object.keys(this.#known?.sidecars ?? {})])) {
      sidecars[path] = said(this.#parts, (await this.#parts.sidecar(path)).sidecar, this.#parts.now())
    }
    const text = JSON.stringify(assets)
    await this.#parts.write('assets', text)
    const stored: StoredMemo = {
      version: MEMO_VERSION,
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

function digestOfSlots(slots: Iterable<string>): string {
  return digestOf([...slots].sort().join())
}
