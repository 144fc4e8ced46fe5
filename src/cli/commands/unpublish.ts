import type { Command } from '../command.js'

export const command: Command = {
  summary: 'Take assets off the web by their sidecars; refuses while a page needs one',
  usage: 'GLOB…',
  arguments: [1, Infinity],
  flags: {
    'dry-run': { type: 'boolean', describes: 'Only print what would be done' },
    force: { type: 'boolean', describes: 'Also when pages break' },
  },
  example: [
    "renditions unpublish 'media/press/2024/**'",
    'writes "publish: unpublished" into the sidecars of these assets; after the next build they answer 410',
  ],
  findings: 'a page needs one and nothing was changed, or one cannot be changed',
  notes: [
    'GLOB is a file, a folder, a glob or a set. Pages that show an asset are listed; where a "fallback" stands in, they do not',
    'break. Posters, captions and fallbacks of an asset keep their state. Comments and order of the sidecars stay.',
  ],
  async run(call, reporter) {
    const { changeState } = await import('../state/change-state.js')
    return changeState('unpublish', call, reporter)
  },
}
