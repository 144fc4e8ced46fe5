import { errorOf, RenditionsError, type ProblemCode } from '../../errors.js'

/** One step back. */
export type Undo = () => Promise<void>

/** A change of the site's files that happens as a whole or not at all. */
export interface Change {
  /** How to undo the step that is about to be taken; it may come to nothing, so the undo has to look. */
  undo(step: Undo): void
  /** What is left to do once nothing can fail any more. */
  afterwards(work: Undo): void
  /** Called between steps: throws when somebody asked the program to end. */
  checkpoint(): void
}

/** The codes under which a change that was undone is told. */
type Failure = Extract<ProblemCode, 'move-failed' | 'copy-failed' | 'removal-failed' | 'state-unwritable'>

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Does the work, and when any step of it fails, or the program is asked to end meanwhile (Ctrl-C, `kill`), takes back every
 * step, the last one first. Throws `code` then, with the reason and with what could not be taken back. The second signal is
 * no more heard than the first: half an undo is worse than either.
 */
export async function allOrNothing(root: string, code: Failure, work: (change: Change) => Promise<void>): Promise<void> {
  const undos: Undo[] = []
  const rest: Undo[] = []
  let signal: string | undefined
  const noticed = (name: string): void => void (signal ??= name)
  for (const name of SIGNALS) process.on(name, noticed)
  try {
    const checkpoint = (): void => {
      if (signal !== undefined) throw new Error(`it was interrupted (${signal})`)
    }
    await work({ undo: (step) => undos.push(step), afterwards: (step) => rest.push(step), checkpoint })
    // A signal may be waiting to be heard.
    await new Promise((done) => setImmediate(done))
    checkpoint()
  } catch (cause) {
    const reason = reasonOf(cause, root)
    const stuck = await undoAll(undos, root)
    throw new RenditionsError(errorOf(code, { reason, stuck }), { cause })
  } finally {
    for (const name of SIGNALS) process.off(name, noticed)
  }
  for (const step of rest) await step()
}

/** What cannot be undone is named, and the rest is undone all the same. */
async function undoAll(undos: readonly Undo[], root: string): Promise<string[]> {
  const stuck: string[] = []
  for (const undo of undos.toReversed()) {
    try {
      await undo()
    } catch (error) {
      stuck.push(reasonOf(error, root))
    }
  }
  return stuck
}

function reasonOf(error: unknown, root: string): string {
  return error instanceof Error ? error.message.replaceAll(`${root}/`, '') : String(error)
}
