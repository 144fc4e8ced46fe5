import { digestOf } from '../../../base/hash.js'
import type { Target } from '../../../ports.js'
import { CLAIM_PATH } from '../../edge/claim.js'
import type { IntentFile } from '../../recover.js'

/**
 * The intent record, kept at the target itself so that a fresh checkout finds it. Only for a target that one machine at a
 * time publishes to.
 */
export function intentAt(target: Target): IntentFile {
  let current: string | undefined
  return {
    async read() {
      current = (await target.read(CLAIM_PATH))?.text
      return current === undefined ? undefined : Buffer.from(current)
    },
    async write(text) {
      await target.write(CLAIM_PATH, text)
      await target.flush?.()
      current = text
    },
    async remove() {
      if (current === undefined) return
      await target.remove(CLAIM_PATH, { bytes: Buffer.byteLength(current), digest: digestOf(current) })
      await target.flush?.()
      current = undefined
    },
  }
}
