import { posix } from 'node:path'
import type { Plugin } from 'vite'
import { splitUrl } from '../discover/query.js'
import { discoverScript } from '../discover/script.js'
import { RenditionsError } from '../errors.js'
import { applyEdits, type Edit } from '../rewrite/apply-edits.js'
import { answerNow, slotFor } from './answer.js'
import { isServing, sitePathOf, type Context } from './context.js'
import { noteDocument } from './html.js'
import { htmlExport } from './import-html.js'
import { importReference } from './import-reference.js'
import { withheldAmong } from './withheld.js'
import { slotCall } from './slots.js'
import { watchAsset } from './watch-asset.js'

/** Ids that ask for something of ours; `?url`, `?raw`, `?inline` and the like are Vite's. */
const WISH = /[?&](?:preset|viewer)=/
const SCRIPTS = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)(?:$|\?)/

/** Scripts: `import x from './a.jpg?preset=hero'` becomes a data object (and `html`, see `import-html.ts`), `new URL('…?preset=', import.meta.url)` an address. */
export function scriptPlugin(context: Context, importers: Map<string, string>): Plugin {
  return {
    name: 'renditions:script',
    enforce: 'pre',
    resolveId: {
      filter: { id: WISH },
      async handler(source, importer, options) {
        if (!WISH.test(source) || splitUrl(source).vite) return null
        const resolved = await this.resolve(source, importer, { ...options, skipSelf: true })
        // An id that nobody resolves is still ours: a pattern, or a mistake of which the message can say where and what is near.
        const id = resolved?.id ?? absoluteId(source, importer)
        if (importer && !isDirect(context, importer)) importers.set(id, importer)
        return resolved ?? { id }
      },
    },
    load: {
      filter: { id: WISH },
      async handler(id) {
        const url = splitUrl(id)
        if (!WISH.test(id) || url.vite || id.startsWith('\0')) return null
        const open = await context.open()
        const reference = await importReference(context, id, importers.get(id))
        const bound = await open.site.bind(reference)
        if (bound.kind === 'left') return null
        if (bound.kind === 'failed' && isServing(context)) throw new RenditionsError(bound.problem)
        if (bound.kind === 'planned') watchAsset(this, context, bound.planned)
        const data = isServing(context) ? await answerNow(context, open, bound) : slotCall(slotFor(context, open, bound))
        return { code: `export default ${data}\n${htmlExport(id)}\n`, map: null, moduleType: 'js' }
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

/** What is relative means something else in each folder. */
function absoluteId(source: string, importer: string | undefined): string {
  return importer !== undefined && /^\.\.?\//.test(source)
    ? posix.join(posix.dirname(importer.replace(/[?#].*$/s, '')), source)
    : source
}
