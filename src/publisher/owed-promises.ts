import type { Site } from '../pipeline.js'
import { encodedOf, isRaster } from '../plan/plan-reference.js'
import { NO_PRESET, owedPresets, VIEWER_MARK } from '../publish/decide-ledger.js'
import type { DecideInput } from '../publish/decision.js'
import type { PlannedReference } from '../types.js'
import type { WantedFiles } from '../wanted/wanted-files.js'

/**
 * A stable address outlives the page that asked for it: what the ledger promised is rendered wherever the asset is now, and
 * wanted. Gives the assets of which something could not be rendered.
 */
export async function renderOwed(
  input: Pick<DecideInput, 'ledger' | 'assets' | 'renames'>,
  site: Site,
  wanted: WantedFiles,
): Promise<string[]> {
  const owed: PlannedReference[] = []
  for (const [path, names] of owedPresets(input)) {
    for (const name of names) {
      const bound = await site.bindStable(path, name)
      if (bound.kind === 'planned') owed.push(...owedOf(bound.planned, name, wanted))
    }
  }
  if (owed.length === 0) return []
  for (const planned of owed) site.enqueue(planned.viewerPage === undefined ? { ...planned, groups: [] } : planned)
  await site.settle()
  const pending = owed.filter((planned) => encodedOf(planned).some(({ key }) => site.isPending(key)))
  for (const planned of pending) wanted.defer(planned)
  const settled = owed.filter((planned) => !pending.includes(planned))
  const failed = settled.filter((planned) => site.failure(planned) !== undefined)
  for (const planned of settled) if (!failed.includes(planned)) wanted.useStable(planned)
  return failed.map(({ asset }) => asset.path)
}

/** What has to be made for a promise; nothing where a page wants it already. */
function owedOf(planned: PlannedReference, name: string, wanted: WantedFiles): PlannedReference[] {
  const { asset, stable, original, viewerPage } = planned
  const alone = { ...planned, viewerPage: undefined, largeStable: undefined, large: undefined, tiles: undefined }
  if (name === NO_PRESET && isRaster(asset)) {
    if (!original) wanted.giveUp(planned)
    else if (!wanted.hasFile(asset.path, original.address))
      return [{ ...alone, main: original.rendition, stable: undefined, stableChoices: undefined }]
    return []
  }
  const address = name.includes(VIEWER_MARK) ? viewerPage : stable
  if (address === undefined || wanted.hasFile(asset.path, address)) return []
  return [address === viewerPage ? planned : { ...alone, original: undefined }]
}
