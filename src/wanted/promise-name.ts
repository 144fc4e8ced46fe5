import { isRaster } from '../plan/plan-reference.js'
import { NO_PRESET } from '../publish/decide-ledger.js'
import type { PlannedReference } from '../types.js'

/** Name of the stable address of a planned reference in the ledger. */
export function promiseName({ promisedAs, asset, preset, members }: PlannedReference): string {
  return promisedAs ?? (isRaster(asset) || members ? preset.name : NO_PRESET)
}
