import { bundleEntry, isBundle } from '../base/bundle.js'
import { isSetPath } from '../base/set-path.js'
import type { Config } from '../config/types.js'
import type { Digest, Rendition } from '../types.js'
import { KEY_IN_ADDRESS } from './key.js'

const LONGEST_SLUG = 60

/**
 * Path of a rendition's immutable address below Vite's `base`, no leading slash:
 * `assets/media/lake-640.3f9a1c07d2b48e55.avif`. Same bytes, same path; other bytes, other path. Of a bundle, the file by
 * which the others are found.
 */
export function immutablePath(config: Pick<Config, 'addresses'>, rendition: Rendition): string {
  if (isBundle(rendition.recipe)) return `${bundlePath(config, rendition)}/${bundleEntry(rendition.recipe)}`
  const { kind, width } = rendition.recipe
  const size = kind === 'raster' || kind === 'film' ? `-${width}` : ''
  return `${config.addresses}/${slugOf(rendition.stem)}${size}.${rendition.key.slice(0, KEY_IN_ADDRESS)}.${rendition.extension}`
}

/** Path of the folder of a bundle, named by its key: `assets/media/lake.3f9a1c07d2b48e55`. */
export function bundlePath({ addresses }: Pick<Config, 'addresses'>, { stem, key }: Rendition): string {
  return `${addresses}/${slugOf(stem)}.${key.slice(0, KEY_IN_ADDRESS)}`
}

/** True for a URL that ends in an immutable path, wherever it leads. */
export function isImmutableUrl(config: Pick<Config, 'addresses'>, url: string): boolean {
  const at = url.lastIndexOf(`${config.addresses}/`)
  const isBelow = at === 0 || url[at - 1] === '/'
  return isBelow && IMMUTABLE_NAME.test(url.slice(at + config.addresses.length + 1))
}

const IMMUTABLE_NAME = new RegExp(`^[\\w-]+\\.[0-9a-f]{${KEY_IN_ADDRESS}}\\.[a-z0-9]+$`)

/**
 * Path of a stable address below `base`, no leading slash: `media/press/logo.thumb.jpg` for a rendition,
 * `media/press/kit.pdf` for an original. Folders are those of the asset below its asset folder (or below a source folder of the same name as the public one).
 */
export function stablePath(
  config: Pick<Config, 'stableAddresses' | 'assets' | 'publicDir'>,
  assetPath: string,
  preset: string | undefined,
  extension: string,
): string {
  const roots = [config.publicDir, config.stableAddresses, ...config.assets].filter(
    (root) => root !== '' && assetPath.startsWith(`${root}/`),
  )
  const longest = Math.max(0, ...roots.map((root) => root.length + 1))
  const segments = assetPath.slice(longest).split('/')
  const file = segments.pop() ?? ''
  const stem = file.replace(isSetPath(file) ? /\.set(?:\.ya?ml)?$/i : /\.[^.]+$/, '')
  const name = [slugOf(stem), ...(preset ? [preset] : []), extension].join('.')
  return [config.stableAddresses, ...segments.map(slugOf), name].filter(Boolean).join('/')
}

/**
 * Which form of markup the scripts of viewers understand. When one stops understanding what pages of others hold, it gets
 * the next number, and the former script stays where it is.
 */
const MARKUP_VERSION = 1

/** Path of a viewer's script for other sites and for viewer pages: `media/viewers/zoom.1.js`. Fixes reach whoever pasted it. */
export function viewerScriptPath({ stableAddresses }: Pick<Config, 'stableAddresses'>, viewer: string): string {
  return `${stableAddresses}/viewers/${viewer}.${MARKUP_VERSION}.js`
}

/** Path of the style sheet of a viewer's markup, for other sites and for viewer pages. */
export function viewerSheetPath({ stableAddresses }: Pick<Config, 'stableAddresses'>, viewer: string): string {
  return `${stableAddresses}/viewers/${viewer}.${MARKUP_VERSION}.css`
}

/** Path of what a viewer's script loads later, named by the digest of its bytes: `assets/media/model-viewer.3f9a1c07d2b48e55.js`. */
export function libraryPath({ addresses }: Pick<Config, 'addresses'>, name: string, digest: Digest): string {
  return `${addresses}/${name}.${digest.slice(0, KEY_IN_ADDRESS)}.js`
}

/** Path of the style sheet of viewer pages. */
export function viewerStylePath({ stableAddresses }: Pick<Config, 'stableAddresses'>): string {
  return `${stableAddresses}/viewers/page.${MARKUP_VERSION}.css`
}

/** Path of the oEmbed answer for a viewer page. */
export function oembedPath(page: string): string {
  return page.replace(/\.html$/, '.json')
}

/** Path of the manifest (IIIF Presentation) of what a viewer page shows. */
export function manifestPath(page: string): string {
  return page.replace(/\.html$/, '.manifest.json')
}

/**
 * A name that is the same on every system and needs no escaping in a URL: ASCII letters, digits, `-` and `_`,
 * lower case, accents taken off, at most 60 characters.
 */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    // By way of upper case, so that ß becomes ss.
    .toUpperCase()
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replace(/^-+|-+$/g, '')
  return slug || 'media'
}
