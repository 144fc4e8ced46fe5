import { lstat, mkdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { temporaryNameFor } from '../../base/atomic-write.js'
import { fromSitePath } from '../../base/site-path.js'
import type { Change } from './all-or-nothing.js'

/** Makes the folder that a file (site path) goes to. */
export async function makeFolderFor(root: string, path: string, change: Change): Promise<void> {
  const folder = dirname(fromSitePath(root, path))
  const made = await mkdir(folder, { recursive: true })
  if (made !== undefined) change.undo(() => removeEmptyFolders(folder, made))
}

/** Takes a file out of the way until everything is done; then it is gone. Nothing happens when there is none. */
export async function putAside(root: string, path: string, change: Change): Promise<void> {
  const file = fromSitePath(root, path)
  if (!(await isThere(file))) return
  const aside = temporaryNameFor(file)
  change.undo(async () => {
    if (await isThere(aside)) await rename(aside, file)
  })
  await rename(file, aside)
  change.afterwards(() => rm(aside, { force: true }))
}

/** True when something stands at an absolute path, a link included. */
export async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  )
}

/** Removes folders that are empty, from the deepest up to `top` and with it. Absolute paths. */
export async function removeEmptyFolders(deepest: string, top: string): Promise<void> {
  for (let folder = deepest; folder.length >= top.length; folder = dirname(folder)) {
    await rmdir(folder).catch(() => undefined)
  }
}
