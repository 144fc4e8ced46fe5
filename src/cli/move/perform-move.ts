import { rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { mapLimited } from '../../base/concurrency.js'
import { fromSitePath } from '../../base/site-path.js'
import { allOrNothing, type Change } from '../change/all-or-nothing.js'
import { isThere, makeFolderFor, putAside } from '../change/folders.js'
import { keepIndex, openRepository, type Repository } from '../change/git.js'
import { replaceText, type TextChange } from '../change/texts.js'
import type { MoveStep } from './choose-moves.js'

/** `git mv` takes many names at once; a command line has an end. */
const MOST_NAMES = 200

/**
 * Moves files, in the order given, then writes texts. When any step fails, everything is put back, git's index
 * included, and `move-failed` says why. A text that changed since it was read is such a failure.
 */
export async function performMove(root: string, steps: readonly MoveStep[], texts: readonly TextChange[]): Promise<void> {
  await allOrNothing(root, 'move-failed', async (change) => {
    const repository = steps.length > 0 ? await openRepository(root) : undefined
    if (repository) await keepIndex(repository, change)
    await moveFiles(root, steps, repository, change)
    // Each is synced to the disk, which several can wait for together.
    await mapLimited(texts, 16, async (text) => {
      change.checkpoint()
      await replaceText(root, text, change)
    })
  })
}

async function moveFiles(
  root: string,
  steps: readonly MoveStep[],
  repository: Repository | undefined,
  change: Change,
): Promise<void> {
  for (const batch of batchesOf(steps, repository)) {
    change.checkpoint()
    for (const step of batch.steps) await makeRoom(root, step, change)
    if (batch.isTracked && repository) await moveTracked(root, batch.steps, repository, change)
    else for (const step of batch.steps) await movePlainly(root, step, change)
  }
}

/** Steps that one `git mv` can do: same target folder, names kept. Order is kept otherwise. */
function batchesOf(steps: readonly MoveStep[], repository: Repository | undefined): { isTracked: boolean; steps: MoveStep[] }[] {
  const batches: { isTracked: boolean; key: string; steps: MoveStep[] }[] = []
  for (const [index, step] of steps.entries()) {
    const isTracked = repository !== undefined && hasTracked(step, repository)
    const keepsName = !step.overwrites && !step.respells && nameOf(step.from) === nameOf(step.to)
    const key = isTracked && keepsName ? dirname(step.to) : `alone ${index}`
    const batch = batches.find((one) => one.key === key && one.steps.length < MOST_NAMES)
    if (batch) batch.steps.push(step)
    else batches.push({ isTracked, key, steps: [step] })
  }
  return batches
}

function hasTracked({ from, kind }: MoveStep, { tracked }: Repository): boolean {
  if (kind === 'file') return tracked.has(from)
  for (const path of tracked) if (path.startsWith(`${from}/`)) return true
  return false
}

/** Makes the folder a file goes to, and puts a file that is in the way aside. */
async function makeRoom(root: string, step: MoveStep, change: Change): Promise<void> {
  await makeFolderFor(root, step.to, change)
  if (step.respells) return
  if (!step.overwrites && (await isThere(fromSitePath(root, step.to)))) throw new Error(`"${step.to}" has come to exist`)
  await putAside(root, step.to, change)
}

async function moveTracked(root: string, steps: readonly MoveStep[], repository: Repository, change: Change): Promise<void> {
  const [first] = steps
  if (!first) return
  for (const step of steps) change.undo(() => moveBack(root, step.to, step.from))
  if (first.respells) {
    // By way of another name, because the two may be one file here.
    const between = `${first.to}.moving`
    change.undo(() => moveBack(root, between, first.from))
    await repository.move([first.from], between, false)
    await repository.move([between], first.to, false)
  } else if (steps.length === 1) {
    await repository.move([first.from], first.to, first.overwrites)
  } else {
    await repository.move(
      steps.map((step) => step.from),
      dirname(first.to),
      false,
    )
  }
}

async function movePlainly(root: string, { from, to, respells }: MoveStep, change: Change): Promise<void> {
  change.undo(() => moveBack(root, to, from))
  if (!respells) return rename(fromSitePath(root, from), fromSitePath(root, to))
  const between = `${to}.moving`
  change.undo(() => moveBack(root, between, from))
  await rename(fromSitePath(root, from), fromSitePath(root, between))
  await rename(fromSitePath(root, between), fromSitePath(root, to))
}

/** Undoes a rename that may or may not have happened. */
async function moveBack(root: string, to: string, from: string): Promise<void> {
  const source = fromSitePath(root, from)
  if (!(await isThere(source))) await rename(fromSitePath(root, to), source)
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
