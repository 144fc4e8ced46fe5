import { isBundle } from '../base/bundle.js'
import { OUTPUT } from '../base/target-address.js'
import { bundleFiles } from './bundle-files.js'
import { bundlePath, immutablePath } from '../plan/address.js'
import { partWith, scriptsOf } from '../plan/plan-reference.js'
import type { Site } from '../pipeline.js'
import { promiseName } from './promise-name.js'
import { NO_PRESET } from '../publish/decide-ledger.js'
import type { WantedAsset, WantedFile } from '../publish/decision.js'
import type { PublicUrls } from '../publish/public-url.js'
import { subtitleFiles } from './stream-subtitles.js'
import type { Artifact, Digest, PlannedReference, Rendition } from '../types.js'
import { viewerPageFiles } from './viewer-page-files.js'

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

/** What the addresses in viewer pages depend on. */
export interface PageUrls {
  readonly urls: PublicUrls
  /** The viewer has a style sheet for its markup. */
  hasSheet(viewer: string): boolean
  /** URL of a path of the output as it is written into a page of the output. */
  urlIn(path: string, page: string): string
}

/** The files that pages, promises and viewers want at the target, by asset. A file is wanted because an answer names it. */
export class WantedFiles {
  /** Viewers that some page uses. */
  readonly viewers = new Set<string>()
  readonly #site: () => Site
  readonly #pages: PageUrls
  readonly #assets = new Map<string, Asset>()
  /** Viewer pages by what they show, since an answer asks for its own at every address in it. */
  readonly #pageFiles = new WeakMap<PlannedReference, readonly WantedFile[]>()
  readonly #deferred = new Set<string>()
  /** What is wanted while an answer is recorded. */
  #recorded: [asset: string, file: WantedFile][] | undefined

  constructor(site: () => Site, pages: PageUrls) {
    this.#site = site
    this.#pages = pages
  }

  /** Wants a rendition; its immutable path. Everything must be rendered by now. */
  use(planned: PlannedReference, rendition: Rendition): string {
    const part = partWith(planned, rendition)
    const path = this.#useFile(part, rendition)
    this.#useScripts(planned)
    if (part.reference.role !== 'link') this.#usePromises(part)
    // A set has an address of its own, and its members have theirs.
    if (part !== planned) this.#usePage(planned)
    return path
  }

  /** Wants the stable address of a reference, once everything is rendered, and what may be answered there; its path. */
  useStable(planned: PlannedReference): string {
    // What is shown as it is may have no other address.
    this.#useScripts(planned)
    this.#usePromises(planned)
    return planned.stable ?? ''
  }

  /** Gives up what an asset promised and may not show any more: it is wanted, and nothing of it is. */
  giveUp(planned: PlannedReference): void {
    this.#assetFor(planned)
  }

  /** Its films are not encoded yet: what was promised of it stays as it is, and the rest of it is wanted. */
  defer(planned: PlannedReference): void {
    this.#assetFor(planned)
    this.#deferred.add(planned.asset.path)
  }

  /** Wants what the same answer wanted in a former build. */
  restore(assets: readonly RememberedAsset[]): void {
    for (const { path, digest, target, files, viewers } of assets) {
      for (const viewer of viewers) this.viewers.add(viewer)
      const asset = this.#assetOf(path, digest, target)
      for (const file of files) asset.files.set(file.path, agreed(asset.files.get(file.path), file))
    }
  }

  /** Gives an answer and says what it wants, for the memo. */
  record<T>(answer: () => T, viewers: readonly string[]): { result: T; wanted: RememberedAsset[] } {
    const recorded: [string, WantedFile][] = (this.#recorded = [])
    const result = answer()
    this.#recorded = undefined
    const wanted = new Map<string, Map<string, WantedFile>>()
    for (const [path, file] of recorded) {
      const made = this.#made(file)
      const files = wanted.get(path) ?? new Map<string, WantedFile>()
      if (made) wanted.set(path, files.set(file.path, made))
    }
    const remembered = [...wanted].map(([path, files]) => ({
      path,
      digest: this.#assets.get(path)?.digest ?? '',
      target: this.#assets.get(path)?.target ?? OUTPUT,
      files: [...files.values()],
      viewers,
    }))
    return { result, wanted: remembered }
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
        const whole = this.#made(file)
        if (!whole) failed.add(path)
        return whole ? [whole] : []
      })
      return { path, target, files: made, ...(this.#deferred.has(path) && { keepsPromises: true as const }) }
    })
    return { wanted, failed }
  }

  /** The file with size and digest; undefined when its rendition failed. */
  #made(file: WantedFile): WantedFile | undefined {
    if (file.digest !== '') return file
    const artifact = this.#site().artifact(file.key)
    return artifact && { ...file, digest: artifact.digest, bytes: artifact.bytes }
  }

  #useFile(planned: PlannedReference, rendition: Rendition): string {
    const path = immutablePath(this.#site().parts.config, rendition)
    if (isBundle(rendition.recipe)) return this.#useBundle(planned, rendition) ?? path
    this.#want(planned, { path, key: rendition.key, digest: '', bytes: 0, kind: 'immutable' })
    return path
  }

  #useScripts(planned: PlannedReference): void {
    for (const viewer of scriptsOf(planned)) this.viewers.add(viewer)
  }

  /** The path by which its files are found, where that is none of its own. */
  #useBundle(planned: PlannedReference, rendition: Rendition): string | undefined {
    const { config } = this.#site().parts
    const { urls } = this.#pages
    const artifact = (key: string): Artifact | undefined => this.#site().artifact(key)
    const master = this.#site().playlist(rendition.key)
    const folder = bundlePath(config, rendition)
    const subtitles = master === undefined ? [] : subtitleFiles(planned, { config, urls, folder, master })
    for (const file of [...bundleFiles(planned, rendition, { config, urls, artifact }), ...subtitles]) this.#want(planned, file)
    return subtitles[0]?.path
  }

  /** Wants everything without a hash that comes with a reference. */
  #usePromises(planned: PlannedReference): void {
    const { stable, largeStable, original, isOffered } = planned
    const own = promiseName(planned)
    const large = planned.large?.candidates.at(-1)?.rendition
    const promise = (path: string, { key }: Rendition, preset: string): void =>
      this.#want(planned, { path, key, digest: '', bytes: 0, kind: 'stable', preset, ...(isOffered && { isOffered }) })
    if (stable !== undefined) {
      promise(stable, planned.main, own)
      for (const { path, rendition } of this.#betterChoices(planned)) promise(path, rendition, own)
    }
    if (largeStable && large) promise(largeStable.address, large, largeStable.preset)
    if (original) promise(original.address, original.rendition, NO_PRESET)
    this.#usePage(planned)
  }

  #usePage(planned: PlannedReference): void {
    for (const file of this.#pageOf(planned)) this.#want(planned, file)
  }

  /** What may be answered at the stable address, without what came out larger than that: it is no better. */
  #betterChoices({ main, stableChoices = [] }: PlannedReference): NonNullable<PlannedReference['stableChoices']> {
    const bytesOf = ({ key }: Rendition): number => this.#site().artifact(key)?.bytes ?? Infinity
    return stableChoices.filter(({ rendition }) => bytesOf(rendition) < bytesOf(main))
  }

  #pageOf(planned: PlannedReference): readonly WantedFile[] {
    if (planned.viewerPage === undefined) return []
    const { config } = this.#site().parts
    const files =
      this.#pageFiles.get(planned) ??
      viewerPageFiles(planned, {
        config,
        urls: this.#pages.urls,
        urlIn: (path, page) => this.#pages.urlIn(path, page),
        use: (rendition) => this.#useFile(partWith(planned, rendition), rendition),
        artifact: (key) => this.#site().artifact(key),
        isPending: (key) => this.#site().isPending(key),
        transcript: (key) => this.#site().transcript(key),
        hasSheet: (viewer) => this.#pages.hasSheet(viewer),
      })
    this.#pageFiles.set(planned, files)
    return files
  }

  #want(planned: PlannedReference, file: WantedFile): void {
    const { files } = this.#assetFor(planned)
    this.#recorded?.push([planned.asset.path, file])
    files.set(file.path, agreed(files.get(file.path), file))
  }

  #assetFor({ asset, target = OUTPUT }: PlannedReference): Asset {
    return this.#assetOf(asset.path, asset.digest, target)
  }

  #assetOf(path: string, digest: Digest, target: string): Asset {
    const asset = this.#assets.get(path) ?? { digest, target, files: new Map<string, WantedFile>() }
    this.#assets.set(path, asset)
    return asset
  }
}

/**
 * One file that two answers want. A page that shows an asset by one of several presets shows it by the first in the order
 * of their names, so that nothing depends on the order of work. An address that one answer asked for is not just offered.
 */
function agreed(known: WantedFile | undefined, file: WantedFile): WantedFile {
  if (!known) return file
  const first = known.text !== undefined && file.text !== undefined && orderOf(file) < orderOf(known) ? file : known
  if (!first.isOffered || (known.isOffered && file.isOffered)) return first
  const { isOffered: _, ...asked } = first
  return asked
}

function orderOf({ preset = '', text = '' }: WantedFile): string {
  return `${preset}\n${text}`
}
