import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import type { Plugin, ResolvedConfig, UserConfig } from 'vite'
import { toSitePath } from '../base/site-path.js'
import { isCi } from '../base/is-ci.js'
import { isPreview, previewedFolder, previewFolder } from '../base/preview.js'
import { resolveConfig } from '../config/resolve-config.js'
import type { Surroundings } from '../config/types.js'
import { errorOf, formatProblem, RenditionsError } from '../errors.js'
import { devSecret, openSite, type OpenSite, type SiteSetting } from '../wiring.js'
import { contexts, type Context } from './context.js'
import { outputUrl, type OutputUrls } from './output-url.js'
import { listPages } from './pages.js'

/** Resolves options, adds Markdown pages to the inputs, and takes over the emptying of the output folder. */
export function configure(context: Context): Plugin {
  /** Where a preview goes instead of the site's output folder. */
  let aside: string | undefined
  return {
    name: 'renditions:configure',
    enforce: 'pre',
    // For the command line, which opens the same site.
    api: { context },
    async config(user, env) {
      const around = surroundingsOf(user, env.command)
      const config = resolveConfig(context.options, around)
      context.emptyOutDir = user.build?.emptyOutDir
      const builds = env.command === 'build' && !user.build?.ssr
      const listed = await listPages(around.root, config)
      context.pages = listed.pages
      context.pageProblems = listed.problems
      const pages = builds ? [...context.pages.keys()].map((output) => resolve(around.root, output)) : []
      aside = around.preview && (env.command === 'build' || env.isPreview) ? previewFolder(around.outDir) : undefined
      return {
        // Files that stay live between builds must survive, so `build.ts` empties the folder instead of Vite.
        build: {
          ...(aside !== undefined && { outDir: aside }),
          ...(builds && { emptyOutDir: false, ...(pages.length > 0 && inputsWith(user, around.root, pages)) }),
        },
        server: { watch: { ignored: [`**/${config.cache.folder}/**`] } },
      }
    },
    /** An environment may have a folder of its own, and other plugins a say. */
    configEnvironment(_name, { build }) {
      const outDir = build?.outDir
      if (aside === undefined || outDir === undefined || outDir === aside) return null
      return { build: { outDir: previewFolder(outDir) } }
    },
    configResolved(vite) {
      context.vite = vite
      const { outDir } = vite.build
      if (aside !== undefined) checkAside(vite)
      context.config = resolveConfig(context.options, {
        root: vite.root,
        command: vite.command,
        publicDir: vite.publicDir,
        outDir: (aside !== undefined && previewedFolder(outDir)) || outDir,
        assetsDir: vite.build.assetsDir,
        ci: isCi(),
        preview: isPreview(),
      })
      for (const problem of context.config.problems) vite.logger.warn(formatProblem(problem))
      let opening: Promise<OpenSite> | undefined
      context.open = () => (opening ??= openSite(settingOf(context)))
      context.close = async () => {
        const open = opening
        opening = undefined
        contexts().delete(vite.root)
        await (await open)?.close()
      }
      contexts().set(vite.root, context)
      context.devSecret = vite.command === 'serve' ? devSecret(resolve(vite.root, context.config.cache.folder)) : ''
      for (const problem of context.pageProblems) vite.logger.warn(formatProblem(problem))
    },
  }
}

function settingOf(context: Context): SiteSetting {
  const { vite, config } = context
  return {
    config,
    root: vite.root,
    outDir: resolve(vite.root, vite.environments['client']?.build.outDir ?? vite.build.outDir),
    base: vite.base,
    urlIn: vite.experimental.renderBuiltUrl && ((path, page) => urlInPage(context, path, page)),
    aliases: vite.resolve.alias.flatMap(({ find, replacement }) => {
      const path = isAbsolute(replacement) ? toSitePath(vite.root, replacement) : undefined
      return path === undefined ? [] : [{ find, replacement: path }]
    }),
    // Serving publishes nothing, so it takes no lock either.
    dryRun: context.dryRun || vite.command === 'serve',
    progress: vite.command === 'build',
    // Pages of a dev server show the source until then.
    pending: vite.command === 'serve' ? 'poster' : context.encodes && 'wait',
    encodes: context.encodes,
    // A preview says things of assets that no production build may repeat.
    memo: remembers(vite) && !config.preview,
  }
}

/** A preview in the folder of the real site is the one thing that must not be. */
function checkAside({ build, environments }: ResolvedConfig): void {
  for (const { outDir } of [build, ...Object.values(environments).map((environment) => environment.build)]) {
    if (previewedFolder(outDir) !== undefined) continue
    const reason = 'is where some plugin or config sends this preview'
    const todo = 'Let "build.outDir" decide the folder.'
    throw new RenditionsError(errorOf('preview-folder', { folder: outDir, reason, todo }))
  }
}

/** With hosts that the site decides on for each file, and relative otherwise. */
function urlInPage({ vite }: Context, path: string, page: string): string {
  const { renderBuiltUrl } = vite.experimental
  const url = outputUrl(
    path,
    { path: page, type: 'html', ssr: false },
    { base: './', renderBuiltUrl: renderBuiltUrl as OutputUrls['renderBuiltUrl'] },
  )
  return 'text' in url ? url.text : ''
}

/** Remembered answers must mean the same in whatever file they stand. */
function remembers({ command, base, build, experimental }: ResolvedConfig): boolean {
  return command === 'build' && !build.ssr && !build.watch && base !== '' && base !== './' && !experimental.renderBuiltUrl
}

function surroundingsOf(user: UserConfig, command: 'serve' | 'build'): Surroundings {
  const root = resolve(user.root ?? '.')
  return {
    root,
    command,
    publicDir: user.publicDir === false ? '' : resolve(root, user.publicDir ?? 'public'),
    outDir: user.build?.outDir ?? 'dist',
    assetsDir: user.build?.assetsDir ?? 'assets',
    ci: isCi(),
    preview: isPreview(),
  }
}

/** The user's inputs (or `index.html`, Vite's own default) and the pages, in the shape the user chose so that Vite's merge keeps both. */
function inputsWith(
  user: UserConfig,
  root: string,
  pages: readonly string[],
): Pick<NonNullable<UserConfig['build']>, 'rollupOptions'> {
  const given = user.build?.rollupOptions?.input
  if (given && typeof given === 'object' && !Array.isArray(given)) {
    return { rollupOptions: { input: Object.fromEntries(pages.map((page, index) => [`page-${index}`, page])) } }
  }
  const index = resolve(root, 'index.html')
  const own = given === undefined && existsSync(index) ? [index] : []
  return { rollupOptions: { input: [...own, ...pages] } }
}
