import { encodeAddress } from '../publish/answers.js'

/**
 * The URL of an address for people: absolute when the site's origin or an absolute `base` is known, else the path on
 * the server. A relative `base` says nothing about where the site stands, so the root is assumed.
 * @param address No leading slash, not encoded.
 */
export function publicUrl(address: string, base: string, site: string | undefined): string {
  const path = encodeAddress(address)
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(base)) return new URL(path, base).href
  const below = base.startsWith('/') ? base : '/'
  return site === undefined ? below + path : new URL(below + path, site).href
}
