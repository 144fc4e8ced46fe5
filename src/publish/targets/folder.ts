import { lstatSync, type Stats } from 'node:fs'
import { open, readdir, readFile, rm, rmdir, unlink } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { posix } from 'node:path'
import { digestOf } from '../../base/hash.js'
import { makeFolder } from '../../base/make-folder.js'
import { errorOf, RenditionsError } from '../../errors.js'
import type { Content, Known, Published, Target, TextAt } from '../../ports.js'
import type { Digest } from '../../types.js'
import { MANIFEST_PATH } from '../manifest.js'
import { isSafeAddress } from '../is-safe-address.js'
import { isSame } from '../survey.js'
import { writeProblem } from '../write-problem.js'
import { copyVerified, hashFile } from './copy-verified.js'
import { createFolderGuard } from './folder-guard.js'
import { moveIntoPlace } from './move-into-place.js'
import { QuietFolder } from './quiet-folder.js'
import { Stamps } from './stamps.js'

/** Where files are written before they are renamed to their place; nothing but ours stands there. */
const TEMPORARY = '.vite/renditions-tmp'

/** What a folder target needs. */
export interface FolderTargetOptions {
  /** Absolute path; made when the first file is put. */
  folder: string
  name: string
  /** Absolute path of a file that remembers which files were already verified. Without it each is hashed once a run. */
  stamps?: string
  /** Folder below `folder` in which nobody else writes (that of immutable addresses): see `QuietFolder`. Needs `stamps`. */
  quiet?: string
}

/**
 * Publishes to a folder: the build's output, or any other. Files appear whole, under their final name, and never
 * through a symbolic link that leads out of the folder. Foreign files are neither overwritten nor removed.
 */
export function createFolderTarget(options: FolderTargetOptions): Target {
  return new FolderTarget(options)
}

class FolderTarget implements Target {
  readonly name: string
  readonly #folder: string
  readonly #stamps: Stamps
  /** Kept apart: they need not even be read while nothing in the quiet folder changed. */
  readonly #quietStamps: Stamps
  readonly #quiet: QuietFolder | undefined
  readonly #guard: (folder: string) => Promise<void>
  #temporaryReady: Promise<void> | undefined

  constructor({ folder, name, stamps, quiet }: FolderTargetOptions) {
    this.name = name
    this.#folder = folder.replace(/[\\/]+$/, '')
    this.#stamps = new Stamps(stamps)
    this.#quietStamps = new Stamps(stamps && `${stamps}.files`)
    if (quiet !== undefined && stamps !== undefined) {
      this.#quiet = new QuietFolder({ root: this.#folder, folder: quiet, anchor: MANIFEST_PATH, file: `${stamps}.quiet` })
    }
    this.#guard = createFolderGuard(this.#folder)
  }

  async stat(path: string): Promise<{ bytes: number; digest?: Digest } | undefined> {
    const stats = this.#lstat(path)
    if (!stats) return undefined
    if (!stats.isFile()) return { bytes: -1 }
    const known = this.#stampsFor(path).digestOf(path, stats)
    if (known !== undefined) return { bytes: stats.size, digest: known }
    const digest = await hashFile(this.#at(path))
    this.#stampsFor(path).remember(path, stats, digest)
    return { bytes: stats.size, digest }
  }

  isUnchanged(path: string): boolean {
    return this.#quiet?.isUnchanged(path) ?? false
  }

  async put(path: string, file: string, expected: Content, replaces?: Known): Promise<void> {
    const found = await this.stat(path)
    if (found && isSame(found, expected)) return
    if (found && !(replaces && isSame(found, replaces))) throw new RenditionsError(errorOf('target-conflict', { address: path }))
    await this.#place(path, found !== undefined, (temporary) => copyVerified(file, temporary, expected, path))
    const stats = this.#lstat(path)
    if (stats) this.#stampsFor(path).remember(path, stats, expected.digest)
  }

  async write(path: string, text: string, only?: string): Promise<string> {
    // Only one run publishes to a folder at a time, so nothing comes in between.
    if (only !== undefined && ((await this.read(path))?.version ?? '') !== only)
      throw new RenditionsError(errorOf('target-changed', { target: this.name }))
    await this.#place(path, true, async (temporary) => {
      const handle = await open(temporary, 'wx')
      try {
        await handle.writeFile(text)
        await handle.sync()
      } finally {
        await handle.close()
      }
    })
    return digestOf(text)
  }

  async read(path: string): Promise<TextAt | undefined> {
    if (!this.#lstat(path)?.isFile()) return undefined
    const text = await readFile(this.#at(path), 'utf8')
    // Only who means to replace it asks for the version, and hashing a long manifest is felt.
    return {
      text,
      get version() {
        return digestOf(text)
      },
    }
  }

  async remove(path: string, expected: Known): Promise<boolean> {
    const found = await this.stat(path)
    if (!found) return true
    if (!isSame(found, expected)) return false
    await this.#guardFor(path)
    this.#quiet?.touch(path)
    await unlink(this.#at(path))
    this.#stampsFor(path).forget(path)
    await this.#removeEmptyFolders(posix.dirname(path))
    return true
  }

  async list(folder: string): Promise<Published[]> {
    const names = await readdir(this.#at(folder), { withFileTypes: true, recursive: true })
    const published: Published[] = []
    for (const entry of names) {
      if (!entry.isFile()) continue
      const path = posix.relative(this.#folder, posix.join(entry.parentPath.replaceAll('\\', '/'), entry.name))
      const found = await this.stat(path)
      if (found?.digest !== undefined) published.push({ path, bytes: found.bytes, digest: found.digest })
    }
    return published
  }

  async close(recorded?: Iterable<string>): Promise<void> {
    if (this.#lstat(TEMPORARY)?.isDirectory()) {
      await rm(this.#at(TEMPORARY), { recursive: true, force: true })
      await this.#removeEmptyFolders(posix.dirname(TEMPORARY))
    }
    this.#temporaryReady = undefined
    try {
      await this.#quiet?.save(recorded, (path) => this.#quietStamps.vouchesFor(path, this.#at(path)))
      await this.#stamps.save()
      await this.#quietStamps.save()
    } catch (error) {
      // All is published; what was seen of it and cannot be kept is looked at again by the next run.
      if ((error as NodeJS.ErrnoException).code === undefined) throw error
    }
  }

  #stampsFor(path: string): Stamps {
    return this.#quiet?.includes(path) ? this.#quietStamps : this.#stamps
  }

  #at(path: string): string {
    return path === '' ? this.#folder : `${this.#folder}/${path}`
  }

  #lstat(path: string): Stats | undefined {
    try {
      // Synchronous: a few microseconds, where a round through the thread pool costs ten times that.
      return lstatSync(this.#at(path), { throwIfNoEntry: false })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined
      throw error
    }
  }

  async #place(path: string, replace: boolean, make: (temporary: string) => Promise<void>): Promise<void> {
    await this.#guardFor(path)
    const temporary = `${this.#at(TEMPORARY)}/${randomBytes(9).toString('hex')}`
    try {
      await (this.#temporaryReady ??= this.#makeTemporaryFolder())
      await make(temporary)
      await makeFolder(this.#at(posix.dirname(path)))
      this.#quiet?.touch(path)
      await moveIntoPlace(temporary, this.#at(path), replace)
    } catch (error) {
      await rm(temporary, { force: true })
      throw explained(error, path)
    }
  }

  async #makeTemporaryFolder(): Promise<void> {
    await this.#guard(this.#at(TEMPORARY))
    // A killed run may have left some; only one run publishes at a time.
    await rm(this.#at(TEMPORARY), { recursive: true, force: true })
    await makeFolder(this.#at(TEMPORARY))
  }

  async #guardFor(path: string): Promise<void> {
    if (!isSafeAddress(path)) throw new RenditionsError(errorOf('target-outside', { address: path }))
    await this.#guard(this.#at(posix.dirname(path))).catch((error: unknown) => {
      throw explained(error, path)
    })
  }

  async #removeEmptyFolders(folder: string): Promise<void> {
    for (let path = folder; path !== '.' && path !== ''; path = posix.dirname(path)) {
      try {
        await rmdir(this.#at(path))
      } catch {
        // Not empty, or not ours to remove: either way nothing above it is empty.
        return
      }
    }
  }
}

function explained(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'OUTSIDE') return new RenditionsError(errorOf('target-outside', { address: path }), { cause: error })
  // A file where a folder is needed, a folder where the file should go, or a file that came in between.
  const inTheWay = code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ENOTEMPTY'
  return inTheWay
    ? new RenditionsError(errorOf('target-conflict', { address: path }), { cause: error })
    : writeProblem(error, path)
}
