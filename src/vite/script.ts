import type { Plugin } from 'vite'
import { fromSitePath, rootUrlOf } from '../base/site-path.js'
import { splitUrl } from '../discover/query.js'
import { discoverScript } from '../discover/script.js'
import { errorOf, RenditionsError } from '../errors.js'
import { applyEdits, type Edit } from '../rewrite/apply-edits.js'
import type { Reference } from '../types.js'
import { answerNow, slotFor } from './answer.js'
import { isServing, sitePathOf, type Context } from './context.js'
import { noteDocument } from './html.js'
import { placeOfImport } from './import-place.js'
import { withheldAmong } from './withheld.js'
import { slotCall } from './slots.js'

/** Ids that ask for something of ours; `?url`, `?raw`, `?inline` and the like are Vite's. */
const WISH = /[?&](?:preset|viewer)=/
const SCRIPTS = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)(?:$|\?)/

/** Scripts: `import x from './a.jpg?preset=hero'` becomes a data object, `new URL('…?preset=', import.meta.url)` an address. */
export function scriptPlugin(context: Context): Plugin {
  const importers = new Map<string, string>()
  return {
    name: 'renditions:script',
    enforce: 'pre',
    resolveId: {
      filter: { id: WISH },
      async handler(source, importer, options) {
        if (!WISH.test(source) || splitUrl(source).vite) return null
        const resolved = await this.resolve(source, importer, { ...options, skipSelf: true })
        if (importer && !isDirect(context, importer)) importers.set(resolved?.id ?? source, importer)
        // An id that nobody resolves is still ours, so that the message can say where and what is near.
        return resolved ?? { id: source }
      },
    },
    load: {
      filter: { id: WISH },
      async handler(id) {
        const url = splitUrl(id)
        if (!WISH.test(id) || url.vite || id.startsWith('\0')) return null
        const open = await context.open()
        const importer = importers.get(id)
        // Whoever asks the dev server for a module of their own making gets no signature for it.
        if (isServing(context) && importer === undefined && Object.keys(url.wish.overrides).length > 0) {
          throw new RenditionsError(errorOf('dev-address', { address: sitePathOf(context, id) ?? url.path }))
        }
        const reference = await importReference(context, id, importer)
        const bound = await open.site.bind(reference)
        if (bound.kind === 'left') return null
        if (bound.kind === 'failed' && isServing(context)) throw new RenditionsError(bound.problem)
        if (bound.kind === 'planned') {
          // The module's own file is the asset's; a sidecar may come that is not there to be watched.
          noteDocument(context, bound.planned, bound.planned.asset.path)
          for (const file of [bound.planned.asset.path, ...bound.planned.sidecar.files])
            this.addWatchFile(fromSitePath(context.vite.root, file))
        }
        const data = isServing(context) ? await answerNow(context, open, bound) : slotCall(slotFor(context, open, bound))
        return { code: `export default ${data}`, map: null, moduleType: 'js' }
      },
    },
    transform: {
      filter: { id: SCRIPTS, code: /import\.meta\.url/ },
      async handler(code, id) {
        const file = sitePathOf(context, id)
        if (file === undefined || !SCRIPTS.test(id) || !code.includes('import.meta.url')) return null
        const found = discoverScript(code, file).references.filter(({ role }) => role === 'address')
        const addresses = found.filter((reference) => reference.explicit)
        const withheld = isServing(context) ? [] : await withheldAmong(context, found)
        if (addresses.length + withheld.length === 0) return null
        const open = await context.open()
        const edits = withheld.map(({ reference }): Edit => ({
          start: reference.range.start - 1,
          end: reference.range.end + 1,
          text: '/* @vite-ignore */ "data:,"',
        }))
        for (const reference of addresses) {
          const bound = await open.site.bind(reference)
          if (bound.kind === 'left') continue
          if (bound.kind === 'planned') noteDocument(context, bound.planned, file)
          const literal = { start: reference.range.start - 1, end: reference.range.end + 1 }
          // Vite looks for the file of every `new URL` with a literal and warns; this one is answered.
          if (isServing(context))
            edits.push({ ...literal, text: `/* @vite-ignore */ "${await answerNow(context, open, bound)}"` })
          else edits.push({ ...literal, text: slotCall(slotFor(context, open, bound)) })
        }
        const edited = applyEdits(code, edits)
        return { code: edited.text, map: edited.map() }
      },
    },
  }
}

/** Vite says that a request nobody imported comes from the root's `index.html`; scripts in that page have a query. */
function isDirect(context: Context, importer: string): boolean {
  return isServing(context) && sitePathOf(context, importer) === 'index.html' && !importer.includes('?')
}

/** The reference of an import, with its place looked up in the importer. */
async function importReference(context: Context, id: string, importer: string | undefined): Promise<Reference> {
  const { path, wish } = splitUrl(id)
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
