import type { Decision, WantedAsset } from '../../src/publish/decision.js'
import { Claim, claimedTarget } from '../../src/publish/edge/claim.js'
import { NO_HEADERS } from '../../src/publish/hosts/header-rules.js'
import type { Ledger } from '../../src/publish/ledger.js'
import type { Stage } from '../../src/publish/stage.js'
import { openTargetPublish, type TargetParts } from '../../src/publisher/target-publisher.js'
import type { Target } from '../../src/ports.js'
import { Fuse, MemoryTarget, MemoryTextFile } from './memory-target.js'
import { artifactText, World } from './world.js'

export const CDN = 'cdn'
const URLS = { base: '/', site: 'https://example.org', targets: { [CDN]: { url: 'https://cdn.example.org/' } } }

/** A memory target that is far away: what is recorded is believed, `put` looks by itself. */
export class RemoteTarget extends MemoryTarget {
  readonly isRemote = true
  /** Operations that read or change something there. */
  requests = 0

  override async stat(path: string): Promise<{ bytes: number; digest: string } | undefined> {
    this.requests++
    return super.stat(path)
  }
  override async read(path: string): Promise<{ text: string; version: string } | undefined> {
    this.requests++
    return super.read(path)
  }
  override async write(path: string, text: string, only?: string): Promise<string> {
    this.requests++
    return super.write(path, text, only)
  }
}

/** A site all of whose assets go to one other target, and a machine that publishes there. */
export class TargetWorld extends World {
  /** Fuse of what happens at the other target. */
  cdnFuse = new Fuse()
  readonly cdn: RemoteTarget
  readonly cdnCopy = new MemoryTextFile(() => this.cdnFuse)
  /** Paths whose assets go to the output instead. */
  readonly home = new Set<string>()
  verify = false
  /** Milliseconds after which a claim nobody renews counts as left. */
  lease = 300

  constructor(cdn?: RemoteTarget) {
    super()
    this.cdn = cdn ?? new RemoteTarget(artifactText, () => this.cdnFuse)
  }

  override wanted(ledger: Ledger): WantedAsset[] {
    return super.wanted(ledger).map((asset) => (this.home.has(asset.path) ? asset : { ...asset, target: CDN }))
  }

  /** What `vite build` leaves for `renditions publish`. */
  async build(): Promise<Stage> {
    const { ledger } = await this.publish()
    const unknown = [...this.sources].filter(([, { state }]) => state === 'unknown').map(([path]) => path)
    const wanted = this.wanted(ledger).filter(({ target }) => target === CDN)
    return { preview: false, time: this.now, ledger, wanted, unknown, complete: this.complete }
  }

  parts(target: Target = this.cdn): TargetParts {
    const claim = new Claim({ target, lease: this.lease })
    return {
      name: CDN,
      target: claimedTarget(target, claim),
      claim,
      copy: this.cdnCopy,
      takeLock: async () => () => undefined,
      fileOf: async ({ key }) => this.fileOf(key),
      stubs: 'pages',
      hosts: [],
      headers: NO_HEADERS,
      urls: URLS,
      grace: this.grace,
      now: () => this.now,
      confirm: this.confirm,
      verify: this.verify,
    }
  }

  /** `renditions publish`; `between` is when the pages go live. */
  async send(stage: Stage, between: () => Promise<void> = async () => undefined): Promise<Decision> {
    const publish = await openTargetPublish(this.parts(), stage)
    try {
      await publish.put()
      await between()
      await publish.finish()
      return publish.decision
    } finally {
      await publish.release()
    }
  }
}
