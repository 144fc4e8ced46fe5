import { posix } from 'node:path'
import { digestOf } from '../../src/base/hash.js'
import { OUTPUT } from '../../src/base/target-address.js'
import type { Config } from '../../src/config/types.js'
import type { Target } from '../../src/ports.js'
import { publishArtifacts, finishPublish, type PublishEdges } from '../../src/publish/apply.js'
import { decide } from '../../src/publish/decide.js'
import { owedPresets } from '../../src/publish/decide-ledger.js'
import type { Decision, DecideInput, KnownAsset, WantedAsset, WantedFile } from '../../src/publish/decision.js'
import { loadLedger } from '../../src/publish/ledger-file.js'
import { loadManifest } from '../../src/publish/manifest-file.js'
import type { TextFile } from '../../src/publish/edge/text-file.js'
import type { Rename } from '../../src/publish/identity.js'
import type { Ledger } from '../../src/publish/ledger.js'
import type { Manifest } from '../../src/publish/manifest.js'
import { redirectRulesOf } from '../../src/publish/redirects.js'
import { recover } from '../../src/publish/recover.js'
import { pathsToSurvey, surveyTarget } from '../../src/publish/survey.js'
import type { Problem, PublishState } from '../../src/types.js'
import { Fuse, MemoryTarget, MemoryTextFile } from './memory-target.js'

export interface Source {
  content: string
  state: PublishState | 'unknown'
  /** Shown on a page. */
  used: boolean
  reuse?: boolean
}

export const URLS = { base: '/', targets: {} }

export const PRESET = 'thumb'

/** Address of an asset's stable file: as the plan makes it, below `media`, with the preset's name. */
export function stableAddress(path: string): string {
  return `media/${path.replace(/^photos\//, '').replace(/\.[^.]+$/, '')}.${PRESET}.jpg`.toLowerCase()
}

/** The text that stands for a rendition's bytes, by key. */
export function artifactText(key: string): string {
  return `rendition ${key}`
}

/** A site, its cache and its target, all in memory, and the steps of a publish as the pipeline takes them. */
export class World {
  sources = new Map<string, Source>()
  now = Date.UTC(2026, 0, 1)
  grace: Config['grace'] = { days: 0, builds: 0 }
  frozen: Config['frozen'] = false
  hosts: Config['hosts'] = ['netlify']
  confirm = true
  complete = true
  renames: Rename[] = []
  widths = [320, 640]
  /** Stands for all pages of the site. */
  page = 'page'
  /** Keys whose artifacts left the cache. */
  evicted = new Set<string>()
  fuse = new Fuse()
  readonly target: Target
  readonly ledger: TextFile
  readonly copy: TextFile
  readonly intent: TextFile
  problems: Problem[] = []

  constructor(edges: { target?: Target; ledger?: TextFile; copy?: TextFile; intent?: TextFile } = {}) {
    const fuse = (): Fuse => this.fuse
    this.target = edges.target ?? new MemoryTarget(artifactText, fuse)
    this.ledger = edges.ledger ?? new MemoryTextFile(fuse)
    this.copy = edges.copy ?? new MemoryTextFile(fuse)
    this.intent = edges.intent ?? new MemoryTextFile(fuse)
  }

  add(path: string, content: string, more: Partial<Source> = {}): this {
    this.sources.set(path, { content, state: 'published', used: true, ...more })
    return this
  }

  move(from: string, to: string): this {
    const source = this.sources.get(from)
    if (!source) throw new Error(`no ${from}`)
    this.sources.delete(from)
    this.sources.set(to, source)
    return this
  }

  get memory(): Map<string, string> {
    return (this.target as MemoryTarget).files
  }

  async ledgerText(): Promise<string> {
    return (await this.ledger.read())?.toString('utf8') ?? ''
  }

  async open(): Promise<{ ledger: Ledger; manifest: Manifest; problems: Problem[] }> {
    const { manifest, problems } = await loadManifest(this.target, this.copy)
    const loaded = await loadLedger(this.ledger, {
      path: 'renditions.lock',
      published: manifest.ledger,
      frozen: this.frozen,
      repair: true,
    })
    return {
      ledger: loaded.ledger,
      manifest: await recover(this.target, this.intent, manifest),
      problems: [...problems, ...loaded.problems],
    }
  }

  async decide(): Promise<Decision> {
    const { ledger, manifest, problems } = await this.open()
    const wanted = this.wanted(ledger)
    const input: DecideInput = {
      ledger,
      manifest,
      assets: this.assets(),
      wanted,
      viewerFiles: [],
      standing: new Map(),
      renames: this.renames,
      stubs: this.hosts.includes('html') ? 'pages' : 'none',
      urls: URLS,
      now: this.now,
      grace: this.grace,
      frozen: this.frozen,
      confirm: this.confirm,
      complete: this.complete,
    }
    const standing = await surveyTarget(this.target, manifest, pathsToSurvey(OUTPUT, input))
    const decision = decide({ ...input, standing })
    this.problems = [...problems, ...decision.problems]
    return decision
  }

  async publish(): Promise<Decision> {
    const decision = await this.decide()
    const edges: PublishEdges = {
      target: this.target,
      files: { ledger: this.frozen === false ? this.ledger : undefined, copy: this.copy, intent: this.intent },
      fileOf: (file) => this.fileOf(file.key),
    }
    const report = await publishArtifacts(decision, edges)
    await this.target.write('index.html', this.page)
    const { problems } = await finishPublish(decision, edges, {
      hosts: this.hosts,
      rules: redirectRulesOf(decision.ledger, OUTPUT, URLS),
      base: '/',
      report,
    })
    this.problems = [...this.problems, ...problems]
    return decision
  }

  /** In memory the key stands for the file. */
  fileOf(key: string): string | undefined {
    return this.evicted.has(key) ? undefined : key
  }

  assets(): KnownAsset[] {
    return [...this.sources].map(([path, { content, state, reuse }]) => ({
      path,
      state,
      ...(state !== 'unknown' && { digest: digestOf(content) }),
      ...(reuse && { reuse }),
    }))
  }

  wanted(ledger: Ledger): WantedAsset[] {
    const owed = owedPresets({ ledger, assets: this.assets(), renames: this.renames })
    return [...this.sources].flatMap(([path, source]) => {
      if (source.state !== 'published' || !(source.used || owed.has(path))) return []
      return [{ path, files: this.filesOf(path, source) }]
    })
  }

  filesOf(path: string, source: Source): WantedFile[] {
    const stem = posix.basename(path).replace(/\.[^.]+$/, '')
    const immutable = this.widths.map((width): WantedFile => {
      const key = `${digestOf(source.content).slice(0, 16)}-${width}`
      return { path: `assets/${stem}-${key}.webp`.toLowerCase(), key, kind: 'immutable', ...sizeOf(key) }
    })
    const key = `${digestOf(source.content).slice(0, 16)}-stable`
    return [...(source.used ? immutable : []), { path: stableAddress(path), key, kind: 'stable', preset: PRESET, ...sizeOf(key) }]
  }
}

function sizeOf(key: string): { bytes: number; digest: string } {
  const text = artifactText(key)
  return { bytes: Buffer.byteLength(text), digest: digestOf(text) }
}

/** Small, seeded, good enough for tests (mulberry32). */
export function randomOf(seed: number): { below(limit: number): number; pick<T>(items: readonly T[]): T } {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return { below, pick: (items) => items[below(items.length)] as never }
}
