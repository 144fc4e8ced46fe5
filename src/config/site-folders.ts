import { isAbsolute, posix, resolve, win32 } from 'node:path'
import { toSitePath } from '../base/site-path.js'
import { converted } from './value.js'

/**
 * A public folder, as URL path segments without slashes at the ends: `assets/media`. Not the site's root, nothing that
 * climbs out of it or hides, and only characters that mean the same in URLs, hosts' rules and file systems.
 */
export const publicFolder = converted(
  'a folder below the site\'s public root, such as "assets/media" (letters, digits, "-", "_", "." and "~"; no "..", not absolute, not empty)',
  (raw) => {
    if (typeof raw !== 'string' || raw.length > 200) return undefined
    const segments = raw.replace(/^\.\//, '').replace(/\/$/, '').split('/')
    return segments.every((segment) => /^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/.test(segment)) ? segments.join('/') : undefined
  },
  (text) => text,
)

/**
 * Site path of a folder an author wrote, relative to the root or absolute; '' is the root. Undefined when it lies
 * outside.
 */
export function siteFolder(root: string, text: string): string | undefined {
  return text.includes('\0') ? undefined : toSitePath(root, resolve(root, text))
}

/** Site path of a file an author wrote, relative to the root; undefined for anything else. */
export function siteFile(root: string, text: string): string | undefined {
  if (isAbsolute(text) || win32.isAbsolute(text) || /[\\/]$/.test(text)) return undefined
  const path = siteFolder(root, text)
  return path === '' ? undefined : path
}

/** True when one folder is the other, or lies in it. Site paths; '' contains everything. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

/** True when a path is, or lies in, a folder that belongs to git or to the package manager. */
export function isForeign(path: string): boolean {
  return path.split('/').some((segment) => segment === '.git' || segment === 'node_modules')
}

/** `/` and `/blog/`: a URL path with a slash at both ends. */
export const publicBase = converted(
  'a URL path such as "/" or "/blog/"',
  (raw) => {
    if (typeof raw !== 'string' || !raw.startsWith('/')) return undefined
    const folder = raw.replace(/^\/|\/$/g, '')
    return folder === '' ? '/' : publicFolder.check(folder) && posix.join('/', folder, '/')
  },
  (text) => text,
)
