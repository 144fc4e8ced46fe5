import { OUTPUT } from './base/target-address.js'
import { immutablePath } from './plan/address.js'
import { isRaster } from './plan/plan-reference.js'
import type { Site } from './pipeline.js'
import { NO_PRESET } from './publish/decide-ledger.js'
import type { WantedAsset, WantedFile } from './publish/decision.js'
import type { Digest, PlannedReference, Rendition } from './types.js'

/** What an answer makes wanted of one asset, with sizes and digests, so that it can be wanted again without rendering. */
export interface RememberedAsset {
  path: string
  digest: Digest
  /** Where its files go. */
  target: string
  files: readonly WantedFile[]
  /** Viewers it is shown with. */
  viewers: readonly string[]
}

interface Asset {
  digest: Digest
  target: string
  files: Map<string, WantedFile>
}

/** The files that pages, promises and viewers want at the target, by asset. A file is wanted because an answer names it. */
export class WantedFiles {
  /** Viewers that some page uses. */
  readonly viewers = new Set<string>()
  readonly #site: () => Site
  readonly #assets = new Map<string, Asset>()
  /** Asset and address of what is wanted while an answer is recorded. */
  #recorded: [asset: string, address: string][] | undefined

  constructor(site: () => Site) {
    this.#site = site
  }

  /** Wants a rendition; its immutable path. */
  use(planned: PlannedReference, rendition: Rendition): string {
    const path = immutablePath(this.#site().parts.config, rendition)
    this.#want(planned, path, rendition, 'immutable')
    if (planned.stable !== undefined && planned.reference.role !== 'link') this.useStable(planned)
    if (planned.viewer) this.viewers.add(planned.viewer)
    return path
  }

  /** Wants the stable address of a reference; its path. */
  useStable(planned: PlannedReference): string {
    const path = planned.stable ?? ''
    this.#want(planned, path, planned.main, 'stable')
    return path
  }

  /** Wants what the same answer wanted in a former build. */
  restore(assets: readonly RememberedAsset[]): void {
    for (const { path, digest, target, files, viewers } of assets) {
      for (const viewer of viewers) this.viewers.add(viewer)
      const asset = this.#assetOf(path, digest, target)
      for (const file of files) asset.files.set(file.path, file)
    }
  }

  /** Gives an answer and says what it wants, for the memo. */
  record<T>(answer: () => T, viewers: readonly string[]): { result: T; wanted: RememberedAsset[] } {
    const recorded: [string, string][] = (this.#recorded = [])
    const result = answer()
    this.#recorded = undefined
    const wanted = new Map<string, RememberedAsset>()
    for (const [path, address] of recorded) {
      const asset = this.#assets.get(path)
      const file = asset?.files.get(address)
      const artifact = file && this.#site().artifact(file.key)
      if (!asset || !artifact) continue
      const { digest, target } = asset
      const known = wanted.get(path) ?? { path, digest, target, files: [], viewers }
      wanted.set(path, { ...known, files: [...known.files, { ...file, digest: artifact.digest, bytes: artifact.bytes }] })
    }
    return { result, wanted: [...wanted.values()] }
  }

  has(path: string): boolean {
    return this.#assets.has(path)
  }

  hasFile(path: string, address: string): boolean {
    return this.#assets.get(path)?.files.has(address) ?? false
  }

  /** Digest of an asset that is wanted. */
  digestOf(path: string): Digest | undefined {
    return this.#assets.get(path)?.digest
  }

  paths(): Iterable<string> {
    return this.#assets.keys()
  }

  /** What is wanted and made. A rendition that failed is left out, and its asset named. */
  made(): { wanted: WantedAsset[]; failed: Set<string> } {
    const failed = new Set<string>()
    const wanted = [...this.#assets].map(([path, { target, files }]) => {
      const made = [...files.values()].flatMap((file) => {
        if (file.digest !== '') return [file]
        const artifact = this.#site().artifact(file.key)
        if (!artifact) failed.add(path)
        return artifact ? [{ ...file, digest: artifact.digest, bytes: artifact.bytes }] : []
      })
      return { path, target, files: made }
    })
    return { wanted, failed }
  }

  #want(planned: PlannedReference, path: string, rendition: Rendition, kind: 'immutable' | 'stable'): void {
    const asset = this.#assetOf(planned.asset.path, planned.asset.digest, planned.target ?? OUTPUT)
    this.#recorded?.push([planned.asset.path, path])
    if (asset.files.has(path)) return
    const preset = isRaster(planned.asset) ? planned.preset.name : NO_PRESET
    asset.files.set(path, { path, key: rendition.key, digest: '', bytes: 0, kind, ...(kind === 'stable' && { preset }) })
  }

  #assetOf(path: string, digest: Digest, target: string): Asset {
    const asset = this.#assets.get(path) ?? { digest, target, files: new Map<string, WantedFile>() }
    this.#assets.set(path, asset)
    return asset
  }
}
