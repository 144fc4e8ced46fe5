import { renditionKeyOf } from '../../base/bundle.js'
import { groupBy } from '../../base/group-by.js'
import type { Digest } from '../../types.js'
import type { CacheRecord } from './record.js'

/**
 * The digests to let go so that what stays fits: least recently used first, nothing this process has used.
 * Bytes shared by several keys count once and are as fresh as the freshest of them; a file of a bundle is as fresh as the
 * bundle. Pure.
 */
export function chooseEvictions(records: readonly CacheRecord[], mostBytes: number, inUse: ReadonlySet<string>): Set<Digest> {
  const usedOf = usesOf(records)
  const files = [...groupBy(records, ({ digest }) => digest)].map(([digest, shared]) => ({
    digest,
    bytes: shared[0]?.bytes ?? 0,
    used: Math.max(...shared.map(usedOf)),
    pinned: shared.some(({ key }) => inUse.has(key) || inUse.has(renditionKeyOf(key))),
  }))
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const going = new Set<Digest>()
  for (const { digest, bytes } of files.filter(({ pinned }) => !pinned).sort((a, b) => a.used - b.used)) {
    if (total <= mostBytes) break
    going.add(digest)
    total -= bytes
  }
  return going
}

/** When a record was used last: its own time, or that of the bundle it belongs to. */
export function usesOf(records: readonly CacheRecord[]): (record: CacheRecord) => number {
  const used = new Map(records.map((record) => [record.key, record.used]))
  return (record) => Math.max(record.used, used.get(renditionKeyOf(record.key)) ?? 0)
}
