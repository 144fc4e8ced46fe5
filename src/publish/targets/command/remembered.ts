import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { textFile } from '../../edge/text-file.js'

/** The texts that were sent to a target which cannot be read, each under its own path below a folder of the cache. */
export interface Remembered {
  read(path: string): Promise<string | undefined>
  write(path: string, text: string): Promise<void>
  forget(path: string): Promise<void>
}

/** @param folder Absolute path. */
export function rememberedTexts(folder: string): Remembered {
  return {
    read: async (path) => (await textFile(join(folder, path), path).read())?.toString('utf8'),
    write: (path, text) => textFile(join(folder, path), path).write(text),
    forget: (path) => rm(join(folder, path), { force: true }),
  }
}
