import { byCodeUnit } from '../../base/by-code-unit.js'
import type { StatusRow } from '../../publish/status.js'

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

/** Rows by folder: what people can still read of a ledger of many thousand assets. */
export function byFolder(rows: readonly StatusRow[]): FolderRow[] {
  const folders = new Map<string, FolderRow>()
  for (const { asset, state, files, bytes } of rows) {
    const folder = asset.split('/').slice(0, -1).slice(0, DEPTH).join('/') || '.'
    let row = folders.get(folder)
    if (!row) folders.set(folder, (row = { folder, published: 0, known: 0, files: 0, bytes: 0 }))
    row.known++
    if (state !== 'published') continue
    row.published++
    row.files += files
    row.bytes += bytes
  }
  return [...folders.values()].sort((a, b) => byCodeUnit(a.folder, b.folder))
}
