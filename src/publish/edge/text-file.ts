import { readFile, rename, rm } from 'node:fs/promises'
import { atomicWrite } from '../../base/atomic-write.js'
import { writeProblem } from '../write-problem.js'

/** A small text kept on disk: the ledger, a manifest's copy, the intent record. */
export interface TextFile {
  /** Bytes as they are; undefined when there is no such file. */
  read(): Promise<Buffer | undefined>
  /** A whole file or none, durable when it resolves. */
  write(text: string): Promise<void>
  remove(): Promise<void>
  /** Renames the file to the first free `<name>.<suffix>-<n>` and gives that name's last part. */
  setAside(suffix: string): Promise<string>
}

/** A text file at an absolute path; its folder is made when needed. `name` is what messages call it. */
export function textFile(file: string, name: string): TextFile {
  return {
    read: () => readIfThere(file),
    async write(text) {
      try {
        await atomicWrite(file, text)
      } catch (error) {
        throw writeProblem(error, name)
      }
    },
    remove: () => rm(file, { force: true }),
    async setAside(suffix) {
      for (let n = 1; ; n++) {
        const ending = `.${suffix}-${n}`
        if ((await readIfThere(file + ending)) !== undefined) continue
        await rename(file, file + ending)
        return ending
      }
    },
  }
}

/** A text that is forgotten when the process ends; nothing at first. */
export function memoryText(): TextFile {
  let held: string | undefined
  return {
    read: async () => (held === undefined ? undefined : Buffer.from(held)),
    write: async (text) => void (held = text),
    remove: async () => void (held = undefined),
    async setAside(suffix) {
      held = undefined
      return `.${suffix}-1`
    },
  }
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
