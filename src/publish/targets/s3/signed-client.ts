import { AwsV4Signer } from 'aws4fetch'
import { digestOf } from '../../../base/hash.js'
import type { Place } from './bucket-place.js'
import { headOf, plainEtag, type Condition, type ObjectHead, type ObjectNotes, type Payload, type S3Client } from './client.js'
import type { CredentialSource } from './credentials.js'
import { brokenAnswer, failureOf } from './failure.js'
import { encodeKey, encodeStrictly } from './keys.js'
import { parseListPage, parseUploadsPage, type ListPage, type UploadsPage } from './listings.js'
import { withDeadline, type Alive, type Deadlines } from './requests.js'
import { parseXml, textOf, type XmlElement } from './xml.js'

const NOTHING = digestOf('')
/** As many as S3 gives; some servers give fewer unless they are asked. */
const PAGE = '1000'
/** Bytes that are sent at once. */
const PIECE = 65_536
/** Bytes of an error's text that are looked at. */
const ERROR_BYTES = 65_536

interface Call {
  key?: string
  query?: Readonly<Record<string, string | undefined>>
  headers?: Readonly<Record<string, string | undefined>>
  payload?: Pick<Payload, 'body' | 'digest'> & { md5?: string }
  /** Statuses that are an answer besides success. */
  accepts?: readonly number[]
  piece?: (bytes: Uint8Array) => void
}

interface Answer {
  status: number
  headers: Headers
  text: string
}

/** A client of a few hundred lines: `fetch`, signed by aws4fetch. */
export function createSignedClient(place: Place, credentials: CredentialSource, deadlines: Deadlines): S3Client {
  return new SignedClient(place, credentials, deadlines)
}

class SignedClient implements S3Client {
  readonly #place: Place
  readonly #credentials: CredentialSource
  readonly #deadlines: Deadlines
  /** Keys derived for signing, by day. */
  readonly #derived = new Map<string, ArrayBuffer>()

  constructor(place: Place, credentials: CredentialSource, deadlines: Deadlines) {
    this.#place = place
    this.#credentials = credentials
    this.#deadlines = deadlines
  }

  async headBucket(): Promise<void> {
    await this.#call('HEAD', {})
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    const { status, headers } = await this.#call('HEAD', { key, accepts: [404] })
    return status === 404 ? undefined : headOf((name) => headers.get(name))
  }

  async get(key: string, piece: (bytes: Uint8Array) => void): Promise<ObjectHead | undefined> {
    const { status, headers, text } = await this.#call('GET', { key, accepts: [404], piece })
    if (status !== 404) return headOf((name) => headers.get(name))
    if (errorCode(text) === 'NoSuchBucket') throw failureOf(404, 'NoSuchBucket', undefined)
    return undefined
  }

  async put(key: string, payload: Payload, notes: ObjectNotes, condition: Condition): Promise<string> {
    const headers = { ...headersOf(notes), ...conditionHeaders(condition) }
    return plainEtag((await this.#call('PUT', { key, headers, payload })).headers.get('etag'))
  }

  async delete(key: string, condition: Condition): Promise<void> {
    const { status, text } = await this.#call('DELETE', { key, headers: conditionHeaders(condition), accepts: [404] })
    if (status === 404 && errorCode(text) === 'NoSuchBucket') throw failureOf(404, 'NoSuchBucket', undefined)
  }

  async list(prefix: string, token?: string): Promise<ListPage> {
    const query = { 'list-type': '2', 'encoding-type': 'url', 'max-keys': PAGE, prefix, 'continuation-token': token }
    return parseListPage((await this.#call('GET', { query })).text, { bucket: this.#place.bucket })
  }

  async createMultipart(key: string, notes: ObjectNotes): Promise<string> {
    const { text } = await this.#call('POST', { key, query: { uploads: '' }, headers: headersOf(notes) })
    const id = textOf(documentOf(text), 'UploadId')
    if (!id) throw brokenAnswer('it began an upload without a name')
    return id
  }

  async uploadPart(key: string, id: string, number: number, payload: Payload): Promise<string> {
    const query = { partNumber: String(number), uploadId: id }
    return plainEtag((await this.#call('PUT', { key, query, payload })).headers.get('etag'))
  }

  async complete(key: string, id: string, etags: readonly string[], condition: Condition): Promise<void> {
    const parts = etags.map((etag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>"${etag}"</ETag></Part>`).join('')
    const body = Buffer.from(`<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`)
    const headers = { 'content-type': 'application/xml', ...conditionHeaders(condition) }
    const payload = { body, digest: digestOf(body) }
    const { text } = await this.#call('POST', { key, query: { uploadId: id }, headers, payload })
    // The status is sent before the work is done.
    if (documentOf(text).name === 'Error') throw failureOf(500, errorCode(text), undefined)
  }

  async abort(key: string, id: string): Promise<void> {
    await this.#call('DELETE', { key, query: { uploadId: id }, accepts: [404] })
  }

  async listUploads(prefix: string, after?: { key: string; id: string }): Promise<UploadsPage> {
    const markers = { 'key-marker': after?.key, 'upload-id-marker': after?.id }
    return parseUploadsPage(
      (await this.#call('GET', { query: { uploads: '', 'encoding-type': 'url', 'max-uploads': PAGE, prefix, ...markers } })).text,
    )
  }

  async #call(method: string, call: Call): Promise<Answer> {
    const credentials = await this.#credentials()
    const { payload, piece } = call
    const signer = new AwsV4Signer({
      ...credentials,
      service: 's3',
      region: this.#place.region,
      cache: this.#derived,
      method,
      url: this.#urlOf(call),
      headers: present({
        'x-amz-content-sha256': payload?.digest ?? NOTHING,
        'content-md5': payload?.md5,
        ...call.headers,
      }),
    })
    const { url, headers } = await signer.sign()
    // A stored object must not be unpacked on the way to its digest. Not signed, because gateways change it.
    headers.set('accept-encoding', 'identity')
    const body = payload?.body
    if (body) headers.set('content-length', String(body.byteLength))
    return withDeadline(this.#deadlines, body?.byteLength ?? 0, async (signal, alive) => {
      const sent = body && { body: bodyOf(body, alive), duplex: 'half' as const }
      const response = await fetch(url, { method, headers, signal, redirect: 'manual', ...sent })
      alive(0)
      const wanted = response.ok ? piece : undefined
      const text = await readBody(response, alive, wanted)
      if (!response.ok && !call.accepts?.includes(response.status))
        throw failureOf(response.status, errorCode(text), response.headers.get('retry-after'))
      return { status: response.status, headers: response.headers, text }
    })
  }

  #urlOf({ key, query }: Call): string {
    const pairs = Object.entries(query ?? {})
      .filter((pair): pair is [string, string] => pair[1] !== undefined)
      .map(([name, value]) => `${name}=${encodeStrictly(value)}`)
    return `${this.#place.url}${key === undefined ? '' : `/${encodeKey(key)}`}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`
  }
}

/** A body as fetch takes it: what is large goes piece by piece, so that it shows whether the other side takes any. */
function bodyOf(body: Uint8Array, alive: Alive): BodyInit {
  if (body.byteLength <= PIECE) return body as Uint8Array<ArrayBuffer>
  let at = 0
  return new ReadableStream(
    {
      pull(control) {
        control.enqueue(body.subarray(at, at + PIECE))
        at += PIECE
        if (at >= body.byteLength) control.close()
        alive(0, at >= body.byteLength ? body.byteLength : 0)
      },
    },
    { highWaterMark: 0 },
  )
}

/** Reads to the end: whole text, or pieces that are handed on. */
async function readBody(response: Response, alive: Alive, piece: ((bytes: Uint8Array) => void) | undefined): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    alive(chunk.byteLength)
    if (piece) piece(chunk)
    else if (response.ok || bytes <= ERROR_BYTES) chunks.push(chunk)
  }
  const promised = response.headers.get('content-length')
  const isWhole = promised === null || Number(promised) === bytes || response.headers.has('content-encoding')
  if (piece && !isWhole) throw brokenAnswer('it sent fewer bytes than it said')
  return Buffer.concat(chunks).toString('utf8')
}

function documentOf(text: string): XmlElement {
  try {
    return parseXml(text)
  } catch (error) {
    throw brokenAnswer(`its answer is not whole: ${(error as Error).message}`)
  }
}

function errorCode(text: string): string | undefined {
  return /<Code>([\w.-]+)<\/Code>/.exec(text)?.[1]
}

function headersOf({ contentType, cacheControl, digest, attempt, redirect }: ObjectNotes): Record<string, string | undefined> {
  return {
    'content-type': contentType,
    'cache-control': cacheControl,
    'x-amz-meta-sha256': digest,
    'x-amz-meta-attempt': attempt,
    'x-amz-website-redirect-location': redirect,
  }
}

function conditionHeaders({ ifMatch, ifNoneMatch }: Condition): Record<string, string | undefined> {
  return { 'if-match': ifMatch, 'if-none-match': ifNoneMatch }
}

function present(headers: Readonly<Record<string, string | undefined>>): [string, string][] {
  return Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined)
}
