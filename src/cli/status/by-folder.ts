import { byCodeUnit } from '../../base/by-code-unit.js'
import { folderRuns } from '../../base/folder-runs.js'
import type { OutlineEntry } from '../../publish/ledger-outline.js'
import type { Counts } from '../../publish/status.js'

/** What stands in a folder, and below it where it lies deep. */
export interface FolderRow {
  folder: string
  /** Assets that are live, and all that the ledger knows. */
  published: number
  known: number
  files: number
  bytes: number
}

/** Folders below this depth are counted with the one above them. */
const DEPTH = 3

/** Assets by folder: what people can still read of a ledger of many thousand. `counts` is by ledger id. */
export function byFolder(entries: readonly OutlineEntry[], counts: ReadonlyMap<string, Counts>): FolderRow[] {
  const folders = new Map<string, FolderRow>()
  for (const { folder, files } of folderRuns(entries)) {
    const row = rowOf(folder, folders)
    row.known += files.length
    for (const { id, state } of files) {
      if (state !== 'published') continue
      const count = counts.get(id)
      row.published++
      row.files += count?.files ?? 0
      row.bytes += count?.bytes ?? 0
    }
  }
  return [...folders.values()].sort((a, b) => byCodeUnit(a.folder, b.folder))
}

function rowOf(within: string, folders: Map<string, FolderRow>): FolderRow {
  const folder = within.split('/').slice(0, DEPTH).join('/') || '.'
  const row = folders.get(folder) ?? { folder, published: 0, known: 0, files: 0, bytes: 0 }
  folders.set(folder, row)
  return row
}
