import { unwritten } from '../base/unwritten-reference.js'
import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { bundleEntry, fileArtifact } from '../base/bundle.js'
import { contentTypeOf } from '../base/content-type.js'
import { digestOf } from '../base/hash.js'
import { extensionOf, fromSitePath, rootUrlOf } from '../base/site-path.js'
import { NO_VIEWER } from '../config/defaults.js'
import { errorOf, formatProblem } from '../errors.js'
import { MIME_TYPES } from '../plan/formats.js'
import { originalOf, renditionsOf } from '../plan/plan-reference.js'
import { asCaptions } from '../plan/text-renditions.js'
import type { Bound } from '../pipeline.js'
import type { Known } from '../ports.js'
import { imageInfo } from '../rewrite/iiif/info.js'
import type { Artifact, PlannedReference, Problem, Rendition } from '../types.js'
import { isServing, type Context, type OpenSite } from './context.js'
import { byteRange } from './byte-range.js'
import {
  baseOf,
  DEV_PREFIX,
  filmFormat,
  readBundleAddress,
  readDevRequest,
  sign,
  TILES,
  wholeFormat,
  type DevRequest,
} from './dev-address.js'
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
  const bundled = path === undefined ? undefined : readBundleAddress(path)
  if (bundled) return answerBundled(context, request, response, url, bundled)
  const wanted = path === undefined ? undefined : readDevRequest(context, path, url.searchParams)
  if (!wanted) return sendProblem(response, 400, errorOf('dev-address', { address: url.pathname }))
  const open = await context.open()
  const bound = await bindRequest(open, wanted)
  if (bound.kind !== 'planned') {
    const problem = 'problem' in bound && bound.problem ? bound.problem : errorOf('dev-address', { address: url.pathname })
    return sendProblem(response, problem.code === 'asset-not-found' ? 404 : 422, problem)
  }
  const large = wanted.viewer === undefined ? [] : (bound.planned.large?.candidates ?? [])
  const captions = wanted.format === 'captions' ? [asCaptions(bound.planned).main] : []
  const candidates = [...large.map(({ rendition: one }) => one), ...captions, ...renditionsOf(bound.planned)]
  const rendition = candidates.find((candidate) => matches(candidate, wanted)) ?? movingOriginal(bound.planned, wanted)
  if (!rendition) return sendProblem(response, 404, errorOf('dev-address', { address: url.pathname }))
  const isCurrent = url.searchParams.get('v') === rendition.digest.slice(0, 8)
  return sendRendition(open, request, response, bound.planned, rendition, isCurrent)
}

/** A GIF that is to be a film is shown as it is until that is encoded. */
function movingOriginal({ asset, main }: PlannedReference, { format }: DevRequest): Rendition | undefined {
  const isMoving = asset.probe.format === 'gif' && asset.probe.pages > 1
  return isMoving && format === 'original' ? originalOf({ asset, stem: main.stem, engineVersion: '' }) : undefined
}

/** Answers for one file of a bundle; all of them are made for the first. */
async function answerBundled(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  asked: URL,
  { url, file }: { url: URL; file: string },
): Promise<boolean> {
  const refuse = (): boolean => sendProblem(response, 404, errorOf('dev-address', { address: asked.pathname }))
  const path = decodeOnce(url.pathname.slice(DEV_PREFIX.length))
  const wanted = path === undefined ? undefined : readDevRequest(context, path, url.searchParams)
  const open = await context.open()
  const bound = wanted && (await bindRequest(open, wanted))
  const bundle = bound?.kind === 'planned' ? bundleOf(bound.planned, wanted) : undefined
  if (bound?.kind !== 'planned' || !bundle) return refuse()
  const made = await make(open, bound.planned, bundle)
  if ('problem' in made) return sendProblem(response, 422, made.problem)
  const { artifact } = made
  const isCurrent = url.searchParams.get('v') === bundle.digest.slice(0, 8)
  if (bundle.recipe.kind === 'tiles' && file === bundleEntry(bundle.recipe)) {
    const id = `http://${request.headers.host ?? 'localhost'}${asked.pathname.slice(0, -file.length - 1)}`
    const text = imageInfo(id, artifact)
    writeHead(response, { digest: digestOf(text), bytes: Buffer.byteLength(text) }, 'application/json', isCurrent)
    response.end(request.method === 'HEAD' ? undefined : text)
    return true
  }
  const found = artifact.files?.find((one) => one.path === file)
  return found ? sendArtifact(open, request, response, fileArtifact(bundle.key, found), contentTypeOf(file), isCurrent) : refuse()
}

function bundleOf(planned: PlannedReference, wanted: DevRequest | undefined): Rendition | undefined {
  if (!wanted || wanted.format === TILES) return wanted && planned.tiles
  return renditionsOf(planned).find((rendition) => matches(rendition, wanted))
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

/**
 * True for a URL that is an answer already: what was written into a fragment is read again as a part of its page. A document
 * whose stable address is where its file stands is none: whoever wrote that meant the file, and gets the same once more.
 */
export function isDevAnswer(context: Context, url: string): boolean {
  const base = baseOf(context)
  if (!isServing(context) || !url.startsWith(base)) return false
  const path = url.slice(base.length)
  const name = decodeOnce(path) ?? ''
  const promised = context.stablePaths.get(name)
  return path.startsWith(DEV_PREFIX.slice(1)) || (promised !== undefined && promised.asset.path !== name)
}

async function bindRequest(open: OpenSite, wanted: DevRequest): Promise<Bound> {
  const isOriginal = wanted.format === 'original' || wanted.format === 'captions'
  // The first page of a document comes with its viewer.
  const viewerOfFile = extensionOf(wanted.path) === 'pdf' ? 'document' : NO_VIEWER
  const viewer = wanted.viewer === undefined ? undefined : open.site.parts.config.viewers[wanted.viewer]
  // Tiles are its own, and so are small copies of what is too large for any other.
  const isTiled = viewer?.viewer === 'deep-zoom'
  const viewerWanted = isTiled ? viewer.name : viewerOfFile
  const isMoving = /^(?:video|audio)\//.test(contentTypeOf(wanted.path)) || wanted.picture !== undefined
  const reference = unwritten({
    // A film, or a frame of it, is one address.
    role: isOriginal ? 'link' : isMoving ? 'address' : 'picture',
    place: { file: '', line: 1, column: 1 },
    url: rootUrlOf(wanted.path),
    wish: { preset: isOriginal ? undefined : wanted.preset, viewer: viewerWanted, overrides: wanted.overrides },
  })
  const page = wanted.picture === undefined ? undefined : { preset: wanted.picture }
  return open.site.bind(viewer && !isTiled ? { ...reference, memberOf: viewer } : reference, page)
}

function matches(rendition: Rendition, wanted: DevRequest): boolean {
  const { recipe } = rendition
  if (recipe.film) return wanted.format === filmFormat(rendition)
  if (wanted.format === 'original' || wanted.format === 'captions') return wholeFormat(recipe) === wanted.format
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
  const made = await make(open, planned, rendition)
  if ('problem' in made) return sendProblem(response, 422, made.problem)
  return sendArtifact(open, request, response, made.artifact, typeOf(rendition), isCurrent)
}

function make(
  open: OpenSite,
  { asset }: PlannedReference,
  rendition: Rendition,
): Promise<{ artifact: Artifact } | { problem: Problem }> {
  const { queue, root } = open.site.parts
  const { width, height, pages, film } = asset.probe
  queue.add(rendition, {
    file: fromSitePath(root, asset.path),
    pixels: width * height * pages,
    ...(film && { facts: film, urgent: true }),
  })
  return queue.ready(rendition.key)
}

function sendArtifact(
  open: OpenSite,
  request: IncomingMessage,
  response: ServerResponse,
  artifact: Artifact,
  type: string,
  isCurrent: boolean,
): boolean {
  const etag = writeHead(response, artifact, type, isCurrent)
  if (request.headers['if-none-match'] === etag) return end(response, 304)
  const { bytes } = artifact
  response.setHeader('Accept-Ranges', 'bytes')
  const range = byteRange(request.headers.range, bytes)
  if (range) {
    response.statusCode = 206
    response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${bytes}`)
    response.setHeader('Content-Length', range.end - range.start + 1)
  }
  if (request.method === 'HEAD') return end(response, response.statusCode)
  createReadStream(open.site.parts.cache.file(artifact), range)
    .on('error', (error) => response.destroy(error))
    .pipe(response)
  return true
}

/** Writes the headers of an answer; its ETag. */
function writeHead(response: ServerResponse, { digest, bytes }: Known, type: string, isCurrent: boolean): string {
  const etag = `"${digest.slice(0, 32)}"`
  response.setHeader('ETag', etag)
  response.setHeader('Cache-Control', isCurrent ? `public, max-age=${YEAR}, immutable` : 'no-cache')
  response.setHeader('Content-Type', type)
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Content-Length', bytes)
  return etag
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
