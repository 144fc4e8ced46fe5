import { resolve } from 'node:path'
import type { Root } from 'mdast'
import type { Transformer } from 'unified'
import type { VFile } from 'vfile'
import type { Options } from './config/options.js'
import { resolveConfig } from './config/resolve-config.js'
import { formatProblem, RenditionsError } from './errors.js'
import { isCi } from './base/is-ci.js'
import { isPreview, previewFolder } from './base/preview.js'
import { toSitePath } from './base/site-path.js'
import { createRemarkPlugin } from './remark/index.js'
import { contexts, newContext, outputOf, type Context } from './vite/context.js'
import { markdownAnswerer } from './vite/markdown-answerer.js'
import { enterOutput, openSite, sealPreview } from './wiring.js'

/** Options of a pipeline that runs without the Vite plugin; with it, the plugin's own apply and these are not needed. */
export interface RemarkOptions extends Options {
  /** Root folder of the site. Default: the working folder. */
  root?: string
  /** Folder that addresses are published to, relative to the root. Default `dist`. */
  outDir?: string
  /** Public path of that folder. Default `/`. */
  base?: string
}

/**
 * A remark plugin that answers the media references of Markdown: images, directives (after remark-directive) and raw HTML.
 * Where the Vite plugin works on the same root in the same process, it joins that build. Elsewhere it renders at once;
 * call `publishRenditions` when the last file is done.
 */
export function remarkRenditions(options: RemarkOptions = {}): Transformer<Root, Root> {
  // Two parameters: of a function with a third, unified waits for the callback and not for the promise.
  return async (tree, file) => {
    const context = contextFor(options, file)
    const plugin = createRemarkPlugin(
      markdownAnswerer(context, new Set(), true),
      (path) => toSitePath(context.vite.root, resolve(context.vite.root, path)) ?? path,
    )
    await plugin()(tree, file, () => {})
  }
}

/**
 * Publishes what the pipelines of a root used: files, ledger, redirects, removals. Rejects with `RenditionsError` when a
 * reference cannot be published and `onError` is `'fail'`; gives the warnings otherwise. With the Vite plugin not needed.
 */
export async function publishRenditions(root: string = process.cwd()): Promise<string[]> {
  const context = contexts().get(resolve(root))
  if (!context?.standalone) return []
  const open = await context.open()
  try {
    const errors = open.site.problems().filter((problem) => problem.severity === 'error')
    const [first] = errors
    if (first && context.config.onError === 'fail')
      throw new RenditionsError({ ...first, message: errors.map((problem) => formatProblem(problem)).join('\n') })
    await enterOutput(...outputOf(context))
    await open.publisher.put()
    const { problems } = await open.publisher.finish()
    if (context.config.preview) await sealPreview(outputOf(context)[0])
    return [...open.site.problems(), ...problems].map((problem) => formatProblem(problem))
  } finally {
    contexts().delete(context.vite.root)
    await open.close()
  }
}

function contextFor(options: RemarkOptions, file: VFile): Context {
  const known = options.root === undefined ? owner(file) : contexts().get(resolve(options.root))
  if (known) return known
  const context = standaloneContext(options)
  contexts().set(context.vite.root, context)
  return context
}

/** The site that a Markdown file lies in: the innermost root. */
function owner(file: VFile): Context | undefined {
  const path = resolve(file.cwd, file.path ?? '')
  const roots = [...contexts()].filter(([root]) => toSitePath(root, path) !== undefined)
  return roots.sort(([a], [b]) => b.length - a.length)[0]?.[1]
}

function standaloneContext(options: RemarkOptions): Context {
  const { root: given = '.', outDir = 'dist', base = '/', ...own } = options
  const root = resolve(given)
  const context = newContext(own)
  context.standalone = true
  context.config = resolveConfig(own, {
    root,
    command: 'build',
    publicDir: resolve(root, 'public'),
    outDir,
    assetsDir: 'assets',
    ci: isCi(),
    preview: isPreview(),
  })
  // The parts that answer references read no more of Vite's config than this.
  const folder = context.config.preview ? previewFolder(outDir) : outDir
  context.vite = {
    root,
    base,
    command: 'build',
    experimental: {},
    build: { outDir: folder },
    environments: {},
  } as Context['vite']
  const setting = {
    config: context.config,
    root,
    outDir: resolve(root, folder),
    base,
    aliases: [],
    dryRun: false,
    progress: false,
    memo: false,
  }
  let opening: ReturnType<Context['open']> | undefined
  context.open = () => (opening ??= openSite(setting))
  return context
}
