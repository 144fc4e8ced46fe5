import type { S3TargetOptions } from '../../../config/options.js'
import { errorOf, RenditionsError } from '../../../errors.js'

/** Where a bucket is. */
export interface Place {
  bucket: string
  region: string
  /** Of the server; undefined for Amazon's own, which its SDK finds by itself. */
  endpoint: string | undefined
  /** The bucket is part of the path, not of the host name. */
  pathStyle: boolean
  /** Of the bucket, without a slash at its end. */
  url: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Finds a bucket from options, then the environment (`AWS_ENDPOINT_URL_S3`, `AWS_REGION`, as in Amazon's SDKs), then the
 * profile's region, then what is usual. Rejects an endpoint that holds credentials, without repeating it.
 */
export function placeOfBucket(
  target: string,
  options: Pick<S3TargetOptions, 'bucket' | 'endpoint' | 'region' | 'pathStyle'>,
  env: Environment,
  profileRegion?: string,
): Place {
  const { bucket } = options
  const endpoint = options.endpoint ?? env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL']
  const url = endpoint === undefined ? undefined : endpointUrl(target, endpoint)
  const usual = url?.hostname.endsWith('.r2.cloudflarestorage.com') ? 'auto' : 'us-east-1'
  const region = options.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? profileRegion ?? usual
  // A dot in a bucket's name is a level that Amazon's certificate does not cover.
  const pathStyle = options.pathStyle ?? (url !== undefined || bucket.includes('.'))
  const server = url ?? new URL(`https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`)
  const path = server.pathname.replace(/\/+$/, '')
  const host = pathStyle ? server.host : `${bucket}.${server.host}`
  return {
    bucket,
    region,
    endpoint: url && `${url.origin}${path}`,
    pathStyle,
    url: `${server.protocol}//${host}${path}${pathStyle ? `/${bucket}` : ''}`,
  }
}

function endpointUrl(target: string, endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash
  if (isPlain) return url
  const received = url ? 'one with credentials, a query or another scheme' : 'something else'
  throw new RenditionsError(
    errorOf('invalid-option', { option: `targets.${target}.endpoint`, expected: 'an http(s) URL of a server', received }),
  )
}
