import { rootUrlOf } from '../base/site-path.js'

/** How relative URLs of a document are meant: as they stand, from another folder of the site, or on another site. */
export type BaseUrl = { kind: 'document' } | { kind: 'folder'; url: URL } | { kind: 'foreign' }

/** Stands for the site's own origin; `.invalid` belongs to nobody (RFC 2606). */
const ORIGIN = 'http://site.invalid'

/** Reads `<base href>` by https://html.spec.whatwg.org/multipage/semantics.html#the-base-element. `file` is the document's site path. */
export function readBase(href: string | undefined, file: string): BaseUrl {
  const document = new URL(ORIGIN + rootUrlOf(file))
  if (href === undefined) return { kind: 'document' }
  const url = URL.canParse(href, document) ? new URL(href, document) : document
  if (url.protocol === 'data:' || url.protocol === 'javascript:' || url.href === document.href) return { kind: 'document' }
  return url.origin === document.origin ? { kind: 'folder', url } : { kind: 'foreign' }
}

/** A local URL as seen from the document itself; undefined when the base leads to another site. */
export function withBase(base: BaseUrl, url: string): string | undefined {
  if (base.kind === 'foreign') return undefined
  if (base.kind === 'document' || url.startsWith('/')) return url
  const { pathname, search, hash } = new URL(url, base.url)
  return pathname + search + hash
}
