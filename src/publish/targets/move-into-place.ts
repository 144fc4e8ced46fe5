import { copyFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { temporaryNameFor } from '../../base/atomic-write.js'
import { sweepTemporary } from '../../base/sweep-temporary.js'
import { placeNew } from './place-new.js'

/**
 * Gives a finished temporary file its final name: over what stands there with `replace`, else only where nothing does
 * (`EEXIST`). Where another disk is mounted below the target, the file is copied there first, so that it still appears whole.
 */
export async function moveIntoPlace(temporary: string, file: string, replace: boolean): Promise<void> {
  const place = (from: string): Promise<void> => (replace ? rename(from, file) : placeNew(from, file))
  try {
    await place(temporary)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    await sweepTemporary(dirname(file))
    const beside = temporaryNameFor(file)
    try {
      await copyFile(temporary, beside)
      await place(beside)
    } finally {
      await rm(beside, { force: true })
    }
    await rm(temporary, { force: true })
  }
}
