import type { Digest } from '../../../types.js'
import type { ListPage, UploadsPage } from './listings.js'

/** What is told of an object without its bytes. */
export interface ObjectHead {
  bytes: number
  /** Without quotes and weakness; empty when the server tells none. */
  etag: string
  /** As we stored it beside the object. */
  digest?: Digest
  /** The mark of the very write that put it there. */
  attempt?: string
  /** Encrypted with keys of a service or of a customer: its ETag is no MD5, and the server has checked what was sent. */
  isSealed: boolean
}

/** What is stored beside the bytes. */
export interface ObjectNotes {
  contentType: string
  cacheControl: string
  digest: Digest
  attempt?: string
  /** Where the bucket's website leads instead. */
  redirect?: string
}

/** Nothing is stored unless it holds, where the server knows conditions. Values as they stand in the header. */
export interface Condition {
  ifMatch?: string
  ifNoneMatch?: '*'
}

/** Bytes to be sent, with their checksums. */
export interface Payload {
  body: Uint8Array
  digest: Digest
  /** Base64, for `Content-MD5`. */
  md5: string
}

/**
 * The requests a target makes of a bucket, each tried once. Rejects with `S3Failure`; an object that is not there is
 * undefined. All retrying, verifying and paging is done by the target, once for every client.
 */
export interface S3Client {
  headBucket(): Promise<void>
  head(key: string): Promise<ObjectHead | undefined>
  /** Hands over the bytes piece by piece; rejects when they are not all there. */
  get(key: string, piece: (bytes: Uint8Array) => void): Promise<ObjectHead | undefined>
  /** Gives the ETag, empty when the server tells none. */
  put(key: string, payload: Payload, notes: ObjectNotes, condition: Condition): Promise<string>
  delete(key: string, condition: Condition): Promise<void>
  list(prefix: string, token?: string): Promise<ListPage>
  createMultipart(key: string, notes: ObjectNotes): Promise<string>
  /** Gives the part's ETag. */
  uploadPart(key: string, id: string, number: number, payload: Payload): Promise<string>
  complete(key: string, id: string, etags: readonly string[], condition: Condition): Promise<void>
  abort(key: string, id: string): Promise<void>
  listUploads(prefix: string, after?: { key: string; id: string }): Promise<UploadsPage>
}

/** An ETag as it is compared. */
export function plainEtag(header: string | null | undefined): string {
  return (header ?? '').replace(/^W\//, '').replace(/^"(.*)"$/, '$1')
}

/** Reads what both clients get as headers of one object. */
export function headOf(headers: (name: string) => string | null | undefined): ObjectHead {
  const encryption = headers('x-amz-server-side-encryption')
  const digest = headers('x-amz-meta-sha256')
  const attempt = headers('x-amz-meta-attempt')
  return {
    bytes: Number(headers('content-length') ?? -1),
    etag: plainEtag(headers('etag')),
    ...(digest && { digest }),
    ...(attempt && { attempt }),
    isSealed:
      (Boolean(encryption) && encryption !== 'AES256') || Boolean(headers('x-amz-server-side-encryption-customer-algorithm')),
  }
}
