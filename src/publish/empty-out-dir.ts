import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Manifest } from './manifest.js'
import { MANIFEST_PATH } from './manifest.js'

/**
 * Empties an output folder as Vite does before a build (all but `.git` at its top), except the paths to keep. Links
 * are removed, not followed; folders that end up empty go. Nothing happens when the folder is not there.
 * @param outDir Absolute path.
 * @param keep Told each file's path below the folder, POSIX, no leading slash.
 */
export function emptyOutDir(outDir: string, keep: (path: string) => boolean): void {
  if (!existsSync(outDir)) return
  for (const entry of readdirSync(outDir, { withFileTypes: true })) {
    if (entry.name !== '.git') removeBelow(join(outDir, entry.name), entry.name, entry.isDirectory(), keep)
  }
}

/**
 * What has to survive emptying: the published files, also those in grace, and the manifest. Files of redirect rules
 * are made anew each time, on top of the author's own.
 */
export function survivesEmptying(manifest: Manifest): (path: string) => boolean {
  return (path) => {
    const file = manifest.files.get(path)
    return path === MANIFEST_PATH || (file !== undefined && file.kind !== 'redirects')
  }
}

/** True when nothing is left there. A link is no folder here, wherever it leads. */
function removeBelow(file: string, path: string, isFolder: boolean, keep: (path: string) => boolean): boolean {
  if (!isFolder) {
    if (keep(path)) return false
    rmSync(file, { force: true })
    return true
  }
  let empty = true
  for (const entry of readdirSync(file, { withFileTypes: true })) {
    if (!removeBelow(`${file}/${entry.name}`, `${path}/${entry.name}`, entry.isDirectory(), keep)) empty = false
  }
  return empty && removeEmpty(file)
}

/** False where a disk is mounted: such a folder is empty, and stays. */
function removeEmpty(folder: string): boolean {
  try {
    rmdirSync(folder)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error
    return false
  }
}
