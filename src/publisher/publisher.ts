import { OUTPUT } from '../base/target-address.js'
import type { Config } from '../config/types.js'
import type { Clock, Target } from '../ports.js'
import { outlookOf, type Outlook, type TargetRest } from '../publish/outlook.js'
import { finishPublish, publishArtifacts, type ArtifactsReport, type PublishEdges } from '../publish/apply.js'
import { decide } from '../publish/decide.js'
import type { Decision, DecideInput } from '../publish/decision.js'
import { wantsRenames } from '../publish/identity.js'
import type { TextFile } from '../publish/edge/text-file.js'
import type { Publication } from '../publish/open-publication.js'
import type { PublicUrls } from '../publish/public-url.js'
import { redirectRulesOf } from '../publish/redirects.js'
import { pathsToSurvey, surveyTarget } from '../publish/survey.js'
import { formatStage, stageOf } from '../publish/stage.js'
import { publishedText, restOf } from './after-publish.js'
import { FormerAddresses, type MovesAround } from './former-addresses.js'
import { KnownAssets, type AssetsAround } from './known-assets.js'
import { renderOwed } from './owed-promises.js'
import { viewerFileOf, wantedViewerFiles, type ViewersAround } from './viewer-files.js'
import { tellPublished } from './tell-published.js'
import type { Problem } from '../types.js'
import { WantedFiles } from '../wanted/wanted-files.js'

/** What a publisher works with; `wiring.ts` builds these. */
export interface PublisherParts extends AssetsAround, MovesAround, ViewersAround {
  target: Target
  files: PublishEdges['files']
  /** Opens the target: lock, recovery, ledger, manifest. A dry run only looks. */
  open(): Promise<Publication>
  /** False when a folder could not be read: then nothing is taken for deleted. */
  complete(): boolean
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
  readonly #assets: KnownAssets
  readonly #former: FormerAddresses
  #isSkipped = false
  #isFinished = false
  #opening: Promise<Publication> | undefined
  #decision: Decision | undefined
  #outlook: Promise<Outlook> | undefined
  /** The decision found something to tell that another might not. */
  #hasFindings = false
  #input: DecideInput | undefined
  #report: ArtifactsReport | undefined
  #removed = 0

  constructor(parts: PublisherParts) {
    this.#parts = parts
    this.wanted = new WantedFiles(parts.site, this)
    this.#assets = new KnownAssets(parts, this.wanted)
    this.#former = new FormerAddresses(parts, this.#assets, async () => (await this.#open()).ledger)
  }

  skip(): void {
    this.#isSkipped = true
    this.#report = { put: 0, lost: [] }
  }

  rest(): TargetRest | undefined {
    if (!this.#decision || !this.#input || !this.#isFinished) return undefined
    return restOf({
      input: this.#input,
      decision: this.#decision,
      report: this.#report,
      isCertain: !this.#hasFindings && !this.#assets.hasSpared,
      wanted: this.wanted,
      addresses: this.#parts.site().parts.config.addresses,
    })
  }

  spare(path: string): void {
    this.#assets.spare(path)
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
    const assets = await this.#assets.inLedger(ledger)
    const renames = wantsRenames(ledger, assets) ? await this.#parts.renames() : []
    const broken = await renderOwed({ ledger, assets, renames }, site, this.wanted)
    const { wanted, failed } = this.wanted.made()
    // What is there and could not be rendered is neither published anew nor taken for gone.
    for (const path of [...broken, ...failed]) this.spare(path)
    const viewerFiles = await wantedViewerFiles(this.wanted.viewers, ledger, this.#parts)
    const stubs = config.hosts.includes('html') ? 'pages' : 'none'
    const paths = pathsToSurvey(OUTPUT, { wanted, viewerFiles, stubs, ledger })
    const input: DecideInput = {
      ledger,
      manifest,
      assets: await this.#assets.withWanted(assets),
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
    return this.#decision ? publishedText(this.#decision, this.#report?.put ?? 0, this.#removed) : ''
  }

  movedTo(url: string, from: string): Promise<string | undefined> {
    return this.#former.movedTo(url, from)
  }

  noticed(): void {
    this.#former.noticed()
  }

  hasSheet(viewer: string): boolean {
    return this.#parts.hasSheet(viewer)
  }

  urlIn(path: string, page: string): string {
    return this.#parts.urlIn(path, page)
  }

  get urls(): PublicUrls {
    const { site, targets } = this.#parts.site().parts.config
    return { base: this.#parts.base, site, targets }
  }

  redirectOf(urlPath: string): Promise<{ status: 301; to: string } | { status: 410 } | undefined> {
    return this.#former.redirectOf(urlPath, this.urls)
  }

  close(): void {
    void this.#opening?.then((publication) => publication.release()).catch(() => undefined)
    this.#opening = undefined
  }

  #open(): Promise<Publication> {
    return (this.#opening ??= this.#parts.open())
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
        const ofViewer = await viewerFileOf({ key, digest }, this.#parts)
        if (ofViewer) return ofViewer === 'former' ? undefined : ofViewer.file
        const { cache } = this.#parts.site().parts
        const artifact = cache.get(key)
        return artifact && (await cache.verify(artifact)) ? cache.file(artifact) : undefined
      },
    }
  }
}
