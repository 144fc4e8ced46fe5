import { randomUUID } from 'node:crypto'
import { mapLimited } from '../../../base/concurrency.js'
import { contentTypeOf } from '../../../base/content-type.js'
import type { S3TargetOptions } from '../../../config/options.js'
import { errorOf, RenditionsError } from '../../../errors.js'
import type { Content, Known, Published, Target, TextAt } from '../../../ports.js'
import type { Digest } from '../../../types.js'
import { isSafeAddress } from '../../is-safe-address.js'
import { isOurs, isSame } from '../../survey.js'
import { cacheControlOf } from '../content-headers.js'
import { Bucket } from './bucket.js'
import { placeOfBucket } from './bucket-place.js'
import type { ObjectNotes, S3Client } from './client.js'
import { createCredentialSource, profileRegion, type Environment } from './credentials.js'
import { isPrecondition, problemOf, S3Failure } from './failure.js'
import { createKeys, type Keys } from './keys.js'
import { payloadOf } from './payload.js'
import { Requests, type Deadlines } from './requests.js'
import { createSdkClient } from './sdk-client.js'
import { createSignedClient } from './signed-client.js'

const CONCURRENCY = 16
/** How often a file is sent to a service that stores other bytes. */
const MOST_SENT = 3
const TEXTS_AT_ONCE = 4
const PART_BYTES = 8 * 2 ** 20
const DEADLINES: Deadlines = { idle: 30_000, total: 60_000 }

/** What a bucket needs besides what the site's author writes. */
export interface S3TargetSetting extends S3TargetOptions {
  name: string
  /** Where credentials, region and endpoint are looked for. Default: that of the process. */
  env?: Environment
  /** How patient requests are. Defaults: 30 s without a byte, 60 s in all besides the bytes; 5 tries from 250 ms on. */
  patience?: Partial<Deadlines> & { tries?: number; pause?: number }
}

/**
 * Publishes to a bucket of an S3-compatible service. Nothing but what it was told of is overwritten or removed, by
 * conditions where the service knows them and a look before everywhere; what was put is verified.
 */
export function createS3Target(setting: S3TargetSetting): Target {
  return new S3Target(setting)
}

class S3Target implements Target {
  readonly name: string
  readonly isRemote = true
  readonly redirect?: Target['redirect']
  readonly #keys: Keys
  readonly #bucket: Bucket
  /** The same, past the queue of files: a sign of life must not wait for them. */
  readonly #texts: Bucket
  readonly #concurrency: number

  constructor(setting: S3TargetSetting) {
    const { name, redirects, concurrency = CONCURRENCY, partBytes = PART_BYTES, patience } = setting
    this.name = name
    this.#keys = createKeys(name, setting)
    this.#concurrency = concurrency
    let client: Promise<S3Client> | undefined
    const bucket = (lanes: number): Bucket =>
      new Bucket({
        client: () => (client ??= createClient(setting)),
        requests: new Requests({ ...patience, concurrency: lanes }),
        partBytes,
      })
    this.#bucket = bucket(concurrency)
    this.#texts = bucket(TEXTS_AT_ONCE)
    if (redirects === 'website') this.redirect = (...parameters) => this.#redirect(...parameters)
  }

  stat(path: string): Promise<{ bytes: number; digest: Digest } | undefined> {
    return this.#at(path, async (key) => {
      const found = await this.#bucket.stat(key)
      return found && { bytes: found.bytes, digest: found.digest }
    })
  }

  put(path: string, file: string, expected: Content, replaces?: Known): Promise<void> {
    const notes = { contentType: contentTypeOf(path), cacheControl: cacheControlOf(expected.immutable), digest: expected.digest }
    return this.#place(path, expected, replaces, (key, over) =>
      this.#bucket.upload({ key, file, expected, notes, over, address: path }),
    )
  }

  write(path: string, text: string, only?: string, immutable = false): Promise<string> {
    return this.#at(path, async (key) => {
      const payload = payloadOf(Buffer.from(text))
      const attempt = randomUUID()
      const notes = { contentType: contentTypeOf(path), cacheControl: cacheControlOf(immutable), digest: payload.digest, attempt }
      if (only !== undefined && ((await this.#texts.head(key))?.etag ?? '') !== only) throw this.#changed()
      const given = await this.#texts.put(key, payload, notes, only).catch((error: unknown) => {
        if (only !== undefined && isPrecondition(error)) return undefined
        throw error
      })
      if (given === payload.hex) return given
      // Its ETag is no MD5, or the answer of an earlier try was lost: what stands there tells whose it is.
      const head = await this.#texts.head(key)
      if (given === undefined && head?.attempt !== attempt) throw this.#changed()
      const expected = { bytes: payload.body.byteLength, digest: payload.digest }
      await this.#verified(path, key, expected, payload.hex, (over) => this.#texts.put(key, payload, notes, over))
      return (await this.#texts.head(key))?.etag ?? ''
    })
  }

  read(path: string): Promise<TextAt | undefined> {
    return this.#at(path, async (key) => {
      const found = await this.#texts.text(key)
      return found && { text: found.text, version: found.etag }
    })
  }

  remove(path: string, expected: Known): Promise<boolean> {
    return this.#at(path, async (key) => {
      const found = await this.#standing(key, expected)
      return !found || (isOurs(found, expected) && this.#bucket.delete(key, found.etag))
    })
  }

  list(folder: string): Promise<Published[]> {
    const prefix = folder === '' ? this.#keys.prefix : `${this.#keys.of(folder)}/`
    return this.#guarded(folder, async () => {
      // Consoles make folders of empty objects whose key ends with a slash; they hold nothing.
      const objects = (await this.#bucket.list(prefix)).filter(({ key, bytes }) => bytes > 0 || !key.endsWith('/'))
      const published = await mapLimited(objects, this.#concurrency, async ({ key, bytes }) => {
        const path = this.#keys.pathOf(key)
        // No address of ours, and as a URL it would be another.
        if (!isSafeAddress(path)) return { path, bytes, digest: '' }
        const found = await this.#bucket.stat(key)
        return found && { path, bytes: found.bytes, digest: found.digest }
      })
      return published.filter((one) => one !== undefined)
    })
  }

  async close(recorded?: Iterable<string>): Promise<void> {
    // Only who has published surely knows that nobody else is about to.
    if (recorded === undefined) return
    await this.#guarded('', () => this.#bucket.abortUploads(this.#keys.prefix)).catch((error: unknown) => {
      // Not every key may list uploads, and not every service knows how.
      if ((error as RenditionsError).code !== 'target-refused') throw error
    })
  }

  #redirect(path: string, to: string, text: string, replaces?: Known): Promise<void> {
    const payload = payloadOf(Buffer.from(text))
    const expected = { bytes: payload.body.byteLength, digest: payload.digest }
    const notes: ObjectNotes = {
      contentType: contentTypeOf('.html'),
      cacheControl: cacheControlOf(false),
      digest: expected.digest,
      redirect: asHeader(to),
    }
    return this.#place(path, expected, replaces, async (key, over) => {
      await this.#bucket.put(key, payload, notes, over)
      return payload.hex
    })
  }

  /** Puts something where nothing stands, or what it replaces; done when it is there already. */
  #place(
    path: string,
    expected: Known,
    replaces: Known | undefined,
    store: (key: string, over: string) => Promise<string>,
  ): Promise<void> {
    return this.#at(path, async (key) => {
      const found = await this.#standing(key, expected, replaces)
      if (found && isSame(found, expected)) return
      if (found && !isOurs(found, expected, replaces)) throw conflict(path)
      const due = await store(key, found?.etag ?? '').catch(async (error: unknown) => {
        if (!isPrecondition(error)) throw error
        // Somebody was faster: with the same bytes, or with others. Or the answer of an earlier try was lost.
        const now = await this.#standing(key, expected, replaces)
        if (now && isSame(now, expected)) return undefined
        if (now && isOurs(now, expected)) return store(key, now.etag)
        throw conflict(path)
      })
      if (due !== undefined) await this.#verified(path, key, expected, due, (over) => store(key, over))
    })
  }

  /** What stands there, with the digest that was sent with it; read through only when there is none and its size leaves a doubt. */
  async #standing(
    key: string,
    expected: Known,
    replaces?: Known,
  ): Promise<{ bytes: number; digest: Digest; etag: string } | undefined> {
    const head = await this.#bucket.head(key)
    if (!head) return undefined
    const inDoubt = head.digest === undefined && (head.bytes === expected.bytes || head.bytes === replaces?.bytes)
    const digest = inDoubt ? await this.#bucket.digestOf(key) : head.digest
    return { ...head, digest: digest ?? '' }
  }

  /**
   * Sends it again, over what was sent, while what stands there is not the bytes that were sent: at a stable address people
   * see it already. Rejects, and leaves nothing of it, when that does not help.
   */
  async #verified(
    path: string,
    key: string,
    expected: Known,
    due: string,
    again: (over: string) => Promise<unknown>,
  ): Promise<void> {
    for (let sent = 1; !(await this.#bucket.holds(key, expected, due)); sent++) {
      const head = await this.#bucket.head(key)
      const own = head && isOurs(head, expected) ? head : undefined
      if (own && sent < MOST_SENT) {
        await again(own.etag)
        continue
      }
      if (own) await this.#bucket.delete(key, own.etag)
      throw new RenditionsError(errorOf('artifact-damaged', { address: path, storedBy: this.name }))
    }
  }

  #changed(): RenditionsError {
    return new RenditionsError(errorOf('target-changed', { target: this.name }))
  }

  async #at<T>(path: string, work: (key: string) => Promise<T>): Promise<T> {
    const key = this.#keys.of(path)
    return this.#guarded(path, () => work(key))
  }

  /** Turns failures of requests into problems of the catalogue; without their cause, which may hold what is secret. */
  async #guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof S3Failure) throw new RenditionsError(problemOf(error, this.name, path))
      throw error
    }
  }
}

async function createClient(setting: S3TargetSetting): Promise<S3Client> {
  const { name, env = process.env, patience } = setting
  const deadlines = { idle: patience?.idle ?? DEADLINES.idle, total: patience?.total ?? DEADLINES.total }
  const place = placeOfBucket(name, setting, env, await profileRegion(env))
  if (setting.client === 'aws-sdk') return createSdkClient(place, deadlines)
  return createSignedClient(place, createCredentialSource(env, place.region), deadlines)
}

function conflict(address: string): RenditionsError {
  return new RenditionsError(errorOf('target-conflict', { address }))
}

/** A URL as a header may hold it; what is escaped already stays as it is. */
function asHeader(url: string): string {
  return encodeURI(url).replace(/%25(?=[\da-f]{2})/gi, '%')
}
