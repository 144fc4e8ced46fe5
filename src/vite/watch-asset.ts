import { fromSitePath } from '../base/site-path.js'
import type { PlannedReference } from '../types.js'
import type { Context } from './context.js'
import { noteDocument } from './html.js'

/** A module that shows an asset is made anew with it, and with its sidecars. */
export function watchAsset(plugin: { addWatchFile(file: string): void }, context: Context, planned: PlannedReference): void {
  const { asset, sidecar } = planned
  // The module's own file is the asset's; a sidecar may come that is not there to be watched.
  noteDocument(context, planned, asset.path)
  for (const file of [asset.path, ...sidecar.files]) plugin.addWatchFile(fromSitePath(context.vite.root, file))
}
