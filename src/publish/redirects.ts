import { byCodeUnit } from '../base/by-code-unit.js'
import { extensionOf } from '../base/site-path.js'
import { OUTPUT, placeOf } from '../base/target-address.js'
import type { Problem } from '../types.js'
import { warningOf } from '../errors.js'
import { answersOf, encodeAddress } from './answers.js'
import type { Ledger } from './ledger.js'
import { absoluteUrl, type PublicUrls } from './public-url.js'

/**
 * What a host has to know: addresses that moved, and addresses that are gone. Paths without leading slash, sorted; `to` is
 * a URL where it leads to another target.
 */
export interface RedirectRules {
  moved: readonly { from: string; to: string }[]
  gone: readonly string[]
}

/** The rules a ledger stands for at one target. What leads nowhere that is known answers as gone. */
export function redirectRulesOf(ledger: Ledger, target: string, urls: PublicUrls): RedirectRules {
  const moved: { from: string; to: string }[] = []
  const gone: string[] = []
  for (const [address, answer] of [...answersOf(ledger)].sort(([a], [b]) => byCodeUnit(a, b))) {
    const from = placeOf(address)
    if (from.target !== target || answer.kind === 'live') continue
    const to = answer.kind === 'redirect' ? leadOf(answer.to, target, urls) : undefined
    if (to === undefined) gone.push(from.path)
    else moved.push({ from: from.path, to })
  }
  return { moved, gone }
}

function leadOf(address: string, from: string, urls: PublicUrls): string | undefined {
  const to = placeOf(address)
  return to.target === from && from === OUTPUT ? to.path : absoluteUrl(address, urls)
}

const BEGIN = '# renditions: begin (written by the build; edit outside these lines)'
const END = '# renditions: end'
const BLOCK = /^# renditions: begin.*\n(?:.*\n)*?# renditions: end[^\n]*(?:\n|$)/m

/**
 * The text of a `_redirects` file (https://docs.netlify.com/manage/routing/redirects/overview/,
 * https://developers.cloudflare.com/pages/configuration/redirects/): our block first, because the topmost rule wins
 * and a catch-all may stand below, then the author's own lines untouched. An address the author has a rule for is
 * left to that rule. Neither host knows status 410 in this file, so gone addresses stand as comments and answer 404.
 * `current` is the file as it is, a former block of ours included; '' when there is none. `base` is the site's base path.
 */
export function redirectsFile(rules: RedirectRules, current: string, base: string): string {
  const own = current.replace(/\r\n/g, '\n').replace(BLOCK, '')
  const taken = new Set(own.split('\n').map((line) => line.trim().split(/\s+/)[0]))
  const moved = rules.moved.map(({ from, to }) => [urlOf(base, from), urlOf(base, to)] as const)
  const lines = [
    ...moved.filter(([from]) => !taken.has(from)).map(([from, to]) => `${from} ${to} 301`),
    ...rules.gone.map((address) => `# gone: ${urlOf(base, address)}`),
  ]
  return lines.length === 0 ? own : `${[BEGIN, ...lines, END].join('\n')}\n${own}`
}

// Cloudflare Pages: 2,000 static rules a file, 1,000 characters a rule.
const MOST_RULES = 2000
const LONGEST_RULE = 1000

/** A warning when a host is known to ignore part of a `_redirects` file, silently on its side. */
export function redirectLimits(text: string): Problem[] {
  const rules = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const long = rules.filter((rule) => rule.length > LONGEST_RULE).length
  if (rules.length <= MOST_RULES && long === 0) return []
  return [warningOf('redirects-limit', { rules: rules.length, most: MOST_RULES, long, longest: LONGEST_RULE })]
}

const NGINX_HEADER = '# Written by vite-plugin-renditions. Put "include <this file>;" inside the server block.'

/**
 * An nginx file to include inside a `server` block. Exact locations are used rather than a `map`, because a map
 * ignores case (a rename from `Lake.jpg` to `lake.jpg` would redirect to itself) and its keys are limited in length.
 * '' when there is nothing to say.
 */
export function nginxFile(rules: RedirectRules, base: string): string {
  const lines = [
    ...rules.moved.map(
      ({ from, to }) => `location = ${nginxString(rawUrlOf(base, from))} { return 301 ${nginxString(urlOf(base, to))}; }`,
    ),
    ...rules.gone.map((address) => `location = ${nginxString(rawUrlOf(base, address))} { return 410; }`),
  ]
  if (lines.length === 0) return ''
  return [NGINX_HEADER, ...lines, ''].join('\n')
}

/** True for a text that `nginxFile` made. */
export function isOurNginxFile(text: string): boolean {
  return text.startsWith(NGINX_HEADER)
}

/** True when a host would serve a file of this name as a page, so that a stub can redirect. */
export function isPageAddress(address: string): boolean {
  return ['html', 'htm'].includes(extensionOf(address))
}

/** A page that sends people and crawlers on, for hosts that know no redirects. */
export function htmlStub(to: string): string {
  const url = escapeHtml(to)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Moved</title>
<meta name="robots" content="noindex">
<link rel="canonical" href="${url}">
<meta http-equiv="refresh" content="0; url=${url}">
<p>This has moved to <a href="${url}">${url}</a>.</p>
</html>
`
}

/** `/base/media/a%20b.jpg`. A base that is another origin or relative says nothing about this host's paths: its path part counts. */
export function urlOf(base: string, address: string): string {
  return isUrl(address) ? address : `${basePath(base)}${encodeAddress(address)}`
}

/** Where a rule leads may be another target, and is a URL then. */
function isUrl(to: string): boolean {
  return /^https?:\/\//.test(to)
}

function rawUrlOf(base: string, address: string): string {
  return `${decodeURI(basePath(base))}${address}`
}

function basePath(base: string): string {
  // The URL parser also encodes whatever could end a line or a quoted string.
  const { pathname } = new URL(base || '/', 'http://localhost/')
  return pathname.endsWith('/') ? pathname : `${pathname}/`
}

/** Quoted; no address holds a backslash or a control character, and `$` would be a variable only where it is encoded already. */
function nginxString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
