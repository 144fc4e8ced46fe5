import { constants } from 'node:fs'
import { copyFile, rm, writeFile } from 'node:fs/promises'
import { fromSitePath } from '../../base/site-path.js'
import { allOrNothing, type Change } from '../change/all-or-nothing.js'
import { isThere, makeFolderFor, putAside } from '../change/folders.js'
import type { CopyStep } from './plan-copy.js'

/** Copies files, in the order given. When any step fails, none of them is there, and `copy-failed` says why. */
export async function performCopy(root: string, steps: readonly CopyStep[]): Promise<void> {
  await allOrNothing(root, 'copy-failed', async (change) => {
    for (const step of steps) {
      change.checkpoint()
      await makeFolderFor(root, step.to, change)
      if (step.overwrites) await putAside(root, step.to, change)
      else if (await isThere(fromSitePath(root, step.to))) throw new Error(`"${step.to}" has come to exist`)
      await copyOne(root, step, change)
    }
  })
}

async function copyOne(root: string, { from, to, text }: CopyStep, change: Change): Promise<void> {
  const target = fromSitePath(root, to)
  let isOurs = true
  change.undo(async () => {
    if (isOurs) await rm(target, { force: true })
  })
  try {
    // Where the disk can, the two share their blocks until one of them changes.
    if (text === undefined) await copyFile(fromSitePath(root, from), target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    else await writeFile(target, text, { flag: 'wx' })
  } catch (error) {
    isOurs = (error as NodeJS.ErrnoException).code !== 'EEXIST' && (await isThere(target))
    throw error
  }
}
