import { byCodeUnit } from '../base/by-code-unit.js'
import { groupBy } from '../base/group-by.js'
import { answersOf, type Answer } from './answers.js'
import type { Ledger, LedgerState } from './ledger.js'
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
  const files = groupBy(manifest.files.values(), (file) => file.asset)
  const answers = groupBy(answersOf(ledger), ([, answer]) => answer.asset)
  return ledger.entries.map(({ path, id, state, since, was }) => {
    const own = files.get(id) ?? []
    const wanted = own.filter((file) => !file.retired)
    const { addresses, former } = addressesOf(answers.get(path) ?? [])
    const bytes = wanted.reduce((sum, file) => sum + file.bytes, 0)
    return {
      asset: path,
      id,
      state,
      since,
      addresses,
      former,
      files: wanted.length,
      bytes,
      inGrace: own.length - wanted.length,
      was,
    }
  })
}

/** Immutable files of an asset that are live, smallest first: what `renditions url` and `embed` choose from. */
export function liveFiles(manifest: Manifest, id: string): ManifestEntry[] {
  const files = [...manifest.files.values()].filter((file) => file.asset === id && file.kind === 'immutable' && !file.retired)
  return files.sort((a, b) => a.bytes - b.bytes || byCodeUnit(a.path, b.path))
}

function addressesOf(answers: readonly [string, Answer][]): Pick<StatusRow, 'addresses' | 'former'> {
  return {
    addresses: answers.flatMap(([address, answer]) => (answer.kind === 'live' ? [address] : [])),
    former: answers.flatMap(([address, answer]) => {
      if (answer.kind === 'live') return []
      return [answer.kind === 'redirect' ? { address, to: answer.to } : { address }]
    }),
  }
}
