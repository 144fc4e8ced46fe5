import picomatch from 'picomatch'
import { nearestName } from '../../base/nearest-name.js'
import { errorOf, RenditionsError } from '../../errors.js'
import type { StatusRow } from '../../publish/status.js'
import { readPath, type ArgumentPlace } from '../asset-argument.js'

/**
 * The rows whose assets some of the arguments mean (files, folders or globs); all without an argument. Throws
 * `no-such-asset` with the nearest name for one that means none.
 */
export function rowsOf<R extends Pick<StatusRow, 'asset'>>(
  rows: readonly R[],
  patterns: readonly string[],
  place: ArgumentPlace,
): readonly R[] {
  if (patterns.length === 0) return rows
  const chosen = new Set(patterns.flatMap((pattern) => rowsOfOne(rows, pattern, place)))
  return rows.filter((row) => chosen.has(row))
}

function rowsOfOne<R extends Pick<StatusRow, 'asset'>>(rows: readonly R[], argument: string, place: ArgumentPlace): R[] {
  const found = (path: string): R[] => {
    if (path === '') return [...rows]
    const isMatch = picomatch([path, `${path}/**`], { dot: true })
    return rows.filter(({ asset }) => asset === path || asset.startsWith(`${path}/`) || isMatch(asset))
  }
  const { path } = readPath(argument, place, 'status', (candidate) => found(candidate).length > 0)
  const chosen = found(path)
  if (chosen.length > 0) return chosen
  const nearest = nearestName(
    path,
    rows.map(({ asset }) => asset),
  )
  throw new RenditionsError(errorOf('no-such-asset', { path, reason: 'nothing that was ever published is there', nearest }))
}
