import { nearestLanguage } from '../base/nearest-language.js'

/** One picture a lightbox can show, as read from the page. */
export interface ZoomItem {
  /** The `<rendition-zoom>` it was read from. */
  element: HTMLElement
  /** What opens it and gets the focus back. */
  trigger: HTMLElement
  /** The small picture on the page. */
  image: HTMLImageElement | undefined
  /** Absolute address of the large picture, its candidates, and its size in pixels. */
  src: string
  srcset: string
  width: number
  height: number
  alt: string
  /** BCP 47 tag of the language around it, `''` when none is stated. */
  language: string
  /** Where the author's own link around the picture leads, when that is not the picture. */
  page: string | undefined
}

/** The author's own link around an element, in whose stead the picture opens. */
export function enclosingLink(element: Element): HTMLAnchorElement | null {
  return element.hasAttribute('src') ? (element.parentElement?.closest<HTMLAnchorElement>('a[href]') ?? null) : null
}

/** The link that opens the picture without JavaScript: inside the element, else around it. */
export function linkOf(element: Element): HTMLAnchorElement | null {
  return element.hasAttribute('src') ? enclosingLink(element) : element.querySelector<HTMLAnchorElement>('a[href]')
}

/**
 * Reads `<rendition-zoom><a href data-width data-height>…` or `<rendition-zoom src width height>`, with an optional
 * `data-srcset` or `srcset`. Undefined when the address or the size is missing: the link then stays a plain link.
 */
export function readItem(element: HTMLElement): ZoomItem | undefined {
  const own = element.hasAttribute('src')
  const link = linkOf(element)
  const source = own ? element : link
  if (!source) return undefined
  const prefix = own ? '' : 'data-'
  const width = Number(source.getAttribute(`${prefix}width`))
  const height = Number(source.getAttribute(`${prefix}height`))
  const src = pictureAddress(source.getAttribute(own ? 'src' : 'href') ?? '', element.baseURI)
  if (!src || !(width > 0) || !(height > 0)) return undefined
  const image = element.querySelector('img') ?? undefined
  return {
    element,
    trigger: link ?? element,
    image,
    src,
    srcset: source.getAttribute(`${prefix}srcset`) ?? '',
    width,
    height,
    alt: image?.alt ?? '',
    language: nearestLanguage(element),
    page: own && link && link.href !== src ? link.href : undefined,
  }
}

/** Absolute form of an address a picture can have; a `javascript:` link, say, is none. */
function pictureAddress(address: string, base: string): string | undefined {
  if (!address || !URL.canParse(address, base)) return undefined
  const url = new URL(address, base)
  return ['http:', 'https:', 'data:', 'blob:', 'file:'].includes(url.protocol) ? url.href : undefined
}
