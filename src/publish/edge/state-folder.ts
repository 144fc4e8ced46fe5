import { accessSync, constants, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { digestOf } from '../../base/hash.js'

/**
 * Absolute path of the folder that holds lock, intent and whatever else a publish keeps: the cache. Where that cannot be
 * written (it belongs to somebody else, its disk is read-only) it is a folder of this user among the temporary files, the
 * same one in every run, so that the next still learns of one that was killed.
 */
export function stateFolder(cache: string): string {
  if (mayWrite(join(cache, 'targets'))) return cache
  const user = process.getuid?.() ?? 0
  const folder = join(tmpdir(), `renditions-${user}-${digestOf(cache).slice(0, 16)}`)
  return isOurs(folder, user) ? folder : cache
}

/** False only when the system says no; a full disk is told when something is written. */
function mayWrite(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    try {
      accessSync(at, constants.W_OK)
      return true
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOENT' || at === dirname(at)) return code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS'
    }
  }
}

/** Anybody may make a folder of any name among the temporary files. */
function isOurs(folder: string, user: number): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const stats = lstatSync(folder)
    return stats.isDirectory() && (process.getuid === undefined || (stats.uid === user && (stats.mode & 0o022) === 0))
  } catch {
    return false
  }
}
