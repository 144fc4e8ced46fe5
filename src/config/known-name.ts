import { nearestName } from '../base/nearest-name.js'
import { errorOf } from '../errors.js'
import type { Findings } from './findings.js'

/** Finds fault with the name of a preset or viewer that is none of the known ones. `at` is the option that gives it. */
export function checkKnown(
  kind: 'preset' | 'viewer',
  name: string | undefined,
  among: Readonly<Record<string, unknown>>,
  at: string,
  findings: Findings,
): void {
  if (name === undefined || Object.hasOwn(among, name)) return
  const known = Object.keys(among)
  const more = { suggestion: nearestName(name, known), known, wantedBy: `option "${at}"` }
  findings.add(
    kind === 'viewer'
      ? errorOf('unknown-viewer', { viewer: name, ...more })
      : errorOf('unknown-preset', { preset: name, ...more }),
  )
}
