import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { contentTypeOf } from '../base/content-type.js'
import { fromSitePath } from '../base/site-path.js'
import { errorOf, formatProblem } from '../errors.js'
import { MIME_TYPES } from '../plan/formats.js'
import { renditionsOf } from '../plan/plan-reference.js'
import type { Bound } from '../pipeline.js'
import type { PlannedReference, Problem, Reference, Rendition } from '../types.js'
import { isServing, type Context, type OpenSite } from './context.js'
import { baseOf, DEV_PREFIX, readDevRequest, sign, type DevRequest } from './dev-address.js'
import { errorPicture } from './error-picture.js'

const YEAR = 31_536_000

/** Answers a dev address: makes the rendition if the cache has none, and nothing that no preset asks for. */
export async function answerRendition(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  if (!url.pathname.startsWith(DEV_PREFIX)) return false
  const path = decodeOnce(url.pathname.slice(DEV_PREFIX.length))
  if (path?.startsWith('error/')) return sendSignedError(context, response, path.slice('error/'.length), url)
  const wanted = path === undefined ? undefined : readDevRequest(context, path, url.searchParams)
  if (!wanted) return sendProblem(response, 400, errorOf('dev-address', { address: url.pathname }))
  const open = await context.open()
  const bound = await bindRequest(open, wanted)
  if (bound.kind !== 'planned') {
    const problem = 'problem' in bound && bound.problem ? bound.problem : errorOf('dev-address', { address: url.pathname })
    return sendProblem(response, problem.code === 'asset-not-found' ? 404 : 422, problem)
  }
  const { large } = bound.planned
  const candidates =
    wanted.viewer === undefined ? renditionsOf(bound.planned) : (large?.candidates ?? []).map(({ rendition: one }) => one)
  const rendition = candidates.find((candidate) => matches(candidate, wanted))
  if (!rendition) return sendProblem(response, 404, errorOf('dev-address', { address: url.pathname }))
  const isCurrent = url.searchParams.get('v') === rendition.digest.slice(0, 8)
  return sendRendition(open, request, response, bound.planned, rendition, isCurrent)
}

/** Answers a stable address with what a page of this session put there. */
export async function answerStable(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const planned = context.stablePaths.get(decodeOnce(url.pathname.slice(1)) ?? '')
  if (!planned) return false
  return sendRendition(await context.open(), request, response, planned, planned.main, false)
}

/** True for a URL that is an answer already: what was written into a fragment is read again as a part of its page. */
export function isDevAnswer(context: Context, url: string): boolean {
  const base = baseOf(context)
  if (!isServing(context) || !url.startsWith(base)) return false
  const path = url.slice(base.length)
  return path.startsWith(DEV_PREFIX.slice(1)) || context.stablePaths.has(decodeOnce(path) ?? '')
}

async function bindRequest(open: OpenSite, wanted: DevRequest): Promise<Bound> {
  const none = { start: 0, end: 0 }
  const isOriginal = wanted.format === 'original'
  const reference: Reference = {
    role: isOriginal ? 'link' : 'picture',
    place: { file: '', line: 1, column: 1 },
    url: `/${wanted.path.split('/').map(encodeURIComponent).join('/')}`,
    urlRange: none,
    range: none,
    wish: { preset: isOriginal ? undefined : wanted.preset, viewer: 'none', overrides: wanted.overrides },
    escape: 'html',
    explicit: true,
  }
  const viewer = wanted.viewer === undefined ? undefined : open.site.parts.config.viewers[wanted.viewer]
  return open.site.bind(viewer ? { ...reference, memberOf: viewer } : reference)
}

function matches(rendition: Rendition, wanted: DevRequest): boolean {
  const { recipe } = rendition
  if (wanted.format === 'original') return recipe.kind === 'original'
  return (
    recipe.kind === 'raster' &&
    recipe.format === wanted.format &&
    recipe.width === wanted.width &&
    recipe.height === wanted.height
  )
}

async function sendRendition(
  open: OpenSite,
  request: IncomingMessage,
  response: ServerResponse,
  planned: PlannedReference,
  rendition: Rendition,
  isCurrent: boolean,
): Promise<boolean> {
  const { cache, queue, root } = open.site.parts
  const file = fromSitePath(root, planned.asset.path)
  queue.add(rendition, { file, pixels: planned.asset.probe.width * planned.asset.probe.height * planned.asset.probe.pages })
  const made = await queue.ready(rendition.key)
  if ('problem' in made) return sendProblem(response, 422, made.problem)
  const etag = `"${made.artifact.digest.slice(0, 32)}"`
  response.setHeader('ETag', etag)
  response.setHeader('Cache-Control', isCurrent ? `public, max-age=${YEAR}, immutable` : 'no-cache')
  response.setHeader('Content-Type', typeOf(rendition))
  response.setHeader('X-Content-Type-Options', 'nosniff')
  if (request.headers['if-none-match'] === etag) return end(response, 304)
  response.setHeader('Content-Length', made.artifact.bytes)
  if (request.method === 'HEAD') return end(response, 200)
  createReadStream(cache.file(made.artifact))
    .on('error', (error) => response.destroy(error))
    .pipe(response)
  return true
}

function typeOf(rendition: Rendition): string {
  const { format } = rendition.recipe
  if (format in MIME_TYPES) return MIME_TYPES[format as keyof typeof MIME_TYPES]
  return contentTypeOf(`.${rendition.extension}`)
}

function sendSignedError(context: Context, response: ServerResponse, code: string, url: URL): boolean {
  const text = url.searchParams.get('text') ?? ''
  if (url.searchParams.get('sig') !== sign(context, `${code}\n${text}`)) return end(response, 400)
  return sendPicture(response, 422, text)
}

function sendProblem(response: ServerResponse, status: number, problem: Problem): boolean {
  return sendPicture(response, status, formatProblem({ ...problem, place: undefined }))
}

function sendPicture(response: ServerResponse, status: number, text: string): boolean {
  response.setHeader('Content-Type', 'image/svg+xml')
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
  response.statusCode = status
  response.end(errorPicture(text))
  return true
}

function end(response: ServerResponse, status: number): true {
  response.statusCode = status
  response.end()
  return true
}

/** Decodes a URL path exactly once; undefined for malformed escapes and for characters no site path has. */
function decodeOnce(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path)
    // oxlint-disable-next-line no-control-regex
    return /[\u0000-\u001f\\]|(?:^|\/)\.{1,2}(?:\/|$)/.test(decoded) ? undefined : decoded
  } catch {
    return undefined
  }
}
