import { chmod, readFile, stat } from 'node:fs/promises'
import { atomicWrite } from '../../base/atomic-write.js'
import { fromSitePath } from '../../base/site-path.js'
import type { Change } from './all-or-nothing.js'

/** A text that is to be replaced: documents and the ledger. */
export interface TextChange {
  /** Site path at which it stands once the files have moved. */
  path: string
  before: string
  after: string
}

/** Replaces a text and keeps the file's mode. A text that changed since it was read is a failure. */
export async function replaceText(root: string, { path, before, after }: TextChange, change: Change): Promise<void> {
  const file = fromSitePath(root, path)
  if ((await readFile(file, 'utf8')) !== before) throw new Error(`"${path}" was changed by somebody else meanwhile`)
  const { mode } = await stat(file)
  // The step that fails may have done nothing, and what keeps it from writing would also keep this from writing.
  change.undo(async () => {
    if ((await readFile(file, 'utf8')) !== before) await writeKeepingMode(file, before, mode)
  })
  await writeKeepingMode(file, after, mode)
}

async function writeKeepingMode(file: string, text: string, mode: number): Promise<void> {
  await atomicWrite(file, text)
  await chmod(file, mode)
}
