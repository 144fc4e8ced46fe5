import type { Problem } from '../../types.js'

/** A file of rules in one host's form. Pure: what stands there and the rules give what is to stand there. */
export interface HostFile<Rules> {
  /** Path below the output. */
  path: string
  /**
   * The file with these rules in place of those of ours that it holds, and everything the author wrote as it is.
   * @param current The file as it is, former rules of ours included; '' when there is none.
   * @param base Vite's `base`.
   */
  compose(rules: Rules, current: string, base: string): Composed
}

export interface Composed {
  /** '' for no file. */
  text: string
  /** Rules the host would not take, and files that are not ours to change. */
  problems: readonly Problem[]
}
