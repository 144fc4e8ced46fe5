import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import type { Plugin, ResolvedConfig, UserConfig } from 'vite'
import { toSitePath } from '../base/site-path.js'
import { isCi } from '../base/is-ci.js'
import { resolveConfig } from '../config/resolve-config.js'
import type { Surroundings } from '../config/types.js'
import { formatProblem } from '../errors.js'
import { devSecret, openSite, type OpenSite, type SiteSetting } from '../wiring.js'
import { contexts, type Context } from './context.js'
import { listPages } from './pages.js'

/** Resolves options, adds Markdown pages to the inputs, and takes over the emptying of the output folder. */
export function configure(context: Context): Plugin {
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
      return {
        // Files that stay live between builds must survive, so `build.ts` empties the folder instead of Vite.
        ...(builds && { build: { emptyOutDir: false, ...(pages.length > 0 && inputsWith(user, around.root, pages)) } }),
        server: { watch: { ignored: [`**/${config.cache.folder}/**`] } },
      }
    },
    configResolved(vite) {
      context.vite = vite
      context.config = resolveConfig(context.options, {
        root: vite.root,
        command: vite.command,
        publicDir: vite.publicDir,
        outDir: vite.build.outDir,
        assetsDir: vite.build.assetsDir,
        ci: isCi(),
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
    aliases: vite.resolve.alias.flatMap(({ find, replacement }) => {
      const path = isAbsolute(replacement) ? toSitePath(vite.root, replacement) : undefined
      return path === undefined ? [] : [{ find, replacement: path }]
    }),
    // Serving publishes nothing, so it takes no lock either.
    dryRun: context.dryRun || vite.command === 'serve',
    progress: vite.command === 'build',
    memo: remembers(vite),
  }
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
