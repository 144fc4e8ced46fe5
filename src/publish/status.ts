import { byCodeUnit } from '../base/by-code-unit.js'
import { answersOf, answersOfEntry, type Answer } from './answers.js'
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
  /** Files at the target that pages use, and their bytes in all. */
  files: number
  bytes: number
  /** Files that nothing wants any more and that stay for their grace. */
  inGrace: number
  /** Former site paths, latest last. */
  was: readonly string[]
}

/** What is live, as a table: one row per asset of the ledger, by path. */
export function statusRows(ledger: Ledger, manifest: Manifest): StatusRow[] {
  const counts = countFiles(manifest)
  // Few addresses belong to two assets; only then is it a question who shows one.
  const isContested = contestedAddresses(ledger)
  const answers = isContested.size > 0 ? answersOf(ledger) : new Map<string, Answer>()
  const isOwn = (address: string, asset: string): boolean => !isContested.has(address) || answers.get(address)?.asset === asset
  return ledger.entries.map((entry) => {
    const { path, id, state, since, was } = entry
    const { files, bytes, inGrace } = counts.get(id) ?? NO_FILES
    const { addresses, former } = addressesOf(entry, isOwn)
    return { asset: path, id, state, since, addresses, former, files, bytes, inGrace, was }
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

type Counts = Pick<StatusRow, 'files' | 'bytes' | 'inGrace'>

const NO_FILES: Counts = { files: 0, bytes: 0, inGrace: 0 }

function countFiles({ files }: Manifest): Map<string, Counts> {
  const counts = new Map<string, Counts>()
  for (const { asset, bytes, retired } of files.values()) {
    let own = counts.get(asset)
    if (!own) counts.set(asset, (own = { ...NO_FILES }))
    if (retired) own.inGrace++
    else {
      own.files++
      own.bytes += bytes
    }
  }
  return counts
}

/** Immutable files of an asset that are live, smallest first: what `renditions url` and `embed` choose from. */
export function liveFiles(manifest: Manifest, id: string): ManifestEntry[] {
  const files = [...manifest.files.values()].filter((file) => file.asset === id && file.kind === 'immutable' && !file.retired)
  return files.sort((a, b) => a.bytes - b.bytes || byCodeUnit(a.path, b.path))
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
