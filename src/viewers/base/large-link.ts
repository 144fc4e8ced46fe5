/** The large form of a picture, as the page says it. */
export interface LargePicture {
  /** Absolute. */
  src: string
  /** Candidates of other sizes; `''` for none. */
  srcset: string
  /** Size in pixels. */
  width: number
  height: number
}

/** The author's own link around an element that says itself what its large picture is. */
export function enclosingLink(element: Element): HTMLAnchorElement | null {
  return element.hasAttribute('src') ? (element.parentElement?.closest<HTMLAnchorElement>('a[href]') ?? null) : null
}

/** The link that shows the large picture without JavaScript: inside the element, else around it. */
export function linkOf(element: Element): HTMLAnchorElement | null {
  return element.hasAttribute('src') ? enclosingLink(element) : element.querySelector<HTMLAnchorElement>('a[href]')
}

/**
 * Reads `<rendition-…><a href data-width data-height>…` or `<rendition-… src width height>`, with an optional `data-srcset` or
 * `srcset`. Undefined when the address or the size is missing: the link then stays a plain link.
 */
export function largePictureOf(element: Element): LargePicture | undefined {
  const own = element.hasAttribute('src')
  const source = own ? element : linkOf(element)
  if (!source) return undefined
  const prefix = own ? '' : 'data-'
  const width = Number(source.getAttribute(`${prefix}width`))
  const height = Number(source.getAttribute(`${prefix}height`))
  const src = pictureAddress(source.getAttribute(own ? 'src' : 'href') ?? '', element.baseURI)
  if (!src || !(width > 0) || !(height > 0)) return undefined
  return { src, srcset: source.getAttribute(`${prefix}srcset`) ?? '', width, height }
}

/** Absolute form of an address a picture can have; a `javascript:` link, say, is none. */
function pictureAddress(address: string, base: string): string | undefined {
  if (!address || !URL.canParse(address, base)) return undefined
  const url = new URL(address, base)
  return ['http:', 'https:', 'data:', 'blob:', 'file:'].includes(url.protocol) ? url.href : undefined
}
