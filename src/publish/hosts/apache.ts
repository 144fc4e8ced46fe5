import { urlOf, type RedirectRules } from '../redirects.js'
import {
  acceptPattern,
  CHOICES,
  folderPattern,
  negotiatedName,
  pagePattern,
  splitTypes,
  varyRules,
  type HeaderRules,
} from './header-rules.js'
import type { HostFile } from './host-file.js'
import { literal } from './literal.js'
import { withBlock } from './marked-block.js'

/**
 * Rules of mod_rewrite in `.htaccess` (https://httpd.apache.org/docs/2.4/mod/mod_rewrite.html). Patterns there match the
 * decoded path below the file's own folder, so that they hold whatever the base is.
 */
export const apacheRedirects: HostFile<RedirectRules> = {
  path: '.htaccess',
  compose(rules, current, base) {
    const lines = [
      ...rules.moved.map(({ from, to }) => `  RewriteRule "${patternOf(from)}" "${substitution(urlOf(base, to))}" [R=301,L,NE]`),
      ...rules.gone.map((address) => `  RewriteRule "${patternOf(address)}" "-" [G]`),
    ]
    const block = lines.length > 0 ? ['<IfModule mod_rewrite.c>', '  RewriteEngine On', ...lines, '</IfModule>'] : []
    return { text: withBlock('renditions redirects', block, current), problems: [] }
  },
}

function patternOf(address: string): string {
  return `^${literal(address)}$`
}

/** `%4` would be a part of a condition's match, `$4` one of the pattern's. */
function substitution(url: string): string {
  return url.replace(/[%$]/g, '\\$&')
}

/** Rules of mod_headers, whose conditions see the whole path, and of mod_rewrite for stable addresses. */
export const apacheHeaders: HostFile<HeaderRules> = {
  path: '.htaccess',
  compose(rules, current, base) {
    const { others, types } = splitTypes(rules.folders)
    const folders = [...others, ...varyRules(rules.stableAddresses)].flatMap((rule) =>
      rule.headers.map(([name, value]) => headerLine(name, value, folderPattern(rule, base))),
    )
    const pages = rules.pages.map(({ page, link }) => headerLine('Link', link, pagePattern(page, base)))
    const negotiates = rules.stableAddresses !== ''
    const lines = [
      ...within('mod_mime.c', [
        ...(negotiates ? CHOICES.map((type) => `AddType image/${type} .${type}`) : []),
        ...types.map(({ extension, type }) => `AddType "${type}" .${extension}`),
      ]),
      ...within('mod_headers.c', [...folders, ...pages]),
      ...within(
        'mod_rewrite.c',
        negotiates ? ['RewriteEngine On', ...CHOICES.flatMap((type) => choice(rules.stableAddresses, type))] : [],
      ),
    ]
    return { text: withBlock('renditions headers', lines, current), problems: [] }
  },
}

/** `Vary` and `Link` may have values of others. In a value, `%` begins a variable. */
function headerLine(name: string, value: string, pattern: string): string {
  const action = name === 'Vary' ? 'merge' : name === 'Link' ? 'add' : 'set'
  const text = value.replaceAll('%', '%%').replace(/["\\]/g, '\\$&')
  return `Header ${action} ${name} "${text}" "expr=%{REQUEST_URI} =~ m#${pattern}#"`
}

/** The file beside a stable address in a better format, where there is one and the browser takes it. */
function choice(stableAddresses: string, type: string): string[] {
  return [
    `RewriteCond %{HTTP_ACCEPT} "${acceptPattern(type)}"`,
    `RewriteCond %{REQUEST_FILENAME}.${type} -f`,
    `RewriteRule "^(${literal(stableAddresses)}/${negotiatedName().replace(/\$$/, '')})$" "$1.${type}" [L]`,
  ]
}

function within(module: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return []
  return [`<IfModule ${module}>`, ...lines.map((line) => `  ${line}`), '</IfModule>']
}
