import { nearestName } from '../base/nearest-name.js'
import { errorOf, RenditionsError } from '../errors.js'
import type { Command, ExitCode } from './command.js'
import { helpOf, overview } from './help.js'
import type { Host } from './host.js'
import { parseCall } from './parse-call.js'
import { problemsOf } from './problems-of.js'
import { createJsonReporter, createTextReporter } from './reporter.js'

/** Every command, loaded when it is asked for (or when the help lists them). */
const COMMANDS: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  status: () => import('./commands/status.js'),
  plan: () => import('./commands/plan.js'),
  encode: () => import('./commands/encode.js'),
  publish: () => import('./commands/publish.js'),
  unpublish: () => import('./commands/unpublish.js'),
  mv: () => import('./commands/mv.js'),
  cp: () => import('./commands/cp.js'),
  rm: () => import('./commands/rm.js'),
  check: () => import('./commands/check.js'),
  due: () => import('./commands/due.js'),
  url: () => import('./commands/url.js'),
  embed: () => import('./commands/embed.js'),
  verify: () => import('./commands/verify.js'),
  gc: () => import('./commands/gc.js'),
}

/** Findings that say the call itself was wrong. */
const MISUSE: ReadonlySet<string> = new Set([
  'unknown-command',
  'unknown-flag',
  'wrong-arguments',
  'plugin-missing',
  'config-unreadable',
  'no-such-asset',
])

/** Runs one command line and gives its exit code. Never asks anything, never throws. */
export async function run(host: Host): Promise<ExitCode> {
  const words = host.argv.slice(2)
  const reporter = words.includes('--json') ? createJsonReporter(host) : createTextReporter(host)
  try {
    const [name, ...rest] = words
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') return await showHelp(host, rest[0])
    const command = await commandNamed(name)
    if (rest.includes('-h')) return await showHelp(host, name)
    const call = parseCall(name, command, rest, host)
    if (call.has('help')) return await showHelp(host, name)
    return await command.run(call, reporter)
  } catch (error) {
    const problems = problemsOf(error)
    reporter.failure(problems)
    return problems.every((problem) => MISUSE.has(problem.code)) ? 2 : 1
  }
}

async function commandNamed(name: string): Promise<Command> {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (load) return (await load()).command
  const known = Object.keys(COMMANDS)
  throw new RenditionsError(errorOf('unknown-command', { command: name, suggestion: nearestName(name, known), known }))
}

async function showHelp(host: Host, name: string | undefined): Promise<ExitCode> {
  if (name !== undefined && !name.startsWith('-')) {
    host.stdout.write(helpOf(name, await commandNamed(name)))
    return 0
  }
  const loaded = await Promise.all(Object.entries(COMMANDS).map(async ([key, load]) => [key, (await load()).command] as const))
  host.stdout.write(overview(Object.fromEntries(loaded)))
  return 0
}
