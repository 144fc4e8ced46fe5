import { posix } from 'node:path'
import type { Reference } from '../../types.js'

/** A string alias of Vite (`resolve.alias`) that stands for a folder of the site. */
export interface Alias {
  /** As written in URLs, no slash at the end: `@`, `@media`. */
  find: string
  /** Site path of the folder, no slash at the end; `''` is the root. */
  folder: string
}

/** What decides how a path is written as a URL, besides the paths. */
export interface UrlStyle {
  /** Site path of `publicDir`; `''` when there is none. */
  publicDir: string
  aliases: readonly Alias[]
  /** Vite's `base`. */
  base: string
}

/** A reference of one document to one asset, either of which may have moved. All paths are site paths. */
export interface Relocation {
  reference: Pick<Reference, 'url' | 'role' | 'escape'>
  document: { from: string; to: string }
  asset: { from: string; to: string }
}

/**
 * The URL by which a reference finds its asset after a move, with the author's own habits kept: relative stays
 * relative (`./` too), root-absolute stays root-absolute, an alias stays that alias, query and fragment stay as they
 * are, and so does the spelling of every folder that keeps its name. The best comes first; the others are ways out
 * when the first cannot lead there (an alias whose folder was left). Empty when the URL does not name the file.
 */
export function movedUrls(relocation: Relocation, style: UrlStyle): string[] {
  const split = splitAtName(relocation.reference.url, relocation.asset.from)
  if (!split) return []
  const path = split.path.replaceAll('\\', '/')
  const write = speller(path, relocation.reference)
  const urls = [sameStyle(path, relocation, style), rootAbsolute(relocation.asset.to, style.publicDir)].filter(
    (found) => found !== undefined,
  )
  return [...new Set(urls.map(({ prefix, rest }) => prefix + write(rest, prefix) + split.suffix))]
}

/** A URL's path, and its query and fragment. A file's own `#` or `?` belongs to the path when the name says so. */
export function splitAtName(url: string, asset: string): { path: string; suffix: string } | undefined {
  const name = nameKey(posix.basename(asset))
  for (const end of [...Array.from(url.matchAll(/[?#]/g), (match) => match.index), url.length]) {
    const path = url.slice(0, end)
    if (nameKey(decoded(posix.basename(path.replaceAll('\\', '/')))) === name) return { path, suffix: url.slice(end) }
  }
  return undefined
}

/** A URL path in two parts: what stays as the author writes it, and a decoded path that is still to be spelled. */
interface UrlPath {
  prefix: string
  rest: string
}

function sameStyle(path: string, { document, asset, reference }: Relocation, style: UrlStyle): UrlPath | undefined {
  const alias = style.aliases.find(({ find }) => path.startsWith(`${find}/`))
  if (alias) return below(asset.to, alias)
  if (path.startsWith('/')) {
    const absolute = rootAbsolute(asset.to, style.publicDir)
    const plain = decoded(path.slice(1))
    const isBased = style.base.length > 1 && path.startsWith(style.base) && !endsAlike(asset.from, plain)
    return isBased ? { prefix: style.base, rest: absolute.rest } : absolute
  }
  const wasPublic = isBelow(asset.from, style.publicDir)
  // What lies in `publicDir` is served at the root and has no place beside the pages.
  if (!wasPublic && isBelow(asset.to, style.publicDir)) return undefined
  // A page may still find it there by a relative URL, as browsers see it.
  const asServed = wasPublic && posix.join(posix.dirname(document.from), decoded(path)) !== asset.from
  const rest = posix.relative(posix.dirname(document.to), asServed ? rootAbsolute(asset.to, style.publicDir).rest : asset.to)
  const dotted = path.startsWith('./') || reference.role === 'import' || reference.escape === 'js' || /^[^/]*:/.test(rest)
  return { prefix: dotted && !rest.startsWith('../') ? './' : '', rest }
}

function below(path: string, alias: Alias): UrlPath | undefined {
  return isBelow(path, alias.folder) || alias.folder === ''
    ? { prefix: `${alias.find}/`, rest: alias.folder === '' ? path : path.slice(alias.folder.length + 1) }
    : undefined
}

function rootAbsolute(path: string, publicDir: string): UrlPath {
  return { prefix: '/', rest: isBelow(path, publicDir) ? path.slice(publicDir.length + 1) : path }
}

function isBelow(path: string, folder: string): boolean {
  return folder !== '' && path.startsWith(`${folder}/`)
}

function endsAlike(asset: string, plain: string): boolean {
  return asset === plain || asset.endsWith(`/${plain}`)
}

/** Spells a decoded path as the author does: known segments as before, new ones with no more escapes than they need. */
function speller(path: string, reference: Relocation['reference']): (rest: string, prefix: string) => string {
  const known = new Map(path.split('/').map((segment) => [decoded(segment).normalize('NFC'), segment]))
  const encode = encoderFor(path, reference)
  return (rest) =>
    rest
      .split('/')
      .map((segment) => known.get(segment.normalize('NFC')) ?? encode(segment))
      .join('/')
}

/**
 * A module's path is not a URL: bundlers take it as it stands, so only what would end it is encoded, unless the author
 * encodes there, too. Elsewhere, everything is encoded that a URL, a srcset, Markdown, CSS or YAML could trip over, and
 * other alphabets only where the author does it.
 */
function encoderFor(path: string, { role }: Relocation['reference']): (segment: string) => string {
  if (role === 'import' && !/%[0-9a-f]{2}/i.test(path)) return (segment) => segment.replace(/[%?#]/g, encodeURIComponent)
  const foreign = /%[89a-f][0-9a-f]/i.test(path) ? /[^\x21-\x7e]/gu : /[\p{Cc}\p{Z}]/gu
  return (segment) =>
    segment
      .replace(
        /[%?#\\"'<>`|^{}[\](),&*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
      )
      .replace(foreign, encodeURIComponent)
}

function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
