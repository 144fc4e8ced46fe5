import { link, lstat, rename, unlink } from 'node:fs/promises'

/**
 * Gives a finished temporary file its final name, and fails with `EEXIST` when something stands there by now. Disks
 * without hard links are looked at first, which leaves a moment open.
 */
export async function placeNew(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EMLINK') throw error
    const found = await lstat(file).catch(() => undefined)
    if (found) throw Object.assign(new Error('file exists'), { code: 'EEXIST' })
    return rename(temporary, file)
  }
  await unlink(temporary)
}
