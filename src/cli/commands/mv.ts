import { errorOf, RenditionsError, warningOf } from '../../errors.js'
import { changeSite } from '../change/change-site.js'
import type { TextChange } from '../change/texts.js'
import type { Call, Command } from '../command.js'
import { count } from '../count.js'
import { readDocuments } from '../documents.js'
import { performMove } from '../move/perform-move.js'
import { planFix, planMove, type MovePlan } from '../move/plan-move.js'
import type { Reporter } from '../reporter.js'
import type { MoveReport } from '../reports.js'
import { printable } from '../table.js'

export const command: Command = {
  summary: 'Move or rename assets; every reference is rewritten, identity and old addresses are kept',
  usage: 'FROM TO',
  arguments: [0, 2],
  flags: {
    'dry-run': { type: 'boolean', describes: 'Only print what would be done' },
    fix: { type: 'boolean', describes: 'No FROM and TO: rewrite references to paths assets once had' },
    force: { type: 'boolean', describes: 'Replace a file that is in the way' },
  },
  example: [
    "renditions mv 'media/2024/*.jpg' media/archive/",
    'moves the photos with their sidecars and rewrites every page that shows them',
  ],
  findings: 'it could not be done, and everything is as it was',
  notes: [
    'FROM is a file, a folder or a glob. References are rewritten in HTML, Markdown and its front matter, CSS, JS, TS, JSX,',
    'Vue, Svelte, Astro, sidecars and sets, in the style their author used. In a git repository, "git mv" does the renames.',
    'If anything fails, or Ctrl-C is pressed, everything is put back. After moving files by hand,',
    '"renditions mv --fix" does the rest.',
  ],
  async run(call, reporter) {
    checkArguments(call)
    const { plan: planned, isDry } = await changeSite(call, {
      async plan(site, assets) {
        const { documents, unreadable } = await readDocuments(site.root, site.config)
        const plan = call.has('fix') ? await planFix(site, assets, documents) : await planMove(call, site, assets, documents)
        return { plan, unreadable }
      },
      perform: (site, { plan }) => performMove(site.root, plan.moves.steps, textsOf(plan)),
    })
    const { plan, unreadable } = planned
    reporter.data(reportOf(plan, unreadable, isDry))
    printPlan(plan, isDry, reporter)
    for (const path of unreadable) reporter.problem(warningOf('document-unreadable', { path }))
    return 0
  },
}

function checkArguments(call: Call): void {
  const { length } = call.arguments
  const reason = call.has('fix')
    ? length > 0 && '--fix takes no FROM and TO'
    : length < 2 && (length === 0 ? 'it needs FROM and TO, or --fix' : 'it needs FROM and TO')
  if (reason) throw new RenditionsError(errorOf('wrong-arguments', { command: 'mv', reason }))
}

function textsOf(plan: MovePlan): TextChange[] {
  return [...plan.documents.map(({ to, text, rewritten }) => ({ path: to, before: text, after: rewritten })), ...plan.ledger]
}

function reportOf({ moves, documents, ledger, left }: MovePlan, unreadable: readonly string[], dryRun: boolean): MoveReport {
  return {
    dryRun,
    moved: [...moves.files].map(([from, to]) => ({ from, to })),
    rewritten: documents.flatMap(({ changes }) => changes.map(({ place, from, to }) => ({ ...place, from, to }))),
    ledger: ledger.length > 0,
    left: left.map(({ place, text, reason }) => ({ ...place, text, reason })),
    unreadable,
  }
}

function printPlan({ moves, documents, ledger, left }: MovePlan, isDry: boolean, { line, paint }: Reporter): void {
  for (const [from, to] of moves.files) line(`${printable(from)} ${paint.green('→')} ${printable(to)}`)
  const changes = documents.flatMap((document) => document.changes)
  for (const { place, from, to } of changes)
    line(`  ${paint.dim(printable(`${place.file}:${place.line}:${place.column}`))}  ${printable(from)} → ${printable(to)}`)
  for (const { place, reason } of left)
    line(`  ${printable(`${place.file}:${place.line}:${place.column}`)}  ${paint.yellow('left')}: ${printable(reason)}`)
  const done = [
    moves.files.size > 0 && `${count(moves.files.size, 'file')} ${isDry ? 'to move' : 'moved'}`,
    `${count(changes.length, 'reference')} ${isDry ? 'to rewrite' : 'rewritten'} in ${count(documents.length, 'document')}`,
    ledger.length > 0 && `the ledger ${isDry ? 'to follow' : 'follows'}`,
  ]
  line(`${done.filter(Boolean).join(', ')}.`)
}
