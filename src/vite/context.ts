import { resolve } from 'node:path'
import type { ResolvedConfig, ViteDevServer } from 'vite'
import { toSitePath } from '../base/site-path.js'
import type { Options } from '../config/options.js'
import type { Config } from '../config/types.js'
import type { OpenSite } from '../wiring.js'
import type { PlannedReference, Problem } from '../types.js'
import type { PageTable } from './pages.js'
import { createSlots, type Slots } from './slots.js'

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
  /** Closes the site if it was opened. */
  close(): Promise<void>
  /** There is no bundler: a remark pipeline of its own. */
  standalone: boolean
  /** Publishes nothing: the command line asks what a build would do. */
  dryRun: boolean
  /** Which films the command line wants encoded; those are waited for. */
  encodes: ((path: string) => boolean) | undefined
  /** Signs dev addresses that carry overrides; kept in the cache folder, so that they answer after a restart. */
  devSecret: string
  /** What stands at a stable address, by its path below `base` (dev). */
  stablePaths: Map<string, PlannedReference>
  /** What the page of a viewer shows, by the page's path below `base` (dev). */
  viewerPages: Map<string, PlannedReference>
  /** The Markdown pages, once listed. */
  pages: PageTable | undefined
  /** Markdown files that would become the same page. */
  pageProblems: readonly Problem[]
  /** Viewers that each Markdown page uses (dev, where no slot says so). */
  viewersOfPages: Map<string, Set<string>>
  /** Films that pages are told of once they are encoded (dev). */
  encodings: Set<string>
  /** Which documents show an asset, so that a change reaches them (dev). */
  documentsOf: Map<string, Set<string>>
}

/** A context before Vite has said where it works; `configure.ts` fills in the rest. */
export function newContext(options: Options): Context {
  const early: Pick<
    Context,
    | 'options'
    | 'slots'
    | 'dryRun'
    | 'encodes'
    | 'standalone'
    | 'pages'
    | 'pageProblems'
    | 'server'
    | 'stablePaths'
    | 'viewerPages'
    | 'documentsOf'
    | 'encodings'
    | 'viewersOfPages'
  > = {
    options,
    slots: createSlots(),
    dryRun: false,
    encodes: undefined,
    standalone: false,
    pages: undefined,
    pageProblems: [],
    server: undefined,
    stablePaths: new Map(),
    viewerPages: new Map(),
    documentsOf: new Map(),
    encodings: new Set(),
    viewersOfPages: new Map(),
  }
  return early as Context
}

/** Contexts by root folder, so that a remark plugin in the same process joins the site that Vite builds. */
const REGISTRY = Symbol.for('vite-plugin-renditions')

export function contexts(): Map<string, Context> {
  const shared = globalThis as { [REGISTRY]?: Map<string, Context> }
  return (shared[REGISTRY] ??= new Map())
}

/** Site path of a module id or file, without query; undefined outside the root and for virtual modules. */
export function sitePathOf(context: Context, id: string): string | undefined {
  if (id.startsWith('\0')) return undefined
  const file = id.replace(/[?#].*$/s, '')
  return toSitePath(context.vite.root, file)
}

/** The output folder as `enterOutput` has to know it. */
export function outputOf({ vite, config }: Context): [outDir: string, name: string, preview: boolean] {
  const { outDir } = vite.environments['client']?.build ?? vite.build
  return [resolve(vite.root, outDir), outDir, config.preview]
}

export function isServing(context: Context): boolean {
  return context.vite.command === 'serve'
}

export type { OpenSite }
