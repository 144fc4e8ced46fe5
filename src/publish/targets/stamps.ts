import { lstatSync, readFileSync, type Stats } from 'node:fs'
import { atomicWrite } from '../../base/atomic-write.js'
import type { Digest } from '../../types.js'

/** Size, inode, times of change in milliseconds, digest. */
type Stamp = readonly [size: number, inode: number, modified: number, changed: number, digest: Digest]

/** Remembers the digest each file had, and how the file looked then, so that it need not be read again. */
export class Stamps {
  readonly #file: string | undefined
  #stamps: Map<string, Stamp> | undefined
  #changed = false

  /** @param file Absolute path of the file they are kept in; only in memory without it. A damaged one is as good as none. */
  constructor(file: string | undefined) {
    this.#file = file
  }

  /** The digest of a file that looks as it did: size, inode and both times. */
  digestOf(path: string, stats: Stats): Digest | undefined {
    const stamp = this.#all().get(path)
    const same =
      stamp && stamp[0] === stats.size && stamp[1] === stats.ino && stamp[2] === stats.mtimeMs && stamp[3] === stats.ctimeMs
    return same ? stamp[4] : undefined
  }

  remember(path: string, stats: Stats, digest: Digest): void {
    this.#all().set(path, [stats.size, stats.ino, stats.mtimeMs, stats.ctimeMs, digest])
    this.#changed = true
  }

  forget(path: string): void {
    this.#changed = this.#all().delete(path) || this.#changed
  }

  /** True when a file looks as it did when it was last verified. */
  vouchesFor(path: string, file: string): boolean {
    const stats = lstatSync(file, { throwIfNoEntry: false })
    return stats !== undefined && stats.isFile() && this.digestOf(path, stats) !== undefined
  }

  /** Writes what changed. */
  async save(): Promise<void> {
    if (!this.#changed || this.#file === undefined) return
    await atomicWrite(this.#file, JSON.stringify([...this.#all()]))
    this.#changed = false
  }

  #all(): Map<string, Stamp> {
    return (this.#stamps ??= this.#read())
  }

  #read(): Map<string, Stamp> {
    if (this.#file === undefined) return new Map()
    try {
      const value: unknown = JSON.parse(readFileSync(this.#file, 'utf8'))
      return new Map(Array.isArray(value) ? (value as [string, Stamp][]) : [])
    } catch {
      return new Map()
    }
  }
}
