import { readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** Removes files named by `temporaryNameFor`, and folders beside them named after them, that a process of this machine left in a folder when it was killed; nothing else, nothing below. */
export async function sweepTemporary(folder: string): Promise<void> {
  const host = hostname()
    .replace(/[^\w-]/g, '')
    .slice(0, 20)
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const [, of, pid] = /^\.([\w-]*)-(\d+)-[0-9a-f]{12}\.tmp(?:\.files)?$/.exec(name) ?? []
    if (of === host && pid !== undefined && !isAlive(Number(pid)))
      // Where nothing can be removed, nothing can be written either, and who tries is told.
      await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
