import type { FirstPicture } from '../../types.js'

/** Whatever these consist of, no host's syntax knows a meaning for it inside a quoted string. */
const PLAIN_URL = /^[\w\-.~/:%@+=?&]+$/
const PLAIN_TEXT = /^[\w\-.~/:%@+=?& ,()<>*]*$/

/**
 * Value of a `Link` header (RFC 8288; https://html.spec.whatwg.org/multipage/semantics.html#processing-link-headers) that
 * starts loading a picture. Undefined for what could not be written alike for every host.
 */
export function linkOf({ href, type, imagesrcset, imagesizes }: FirstPicture): string | undefined {
  const texts = [type, imagesrcset, imagesizes].filter((text) => text !== undefined)
  if (!PLAIN_URL.test(href) || !texts.every((text) => PLAIN_TEXT.test(text))) return undefined
  return [
    `<${href}>`,
    'rel=preload',
    'as=image',
    ...(type === undefined ? [] : [`type="${type}"`]),
    ...(imagesrcset === undefined ? [] : [`imagesrcset="${imagesrcset}"`]),
    ...(imagesizes === undefined ? [] : [`imagesizes="${imagesizes}"`]),
    'fetchpriority=high',
  ].join('; ')
}

/** Proxies refuse heads of some kilobytes, and nginx values of 4,096 characters. */
const LONGEST = 3000

/** One value for all pictures of a page, as many as fit; undefined for none. */
export function linksOf(pictures: readonly FirstPicture[], longest = LONGEST): string | undefined {
  let value = ''
  for (const picture of pictures) {
    const link = linkOf(picture)
    if (link === undefined) continue
    const longer = value === '' ? link : `${value}, ${link}`
    if (longer.length > longest) break
    value = longer
  }
  return value || undefined
}
