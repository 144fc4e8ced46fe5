import { errorOf } from '../../errors.js'
import { pathOf, urlOf, type RedirectRules } from '../redirects.js'
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
import type { Composed, HostFile } from './host-file.js'

const OURS = '# Written by vite-plugin-renditions.'
const IN_SERVER = `${OURS} Put "include <folder>/.vite/renditions.nginx*.conf;" inside the server block.`
const IN_HTTP = `${OURS} Put "include <folder>/.vite/renditions.http*.conf;" outside of the server block.`

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
    return ownFile(nginxRedirects.path, IN_SERVER, lines, current)
  },
}

/**
 * What the files inside the `server` block go by: `map`s from the path that is served to each header's value, and from
 * `Accept` to the ending of a file. No location is needed for them, so that none of the author's is overruled.
 */
export const nginxMaps: HostFile<HeaderRules> = {
  path: '.vite/renditions.http.conf',
  compose(rules, current, base) {
    const stable = `"~${folderPattern({ folder: rules.stableAddresses }, base)}${negotiatedName()}"`
    const choices = [
      ...CHOICES.flatMap((type) => map('$http_accept', type, NO_FILE, [`"~${acceptPattern(type)}" ".${type}"`])),
      ...map('$uri', 'stable', NO_FILE, [`${stable} $uri`]),
    ]
    const lines = [
      ...(rules.stableAddresses === '' ? [] : choices),
      ...namesOf(rules).flatMap((name) => map('$uri', variableOf(name), '', valuesOf(rules, name, base))),
    ]
    return ownFile(nginxMaps.path, IN_HTTP, lines, current)
  },
}

export const nginxHeaders: HostFile<HeaderRules> = {
  path: '.vite/renditions.nginx-headers.conf',
  compose(rules, current) {
    const lines = namesOf(rules).map((name) => `add_header ${name} $renditions_${variableOf(name)};`)
    const hint = '# A location with an add_header of its own inherits none: include this file there as well.'
    return ownFile(nginxHeaders.path, IN_SERVER, lines.length > 0 ? [hint, ...lines] : [], current)
  },
}

/** A stable address is answered with the file beside it in a better format, where there is one and the browser takes it. */
export const nginxNegotiation: HostFile<HeaderRules> = {
  path: '.vite/renditions.nginx-negotiation.conf',
  compose({ stableAddresses }, current) {
    if (stableAddresses === '') return ownFile(nginxNegotiation.path, IN_SERVER, [], current)
    const tests = CHOICES.toReversed().map((type) => {
      const file = `$renditions_stable$renditions_${type}`
      return `if (-f $document_root${file}) { set $renditions_chosen ${file}; }`
    })
    const lines = ['set $renditions_chosen "";', ...tests, 'if ($renditions_chosen) { rewrite ^ $renditions_chosen; }']
    return ownFile(nginxNegotiation.path, IN_SERVER, lines, current)
  },
}

/** No file of ours, or of anybody, has a name with this in it. */
const NO_FILE = '/.-'

function map(from: string, name: string, otherwise: string, entries: readonly string[]): string[] {
  return [`map ${from} $renditions_${name} {`, `  default ${quoted(otherwise)};`, ...entries.map((entry) => `  ${entry};`), '}']
}

/** No types: `add_header` would add a second one. `types` of the server says them. */
function foldersOf(rules: HeaderRules): HeaderRules['folders'] {
  return [...splitTypes(rules.folders).others, ...varyRules(rules.stableAddresses)]
}

function namesOf(rules: HeaderRules): string[] {
  const names = foldersOf(rules).flatMap(({ headers }) => headers.map(([name]) => name))
  return [...new Set([...names, ...(rules.pages.length > 0 ? ['Link'] : [])])]
}

/** The first expression that matches wins. Expressions, because other keys ignore case and are limited in length. */
function valuesOf(rules: HeaderRules, name: string, base: string): string[] {
  const folders = foldersOf(rules).flatMap((rule) =>
    rule.headers.filter(([own]) => own === name).map(([, value]) => `"~${folderPattern(rule, base)}" ${quoted(value)}`),
  )
  const pages = name === 'Link' ? rules.pages.map(({ page, link }) => `"~${pagePattern(page, base)}" ${quoted(link)}`) : []
  return [...folders.toReversed(), ...pages]
}

function variableOf(name: string): string {
  return name.toLowerCase().replaceAll('-', '_')
}

/** A file that is ours alone, or somebody else's. */
function ownFile(path: string, header: string, lines: readonly string[], current: string): Composed {
  if (current !== '' && !current.startsWith(OURS)) {
    return { text: current, problems: lines.length > 0 ? [errorOf('target-conflict', { address: path })] : [] }
  }
  return { text: lines.length > 0 ? [header, ...lines, ''].join('\n') : '', problems: [] }
}

/** Quoted; no address holds a backslash or a control character, and a `$` is encoded wherever it would be a variable. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
