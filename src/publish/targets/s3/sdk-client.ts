import { Readable } from 'node:stream'
import type {
  $Command,
  GetObjectCommandOutput,
  HeadObjectCommandOutput,
  S3Client as Sdk,
  S3ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-s3'
import { errorOf, RenditionsError } from '../../../errors.js'
import type { Place } from './bucket-place.js'
import { headOf, plainEtag, type Condition, type ObjectHead, type ObjectNotes, type Payload, type S3Client } from './client.js'
import { brokenAnswer, failureOf, networkFailure, S3Failure } from './failure.js'
import { parseListPage, parseUploadsPage, type ListPage, type UploadsPage } from './listings.js'
import { BUFFERS, withDeadline, type Deadlines } from './requests.js'

type Module = typeof import('@aws-sdk/client-s3')

/** As many as S3 gives. */
const PAGE = 1000

type Command<I extends ServiceInputTypes, O extends ServiceOutputTypes> = $Command<
  I,
  O,
  S3ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>

/** A client over Amazon's SDK, which is loaded only here: it finds credentials in more ways, at 5 MB. */
export async function createSdkClient(place: Place, deadlines: Deadlines): Promise<S3Client> {
  const sdk = await import('@aws-sdk/client-s3').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new RenditionsError(errorOf('package-missing', { package: '@aws-sdk/client-s3', wantedBy: 'client: "aws-sdk"' }))
  })
  return new SdkClient(sdk, place, deadlines)
}

class SdkClient implements S3Client {
  readonly #sdk: Module
  readonly #client: Sdk
  readonly #bucket: string
  readonly #deadlines: Deadlines

  constructor(sdk: Module, place: Place, deadlines: Deadlines) {
    this.#sdk = sdk
    this.#bucket = place.bucket
    this.#deadlines = deadlines
    this.#client = new sdk.S3Client({
      ...(place.endpoint !== undefined && { endpoint: place.endpoint }),
      region: place.region,
      forcePathStyle: place.pathStyle,
      // How far a body got shows only there.
      requestHandler: { connectionTimeout: deadlines.idle, socketTimeout: deadlines.idle + BUFFERS },
      // Trying again is the target's work.
      maxAttempts: 1,
      // Its own checksums are sent in a form that many servers refuse or store as bytes; ours are in headers they all know.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    })
  }

  async headBucket(): Promise<void> {
    await this.#send(new this.#sdk.HeadBucketCommand({ Bucket: this.#bucket }))
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    const found = await this.#found(this.#send(new this.#sdk.HeadObjectCommand(this.#at(key))))
    return found && sdkHead(found)
  }

  async get(key: string, piece: (bytes: Uint8Array) => void): Promise<ObjectHead | undefined> {
    return this.#found(
      withDeadline(this.#deadlines, 0, async (signal, alive) => {
        const output = await this.#sent(new this.#sdk.GetObjectCommand(this.#at(key)), signal)
        alive(0)
        const body = output.Body as Readable
        signal.addEventListener('abort', () => body.destroy(new Error('aborted')))
        let bytes = 0
        for await (const chunk of body as AsyncIterable<Uint8Array>) {
          bytes += chunk.byteLength
          alive(chunk.byteLength)
          piece(chunk)
        }
        if (output.ContentLength !== undefined && output.ContentLength !== bytes)
          throw brokenAnswer('it sent fewer bytes than it said')
        return sdkHead(output)
      }),
    )
  }

  async put(key: string, payload: Payload, notes: ObjectNotes, condition: Condition): Promise<string> {
    const input = { ...this.#at(key), ...inputOf(notes), ...conditionOf(condition), Body: payload.body, ContentMD5: payload.md5 }
    const output = await this.#send(new this.#sdk.PutObjectCommand(input), payload.body.byteLength)
    return plainEtag(output.ETag)
  }

  async delete(key: string, condition: Condition): Promise<void> {
    const { ifMatch } = condition
    await this.#found(
      this.#send(new this.#sdk.DeleteObjectCommand({ ...this.#at(key), ...(ifMatch !== undefined && { IfMatch: ifMatch }) })),
    )
  }

  async list(prefix: string, token?: string): Promise<ListPage> {
    const from = token === undefined ? {} : { ContinuationToken: token }
    const input = { Bucket: this.#bucket, Prefix: prefix, MaxKeys: PAGE, EncodingType: 'url' as const, ...from }
    const text = await this.#textOf(new this.#sdk.ListObjectsV2Command(input))
    return parseListPage(text, { bucket: this.#bucket })
  }

  async createMultipart(key: string, notes: ObjectNotes): Promise<string> {
    const output = await this.#send(new this.#sdk.CreateMultipartUploadCommand({ ...this.#at(key), ...inputOf(notes) }))
    const id = output.UploadId
    if (!id) throw brokenAnswer('it began an upload without a name')
    return id
  }

  async uploadPart(key: string, id: string, number: number, { body, md5 }: Payload): Promise<string> {
    const input = { ...this.#at(key), UploadId: id, PartNumber: number, Body: body, ContentMD5: md5 }
    const output = await this.#send(new this.#sdk.UploadPartCommand(input), body.byteLength)
    return plainEtag(output.ETag)
  }

  async complete(key: string, id: string, etags: readonly string[], condition: Condition): Promise<void> {
    const Parts = etags.map((etag, at) => ({ PartNumber: at + 1, ETag: `"${etag}"` }))
    const input = { ...this.#at(key), ...conditionOf(condition), UploadId: id, MultipartUpload: { Parts } }
    await this.#send(new this.#sdk.CompleteMultipartUploadCommand(input))
  }

  async abort(key: string, id: string): Promise<void> {
    const input = { ...this.#at(key), UploadId: id }
    await this.#send(new this.#sdk.AbortMultipartUploadCommand(input)).catch((error: unknown) => {
      if (!(error instanceof S3Failure && error.code === 'NoSuchUpload')) throw error
    })
  }

  async listUploads(prefix: string, after?: { key: string; id: string }): Promise<UploadsPage> {
    const from = after ? { KeyMarker: after.key, UploadIdMarker: after.id } : {}
    const input = { Bucket: this.#bucket, Prefix: prefix, MaxUploads: PAGE, EncodingType: 'url' as const, ...from }
    return parseUploadsPage(await this.#textOf(new this.#sdk.ListMultipartUploadsCommand(input)))
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: key }
  }

  /** Undefined for an object that is not there. */
  async #found<T>(sent: Promise<T>): Promise<T | undefined> {
    try {
      return await sent
    } catch (error) {
      if (error instanceof S3Failure && error.status === 404 && error.code !== 'NoSuchBucket') return undefined
      throw error
    }
  }

  #send<I extends ServiceInputTypes, O extends ServiceOutputTypes>(command: Command<I, O>, bytes = 0): Promise<O> {
    return withDeadline(this.#deadlines, bytes, (signal) => this.#sent(command, signal))
  }

  async #sent<I extends ServiceInputTypes, O extends ServiceOutputTypes>(
    command: Command<I, O>,
    signal: AbortSignal,
  ): Promise<O> {
    try {
      return await this.#client.send(command, { abortSignal: signal })
    } catch (error) {
      throw failureOfSdk(error)
    }
  }

  /** The very text of an answer: the SDK makes an empty listing of one that is cut short. */
  #textOf<I extends ServiceInputTypes, O extends ServiceOutputTypes>(command: Command<I, O>): Promise<string> {
    return withDeadline(this.#deadlines, 0, async (signal, alive) => {
      let text = ''
      command.middlewareStack.add(
        (next) => async (parameters) => {
          const result = await next(parameters)
          const response = result.response as { body?: AsyncIterable<Uint8Array> }
          const chunks: Uint8Array[] = []
          for await (const chunk of response.body ?? []) {
            alive(chunk.byteLength)
            chunks.push(chunk)
          }
          const bytes = Buffer.concat(chunks)
          text = bytes.toString('utf8')
          response.body = Readable.from([bytes])
          return result
        },
        { step: 'deserialize', priority: 'low', name: 'renditionsText' },
      )
      await this.#sent(command, signal)
      return text
    })
  }
}

function sdkHead(output: HeadObjectCommandOutput | GetObjectCommandOutput): ObjectHead {
  const headers: Record<string, string | undefined> = {
    'content-length': output.ContentLength === undefined ? undefined : String(output.ContentLength),
    etag: output.ETag,
    'x-amz-meta-sha256': output.Metadata?.['sha256'],
    'x-amz-meta-attempt': output.Metadata?.['attempt'],
    'x-amz-server-side-encryption': output.ServerSideEncryption,
    'x-amz-server-side-encryption-customer-algorithm': output.SSECustomerAlgorithm,
  }
  return headOf((name) => headers[name])
}

function inputOf({ contentType, cacheControl, digest, attempt, redirect }: ObjectNotes): object {
  return {
    ContentType: contentType,
    CacheControl: cacheControl,
    Metadata: { sha256: digest, ...(attempt !== undefined && { attempt }) },
    ...(redirect !== undefined && { WebsiteRedirectLocation: redirect }),
  }
}

function conditionOf({ ifMatch, ifNoneMatch }: Condition): object {
  return { ...(ifMatch !== undefined && { IfMatch: ifMatch }), ...(ifNoneMatch !== undefined && { IfNoneMatch: ifNoneMatch }) }
}

/** Takes from an error what may be shown; its request and answer hold signatures. */
function failureOfSdk(error: unknown): S3Failure {
  const { name, $metadata, $response } = error as {
    name?: string
    $metadata?: { httpStatusCode?: number }
    $response?: { statusCode?: number; headers?: Record<string, string> }
  }
  if (error instanceof S3Failure) return error
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError')
    return new S3Failure(401, 'NoCredentials', { words: 'the SDK found no credentials' })
  const status = $response?.statusCode ?? $metadata?.httpStatusCode
  if (status === undefined) return networkFailure(error)
  if (status >= 200 && status < 300) {
    // Either the error that came after the status was sent, or no answer that can be read.
    return name === 'InternalError' ? failureOf(500, name, undefined) : brokenAnswer('its answer cannot be read')
  }
  return failureOf(status, name, $response?.headers?.['retry-after'])
}
