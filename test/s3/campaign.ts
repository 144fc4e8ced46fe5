import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync, existsSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { digestOf } from '../../src/base/hash.js'
import type { WantedAsset, WantedFile } from '../../src/publish/decision.js'
import { idOf, ledgerOf, type LedgerEntry } from '../../src/publish/ledger.js'
import { MANIFEST_PATH, parseManifest } from '../../src/publish/manifest.js'
import { formatStage } from '../../src/publish/stage.js'
import { randomOf } from '../publish/world.js'
import type { Fault, ProxiedRequest } from './fault-proxy.js'
import { FaultProxy } from './fault-proxy.js'
import type { ChildOrder } from './publisher-child.js'
import type { Bucket } from './radosgw.js'

const PREFIX = 'site'
const KINDS = ['thumb', 'small', 'large'] as const

interface SourceAsset {
  name: string
  version: number
  hidden: boolean
}

/** How one run of the publisher ended. */
export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
  errors: string
  milliseconds: number
}

/** A bucket behind a proxy that breaks things, a site that changes, and a publisher that can be killed. */
export class Campaign {
  readonly folder: string
  readonly proxy: FaultProxy
  readonly bucket: Bucket
  readonly random: ReturnType<typeof randomOf>
  /** Objects that a live page named when they were about to go. */
  readonly broken: string[] = []
  #assets: SourceAsset[] = []
  #entries = new Map<string, LedgerEntry>()
  #added = 0
  #page: { stamp: string; paths: ReadonlySet<string> } = { stamp: '', paths: new Set() }
  #fault: (request: ProxiedRequest) => Fault = () => 'pass'
  readonly #child: string

  private constructor(folder: string, bucket: Bucket, proxy: FaultProxy, child: string, seed: number) {
    this.folder = folder
    this.bucket = bucket
    this.proxy = proxy
    this.#child = child
    this.random = randomOf(seed)
    proxy.script = (request) => {
      this.#watch(request)
      return this.#fault(request)
    }
  }

  /** `assets` assets with four renditions each. */
  static async start(bucket: Bucket, assets: number, seed: number): Promise<Campaign> {
    const folder = await mkdtemp(join(tmpdir(), 'renditions-campaign-'))
    const child = join(folder, 'child')
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: join(import.meta.dirname, 'publisher-child.ts'),
        outDir: child,
        target: 'node20',
        rolldownOptions: { external: ['@aws-sdk/client-s3'], output: { entryFileNames: 'child.mjs' } },
      },
      ssr: { noExternal: true, external: ['@aws-sdk/client-s3'] },
    })
    mkdirSync(join(folder, 'blobs'))
    const campaign = new Campaign(folder, bucket, await FaultProxy.start(bucket), join(child, 'child.mjs'), seed)
    for (let index = 0; index < assets; index++) campaign.#add()
    return campaign
  }

  async close(): Promise<void> {
    await this.proxy.close()
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  /** The site changes: some assets are edited, moved, deleted, hidden, shown, added. Then it is built. */
  change(share: number): void {
    const count = Math.max(1, Math.round(this.#assets.length * share))
    for (let step = 0; step < count; step++) {
      const asset = this.random.pick(this.#assets)
      const act = this.random.below(6)
      if (act === 0) asset.version++
      else if (act === 1) this.#move(asset)
      else if (act === 2) asset.hidden = !asset.hidden
      else if (act === 3 && this.#assets.length > 3) this.#delete(asset)
      else if (act === 4) this.#add()
      else asset.version++
    }
  }

  /** What `vite build` leaves: the stage, and the renditions it names. */
  stage(): void {
    const wanted: WantedAsset[] = []
    for (const asset of this.#assets) {
      const path = `media/${asset.name}.jpg`
      const files = this.#filesOf(asset)
      const entry = this.#entries.get(asset.name)
      const digest = digestOf(`${asset.name} ${asset.version}`)
      const stable = { [`cdn:media/${asset.name}.thumb.jpg`]: 'thumb' }
      const id = entry?.id ?? idOf(path, digest, new Set())
      const former = Object.fromEntries(Object.entries(entry?.former ?? {}).filter(([address]) => !(address in stable)))
      const state = asset.hidden ? ('draft' as const) : ('published' as const)
      this.#entries.set(asset.name, { path, id, digest, state, since: '2026-01-01', stable, former, was: [] })
      if (!asset.hidden) wanted.push({ path, target: 'cdn', files })
    }
    const ledger = ledgerOf(this.#entries.values())
    writeFileSync(
      join(this.folder, 'staged.json'),
      formatStage({ preview: false, time: Date.now(), ledger, wanted, unknown: [], complete: true }),
    )
  }

  /** Runs the publisher; with `killAfter` milliseconds it is killed then, if it still runs. */
  async publish(
    options: { killAfter?: number; fault?: (request: ProxiedRequest) => Fault; verify?: boolean } = {},
  ): Promise<Ending> {
    this.#fault = options.fault ?? (() => 'pass')
    const order: ChildOrder = {
      s3: {
        bucket: this.bucket.bucket,
        endpoint: this.proxy.endpoint,
        region: this.bucket.region,
        prefix: PREFIX,
        url: 'https://cdn.example.org/',
        concurrency: 16,
      },
      machine: this.folder,
      page: join(this.folder, 'page.txt'),
      lease: 4000,
      grace: { days: 0, builds: 0 },
      verify: options.verify ?? false,
    }
    const file = join(this.folder, 'order.json')
    writeFileSync(file, JSON.stringify(order))
    const began = performance.now()
    const child = spawn(process.execPath, [this.#child, file], {
      env: { ...process.env, ...this.bucket.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    const timer = options.killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), options.killAfter)
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done) =>
      child.on('close', (...ended) => done(ended)),
    )
    clearTimeout(timer)
    return { code, signal, errors, milliseconds: performance.now() - began }
  }

  /** Paths the pages that are live now name. */
  livePage(): ReadonlySet<string> {
    const file = join(this.folder, 'page.txt')
    // Reading it for each removal would be most of a long run. A replaced file has another number or another time.
    const stats = statSync(file, { throwIfNoEntry: false, bigint: true })
    const stamp = stats ? `${stats.ino} ${stats.mtimeNs}` : ''
    if (stamp !== this.#page.stamp)
      this.#page = { stamp, paths: new Set(stats ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []) }
    return this.#page.paths
  }

  /** What the live pages name and the bucket does not hold. */
  async missing(): Promise<string[]> {
    const keys = new Set(await this.bucket.keys())
    return [...this.livePage()].filter((path) => !keys.has(`${PREFIX}/${path}`))
  }

  /** How the bucket differs from its manifest and the manifest from what the site wants: '' when not at all. */
  async differences(): Promise<string[]> {
    const text = (await this.bucket.get(`${PREFIX}/${MANIFEST_PATH}`))?.body.toString() ?? ''
    const parsed = parseManifest(text)
    if (parsed.status !== 'ok') return [`manifest is ${parsed.status}`]
    const { files } = parsed.manifest
    const stored = await this.#listed()
    const keys = [...stored.keys()].filter((key) => key !== `${PREFIX}/${MANIFEST_PATH}`)
    const recorded = [...files.keys()].map((path) => `${PREFIX}/${path}`)
    const held = new Set(keys)
    const known = new Set(recorded)
    const wanted = this.#assets.filter(({ hidden }) => !hidden).flatMap((asset) => this.#filesOf(asset))
    const found: string[] = []
    for (const key of recorded) if (!held.has(key)) found.push(`missing ${key}`)
    for (const key of keys) if (!known.has(key)) found.push(`orphan ${key}`)
    for (const { path, digest } of wanted) if (files.get(path)?.digest !== digest) found.push(`not as wanted ${path}`)
    for (const upload of await this.bucket.openUploads()) found.push(`open upload ${upload}`)
    for (const { path, key, bytes } of files.values()) {
      const object = stored.get(`${PREFIX}/${path}`)
      const blob = key === '' ? undefined : readFileSync(join(this.folder, 'blobs', key))
      const isWhole = object?.bytes === bytes && (blob === undefined || object.md5 === md5Of(blob))
      if (object && !isWhole) found.push(`other bytes ${path}`)
    }
    return found
  }

  /** Every object with its size and the MD5 that the store computed of its bytes. */
  async #listed(): Promise<Map<string, { bytes: number; md5: string }>> {
    const objects = new Map<string, { bytes: number; md5: string }>()
    for (let after = ''; ;) {
      const start = after === '' ? '' : `&start-after=${encodeURIComponent(after)}`
      const xml = await (await this.bucket.request('GET', `?list-type=2&encoding-type=url${start}`)).text()
      for (const [, content = ''] of xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
        const field = (name: string): string => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(content)?.[1] ?? ''
        after = decodeURIComponent(field('Key'))
        objects.set(after, { bytes: Number(field('Size')), md5: field('ETag').replaceAll('&quot;', '').replaceAll('"', '') })
      }
      if (!xml.includes('<IsTruncated>true<')) return objects
    }
  }

  /** True when the manifest names exactly what this site wants. */
  async isPublished(): Promise<boolean> {
    const text = (await this.bucket.get(`${PREFIX}/${MANIFEST_PATH}`))?.body.toString() ?? ''
    const parsed = parseManifest(text)
    if (parsed.status !== 'ok') return false
    const files = [...parsed.manifest.files.values()].filter(({ kind }) => kind !== 'stub')
    const wanted = this.#assets.filter(({ hidden }) => !hidden).flatMap((asset) => this.#filesOf(asset))
    const recorded = new Map(files.map(({ path, digest }) => [path, digest]))
    return files.length === wanted.length && wanted.every(({ path, digest }) => recorded.get(path) === digest)
  }

  /** A removal, or other bytes at an address with a hash, while the live page names it. */
  #watch({ operation, key }: ProxiedRequest): void {
    if (operation !== 'delete' || !key.startsWith(`${PREFIX}/`)) return
    const path = key.slice(PREFIX.length + 1)
    if (this.livePage().has(path)) this.broken.push(path)
  }

  #filesOf({ name, version }: SourceAsset): WantedFile[] {
    const file = (kind: string): Pick<WantedFile, 'key' | 'digest' | 'bytes'> => {
      const key = digestOf(`${name} ${version} ${kind}`)
      const bytes = Buffer.alloc(400 + (Number.parseInt(key.slice(0, 4), 16) % 3000), key)
      const blob = join(this.folder, 'blobs', key)
      if (!existsSync(blob)) writeFileSync(blob, bytes)
      return { key, digest: digestOf(bytes), bytes: bytes.length }
    }
    const immutable = KINDS.map((kind): WantedFile => {
      const made = file(kind)
      return { path: `assets/${name}-${kind}.${made.key.slice(0, 16)}.webp`, kind: 'immutable', ...made }
    })
    return [...immutable, { path: `media/${name}.thumb.jpg`, kind: 'stable', preset: 'thumb', ...file('stable') }]
  }

  #add(): void {
    this.#assets.push({ name: `a${this.#added++}`, version: 0, hidden: false })
  }

  #move(asset: SourceAsset): void {
    const entry = this.#entries.get(asset.name)
    const old = asset.name
    asset.name = `m${this.#added++}`
    if (!entry) return
    this.#entries.delete(old)
    this.#entries.set(asset.name, { ...entry, former: { ...entry.former, ...entry.stable }, stable: {} })
  }

  #delete(asset: SourceAsset): void {
    this.#assets = this.#assets.filter((one) => one !== asset)
    const entry = this.#entries.get(asset.name)
    if (entry) this.#entries.set(asset.name, { ...entry, state: 'deleted' })
  }
}

function md5Of(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex')
}

/** One thing that goes wrong with one request. */
export function randomFault(random: ReturnType<typeof randomOf>): Fault {
  return random.pick<() => Fault>([
    () => ({ answer: 500 }),
    () => ({ answer: 503, headers: { 'retry-after': '0' } }),
    () => ({ answer: 429 }),
    () => ({ answer: 403 }),
    () => 'drop',
    () => 'lose',
    () => ({ cut: random.below(200) }),
    () => ({ cutRequest: random.below(300) }),
    () => ({ delay: random.below(400) }),
    () => ({ store: (body: Buffer) => Buffer.concat([body, Buffer.from('x')]) }),
  ])()
}
