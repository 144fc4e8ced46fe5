import { OUTPUT } from '../base/target-address.js'
import { answersOf, answersOfEntry, type Answer } from './answers.js'
import type { WantedAsset } from './decision.js'
import type { Ledger, LedgerEntry, LedgerState } from './ledger.js'
import type { Manifest, ManifestEntry } from './manifest.js'

/** One line of `renditions status`. */
export interface StatusRow {
  asset: string
  id: string
  state: LedgerState
  /** Day of the first publication. */
  since: string
  /** Stable addresses that show the asset. */
  addresses: readonly string[]
  /** Former addresses, with where they lead; no `to` means 410. */
  former: readonly { address: string; to?: string }[]
  /** Files at its target that pages use, and their bytes in all; as of the last publish from here. */
  files: number
  bytes: number
  /** Files that nothing wants any more and that stay for their grace. */
  inGrace: number
  /** Files that a build has made for another target and that `renditions publish` has not sent from here. */
  waiting: number
  /** Former site paths, latest last. */
  was: readonly string[]
}

/** What is known of targets besides the output without asking them. */
export interface OtherTargets {
  /** As of the last publish from here. */
  manifests: ReadonlyMap<string, Manifest>
  /** What the last build made for them. */
  staged: readonly WantedAsset[]
}

/** What is live, as a table: one row per asset of the ledger, by path. */
export function statusRows(ledger: Ledger, manifest: Manifest, others?: OtherTargets): StatusRow[] {
  const counts = countFiles([manifest, ...(others?.manifests.values() ?? [])])
  const waiting = others && countWaiting(others)
  // Few addresses belong to two assets; only then is it a question who shows one.
  const isContested = contestedAddresses(ledger)
  const answers = isContested.size > 0 ? answersOf(ledger) : new Map<string, Answer>()
  const isOwn = (address: string, asset: string): boolean => !isContested.has(address) || answers.get(address)?.asset === asset
  return ledger.entries.map((entry) => {
    const { path, id, state, since, was } = entry
    const { files, bytes, inGrace } = counts.get(id) ?? NO_FILES
    const { addresses, former } = addressesOf(entry, isOwn)
    return { asset: path, id, state, since, addresses, former, files, bytes, inGrace, waiting: waiting?.get(path) ?? 0, was }
  })
}

/** Addresses that two entries name. */
function contestedAddresses({ entries }: Ledger): Set<string> {
  const seen = new Set<string>()
  const contested = new Set<string>()
  const note = (address: string): void => {
    if (seen.has(address)) contested.add(address)
    else seen.add(address)
  }
  for (const { stable, former } of entries) {
    for (const address in stable) note(address)
    for (const address in former) note(address)
  }
  return contested
}

/** What stands of an asset at the targets. */
export type Counts = Pick<StatusRow, 'files' | 'bytes' | 'inGrace'>

const NO_FILES: Counts = { files: 0, bytes: 0, inGrace: 0 }

/** By ledger id, added to what was counted before. */
export function countFiles(manifests: Iterable<Manifest>, counts = new Map<string, Counts>()): Map<string, Counts> {
  for (const { files } of manifests)
    for (const { asset, bytes, retired } of files.values()) addFile({ asset, bytes, isRetired: retired !== undefined }, counts)
  return counts
}

/** Counts one file more. */
export function addFile(
  { asset, bytes, isRetired }: Pick<ManifestEntry, 'asset' | 'bytes'> & { isRetired: boolean },
  counts: Map<string, Counts>,
): void {
  let own = counts.get(asset)
  if (!own) counts.set(asset, (own = { files: 0, bytes: 0, inGrace: 0 }))
  if (isRetired) own.inGrace++
  else {
    own.files++
    own.bytes += bytes
  }
}

/** Files that wait to be sent, by site path. */
export function countWaiting({ manifests, staged }: OtherTargets): Map<string, number> {
  return new Map(
    staged.map(({ path, target = OUTPUT, files }) => {
      const held = manifests.get(target)?.files
      return [path, files.filter((file) => held?.get(file.path)?.digest !== file.digest).length]
    }),
  )
}

/** How the addresses of an entry answer, those left out that another asset shows by now. */
function addressesOf(
  entry: LedgerEntry,
  isOwn: (address: string, asset: string) => boolean,
): Pick<StatusRow, 'addresses' | 'former'> {
  const addresses: string[] = []
  const former: { address: string; to?: string }[] = []
  const present = Object.keys(entry.stable).length
  for (const [index, [address, answer]] of answersOfEntry(entry).entries()) {
    const isRepeated = index >= present && Object.hasOwn(entry.stable, address)
    if (isRepeated || !isOwn(address, entry.path)) continue
    if (answer.kind === 'live') addresses.push(address)
    else former.push(answer.kind === 'redirect' ? { address, to: answer.to } : { address })
  }
  return { addresses, former }
}
