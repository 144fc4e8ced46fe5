import { isAbsolute, resolve } from 'node:path'
import type { ResolvedConfig } from 'vite'
import { toSitePath } from '../base/site-path.js'
import type { Config } from '../config/types.js'
import { errorOf, RenditionsError } from '../errors.js'
import type { OpenSite } from '../wiring.js'
import type { Call } from './command.js'
import { problemsOf } from './problems-of.js'

/** What the plugin shows to the shell tool, as `api.context` of its plugin `renditions:configure`. */
export interface PluginContext {
  vite: ResolvedConfig
  config: Config
  /** Set before the site is opened: ledger and target are only looked at. */
  dryRun: boolean
  /** Set before the site is opened: the films that are to be encoded, and waited for. */
  encodes?: ((path: string) => boolean) | undefined
  open(): Promise<OpenSite>
}

/** A site as its own Vite config describes it. */
export interface LoadedSite {
  /** Absolute root folder: Vite's `root`. */
  root: string
  config: Config
  /** Absolute folder that pages and addresses go to. */
  outDir: string
  vite: ResolvedConfig
  context: PluginContext
}

/** The plugin's part that holds the context. */
const PLUGIN = 'renditions:configure'

/**
 * Loads the site's Vite config and finds the plugin in it. Nothing is built, opened or written.
 * Throws `config-unreadable` when Vite cannot load it and `plugin-missing` when the plugin is not in it.
 */
export async function loadSite(call: Pick<Call, 'root' | 'configFile' | 'cwd'>): Promise<LoadedSite> {
  const { resolveConfig } = await import('vite')
  const configFile = call.configFile === undefined ? undefined : resolve(call.cwd, call.configFile)
  let vite: ResolvedConfig
  try {
    vite = await resolveConfig(
      { root: call.root, logLevel: 'silent', ...(configFile !== undefined && { configFile }) },
      'build',
      'production',
      'production',
    )
  } catch (cause) {
    const problems = problemsOf(cause)
    if (problems[0].code !== 'failed') throw new RenditionsError(problems, { cause })
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
    throw new RenditionsError(errorOf('config-unreadable', { reason: reason.replaceAll(`${call.root}/`, '') }), { cause })
  }
  const context = contextOf(vite)
  if (!context) throw new RenditionsError(errorOf('plugin-missing', { file: configName(vite, call.root) }))
  context.dryRun = true
  return {
    root: vite.root,
    config: context.config,
    outDir: resolve(vite.root, vite.environments['client']?.build.outDir ?? vite.build.outDir),
    vite,
    context,
  }
}

/** The plugin's context in a resolved config; undefined when the plugin is not there. */
export function contextOf(vite: ResolvedConfig): PluginContext | undefined {
  const api: unknown = vite.plugins.find((plugin) => plugin.name === PLUGIN)?.api
  return typeof api === 'object' && api !== null && 'context' in api ? (api.context as PluginContext) : undefined
}

/** Aliases that stand for something inside the site, as site paths, in the order Vite tries them. */
export function aliasesOf({ resolve: { alias }, root }: ResolvedConfig): { find: string | RegExp; replacement: string }[] {
  return alias.flatMap(({ find, replacement }) => {
    const slash = /[\\/]$/.test(replacement) ? '/' : ''
    const path = isAbsolute(replacement) ? toSitePath(root, replacement) : undefined
    return path === undefined ? [] : [{ find, replacement: path + slash }]
  })
}

function configName(vite: ResolvedConfig, root: string): string | undefined {
  return vite.configFile ? toSitePath(root, vite.configFile) : undefined
}
