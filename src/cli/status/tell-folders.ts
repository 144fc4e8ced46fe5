import type { Counts } from '../../publish/status.js'
import type { OutlineEntry } from '../../publish/ledger-outline.js'
import type { LoadedSite } from '../load-site.js'
import type { Reporter } from '../reporter.js'
import { sizeText } from '../../base/size-text.js'
import type { Column } from '../table.js'
import { byFolder } from './by-folder.js'

/** More assets than anybody reads line by line. */
export const MOST_ROWS = 1000

const COLUMNS: readonly Column[] = [
  { title: 'Folder', shrinksTo: 20 },
  { title: 'Published', align: 'right' },
  { title: 'Known', align: 'right' },
  { title: 'Files', align: 'right' },
  { title: 'Size', align: 'right' },
]

/**
 * Tells a large site by folder, from no more of its records than that takes. False when it is a small one, or its records
 * are not as a build has written them: then nothing was told.
 */
export async function tellLargeSite(site: LoadedSite, now: number, reporter: Reporter): Promise<boolean> {
  const { viewOutline, viewOthers } = await import('../../wiring.js')
  const outline = viewOutline(site)
  if (!outline || outline.entries.length <= MOST_ROWS) return false
  const [others, { rulesToday }, { countFiles, countWaiting }] = await Promise.all([
    viewOthers(site),
    import('../state/asset-states.js'),
    import('../../publish/status.js'),
  ])
  const rules = await rulesToday(site, outline.entries, now)
  const changes = outline.entries.filter(({ path, state }) => (rules.get(path)?.state ?? state) !== state).length
  const waiting = [...countWaiting(others).values()].reduce((sum, count) => sum + count, 0)
  const counts = countFiles(others.manifests.values(), outline.counts)
  tellFolders(outline.entries, counts, reporter)
  if (changes > 0) reporter.line(`${changes} of them change at the next build: "renditions plan" tells how.`)
  tellSums(outline.entries, counts, waiting, reporter)
  return true
}

/** A table of folders, and how to see more. */
export function tellFolders(entries: readonly OutlineEntry[], counts: ReadonlyMap<string, Counts>, reporter: Reporter): void {
  const lines = byFolder(entries, counts).map(({ folder, published, known, files, bytes }) => {
    return [folder, String(published), String(known), String(files), sizeText(bytes)]
  })
  reporter.table(COLUMNS, () => lines)
  reporter.line('Say a folder or a glob to see its assets, or --all.')
}

/** The last line: how much is live in all. */
export function tellSums(
  entries: readonly OutlineEntry[],
  counts: ReadonlyMap<string, Counts>,
  waiting: number,
  reporter: Reporter,
): void {
  if (entries.length === 0) return
  if (waiting > 0) reporter.line(`${waiting} files wait for "renditions publish".`)
  const live = entries.filter(({ state }) => state === 'published')
  const files = live.reduce((sum, { id }) => sum + (counts.get(id)?.files ?? 0), 0)
  const bytes = live.reduce((sum, { id }) => sum + (counts.get(id)?.bytes ?? 0), 0)
  reporter.line()
  reporter.line(`${live.length} published of ${entries.length} known; ${files} files, ${sizeText(bytes)}.`)
}
