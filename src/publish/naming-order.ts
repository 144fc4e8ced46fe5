import { groupBy } from '../base/group-by.js'
import type { ManifestEntry } from './manifest.js'

/** What is named by another file goes before it. */
const NAMES_OTHERS: readonly RegExp[] = [
  /(?:\.m3u8|(?:^|\/)storyboard\.vtt)$/,
  /(?:^|\/)(?:(?:master(?:\.[0-9a-f]+)?|\d+p[\w-]*)\.m3u8|manifest\.mpd)$/,
]

type Named = Pick<ManifestEntry, 'path' | 'kind' | 'key'>

/**
 * Items in the order in which they are put, those of one group at once: segments and sprites first, then the playlists that
 * name them, then what names those. Stable addresses come after them: what stands there is shown to people until the new file
 * takes its place. Pages and stand-ins, our own text, come last. No group is empty. Pure.
 */
export function inPutOrder<T>(items: readonly T[], fileOf: (item: T) => Named): T[][] {
  return grouped(items, (item) => {
    const file = fileOf(item)
    return isStable(file) ? (isText(file) ? 4 : 3) : depthOf(file)
  })
}

/** The reverse: what names others goes before them. All that is neither page nor playlist goes together. Pure. */
export function inRemovalOrder<T>(items: readonly T[], fileOf: (item: T) => Named): T[][] {
  return grouped(items, (item) => {
    const file = fileOf(item)
    return isStable(file) ? (isText(file) ? 3 : 0) : depthOf(file)
  }).toReversed()
}

/** True for a playlist, a manifest of a stream, and cues that name pictures. */
export function namesOthers(path: string): boolean {
  return depthOf({ path }) > 0
}

/** How many files deep the names go that stand in it; 0 for one that names none. */
function depthOf({ path }: Pick<Named, 'path'>): number {
  return NAMES_OTHERS.findLastIndex((pattern) => pattern.test(path)) + 1
}

function isStable({ kind }: Named): boolean {
  return kind === 'stable' || kind === 'stub'
}

function isText({ key }: Named): boolean {
  return key === '' || key.startsWith('text:')
}

function grouped<T>(items: readonly T[], stageOf: (item: T) => number): T[][] {
  return [...groupBy(items, stageOf)].toSorted(([a], [b]) => a - b).map(([, group]) => group)
}
