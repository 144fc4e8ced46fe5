import { setTimeout as sleep } from 'node:timers/promises'
import { networkFailure, S3Failure } from './failure.js'

/** How requests are repeated and held back. */
export interface RequestOptions {
  /** Most requests under way at once. */
  concurrency: number
  /** Tries of one request. Default 5. */
  tries?: number
  /** Milliseconds before the second try, doubled for each further one, less a random part. Default 250. */
  pause?: number
}

/** A server may ask for more, but nobody waits an hour for a picture. */
const LONGEST_PAUSE = 30_000

/**
 * Runs requests: not too many at once, again after what passes. A server that says it is asked too much is asked by half
 * as many at once; each round of that many successes lets one more in.
 */
export class Requests {
  readonly #options: Required<RequestOptions>
  readonly #waiting: (() => void)[] = []
  #limit: number
  #running = 0
  #successes = 0

  constructor({ concurrency, tries = 5, pause = 250 }: RequestOptions) {
    this.#options = { concurrency, tries, pause }
    this.#limit = concurrency
  }

  /** Rejects with `S3Failure`, or with what `work` threw that is none. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter()
    try {
      for (let tried = 1; ; tried++) {
        try {
          const result = await work()
          this.#succeeded()
          return result
        } catch (error) {
          if (!(error instanceof S3Failure)) throw error
          if (error.status === 429 || error.status === 503) this.#slowDown()
          if (!error.passing || tried >= this.#options.tries) throw error
          await sleep(this.#pauseAfter(tried, error))
        }
      }
    } finally {
      this.#leave()
    }
  }

  /** At least what the server asks for, within reason; else half of the step to all of it, so that rivals come apart. */
  #pauseAfter(tried: number, { retryAfter }: S3Failure): number {
    const step = this.#options.pause * 2 ** (tried - 1)
    const wait = step / 2 + (Math.random() * step) / 2
    return Math.min(Math.max(wait, (retryAfter ?? 0) * 1000), LONGEST_PAUSE)
  }

  #slowDown(): void {
    this.#limit = Math.max(1, Math.floor(this.#limit / 2))
    this.#successes = 0
  }

  #succeeded(): void {
    if (this.#limit >= this.#options.concurrency || ++this.#successes < this.#limit) return
    this.#successes = 0
    this.#limit++
  }

  async #enter(): Promise<void> {
    while (this.#running >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#running++
  }

  #leave(): void {
    this.#running--
    // All of them: each looks by itself whether there is room.
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

/** How long a request may take, in milliseconds. */
export interface Deadlines {
  /** Without a byte of the answer. Default 30,000. */
  idle: number
  /** In all, besides what the bytes take on a slow line. Default 60,000. */
  total: number
}

/** Bytes in a millisecond that a slow line carries even for one request of many (8 KiB/s). */
const SLOWEST = 8.192
/** Bytes that may be handed over but not sent, in buffers on the way. */
const BUFFERED = 2 ** 20

/** Milliseconds that buffers on the way may take to empty. */
export const BUFFERS = BUFFERED / SLOWEST

/** Says that a request lives: bytes were received, or, with `allSent`, the last of so many were handed over. */
export type Alive = (received: number, allSent?: number) => void

/**
 * Ends one request that takes too long: servers that say nothing, and servers that say a byte each second. `bytes` are
 * what is sent; until `alive` is called, all of them may be on their way.
 */
export async function withDeadline<T>(
  { idle, total }: Deadlines,
  bytes: number,
  work: (signal: AbortSignal, alive: Alive) => Promise<T>,
): Promise<T> {
  const control = new AbortController()
  const started = performance.now()
  let allowed = total + bytes / SLOWEST
  const end = (): void => control.abort()
  let timer = setTimeout(end, idle + bytes / SLOWEST)
  const alive: Alive = (received, allSent = 0) => {
    clearTimeout(timer)
    allowed += received / SLOWEST
    const wait = idle + Math.min(allSent, BUFFERED) / SLOWEST
    timer = setTimeout(end, Math.min(wait, Math.max(0, started + allowed - performance.now())))
  }
  try {
    return await work(control.signal, alive)
  } catch (error) {
    if (control.signal.aborted) throw new S3Failure(0, 'timeout', { words: 'it did not answer in time' })
    throw error instanceof S3Failure ? error : networkFailure(error)
  } finally {
    clearTimeout(timer)
  }
}
