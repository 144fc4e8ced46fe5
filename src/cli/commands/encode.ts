import { resolve } from 'node:path'
import type { InlineConfig, Plugin } from 'vite'
import type { Problem } from '../../types.js'
import type { OpenSite } from '../../wiring.js'
import type { Call, Command } from '../command.js'
import { contextOf, loadSite, type LoadedSite } from '../load-site.js'
import { problemsOf } from '../problems-of.js'
import { printable } from '../table.js'

export const command: Command = {
  summary: 'Encode the films and sounds that pages show and that are not encoded yet',
  usage: '[GLOB…]',
  arguments: [0, Infinity],
  flags: {},
  example: ['renditions encode media/talks', 'those of a folder; a build publishes them then without waiting for them'],
  findings: 'something cannot be encoded',
  notes: [
    'Goes on where a build was stopped, or did not wait (option "pending"). Nothing is published: the cache alone is written.',
    'GLOB is a file, a folder or a glob.',
  ],
  async run(call, reporter) {
    const wanted = await wantedBy(call, await loadSite(call))
    const { open, problems } = await encode(call, wanted)
    const encoded = open?.encoded().toSorted((a, b) => (a.asset < b.asset ? -1 : 1)) ?? []
    reporter.data({ encoded, problems })
    for (const { asset, seconds } of encoded)
      reporter.line(`${reporter.paint.green('encoded')}  ${printable(asset)}  ${reporter.paint.dim(`${seconds.toFixed(1)} s`)}`)
    if (encoded.length === 0 && problems.length === 0) reporter.line('Nothing to encode.')
    for (const problem of problems) reporter.problem(problem)
    return problems.length > 0 ? 1 : 0
  },
}

/** What the arguments mean; everything without any. */
async function wantedBy(call: Call, site: LoadedSite): Promise<(path: string) => boolean> {
  if (call.arguments.length === 0) return () => true
  const [{ chooseAssets }, { diskTree }, { listAssets }] = await Promise.all([
    import('../change/choose-assets.js'),
    import('../move/disk-tree.js'),
    import('../site-world.js'),
  ])
  const tree = diskTree(site.root, await listAssets(site))
  const place = { root: site.root, cwd: call.cwd }
  const chosen = new Set(call.arguments.flatMap((argument) => chooseAssets(argument, place, 'encode', tree).assets))
  return (path) => chosen.has(path)
}

interface Seen {
  open?: OpenSite
  problems: readonly Problem[]
}

/** A real build that writes nothing but the cache, so that it is told which films pages show, and how. */
async function encode(call: Call, wanted: (path: string) => boolean): Promise<Seen> {
  const { build } = await import('vite')
  const seen: Seen = { problems: [] }
  const config: InlineConfig = {
    root: call.root,
    logLevel: 'silent',
    ...(call.configFile !== undefined && { configFile: resolve(call.cwd, call.configFile) }),
    build: { write: false },
    plugins: [encodePlugin(seen, wanted)],
  }
  try {
    await build(config)
  } catch (error) {
    // Nothing is published, so it does not matter that the ledger may not change.
    if (!seen.open || !problemsOf(error).every(({ code }) => code === 'ledger-frozen')) throw error
  }
  return { ...seen, problems: seen.problems.filter((problem) => isOurs(problem)) }
}

/** What was not asked for is not encoded, and that the ledger may not change is nothing to this command. */
function isOurs({ code, severity }: Problem): boolean {
  return severity === 'error' && code !== 'film-pending' && code !== 'ledger-frozen'
}

function encodePlugin(seen: Seen, wanted: (path: string) => boolean): Plugin {
  let open: (() => Promise<OpenSite>) | undefined
  return {
    name: 'renditions:encode',
    enforce: 'post',
    configResolved(vite) {
      const context = contextOf(vite)
      if (!context) return
      context.dryRun = true
      context.encodes = wanted
      // Pages without their pictures are no reason to leave films.
      context.config = { ...context.config, onError: 'warn' }
      open = () => context.open()
    },
    async buildStart() {
      if (open) seen.open ??= await open()
    },
    generateBundle: {
      order: 'post',
      handler() {
        if (seen.open) seen.problems = seen.open.site.problems()
      },
    },
  }
}
