import { readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import type { HtmlTagDescriptor, Plugin } from 'vite'
import { distFile, hasViewerSheet } from '../wiring.js'
import type { Context } from './context.js'

/** Where pages load a viewer's module from; resolved to the package's own files, never to another origin. */
const PREFIX = '/@renditions-viewers/'

/** Serves viewer modules to the bundler, so that they are split, hashed and loaded only by pages that use them. */
export function viewersPlugin(_context: Context): Plugin {
  return {
    name: 'renditions:viewers',
    enforce: 'pre',
    resolveId: {
      order: 'pre',
      handler(source, importer) {
        if (source.startsWith(PREFIX)) return source
        if (importer?.startsWith(PREFIX) && source.startsWith('.')) return posix.join(posix.dirname(importer), source)
        return null
      },
    },
    load: {
      filter: { id: /^\/@renditions-viewers\// },
      handler(id) {
        if (!id.startsWith(PREFIX)) return null
        const name = id.slice(PREFIX.length).replace(/\?.*$/s, '')
        return /^[\w./-]+$/.test(name) && !name.includes('..') ? readFile(distFile(`viewers/${name}`), 'utf8') : null
      },
    },
  }
}

/** The tags a page needs for the viewers it uses: how their markup looks, also without scripts, and what enhances it. */
export function viewerTags(viewers: Iterable<string>): HtmlTagDescriptor[] {
  return [...viewers]
    .sort()
    .flatMap((viewer): HtmlTagDescriptor[] => [
      ...(hasViewerSheet(viewer)
        ? [{ tag: 'link', attrs: { rel: 'stylesheet', href: `${PREFIX}${viewer}.css` }, injectTo: 'head' } as const]
        : []),
      { tag: 'script', attrs: { type: 'module', src: `${PREFIX}${viewer}.js` }, injectTo: 'head' },
    ])
}
