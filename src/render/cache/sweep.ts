import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { renditionKeyOf } from '../../base/bundle.js'
import type { Digest } from '../../types.js'
import { usesOf } from './evict.js'
import { filesFolder, logName, pathOf, unfinishedFolder } from './layout.js'
import { openRecordLog } from './record-log.js'
import type { CacheRecord } from './record.js'

/** Everything a cache's folder holds. */
export interface CacheContents {
  records: readonly CacheRecord[]
  files: readonly { digest: Digest; bytes: number; changed: number }[]
  unfinished: readonly { name: string; bytes: number; changed: number }[]
}

/** One thing to be removed. */
export type SweepStep =
  /** Nothing on the site asks for it any more. */
  | { step: 'forget-unused'; key: string; digest: Digest }
  /** Its bytes are gone. */
  | { step: 'forget-missing'; key: string; digest: Digest }
  /** Bytes no record leads to once the steps before are done. */
  | { step: 'remove-file'; digest: Digest; bytes: number }
  /** Left behind by a run that was killed. */
  | { step: 'remove-unfinished'; name: string; bytes: number }

/** Younger than this, in milliseconds, something may belong to a build that is running. */
export const grace = 3600_000

/**
 * Mark and sweep: what may go when only the renditions of `keep` are wanted. In the order in which it is safe to do,
 * so that a sweep that is killed leaves a whole cache. Pure.
 */
export function planSweep(contents: CacheContents, keep: ReadonlySet<string>, now: number): SweepStep[] {
  const { records, files, unfinished } = contents
  const old = ({ changed }: { changed: number }): boolean => now - changed > grace
  const there = new Set(files.map(({ digest }) => digest))
  const missing = records.filter(({ digest }) => !there.has(digest))
  // A bundle is kept whole, also its list, which nothing on the site asks for by name.
  const kept = new Set([...keep].map(renditionKeyOf))
  const usedOf = usesOf(records)
  const unused = records.filter(
    (record) => there.has(record.digest) && !kept.has(renditionKeyOf(record.key)) && now - usedOf(record) > grace,
  )
  const going = new Set([...missing, ...unused].map(({ key }) => key))
  const marked = new Set(records.filter(({ key }) => !going.has(key)).map(({ digest }) => digest))
  return [
    ...missing.map(({ key, digest }): SweepStep => ({ step: 'forget-missing', key, digest })),
    ...unused.map(({ key, digest }): SweepStep => ({ step: 'forget-unused', key, digest })),
    ...files
      .filter((file) => !marked.has(file.digest) && old(file))
      .map(({ digest, bytes }): SweepStep => ({ step: 'remove-file', digest, bytes })),
    ...unfinished.filter(old).map(({ name, bytes }): SweepStep => ({ step: 'remove-unfinished', name, bytes })),
  ]
}

/** Reads what a cache's folder holds; an absent folder holds nothing. */
export function readCacheContents(folder: string): CacheContents {
  const changedOf = (path: string): { bytes: number; changed: number } | undefined => {
    const stats = statSync(path, { throwIfNoEntry: false })
    return stats && { bytes: stats.size, changed: stats.mtimeMs }
  }
  const files = namesIn(join(folder, filesFolder))
    .flatMap((part) => namesIn(join(folder, filesFolder, part)))
    .flatMap((digest) => ({ digest, ...(changedOf(join(folder, pathOf(digest))) ?? { bytes: 0, changed: 0 }) }))
  const unfinished = namesIn(join(folder, unfinishedFolder)).flatMap((name) => {
    const found = changedOf(join(folder, unfinishedFolder, name))
    return found ? [{ name, ...found }] : []
  })
  return { records: openRecordLog(join(folder, logName), false).all(), files, unfinished }
}

/** Does a sweep's steps in order. Throws the system's error where a file cannot be removed; what is done stays done. */
export function sweep(folder: string, steps: readonly SweepStep[]): void {
  const log = openRecordLog(join(folder, logName), true)
  for (const step of steps) if ('key' in step) log.forget(step.key)
  log.flush()
  for (const step of steps) {
    if (step.step === 'remove-file') rmSync(join(folder, pathOf(step.digest)), { recursive: true, force: true })
    else if (step.step === 'remove-unfinished')
      rmSync(join(folder, unfinishedFolder, step.name), { recursive: true, force: true })
  }
  log.tidy()
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
