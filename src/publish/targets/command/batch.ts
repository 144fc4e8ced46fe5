import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { byCodeUnit } from '../../../base/by-code-unit.js'
import { contentTypeOf } from '../../../base/content-type.js'
import { digestOf } from '../../../base/hash.js'
import type { Content, Known } from '../../../ports.js'
import { cacheControlOf } from '../content-headers.js'
import { writeProblem } from '../../write-problem.js'

/** What is run for: files and texts, what we record about them (last, by itself), removals. In this order. */
export const PHASES = ['put', 'manifest', 'remove'] as const
export type Phase = (typeof PHASES)[number]

/** One thing to be done at the target. `text` is what is put, when it is a text. */
export type Step =
  | ({ action: 'put'; phase: Phase; path: string; text?: string } & Content)
  | ({ action: 'remove'; phase: Phase; path: string } & Known)

/** Where a phase's folder and lists are. Absolute paths. */
export interface PhaseFiles {
  folder: string
  paths: string
  list: string
}

/**
 * What a command is to do next: its files are gathered below `root`, in one folder per phase that holds nothing else.
 * Later steps for a path take the place of earlier ones.
 */
export class Batch {
  readonly #root: string
  readonly #steps = new Map<string, Step>()
  #ready: Promise<void> | undefined

  /** @param root Absolute path of a folder that nobody else uses; a former run's is emptied. */
  constructor(root: string) {
    this.#root = root
  }

  get steps(): IterableIterator<Step> {
    return this.#steps.values()
  }

  step(path: string): Step | undefined {
    return this.#steps.get(path)
  }

  /** Gathers a file: `make` writes it to a path, and rejects when it is not the right one. */
  async put(path: string, phase: Phase, content: Content, make: (file: string) => Promise<void>): Promise<void> {
    await this.#drop(path)
    await (this.#ready ??= this.#start())
    const file = join(this.#folderOf(phase), path)
    try {
      await mkdir(dirname(file), { recursive: true })
      await make(file)
    } catch (error) {
      await rm(file, { force: true })
      throw writeProblem(error, path)
    }
    const { bytes, digest, immutable } = content
    this.#steps.set(path, { action: 'put', phase, path, bytes, digest, immutable })
  }

  async write(path: string, phase: Phase, text: string, immutable: boolean): Promise<void> {
    const content = { bytes: Buffer.byteLength(text), digest: digestOf(text), immutable }
    await this.put(path, phase, content, (file) => writeFile(file, text, { flag: 'wx' }))
    this.#steps.set(path, { action: 'put', phase, path, text, ...content })
  }

  async remove(path: string, { bytes, digest }: Known): Promise<void> {
    await this.#drop(path)
    this.#steps.set(path, { action: 'remove', phase: 'remove', path, bytes, digest })
  }

  /** Writes the lists of one phase; undefined when there is nothing to do in it. */
  async prepare(phase: Phase): Promise<PhaseFiles | undefined> {
    const steps = [...this.#steps.values()].filter((step) => step.phase === phase).toSorted(inOrder)
    if (steps.length === 0) return undefined
    await (this.#ready ??= this.#start())
    const folder = this.#folderOf(phase)
    const files = { folder, paths: join(this.#root, `${phase}.paths`), list: join(this.#root, `${phase}.jsonl`) }
    await mkdir(folder, { recursive: true })
    // rsync takes a missing folder for one that vanished, even where the file in it is to be missing.
    for (const parent of new Set(steps.map(({ path }) => dirname(path)))) await mkdir(join(folder, parent), { recursive: true })
    await writeFile(files.paths, steps.map(({ path }) => `${path}\n`).join(''))
    await writeFile(files.list, steps.map((step) => `${JSON.stringify(lineOf(step, folder))}\n`).join(''))
    return files
  }

  /** Forgets everything, done or not. */
  async clear(): Promise<void> {
    this.#steps.clear()
    this.#ready = undefined
    await rm(this.#root, { recursive: true, force: true })
  }

  async #start(): Promise<void> {
    await rm(this.#root, { recursive: true, force: true })
    await mkdir(this.#root, { recursive: true })
  }

  async #drop(path: string): Promise<void> {
    const before = this.#steps.get(path)
    this.#steps.delete(path)
    if (before?.action === 'put') await rm(join(this.#folderOf(before.phase), path), { force: true })
  }

  #folderOf(phase: Phase): string {
    return join(this.#root, phase)
  }
}

/** A line of `{list}`. */
function lineOf(step: Step, folder: string): Record<string, string | number> {
  const { action, path, bytes, digest: sha256 } = step
  if (action === 'remove') return { action, path, bytes, sha256 }
  const headers = { contentType: contentTypeOf(path), cacheControl: cacheControlOf(step.immutable) }
  return { action, path, bytes, sha256, ...headers, file: join(folder, path) }
}

/** What never changes comes first: what stands at the others is shown until the new one takes its place. */
function inOrder(a: Step, b: Step): number {
  return Number(isImmutable(b)) - Number(isImmutable(a)) || byCodeUnit(a.path, b.path)
}

function isImmutable(step: Step): boolean {
  return step.action === 'put' && step.immutable
}
