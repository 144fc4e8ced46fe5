import type { Command } from '../command.js'
import { loadSite } from '../load-site.js'
import { checkTargetName } from '../publish/target-name.js'
import { printable } from '../table.js'

export const command: Command = {
  summary: 'List everything at the targets and compare it with what is recorded',
  usage: '',
  arguments: [0, 0],
  flags: { target: { type: 'string', value: 'NAME', describes: 'Only this one ("output" is what builds write)' } },
  example: ['renditions verify --target cdn', 'exits with 1 when a published file is missing or other bytes than recorded'],
  notes: ['Nothing is changed. "renditions publish --verify" puts back what is missing; a build does for its output.'],
  async run(call, reporter) {
    const site = await loadSite(call)
    const name = call.value('target')
    checkTargetName('verify', name, ['output', ...Object.keys(site.config.targets)])
    const { compareTargets } = await import('../../target-wiring.js')
    const { config, root, outDir } = site
    const targets = await compareTargets({ config, root, outDir }, name)
    reporter.data({ targets })
    for (const { target, whole, problems } of targets) {
      reporter.line(`${reporter.paint.bold(printable(target))}: ${whole} files as recorded, ${problems.length} findings`)
      for (const problem of problems) reporter.problem(problem)
    }
    return targets.some(({ problems }) => problems.some(({ severity }) => severity === 'error')) ? 1 : 0
  },
}
