import { digestOf } from './base/hash.js'
import { OUTPUT } from './base/target-address.js'
import type { Config } from './config/types.js'
import { viewerScriptPath } from './plan/address.js'
import { isRaster } from './plan/plan-reference.js'
import type { PlannedReference, PublishState } from './types.js'
import type { Site } from './pipeline.js'
import type { Clock, Target } from './ports.js'
import { lookup } from './publish/answers.js'
import { outlookOf, restAfter, type Outlook, type TargetRest } from './publish/outlook.js'
import { finishPublish, publishArtifacts, type ArtifactsReport, type PublishEdges } from './publish/apply.js'
import { decide } from './publish/decide.js'
import { NO_PRESET, owedPresets, promisedViewers, VIEWER_MARK } from './publish/decide-ledger.js'
import type { Decision, DecideInput, KnownAsset, WantedFile } from './publish/decision.js'
import { identify, wantsRenames, type Rename } from './publish/identity.js'
import type { TextFile } from './publish/edge/text-file.js'
import { movedPaths } from './publish/moved-paths.js'
import type { Publication } from './publish/open-publication.js'
import { publicUrl, type PublicUrls } from './publish/public-url.js'
import { redirectRulesOf } from './publish/redirects.js'
import { pathsToSurvey, surveyTarget } from './publish/survey.js'
import { MANIFEST_PATH } from './publish/manifest.js'
import { formatStage, stageOf } from './publish/stage.js'
import { tellPublished } from './tell-published.js'
import type { Problem } from './types.js'
import { viewerStyleFile } from './viewer-page-files.js'
import { WantedFiles } from './wanted-files.js'

/** What a publisher works with; `wiring.ts` builds these. */
export interface PublisherParts {
  /** Asked for late, because site and publisher need each other. */
  site(): Site
  target: Target
  files: PublishEdges['files']
  /** Opens the target: lock, recovery, ledger, manifest. A dry run only looks. */
  open(): Promise<Publication>
  renames(): Promise<readonly Rename[]>
  /** Site paths of all assets there are. */
  assetPaths(): Iterable<string>
  /** A look at the disk: an asset stands at this path now, listed or not. */
  stands(path: string): boolean
  /** False when a folder could not be read: then nothing is taken for deleted. */
  complete(): boolean
  /** A viewer's script for other sites: absolute path, and its bytes. */
  viewerScript(viewer: string): Promise<{ file: string; bytes: Uint8Array } | undefined>
  /** The viewer has a style sheet for its markup. */
  hasSheet(viewer: string): boolean
  clock: Clock
  base: string
  /** URL of a path of the output as it is written into a page of the output. */
  urlIn(path: string, page: string): string
  confirm: boolean
  /** What a build leaves for `renditions publish`. */
  stage: Pick<TextFile, 'read' | 'write'>
  /** Where the URLs are listed that a CDN has to forget. */
  purge(target: string): Pick<TextFile, 'write' | 'remove'>
}

/** Collects what the pages use, decides what that means for the target, and carries it out around the writing of pages. */
export interface Publisher {
  /** What pages make wanted. */
  readonly wanted: WantedFiles
  /** Nothing changed since the last publish: there is nothing to put and nothing to finish. */
  skip(): void
  /** How this publish left the target, when it left nothing to do later; else undefined. */
  rest(): TargetRest | undefined
  /** Says that an asset was asked for and could not be answered, so that nothing of it is removed. */
  spare(path: string): void
  /** Takes the target and reads what is on record, if that has not happened yet. */
  begin(): Promise<void>
  /** What a publish would do. Decided once; renders promised addresses that no page shows any more. */
  outlook(): Promise<Outlook>
  /** Says what a publish would do, when that is known without a decision. */
  foresee(outlook: Outlook): void
  /** First half: artifacts to the target, verified. */
  put(): Promise<void>
  isPut(): boolean
  /** What other targets need of this build was written down by a former one, or there are none. */
  isStaged(): Promise<boolean>
  /** Second half, after the pages: redirects, ledger, removals. */
  finish(): Promise<{ problems: readonly Problem[] }>
  /** What was done at the target, in words; '' when nothing changed. */
  report(): string
  /** Where the asset that a URL once meant is now, by the ledger; undefined when it did not move. */
  movedTo(url: string, from: string): Promise<string | undefined>
  /** Where a viewer's script for other sites is published. */
  viewerFile(viewer: string): Promise<(WantedFile & { file: string }) | undefined>
  readonly urls: PublicUrls
  /** URL of a path of the output as it is written into a page of the output. */
  urlIn(path: string, page: string): string
  /** `to` is a URL with the base. */
  redirectOf(urlPath: string): Promise<{ status: 301; to: string } | { status: 410 } | undefined>
  /** An asset came, went or changed (dev): what is known of moves is looked for anew. */
  noticed(): void
  close(): void
}

export function createPublisher(parts: PublisherParts): Publisher {
  return new SitePublisher(parts)
}

class SitePublisher implements Publisher {
  readonly #parts: PublisherParts
  readonly wanted: WantedFiles
  #isSkipped = false
  #isFinished = false
  readonly #spared = new Set<string>()
  #opening: Promise<Publication> | undefined
  #decision: Decision | undefined
  #outlook: Promise<Outlook> | undefined
  /** The decision found something to tell that another might not. */
  #hasFindings = false
  #input: DecideInput | undefined
  #report: ArtifactsReport | undefined
  #moves: Promise<ReadonlyMap<string, string>> | undefined
  #removed = 0

  constructor(parts: PublisherParts) {
    this.#parts = parts
    this.wanted = new WantedFiles(parts.site, this)
  }

  skip(): void {
    this.#isSkipped = true
    this.#report = { put: 0, lost: [] }
  }

  rest(): TargetRest | undefined {
    if (!this.#decision || !this.#input || !this.#isFinished) return undefined
    const { manifest } = this.#decision
    const isCertain = !this.#hasFindings && this.#spared.size === 0
    const rest = isCertain ? restAfter(this.#input, this.#decision, this.#report?.lost ?? []) : undefined
    const canSkip = this.#canSkip(this.#decision)
    if (!rest && !canSkip) return undefined
    const { addresses } = this.#parts.site().parts.config
    // Files of rules are written anew by each build, and a decision does not look at them.
    const lone = [...manifest.files.values()].filter(
      ({ path, kind }) => kind !== 'redirects' && !path.startsWith(`${addresses}/`),
    )
    return { paths: [MANIFEST_PATH, addresses, ...lone.map(({ path }) => path)], canSkip, rest }
  }

  #canSkip({ manifest, ledger, actions, problems }: Decision): boolean {
    const isDone = actions.every(({ kind }) => kind === 'keep' || kind === 'put') && problems.length === 0
    const files = [...manifest.files.values()]
    const isSimple = files.every(({ retired, kind }) => !retired && kind !== 'redirects' && kind !== 'stub')
    const isKnown = ledger.entries.every((entry) => this.wanted.has(entry.path) && Object.keys(entry.former).length === 0)
    return isDone && isSimple && isKnown
  }

  spare(path: string): void {
    this.#spared.add(path)
  }

  outlook(): Promise<Outlook> {
    return (this.#outlook ??= this.#decide().then((decision) => outlookOf(decision, this.wanted.made().wanted)))
  }

  foresee(outlook: Outlook): void {
    this.#outlook = Promise.resolve(outlook)
  }

  async #decide(): Promise<Decision> {
    const { target } = this.#parts
    const site = this.#parts.site()
    const { config } = site.parts
    const findings = site.problems().length
    const { ledger, manifest, problems } = await this.#open()
    site.report(problems)
    const assets = await this.#knownAssets(ledger)
    const renames = wantsRenames(ledger, assets) ? await this.#parts.renames() : []
    await this.#planOwed({ ledger, assets, renames })
    const { wanted, failed } = this.wanted.made()
    // What is there and could not be rendered is neither published anew nor taken for gone.
    for (const path of failed) this.#spared.add(path)
    const viewerFiles = await this.#viewerFiles(ledger)
    const stubs = config.hosts.includes('html') ? 'pages' : 'none'
    const paths = pathsToSurvey(OUTPUT, { wanted, viewerFiles, stubs, ledger })
    const input: DecideInput = {
      ledger,
      manifest,
      assets: await this.#withWanted(assets),
      wanted,
      viewerFiles,
      standing: await surveyTarget(target, manifest, paths),
      renames,
      stubs,
      urls: this.urls,
      now: this.#parts.clock.now(),
      grace: config.grace,
      frozen: config.frozen,
      confirm: this.#parts.confirm,
      complete: this.#parts.complete(),
    }
    this.#input = input
    const decision = decide(input)
    this.#decision = decision
    site.report(decision.problems)
    this.#hasFindings = site.problems().length > findings
    return decision
  }

  async begin(): Promise<void> {
    await this.#open()
  }

  async put(): Promise<void> {
    const decision = await this.#decide()
    const { onError } = this.#parts.site().parts.config
    // The build is about to fail, so the target stays as it is.
    if (decision.problems.some(({ code, severity }) => code === 'ledger-frozen' || (severity === 'error' && onError === 'fail')))
      return
    this.#report = await publishArtifacts(decision, this.#edges(false))
  }

  isPut(): boolean {
    return this.#report !== undefined
  }

  async finish(): Promise<{ problems: readonly Problem[] }> {
    const { config } = this.#parts.site().parts
    if (this.#isSkipped || !this.#decision || !this.#report) return { problems: [] }
    const rules = redirectRulesOf(this.#decision.ledger, OUTPUT, this.urls)
    const options = { hosts: config.hosts, rules, base: this.#parts.base, report: this.#report }
    const { removed, problems } = await finishPublish(this.#decision, this.#edges(config.frozen), options)
    this.#removed = removed
    await this.#stage(this.#decision)
    const told = { target: OUTPUT, decision: this.#decision, urls: this.urls, lost: this.#report.lost }
    const failed = await tellPublished([told], config.onPublished, this.#parts.purge)
    this.#isFinished = true
    this.close()
    return { problems: [...problems, ...failed] }
  }

  async isStaged(): Promise<boolean> {
    const { targets } = this.#parts.site().parts.config
    return Object.keys(targets).length === 0 || (await this.#parts.stage.read()) !== undefined
  }

  report(): string {
    if (!this.#decision) return ''
    const count = (kind: string): number => this.#decision?.actions.filter((action) => action.kind === kind).length ?? 0
    const facts = [
      [this.#report?.put ?? 0, 'published'],
      [count('move'), 'moved'],
      [count('redirect'), 'redirected'],
      [count('gone'), 'gone (410)'],
      [count('retire'), 'in grace'],
      [this.#removed, 'removed'],
    ] as const
    const told = facts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`)
    return told.length > 0 ? `  ${told.join(', ')}` : ''
  }

  async movedTo(url: string, from: string): Promise<string | undefined> {
    const located = this.#parts.site().parts.locate(url, from)
    if (!('tried' in located)) return undefined
    const moves = await (this.#moves ??= this.#movedPaths())
    return located.tried?.map((path) => moves.get(path)).find((path) => path !== undefined)
  }

  noticed(): void {
    this.#moves = undefined
  }

  hasSheet(viewer: string): boolean {
    return this.#parts.hasSheet(viewer)
  }

  urlIn(path: string, page: string): string {
    return this.#parts.urlIn(path, page)
  }

  async viewerFile(viewer: string): Promise<(WantedFile & { file: string }) | undefined> {
    const script = await this.#parts.viewerScript(viewer)
    if (!script) return undefined
    const digest = digestOf(script.bytes)
    const path = viewerScriptPath(this.#parts.site().parts.config, viewer)
    return { path, key: `viewer:${viewer}`, digest, bytes: script.bytes.byteLength, kind: 'stable', file: script.file }
  }

  get urls(): PublicUrls {
    const { site, targets } = this.#parts.site().parts.config
    return { base: this.#parts.base, site, targets }
  }

  async redirectOf(urlPath: string): Promise<{ status: 301; to: string } | { status: 410 } | undefined> {
    const found = lookup((await this.#open()).ledger, urlPath)
    if (found?.status !== 301) return found
    // The server that asks may stand anywhere: a path of its own, not the deployed site's origin.
    return { status: 301, to: publicUrl(found.to, { ...this.urls, site: undefined }) }
  }

  close(): void {
    void this.#opening?.then((publication) => publication.release()).catch(() => undefined)
    this.#opening = undefined
  }

  #open(): Promise<Publication> {
    return (this.#opening ??= this.#parts.open())
  }

  /** Every asset the ledger knows that is still there, and, when something vanished, every place it may have gone to. */
  async #knownAssets(ledger: Publication['ledger']): Promise<KnownAsset[]> {
    const paths = new Set(this.#parts.assetPaths())
    const inLedger = new Set(ledger.entries.map((entry) => entry.path))
    const vanished = ledger.entries.filter((entry) => entry.state !== 'deleted' && !paths.has(entry.path))
    // An editor that saves by deleting and writing anew may do so just while the assets are listed.
    const back = new Set(vanished.map(({ path }) => path).filter((path) => this.#parts.stands(path)))
    const hasVanished = vanished.some(({ path }) => !back.has(path))
    const interesting = [...paths].filter((path) => hasVanished || inLedger.has(path))
    const unsure = [...back].map((path): KnownAsset => ({ path, state: 'unknown' }))
    return [...(await Promise.all(interesting.map((path) => this.#knownAsset(path)))), ...unsure]
  }

  async #knownAsset(path: string): Promise<KnownAsset> {
    const { asset, sidecar, publishState, clock } = this.#parts.site().parts
    const read = await sidecar(path)
    const reuse = read.sidecar.reuse ?? false
    const digest = this.wanted.digestOf(path)
    if (digest !== undefined) return { path, digest, state: 'published', reuse }
    const found = await asset(path)
    if ('problem' in found || this.#spared.has(path)) return { path, state: 'unknown' }
    const isBroken = read.problems.some((problem) => problem.severity === 'error')
    const state: PublishState | 'unknown' = isBroken ? 'unknown' : publishState(read.sidecar, clock.now()).state
    return { path, digest: found.asset.digest, state, reuse }
  }

  async #movedPaths(): Promise<ReadonlyMap<string, string>> {
    const { ledger } = await this.#open()
    const assets = await this.#knownAssets(ledger)
    const renames = wantsRenames(ledger, assets) ? await this.#parts.renames() : []
    return movedPaths(identify(ledger, assets, renames), new Set(this.#parts.assetPaths()))
  }

  /** Adds what pages use and the ledger does not know yet. */
  async #withWanted(known: readonly KnownAsset[]): Promise<KnownAsset[]> {
    const have = new Set(known.map((asset) => asset.path))
    const fresh = [...this.wanted.paths()].filter((path) => !have.has(path))
    const judged = (asset: KnownAsset): KnownAsset =>
      this.#spared.has(asset.path) ? { path: asset.path, state: 'unknown' } : asset
    return [...known, ...(await Promise.all(fresh.map((path) => this.#knownAsset(path))))].map(judged)
  }

  /** A stable address outlives the page that asked for it: what the ledger promised is rendered wherever the asset is now. */
  async #planOwed(input: Pick<DecideInput, 'ledger' | 'assets' | 'renames'>): Promise<void> {
    const site = this.#parts.site()
    const owed: PlannedReference[] = []
    for (const [path, names] of owedPresets(input)) {
      for (const name of names) {
        const bound = await site.bindStable(path, name)
        if (bound.kind === 'planned') owed.push(...this.#owedOf(bound.planned, name))
      }
    }
    if (owed.length === 0) return
    for (const planned of owed) site.enqueue(planned.viewerPage === undefined ? { ...planned, groups: [] } : planned)
    await site.settle()
    for (const planned of owed) {
      if (site.failure(planned)) this.spare(planned.asset.path)
      else this.wanted.useStable(planned)
    }
  }

  /** What has to be made for a promise; nothing where a page wants it already. */
  #owedOf(planned: PlannedReference, name: string): PlannedReference[] {
    const { asset, stable, original, viewerPage } = planned
    const alone = { ...planned, viewerPage: undefined, largeStable: undefined, large: undefined }
    if (name === NO_PRESET && isRaster(asset)) {
      if (!original) this.wanted.giveUp(planned)
      else if (!this.wanted.hasFile(asset.path, original.address))
        return [{ ...alone, main: original.rendition, stable: undefined, stableChoices: undefined }]
      return []
    }
    const address = name.includes(VIEWER_MARK) ? viewerPage : stable
    if (address === undefined || this.wanted.hasFile(asset.path, address)) return []
    return [address === viewerPage ? planned : { ...alone, original: undefined }]
  }

  /** Scripts of the viewers that pages use, and of those that promised pages or pages of others may use. */
  async #viewerFiles(ledger: Publication['ledger']): Promise<WantedFile[]> {
    const viewers = new Set([...this.wanted.viewers, ...promisedViewers(ledger)])
    const files = await Promise.all([...viewers].sort().map((viewer) => this.viewerFile(viewer)))
    const scripts = files.flatMap((found) => {
      if (!found) return []
      const { file: _, ...wanted } = found
      return [wanted]
    })
    return viewers.size === 0 ? [] : [...scripts, viewerStyleFile(this.#parts.site().parts.config)]
  }

  /** A former version of a script can only be kept where it is. */
  async #scriptOf(viewer: string, digest: string): Promise<string | undefined> {
    const script = await this.viewerFile(viewer)
    return script?.digest === digest ? script.file : undefined
  }

  async #stage({ ledger }: Decision): Promise<void> {
    const { targets, preview } = this.#parts.site().parts.config
    if (Object.keys(targets).length === 0 || !this.#input) return
    const { assets, wanted, now, complete } = this.#input
    const unknown = assets.filter(({ state }) => state === 'unknown').map(({ path }) => path)
    await this.#parts.stage.write(formatStage(stageOf({ preview, time: now, ledger, wanted, unknown, complete })))
  }

  #edges(frozen: Config['frozen']): PublishEdges {
    const { target, files } = this.#parts
    return {
      target,
      files: { ...files, ledger: frozen === false ? files.ledger : undefined },
      fileOf: async ({ key, digest }) => {
        if (key.startsWith('viewer:')) return this.#scriptOf(key.slice('viewer:'.length), digest)
        const { cache } = this.#parts.site().parts
        const artifact = cache.get(key)
        return artifact && (await cache.verify(artifact)) ? cache.file(artifact) : undefined
      },
    }
  }
}
