import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, statSync } from 'node:fs'
import type { Digest } from '../../types.js'

/**
 * Digest of how files look now, by their paths below a folder (absolute): size, times, inode, of a link those of what it
 * leads to. As numbers: to write them as text takes longer than to ask for them.
 */
export function stampDigest(folder: string, paths: Iterable<string>): Digest {
  const names = [...paths]
  const stamps = new Float64Array(names.length * 4)
  for (const [index, path] of names.entries()) {
    const file = `${folder}/${path}`
    const stats = lstatSync(file, { throwIfNoEntry: false })
    const target = stats?.isSymbolicLink() ? statSync(file, { throwIfNoEntry: false }) : stats
    if (target) stamps.set([target.size, target.mtimeMs, target.ctimeMs, target.ino], index * 4)
  }
  return createHash('sha256').update(names.join('\0')).update(stamps).digest('hex')
}

/** The same for everything below one. */
export function stampDigestBelow(folder: string): Digest {
  let paths: string[] = []
  try {
    paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  } catch {
    // There is none: nothing stands in it.
  }
  return stampDigest(folder, paths)
}
