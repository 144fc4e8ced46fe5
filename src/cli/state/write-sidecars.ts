import { readFile, rm } from 'node:fs/promises'
import { atomicWrite } from '../../base/atomic-write.js'
import { fromSitePath } from '../../base/site-path.js'
import { allOrNothing, type Change } from '../change/all-or-nothing.js'
import { isThere, putAside } from '../change/folders.js'
import { replaceText } from '../change/texts.js'
import type { StateStep } from './decide-state.js'

/** Writes the sidecars of all changes, or of none; then `state-unwritable` says why. */
export async function writeSidecars(root: string, steps: readonly StateStep[]): Promise<void> {
  const changes = steps.filter(({ action }) => action === 'change')
  await allOrNothing(root, 'state-unwritable', async (change) => {
    for (const step of changes) {
      change.checkpoint()
      await writeSidecar(root, step, change)
    }
  })
}

async function writeSidecar(root: string, { file: path, before, after }: StateStep, change: Change): Promise<void> {
  const file = fromSitePath(root, path)
  if (before !== undefined && after !== undefined) return replaceText(root, { path, before, after }, change)
  const current = (await isThere(file)) ? await readFile(file, 'utf8') : undefined
  if (current !== before) throw new Error(`"${path}" was changed by somebody else meanwhile`)
  if (after === undefined) return putAside(root, path, change)
  change.undo(() => rm(file, { force: true }))
  await atomicWrite(file, after)
}
