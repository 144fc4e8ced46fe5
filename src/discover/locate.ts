import { posix } from 'node:path'
import { errorOf, warningOf } from '../errors.js'
import type { Problem } from '../types.js'
import { localUrl } from './local-url.js'
import { splitUrl } from './query.js'

/** What `locate` has to know of the site. Paths are site paths. */
export interface World {
  /** True for assets, by their exact path. */
  has(path: string): boolean
  /** Assets that are the same as a path but for upper case and Unicode form. */
  alike(path: string): readonly string[]
  /** The asset an author most likely meant. */
  nearest(path: string): string | undefined
  /** Why a path that is there is no asset: a folder named `x.png`, a link that leads out of the site … */
  refusal(path: string): Problem | undefined
  /** Why a file that is there is no asset by its name, where somebody can tell. */
  unread?(path: string): Problem | undefined
  /** Folder whose files stand at the root of the site; '' when there is none. */
  publicDir: string
  /** Vite's `base`. */
  base: string
  /** In the order they are tried; the first that fits counts. `replacement` is a site path. */
  aliases: readonly Alias[]
  /** Asset folders; '' is the whole site. */
  roots: readonly string[]
}

export interface Alias {
  find: string | RegExp
  replacement: string
}

/** Where a URL leads: to an asset, nowhere near us, or into the void (`tried` are the site paths it could have meant). */
export type Located =
  | { path: string; viaPublic?: boolean; problems: Problem[] }
  | { left: true }
  | { problem: Problem; tried?: readonly string[] }

interface Candidate {
  path: string
  viaPublic: boolean
}

/**
 * Finds the asset a URL in the document `from` means: by alias, from the root (`/media/x.jpg`, with or without Vite's
 * base), else from `publicDir`, or relative to the document. Percent-encoding is undone exactly once and the result is
 * checked afterwards, so that no encoding slips past the check; a name that holds a literal `%20` is found, too. Names that
 * differ only by case or Unicode form are found with a warning, because they break on other systems.
 */
export function locate(url: string, from: string, world: World): Located {
  const local = localUrl(url)
  if (local === undefined) return { left: true }
  const { path: written } = splitUrl(local)
  const readings = [...new Set([decodeOnce(written), written])]
  if (readings.some(isHostile)) return { problem: refuse(url, readings, from, world) }

  const found = readings.map((reading) => candidatesFor(reading, from, world))
  const candidates = found.flat().filter((candidate) => !isAbove(candidate))
  if (found.some((reading) => reading.every(isAbove))) return { problem: errorOf('asset-outside', { url }) }
  const isFolder = readings.some((reading) => /(?:^|\/)\.{0,2}$/.test(reading))
  const hit = isFolder ? undefined : (exact(candidates, world) ?? alike(candidates, url, world))
  return hit ?? { problem: missing(url, candidates, world), tried: candidates.map(({ path }) => path) }
}

/** NUL, backslashes and Windows' drives and streams mean another file to some system on the way. */
function isHostile(path: string): boolean {
  return /[\0\\]|(?:^|\/)[a-z]:(?:\/|$)|::?\$/i.test(path)
}

/** A path with backslashes alone is a mistake from Windows; where it would lead is the best hint. */
function refuse(url: string, readings: readonly string[], from: string, world: World): Problem {
  const [slashed = ''] = readings.map((reading) => reading.replaceAll('\\', '/'))
  const meant = isHostile(slashed) ? undefined : candidatesFor(slashed, from, world).find(({ path }) => world.has(path))
  return meant ? errorOf('asset-not-found', { url, tried: [url], nearest: meant.path }) : errorOf('asset-outside', { url })
}

/** Undoes percent-encoding once; a `%` that encodes nothing stays. An encoded slash would be another path, so it counts as hostile. */
function decodeOnce(path: string): string {
  return path.replace(/(?:%[\da-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run).replaceAll('/', '\\')
    } catch {
      return run
    }
  })
}

function candidatesFor(path: string, from: string, world: World): Candidate[] {
  const aliased = withAlias(path, world.aliases)
  if (aliased !== undefined) return [{ path: normal(aliased), viaPublic: false }]
  if (path.startsWith('/')) {
    const stripped = withoutBase(path, world.base)
    return (stripped === undefined ? [path] : [path, stripped]).flatMap((root) => [
      { path: inRoot(root), viaPublic: false },
      ...inPublic(root, world),
    ])
  }
  const relative = normal(posix.join(posix.dirname(from), path))
  return [{ path: relative, viaPublic: false }, ...inPublic(`/${relative}`, world)]
}

function isAbove({ path }: Candidate): boolean {
  return path === '..' || path.startsWith('../')
}

/** Vite's rule: a string fits as a whole or up to a slash; slashes at both ends are taken off first. */
function withAlias(path: string, aliases: readonly Alias[]): string | undefined {
  for (const { find, replacement } of aliases) {
    if (typeof find !== 'string') {
      const pattern = new RegExp(find.source, find.flags.replace(/[gy]/g, ''))
      if (pattern.test(path)) return path.replace(pattern, replacement)
      continue
    }
    const both = find.endsWith('/') && replacement.endsWith('/')
    const [start, target] = both ? [find.slice(0, -1), replacement.slice(0, -1)] : [find, replacement]
    if (path === start || path.startsWith(`${start}/`)) return target + path.slice(start.length)
  }
  return undefined
}

function withoutBase(path: string, base: string): string | undefined {
  return base.length > 1 && base.startsWith('/') && path.startsWith(base) ? path.slice(base.length - 1) : undefined
}

function inPublic(path: string, { publicDir }: World): Candidate[] {
  const inside = inRoot(path)
  return publicDir === '' || inside.startsWith('../') ? [] : [{ path: `${publicDir}/${inside}`, viaPublic: true }]
}

/** `/../x` would leave the root; it must not be read as `/x`. */
function inRoot(path: string): string {
  return normal(path.replace(/^\/+/, ''))
}

function normal(path: string): string {
  return posix.normalize(path.replace(/^\.?\/+/, '')).replace(/\/$/, '')
}

function exact(candidates: readonly Candidate[], world: World): Located | undefined {
  for (const { path, viaPublic } of candidates) {
    if (world.has(path)) return { path, ...(viaPublic && { viaPublic }), problems: [] }
    const problem = world.refusal(path)
    if (problem) return { problem }
  }
  return undefined
}

/** One file that is the same but for its form is meant; of several, the one that differs only by Unicode form. */
function alike(candidates: readonly Candidate[], url: string, world: World): Located | undefined {
  for (const { path, viaPublic } of candidates) {
    const forms = world.alike(path)
    const sameCase = forms.filter((form) => form.normalize('NFC') === path.normalize('NFC'))
    const [only, ...more] = sameCase.length > 0 ? sameCase : forms
    if (only === undefined) continue
    if (more.length > 0) return { problem: errorOf('asset-collision', { paths: [only, ...more] }) }
    return { path: only, ...(viaPublic && { viaPublic }), problems: [warningOf('asset-case', { url, actual: only })] }
  }
  return undefined
}

function missing(url: string, candidates: readonly Candidate[], world: World): Problem {
  const isInside = ({ path, viaPublic }: Candidate): boolean =>
    viaPublic || world.roots.some((root) => root === '' || path.startsWith(`${root}/`))
  const own = candidates.filter(({ viaPublic }) => !viaPublic)
  if (own.length > 0 && !own.some(isInside)) return errorOf('asset-outside', { url })
  const tried = [...new Set(candidates.map(({ path }) => path))]
  const unread = tried.map((path) => world.unread?.(path)).find((problem) => problem !== undefined)
  if (unread) return unread
  const nearest = tried.map((path) => world.nearest(path)).find((path) => path !== undefined)
  return errorOf('asset-not-found', { url, tried, ...(nearest !== undefined && { nearest }) })
}
