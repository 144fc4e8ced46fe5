import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { makeFolder } from './make-folder.js'

/**
 * Writes a whole file or none: temporary name in the same folder, fsync, rename, fsync of the folder.
 * Readers see the old bytes or the new ones. Rejects with the system's error (`ENOSPC` …) and leaves
 * no temporary file behind unless the process is killed.
 */
export async function atomicWrite(file: string, data: string | Uint8Array): Promise<void> {
  await makeFolder(dirname(file))
  const temporary = temporaryNameFor(file)
  try {
    const handle = await open(temporary, 'wx')
    try {
      await handle.writeFile(data)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(file))
}

/** A name beside `file` that no other process on any host sharing the disk will pick. Starts with a dot, ends in `.tmp`. */
export function temporaryNameFor(file: string): string {
  const at = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1
  const host = hostname()
    .replace(/[^\w-]/g, '')
    .slice(0, 20)
  return `${file.slice(0, at)}.${host}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`
}

/** Makes a rename durable. File systems and platforms that cannot sync a folder are let be. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!isTolerable(error)) throw error
  }
}

function isTolerable(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'EISDIR' || code === 'EPERM' || code === 'EINVAL' || code === 'ENOTSUP' || code === 'EACCES'
}
