import { byCodeUnit } from '../base/by-code-unit.js'
import { errorOf, warningOf } from '../errors.js'
import type { Published } from '../ports.js'
import type { Problem } from '../types.js'
import type { Manifest } from './manifest.js'
import { isSame } from './survey.js'

/** What a complete look at a target found. */
export interface Comparison {
  /** Recorded files that are there as recorded. */
  whole: number
  problems: readonly Problem[]
}

/**
 * Compares everything that stands at a target with its manifest: recorded files that are gone or other bytes by now, and
 * files nobody recorded where only ours should stand.
 * @param own True for paths where nobody else puts anything.
 */
export function compareTarget(
  target: string,
  manifest: Manifest,
  listed: readonly Published[],
  own: (path: string) => boolean,
): Comparison {
  const found = new Map(listed.map((file) => [file.path, file]))
  const paths = new Map(manifest.ledger.map((entry) => [entry.id, entry.path]))
  const files = [...manifest.files.values()]
  const broken = files.filter((file) => !isThere(found.get(file.path), file))
  const orphans = listed.filter(({ path }) => own(path) && !manifest.files.has(path)).map(({ path }) => path)
  return {
    whole: files.length - broken.length,
    problems: [
      ...broken.map(({ path, asset }) => errorOf('published-missing', { address: path, path: paths.get(asset) ?? '', target })),
      ...orphans.sort(byCodeUnit).map((address) => warningOf('target-orphan', { address, target })),
    ],
  }
}

function isThere(found: Published | undefined, file: { bytes: number; digest: string }): boolean {
  return found !== undefined && isSame(found, file)
}
