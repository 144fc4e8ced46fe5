import { byCodeUnit } from './by-code-unit.js'

/** Fixed, so that the order is the same on every machine. */
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** The order people expect of numbered names: `boot-2` before `boot-10`. Equal ones go by code unit. */
export function naturalOrder(a: string, b: string): number {
  return collator.compare(a, b) || byCodeUnit(a, b)
}
