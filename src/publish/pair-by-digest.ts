import { posix } from 'node:path'
import { byCodeUnit } from '../base/by-code-unit.js'
import { groupBy } from '../base/group-by.js'
import { collisionKey, stemOf } from '../base/site-path.js'
import type { PresentFile, Rename } from './identity.js'
import { hasPromises, type LedgerEntry } from './ledger.js'

/** More than any name and folder can be near. */
const AS_GIT_SEES = 1_000_000

type Candidate = { entry: LedgerEntry; file: PresentFile; nearness: number }

/**
 * Pairs vanished assets with new files of the same bytes, one to one: what git calls a rename first, then the nearest name
 * and folder. Sites carry dozens of files with equal bytes, so bytes alone are not enough; a choice between equals is
 * reported when an address hangs on it. `isChoice`: some could have been paired otherwise.
 */
export function pairByDigest(
  gone: readonly LedgerEntry[],
  fresh: readonly PresentFile[],
  renames: readonly Rename[],
): { pairs: [LedgerEntry, PresentFile][]; ambiguous: { from: string; to: string; others: string[] }[]; isChoice: boolean } {
  const filesByDigest = groupBy(fresh, (file) => file.digest)
  const renamed = new Set(renames.map(({ from, to }) => `${from}\0${to}`))
  const pairs: [LedgerEntry, PresentFile][] = []
  let isChoice = false
  const ambiguous: { from: string; to: string; others: string[] }[] = []
  for (const [digest, entries] of groupBy(gone, (entry) => entry.digest)) {
    const files = filesByDigest.get(digest) ?? []
    if (files.length === 0) continue
    const candidates = rank(entries, files, renamed)
    isChoice ||= candidates.length > 1
    const byEntry = groupBy(candidates, (candidate) => candidate.entry)
    for (const choice of chooseOneToOne(candidates)) {
      pairs.push([choice.entry, choice.file])
      const others = (byEntry.get(choice.entry) ?? [])
        .filter((other) => other !== choice && other.nearness === choice.nearness)
        .map((other) => other.file.path)
      if (others.length > 0 && hasPromises(choice.entry))
        ambiguous.push({ from: choice.entry.path, to: choice.file.path, others })
    }
  }
  return { pairs, ambiguous, isChoice }
}

function rank(entries: readonly LedgerEntry[], files: readonly PresentFile[], renamed: ReadonlySet<string>): Candidate[] {
  const candidates = entries.flatMap((entry) =>
    files.map((file) => {
      const isRename = renamed.has(`${entry.path}\0${file.path}`)
      return { entry, file, nearness: nearnessOf(entry.path, file.path) + (isRename ? AS_GIT_SEES : 0) }
    }),
  )
  return candidates.sort(
    (a, b) => b.nearness - a.nearness || byCodeUnit(a.entry.path, b.entry.path) || byCodeUnit(a.file.path, b.file.path),
  )
}

function chooseOneToOne(candidates: readonly Candidate[]): Candidate[] {
  const taken = new Set<LedgerEntry | PresentFile>()
  return candidates.filter(({ entry, file }) => {
    if (taken.has(entry) || taken.has(file)) return false
    taken.add(entry).add(file)
    return true
  })
}

/** Higher is nearer: the same name counts most, then the same stem, then the folders they share from either end. */
function nearnessOf(from: string, to: string): number {
  const name = collisionKey(posix.basename(from)) === collisionKey(posix.basename(to)) ? 2 : stemOf(from) === stemOf(to) ? 1 : 0
  const a = posix.dirname(from).split('/')
  const b = posix.dirname(to).split('/')
  return name * 10_000 + sharedStart(a, b) + sharedStart(a.toReversed(), b.toReversed())
}

function sharedStart(a: readonly string[], b: readonly string[]): number {
  const end = a.findIndex((segment, index) => segment !== b[index])
  return end < 0 ? a.length : end
}
