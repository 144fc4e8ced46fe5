import { digestOf } from '../../src/base/hash.js'
import { errorOf, RenditionsError } from '../../src/errors.js'
import type { Known, Published, Target, TextAt } from '../../src/ports.js'
import { isSafeAddress } from '../../src/publish/is-safe-address.js'
import type { TextFile } from '../../src/publish/edge/text-file.js'

/** Stands for SIGKILL: nothing after it happens. */
export class Killed extends Error {}

/** Counts the operations that change something and dies before the one asked for. */
export class Fuse {
  count = 0
  readonly at: number
  constructor(at = Infinity) {
    this.at = at
  }
  burn(): void {
    if (this.count >= this.at) throw new Killed()
    this.count++
  }
}

/** A target in memory; `bytesOf` stands for the cache: the text of the file that is put. */
export class MemoryTarget implements Target {
  readonly name = 'memory'
  readonly files = new Map<string, string>()
  readonly fuse: () => Fuse
  readonly bytesOf: (file: string) => string
  constructor(bytesOf: (file: string) => string, fuse: () => Fuse = () => new Fuse()) {
    this.bytesOf = bytesOf
    this.fuse = fuse
  }

  async stat(path: string): Promise<{ bytes: number; digest: string } | undefined> {
    const text = this.files.get(path)
    return text === undefined ? undefined : { bytes: Buffer.byteLength(text), digest: digestOf(text) }
  }

  async put(path: string, file: string, expected: Known, replaces?: Known): Promise<void> {
    if (!isSafeAddress(path)) throw new RenditionsError(errorOf('target-outside', { address: path }))
    const found = await this.stat(path)
    if (found?.digest === expected.digest) return
    if (found && found.digest !== replaces?.digest) throw new RenditionsError(errorOf('target-conflict', { address: path }))
    const text = this.bytesOf(file)
    if (digestOf(text) !== expected.digest || Buffer.byteLength(text) !== expected.bytes)
      throw new RenditionsError(errorOf('artifact-damaged', { address: path }))
    this.fuse().burn()
    this.files.set(path, text)
  }

  async write(path: string, text: string, only?: string): Promise<string> {
    const found = this.files.get(path)
    if (only !== undefined && (found === undefined ? '' : digestOf(found)) !== only)
      throw new RenditionsError(errorOf('target-changed', { target: this.name }))
    this.fuse().burn()
    this.files.set(path, text)
    return digestOf(text)
  }

  async read(path: string): Promise<TextAt | undefined> {
    const text = this.files.get(path)
    return text === undefined ? undefined : { text, version: digestOf(text) }
  }

  async remove(path: string, expected: { digest: string }): Promise<boolean> {
    const found = await this.stat(path)
    if (!found) return true
    if (found.digest !== expected.digest) return false
    this.fuse().burn()
    this.files.delete(path)
    return true
  }

  async list(folder: string): Promise<Published[]> {
    const paths = [...this.files.keys()].filter((path) => folder === '' || path.startsWith(`${folder}/`))
    return Promise.all(paths.map(async (path) => ({ path, ...((await this.stat(path)) ?? { bytes: 0, digest: '' }) })))
  }

  async close(): Promise<void> {}
}

/** A text file in memory that shares a target's fuse. */
export class MemoryTextFile implements TextFile {
  bytes: Buffer | undefined
  readonly aside: Buffer[] = []
  readonly fuse: () => Fuse
  constructor(fuse: () => Fuse) {
    this.fuse = fuse
  }
  async read(): Promise<Buffer | undefined> {
    return this.bytes
  }
  async write(text: string): Promise<void> {
    this.fuse().burn()
    this.bytes = Buffer.from(text)
  }
  async remove(): Promise<void> {
    if (this.bytes === undefined) return
    this.fuse().burn()
    this.bytes = undefined
  }
  async setAside(suffix: string): Promise<string> {
    this.fuse().burn()
    this.aside.push(this.bytes ?? Buffer.alloc(0))
    this.bytes = undefined
    return `.${suffix}-${this.aside.length}`
  }
}
