import type { SweepStep } from '../../render/cache/sweep.js'
import type { Command } from '../command.js'
import { loadSite } from '../load-site.js'
import { sizeText } from '../../base/size-text.js'

const DAY = 86_400_000

export const command: Command = {
  summary: 'Tidy the cache: remove renditions that nothing published needs any more',
  usage: '',
  arguments: [0, 0],
  flags: { 'dry-run': { type: 'boolean', describes: 'Only print what would go' } },
  example: ['renditions gc --dry-run', 'what would go, and how much room it takes'],
  notes: [
    'Kept: what the output folder holds (also in its grace), what waits for "renditions publish", and whatever was used',
    'within the "grace" option\'s days.',
    'Only the cache is touched. What goes too early is rendered again by the next build.',
  ],
  async run(call, reporter) {
    const site = await loadSite(call)
    const { viewRecords, openSweep, viewStaged } = await import('../../wiring.js')
    const [{ manifest }, staged] = await Promise.all([viewRecords(site), viewStaged(site)])
    const files = [...manifest.files.values(), ...staged.flatMap((asset) => asset.files)]
    const needed = new Set(files.map(({ key }) => key).filter((key) => key !== ''))
    const { steps, perform } = openSweep(site, needed, site.config.grace.days * DAY)
    const isDry = call.has('dry-run')
    const bytes = steps.reduce((sum, step) => sum + ('bytes' in step ? step.bytes : 0), 0)
    reporter.data({ dryRun: isDry, steps, bytes })
    for (const step of steps) reporter.line(describe(step))
    reporter.line(steps.length === 0 ? 'Nothing to tidy.' : `${isDry ? 'Would free' : 'Freeing'} ${sizeText(bytes)}.`)
    if (!isDry) perform()
    return 0
  },
}

function describe(step: SweepStep): string {
  switch (step.step) {
    case 'forget-unused':
      return `forget  ${step.key.slice(0, 16)}  nothing asks for it`
    case 'forget-missing':
      return `forget  ${step.key.slice(0, 16)}  its bytes are gone`
    case 'remove-file':
      return `remove  ${step.digest.slice(0, 16)}  ${sizeText(step.bytes)}`
    case 'remove-unfinished':
      return `remove  ${step.name}  left by a run that was killed, ${sizeText(step.bytes)}`
  }
}
