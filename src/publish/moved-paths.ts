import type { Identities } from './identity.js'

/**
 * Where each asset is now, by every path it had before: the moves of today, and those the ledger remembers. A path that
 * holds a file again is nobody's former one.
 */
export function movedPaths(
  { found, merged }: Pick<Identities, 'found' | 'merged'>,
  present: ReadonlySet<string>,
): Map<string, string> {
  const moves = new Map<string, string>()
  const now = [...found.map(({ entry, path }) => ({ entry, path })), ...merged.map(({ entry, into }) => ({ entry, path: into }))]
  for (const { entry, path } of now) for (const was of entry.was) if (!present.has(was)) moves.set(was, path)
  // Where an asset was last counts more than where another once was.
  for (const { entry, path } of now) if (!present.has(entry.path)) moves.set(entry.path, path)
  return moves
}
