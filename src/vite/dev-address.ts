import { createHmac } from 'node:crypto'
import { bundleEntry, isBundle } from '../base/bundle.js'
import { stablePath } from '../plan/address.js'
import { KEY_IN_ADDRESS } from '../plan/key.js'
import type { PlannedReference, Recipe, Reference, Rendition, Wish } from '../types.js'
import type { Context } from './context.js'
import { encodePath } from './output-url.js'

/** Where the dev server answers for renditions. */
export const DEV_PREFIX = '/@renditions/'

/** What a dev address says about itself; enough to make the file again after a restart. */
export interface DevRequest {
  /** Site path of the asset. */
  path: string
  /** The preset; of no account for an original. */
  preset: string
  /** The image preset of the poster, where `preset` is that of a film. */
  picture?: string
  /** The viewer preset whose large picture is meant. */
  viewer?: string
  overrides: Wish['overrides']
  width: number
  height: number
  format: string
}

/**
 * `/@renditions/media/lake.jpg?preset=hero&width=640&height=360&format=avif&v=3f9a1c07`. Overrides of a reference are carried along
 * and signed, so that a URL typed by hand reaches nothing but the configured presets.
 */
export function devAddress(context: Context, planned: PlannedReference, rendition: Rendition): string {
  const { recipe } = rendition
  const isInParts = isBundle(recipe)
  const isTiles = recipe.kind === 'tiles'
  const { promisedAs } = planned
  const viewer = planned.viewer ?? planned.reference.memberOf
  const isLarge = planned.large?.candidates.some((candidate) => candidate.rendition.key === rendition.key) ?? false
  const request: DevRequest = {
    path: planned.asset.path,
    preset: promisedAs ?? planned.preset.name,
    ...(promisedAs !== undefined && { picture: planned.preset.name }),
    // What a picture may be depends on its viewer, too.
    ...((isLarge || isTiles || planned.asset.probe.beyond) && viewer !== undefined && { viewer: viewer.name }),
    overrides: planned.reference.wish.overrides,
    width: recipe.width,
    height: recipe.height,
    format: formatOf(rendition),
  }
  const address = writeDevRequest(context, request, planned.asset.digest.slice(0, 8))
  return isInParts ? bundleAddress(context, address, bundleEntry(recipe)) : address
}

function formatOf(rendition: Rendition): string {
  const { recipe } = rendition
  if (recipe.film) return filmFormat(rendition)
  return recipe.kind === 'tiles' ? TILES : (wholeFormat(recipe) ?? recipe.format)
}

/** Format of a request for a file that is shown as it is, or nearly so. */
export function wholeFormat({ kind }: Recipe): 'original' | 'captions' | undefined {
  if (kind === 'captions') return kind
  return kind === 'original' || kind === 'remux' ? 'original' : undefined
}

/** Format of a request for tiles. */
export const TILES = 'tiles'

/** Format of a request for something a film is encoded as: several may have one size. */
export function filmFormat({ key }: Rendition): string {
  return `film:${key.slice(0, KEY_IN_ADDRESS)}`
}

const BUNDLE_PREFIX = 'bundle/'

/**
 * The address of a bundle's files is that of their folder and a path, so what an address says of itself stands in the folder's
 * name: `/@renditions/bundle/bGFrZS5qcGc…/info.json`.
 */
function bundleAddress(context: Context, address: string, entry: string): string {
  const said = Buffer.from(address.slice(baseOf(context).length + DEV_PREFIX.length - 1)).toString('base64url')
  return `${baseOf(context)}${DEV_PREFIX.slice(1)}${BUNDLE_PREFIX}${said}/${entry}`
}

/** Reads what `bundleAddress` wrote, given what follows the prefix: the address of the whole, and the path of one file. */
export function readBundleAddress(path: string): { url: URL; file: string } | undefined {
  const [, said, file] = /^bundle\/([\w-]+)\/(.+)$/.exec(path) ?? []
  const address = `http://localhost${DEV_PREFIX}${Buffer.from(said ?? '', 'base64url').toString('utf8')}`
  return file !== undefined && URL.canParse(address) ? { url: new URL(address), file } : undefined
}

/** The address whose answer is a picture of the error, so that a page shows what is wrong where it is wrong. */
export function devErrorAddress(context: Context, reference: Reference, code: string, message: string): string {
  const text = encodeURIComponent(`${reference.place.file}:${reference.place.line} ${message}`)
  return `${baseOf(context)}${DEV_PREFIX.slice(1)}error/${code}?text=${text}&sig=${sign(context, `${code}\n${decodeURIComponent(text)}`)}`
}

/** In dev a stable address is served where it will stand. */
export function devStableAddress(context: Context, planned: PlannedReference): string {
  const path = planned.stable ?? stablePath(context.config, planned.asset.path, planned.preset.name, planned.main.extension)
  context.stablePaths.set(path, planned)
  return baseOf(context) + encodePath(path)
}

export function writeDevRequest(context: Context, request: DevRequest, version: string): string {
  const query = new URLSearchParams({
    preset: request.preset,
    width: String(request.width),
    height: String(request.height),
    format: request.format,
    ...(request.viewer !== undefined && { viewer: request.viewer }),
    ...(request.picture !== undefined && { picture: request.picture }),
    v: version,
  })
  if (Object.keys(request.overrides).length > 0) {
    const text = JSON.stringify(request.overrides)
    query.set('with', text)
    query.set('sig', sign(context, signedPart(request)))
  }
  return `${baseOf(context)}${DEV_PREFIX.slice(1)}${encodePath(request.path)}?${query}`
}

/** Reads a dev address; undefined for anything that was not written by `writeDevRequest`. */
export function readDevRequest(context: Context, path: string, query: URLSearchParams): DevRequest | undefined {
  const [width, height] = [Number(query.get('width')), Number(query.get('height'))]
  const [preset, format] = [query.get('preset'), query.get('format')]
  const [viewer, picture] = [query.get('viewer') ?? undefined, query.get('picture') ?? undefined]
  if (!preset || !format || !Number.isInteger(width) || !Number.isInteger(height)) return undefined
  const overrides = readOverrides(query.get('with'))
  if (!overrides) return undefined
  const named = { ...(viewer !== undefined && { viewer }), ...(picture !== undefined && { picture }) }
  const request = { path, preset, ...named, overrides, width, height, format }
  const isSigned = Object.keys(overrides).length === 0 || query.get('sig') === sign(context, signedPart(request))
  return isSigned ? request : undefined
}

export function sign(context: Context, text: string): string {
  return createHmac('sha256', context.devSecret).update(text).digest('hex').slice(0, 32)
}

function signedPart(request: DevRequest): string {
  return JSON.stringify([request.path, request.preset, request.overrides])
}

function readOverrides(text: string | null): Record<string, string> | undefined {
  if (text === null) return {}
  try {
    const value: unknown = JSON.parse(text)
    const isFlat = value !== null && typeof value === 'object' && Object.values(value).every((inner) => typeof inner === 'string')
    return isFlat ? (value as Record<string, string>) : undefined
  } catch {
    return undefined
  }
}

/** Where the dev server's addresses begin. */
export function baseOf(context: Context): string {
  const { base } = context.vite
  return base === '' || base === './' ? '/' : base
}
