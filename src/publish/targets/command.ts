import { fillPlaceholders } from '../../base/placeholders.js'
import { digestOf } from '../../base/hash.js'
import type { TargetConfig } from '../../config/types.js'
import { errorOf, RenditionsError } from '../../errors.js'
import type { Content, Known, Published, Target, TextAt } from '../../ports.js'
import { runProgram, type ProgramEnd } from '../../processes/run-program.js'
import { CLAIM_PATH } from '../edge/claim.js'
import { isSafeAddress } from '../is-safe-address.js'
import { MANIFEST_PATH } from '../manifest.js'
import { isSame } from '../survey.js'
import { copyVerified } from './copy-verified.js'
import { Batch, PHASES, type Phase, type PhaseFiles } from './command/batch.js'
import { rememberedTexts, type Remembered } from './command/remembered.js'

/** What a command target needs. `command`, `remove`, `read` are programs with arguments; see `CommandTargetOptions`. */
export interface CommandTargetSetting extends Omit<Extract<TargetConfig, { kind: 'command' }>, 'kind' | 'url'> {
  name: string
  /** Absolute path of the folder that commands start in. */
  cwd: string
  /** Absolute path of a folder for what is gathered; nobody else uses it. */
  batch: string
  /** Absolute path of a folder that keeps the texts of a target without `read`. */
  texts: string
  /** The built `processes/guard.ts`. */
  guard: URL
}

/** Exit codes that never mean "not there": a program that cannot be run (POSIX), and ssh that cannot connect. */
const BROKEN = [126, 127, 255]

/** Bytes of a text that is read back; far more than the manifest of a million files. */
const LARGEST_TEXT = 400_000_000

/** What a program would take for a comment, or would trim, in a list of paths. */
const UNLISTABLE = /^[#;\s]|\s$/

/**
 * Publishes by a program of the user: what is put, written and removed is gathered in a folder, and `flush` runs the
 * command on it, once per phase. Nobody looks at the destination before, which has to be ours alone: `stat` knows only
 * what this run did, and `list` rejects. `write` compares with what `read` gives, and nothing keeps somebody else from
 * writing in between: two publishers at once are kept apart only by the lock of this machine.
 */
export function createCommandTarget(setting: CommandTargetSetting): Target {
  return new CommandTarget(setting)
}

class CommandTarget implements Target {
  readonly name: string
  readonly isRemote = true
  readonly isBlind = true
  readonly isUnreadable: boolean
  readonly #setting: CommandTargetSetting
  readonly #batch: Batch
  readonly #remembered: Remembered | undefined
  /** What this run did, done or gathered. */
  readonly #known = new Map<string, Known | 'nothing'>()
  #flushing: Promise<void> = Promise.resolve()

  constructor(setting: CommandTargetSetting) {
    this.name = setting.name
    this.#setting = setting
    this.#batch = new Batch(setting.batch)
    this.isUnreadable = !setting.read
    if (!setting.read) this.#remembered = rememberedTexts(setting.texts)
  }

  async stat(path: string): Promise<Known | undefined> {
    const known = this.#known.get(path)
    return known === 'nothing' ? undefined : known
  }

  async put(path: string, file: string, expected: Content, replaces?: Known): Promise<void> {
    this.#check(path)
    const found = await this.stat(path)
    if (found && isSame(found, expected)) return
    if (found && !(replaces && isSame(found, replaces))) throw new RenditionsError(errorOf('target-conflict', { address: path }))
    await this.#batch.put(path, 'put', expected, (copy) => copyVerified(file, copy, expected, path))
    this.#known.set(path, { bytes: expected.bytes, digest: expected.digest })
  }

  async write(path: string, text: string, only?: string, immutable = false): Promise<string> {
    this.#check(path)
    if (only !== undefined && ((await this.read(path))?.version ?? '') !== only)
      throw new RenditionsError(errorOf('target-changed', { target: this.name }))
    await this.#batch.write(path, isRecord(path) ? 'manifest' : 'put', text, immutable)
    const digest = digestOf(text)
    this.#known.set(path, { bytes: Buffer.byteLength(text), digest })
    return digest
  }

  async read(path: string): Promise<TextAt | undefined> {
    this.#check(path)
    const step = this.#batch.step(path)
    const text = step ? (step.action === 'put' ? step.text : undefined) : await this.#readBack(path)
    return text === undefined ? undefined : { text, version: digestOf(text) }
  }

  async remove(path: string, expected: Known): Promise<boolean> {
    this.#check(path)
    const known = this.#known.get(path)
    if (known === 'nothing') return true
    if (known && !isSame(known, expected)) return false
    await this.#batch.remove(path, expected)
    this.#known.set(path, 'nothing')
    return true
  }

  async list(): Promise<Published[]> {
    throw new RenditionsError(errorOf('target-blind', { target: this.name }))
  }

  flush(): Promise<void> {
    // One after the other: each takes all that is gathered.
    return (this.#flushing = this.#flushing.catch(() => undefined).then(() => this.#flushOnce()))
  }

  async #flushOnce(): Promise<void> {
    try {
      for (const phase of PHASES) await this.#run(phase)
    } catch (error) {
      // What of it was done, nobody knows.
      for (const { path } of this.#batch.steps) this.#known.delete(path)
      await this.#batch.clear()
      throw error
    }
    await this.#batch.clear()
  }

  async close(): Promise<void> {
    await this.#batch.clear()
  }

  async #run(phase: Phase): Promise<void> {
    const files = await this.#batch.prepare(phase)
    if (!files) return
    const words = (phase === 'remove' && this.#setting.remove) || this.#setting.command
    const steps = [...this.#batch.steps].filter((step) => step.phase === phase)
    // From here until it has ended well, nobody knows what stands there. What the manifest was remains the best guess.
    for (const { path } of steps) if (!isRecord(path)) await this.#remembered?.forget(path)
    const end = await this.#start(words, { ...files, phase })
    if (end.code !== 0) throw this.#failure(words, phase, end)
    for (const step of steps) {
      if (step.action === 'remove') await this.#remembered?.forget(step.path)
      else if (step.text !== undefined) await this.#remembered?.write(step.path, step.text)
    }
  }

  async #readBack(path: string): Promise<string | undefined> {
    if (this.#remembered) return this.#remembered.read(path)
    const { read = [], absent } = this.#setting
    const chunks: Buffer[] = []
    let bytes = 0
    const end = await this.#start(read, { path }, (chunk) => {
      bytes += chunk.length
      if (bytes <= LARGEST_TEXT) chunks.push(chunk)
    })
    if (end.code === 0 && bytes <= LARGEST_TEXT) return Buffer.concat(chunks).toString('utf8')
    if (end.code === 0) throw this.#failure(read, 'read', { reason: 'it printed far more than a list of files', output: '' })
    const isAbsent = end.code !== undefined && (absent ? absent.includes(end.code) : !BROKEN.includes(end.code))
    if (isAbsent) return undefined
    throw this.#failure(read, 'read', end)
  }

  #start(
    words: readonly string[],
    values: { path: string } | (PhaseFiles & { phase: Phase }),
    onOutput?: (chunk: Buffer) => void,
  ): Promise<ProgramEnd> {
    const [program = '', ...parameters] = fillPlaceholders(words, { ...values })
    const { cwd, seconds, guard } = this.#setting
    return runProgram({ program, parameters, cwd, seconds, guard, ...(onOutput && { onOutput }) })
  }

  #failure([program = '']: readonly string[], phase: Phase | 'read', { code, reason, output }: ProgramEnd): RenditionsError {
    const why = reason === 'ENOENT' ? 'there is no such program' : (reason ?? `exit code ${code}`)
    return new RenditionsError(errorOf('target-command', { target: this.name, program, phase, reason: why, output }))
  }

  /** Neither breaks out of a line of the lists, nor out of the folder. */
  #check(path: string): void {
    if (!isSafeAddress(path)) throw new RenditionsError(errorOf('target-outside', { address: path }))
    if (!UNLISTABLE.test(path)) return
    const reason = 'in a list of paths, such a name means something else'
    throw new RenditionsError(errorOf('target-refused', { target: this.name, path, reason }))
  }
}

/** What we write about ourselves goes by itself, after what it tells of. */
function isRecord(path: string): boolean {
  return path === MANIFEST_PATH || path === CLAIM_PATH
}
