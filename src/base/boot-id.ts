import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/**
 * Differs after every start of the machine: what was written before it and not synced may be there in name only. Elsewhere
 * than on Linux it is the minute of the start, which a change of the clock moves, too.
 */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return `minute ${Math.round((Date.now() / 1000 - uptime()) / 60)}`
  }
}
