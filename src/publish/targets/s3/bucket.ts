import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { mapLimited } from '../../../base/concurrency.js'
import type { Known } from '../../../ports.js'
import type { Digest } from '../../../types.js'
import type { Condition, ObjectHead, ObjectNotes, Payload, S3Client } from './client.js'
import { isPrecondition, S3Failure } from './failure.js'
import { listAll } from './listings.js'
import { measureParts, multipartEtag, readMeasured, readWhole } from './payload.js'
import type { Requests } from './requests.js'

/** Parts of one file that are under way together. */
const PARTS_AT_ONCE = 4
/** Milliseconds between looks for an object that was just put, for servers that show it late. */
const LATE = [100, 400, 1500]

/** Requests that a server may refuse when they have a condition, each for itself. */
type Conditional = 'put' | 'complete' | 'delete'

export interface BucketOptions {
  /** Found when the first request is made. */
  client: () => Promise<S3Client>
  requests: Requests
  partBytes: number
}

/** A file to be stored, under which name, with what beside it. */
export interface Upload {
  key: string
  file: string
  expected: Known
  notes: ObjectNotes
  /** ETag of what it replaces; empty when nothing may stand there. */
  over: string
  /** For messages. */
  address: string
}

/** Requests of a bucket that are repeated, conditional as far as the server knows conditions, and checked. */
export class Bucket {
  readonly #options: BucketOptions
  /** False once a server compared ETags with their quotes (Ceph 16 does). */
  #quotes = true
  /** What a server said it knows no conditions for. */
  readonly #unconditional = new Set<Conditional>()
  #isThere: Promise<void> | undefined

  constructor(options: BucketOptions) {
    this.#options = options
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    const head = await this.#run((client) => client.head(key))
    // Nothing says whether it is the object or the whole bucket that is not there, and a lost bucket has lost nothing of ours.
    if (head === undefined) await (this.#isThere ??= this.#checkBucket())
    return head
  }

  /** What stands at a key, with the digest of its bytes: the one stored beside them, else they are read. */
  async stat(key: string): Promise<(ObjectHead & { digest: Digest }) | undefined> {
    const head = await this.head(key)
    if (head === undefined) return undefined
    if (head.digest !== undefined) return { ...head, digest: head.digest }
    const digest = await this.digestOf(key)
    return digest === undefined ? undefined : { ...head, digest }
  }

  async digestOf(key: string): Promise<Digest | undefined> {
    return this.#run(async (client) => {
      const hash = createHash('sha256')
      return (await client.get(key, (piece) => hash.update(piece))) && hash.digest('hex')
    })
  }

  async text(key: string): Promise<{ text: string; etag: string } | undefined> {
    return this.#run(async (client) => {
      const pieces: Uint8Array[] = []
      const head = await client.get(key, (piece) => pieces.push(piece))
      return head && { text: Buffer.concat(pieces).toString('utf8'), etag: head.etag }
    })
  }

  /** Stores bytes; `over` as in `Upload`, undefined for whatever stands there. Gives the ETag the server tells. */
  put(key: string, payload: Payload, notes: ObjectNotes, over: string | undefined): Promise<string> {
    return this.#only('put', key, over, (condition) => this.#run((client) => client.put(key, payload, notes, condition)))
  }

  /** Stores a small file in one request, a large one in parts. Gives the ETag it has if it is whole. */
  async upload(upload: Upload): Promise<string> {
    const { key, file, expected, notes, over, address } = upload
    if (expected.bytes > 2 * this.#options.partBytes) return this.#uploadParts(upload)
    let due = ''
    await this.#only('put', key, over, (condition) =>
      this.#run(async (client) => {
        // Read in its turn, so that no more files are in memory than requests are under way.
        const payload = await readWhole(file, expected, address)
        due = payload.hex
        return client.put(key, payload, notes, condition)
      }),
    )
    return due
  }

  /** Removes an object if it still is the one with this ETag; false when it is another by now. */
  async delete(key: string, etag: string): Promise<boolean> {
    try {
      await this.#only('delete', key, etag, (condition) => this.#run((client) => client.delete(key, condition)))
      return true
    } catch (error) {
      if (!isPrecondition(error)) throw error
      return (await this.head(key)) === undefined
    }
  }

  list(prefix: string): Promise<{ key: string; bytes: number }[]> {
    return listAll(prefix, (token) => this.#run((client) => client.list(prefix, token)))
  }

  /** True when what stands at a key is whole: size, digest, and the ETag if it is one of bytes; else all of it is read. */
  async holds(key: string, expected: Known, due: string): Promise<boolean> {
    const head = await this.#lateHead(key)
    if (head === undefined || head.bytes !== expected.bytes) return false
    if (head.digest === expected.digest && (head.etag === due || head.isSealed)) return true
    return (await this.digestOf(key)) === expected.digest
  }

  /** Ends the uploads below a prefix that a killed run left open. */
  async abortUploads(prefix: string): Promise<void> {
    let after: { key: string; id: string } | undefined
    do {
      const from = after
      const { uploads, next } = await this.#run((client) => client.listUploads(prefix, from))
      const ours = uploads.filter(({ key }) => key.startsWith(prefix))
      await mapLimited(ours, PARTS_AT_ONCE, ({ key, id }) => this.#run((client) => client.abort(key, id)))
      // The same place again would never end.
      after = next?.key === from?.key && next?.id === from?.id ? undefined : next
    } while (after)
  }

  async #uploadParts({ key, file, expected, notes, over, address }: Upload): Promise<string> {
    const parts = await measureParts(file, expected, this.#options.partBytes, address)
    const id = await this.#run((client) => client.createMultipart(key, notes))
    try {
      const etags = await mapLimited(parts.md5s, PARTS_AT_ONCE, (_md5, index) =>
        this.#run(async (client) => {
          const payload = await readMeasured(file, parts, index, address)
          return client.uploadPart(key, id, index + 1, payload)
        }),
      )
      // Not every server looks at conditions here; this leaves a moment instead of the minutes that the parts took.
      if (((await this.head(key))?.etag ?? '') !== over) throw new S3Failure(412, 'PreconditionFailed')
      await this.#only('complete', key, over, (condition) => this.#run((client) => client.complete(key, id, etags, condition)))
    } catch (error) {
      // The answer may be lost of a request that was fulfilled.
      const isGone = error instanceof S3Failure && error.code === 'NoSuchUpload'
      if (isGone && (await this.head(key))?.digest === expected.digest) return multipartEtag(parts.md5s)
      await this.#run((client) => client.abort(key, id)).catch(() => undefined)
      throw error
    }
    return multipartEtag(parts.md5s)
  }

  /** Does something only while the object with an ETag stands at a key (empty: nothing), as far as the server understands. */
  async #only<T>(
    kind: Conditional,
    key: string,
    over: string | undefined,
    work: (condition: Condition) => Promise<T>,
  ): Promise<T> {
    if (over === undefined || this.#unconditional.has(kind)) return work({})
    // As it is sent now: another request may find out meanwhile that the server wants none.
    const quoted = this.#quotes
    try {
      return await work(this.#condition(over))
    } catch (error) {
      if (error instanceof S3Failure && error.status === 501) {
        const result = await work({})
        this.#unconditional.add(kind)
        return result
      }
      if (!isPrecondition(error) || over === '' || !quoted) throw error
      if ((await this.head(key))?.etag !== over) throw error
      this.#quotes = false
      return work(this.#condition(over))
    }
  }

  #condition(over: string): Condition {
    if (over === '') return { ifNoneMatch: '*' }
    return { ifMatch: this.#quotes ? `"${over}"` : over }
  }

  async #lateHead(key: string): Promise<ObjectHead | undefined> {
    for (const wait of LATE) {
      const head = await this.head(key)
      if (head) return head
      await sleep(wait)
    }
    return this.head(key)
  }

  async #checkBucket(): Promise<void> {
    try {
      await this.#run((client) => client.headBucket())
    } catch (error) {
      this.#isThere = undefined
      // Keys that may touch objects only are told 403; not every service knows the request.
      if (!(error instanceof S3Failure && [403, 405, 501].includes(error.status))) throw error
    }
  }

  async #run<T>(work: (client: S3Client) => Promise<T>): Promise<T> {
    return this.#options.requests.run(async () => work(await this.#options.client()))
  }
}
