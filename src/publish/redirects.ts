import { byCodeUnit } from '../base/by-code-unit.js'
import { OUTPUT, placeOf } from '../base/target-address.js'
import { answersOf, encodeAddress } from './answers.js'
import type { Ledger } from './ledger.js'
import { absoluteUrl, type PublicUrls } from './public-url.js'

/**
 * What a host has to know: addresses that moved, and addresses that are gone. Paths without leading slash, sorted.
 */
export interface RedirectRules {
  /** `to` is an address of the same output, or an absolute URL of another target. */
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

/**
 * `/base/media/a%20b.jpg` for an address; an absolute URL stays one. A base that is another origin or relative says
 * nothing about this host's paths: its path part counts. Nothing in it ends a string, splits a line, or is a variable or
 * a wildcard in the form of any host.
 */
export function urlOf(base: string, to: string): string {
  return isUrl(to) ? encodeSpecial(new URL(to).href, /[$'()*!`{}|\\^\s]/g) : `${basePath(base)}${encodeAddress(to)}`
}

/** The same path as a server sees it, decoded. */
export function pathOf(base: string, address: string): string {
  return `${decodeURIComponent(basePath(base))}${address}`
}

/** Path of the site on its host, a slash at both ends, encoded. */
export function basePath(base: string): string {
  // The URL parser also encodes whatever could end a line or a quoted string.
  const { pathname } = new URL(base || '/', 'http://localhost/')
  const path = encodeSpecial(pathname, /[^\w\-.~/%]/g)
  return path.endsWith('/') ? path : `${path}/`
}

function isUrl(to: string): boolean {
  return /^https?:\/\//.test(to)
}

function encodeSpecial(url: string, special: RegExp): string {
  return url.replace(special, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}
