import { readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import type { HtmlTagDescriptor, Plugin } from 'vite'
import type { Config } from '../config/types.js'
import { textsScript } from '../rewrite/texts-script.js'
import { errorOf, RenditionsError } from '../errors.js'
import { distFile, hasViewerSheet, installedFile, MODEL_VIEWER } from '../wiring.js'
import type { Context } from './context.js'
import { FILM_CLIENT } from './film-client.js'

/** Where pages load a viewer's module from; resolved to the package's own files, never to another origin. */
const PREFIX = '/@renditions-viewers/'
/** Modules that are made here stand in a folder, so that no file of the package can come to the same name. */
const MADE = `${PREFIX}made/`
/** The module that tells viewers the site's own words. */
const TEXTS = `${MADE}texts.js`
/** The module that lets films take the place of their sources once they are encoded (dev). */
const FILMS = `${MADE}encoded.js`

/** As it is, in one piece, also while serving. */
function modelViewer(file: string, root: string): string {
  const found = installedFile(file, root)
  if (found === undefined)
    throw new RenditionsError(errorOf('package-missing', { package: MODEL_VIEWER, wantedBy: 'the viewer "model"' }))
  return found
}

/** Serves viewer modules to the bundler, so that they are split, hashed and loaded only by pages that use them. */
export function viewersPlugin(context: Context): Plugin {
  return {
    name: 'renditions:viewers',
    enforce: 'pre',
    resolveId: {
      order: 'pre',
      handler(source, importer) {
        if (source.startsWith(PREFIX)) return source
        if (importer?.startsWith(PREFIX) && source.startsWith(MODEL_VIEWER)) return modelViewer(source, context.vite.root)
        if (importer?.startsWith(PREFIX) && source.startsWith('.')) return posix.join(posix.dirname(importer), source)
        return null
      },
    },
    load: {
      filter: { id: /^\/@renditions-viewers\// },
      handler(id) {
        if (!id.startsWith(PREFIX)) return null
        if (id === TEXTS) return textsScript(context.config.texts)
        if (id === FILMS) return FILM_CLIENT
        const name = id.slice(PREFIX.length).replace(/\?.*$/s, '')
        return /^[\w./-]+$/.test(name) && !name.includes('..') ? readFile(distFile(`viewers/${name}`), 'utf8') : null
      },
    },
  }
}

/** The same for a script that shows markup, as modules to import; on a server, where nothing is enhanced, the styles alone. */
export function viewerModules(viewers: Iterable<string>, { texts }: Pick<Config, 'texts'>, isServer: boolean): string[] {
  const names = [...viewers].sort()
  const sheets = names.filter(hasViewerSheet).map((viewer) => `${PREFIX}${viewer}.css`)
  if (isServer || names.length === 0) return sheets
  return [...sheets, ...(Object.keys(texts).length > 0 ? [TEXTS] : []), ...names.map((viewer) => `${PREFIX}${viewer}.js`)]
}

/** The tags a page needs for the viewers it uses: how their markup looks, also without scripts, and what enhances it. */
export function viewerTags(viewers: Iterable<string>, { texts }: Pick<Config, 'texts'>): HtmlTagDescriptor[] {
  const names = [...viewers].sort()
  // Before the viewers, which look for their words as soon as they run.
  const words = names.length > 0 && Object.keys(texts).length > 0 ? [moduleTag(TEXTS)] : []
  const sheets = names.filter(hasViewerSheet).map((viewer) => sheetTag(`${PREFIX}${viewer}.css`))
  return [...sheets, ...words, ...names.map((viewer) => moduleTag(`${PREFIX}${viewer}.js`))]
}

/** The tag of a page that shows films which are still being encoded. */
export function filmClientTag(): HtmlTagDescriptor {
  return moduleTag(FILMS)
}

function moduleTag(src: string): HtmlTagDescriptor {
  return { tag: 'script', attrs: { type: 'module', src }, injectTo: 'head' }
}

function sheetTag(href: string): HtmlTagDescriptor {
  return { tag: 'link', attrs: { rel: 'stylesheet', href }, injectTo: 'head' }
}
