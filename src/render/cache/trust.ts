import type { Stats } from 'node:fs'
import type { Seen } from './record.js'

/** File systems note times in steps of up to this many milliseconds (FAT: 2 s). */
const coarsest = 2000

/**
 * True when a file is certainly the one whose bytes were checked, so that it need not be read again: same times and
 * inode, and looked at long enough after its last change that a later one would show. (Git calls the opposite "racy",
 * https://git-scm.com/docs/racy-git.) A restored or copied cache has other inodes or times and is read once.
 */
export function isTrusted(seen: Seen | undefined, stats: Stats): boolean {
  return seen !== undefined && sameFile(seen, stats) && seen.at - Math.max(stats.mtimeMs, stats.ctimeMs) >= coarsest
}

/** True when nothing shows that the file changed since. */
export function sameFile(seen: Seen, stats: Stats): boolean {
  return seen.mtime === stats.mtimeMs && seen.ctime === stats.ctimeMs && seen.inode === stats.ino
}

export function seenNow(stats: Stats, now: number): Seen {
  return { mtime: stats.mtimeMs, ctime: stats.ctimeMs, inode: stats.ino, at: now }
}
