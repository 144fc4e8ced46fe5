import { readSidecar, type SidecarMemory } from '../../config/read-sidecar.js'
import { createSidecars } from '../../config/sidecars.js'
import type { Ledger } from '../../publish/ledger.js'
import type { Place, Problem } from '../../types.js'
import { readDocuments } from '../documents.js'
import type { LoadedSite } from '../load-site.js'
import { siteWorld, usesOf } from '../site-world.js'
import { dueRows, inOrder, type DateField, type DueRow } from './due-rows.js'

/**
 * What comes and goes by its dates, of all assets there are; and the sidecars that cannot be read. Of what was never published
 * only that is overdue to which some document refers: nothing would publish the rest.
 */
export async function findDue(
  site: LoadedSite,
  assets: readonly string[],
  ledger: Ledger,
  times: { now: number; until: number },
): Promise<{ rows: DueRow[]; problems: Problem[] }> {
  const { root, config } = site
  const sidecars = createSidecars(root, config, config)
  const memory: SidecarMemory = new Map()
  const recorded = new Map(ledger.entries.map(({ path, state }) => [path, state]))
  const rows: DueRow[] = []
  const problems = new Set<Problem>()
  for (const asset of assets) {
    const { sidecar, problems: found } = await sidecars.of(asset)
    for (const problem of found) problems.add(problem)
    for (const row of dueRows(asset, sidecar, recorded.get(asset), times))
      rows.push({ ...row, ...(await placeOf(root, sidecar.files, row.field, memory)) })
  }
  const isNew = ({ overdue, recorded: known }: DueRow): boolean => overdue && known === undefined
  const uses = rows.some(isNew) ? await usesIn(site, assets) : new Map<string, readonly Place[]>()
  return { rows: inOrder(rows.filter((row) => !isNew(row) || uses.has(row.asset))), problems: [...problems] }
}

async function usesIn(site: LoadedSite, assets: readonly string[]): Promise<ReadonlyMap<string, readonly Place[]>> {
  const { documents } = await readDocuments(site.root, site.config)
  return usesOf(documents, siteWorld(site, assets), assets)
}

/** The nearest sidecar that gives the date. */
async function placeOf(
  root: string,
  files: readonly string[],
  field: DateField,
  memory: SidecarMemory,
): Promise<{ place?: Place }> {
  for (const file of files) {
    const place = (await readSidecar(root, file, memory)).places[field]
    if (place) return { place }
  }
  return {}
}
