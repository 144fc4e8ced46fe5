import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Digest } from '../../types.js'

/** Folder of bytes, folder of unfinished files and log, each named with the version of its form. */
export const filesFolder = 'files-v1'
export const unfinishedFolder = 'unfinished'
export const logName = 'records-v1.log'

/** Path of bytes below a cache's folder. */
export function pathOf(digest: Digest): string {
  return join(filesFolder, digest.slice(0, 2), digest)
}

/** https://bford.info/cachedir/ */
const cacheTag =
  'Signature: 8a477f597d28d172789f06886806bc55\n# Renditions of pictures; can be deleted at any time, and is then made again.\n'

/** Makes the folder ready to be written. Throws the system's error when it cannot be. */
export function prepareFolder(folder: string): void {
  mkdirSync(join(folder, filesFolder), { recursive: true })
  mkdirSync(join(folder, unfinishedFolder), { recursive: true })
  for (const [name, text] of [
    ['CACHEDIR.TAG', cacheTag],
    ['.gitignore', '*\n'],
  ] as const) {
    if (!existsSync(join(folder, name))) writeFileSync(join(folder, name), text)
  }
  accessSync(folder, constants.W_OK)
  accessSync(join(folder, filesFolder), constants.W_OK)
}

/** A folder for this process alone, for when the cache cannot be written. */
export function privateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'renditions-'))
  prepareFolder(folder)
  return folder
}
