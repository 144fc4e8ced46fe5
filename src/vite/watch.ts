import type { Plugin } from 'vite'
import { fromSitePath } from '../base/site-path.js'
import { sitePathOf, type Context } from './context.js'

/**
 * `build.watch`: a changed asset or sidecar builds the documents anew that show it. Said as each document has been read,
 * because Rollup reads a document again only for files that were named then.
 */
export function watchPlugin(context: Context): Plugin {
  return {
    name: 'renditions:watch',
    apply: (user, { command }) => command === 'build' && Boolean(user.build?.watch),
    transform: {
      order: 'post',
      async handler(_code, id) {
        const document = sitePathOf(context, id)
        for (const path of document === undefined ? [] : await shownIn(context, document)) {
          this.addWatchFile(fromSitePath(context.vite.root, path))
        }
        return null
      },
    },
  }
}

/** Site paths of the assets a document shows, and of what is said about them. */
async function shownIn(context: Context, document: string): Promise<string[]> {
  const source = context.pages?.get(document) ?? document
  const assets = [...context.documentsOf].filter(([, documents]) => documents.has(source)).map(([asset]) => asset)
  const { site } = await context.open()
  const sidecars = await Promise.all(assets.map((asset) => site.parts.sidecar(asset)))
  return [...assets, ...sidecars.flatMap(({ sidecar }) => sidecar.files)]
}
