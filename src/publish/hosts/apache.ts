import { urlOf, type RedirectRules } from '../redirects.js'
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
