import type { Wish } from '../types.js'
import { isMediaPath } from './media-extensions.js'
import { PRESET_FIELDS, VIEWER_FIELDS } from './preset-fields.js'

/** A URL taken apart. `path` is as written, not decoded. */
export interface SplitUrl {
  path: string
  wish: Wish
  /** True when the query asks for something of ours. */
  explicit: boolean
  /** Query and fragment that are none of our business, as written: `?v=3#page=2`. */
  rest: string
  /** True when the query hands the file to Vite: `?url`, `?raw`, `?inline`, `?no-inline`, `?worker` … */
  vite: boolean
}

/** https://vite.dev/guide/assets and /guide/features; a key with a value (`?url=/x`) is somebody else's, except for inline. */
const VITE = /^(?:url|raw|inline(?:=.*)?|no-inline(?:=.*)?|worker|sharedworker|init|direct|html-proxy(?:=.*)?|commonjs-proxy)=?$/
/** Added by Vite and by hand against caches; never a wish. */
const TOLERATED: ReadonlySet<string> = new Set(['t', 'v', 'import', 'used'])
/** What a directive may carry besides its wish, kept as attributes of the picture. `on*` and unknown names are not. */
const HTML_ATTRIBUTE =
  /^(?:class|id|title|alt|lang|dir|role|hidden|tabindex|translate|item\w+|width|height|sizes|loading|decoding|fetchpriority|crossorigin|referrerpolicy|usemap|ismap|poster|(?:data|aria)-[\w.-]+)$/

/**
 * The one place where a query string becomes a wish. The query is parsed once, by `URLSearchParams`; of keys given
 * twice the last one counts. `preset` or `viewer` make it a wish, and so does a preset's field on the path of a media
 * file (`photo.jpg?width=640`). In a wish every other key counts as an override, so that a mistyped one is refused later.
 */
export function splitUrl(url: string): SplitUrl {
  const hashAt = fragmentAt(url)
  const queryAt = indexOrEnd(url.slice(0, hashAt), '?')
  const path = url.slice(0, queryAt)
  const items = url
    .slice(queryAt + 1, hashAt)
    .split('&')
    .filter(Boolean)
  const hash = url.slice(hashAt)
  const vite = items.some((item) => VITE.test(item))
  const values = new Map(new URLSearchParams(items.join('&')))
  const asks =
    !vite &&
    (values.has('preset') ||
      values.has('viewer') ||
      (isMediaPath(path) && [...values.keys()].some((key) => PRESET_FIELDS.has(key))))
  const kept = asks ? items.filter((item) => TOLERATED.has(item.split('=', 1)[0] ?? '')) : items
  const rest = (kept.length > 0 ? `?${kept.join('&')}` : '') + hash
  return { path, wish: asks ? wishOf(values) : NO_WISH, explicit: asks, rest, vite }
}

/** Asks for nothing. */
export const NO_WISH: Wish = Object.freeze({ overrides: Object.freeze({}) })

/**
 * Adds what an element's `data-preset`, `data-viewer` and `data-<field>` attributes ask for; they win over the query.
 * Fields count only beside a wish: `data-width` alone is the author's own business, and so is every unknown `data-*`.
 */
export function addAttributes(
  url: Pick<SplitUrl, 'wish' | 'explicit'>,
  attributes: Iterable<readonly [name: string, value: string]>,
): Pick<SplitUrl, 'wish' | 'explicit'> {
  const data = new Map<string, string>()
  for (const [name, value] of attributes) if (name.startsWith('data-')) data.set(name.slice(5), value)
  const explicit = url.explicit || data.has('preset') || data.has('viewer')
  if (!explicit) return url
  const own = new Map(
    [...data].filter(([name]) => name === 'preset' || name === 'viewer' || PRESET_FIELDS.has(name) || VIEWER_FIELDS.has(name)),
  )
  return { wish: mergeWishes(url.wish, wishOf(own)), explicit }
}

/** Two wishes as one; the inner one, nearer to the asset, wins. */
export function mergeWishes(outer: Wish, inner: Wish): Wish {
  const preset = inner.preset ?? outer.preset
  const viewer = inner.viewer ?? outer.viewer
  return {
    ...(preset !== undefined && { preset }),
    ...(viewer !== undefined && { viewer }),
    overrides: Object.fromEntries([...Object.entries(outer.overrides), ...Object.entries(inner.overrides)]),
  }
}

/** What a Markdown directive says, apart: where, the wish, and the HTML attributes to keep. */
export interface DirectiveWish {
  /** Undefined for a container, which takes its pictures from its content. */
  src: string | undefined
  wish: Wish
  explicit: boolean
  attributes: readonly (readonly [name: string, value: string])[]
}

/**
 * Takes the attributes of `:media`, `::media` and `:::media-set` apart. The query of `src` counts too; attributes win.
 * Names that are neither a preset's field nor a harmless HTML attribute become overrides, to be refused by name later.
 */
export function wishOfDirective(attributes: Readonly<Record<string, string | null | undefined>>): DirectiveWish {
  const given = Object.entries(attributes).map(([name, value]) => [name.toLowerCase(), value ?? ''] as const)
  const src = given.find(([name]) => name === 'src')?.[1]
  const kept = given.filter(([name]) => HTML_ATTRIBUTE.test(name))
  const asked = new Map(given.filter(([name]) => name !== 'src' && !HTML_ATTRIBUTE.test(name)))
  const url = src === undefined ? undefined : splitUrl(src)
  const wish = mergeWishes(url?.wish ?? NO_WISH, wishOf(asked))
  return { src, wish, explicit: asked.size > 0 || url?.explicit === true, attributes: kept }
}

function wishOf(values: ReadonlyMap<string, string>): Wish {
  const preset = values.get('preset')
  const viewer = values.get('viewer')
  const isOverride = ([key]: readonly [string, string]): boolean => key !== 'preset' && key !== 'viewer' && !TOLERATED.has(key)
  return {
    ...(preset !== undefined && { preset }),
    ...(viewer !== undefined && { viewer }),
    // `fromEntries` defines properties, so that even `__proto__` is plain data.
    overrides: Object.fromEntries([...values].filter(isOverride)),
  }
}

/**
 * Where the fragment begins. Authors write `trail #7.jpg` as it is on disk: a `#` with no media file before it and one
 * after it belongs to the file's name.
 */
function fragmentAt(url: string): number {
  const first = indexOrEnd(url, '#')
  const rest = url.slice(first)
  if (rest === '' || isMediaPath(url.slice(0, first)) || url.slice(0, first).includes('?')) return first
  const name = /^#.*?\.\w+(?=[?#]|$)/.exec(rest)?.[0]
  if (name === undefined || !isMediaPath(name)) return first
  return first + name.length + indexOrEnd(rest.slice(name.length), '#')
}

function indexOrEnd(text: string, character: string): number {
  const index = text.indexOf(character)
  return index === -1 ? text.length : index
}
