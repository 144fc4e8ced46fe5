import { digestOf } from '../../../base/hash.js'
import type { Target } from '../../../ports.js'
import type { TextFile } from '../../edge/text-file.js'

/** Where a target that can be read keeps the record of what a run is about to do. */
export const INTENT_PATH = '.vite/renditions-intent.json'

/**
 * The intent record, kept at the target itself so that a fresh checkout finds it. Only for a target that one machine at a
 * time publishes to.
 */
export function intentAt(target: Target): Pick<TextFile, 'read' | 'write' | 'remove'> {
  let current: string | undefined
  return {
    async read() {
      current = (await target.read(INTENT_PATH))?.text
      return current === undefined ? undefined : Buffer.from(current)
    },
    async write(text) {
      await target.write(INTENT_PATH, text)
      await target.flush?.()
      current = text
    },
    async remove() {
      if (current === undefined) return
      await target.remove(INTENT_PATH, { bytes: Buffer.byteLength(current), digest: digestOf(current) })
      await target.flush?.()
      current = undefined
    },
  }
}
