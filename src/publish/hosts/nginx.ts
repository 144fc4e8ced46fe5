import { errorOf } from '../../errors.js'
import { pathOf, urlOf, type RedirectRules } from '../redirects.js'
import type { HostFile } from './host-file.js'

const HEADER =
  '# Written by vite-plugin-renditions. Put "include <folder>/.vite/renditions.nginx*.conf;" inside the server block.'
const OURS = '# Written by vite-plugin-renditions.'

/**
 * An nginx file to include inside a `server` block. Exact locations are used rather than a `map`, because a map
 * ignores case (a rename from `Lake.jpg` to `lake.jpg` would redirect to itself) and its keys are limited in length.
 */
export const nginxRedirects: HostFile<RedirectRules> = {
  path: '.vite/renditions.nginx.conf',
  compose(rules, current, base) {
    const lines = [
      ...rules.moved.map(({ from, to }) => `location = ${quoted(pathOf(base, from))} { return 301 ${quoted(urlOf(base, to))}; }`),
      ...rules.gone.map((address) => `location = ${quoted(pathOf(base, address))} { return 410; }`),
    ]
    if (current !== '' && !current.startsWith(OURS)) {
      const problems = lines.length > 0 ? [errorOf('target-conflict', { address: nginxRedirects.path })] : []
      return { text: current, problems }
    }
    return { text: lines.length > 0 ? [HEADER, ...lines, ''].join('\n') : '', problems: [] }
  },
}

/** Quoted; no address holds a backslash or a control character, and a `$` is encoded wherever it would be a variable. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
