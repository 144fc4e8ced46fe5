import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { nearestName } from '../base/nearest-name.js'
import { errorOf, RenditionsError } from '../errors.js'
import type { Call, Command, Flag } from './command.js'
import type { Host } from './host.js'

/** Flags every command has. */
export const COMMON_FLAGS: Readonly<Record<string, Flag>> = {
  json: { type: 'boolean', describes: 'Print one JSON document instead of text' },
  root: { type: 'string', value: 'FOLDER', describes: "The site's folder (default: where you are)" },
  config: { type: 'string', value: 'FILE', describes: "Vite's config file when it has another name" },
  help: { type: 'boolean', describes: 'Show this help' },
}

/** Reads what follows the command's name. Throws `unknown-flag` or `wrong-arguments`. */
export function parseCall(name: string, command: Command, words: readonly string[], host: Host): Call {
  const flags = { ...COMMON_FLAGS, ...command.flags }
  const options = Object.fromEntries(Object.entries(flags).map(([flag, { type }]) => [flag, { type }]))
  const end = command.takesCommand ? words.indexOf('--') : -1
  const own = end < 0 ? words : words.slice(0, end)
  const { tokens } = parseArgs({ args: [...own], options, allowPositionals: true, strict: false, tokens: true })
  const given = new Map<string, string | true>()
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind === 'option') given.set(token.name, checkedFlag(name, flags, token))
  }
  checkCount(name, command, positionals.length, given)
  const value = (flag: string): string | undefined => {
    const found = given.get(flag)
    return typeof found === 'string' ? found : undefined
  }
  const cwd = host.cwd()
  return {
    arguments: positionals,
    rest: end < 0 ? [] : words.slice(end + 1),
    has: (flag) => given.has(flag),
    value,
    root: resolve(cwd, value('root') ?? '.'),
    cwd,
    configFile: value('config'),
    env: host.env,
  }
}

function checkedFlag(
  name: string,
  flags: Readonly<Record<string, Flag>>,
  token: { name: string; rawName: string; value?: string | undefined },
): string | true {
  const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined
  if (!flag) {
    const nearest = nearestName(token.name, Object.keys(flags))
    throw new RenditionsError(
      errorOf('unknown-flag', { flag: token.rawName, command: name, suggestion: nearest && `--${nearest}` }),
    )
  }
  if (flag.type === 'boolean') {
    if (token.value !== undefined) throw wrong(name, `--${token.name} takes no value`)
    return true
  }
  if (!token.value) throw wrong(name, `--${token.name} needs a value (--${token.name} ${flag.value ?? 'VALUE'})`)
  return token.value
}

function checkCount(name: string, command: Command, count: number, given: ReadonlyMap<string, unknown>): void {
  const [least, most] = command.arguments
  if (given.has('help')) return
  if (count < least) throw wrong(name, `it needs ${command.usage}`)
  if (count > most) throw wrong(name, most === 0 ? 'it takes no arguments' : `it takes only ${command.usage}`)
}

function wrong(command: string, reason: string): RenditionsError {
  return new RenditionsError(errorOf('wrong-arguments', { command, reason }))
}
