import type { ResolvedConfig, ViteDevServer } from 'vite'
import { toSitePath } from '../base/site-path.js'
import type { Options } from '../config/options.js'
import type { Config } from '../config/types.js'
import type { Site } from '../pipeline.js'
import type { Publication } from '../publication.js'
import type { PlannedReference } from '../types.js'
import type { Slots } from './slots.js'

/** What the plugin's parts share. Filled once in `configResolved`; read-only afterwards. */
export interface Context {
  options: Options
  /** Vite's resolved config. */
  vite: ResolvedConfig
  config: Config
  slots: Slots
  /** The user's own `build.emptyOutDir`, which the plugin carries out in Vite's place. */
  emptyOutDir: boolean | null | undefined
  /** The dev server, while serving. */
  server: ViteDevServer | undefined
  /** Opens the site at first need: lists assets, loads cache, ledger and sidecars. */
  open(): Promise<OpenSite>
  /** Signs dev addresses that carry overrides; kept in the cache folder, so that they answer after a restart. */
  devSecret: string
  /** What stands at a stable address, by its path below `base` (dev). */
  stablePaths: Map<string, PlannedReference>
  /** True for paths of the output folder that the target's manifest says are published (read without opening the site). */
  isPublished(path: string): boolean
  /** True for site paths of Markdown pages and their layout. */
  isPage(path: string): boolean
  /** Which documents show an asset, so that a change reaches them (dev). */
  documentsOf: Map<string, Set<string>>
}

export interface OpenSite {
  site: Site
  publication: Publication
  isAsset(path: string): boolean
  /** A file came or went; true when it concerns the site's assets. */
  noticed(event: 'add' | 'unlink', path: string): boolean
  /** Forgets what was read of an asset or sidecar. */
  invalidate(path: string): void
  /** Writes indexes and ends child processes. */
  close(): Promise<void>
}

/** Site path of a module id or file, without query; undefined outside the root and for virtual modules. */
export function sitePathOf(context: Context, id: string): string | undefined {
  if (id.startsWith('\0')) return undefined
  const file = id.replace(/[?#].*$/s, '')
  return toSitePath(context.vite.root, file)
}

export function isServing(context: Context): boolean {
  return context.vite.command === 'serve'
}
