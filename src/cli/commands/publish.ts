import type { Command } from '../command.js'
import { loadSite } from '../load-site.js'

export const command: Command = {
  summary: 'Send what the last build made to the other targets',
  usage: '',
  arguments: [0, 0],
  takesCommand: true,
  flags: {
    target: { type: 'string', value: 'NAME', describes: 'Only this target' },
    verify: { type: 'boolean', describes: 'List and compare everything there, instead of believing the manifest' },
    confirm: { type: 'boolean', describes: 'Also when many live files would go' },
    summary: { type: 'string', value: 'FILE', describes: 'Append what changed to a file, as Markdown' },
    'dry-run': { type: 'boolean', describes: 'Only print what would be done' },
  },
  example: [
    'renditions publish -- npx netlify deploy --prod',
    'puts renditions up, then runs the command, then removes what is stale',
  ],
  notes: [
    'Builds publish to their output only; this sends the rest to "targets". Renditions are put and verified first. The',
    'command after "--" brings the pages live; what they do not need any more goes only when it has ended with 0.',
  ],
  async run(call, reporter) {
    const site = await loadSite(call)
    const { send } = await import('../publish/send.js')
    return send(call, site, reporter)
  },
}
