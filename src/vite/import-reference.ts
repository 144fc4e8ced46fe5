import { rootUrlOf } from '../base/site-path.js'
import { splitUrl } from '../discover/query.js'
import { errorOf, RenditionsError } from '../errors.js'
import type { Reference } from '../types.js'
import { isServing, sitePathOf, type Context } from './context.js'
import { placeOfImport } from './import-place.js'

/** The reference of an import, with its place looked up in the importer. `id` is the resolved one. */
export async function importReference(context: Context, id: string, importer: string | undefined): Promise<Reference> {
  const { path, wish } = splitUrl(id)
  // Whoever asks the dev server for a module of their own making gets no signature for it.
  if (isServing(context) && importer === undefined && Object.keys(wish.overrides).length > 0)
    throw new RenditionsError(errorOf('dev-address', { address: sitePathOf(context, id) ?? path }))
  const file = importer === undefined ? undefined : sitePathOf(context, importer)
  const asset = sitePathOf(context, path)
  const url = asset !== undefined && path.startsWith(context.vite.root) ? rootUrlOf(asset) : path
  const none = { start: 0, end: 0 }
  return {
    role: 'import',
    place: await placeOfImport(context, importer, id, file ?? asset ?? path),
    url,
    urlRange: none,
    range: none,
    wish,
    escape: 'js',
    explicit: true,
  }
}
