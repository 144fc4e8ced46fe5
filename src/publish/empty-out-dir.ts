import { lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
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
  if (!lstatSync(outDir, { throwIfNoEntry: false })) return
  for (const name of readdirSync(outDir)) {
    if (name !== '.git') removeBelow(join(outDir, name), name, keep)
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

/** True when nothing is left there. */
function removeBelow(file: string, path: string, keep: (path: string) => boolean): boolean {
  if (!lstatSync(file).isDirectory()) {
    if (keep(path)) return false
    rmSync(file, { force: true })
    return true
  }
  let empty = true
  for (const name of readdirSync(file)) {
    if (!removeBelow(join(file, name), `${path}/${name}`, keep)) empty = false
  }
  if (empty) rmdirSync(file)
  return empty
}
