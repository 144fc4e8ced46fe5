import { byCodeUnit } from '../base/by-code-unit.js'
import { errorOf, warningOf } from '../errors.js'
import type { Problem } from '../types.js'
import type { LedgerEntry } from './ledger.js'
import type { Manifest } from './manifest.js'
import type { Standing } from './survey.js'

/** What a look at a target found. */
export interface Comparison {
  /** Recorded files that are there as recorded. */
  whole: number
  problems: readonly Problem[]
}

/** What to compare. */
export interface Compared {
  manifest: Manifest
  /** What stands otherwise than the manifest says. */
  standing: Standing
  /** Every path that stands where nobody but us puts anything. */
  own: readonly string[]
  /** Says which asset a file is from. */
  entries: readonly Pick<LedgerEntry, 'id' | 'path'>[]
  /** Its name, for messages; absent where only the output can be meant. */
  target?: string
}

/** Tells recorded files that are gone or other bytes by now, and files nobody recorded where only ours should stand. */
export function compareTarget({ manifest, standing, own, entries, target }: Compared): Comparison {
  const paths = new Map(entries.map((entry) => [entry.id, entry.path]))
  const at = target === undefined ? {} : { target }
  const broken = [...manifest.files.values()].filter(({ path }) => standing.has(path))
  const orphans = own.filter((path) => !manifest.files.has(path))
  return {
    whole: manifest.files.size - broken.length,
    problems: [
      ...broken.map(({ path, asset }) => errorOf('published-missing', { address: path, path: paths.get(asset) ?? '', ...at })),
      ...orphans.toSorted(byCodeUnit).map((address) => warningOf('target-orphan', { address, ...at })),
    ],
  }
}
