import { realpath } from 'node:fs/promises'
import { dirname, relative, isAbsolute } from 'node:path'

/**
 * Makes a check that a folder below `root` is really there when every symbolic link is followed (`root` itself may be
 * a link). Rejects with an error of code `OUTSIDE`. Answers are remembered: a link made during a run is not looked for.
 */
export function createFolderGuard(root: string): (folder: string) => Promise<void> {
  const checked = new Map<string, Promise<void>>()
  return (folder) => {
    let check = checked.get(folder)
    if (!check) checked.set(folder, (check = checkFolder(root, folder)))
    return check
  }
}

async function checkFolder(root: string, folder: string): Promise<void> {
  const realRoot = await realpathOfNearest(root)
  const real = await realpathOfNearest(folder)
  // As long as the root is not there, its nearest folder is above both.
  const path = relative(realRoot, real)
  if (path === '..' || path.startsWith('../') || path.startsWith('..\\') || isAbsolute(path)) {
    throw Object.assign(new Error('leads out of the target'), { code: 'OUTSIDE' })
  }
}

async function realpathOfNearest(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    try {
      return await realpath(at)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if ((code !== 'ENOENT' && code !== 'ENOTDIR') || at === dirname(at)) throw error
    }
  }
}
