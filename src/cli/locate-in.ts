import { posix } from 'node:path'
import { isMediaYaml, isSet } from './documents.js'

/** How a bare path (`media/lake.jpg`) in a document may be read: as it stands, or from the site's root. */
export type Reading = 'written' | 'rooted'

/**
 * Where a URL in a document leads. In sidecars and sets a bare path may also be a site path; a sidecar's is taken for one
 * first, because that is what its fields hold. `locate` is that of the site, or of a site as it will be.
 */
export function locateIn<L extends object>(
  url: string,
  document: string,
  locate: (url: string, from: string) => L,
): { located: L; reading: Reading } {
  const read = (reading: Reading): { located: L; reading: Reading } => ({
    reading,
    located: locate(reading === 'rooted' ? `/${url}` : url, document),
  })
  const [first, ...others] = readingsOf(url, document)
  const best = read(first)
  if ('path' in best.located) return best
  return others.map(read).find(({ located }) => 'path' in located) ?? best
}

function readingsOf(url: string, document: string): [Reading, ...Reading[]] {
  if (!isMediaYaml(document) || /^[./]/.test(url)) return ['written']
  return isSet(document) ? ['written', 'rooted'] : ['rooted', 'written']
}

/** The pattern that a glob in a document means, on site paths; both readings of a bare one. */
export function patternsIn(pattern: string, document: string): { pattern: string; reading: Reading }[] {
  return readingsOf(pattern, document).map((reading) => {
    const isFixed = reading === 'rooted' || pattern.startsWith('/')
    return { reading, pattern: posix.join(isFixed ? '' : posix.dirname(document), pattern.replace(/^\/+/, '')) }
  })
}
