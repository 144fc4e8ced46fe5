import type { Config } from '../config/types.js'
import type { ImagePreset, PlannedReference } from '../types.js'
import { stablePath } from './address.js'
import { largePresetFor } from './large-preset.js'

/**
 * The plan with the stable addresses that follow from its own: of the large picture, where nothing is done to it that its
 * preset does not say, and of the page that shows it in its viewer. `isOffered`: nobody asked for them.
 */
export function withAddresses(
  planned: PlannedReference,
  config: Pick<Config, 'stableAddresses' | 'assets' | 'publicDir'>,
  { largePreset, isOffered }: { largePreset: ImagePreset; isOffered: boolean },
): PlannedReference {
  const { asset, viewer, stable, reference } = planned
  if (stable === undefined) return planned
  const offered: PlannedReference = isOffered ? { ...planned, isOffered } : planned
  if (viewer === undefined || !isShown(reference)) return offered
  const large = planned.large?.candidates.at(-1)?.rendition
  const isPlain = JSON.stringify(largePresetFor(planned.preset, largePreset, viewer)) === JSON.stringify(largePreset)
  const address = large && isPlain ? stablePath(config, asset.path, largePreset.name, large.extension) : stable
  return {
    ...offered,
    ...(address !== stable && { largeStable: { address, preset: largePreset.name } }),
    viewerPage: stablePath(config, asset.path, viewer.name, 'html'),
  }
}

/** It stands in a page as a whole, so that its viewer is there, too. */
function isShown({ role, insidePicture }: PlannedReference['reference']): boolean {
  return (role === 'picture' || role === 'viewer') && !insidePicture
}
