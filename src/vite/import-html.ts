import type { Plugin } from 'vite'
import { viewersOf } from '../plan/plan-reference.js'
import { answerNow, slotFor } from './answer.js'
import { isServing, type Context } from './context.js'
import { importReference } from './import-reference.js'
import { slotCall } from './slots.js'
import { viewerModules } from './viewers.js'
import { watchAsset } from './watch-asset.js'

/** Begins the ids of modules that hold the markup of an import, whose own id follows. */
const PREFIX = 'renditions-html:'
const RESOLVED = `\0${PREFIX}`

/** The line that gives the module of an import its `html`. */
export function htmlExport(id: string): string {
  return `export { html } from ${JSON.stringify(`${PREFIX}${encodeURIComponent(id)}.js`)}`
}

/**
 * What `import { html } from './boot.jpg?preset=card&viewer=zoom'` gives: the markup that `<img src="boot.jpg?…">` becomes in a
 * page, and with it the viewers it needs and their styles. A module of its own, so that nothing of it comes along where a script
 * wants the data alone. `importers` says who imports an id.
 */
export function importHtmlPlugin(context: Context, importers: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'renditions:import-html',
    enforce: 'pre',
    resolveId: {
      order: 'pre',
      filter: { id: /^renditions-html:/ },
      // Older versions of Vite know no filters.
      handler: (source) => (source.startsWith(PREFIX) ? { id: `\0${source}`, moduleSideEffects: false } : null),
    },
    load: {
      filter: { id: /^\0renditions-html:/ },
      async handler(module) {
        if (!module.startsWith(RESOLVED)) return null
        const id = decodeURIComponent(module.slice(RESOLVED.length, -'.js'.length))
        const open = await context.open()
        const asked = await importReference(context, id, importers.get(id))
        const bound = await open.site.bind({ ...asked, role: 'picture', escape: 'html' })
        // The module of the data tells what is wrong.
        if (bound.kind === 'left' || (bound.kind === 'failed' && isServing(context))) return "export const html = ''"
        if (bound.kind === 'planned') watchAsset(this, context, bound.planned)
        const viewers = bound.kind === 'planned' ? viewersOf(bound.planned) : []
        const isServer = this.environment.config.consumer === 'server'
        const text = isServing(context)
          ? JSON.stringify(await answerNow(context, open, bound))
          : slotCall(slotFor(context, open, bound))
        const imports = viewerModules(viewers, context.config, isServer).map((path) => `import ${JSON.stringify(path)}`)
        return { code: [...imports, `export const html = ${text}`, ''].join('\n'), map: null, moduleType: 'js' }
      },
    },
  }
}
