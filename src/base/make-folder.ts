import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it. Rejects with the system's error: where Node says of a full or read-only disk that
 * something is not there, the reason is asked for once more.
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    let missing = folder
    while (!existsSync(dirname(missing)) && dirname(missing) !== missing) missing = dirname(missing)
    await mkdir(missing)
    await mkdir(folder, { recursive: true })
  }
}
