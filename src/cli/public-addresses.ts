import { byCodeUnit } from '../base/by-code-unit.js'
import { extensionOf } from '../base/site-path.js'
import { NO_PRESET, VIEWER_MARK } from '../publish/decide-ledger.js'
import type { LedgerEntry } from '../publish/ledger.js'
import { publicUrl, type PublicUrls } from '../publish/public-url.js'

/** One stable address of an asset, for people. */
export interface PublicAddress {
  /** Whole URL when the origin of its target is known, else the path on the server. */
  url: string
  kind: 'preset' | 'viewer' | 'oembed' | 'original'
  /** Of the picture itself, or of the one in the viewer page. */
  preset?: string
  viewer?: string
}

/** The stable addresses that show an asset, in the order pictures, viewer pages, oEmbed, original; each by its name. */
export function publicAddresses({ state, stable }: Pick<LedgerEntry, 'state' | 'stable'>, urls: PublicUrls): PublicAddress[] {
  if (state !== 'published') return []
  return Object.entries(stable)
    .filter(([address, name]) => !isChoice(address, name, stable))
    .map(([address, name]) => ({ url: publicUrl(address, urls), ...meaningOf(address, name) }))
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || byCodeUnit(a.url, b.url))
}

/** What a host answers at another address to those who accept it (`boot.card.jpg.avif`) is no address to give away. */
function isChoice(address: string, name: string, stable: LedgerEntry['stable']): boolean {
  return stable[address.slice(0, address.lastIndexOf('.'))] === name
}

const ORDER: readonly PublicAddress['kind'][] = ['preset', 'viewer', 'oembed', 'original']

/** In words. */
export function describeAddress({ kind, preset, viewer }: PublicAddress): string {
  switch (kind) {
    case 'preset':
      return `picture, preset ${preset}`
    case 'viewer':
      return `page with the viewer ${viewer}`
    case 'oembed':
      return `oEmbed of the viewer ${viewer}`
    case 'original':
      return 'the file as it is'
  }
}

function meaningOf(address: string, name: string): Omit<PublicAddress, 'url'> {
  const [preset = name, viewer] = name.split(VIEWER_MARK)
  if (viewer !== undefined) return { kind: extensionOf(address) === 'json' ? 'oembed' : 'viewer', preset, viewer }
  return preset === NO_PRESET ? { kind: 'original' } : { kind: 'preset', preset }
}
