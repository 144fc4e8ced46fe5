import type { Site } from '../pipeline.js'
import type { KnownAsset } from '../publish/decision.js'
import type { Ledger } from '../publish/ledger.js'
import type { PublishState } from '../types.js'
import type { WantedFiles } from '../wanted/wanted-files.js'

/** Where assets are looked up. */
export interface AssetsAround {
  /** Asked for late, because site and publisher need each other. */
  site(): Site
  /** Site paths of all assets there are. */
  assetPaths(): Iterable<string>
  /** A look at the disk: an asset stands at this path now, listed or not. */
  stands(path: string): boolean
}

/** What is known of each asset that a decision is about: its digest, and whether it may be on the web. */
export class KnownAssets {
  readonly #around: AssetsAround
  readonly #wanted: Pick<WantedFiles, 'digestOf' | 'paths'>
  readonly #spared = new Set<string>()

  constructor(around: AssetsAround, wanted: Pick<WantedFiles, 'digestOf' | 'paths'>) {
    this.#around = around
    this.#wanted = wanted
  }

  /** An asset that could not be answered: nobody knows what it is, so nothing of it is removed. */
  spare(path: string): void {
    this.#spared.add(path)
  }

  get hasSpared(): boolean {
    return this.#spared.size > 0
  }

  /** Every asset the ledger knows that is still there, and, when something vanished, every place it may have gone to. */
  async inLedger(ledger: Ledger): Promise<KnownAsset[]> {
    const paths = new Set(this.#around.assetPaths())
    const inLedger = new Set(ledger.entries.map((entry) => entry.path))
    const vanished = ledger.entries.filter((entry) => entry.state !== 'deleted' && !paths.has(entry.path))
    // An editor that saves by deleting and writing anew may do so just while the assets are listed.
    const back = new Set(vanished.map(({ path }) => path).filter((path) => this.#around.stands(path)))
    const hasVanished = vanished.some(({ path }) => !back.has(path))
    const interesting = [...paths].filter((path) => hasVanished || inLedger.has(path))
    const unsure = [...back].map((path): KnownAsset => ({ path, state: 'unknown' }))
    return [...(await Promise.all(interesting.map((path) => this.#one(path)))), ...unsure]
  }

  /** Adds what pages use and the ledger does not know yet. */
  async withWanted(known: readonly KnownAsset[]): Promise<KnownAsset[]> {
    const have = new Set(known.map((asset) => asset.path))
    const fresh = [...this.#wanted.paths()].filter((path) => !have.has(path))
    const judged = (asset: KnownAsset): KnownAsset =>
      this.#spared.has(asset.path) ? { path: asset.path, state: 'unknown' } : asset
    return [...known, ...(await Promise.all(fresh.map((path) => this.#one(path))))].map(judged)
  }

  async #one(path: string): Promise<KnownAsset> {
    const { asset, sidecar, publishState, clock } = this.#around.site().parts
    const read = await sidecar(path)
    const reuse = read.sidecar.reuse ?? false
    const digest = this.#wanted.digestOf(path)
    if (digest !== undefined) return { path, digest, state: 'published', reuse }
    const found = await asset(path)
    if ('problem' in found || this.#spared.has(path)) return { path, state: 'unknown' }
    const isBroken = read.problems.some((problem) => problem.severity === 'error')
    const state: PublishState | 'unknown' = isBroken ? 'unknown' : publishState(read.sidecar, clock.now()).state
    return { path, digest: found.asset.digest, state, reuse }
  }
}
