import { readFile } from 'node:fs/promises'
import { digestOf } from '../base/hash.js'
import { fromSitePath } from '../base/site-path.js'
import { publishState } from '../config/publish-state.js'
import { createSidecars } from '../config/sidecars.js'
import { errorOf, RenditionsError } from '../errors.js'
import type { LedgerEntry } from '../publish/ledger.js'
import { readDocuments } from './documents.js'
import type { LoadedSite } from './load-site.js'
import { siteWorld, usesOf } from './site-world.js'

/** Why there is nothing to give, completing "it has no address to give: …", and what to do about it. */
export interface Reason {
  reason: string
  todo?: string
}

/** An asset somebody asks an address of. */
export interface Asked {
  site: LoadedSite
  /** Site path. */
  asset: string
  /** All assets there are. */
  assets: readonly string[]
  entry: LedgerEntry | undefined
  /** Milliseconds since 1970. */
  now: number
}

/** Why an asset is shown at no address at all; undefined when it is shown. */
export async function whyHidden({ site, asset, assets, entry, now }: Asked): Promise<Reason | undefined> {
  if (entry?.state === 'deleted') return { reason: 'its file was deleted', todo: 'Put it back and build.' }
  const { sidecar } = await createSidecars(site.root, site.config, site.config).of(asset)
  const today = publishState(sidecar, now)
  const build = { todo: 'Build the site.' }
  if (entry && entry.state !== 'published') {
    if (today.state === 'published') return { reason: `it was ${entry.state} when the site was last built`, ...build }
  } else if (entry) return undefined
  if (today.state !== 'published') return { reason: `it is ${today.state}: ${today.reason}`, todo: todoFor(asset, today.state) }
  const { documents } = await readDocuments(site.root, site.config)
  const [use] = (await usesOf(documents, siteWorld(site, assets), assets)).get(asset) ?? []
  return use
    ? { reason: `it was not published yet, though ${use.file}:${use.line} names it`, ...build }
    : { reason: 'it was not published yet, because no page shows it', todo: 'Refer to it from a page and build.' }
}

/** What should be known of addresses that are there. */
export async function doubtsOf({ site, asset, entry, now }: Asked): Promise<string[]> {
  const doubts: string[] = []
  const { sidecar } = await createSidecars(site.root, site.config, site.config).of(asset)
  const today = publishState(sidecar, now)
  if (today.state !== 'published') doubts.push(`It is ${today.state} now: ${today.reason}. The next build takes it down.`)
  const bytes = await readFile(fromSitePath(site.root, asset)).catch(() => undefined)
  if (bytes && entry && digestOf(bytes) !== entry.digest)
    doubts.push('The file has changed since the site was last built; its addresses show the former one until the next build.')
  return doubts
}

export function noAddress(path: string, reason: Reason): RenditionsError {
  return new RenditionsError(errorOf('no-address', { path, ...reason }))
}

/** The moment that builds go by. */
export function nowOf(env: Readonly<Record<string, string | undefined>>): number {
  const epoch = Number(env['SOURCE_DATE_EPOCH'])
  return env['SOURCE_DATE_EPOCH'] && Number.isFinite(epoch) ? epoch * 1000 : Date.now()
}

function todoFor(asset: string, state: string): string {
  const where = `its sidecar "${asset}.media.yaml" or a "_media.yaml" above it`
  if (state === 'scheduled') return `Build on that day or later, or change "on" in ${where}.`
  if (state === 'expired') return `Change "expires" in ${where} and build.`
  return `Change "publish" or "off" in ${where} and build.`
}
