import { warningOf } from '../../errors.js'
import { changeSite } from '../change/change-site.js'
import type { Command } from '../command.js'
import { count } from '../count.js'
import { readDocuments } from '../documents.js'
import { performRemoval } from '../remove/perform-removal.js'
import { planRemoval, type RemovalPlan } from '../remove/plan-removal.js'
import type { Reporter } from '../reporter.js'
import type { RemovalReport } from '../reports.js'
import { printable } from '../table.js'

export const command: Command = {
  summary: 'Remove assets with their sidecars; says who uses them, and refuses while somebody does',
  usage: 'GLOB…',
  arguments: [1, Infinity],
  flags: {
    'dry-run': { type: 'boolean', describes: 'Only print what would be done' },
    force: { type: 'boolean', describes: 'Also what is in use, or not committed to git' },
  },
  example: ["renditions rm 'media/2019/*.jpg' --dry-run", 'shows who uses these photos, and what their addresses will answer'],
  findings: 'something is in use or not committed, and nothing was removed',
  notes: [
    'GLOB is a file, a folder or a glob. In a git repository, "git rm" forgets the files and keeps their history.',
    'The ledger keeps its promises: after the next build, stable addresses answer 410 (gone), and the files that pages',
    'used stay for their grace. If anything fails, everything is put back.',
  ],
  async run(call, reporter) {
    const { plan: planned, isDry } = await changeSite(call, {
      async plan(site, assets) {
        const { documents, unreadable } = await readDocuments(site.root, site.config)
        const plan = await planRemoval(call, site, assets, documents)
        return { plan, unreadable, isRefused: plan.objections.length > 0 && !call.has('force') }
      },
      async perform({ root, config }, { plan: { chosen, repository }, isRefused }) {
        const roots = [...config.assets, config.publicDir]
        if (!isRefused) await performRemoval(root, [...chosen.assets, ...chosen.sidecars], repository, roots)
      },
    })
    const { plan, unreadable, isRefused } = planned
    reporter.data(reportOf(plan, { isDry, isRefused }))
    printPlan(plan, { isDry, isRefused }, reporter)
    for (const path of unreadable) reporter.problem(warningOf('document-unreadable', { path }))
    return isRefused ? 1 : 0
  },
}

interface Outcome {
  isDry: boolean
  isRefused: boolean
}

function reportOf({ chosen, uses, addresses, objections }: RemovalPlan, { isDry, isRefused }: Outcome): RemovalReport {
  return {
    dryRun: isDry,
    refused: isRefused,
    assets: chosen.assets,
    sidecars: chosen.sidecars,
    left: chosen.others,
    uses: uses.map(({ asset, place, how }) => ({ asset, how, ...place })),
    addresses,
    problems: objections,
  }
}

function printPlan(plan: RemovalPlan, { isDry, isRefused }: Outcome, reporter: Reporter): void {
  const { chosen, uses, addresses, objections, repository } = plan
  const { line, paint } = reporter
  const word = isRefused ? 'keep' : 'remove'
  for (const path of chosen.assets) {
    line(`${paint.red(word)}  ${printable(path)}`)
    for (const { place, how } of uses.filter(({ asset }) => asset === path))
      line(
        `  ${printable(`${place.file}:${place.line}:${place.column}`)}  ${paint.yellow(how === 'reference' ? 'uses it' : 'names it')}`,
      )
    for (const { address, becomes, to } of addresses.filter(({ asset }) => asset === path))
      line(
        `  ${printable(`/${address}`)}  ${printable(becomes === 'gone' ? ANSWERS_410 : `will redirect to "${to}", which has the same bytes`)}`,
      )
  }
  for (const path of chosen.sidecars) line(`${paint.red(word)}  ${printable(path)}  ${paint.dim('goes with its assets')}`)
  for (const path of chosen.others) line(`left    ${printable(path)}  ${paint.dim('no asset')}`)
  for (const problem of objections) reporter.problem(isRefused ? problem : { ...problem, severity: 'warning' })
  const what = `${count(chosen.assets.length, 'asset')}${chosen.sidecars.length > 0 ? ` with ${count(chosen.sidecars.length, 'sidecar')}` : ''}`
  if (isRefused) line(`Nothing removed: ${what} would go with --force.`)
  else line(`${what} ${isDry ? 'to remove' : 'removed'}${repository ? '; git keeps the history' : ''}.`)
}

const ANSWERS_410 = 'will answer 410 (gone) after the next build'
