import { chmod, lstat, mkdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { atomicWrite, temporaryNameFor } from '../../base/atomic-write.js'
import { fromSitePath } from '../../base/site-path.js'
import { errorOf, RenditionsError } from '../../errors.js'
import type { MoveStep } from './choose-moves.js'
import { openRepository, type Repository } from './git.js'

/** A text that is to be replaced: documents and the ledger. */
export interface TextChange {
  /** Site path at which it stands once the files have moved. */
  path: string
  before: string
  after: string
}

/** One step back. */
type Undo = () => Promise<void>

/** `git mv` takes many names at once; a command line has an end. */
const MOST_NAMES = 200

/**
 * Moves files, then writes texts, in the order given. When any step fails, everything is put back, git's index
 * included, and `move-failed` says why. A text that changed since it was read is such a failure.
 */
export async function performMove(root: string, steps: readonly MoveStep[], texts: readonly TextChange[]): Promise<void> {
  const undos: Undo[] = []
  const leftovers: string[] = []
  try {
    const repository = steps.length > 0 ? await openRepository(root) : undefined
    if (repository) undos.push(await keepIndex(repository))
    await moveFiles(root, steps, repository, undos, leftovers)
    for (const text of texts) await replaceText(root, text, undos)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replaceAll(`${root}/`, '') : String(cause)
    const stuck = await undoAll(undos, root)
    throw new RenditionsError(errorOf('move-failed', { reason, stuck }), { cause })
  }
  for (const file of leftovers) await rm(file, { force: true })
}

async function moveFiles(
  root: string,
  steps: readonly MoveStep[],
  repository: Repository | undefined,
  undos: Undo[],
  leftovers: string[],
): Promise<void> {
  for (const batch of batchesOf(steps, repository)) {
    for (const step of batch.steps) await makeRoom(root, step, undos, leftovers)
    if (batch.isTracked && repository) await moveTracked(root, batch.steps, repository, undos)
    else for (const step of batch.steps) await movePlainly(root, step, undos)
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
async function makeRoom(root: string, step: MoveStep, undos: Undo[], leftovers: string[]): Promise<void> {
  const target = fromSitePath(root, step.to)
  const made = await mkdir(dirname(target), { recursive: true })
  if (made !== undefined) undos.push(() => removeEmptyFolders(dirname(target), made))
  if (step.respells) return
  const isThere = await lstat(target).then(
    () => true,
    () => false,
  )
  if (!isThere) return
  if (!step.overwrites) throw new Error(`"${step.to}" has come to exist`)
  const aside = temporaryNameFor(target)
  await rename(target, aside)
  undos.push(() => rename(aside, target))
  leftovers.push(aside)
}

async function moveTracked(root: string, steps: readonly MoveStep[], repository: Repository, undos: Undo[]): Promise<void> {
  const [first] = steps
  if (!first) return
  for (const step of steps) undos.push(() => moveBack(root, step.to, step.from))
  if (first.respells) {
    // By way of another name, because the two may be one file here.
    const between = `${first.to}.moving`
    undos.push(() => moveBack(root, between, first.from))
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

async function movePlainly(root: string, { from, to, respells }: MoveStep, undos: Undo[]): Promise<void> {
  undos.push(() => moveBack(root, to, from))
  if (!respells) return rename(fromSitePath(root, from), fromSitePath(root, to))
  const between = `${to}.moving`
  undos.push(() => moveBack(root, between, from))
  await rename(fromSitePath(root, from), fromSitePath(root, between))
  await rename(fromSitePath(root, between), fromSitePath(root, to))
}

/** Undoes a rename that may or may not have happened. */
async function moveBack(root: string, to: string, from: string): Promise<void> {
  const source = fromSitePath(root, from)
  const hasMoved = await lstat(source).then(
    () => false,
    () => true,
  )
  if (hasMoved) await rename(fromSitePath(root, to), source)
}

/** git's index as it was, with whatever was staged. */
async function keepIndex({ index }: Repository): Promise<Undo> {
  const bytes = await readFile(index).catch(() => undefined)
  return async () => {
    if (bytes === undefined) return
    const current = await readFile(index).catch(() => undefined)
    if (!current?.equals(bytes)) await atomicWrite(index, bytes)
  }
}

async function replaceText(root: string, { path, before, after }: TextChange, undos: Undo[]): Promise<void> {
  const file = fromSitePath(root, path)
  if ((await readFile(file, 'utf8')) !== before) throw new Error(`"${path}" was changed by somebody else meanwhile`)
  const { mode } = await stat(file)
  // The step that fails may have done nothing, and what keeps it from writing would also keep this from writing.
  undos.push(async () => {
    if ((await readFile(file, 'utf8')) !== before) await writeKeepingMode(file, before, mode)
  })
  await writeKeepingMode(file, after, mode)
}

async function writeKeepingMode(file: string, text: string, mode: number): Promise<void> {
  await atomicWrite(file, text)
  await chmod(file, mode)
}

async function removeEmptyFolders(deepest: string, top: string): Promise<void> {
  for (let folder = deepest; folder.length >= top.length; folder = dirname(folder)) {
    await rmdir(folder).catch(() => undefined)
  }
}

/** Last step first; what cannot be undone is named, and the rest is undone all the same. */
async function undoAll(undos: readonly Undo[], root: string): Promise<string[]> {
  const stuck: string[] = []
  for (const undo of undos.toReversed()) {
    try {
      await undo()
    } catch (error) {
      stuck.push(error instanceof Error ? error.message.replaceAll(`${root}/`, '') : String(error))
    }
  }
  return stuck
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
