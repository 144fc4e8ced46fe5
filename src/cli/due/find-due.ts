import { readSidecar, type SidecarMemory } from '../../config/read-sidecar.js'
import { createSidecars } from '../../config/sidecars.js'
import type { Ledger } from '../../publish/ledger.js'
import type { Place, Problem } from '../../types.js'
import type { LoadedSite } from '../load-site.js'
import { dueRows, inOrder, type DateField, type DueRow } from './due-rows.js'

/** What comes and goes by its dates, of all assets there are; and the sidecars that cannot be read. */
export async function findDue(
  { root, config }: Pick<LoadedSite, 'root' | 'config'>,
  assets: readonly string[],
  ledger: Ledger,
  times: { now: number; until: number },
): Promise<{ rows: DueRow[]; problems: Problem[] }> {
  const sidecars = createSidecars(root, Object.keys(config.presets), config)
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
  return { rows: inOrder(rows), problems: [...problems] }
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
