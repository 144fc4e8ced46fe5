import type { Command, Flag } from './command.js'
import { COMMON_FLAGS } from './parse-call.js'

/** What `renditions --help` prints: every command with its example. */
export function overview(commands: Readonly<Record<string, Command>>): string {
  const heads = Object.entries(commands).map(([name, command]) => [headOf(name, command), command] as const)
  const width = Math.max(...heads.map(([head]) => head.length))
  const lines = heads.flatMap(([head, command]) => [
    `  ${head.padEnd(width)}  ${command.summary}`,
    `  ${''.padEnd(width)}    ${command.example[0]}`,
  ])
  return [
    "renditions: what is live of your site's media, what a build would change, and how to move it.",
    '',
    'Usage: renditions COMMAND [flags]',
    '',
    ...lines,
    '',
    'Flags of every command:',
    ...flagLines(COMMON_FLAGS),
    '',
    'Exit code: 0 fine, 1 findings (or it could not be done), 2 asked for wrongly.',
    '',
  ].join('\n')
}

/** What `renditions COMMAND --help` prints. */
export function helpOf(name: string, command: Command): string {
  const [line, does] = command.example
  return [
    `${command.summary}.`,
    '',
    `Usage: renditions ${headOf(name, command)} [flags]`,
    '',
    ...(command.notes ? [...command.notes, ''] : []),
    'Example:',
    `  ${line}`,
    `      ${does}`,
    '',
    'Flags:',
    ...flagLines({ ...command.flags, ...COMMON_FLAGS }),
    '',
    `Exit code: 0 fine, 1 ${command.findings ?? 'it could not be done'}, 2 asked for wrongly.`,
    '',
  ].join('\n')
}

function headOf(name: string, command: Command): string {
  return command.usage ? `${name} ${command.usage}` : name
}

function flagLines(flags: Readonly<Record<string, Flag>>): string[] {
  const rows = Object.entries(flags).map(
    ([name, flag]) => [`--${name}${flag.value ? ` ${flag.value}` : ''}`, flag.describes] as const,
  )
  const width = Math.max(...rows.map(([head]) => head.length))
  return rows.map(([head, describes]) => `  ${head.padEnd(width)}  ${describes}`)
}
