import { changeSite } from '../change/change-site.js'
import type { Command } from '../command.js'
import { performCopy } from '../copy/perform-copy.js'
import { planCopy, type CopyPlan } from '../copy/plan-copy.js'
import { count } from '../count.js'
import type { Reporter } from '../reporter.js'
import type { CopyReport } from '../reports.js'
import { printable } from '../table.js'

export const command: Command = {
  summary: 'Copy assets with their sidecars; each copy is a new asset with addresses of its own',
  usage: 'FROM TO',
  arguments: [2, 2],
  flags: {
    'dry-run': { type: 'boolean', describes: 'Only print what would be done' },
    force: { type: 'boolean', describes: 'Replace a file that is in the way' },
  },
  example: ['renditions cp media/boot media/boot-2027', 'copies the pictures of the folder with what its sidecars say'],
  findings: 'it could not be done, and nothing was copied',
  notes: [
    'FROM is a file, a folder or a glob. A copy never takes an address: the next build gives it an identity of its own, and',
    'what its sidecar says holds for it, too. Paths in copied sidecars and sets lead to the copies where there are some.',
    'If anything fails, no copy is left.',
  ],
  async run(call, reporter) {
    const { plan, isDry } = await changeSite(call, {
      plan: (site, assets) => planCopy(call, site, assets),
      perform: (site, { steps }) => performCopy(site.root, steps),
    })
    reporter.data(reportOf(plan, isDry))
    printPlan(plan, isDry, reporter)
    return 0
  },
}

function reportOf({ steps, changes, left }: CopyPlan, dryRun: boolean): CopyReport {
  return {
    dryRun,
    copied: steps.map(({ from, to }) => ({ from, to })),
    rewritten: changes.map(({ place, from, to }) => ({ ...place, from, to })),
    left: left.map(({ place, text, reason }) => ({ ...place, text, reason })),
  }
}

function printPlan({ steps, changes, left }: CopyPlan, isDry: boolean, { line, paint }: Reporter): void {
  for (const { from, to, overwrites } of steps)
    line(`${printable(from)} ${paint.green('→')} ${printable(to)}${overwrites ? paint.dim('  replaces what was there') : ''}`)
  for (const { place, from, to } of changes)
    line(`  ${paint.dim(printable(`${place.file}:${place.line}:${place.column}`))}  ${printable(from)} → ${printable(to)}`)
  for (const { place, reason } of left) line(`  ${printable(place.file)}  ${paint.yellow('note')}: ${printable(reason)}`)
  line(`${count(steps.length, 'file')} ${isDry ? 'to copy' : 'copied'}.`)
  line('The next build takes copies for new assets: they get addresses of their own, and none of the originals.')
}
