import { spawn } from 'node:child_process'
import { errorOf, RenditionsError } from '../../errors.js'
import { publishedDiff } from '../../publish/published-diff.js'
import { openTargetPublish, type TargetPublish } from '../../publisher/target-publisher.js'
import { tellPublished, type Done } from '../../publisher/tell-published.js'
import type { Problem } from '../../types.js'
import type { OpenTargets } from '../../target-wiring.js'
import type { Call, ExitCode } from '../command.js'
import type { LoadedSite } from '../load-site.js'
import type { Reporter } from '../reporter.js'
import { printable } from '../table.js'
import { endWithUs } from './end-with-us.js'
import { checkTargetName } from './target-name.js'
import { summaryOf, writeSummary } from './write-summary.js'

/**
 * `renditions publish` without a GLOB: sends what the last build made to every other target. Renditions go up and are
 * verified, then the command after `--` brings the pages live, then manifests are committed and stale files removed.
 */
export async function send(call: Call, site: LoadedSite, reporter: Reporter): Promise<ExitCode> {
  checkTargetName('publish', call.value('target'), Object.keys(site.config.targets))
  if (Object.keys(site.config.targets).length === 0) return sayNoTargets(call, site, reporter)
  const { openTargets } = await import('../../target-wiring.js')
  const { config, root, outDir, vite } = site
  const asked = { only: call.value('target'), confirm: call.has('confirm'), verify: call.has('verify') }
  const opened = await openTargets({ config, root, outDir, base: vite.base }, asked)
  if (opened.stage.preview) throw new RenditionsError(errorOf('stage-preview', undefined))
  const publishes: TargetPublish[] = []
  try {
    for (const target of opened.targets) publishes.push(await openTargetPublish(target, opened.stage))
    const problems = publishes.flatMap(({ decision }) => decision.problems)
    const isSure = problems.every(({ severity }) => severity !== 'error')
    const sent = call.has('dry-run') || !isSure ? { done: planned(publishes, opened) } : await perform(call, publishes, opened)
    if ('problems' in sent) problems.push(...sent.problems, ...(await tellPublished(sent.done, config.onPublished, opened.purge)))
    await report(call, sent.done, problems, reporter)
    if ('failure' in sent && sent.failure !== undefined) throw sent.failure
    return problems.some(({ severity }) => severity === 'error') ? 1 : 0
  } finally {
    for (const publish of publishes) await publish.release()
    await opened.close()
  }
}

/** What was done; `failure` is why not all of it was. */
interface Sent {
  done: Done[]
  problems: readonly Problem[]
  failure: unknown
}

async function perform(call: Call, publishes: readonly TargetPublish[], opened: OpenTargets): Promise<Sent> {
  const lost = new Map<string, readonly string[]>()
  for (const publish of publishes) lost.set(publish.name, (await publish.put()).lost)
  await runPages(call)
  const finished: TargetPublish[] = []
  const problems: Problem[] = []
  let failure: unknown
  // The pages are live: one target that fails now must not keep the others from their end.
  for (const publish of publishes) {
    try {
      problems.push(...(await publish.finish()).problems)
      finished.push(publish)
    } catch (error) {
      failure ??= error
    }
  }
  const done = planned(finished, opened).map((one) => ({ ...one, lost: lost.get(one.target) ?? [] }))
  return { done, problems, failure }
}

function planned(publishes: readonly TargetPublish[], { targets }: OpenTargets): Done[] {
  return publishes.flatMap(({ name, decision }) => {
    const urls = targets.find((target) => target.name === name)?.urls
    return urls ? [{ target: name, decision, urls, lost: [] }] : []
  })
}

/** Runs the command that deploys the pages. What fails here leaves everything live as it was. */
async function runPages(call: Call): Promise<void> {
  const [program, ...parameters] = call.rest
  if (program === undefined) return
  const stdio = ['ignore', call.has('json') ? 'ignore' : 'inherit', 'inherit'] as const
  const ended = await new Promise<string>((done) => {
    const child = spawn(program, parameters, { cwd: call.cwd, stdio: [...stdio] })
    const letGo = endWithUs(child)
    child.on('error', (error) => done(error.message))
    child.on('close', (code, signal) => done(code === 0 ? '' : `it ended with ${signal ?? `exit code ${code}`}`))
    child.on('exit', letGo)
  })
  if (ended !== '') throw new RenditionsError(errorOf('pages-failed', { command: program, reason: ended }))
}

async function sayNoTargets(call: Call, { config }: LoadedSite, reporter: Reporter): Promise<ExitCode> {
  await runPages(call)
  await report(call, [], [], reporter)
  reporter.line(
    `Nothing to send: "targets" is empty, and "vite build" itself publishes to the output. The ledger is ${config.ledger}.`,
  )
  return 0
}

async function report(call: Call, done: readonly Done[], problems: readonly Problem[], reporter: Reporter): Promise<void> {
  const isDry = call.has('dry-run')
  const diffs = done.map(({ target, decision, urls, lost }) => publishedDiff(target, decision, urls, lost))
  reporter.data({ dryRun: isDry, targets: diffs, problems })
  for (const { target, decision } of done) {
    reporter.line(reporter.paint.bold(printable(target)))
    const changes = decision.actions.filter(({ kind }) => kind !== 'keep')
    for (const { kind, address, reason } of changes)
      reporter.line(`  ${kind.padEnd(8)} ${printable(address)}  ${printable(reason)}`)
    const kept = decision.actions.length - changes.length
    reporter.line(changes.length === 0 ? `  nothing to do: all ${kept} files are there` : `  ${kept} files stay as they are`)
  }
  for (const problem of problems) reporter.problem(problem)
  await writeSummary(call, done.map(summaryOf))
}
