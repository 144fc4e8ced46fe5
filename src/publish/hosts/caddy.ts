import { pathOf, urlOf, type RedirectRules } from '../redirects.js'
import {
  CHOICES,
  folderPattern,
  negotiatedName,
  pagePattern,
  varyRules,
  type FolderRule,
  type HeaderRules,
} from './header-rules.js'
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

/** Headers of what is there (an error page must not be kept for a year), and the choice of a format by `Accept`. */
export const caddyHeaders: HostFile<HeaderRules> = {
  path: '.vite/renditions-headers.caddy',
  compose(rules, current, base) {
    const folders = [...rules.folders, ...varyRules(rules.stableAddresses)]
    const links = rules.pages.map(({ page, link }) => `  "~${pagePattern(page, base)}" ${quoted(link)}`)
    const lines = [
      ...folders.flatMap((rule, index) => folderLines(rule, `@renditions_${index}`, base)),
      ...table('renditions_link', links, 'header @renditions_link +Link {renditions_link}'),
      ...(rules.stableAddresses === '' ? [] : negotiation(rules.stableAddresses, base)),
    ]
    return { text: withBlock('renditions', lines, current), problems: [] }
  },
}

function folderLines(rule: FolderRule, matcher: string, base: string): string[] {
  return [
    `${matcher} {`,
    `  path_regexp "${folderPattern(rule, base)}"`,
    '  file',
    '}',
    `header ${matcher} {`,
    ...rule.headers.map(([name, value]) => `  ${name === 'Vary' ? '+' : ''}${name} ${quoted(value)}`),
    '}',
  ]
}

/** RE2 cannot look ahead, so that a type which is refused (`q=0`) has an expression of its own in front. */
function negotiation(stableAddresses: string, base: string): string[] {
  const pattern = `${folderPattern({ folder: stableAddresses }, base)}${negotiatedName()}`
  return [
    ...CHOICES.flatMap((type) => [
      `map {header.Accept} {renditions_${type}} {`,
      `  "~image/${type}\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$)" "/.-"`,
      `  "~image/${type}" ".${type}"`,
      '  default "/.-"',
      '}',
    ]),
    'map {path} {renditions_stable} {',
    `  "~(${pattern})" "\${1}"`,
    '  default "/.-"',
    '}',
    '@renditions_chosen file {',
    `  try_files ${CHOICES.map((type) => `{renditions_stable}{renditions_${type}}`).join(' ')}`,
    '}',
    'rewrite @renditions_chosen {http.matchers.file.relative}',
  ]
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
