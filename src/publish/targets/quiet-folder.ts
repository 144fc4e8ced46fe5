import { lstatSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { atomicWrite } from '../../base/atomic-write.js'
import { bootId } from '../../base/boot-id.js'

/** Inode, and times of change in milliseconds. */
type Times = readonly [inode: number, modified: number, changed: number]

/** A change within this many milliseconds of another may leave the same time; disks that only know seconds need two. */
const TICK = 25
const COARSE_TICK = 2100

/** What is watched over, and from where. */
export interface QuietFolderOptions {
  /** Absolute path of the target's folder. */
  root: string
  /** Folder below the root in which nobody else writes. */
  folder: string
  /** Path below the root of the list of what is published. */
  anchor: string
  /** Absolute path of the file in which the times are kept. */
  file: string
}

/**
 * Tells that nothing in a folder of ours changed without a look at its thousands of files: names cannot come, go or be
 * swapped without changing the times of the folder they are in. Holds only while the list of what is published is the
 * very file of last time (it says which names there are) and the machine was not restarted (after a power cut, names
 * may be there and bytes not).
 */
export class QuietFolder {
  readonly #options: QuietFolderOptions
  readonly #steady = new Map<string, boolean>()
  #known: Map<string, Times> | undefined
  #anchorWas: Times | undefined
  readonly #prefix: string
  #lastSteady: string | undefined

  constructor(options: QuietFolderOptions) {
    this.#options = options
    this.#prefix = `${options.folder}/`
  }

  /** True for paths below the folder. */
  includes(path: string): boolean {
    return path.startsWith(this.#prefix)
  }

  /** True when a recorded path is what it was when `save` was last told of it. */
  isUnchanged(path: string): boolean {
    // Asked of thousands of paths in a row, folder by folder: the last answer mostly is the next.
    const last = this.#lastSteady
    if (last !== undefined && path.startsWith(last) && path.lastIndexOf('/') === last.length - 1) return true
    if (!this.includes(path)) return false
    const folder = folderOf(path)
    let steady = this.#steady.get(folder)
    if (steady === undefined) this.#steady.set(folder, (steady = isSame(this.#all().get(folder), this.#timesOf(folder))))
    if (steady) this.#lastSteady = `${folder}/`
    return steady
  }

  /** Something is changed at a path: its folder is looked at file by file until the next `save`. */
  touch(path: string): void {
    this.#lastSteady = undefined
    if (this.includes(path)) this.#steady.set(folderOf(path), false)
  }

  /**
   * Ends a run. Folders in which every recorded path is vouched for may be believed by the next; none that changed when
   * it is not said what is on record.
   */
  async save(recorded: Iterable<string> | undefined, vouchesFor: (path: string) => boolean): Promise<void> {
    const known = this.#all()
    const unsteady = new Map([...this.#steady].filter(([, steady]) => !steady).map(([folder]) => [folder, [] as string[]]))
    const anchor = this.#timesOf(this.#options.anchor)
    if (unsteady.size === 0 && isSame(anchor, this.#anchorWas)) return
    if (recorded === undefined && !isSame(anchor, this.#anchorWas)) known.clear()
    if (unsteady.size > 0) for (const path of recorded ?? []) unsteady.get(folderOf(path))?.push(path)
    for (const [folder, paths] of unsteady) {
      known.delete(folder)
      const times = recorded && (await this.#settledTimesOf(folder))
      if (times && paths.every(vouchesFor)) known.set(folder, times)
    }
    await atomicWrite(this.#options.file, JSON.stringify({ boot: bootId(), anchor, folders: [...known] }))
    this.#anchorWas = anchor
    this.#steady.clear()
    this.#lastSteady = undefined
  }

  /** Taken before the files are looked at, so that a change in between shows; undefined while a change could hide in the same tick. */
  async #settledTimesOf(folder: string): Promise<Times | undefined> {
    const times = this.#timesOf(folder)
    if (!times) return undefined
    const tick = times[1] % 1000 === 0 ? COARSE_TICK : TICK
    const wait = Math.max(times[1], times[2]) + tick - Date.now()
    if (wait > TICK) return undefined
    if (wait > 0) await sleep(wait)
    return isSame(times, this.#timesOf(folder)) ? times : undefined
  }

  #timesOf(path: string): Times | undefined {
    const stats = lstatSync(`${this.#options.root}/${path}`, { throwIfNoEntry: false })
    return stats && !stats.isSymbolicLink() ? [stats.ino, stats.mtimeMs, stats.ctimeMs] : undefined
  }

  #all(): Map<string, Times> {
    if (this.#known) return this.#known
    this.#known = new Map()
    try {
      const { boot, anchor, folders } = JSON.parse(readFileSync(this.#options.file, 'utf8')) as {
        boot: string
        anchor: Times
        folders: [string, Times][]
      }
      if (boot === bootId() && isSame(anchor, this.#timesOf(this.#options.anchor))) {
        this.#known = new Map(folders)
        this.#anchorWas = anchor
      }
    } catch {
      // None yet, or a damaged one: every file is looked at.
    }
    return this.#known
  }
}

function isSame(a: Times | undefined, b: Times | undefined): boolean {
  return a !== undefined && b !== undefined && a.every((time, index) => time === b[index])
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
