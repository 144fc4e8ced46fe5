import type { Call, Command } from '../command.js'
import { errorOf, RenditionsError } from '../../errors.js'
import { loadSite } from '../load-site.js'

export const command: Command = {
  summary: 'Send what the last build made to the other targets; with GLOB, publish these assets by their sidecars',
  usage: '[GLOB…]',
  arguments: [0, Infinity],
  takesCommand: true,
  flags: {
    target: { type: 'string', value: 'NAME', describes: 'Only this target' },
    verify: { type: 'boolean', describes: 'List and compare everything there, instead of believing the manifest' },
    confirm: { type: 'boolean', describes: 'Also when many live files would go' },
    summary: { type: 'string', value: 'FILE', describes: 'Append what changed to a file, as Markdown' },
    only: { type: 'boolean', describes: 'With GLOB: not what belongs to it (posters, captions, fallbacks)' },
    'dry-run': { type: 'boolean', describes: 'Only print what would be done' },
  },
  example: [
    'renditions publish -- npx netlify deploy --prod',
    'puts renditions up, then runs the command, then removes what is stale',
  ],
  notes: [
    'With GLOB (a file, a folder, a glob or a set), it writes "publish: published" into their sidecars, or takes out what says',
    'otherwise, keeps comments and order, and says what belongs to them and why one cannot be published.',
    'Builds publish to their output only; this sends the rest to "targets". Renditions are put and verified first. The',
    'command after "--" brings the pages live; what they do not need any more goes only when it has ended with 0.',
  ],
  async run(call, reporter) {
    checkFlags(call)
    if (call.arguments.length > 0) {
      const { changeState } = await import('../state/change-state.js')
      return changeState('publish', call, reporter)
    }
    const site = await loadSite(call)
    const { send } = await import('../publish/send.js')
    return send(call, site, reporter)
  },
}

/** The two meanings share a name, not their flags. */
function checkFlags(call: Call): void {
  const others = call.arguments.length > 0 ? ['target', 'verify', 'confirm', 'summary'] : ['only']
  const wrong = others.find((flag) => call.has(flag))
  const without = call.arguments.length > 0 ? 'is for sending to targets, without GLOB' : 'needs a GLOB'
  const reason =
    wrong !== undefined
      ? `--${wrong} ${without}`
      : call.arguments.length > 0 && call.rest.length > 0 && 'a command after "--" is for sending to targets, without GLOB'
  if (reason) throw new RenditionsError(errorOf('wrong-arguments', { command: 'publish', reason }))
}
