import { posix, relative, resolve, sep } from 'node:path'

/** Absolute path → site path (POSIX, relative to root); undefined when it lies outside the root. */
export function toSitePath(root: string, file: string): string | undefined {
  const path = relative(root, file).split(sep).join('/')
  return path === '..' || path.startsWith('../') || /^[a-zA-Z]:/.test(path) ? undefined : path
}

/** Site path → absolute path. */
export function fromSitePath(root: string, path: string): string {
  return resolve(root, ...path.split('/'))
}

/** Site path → URL from the root of the site, percent-encoded: `media/a b.jpg` → `/media/a%20b.jpg`. */
export function rootUrlOf(path: string): string {
  return `/${path.split('/').map(encodeURIComponent).join('/')}`
}

/** File name without folder and last extension: `media/a.b.jpg` → `a.b`. */
export function stemOf(path: string): string {
  const base = posix.basename(path)
  const dot = base.lastIndexOf('.')
  return dot > 0 ? base.slice(0, dot) : base
}

/** Lower-case extension without the dot; '' when there is none. */
export function extensionOf(path: string): string {
  const base = posix.basename(path)
  const dot = base.lastIndexOf('.')
  return dot > 0 ? base.slice(dot + 1).toLowerCase() : ''
}

/** A name in the form in which accents are part of their letters; nearly all names have none, and are told at a glance. */
export function composed(name: string): string {
  return /[^\u0000-\u007f]/.test(name) ? name.normalize('NFC') : name
}

/**
 * One key for all names that some file system takes for the same: compatibility-normalised and fully case-folded
 * (upper then lower maps `ß`, `ſ`, `ς`, `K` (Kelvin) to one form).
 */
export function collisionKey(path: string): string {
  return path.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
}
