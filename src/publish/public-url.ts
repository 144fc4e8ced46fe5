import { posix } from 'node:path'
import { OUTPUT, placeOf } from '../base/target-address.js'
import { encodeAddress } from './answers.js'

/** What turns an address into a URL. */
export interface PublicUrls {
  /** Vite's `base`. */
  base: string
  /** Origin of the deployed site. */
  site?: string | undefined
  /** Public base URL of each target but the output, by name; a slash at its end. */
  targets: Readonly<Record<string, { url: string }>>
}

/**
 * The URL of an address for people: absolute when the site's origin, an absolute `base` or its target's URL is known,
 * else the path on the server. A relative `base` says nothing about where the site stands, so the root is assumed.
 * @param address As in the ledger, not encoded.
 */
export function publicUrl(address: string, { base, site, targets }: PublicUrls): string {
  const { target, path: raw } = placeOf(address)
  const path = encodeAddress(raw)
  if (target !== OUTPUT) return targetUrl(targets, target) + path
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(base)) return new URL(path, base).href
  const below = base.startsWith('/') ? base : '/'
  return site === undefined ? below + path : new URL(below + path, site).href
}

/** The same as seen from a page of another target: undefined when nobody knows the site's own origin. */
export function absoluteUrl(address: string, urls: PublicUrls): string | undefined {
  const { target } = placeOf(address)
  if (target !== OUTPUT && !urls.targets[target]) return undefined
  const url = publicUrl(address, urls)
  return URL.canParse(url) ? url : undefined
}

/** A path as seen from a page at another path of the same target. */
export function relativeUrl(path: string, page: string): string {
  return encodeAddress(posix.relative(posix.dirname(page), path))
}

/** Base URL of a target. One that left the config leads nowhere any more: its addresses are told by name. */
function targetUrl(targets: PublicUrls['targets'], target: string): string {
  return targets[target]?.url ?? `${target}:/`
}
