import { lstatSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Plugin, Rollup } from 'vite'
import { fromSitePath } from '../base/site-path.js'
import { isMediaPath } from '../discover/media-extensions.js'
import { splitUrl } from '../discover/query.js'
import type { Problem, Reference } from '../types.js'
import { sitePathOf, type Context, type OpenSite } from './context.js'
import { placeOfImport } from './import-place.js'

/** What a script gets in place of an asset that may not be shown. */
const NOTHING = 'export default "data:,"'

/**
 * Keeps assets that may not be shown out of what Vite itself publishes: imports without a preset, files that other
 * plugins emit, and copies of `publicDir`.
 */
export function withheldPlugin(context: Context): Plugin {
  return {
    name: 'renditions:withheld',
    enforce: 'pre',
    apply: 'build',
    load: {
      filter: { id: /\.\w+(?:$|\?)/ },
      async handler(id) {
        const withheld = await withheldOf(context, id)
        return withheld && { code: NOTHING, map: null, moduleType: 'js' }
      },
    },
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const open = await context.open()
        for (const id of this.getModuleIds()) {
          const problem = await withheldOf(context, id)
          if (problem) open.site.report([await atImport(context, id, this.getModuleInfo(id)?.importers[0], problem)])
        }
        await dropEmitted(context, open, bundle)
        if (this.environment.name === 'client') await dropCopies(context, open)
      },
    },
  }
}

async function withheldOf(context: Context, id: string): Promise<Problem | undefined> {
  if (!isMediaPath(id.replace(/[?#].*$/s, ''))) return undefined
  const path = sitePathOf(context, id)
  if (path === undefined) return undefined
  const { site, isAsset } = await context.open()
  return isAsset(path) ? site.withheld(path) : undefined
}

async function atImport(context: Context, id: string, importer: string | undefined, problem: Problem): Promise<Problem> {
  const file = importer === undefined ? undefined : sitePathOf(context, importer)
  return problem.place || file === undefined ? problem : { ...problem, place: await placeOfImport(context, importer, id, file) }
}

/** Whoever emitted it: Vite knows from which file an asset came. */
async function dropEmitted(context: Context, open: OpenSite, bundle: Rollup.OutputBundle): Promise<void> {
  for (const [name, output] of Object.entries(bundle)) {
    if (output.type !== 'asset') continue
    for (const original of output.originalFileNames) {
      const problem = await withheldOf(context, resolve(context.vite.root, original))
      if (!problem) continue
      open.site.report([problem])
      delete bundle[name]
    }
  }
}

/** `publicDir` was copied as it is when the build began; what may not be shown goes again. */
async function dropCopies(context: Context, open: OpenSite): Promise<void> {
  const { root, build } = context.vite
  const { publicDir } = context.config
  if (publicDir === '' || !build.copyPublicDir || !build.write) return
  for (const path of open.assetsBelow(publicDir)) {
    if (!(await open.site.withheld(path))) continue
    const copy = fromSitePath(resolve(root, build.outDir), path.slice(publicDir.length + 1))
    if (lstatSync(copy, { throwIfNoEntry: false })?.isFile()) rmSync(copy)
  }
}

/** Problems of references that ask nothing of us and lead to what may not be shown, each with its reference. */
export async function withheldAmong(
  context: Context,
  references: readonly Reference[],
): Promise<{ reference: Reference; problem: Problem }[]> {
  const { site } = await context.open()
  const found: { reference: Reference; problem: Problem }[] = []
  for (const reference of references) {
    if (reference.explicit || !isMediaPath(splitUrl(reference.url).path)) continue
    const located = site.parts.locate(reference.url, reference.place.file)
    const withheld = 'path' in located ? await site.withheld(located.path) : undefined
    if (!withheld) continue
    const problem: Problem = { ...withheld, place: withheld.place ?? reference.place, severity: 'error' }
    site.report([problem])
    found.push({ reference, problem })
  }
  return found
}
