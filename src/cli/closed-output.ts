import type { EventEmitter } from 'node:events'
import { errorOf, formatProblem } from '../errors.js'

/** Streams as Node's `process` has them. */
export interface Outputs {
  stdout: EventEmitter
  stderr: EventEmitter & { write(text: string): unknown }
}

/**
 * Lets a command go on when nobody listens any more (`renditions status | head -1`): what it does must not stop halfway
 * for that. The function it gives tells whether something was lost that should have been heard (a full disk).
 */
export function surviveClosedOutput({ stdout, stderr }: Outputs): () => boolean {
  let isLost = false
  const lost = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED' || isLost) return
    isLost = true
    stderr.write(`${formatProblem(errorOf('output-unwritable', { reason: error.code ?? error.message }))}\n`)
  }
  stdout.on('error', lost)
  stderr.on('error', () => undefined)
  return () => isLost
}
