import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { digestOf } from '../../base/hash.js'
import { errorOf, RenditionsError } from '../../errors.js'
import type { Target, TextAt } from '../../ports.js'
import { MANIFEST_PATH } from '../manifest.js'
import { isDead, parseHolder, startOf, type Holder } from './lock.js'
import type { TextFile } from './text-file.js'

/** Where a target that several machines publish to keeps what the one at work is about to do. */
export const CLAIM_PATH = '.vite/renditions-intent.json'

export interface ClaimOptions {
  target: Target
  /** Milliseconds without a sign of life after which a run of another machine counts as dead. */
  lease: number
}

/**
 * The intent record of a target that several machines may publish to, kept at the target itself: it says what may be
 * there unrecorded, and that somebody is at work. It is written only over the version that was read, so of several who
 * want to begin one does; it is renewed as a sign of life, and one whose claim was taken over learns so before it
 * changes anything. No clock is compared with another's: a run counts as dead when its claim stayed the same for a
 * whole lease, or when its process is known to be gone.
 */
export class Claim implements Pick<TextFile, 'read' | 'write' | 'remove'> {
  readonly #target: Target
  readonly #lease: number
  readonly #holder: Holder
  /** Lines below the header. */
  #body = ''
  #beat = 0
  /** What stands at the target of ours, or was left there by a dead run. */
  #at: TextAt | undefined
  #isHeld = false
  #isLost = false
  #renewing: Promise<void> = Promise.resolve()
  #renewed = 0
  #timer: NodeJS.Timeout | undefined
  /** Version of the manifest that decisions are made on. */
  manifestVersion = ''

  constructor({ target, lease }: ClaimOptions) {
    this.#target = target
    this.#lease = lease
    this.#holder = { pid: process.pid, host: hostname(), started: startOf(process.pid), token: randomBytes(12).toString('hex') }
  }

  /** What a run that is dead by now left; waits for one that may be alive. Rejects with `publish-locked`. */
  async read(): Promise<Buffer | undefined> {
    clearInterval(this.#timer)
    this.#isHeld = this.#isLost = false
    this.#at = await this.#quietClaim()
    return this.#at && Buffer.from(this.#at.text)
  }

  /** Claims the target. Rejects with `target-changed` when another run began, or has published since the manifest was read. */
  async write(text: string): Promise<void> {
    this.#body = text.slice(text.indexOf('\n') + 1)
    await this.#renew()
    if (this.#isHeld) return
    this.#isHeld = true
    this.#timer = setInterval(() => void this.#renew().catch(() => undefined), this.#lease / 4).unref()
    const manifest = await this.#target.read(MANIFEST_PATH)
    if ((manifest?.version ?? '') === this.manifestVersion) return
    await this.remove()
    throw this.#changed()
  }

  /** Rejects with `target-changed` unless the target is still ours. Costs a request only when the last sign of life is old. */
  async confirm(): Promise<void> {
    if (this.#isLost) throw this.#changed()
    if (this.#isHeld && now() - this.#renewed > this.#lease / 2) await this.#renew()
  }

  async remove(): Promise<void> {
    clearInterval(this.#timer)
    await this.#renewing.catch(() => undefined)
    this.#isHeld = false
    if (!this.#at) return
    const { text } = this.#at
    await this.#target.remove(CLAIM_PATH, { bytes: Buffer.byteLength(text), digest: digestOf(text) })
    this.#at = undefined
  }

  /** Ends the run without its end: the record stays, and says that nobody is at work any more. */
  async release(): Promise<void> {
    clearInterval(this.#timer)
    if (!this.#isHeld || this.#isLost) return
    this.#isHeld = false
    await this.#renew(true).catch(() => undefined)
  }

  #renew(isLast = false): Promise<void> {
    const renewal = this.#renewing.catch(() => undefined).then(() => this.#writeOnce(isLast))
    this.#renewing = renewal
    return renewal
  }

  async #writeOnce(isLast: boolean): Promise<void> {
    if (this.#isLost) throw this.#changed()
    const holder = isLast ? undefined : this.#holder
    const text = `${JSON.stringify({ renditions: 1, generation: 0, beat: this.#beat++, holder })}\n${this.#body}`
    try {
      this.#at = { text, version: await this.#target.write(CLAIM_PATH, text, this.#at?.version ?? '') }
      this.#renewed = now()
    } catch (error) {
      if (!(error instanceof RenditionsError) || error.code !== 'target-changed') throw error
      // A write whose answer was lost and that was sent again fails over itself.
      const found = await this.#target.read(CLAIM_PATH)
      if (found?.text === text) this.#at = found
      else {
        this.#isLost = true
        throw error
      }
    }
  }

  async #quietClaim(): Promise<TextAt | undefined> {
    const began = now()
    let seen: TextAt | undefined
    let since = began
    for (;;) {
      const found = await this.#target.read(CLAIM_PATH)
      const holder = found && holderOf(found.text)
      if (!found || !holder || isDead(holder)) return found
      const isAlive = seen !== undefined && found.version !== seen.version
      if (found.version !== seen?.version) since = now()
      else if (now() - since > this.#lease) return found
      seen = found
      if (isAlive && now() - began > this.#lease * 2) {
        const who = `process ${holder.pid} on "${holder.host}"`
        throw new RenditionsError(errorOf('publish-locked', { target: this.#target.name, holder: who, file: CLAIM_PATH }))
      }
      await sleep(Math.min(1000, this.#lease / 8))
    }
  }

  #changed(): RenditionsError {
    return new RenditionsError(errorOf('target-changed', { target: this.#target.name }))
  }
}

/** A target that changes nothing once its claim is lost. */
export function claimedTarget(target: Target, claim: Claim): Target {
  const first = <A extends unknown[], R>(work: (...given: A) => Promise<R>): ((...given: A) => Promise<R>) => {
    return async (...given) => {
      await claim.confirm()
      return work(...given)
    }
  }
  return {
    name: target.name,
    ...(target.isRemote !== undefined && { isRemote: target.isRemote }),
    stat: (path) => target.stat(path),
    read: (path) => target.read(path),
    list: (folder) => target.list(folder),
    close: (recorded) => target.close(recorded),
    put: first(target.put.bind(target)),
    write: first(target.write.bind(target)),
    remove: first(target.remove.bind(target)),
    ...(target.isUnchanged && { isUnchanged: target.isUnchanged.bind(target) }),
    ...(target.flush && { flush: target.flush.bind(target) }),
    ...(target.redirect && { redirect: first(target.redirect.bind(target)) }),
  }
}

function holderOf(text: string): Holder | undefined {
  try {
    const header = JSON.parse(text.slice(0, Math.max(0, text.indexOf('\n')))) as { holder?: unknown }
    return header.holder === undefined ? undefined : parseHolder(JSON.stringify(header.holder))
  } catch {
    return undefined
  }
}

/** Goes on while the process is stopped, and while the machine sleeps. */
function now(): number {
  return Math.max(performance.now(), Date.now() - performance.timeOrigin)
}
