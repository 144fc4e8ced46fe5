import { errorOf, RenditionsError, warningOf } from '../../errors.js'
import type { Call, ExitCode } from '../command.js'
import { count } from '../count.js'
import { loadSite } from '../load-site.js'
import type { Reporter } from '../reporter.js'
import type { StateReport } from '../reports.js'
import { printable } from '../table.js'
import type { StateStep } from './decide-state.js'
import { planPublish, planUnpublish, type StatePlan } from './plan-state.js'
import { writeSidecars } from './write-sidecars.js'

type Verb = 'publish' | 'unpublish'

/** `publish GLOB…` and `unpublish GLOB…`: says what would be done and to whom it matters, then does it. */
export async function changeState(verb: Verb, call: Call, reporter: Reporter): Promise<ExitCode> {
  const site = await loadSite(call)
  // The rules of a preview let everything pass.
  if (site.config.preview)
    throw new RenditionsError(
      errorOf('wrong-arguments', { command: verb, reason: 'RENDITIONS_PREVIEW is set; a preview has no states' }),
    )
  const plan = verb === 'publish' ? await planPublish(call, site) : await planUnpublish(call, site)
  const isRefused = plan.needs.some(({ severity }) => severity === 'error') && !call.has('force')
  const outcome = { verb, isDry: call.has('dry-run'), isRefused }
  printPlan(plan, outcome, reporter)
  if (!isRefused && !outcome.isDry) await writeSidecars(site.root, plan.steps)
  reporter.data(reportOf(plan, outcome))
  reporter.line(summaryOf(plan, outcome))
  return isRefused || plan.steps.some(({ action }) => action === 'cannot') ? 1 : 0
}

interface Outcome {
  verb: Verb
  isDry: boolean
  isRefused: boolean
}

function reportOf({ steps, companions, uses, needs, unreadable }: StatePlan, { verb, isDry, isRefused }: Outcome): StateReport {
  const isDone = !isDry && !isRefused
  return {
    change: verb,
    dryRun: isDry,
    refused: isRefused,
    assets: steps.map(({ asset, action, from, to, reason, file }) => ({
      asset,
      action,
      from,
      to,
      reason,
      file,
      belongsTo: companions.filter((one) => one.asset === asset).map(({ of, as }) => ({ asset: of, as })),
      usedBy: uses.get(asset) ?? [],
    })),
    companions,
    written: isDone ? steps.filter(({ action }) => action === 'change').map(({ file }) => file) : [],
    problems: [...needs, ...unreadable.map((path) => warningOf('document-unreadable', { path }))],
  }
}

function printPlan({ steps, companions, uses, needs, unreadable }: StatePlan, { verb }: Outcome, reporter: Reporter): void {
  const { line, paint } = reporter
  const going = new Set(steps.map(({ asset }) => asset))
  for (const step of steps) {
    const { asset, from, to, action, reason } = step
    const states = from === to ? from : `${from} → ${to}`
    line(`${coloured(step, verb, paint)} ${printable(asset)}  ${states}  ${paint.dim(printable(reason))}`)
    if (action === 'cannot' && verb === 'publish') line(`            ${printable(`to be changed in ${step.file}, or above it`)}`)
    const roles = companions.filter((one) => one.asset === asset)
    for (const { of, as, place } of roles) line(`            ${printable(`${as} of ${of}${place ? `, by ${show(place)}` : ''}`)}`)
    const told = new Set(roles.map(({ place }) => place))
    for (const place of uses.get(asset) ?? []) if (!told.has(place)) line(`            used by ${printable(show(place))}`)
    for (const { asset: other, as } of companions.filter((one) => one.of === asset && !going.has(one.asset)))
      line(`            its ${printable(`${as} ${other}`)} keeps its state`)
  }
  for (const problem of needs) reporter.problem(problem)
  for (const path of unreadable) reporter.problem(warningOf('document-unreadable', { path }))
}

function coloured({ action }: StateStep, verb: Verb, paint: Reporter['paint']): string {
  const word = (action === 'change' ? verb : action).padEnd(10)
  if (action === 'cannot') return paint.red(word)
  return action === 'change' ? (verb === 'publish' ? paint.green : paint.yellow)(word) : paint.dim(word)
}

function summaryOf({ steps, needs }: StatePlan, { verb, isDry, isRefused }: Outcome): string {
  const number = (action: StateStep['action']): number => steps.filter((step) => step.action === action).length
  const broken = needs.filter(({ severity }) => severity === 'error').length
  if (isRefused)
    return `Nothing was changed: ${count(broken, 'place')} would break. Take the references out, give a "fallback", or use --force.`
  const done = isDry ? `${count(number('change'), 'asset')} to ${verb}` : `${count(number('change'), 'asset')} ${verb}ed`
  const others = [
    number('already') > 0 && `${number('already')} already`,
    number('waits') > 0 && `${number('waits')} waiting`,
    number('cannot') > 0 && `${number('cannot')} that cannot be`,
  ]
  const next = !isDry && number('change') > 0 ? ' Run "vite build" to bring it about.' : ''
  return `${[done, ...others].filter(Boolean).join(', ')}.${next}`
}

function show({ file, line, column }: { file: string; line: number; column: number }): string {
  return `${file}:${line}:${column}`
}
