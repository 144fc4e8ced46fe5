import type { Host, Output } from './host.js'

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const

/** Wraps text in a terminal's colours, or gives it back as it is. */
export type Paint = Readonly<Record<keyof typeof CODES, (text: string) => string>>

/** Colours only on a terminal, and not when `NO_COLOR` (https://no-color.org) has any value or the terminal is dumb. */
export function createPaint(output: Output, env: Host['env']): Paint {
  const enabled = output.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  const style = (name: keyof typeof CODES): ((text: string) => string) => {
    const [on, off] = CODES[name]
    return (text) => (enabled ? `\u001b[${on}m${text}\u001b[${off}m` : text)
  }
  return { bold: style('bold'), dim: style('dim'), red: style('red'), green: style('green'), yellow: style('yellow') }
}
