import type { Problem } from '../../types.js'

/** What `check` found, and the file it is about when it has no place in a text. */
export interface Finding {
  problem: Problem
  /** Site path. */
  file?: string
}
