import { STATUS_CODES } from 'node:http'
import { errorOf } from '../../../errors.js'
import type { Problem } from '../../../types.js'

/** Codes of S3 for what is over by itself: a rival's request in the same moment, or bytes lost on the way. */
const PASSING_CODES = new Set([
  'ConditionalRequestConflict',
  'OperationAborted',
  'RequestTimeout',
  'BadDigest',
  'IncompleteBody',
  'XAmzContentSHA256Mismatch',
  'InternalError',
  'SlowDown',
  'ServiceUnavailable',
])
const PASSING_STATUSES = new Set([0, 408, 429, 500, 502, 503, 504])

/**
 * A request that failed. Knows nothing but what may be shown: no URL, no header and no text of a server, which may repeat
 * a key or a signature.
 */
export class S3Failure extends Error {
  override readonly name = 'S3Failure'
  /** HTTP status; 0 when there was no answer, or none that is whole. */
  readonly status: number
  /** Code of S3 (`AccessDenied`), of Node (`ECONNRESET`), or one of ours. */
  readonly code: string
  /** Seconds the server asks to wait. */
  readonly retryAfter: number | undefined
  /** False when trying again cannot help although nothing answered (certificates). */
  readonly passing: boolean

  constructor(status: number, code: string, options: { retryAfter?: number; words?: string } = {}) {
    super(options.words ?? [status || '', code || STATUS_CODES[status]].filter(Boolean).join(' '))
    this.status = status
    this.code = code
    this.retryAfter = options.retryAfter
    this.passing = status === 0 ? !/CERT|TLS|SSL|SELF_SIGNED|VERIFY/.test(code) : isPassing(status, code)
  }
}

function isPassing(status: number, code: string): boolean {
  return PASSING_STATUSES.has(status) || PASSING_CODES.has(code)
}

/** A failure from an answer's status, code and headers. */
export function failureOf(status: number, code: string | undefined, retryAfter: string | null | undefined): S3Failure {
  const seconds = secondsOf(retryAfter)
  return new S3Failure(status, safeCode(code), seconds === undefined ? {} : { retryAfter: seconds })
}

/** A failure from what fetch or a socket threw. */
export function networkFailure(error: unknown): S3Failure {
  if (error instanceof S3Failure) return error
  const causes = [error, (error as { cause?: unknown }).cause] as { code?: unknown; name?: unknown }[]
  const code = causes.map((cause) => cause?.code).find((one) => typeof one === 'string')
  return new S3Failure(0, safeCode(code as string | undefined) || 'connection lost')
}

/** An answer that is not what was asked for, or not whole: as good as none. */
export function brokenAnswer(reason: string): S3Failure {
  return new S3Failure(0, 'BrokenAnswer', { words: reason })
}

/** True when a condition on what stands there did not hold. */
export function isPrecondition(error: unknown): boolean {
  return error instanceof S3Failure && (error.status === 412 || (error.status === 404 && error.code === 'NoSuchKey'))
}

/** The failure as a problem of the catalogue. */
export function problemOf(failure: S3Failure, target: string, path: string): Problem {
  const reached = failure.status !== 0 && !failure.passing
  return errorOf(reached ? 'target-refused' : 'target-unreachable', { target, path, reason: wordsOf(failure) })
}

function wordsOf({ status, code, message }: S3Failure): string {
  if (status === 301 || status === 307 || code === 'AuthorizationHeaderMalformed')
    return `${message}, so its "region" or "endpoint" is another`
  if (code === 'RequestTimeTooSkewed') return `${message}: the clock of this machine is wrong`
  if (code === 'ExpiredToken') return `${message}: the credentials are no longer valid`
  if (status === 404) return `${message}, so there is no such bucket`
  return message
}

/** What a server or a library calls a code, when it is one. */
function safeCode(code: string | undefined): string {
  return code !== undefined && /^[\w.-]{1,60}$/.test(code) ? code : ''
}

function secondsOf(header: string | null | undefined): number | undefined {
  if (!header) return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined
}
