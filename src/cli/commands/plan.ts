import { resolve } from 'node:path'
import type { InlineConfig, Plugin } from 'vite'
import { OUTPUT } from '../../base/target-address.js'
import type { ActionKind } from '../../publish/decision.js'
import type { ForeseenAction, Outlook } from '../../publish/outlook.js'
import type { PublicUrls } from '../../publish/public-url.js'
import type { Problem } from '../../types.js'
import type { OpenSite } from '../../wiring.js'
import type { Call, Command } from '../command.js'
import { contextOf, loadSite, type PluginContext } from '../load-site.js'
import { problemsOf } from '../problems-of.js'
import type { Reporter } from '../reporter.js'
import type { PlanReport } from '../reports.js'
import { summaryOf, writeSummary } from '../publish/write-summary.js'
import { printable } from '../table.js'

export const command: Command = {
  summary: 'Show what a build would publish, keep, move, redirect and remove, and why',
  usage: '',
  arguments: [0, 0],
  flags: {
    check: { type: 'boolean', describes: 'Exit with 1 when a build would change anything' },
    summary: { type: 'string', value: 'FILE', describes: 'Append what would change to a file, as Markdown for a pull request' },
    keep: { type: 'boolean', describes: 'Also list every file that stays as it is' },
  },
  example: ['renditions plan --check', 'in CI: fails when the committed ledger or the output is not up to date'],
  findings: 'a build would fail, or with --check would change something',
  notes: [
    'Builds the site without writing anything but the cache (what is missing there is rendered), and prints the list of',
    'actions that a build would perform.',
  ],
  async run(call, reporter) {
    await loadSite(call)
    const { outlook, problems, urls } = await decideWithoutWriting(call)
    const changes = outlook.actions.filter((action) => action.kind !== 'keep')
    const errors = problems.filter((problem) => problem.severity === 'error')
    reporter.data({
      actions: outlook.actions.map(dataOf),
      ledgerChanges: outlook.ledgerChanges,
      problems,
      changes: changes.length,
    })
    printPlan(outlook, reporter, call.has('keep'))
    if (outlook.elsewhere > 0)
      reporter.line(
        `${outlook.elsewhere} assets go to other targets: after a build, "renditions publish --dry-run" tells what changes there.`,
      )
    await writeSummary(call, [summaryOf({ target: OUTPUT, decision: asSeen(outlook), urls, lost: [] })])
    for (const problem of problems) reporter.problem(problem)
    if (errors.length > 0) return 1
    return call.has('check') && changes.length + outlook.ledgerChanges.length > 0 ? 1 : 0
  },
}

/** What a build would do. */
interface Planned {
  outlook: Outlook
  problems: readonly Problem[]
  urls: PublicUrls
}

/**
 * An outlook as people see what comes of it. In a fresh clone every file is missing in the output: to put one back is no
 * change for them, and one that is not put back is gone.
 */
function asSeen(outlook: Outlook): Outlook {
  const seen = outlook.actions.filter(({ kind, replaces }) => kind !== 'restore' || replaces)
  return { ...outlook, actions: seen.map((action) => (action.kind === 'forget' ? { ...action, kind: 'remove' } : action)) }
}

/** What a build without writing has shown so far. */
interface Seen {
  open?: OpenSite
  outlook?: Outlook
}

/**
 * A real build, so that it sees what other plugins, frameworks and the bundler see; the plugin only looks. A build that
 * fails only because the ledger is frozen has still told what would happen.
 */
async function decideWithoutWriting(call: Call): Promise<Planned> {
  const { build } = await import('vite')
  const seen: Seen = {}
  const config: InlineConfig = {
    root: call.root,
    logLevel: 'silent',
    ...(call.configFile !== undefined && { configFile: resolve(call.cwd, call.configFile) }),
    build: { write: false },
    plugins: [dryRunPlugin(seen)],
  }
  try {
    await build(config)
  } catch (error) {
    const isFrozen = problemsOf(error).every((problem) => problem.code === 'ledger-frozen')
    if (!seen.open || !isFrozen) throw error
    seen.outlook = await seen.open.publisher.outlook()
  }
  if (!seen.open || !seen.outlook) throw new Error('the build ended before anything was decided')
  const { publisher, site } = seen.open
  return {
    outlook: seen.outlook,
    problems: uniqueProblems([...seen.outlook.problems, ...site.problems()]),
    urls: publisher.urls,
  }
}

function dryRunPlugin(seen: Seen): Plugin {
  let context: PluginContext | undefined
  return {
    name: 'renditions:dry-run',
    enforce: 'post',
    configResolved(vite) {
      context = contextOf(vite)
      if (context) context.dryRun = true
    },
    async buildStart() {
      seen.open ??= await context?.open()
    },
    generateBundle: {
      order: 'post',
      async handler() {
        if (this.environment.name === 'client') seen.outlook = await seen.open?.publisher.outlook()
      },
    },
  }
}

function uniqueProblems(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()]
}

const WORDS: Readonly<Record<ActionKind, string>> = {
  put: 'publish',
  restore: 'restore',
  keep: 'keep',
  move: 'move',
  redirect: 'redirect',
  gone: 'answer 410',
  retire: 'retire',
  remove: 'remove',
  forget: 'forget',
}

function printPlan({ actions, ledgerChanges }: Outlook, reporter: Reporter, withKept: boolean): void {
  const { paint, line } = reporter
  const kept = actions.filter((action) => action.kind === 'keep')
  for (const action of actions) {
    if (action.kind === 'keep' && !withKept) continue
    line(
      `${coloured(action.kind, WORDS[action.kind].padEnd(10), paint)} ${printable(subjectOf(action))}  ${paint.dim(printable(action.reason))}`,
    )
  }
  if (!withKept && kept.length > 0) line(`keep       ${kept.length} ${kept.length === 1 ? 'file' : 'files'} as they are`)
  if (actions.length === kept.length) line('Nothing to do.')
  if (ledgerChanges.length > 0) line(`\n${paint.bold('The ledger would change:')}`)
  for (const change of ledgerChanges) line(`  ${printable(change)}`)
}

function coloured(kind: ActionKind, word: string, paint: Reporter['paint']): string {
  if (kind === 'put' || kind === 'restore') return paint.green(word)
  if (kind === 'remove' || kind === 'gone') return paint.red(word)
  return kind === 'keep' ? paint.dim(word) : paint.yellow(word)
}

function subjectOf({ kind, address, from, to }: ForeseenAction): string {
  if (kind === 'move') return `${from} → ${address}`
  return to === undefined ? `/${address}` : `/${address} → /${to}`
}

function dataOf({ kind, address, reason, asset, from, to, file }: ForeseenAction): PlanReport['actions'][number] {
  return { kind, address, reason, asset, from, to, bytes: file?.bytes }
}
