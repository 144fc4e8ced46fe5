import { digestOf } from '../base/hash.js'
import type { Sidecar } from '../types.js'
import type { MemoParts } from './memo-parts.js'

/** What a sidecar says of an asset, and what follows from it at a time (milliseconds since 1970). Equal text, equal meaning. */
export function said(parts: Pick<MemoParts, 'stateOf'>, sidecar: Sidecar, time: number): string {
  return JSON.stringify([parts.stateOf(sidecar, time), sidecar])
}

/** Digest of all that is said about assets, and of what follows from it at a time. */
export async function saidOf(
  parts: Pick<MemoParts, 'sidecar' | 'stateOf'>,
  paths: readonly string[],
  time: number,
): Promise<string> {
  // Assets without a sidecar of their own share what is said about them.
  const texts = new Map<object, string>()
  const all: string[] = []
  for (const path of paths) {
    const finding = await parts.sidecar(path)
    let text = texts.get(finding)
    if (text === undefined) {
      text = said(parts, finding.sidecar, time) + JSON.stringify(finding.problems)
      texts.set(finding, text)
    }
    all.push(text)
  }
  return digestOf(all.join('\n'))
}
