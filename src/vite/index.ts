import type { Plugin } from 'vite'
import type { Options } from '../config/options.js'
import { buildPlugin } from './build.js'
import { configure } from './configure.js'
import { newContext } from './context.js'
import { cssPlugin, importedCssPlugin, inlineCssPlugin } from './css.js'
import { htmlFillPlugin, htmlPlugin } from './html.js'
import { hotPlugin } from './hot.js'
import { importHtmlPlugin } from './import-html.js'
import { pagesPlugin } from './pages.js'
import { previewPlugin } from './preview.js'
import { scriptPlugin } from './script.js'
import { servePlugin } from './serve.js'
import { viewersPlugin } from './viewers.js'
import { watchPlugin } from './watch.js'
import { withheldPlugin } from './withheld.js'

/**
 * The Vite plugin: publishes the site's media. With no options, every local raster picture in a page or Markdown
 * becomes a responsive `<picture>`.
 */
export function renditions<
  const P extends string = never,
  const V extends string = never,
  const F extends string = never,
  const S extends string = never,
>(options: Options<P, V, F, S> = {}): Plugin[] {
  const context = newContext(options)
  /** Who imports a module of ours, by its id. */
  const importers = new Map<string, string>()
  return [
    configure(context),
    pagesPlugin(context),
    viewersPlugin(context),
    importHtmlPlugin(context, importers),
    scriptPlugin(context, importers),
    cssPlugin(context),
    importedCssPlugin(context),
    inlineCssPlugin(context),
    htmlPlugin(context),
    htmlFillPlugin(context),
    previewPlugin(context),
    servePlugin(context),
    hotPlugin(context),
    withheldPlugin(context),
    watchPlugin(context),
    buildPlugin(context),
  ]
}
