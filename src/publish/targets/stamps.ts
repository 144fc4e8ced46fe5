import { readFileSync, type Stats } from 'node:fs'
import { atomicWrite } from '../../base/atomic-write.js'
import type { Digest } from '../../types.js'

/** Size, inode, times of change in milliseconds, digest. */
type Stamp = readonly [size: number, inode: number, modified: number, changed: number, digest: Digest]

/** Remembers the digest a file had, and for how long that may be believed. */
export interface Stamps {
  /** The digest if the file was not touched since: size, inode and both times are as they were. */
  digestOf(path: string, stats: Stats): Digest | undefined
  remember(path: string, stats: Stats, digest: Digest): void
  forget(path: string): void
  /** Writes what changed. */
  save(): Promise<void>
}

/** Stamps kept in a file, read when first asked for; only in memory when there is none. A damaged file is as good as none. */
export function openStamps(file: string | undefined): Stamps {
  let stamps: Map<string, Stamp> | undefined
  let changed = false
  const all = (): Map<string, Stamp> => (stamps ??= file === undefined ? new Map() : readStamps(file))
  return {
    digestOf(path, stats) {
      const stamp = all().get(path)
      const same =
        stamp && stamp[0] === stats.size && stamp[1] === stats.ino && stamp[2] === stats.mtimeMs && stamp[3] === stats.ctimeMs
      return same ? stamp[4] : undefined
    },
    remember(path, stats, digest) {
      all().set(path, [stats.size, stats.ino, stats.mtimeMs, stats.ctimeMs, digest])
      changed = true
    },
    forget(path) {
      changed = all().delete(path) || changed
    },
    async save() {
      if (!changed || file === undefined) return
      await atomicWrite(file, JSON.stringify([...all()]))
      changed = false
    },
  }
}

function readStamps(file: string): Map<string, Stamp> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return new Map(Array.isArray(value) ? (value as [string, Stamp][]) : [])
  } catch {
    return new Map()
  }
}
