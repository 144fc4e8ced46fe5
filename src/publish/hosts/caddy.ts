import { pathOf, urlOf, type RedirectRules } from '../redirects.js'
import type { HostFile } from './host-file.js'
import { literal } from './literal.js'
import { withBlock } from './marked-block.js'

/**
 * A snippet for a site block of a Caddyfile (https://caddyserver.com/docs/caddyfile/directives/map). A `map` tells upper
 * from lower case, which path matchers do not; `handle` and `redir` come before what the author's own directives serve.
 */
export const caddyRedirects: HostFile<RedirectRules> = {
  path: '.vite/renditions.caddy',
  compose(rules, current, base) {
    const moved = rules.moved.map(({ from, to }) => `  ${input(pathOf(base, from))} "${urlOf(base, to)}"`)
    const gone = rules.gone.map((address) => `  ${input(pathOf(base, address))} gone`)
    const lines = [
      ...table('renditions_moved', moved, 'redir @renditions_moved {renditions_moved} 301'),
      ...table('renditions_gone', gone, 'handle @renditions_gone {\n  respond 410\n}'),
    ]
    return { text: withBlock('renditions', lines, current), problems: [] }
  },
}

function table(name: string, entries: readonly string[], directive: string): string[] {
  if (entries.length === 0) return []
  return [`map {path} {${name}} {`, ...entries, '  default "-"', '}', `@${name} not vars {${name}} "-"`, directive]
}

/** A plain path by itself, which is compared faster; any other as an expression, in which nothing is special to Caddy. */
function input(path: string): string {
  return /^[\w/.-]+$/.test(path) ? path : `"~^${literal(path)}$"`
}
