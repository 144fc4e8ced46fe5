import { largePictureOf, linkOf, type LargePicture } from '../base/large-link.js'
import { nearestLanguage } from '../base/nearest-language.js'

/** One picture a lightbox can show, as read from the page. */
export interface ZoomItem extends LargePicture {
  /** The `<rendition-zoom>` it was read from. */
  element: HTMLElement
  /** What opens it and gets the focus back. */
  trigger: HTMLElement
  /** The small picture on the page. */
  image: HTMLImageElement | undefined
  alt: string
  /** What the page's address calls it: the `id` of the element or of the small picture; `''` for none. */
  name: string
  /** BCP 47 tag of the language around it, `''` when none is stated. */
  language: string
  /** Where the author's own link around the picture leads, when that is not the picture. */
  page: string | undefined
}

/** Undefined when the page does not say what to show, or how large that is: the link then stays a plain link. */
export function readItem(element: HTMLElement): ZoomItem | undefined {
  const large = largePictureOf(element)
  if (!large) return undefined
  const link = linkOf(element)
  const image = element.querySelector('img') ?? undefined
  return {
    ...large,
    element,
    trigger: link ?? element,
    image,
    alt: image?.alt ?? '',
    name: element.id || image?.id || '',
    language: nearestLanguage(element),
    page: element.hasAttribute('src') && link && link.href !== large.src ? link.href : undefined,
  }
}
