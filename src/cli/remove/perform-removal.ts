import { rmdir } from 'node:fs/promises'
import { posix } from 'node:path'
import { fromSitePath } from '../../base/site-path.js'
import { allOrNothing } from '../change/all-or-nothing.js'
import { putAside } from '../change/folders.js'
import { keepIndex, type Repository } from '../change/git.js'

/**
 * Removes files (site paths), those that git tracks from its index, too, so that their history stays; then folders that
 * are empty by that, up to `roots`, which stay. When any step fails, everything is put back and `removal-failed` says why.
 */
export async function performRemoval(
  root: string,
  files: readonly string[],
  repository: Repository | undefined,
  roots: readonly string[],
): Promise<void> {
  await allOrNothing(root, 'removal-failed', async (change) => {
    if (repository) await keepIndex(repository, change)
    for (const path of files) {
      change.checkpoint()
      await putAside(root, path, change)
    }
    change.checkpoint()
    await repository?.forget(files.filter((path) => repository.tracked.has(path)))
  })
  for (const folder of foldersOf(files, roots)) await rmdir(fromSitePath(root, folder)).catch(() => undefined)
}

/** Every folder above the files but the asset folders themselves, the deepest first. */
function foldersOf(files: readonly string[], roots: readonly string[]): string[] {
  const folders = new Set<string>()
  for (const file of files) {
    for (let folder = posix.dirname(file); folder !== '.' && !roots.includes(folder); folder = posix.dirname(folder))
      folders.add(folder)
  }
  return [...folders].sort((a, b) => b.length - a.length)
}
